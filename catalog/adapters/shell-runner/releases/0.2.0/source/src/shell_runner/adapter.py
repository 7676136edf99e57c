"""Craik's request in, Craik's result out.

Both are plain dicts in the form of Craik's JSON: ``craik.runner_adapter_request`` and
``craik.runner_adapter_result``, version 0.1.0.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from shell_runner.process import LIMIT, Ending, run_command
from shell_runner.redaction import redacted

ADAPTER_VERSION = "0.2.0"
RUNNER_ID = "shell-runner"
REQUEST = "craik.runner_adapter_request"
RESULT = "craik.runner_adapter_result"
CONTRACT = "0.1.0"  # of both

COMPLAINT_LIMIT = 2_000  # characters of standard error that a diagnostic shows
_NEEDED = ("id", "task_id", "runner", "context", "created_at")


class RequestError(ValueError):
    """A request that this runner cannot take."""


class ShellRunner:
    """A local command as a runner; without a command, fixtures alone.

    Args:
        command: program and arguments, which no shell reads.
        timeout: seconds for one prompt.
        cwd: where the command runs.
        pass_environment: names of variables that the command gets beside the usual ones.
    """

    def __init__(
        self,
        command: Sequence[str] = (),
        *,
        timeout: float = 60.0,
        cwd: str | None = None,
        pass_environment: Sequence[str] = (),
    ) -> None:
        self.command = tuple(command)
        self.timeout = timeout
        self.cwd = cwd
        self.pass_environment = tuple(pass_environment)

    @property
    def metadata(self) -> dict[str, Any]:
        """Who this runner is: a ``craik.runner_metadata``."""
        capabilities = ["prompt.read", "result.structured"]
        if self.command:
            capabilities = ["process.run", *capabilities]
        if self.pass_environment:
            capabilities = ["environment.read", *capabilities]
        return {
            "schema": "craik.runner_metadata",
            "version": CONTRACT,
            "id": RUNNER_ID,
            "name": "Shell Runner",
            "adapter": RUNNER_ID,
            "adapter_version": ADAPTER_VERSION,
            "mode": "prompt-handoff" if self.command else "fixture",
            "capabilities": capabilities,
            "metadata": {"program": self.command[0]} if self.command else {},
        }

    def run(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Answer a request.

        Raises:
            RequestError: it is no request, or not one for this runner.
        """
        check(request)
        ending = self.ending(request["context"])
        status, summary = self.judge(ending)
        answer, secrets = redacted(ending.answer)
        complaint, more = redacted(ending.complaint)
        outputs: dict[str, Any] = {"answer": answer, "exit_code": ending.code}
        diagnostics = [complaint[-COMPLAINT_LIMIT:]] if complaint else []
        if secrets + more:
            diagnostics.append(f"{secrets + more} of its words looked like secrets.")
        if status == "completed" and request.get("expected_output_schemas"):
            structured = object_in(answer)
            if structured is None:
                status, summary = "partial", f"{self.program} answered with no JSON object."
            else:
                outputs["structured"] = structured
        return {
            "schema": RESULT,
            "version": CONTRACT,
            "id": f"runner_result_{request['id']}",
            "request_id": request["id"],
            "task_id": request["task_id"],
            "runner": self.metadata,
            "status": status,
            "summary": summary,
            "outputs": outputs,
            "receipt_ids": [],
            "handoff_id": None,
            "memory_proposal_ids": [],
            "artifacts": [],
            "diagnostics": diagnostics,
            # The request's own, so that equal requests get equal results.
            "created_at": request["created_at"],
        }

    def ending(self, context: Mapping[str, Any]) -> Ending:
        """Run the command on the prompt, or take the fixture's answer."""
        if not self.command:
            return Ending(answer=text_of(context, "fixture_answer"), code=0)
        return run_command(
            self.command,
            text_of(context, "prompt"),
            timeout=self.timeout,
            cwd=self.cwd,
            pass_environment=self.pass_environment,
        )

    @property
    def program(self) -> str:
        """What answers, for sentences."""
        return self.command[0] if self.command else "the fixture"

    def judge(self, ending: Ending) -> tuple[str, str]:
        """Craik's status for an ending, and a sentence about it."""
        if not ending.started:
            return "blocked", f"{self.program} cannot be started."
        if ending.timed_out:
            return "failed", f"{self.program} took more than {self.timeout:g} seconds."
        if ending.code:
            return "failed", f"{self.program} ended with the code {ending.code}."
        if not ending.answer.strip():
            return "partial", f"{self.program} said nothing."
        if ending.cut:
            return "partial", f"{self.program} said more than {LIMIT:,} bytes; the rest is lost."
        return "completed", f"{self.program} answered."


def object_in(answer: str) -> dict[str, Any] | None:
    """The JSON object that an answer is, a code fence around it aside; `None` for anything else."""
    lines = answer.strip().splitlines()
    if len(lines) > 2 and lines[0].startswith("```") and lines[-1] == "```":
        lines = lines[1:-1]
    try:
        value = json.loads("\n".join(lines), parse_constant=_no_number)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no JSON")


def check(request: Any) -> None:
    """Refuse what is no request for this runner.

    Raises:
        RequestError: with what is wrong.
    """
    if not isinstance(request, Mapping):
        raise RequestError("the request is not an object")
    if request.get("schema", REQUEST) != REQUEST or request.get("version", CONTRACT) != CONTRACT:
        raise RequestError(f"the request is not a {REQUEST} {CONTRACT}")
    missing = [key for key in _NEEDED if key not in request]
    if missing:
        raise RequestError(f"the request has no {', '.join(missing)}")
    if not isinstance(request["context"], Mapping):
        raise RequestError("the request's context is not an object")
    runner = request["runner"]
    named = runner.get("id") if isinstance(runner, Mapping) else None
    if named != RUNNER_ID:
        raise RequestError(f"the request is for {str(named)!r}, not for {RUNNER_ID!r}")


def text_of(context: Mapping[str, Any], key: str) -> str:
    """A text of the request's context.

    Raises:
        RequestError: there is none.
    """
    value = context.get(key)
    if not isinstance(value, str) or not value.strip():
        raise RequestError(f"the request's context has no {key}")
    return value

"""Craik's request in, Craik's result out.

Both are plain dicts in the form of Craik's JSON: ``craik.runner_adapter_request`` and
``craik.runner_adapter_result``, version 0.1.0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shell_runner.process import Ending, run_command

ADAPTER_VERSION = "0.1.0"
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
    """

    def __init__(
        self, command: Sequence[str] = (), *, timeout: float = 60.0, cwd: str | None = None
    ) -> None:
        self.command = tuple(command)
        self.timeout = timeout
        self.cwd = cwd

    @property
    def metadata(self) -> dict[str, Any]:
        """Who this runner is: a ``craik.runner_metadata``."""
        return {
            "schema": "craik.runner_metadata",
            "version": CONTRACT,
            "id": RUNNER_ID,
            "name": "Shell Runner",
            "adapter": RUNNER_ID,
            "adapter_version": ADAPTER_VERSION,
            "mode": "prompt-handoff" if self.command else "fixture",
            "capabilities": ["process.run", "prompt.read"] if self.command else ["prompt.read"],
            "metadata": {"program": self.command[0]} if self.command else {},
        }

    def run(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Answer a request.

        Raises:
            RequestError: it is no request, or not one for this runner.
        """
        check(request)
        context = request["context"]
        if self.command:
            ending = run_command(
                self.command, text_of(context, "prompt"), timeout=self.timeout, cwd=self.cwd
            )
        else:
            ending = Ending(answer=text_of(context, "fixture_answer"), code=0)
        status, summary = self.judge(ending)
        return {
            "schema": RESULT,
            "version": CONTRACT,
            "id": f"runner_result_{request['id']}",
            "request_id": request["id"],
            "task_id": request["task_id"],
            "runner": self.metadata,
            "status": status,
            "summary": summary,
            "outputs": {"answer": ending.answer, "exit_code": ending.code},
            "receipt_ids": [],
            "handoff_id": None,
            "memory_proposal_ids": [],
            "artifacts": [],
            "diagnostics": [ending.complaint[-COMPLAINT_LIMIT:]] if ending.complaint else [],
            # The request's own, so that equal requests get equal results.
            "created_at": request["created_at"],
        }

    def judge(self, ending: Ending) -> tuple[str, str]:
        """Craik's status for an ending, and a sentence about it."""
        program = self.command[0] if self.command else "the fixture"
        if not ending.started:
            return "blocked", f"{program} cannot be started."
        if ending.timed_out:
            return "failed", f"{program} took more than {self.timeout:g} seconds."
        if ending.code:
            return "failed", f"{program} ended with the code {ending.code}."
        if not ending.answer.strip():
            return "partial", f"{program} said nothing."
        return "completed", f"{program} answered."


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

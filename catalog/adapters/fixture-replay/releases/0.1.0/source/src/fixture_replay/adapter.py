"""Craik's request in, the recorded result out.

Both are plain dicts in the form of Craik's JSON: ``craik.runner_adapter_request`` and
``craik.runner_adapter_result``, version 0.1.0.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from fixture_replay.recordings import Recording, normal

ADAPTER_VERSION = "0.1.0"
RUNNER_ID = "fixture-replay"
REQUEST = "craik.runner_adapter_request"
RESULT = "craik.runner_adapter_result"
CONTRACT = "0.1.0"  # of both

_NEEDED = ("id", "task_id", "runner", "context", "created_at")
_SHOWN = 80  # characters of a prompt in a diagnostic
_SUMMARIES = {
    "completed": "The recorded run completed.",
    "partial": "The recorded run completed in part.",
    "failed": "The recorded run failed.",
    "blocked": "The recorded run was blocked.",
}


class RequestError(ValueError):
    """A request that this runner cannot take."""


class FixtureReplay:
    """Recordings as a runner.  It remembers which of them were used; a new one begins anew."""

    def __init__(self, recordings: Iterable[Recording]) -> None:
        self._waiting: defaultdict[str, deque[Recording]] = defaultdict(deque)
        for recording in recordings:
            self._waiting[normal(recording.prompt)].append(recording)

    @property
    def metadata(self) -> dict[str, Any]:
        """Who this runner is: a ``craik.runner_metadata``."""
        return {
            "schema": "craik.runner_metadata",
            "version": CONTRACT,
            "id": RUNNER_ID,
            "name": "Fixture Replay",
            "adapter": RUNNER_ID,
            "adapter_version": ADAPTER_VERSION,
            "mode": "fixture",
            "capabilities": ["fixture.read", "prompt.read", "result.structured"],
            "metadata": {},
        }

    def run(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Answer a request.

        Raises:
            RequestError: it is no request, or not one for this runner.
        """
        recording = self._take(prompt_of(request))
        return {
            "schema": RESULT,
            "version": CONTRACT,
            "id": f"runner_result_{request['id']}",
            "request_id": request["id"],
            "task_id": request["task_id"],
            "runner": self.metadata,
            "status": recording.status,
            "summary": recording.summary or _SUMMARIES[recording.status],
            "outputs": recording.outputs,
            "receipt_ids": [],
            "handoff_id": None,
            "memory_proposal_ids": [],
            "artifacts": [],
            "diagnostics": list(recording.diagnostics),
            # The request's own: a clock would make every replay another.
            "created_at": request["created_at"],
        }

    def left(self) -> int:
        """How many recordings were not used yet."""
        return sum(map(len, self._waiting.values()))

    def _take(self, prompt: str) -> Recording:
        if prompt not in self._waiting:
            near = get_close_matches(prompt, sorted(self._waiting), 1)
            told = (f"The closest is: {near[0][:_SHOWN]}",) if near else ()
            summary = "There is no recording of this prompt."
            return Recording(prompt, "blocked", summary, diagnostics=told)
        if not self._waiting[prompt]:
            return Recording(prompt, "blocked", "The recordings of this prompt are used up.")
        return self._waiting[prompt].popleft()


def prompt_of(request: Any) -> str:
    """The prompt of a request, as prompts are compared.

    Raises:
        RequestError: it is no request, or not one for this runner.
    """
    if not isinstance(request, Mapping):
        raise RequestError("the request is not an object")
    if request.get("schema", REQUEST) != REQUEST or request.get("version", CONTRACT) != CONTRACT:
        raise RequestError(f"the request is not a {REQUEST} {CONTRACT}")
    missing = [key for key in _NEEDED if key not in request]
    if missing:
        raise RequestError(f"the request has no {', '.join(missing)}")
    runner, context = request["runner"], request["context"]
    named = runner.get("id") if isinstance(runner, Mapping) else None
    if named != RUNNER_ID:
        raise RequestError(f"the request is for {str(named)!r}, not for {RUNNER_ID!r}")
    prompt = context.get("prompt") if isinstance(context, Mapping) else None
    if not isinstance(prompt, str) or not prompt.strip():
        raise RequestError("the request's context has no prompt")
    return normal(prompt)

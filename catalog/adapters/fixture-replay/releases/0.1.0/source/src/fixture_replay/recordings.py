"""Files of recorded runs: JSON Lines, a head first."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

FORMAT = "fixture-replay"
FORMAT_VERSION = 1
STATUSES = ("completed", "partial", "failed", "blocked")
MAX_BYTES = 16 * 1024 * 1024
MAX_RECORDINGS = 10_000

_KEYS = frozenset({"prompt", "outputs", "status", "summary", "diagnostics"})


class FixtureError(ValueError):
    """A file that cannot be used.

    Attributes:
        problems: everything that is wrong with it, each beginning with the line's number.
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Recording:
    """One run: what was asked, and what came of it."""

    prompt: str
    status: str = "completed"
    summary: str = ""
    outputs: dict[str, Any] = field(default_factory=dict)
    diagnostics: tuple[str, ...] = ()


def normal(prompt: str) -> str:
    """A prompt as it is compared: line ends and the white space around it do not count."""
    return "\n".join(prompt.splitlines()).strip()


def read_recordings(data: bytes) -> tuple[Recording, ...]:
    """The recordings of a file, in its order.

    Raises:
        FixtureError: with every problem.
    """
    if len(data) > MAX_BYTES:
        raise FixtureError([f"the file has {len(data)} bytes; {MAX_BYTES} are the most"])
    problems: list[str] = []
    found: list[Recording] = []
    lines = read_lines(data, problems)
    head = next(lines, None)
    if head is None or not _is_head(head[1]):
        problems.insert(0, f'1: the first line is no {{"format": "{FORMAT}", "version": 1}}')
    for number, value in lines:
        wrong = list(_wrong(value))
        problems += [f"{number}: {message}" for message in wrong]
        if not wrong:
            found.append(Recording(**{**value, "diagnostics": tuple(value.get("diagnostics", ()))}))
    if len(found) > MAX_RECORDINGS:
        problems.append(f"{len(found)} recordings; {MAX_RECORDINGS} are the most")
    if problems:
        raise FixtureError(problems)
    return tuple(found)


def read_lines(data: bytes, problems: list[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a file of JSON Lines with their lines' numbers; empty lines do not count.

    What is none is added to `problems` and left out.
    """
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            problems.append(f"{number}: no JSON: {error}")
            continue
        if isinstance(value, dict):
            yield number, value
        else:
            problems.append(f"{number}: no object")


def _is_head(value: dict[str, Any]) -> bool:
    version = value.get("version")
    return value.get("format") == FORMAT and version == FORMAT_VERSION and version is not True


def _wrong(value: dict[str, Any]) -> Iterator[str]:
    prompt = value.get("prompt")
    if not isinstance(prompt, str) or not prompt.strip():
        yield "there is no prompt"
    if value.get("status", "completed") not in STATUSES:
        yield f"the status is none of {', '.join(STATUSES)}"
    if not isinstance(value.get("summary", ""), str):
        yield "the summary is no text"
    if not isinstance(value.get("outputs", {}), dict):
        yield "the outputs are no object"
    told = value.get("diagnostics", [])
    if not isinstance(told, list) or not all(isinstance(item, str) for item in told):
        yield "the diagnostics are no list of texts"
    for key in sorted(value.keys() - _KEYS):
        yield f"`{key}` is not known"

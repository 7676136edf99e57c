"""Counts by day: what a digest is, apart from any node."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

MAX_DAYS = 14
MAX_KINDS = 200  # of events on one day; kinds come from the node, but nothing bounds them there
OTHER = "other"


@dataclass(slots=True)
class Day:
    """The counts of one day.

    Attributes:
        kinds: events by kind.
        failed: events among them whose outcome was no success.
        taken: assertions that became facts.
        refused: assertions that did not.
    """

    kinds: Counter[str] = field(default_factory=Counter)
    failed: int = 0
    taken: int = 0
    refused: int = 0


class Ledger:
    """The last days.  Nodes call from several threads; each method takes the lock."""

    def __init__(self) -> None:
        self._days: dict[date, Day] = {}
        self._lock = threading.Lock()

    def event(self, on: date, kind: str, *, failed: bool) -> list[str]:
        """Count an event.  Returns the lines of the days that are over with it."""
        with self._lock:
            day, lines = self._open(on)
            day.kinds[kind if kind in day.kinds or len(day.kinds) < MAX_KINDS else OTHER] += 1
            day.failed += failed
            return lines

    def assertion(self, on: date, *, taken: bool) -> list[str]:
        """Count an assertion.  Returns the lines of the days that are over with it."""
        with self._lock:
            day, lines = self._open(on)
            day.taken += taken
            day.refused += not taken
            return lines

    def digests(self) -> list[dict[str, Any]]:
        """Every day that is kept, the oldest first."""
        with self._lock:
            return [_digest(on, day) for on, day in sorted(self._days.items())]

    def line(self, on: date) -> str:
        """One day in one line."""
        with self._lock:
            return _line(_digest(on, self._days.get(on, Day())))

    def _open(self, on: date) -> tuple[Day, list[str]]:
        if on in self._days:
            return self._days[on], []
        last = max(self._days, default=on)
        lines = [_line(_digest(last, self._days[last]))] if last < on else []
        day = self._days[on] = Day()
        for old in sorted(self._days)[:-MAX_DAYS]:
            del self._days[old]  # `on` itself, where it comes too late to be kept
        return day, lines


def _digest(on: date, day: Day) -> dict[str, Any]:
    kinds = sorted(day.kinds.items(), key=lambda item: (-item[1], item[0]))
    return {
        "day": on.isoformat(),
        "events": day.kinds.total(),
        "failed": day.failed,
        "kinds": dict(kinds),
        "taken": day.taken,
        "refused": day.refused,
    }


def _line(digest: dict[str, Any]) -> str:
    kinds = ", ".join(f"{kind} {count}" for kind, count in digest["kinds"].items())
    return (
        f"{digest['day']}: {digest['events']} events, {digest['failed']} failed"
        + (f": {kinds}" if kinds else "")
        + f"; asserts: {digest['taken']} taken, {digest['refused']} refused"
    )

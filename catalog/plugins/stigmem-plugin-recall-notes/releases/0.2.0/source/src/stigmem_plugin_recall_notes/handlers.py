"""What the node calls: a weight and perhaps a note for every recalled fact."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from stigmem_node.plugins import PluginHealth, PluginHealthStatus

from stigmem_plugin_recall_notes.settings import ENABLED, Settings

SIGN = "recall-notes: "  # what every note begins with


@dataclass(frozen=True, slots=True)
class Age:
    """How old a fact is, and how long it holds, in days; `None` where nobody can tell.

    Attributes:
        days: since it was asserted; a clock that runs ahead elsewhere makes none fresher than 0.
        left: until it expires, negative once it has.
        unreadable: an expiry is given that is no time.
    """

    days: float | None
    left: float | None
    unreadable: bool = False

    @classmethod
    def of(cls, record: Any, now: datetime) -> Age:
        """The age of a recalled fact."""
        asserted, expires = _moment(record.timestamp), _moment(record.valid_until)
        return cls(
            days=None if asserted is None else max(0.0, _days(now, asserted)),
            left=None if expires is None else _days(expires, now),
            unreadable=bool(record.valid_until) and expires is None,
        )

    @property
    def expired(self) -> bool:
        """Whether it no longer holds."""
        return self.left is not None and self.left <= 0


def rank_by_freshness(ctx: Any, records: Sequence[Any], **_details: Any) -> dict[str, float]:
    """The weight of each fact, by its id; nothing while the plugin is switched off.

    The node adds up what its plugins say and puts the heaviest first.
    """
    settings = Settings.read()
    if not settings.enabled:
        return {}
    now = datetime.now(UTC)
    return {record.id: _weight(record, now, settings) for record in records}


def annotate(ctx: Any, records: list[Any], **_details: Any) -> list[Any]:
    """The same facts in the same order, with notes on those that need one.

    Facts are copied, never changed: what is in the node's hands stays as it is.
    """
    settings = Settings.read()
    if not settings.enabled:
        return records
    now = datetime.now(UTC)
    return [_annotated(record, now, settings) for record in records]


def check_health(ctx: Any) -> PluginHealth:
    """Healthy, or degraded where a setting is ignored; the message names variables, no values."""
    settings = Settings.read()
    if settings.ignored:
        message = f"not a positive number, so ignored: {', '.join(settings.ignored)}"
        return PluginHealth(PluginHealthStatus.DEGRADED, message)
    message = f"half-life {settings.half_life:g} days" if settings.enabled else f"{ENABLED} is off"
    return PluginHealth(PluginHealthStatus.HEALTHY, message)


def _weight(record: Any, now: datetime, settings: Settings) -> float:
    age = Age.of(record, now)
    if age.days is None or age.expired:
        return 0.0
    confidence = record.confidence
    if record.effective_confidence is not None:
        confidence = record.effective_confidence
    return float(confidence) * math.exp2(-age.days / settings.half_life)


def _annotated(record: Any, now: datetime, settings: Settings) -> Any:
    notes = [SIGN + note for note in _notes(Age.of(record, now), settings)]
    if not notes:
        return record
    return record.model_copy(update={"warnings": [*record.warnings, *notes]})


def _notes(age: Age, settings: Settings) -> Iterator[str]:
    if age.days is None:
        yield "it is not known when this was asserted"
    elif age.days >= settings.stale:
        yield f"asserted {int(age.days)} days ago"
    if age.expired:
        yield "expired"
    elif age.left is not None and age.left <= settings.warn:
        yield f"expires within {_whole_days(age.left)}"
    if age.unreadable:
        yield "its expiry cannot be read"


def _whole_days(left: float) -> str:
    days = max(1, -int(-left // 1))
    return "a day" if days == 1 else f"{days} days"


def _days(later: datetime, earlier: datetime) -> float:
    return (later - earlier).total_seconds() / 86_400


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

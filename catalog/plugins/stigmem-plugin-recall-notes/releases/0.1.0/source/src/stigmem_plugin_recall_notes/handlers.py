"""What the node calls: a weight for every recalled fact, by its confidence and its age."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

ENABLED = "STIGMEM_RECALL_NOTES_ENABLED"
HALF_LIFE = "STIGMEM_RECALL_NOTES_HALF_LIFE_DAYS"
DEFAULT_HALF_LIFE = 30.0  # days

_ON = frozenset({"1", "true", "yes", "on"})


def rank_by_freshness(ctx: Any, records: Sequence[Any], **_details: Any) -> dict[str, float]:
    """The weight of each fact, by its id; nothing while the plugin is switched off.

    The node adds up what its plugins say and puts the heaviest first.
    """
    if os.environ.get(ENABLED, "").strip().lower() not in _ON:
        return {}
    now = datetime.now(UTC)
    half_life = _half_life()
    return {record.id: _weight(record, now, half_life) for record in records}


def _weight(record: Any, now: datetime, half_life: float) -> float:
    asserted, expires = _moment(record.timestamp), _moment(record.valid_until)
    if asserted is None or (expires is not None and expires <= now):
        return 0.0
    confidence = record.confidence
    if record.effective_confidence is not None:
        confidence = record.effective_confidence
    # A clock that runs ahead elsewhere makes no fact fresher than fresh.
    days = max(0.0, (now - asserted).total_seconds() / 86_400)
    return float(confidence) * math.exp2(-days / half_life)


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _half_life() -> float:
    try:
        days = float(os.environ.get(HALF_LIFE, ""))
    except ValueError:
        return DEFAULT_HALF_LIFE
    return days if math.isfinite(days) and days > 0 else DEFAULT_HALF_LIFE

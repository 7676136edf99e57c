"""The plugin's settings, from the node's environment; read anew at each call."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass

ENABLED = "STIGMEM_RECALL_NOTES_ENABLED"
DAYS = {  # variable → its default
    "STIGMEM_RECALL_NOTES_HALF_LIFE_DAYS": 30.0,
    "STIGMEM_RECALL_NOTES_STALE_DAYS": 90.0,
    "STIGMEM_RECALL_NOTES_WARN_DAYS": 7.0,
}

_ON = frozenset({"1", "true", "yes", "on"})


@dataclass(frozen=True, slots=True)
class Settings:
    """What was set, or the default.

    Attributes:
        half_life: days after which a fact weighs half.
        stale: days after which a fact gets a note.
        warn: days before it expires from which a fact gets one.
        ignored: variables whose value is no positive number.
    """

    enabled: bool
    half_life: float
    stale: float
    warn: float
    ignored: tuple[str, ...]

    @classmethod
    def read(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """The settings of an environment, the process's own unless given."""
        given = os.environ if environment is None else environment
        days = {name: _days(given.get(name, "").strip(), default) for name, default in DAYS.items()}
        half_life, stale, warn = (value for value, _ in days.values())
        return cls(
            enabled=given.get(ENABLED, "").strip().lower() in _ON,
            half_life=half_life,
            stale=stale,
            warn=warn,
            ignored=tuple(name for name, (_, readable) in days.items() if not readable),
        )


def _days(text: str, default: float) -> tuple[float, bool]:
    """The number of days, and whether the text could be read; an empty one asks for the default."""
    if not text:
        return default, True
    try:
        days = float(text)
    except ValueError:
        return default, False
    usable = math.isfinite(days) and days > 0
    return (days if usable else default), usable

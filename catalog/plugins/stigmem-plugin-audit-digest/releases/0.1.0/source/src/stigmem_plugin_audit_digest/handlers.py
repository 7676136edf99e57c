"""What the node calls for every audit event and every assertion.

Both hooks are strict: what a handler raises fails the node's own work.  So nothing is raised here.
"""

from __future__ import annotations

import logging
import os
import re
from datetime import UTC, date, datetime
from typing import Any

from stigmem_node.plugins import PluginHealth, PluginHealthStatus

from stigmem_plugin_audit_digest.digest import Ledger

ENABLED = "STIGMEM_AUDIT_DIGEST_ENABLED"
UNREADABLE = "unreadable"

_ON = frozenset({"1", "true", "yes", "on"})
_KIND = re.compile(r"[a-z][a-z0-9_.:-]{0,63}")
_LOGGER = logging.getLogger("stigmem.audit_digest")
_ledger = Ledger()


def count_event(ctx: Any, *, event: Any = None, **_details: Any) -> None:
    """Count an audit event by its kind."""
    if not _enabled():
        return
    kind = getattr(event, "event_type", None)
    # Anything else in a line of the log would be somebody else's text.
    named = kind if isinstance(kind, str) and _KIND.fullmatch(kind) else UNREADABLE
    on = _day(getattr(event, "timestamp", None))
    _log(_ledger.event(on, named, failed=_failed(getattr(event, "outcome", None))))


def count_assertion(ctx: Any, *, fact: Any = None, outcome: Any = None, **_details: Any) -> None:
    """Count an assertion: taken when there is a fact and its outcome is no failure."""
    if _enabled():
        _log(_ledger.assertion(_day(None), taken=fact is not None and not _failed(outcome)))


def check_health(ctx: Any) -> PluginHealth:
    """Always healthy; the message is today's digest."""
    message = _ledger.line(_day(None)) if _enabled() else f"{ENABLED} is off"
    return PluginHealth(PluginHealthStatus.HEALTHY, message)


def digests() -> list[dict[str, Any]]:
    """The days that are kept, the oldest first.

    Keys: ``day`` (ISO), ``events``, ``failed``, ``kinds`` (counts, the most frequent first),
    ``taken`` and ``refused``.
    """
    return _ledger.digests()


def _enabled() -> bool:
    return os.environ.get(ENABLED, "").strip().lower() in _ON


def _day(moment: object) -> date:
    """The day of a time, in UTC; today's for what is none."""
    if not isinstance(moment, datetime):
        return datetime.now(UTC).date()
    try:
        return (moment.astimezone(UTC) if moment.tzinfo else moment).date()
    except OverflowError:  # at the ends of the calendar
        return moment.date()


def _failed(outcome: object) -> bool:
    # The node's `Failure` has a reason, its `Success` has nothing.
    return getattr(outcome, "reason", None) is not None


def _log(lines: list[str]) -> None:
    for line in lines:
        _LOGGER.info("%s", line)

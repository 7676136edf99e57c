"""Findings that somebody accepted, taken out of a run by ``waivers.yml``."""

from collections.abc import Iterable, Sequence

from chandlery.diagnostics import Diagnostic, Severity, Verdict
from chandlery.records.notices import Waiver

# What no waiver covers: unreadable files, names that mean two things or nothing, versions without
# an order, and bytes that are not what a release pinned.
UNWAIVABLE = (
    *("SYN", "LAY", "MAN", "REF", "VER001", "VER003", "VER004", "SRC", "PIN", "ART"),
    "OBJ201",  # an id that is part of an address
)


def waive(
    diagnostics: Iterable[Diagnostic], waivers: Sequence[Waiver], at: str
) -> tuple[Diagnostic, ...]:
    """Leave out what a waiver in force covers: same code, same file, a rule of this catalog's own.

    Args:
        at: the moment at which a waiver's expiry is judged, RFC 3339 in UTC.
    """
    accepted = {(item.code, item.path) for item in waivers if item.expires > at}
    return tuple(
        diagnostic
        for diagnostic in diagnostics
        if (diagnostic.code, diagnostic.file) not in accepted
        or diagnostic.code.startswith(UNWAIVABLE)
        or (diagnostic.verdict is Verdict.VALID and diagnostic.severity is Severity.ERROR)
    )

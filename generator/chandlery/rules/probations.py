"""GOV: the probation records of one release, against each other.

Governance records are Craik's (design §2), so routes into them are its field names.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from chandlery.catalog import Catalog
from chandlery.checks import Finding, Rule, rule
from chandlery.model.governance import Probation, ReviewState
from chandlery.quoting import quoted
from chandlery.rules.filed import ordered, releases_of


@rule("GOV008")
def order_in_doubt(catalog: Catalog) -> Iterator[Finding]:
    """Two probation records of a release contradict each other.

    ## Why it matters
    The newest record decides. Where two were created in the same second, Craik takes the one whose
    id comes last in the alphabet; where the older one was decided last, the newest is not the last
    word. A rejection must not hang on either.

    ## Example
    `probation_a` rejected and `probation_b` promoted, both with
    `"created_at": "2026-07-01T09:00:00Z"`

    ## How to mend it
    Correct `created_at`, so that the record that was decided last is the newest.
    """
    for release in releases_of(catalog):
        for earlier, later in pairwise(ordered(release)):
            if problem := _contradiction(earlier.record, later.record):
                yield Finding(
                    ("created_at",),
                    problem,
                    "Correct `created_at`: the record that was decided last has to be the newest.",
                    document=later.native.document,
                )


def _contradiction(earlier: Probation, later: Probation) -> str:
    """Why one cannot tell which of two records decides, or ``""``."""
    if earlier.status is later.status:
        return ""
    if earlier.created_at == later.created_at:
        return (
            f"{quoted(earlier.id)} is {earlier.status} and {quoted(later.id)} is {later.status}, "
            f"both created on {later.created_at}"
        )
    if later.decided_at and earlier.decided_at > later.decided_at:
        return (
            f"{quoted(later.id)} is the newest, and {quoted(earlier.id)} was decided after it, "
            f"on {earlier.decided_at}"
        )
    return ""


@rule("GOV009")
def rejected_then_promoted(catalog: Catalog) -> Iterator[Finding]:
    """A release was rejected and then promoted on the same evidence.

    ## Why it matters
    A rejection stands until something new is known. Without new evidence the second decision only
    says that somebody else made it.

    ## Example
    `probation-1.json` rejected on `source_review`, `probation-2.json` promoted on `source_review`

    ## How to mend it
    Name the evidence that is new, or leave the release rejected. The record of the rejection stays:
    a change that takes it out again is refused (`GOV040`, with `--changed-since`).
    """
    for release in releases_of(catalog):
        known: set[str] = set()
        told: set[str] = set()
        rejection = ""
        for item in ordered(release):
            named = _evidence(item.record)
            told |= named
            if item.record.status is ReviewState.REJECTED:
                rejection, known = item.record.id, set(told)
            elif rejection and item.record.status is ReviewState.PROMOTED and named <= known:
                yield Finding(
                    ("decision", "evidence_ids"),
                    f"promoted on evidence that was known when {quoted(rejection)} rejected it",
                    "Name the evidence that is new, or leave the release rejected.",
                    document=item.native.document,
                )


def _evidence(record: Probation) -> set[str]:
    """Everything that a record names to show something."""
    criteria = (name for item in record.criteria for name in item.evidence_ids)
    return {*record.evidence_ids, *record.compatibility_check_ids, *criteria}


CATALOG_RULES: Final[tuple[Rule, ...]] = (order_in_doubt, rejected_then_promoted)

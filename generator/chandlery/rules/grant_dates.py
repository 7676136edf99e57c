"""GOV: what a grant says of itself, against its own dates and the clock.

Craik judges a grant by its end when it is used, and takes any dates (its contract, 3.3); here
people read the record.  Of a denied grant nothing is asked: its end is that of what was asked for.
"""

from collections.abc import Iterator
from typing import Final

from chandlery.catalog import Catalog
from chandlery.checks import Finding, Rule, rule
from chandlery.diagnostics import Severity
from chandlery.model.governance import Grant
from chandlery.quoting import quoted
from chandlery.rules.filed import Filed, filed, releases_of


@rule("GOV015", severity=Severity.WARNING)
def grant_ran_out(catalog: Catalog, at: str) -> Iterator[Finding]:
    """A grant has run out and still reads as allowed.

    ## Why it matters
    Craik judges a grant by its end when it is used, and never writes down that it is over. Here
    people read the record, and would think that the plugin may still do what it allowed.

    ## Example
    `{"status": "allowed", "expires_at": "2026-09-30T00:00:00Z", …}` in October, and no later grant
    in its place.

    ## How to mend it
    Add a grant in its place: for the same capability, reaching no less, created later; `expired`,
    or allowed until a new end if the authority is still needed. The record that was published stays
    as it is (`GOV041`). The moment of judgement is the commit's, or that of `--now`; the message
    says which it was.
    """
    for grant in _over(catalog, "allowed", at):
        end = grant.record.expires_at
        yield Finding(
            ("expires_at",),
            f"the grant {quoted(grant.record.id)} ran out on {end}, and it is {at}",
            "Add a grant in its place: one that is `expired`, or a new one if it is still needed.",
            document=grant.native.document,
        )


def _over(catalog: Catalog, status: str, at: str) -> Iterator[Filed[Grant]]:
    """The grants of a status that have run out by a moment, and that none is in the place of."""
    for release in releases_of(catalog):
        grants = [*filed([release], Grant)]
        for grant in grants:
            end = grant.record.expires_at
            if grant.record.status != status or not end or end > at or _never_began(grant.record):
                continue
            if not any(_replaces(other.record, grant.record) for other in grants):
                yield grant


def _replaces(later: Grant, earlier: Grant) -> bool:
    """Whether who reads the later grant knows what became of the earlier one."""
    return (
        later.capability == earlier.capability
        and later.created_at > earlier.created_at
        and {*later.targets} >= {*earlier.targets}
    )


@rule("GOV017", severity=Severity.WARNING)
def expired_too_soon(catalog: Catalog, at: str) -> Iterator[Finding]:
    """A grant is called expired, and its end is still to come.

    ## Why it matters
    One of the two is wrong. Who goes by the status takes an authority for over that its dates still
    give; who goes by the dates does the opposite.

    ## Example
    `{"status": "expired", "expires_at": "2027-01-01T00:00:00Z", …}` in November 2026.

    ## How to mend it
    Give the end that it had, or the status `allowed`. What was taken back before its end is a later
    grant with the status `denied`. The moment of judgement is the commit's, or that of `--now`; the
    message says which it was.
    """
    for grant in filed(releases_of(catalog), Grant):
        end = grant.record.expires_at
        if grant.record.status == "expired" and end > at:
            yield Finding(
                ("expires_at",),
                f"the grant {quoted(grant.record.id)} is called expired and ends on {end}, and it "
                f"is {at}",
                "Give the end that it had, or correct the status.",
                document=grant.native.document,
            )


@rule("GOV018", severity=Severity.WARNING)
def never_in_force(catalog: Catalog) -> Iterator[Finding]:
    """A grant ends before it begins.

    ## Why it matters
    It reads as an authority, and there was no moment at which it gave one.

    ## Example
    `{"status": "allowed", "created_at": "2026-07-11T09:00:00Z", "expires_at":
    "2026-07-01T00:00:00Z", …}`

    ## How to mend it
    Correct the time that is wrong.
    """
    for grant in filed(releases_of(catalog), Grant):
        if _never_began(grant.record):
            yield Finding(
                ("expires_at",),
                f"the grant {quoted(grant.record.id)} ends on {grant.record.expires_at}, and was "
                f"created on {grant.record.created_at}",
                "Correct the time that is wrong.",
                document=grant.native.document,
            )


def _never_began(grant: Grant) -> bool:
    """Whether a grant gives, or would give, something for no time at all."""
    gives = grant.status in {"allowed", "approval_required"}
    return gives and bool(grant.expires_at) and grant.expires_at <= grant.created_at


@rule("GOV019", severity=Severity.WARNING)
def never_decided(catalog: Catalog, at: str) -> Iterator[Finding]:
    """A grant waits for an approval, and its time is over.

    ## Why it matters
    Nobody can approve it any more: what it would allow has ended. It reads as a question that is
    open.

    ## Example
    `{"status": "approval_required", "expires_at": "2026-09-30T00:00:00Z", …}` in October, and no
    later grant in its place.

    ## How to mend it
    Add a grant in its place, `denied` or `expired`; or ask again until a later end. The moment of
    judgement is the commit's, or that of `--now`; the message says which it was.
    """
    for grant in _over(catalog, "approval_required", at):
        end = grant.record.expires_at
        yield Finding(
            ("expires_at",),
            f"the grant {quoted(grant.record.id)} waits for approval until {end}, and it is {at}",
            "Add a grant in its place: `denied`, `expired`, or asked for anew.",
            document=grant.native.document,
        )


CATALOG_RULES: Final[tuple[Rule, ...]] = (never_in_force,)
DATED_RULES: Final[tuple[Rule, ...]] = (grant_ran_out, expired_too_soon, never_decided)

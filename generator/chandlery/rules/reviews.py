"""GOV: how a release comes to be reviewed, and on what its promotion rests.

Governance records are Craik's (design §2), so routes into them are its field names.  What Craik
itself asks of one record (a decision that fits the status, passed criteria, evidence, compatibility
checks, a rationale) is `CRA111` to `CRA116`, `CRA202`, `CRA204` and `CRA205`.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from chandlery.catalog import Catalog
from chandlery.checks import Finding, Rule, rule
from chandlery.diagnostics import Severity
from chandlery.model.governance import Holding, Probation, ReviewState
from chandlery.quoting import quoted
from chandlery.rules import probations
from chandlery.rules.filed import (
    Definition,
    Filed,
    Reference,
    filed,
    ordered,
    register_of,
    releases_of,
)


@rule("GOV010", severity=Severity.WARNING)
def nobody_reviews_it(catalog: Catalog) -> Iterator[Finding]:
    """Nobody has begun to review the release.

    ## Why it matters
    New and changed plugins start in probation. To Craik a plugin without any probation record is
    one that it has nothing against; here it is unreviewed, and is not offered for installation.

    ## Example
    `releases/1.1.0/` without `governance/1.1.0/`, in a catalog that has reviewed other releases.

    ## How to mend it
    Open a probation: add `governance/<version>/probation-1.json` with the status `probationary` and
    the criteria. That is for the reviewers: who contributes a release leaves this warning as it is,
    and a change that brings a release with its promotion is refused (`GOV047`). A catalog that has
    no reviews at all, or whose `policy.projections` admits `unreviewed`, is not asked for them.
    """
    releases = releases_of(catalog)
    admitted = "unreviewed" in catalog.settings.policy.projections
    if admitted or not any(filed(releases, Probation)):
        return
    for release in releases:
        package = release.folder.removesuffix(f"/releases/{release.version}")
        if package not in catalog.unread and not any(filed([release], Probation)):
            yield Finding(
                (),
                f"nobody has begun to review {release.package} {release.version}",
                f"Add `{package}/governance/{release.version}/probation-1.json`.",
                document=release.document,
            )


@rule("GOV011", severity=Severity.WARNING)
def decided_too_soon(catalog: Catalog) -> Iterator[Finding]:
    """A release was promoted before there was anything to promote.

    ## Why it matters
    A review is of the files of one release. A decision from before their publication was made about
    something else, and one that is as old as the probation itself about nothing.

    ## Example
    `"published": "2026-07-02T09:00:00Z"`, promoted on `"decided_at": "2026-07-01T09:00:00Z"`

    ## How to mend it
    Correct the time that is wrong, or review the release as it was published.
    """
    for release in releases_of(catalog):
        records = ordered(release)
        for item in records:
            decided, begun = item.record.decided_at, records[0].record.created_at
            if item.record.status is not ReviewState.PROMOTED or not decided:
                continue
            if decided < release.record.published:
                message = f"before its publication on {release.record.published}"
            elif decided <= begun:
                message = f"and its probation began on {begun}"
            else:
                continue
            yield Finding(
                ("decision", "decided_at"),
                f"{release.package} {release.version} was promoted on {decided}, {message}",
                "Correct the time that is wrong, or review the release as it was published.",
                document=item.native.document,
            )


@rule("GOV012", severity=Severity.WARNING)
def evidence_came_later(catalog: Catalog) -> Iterator[Finding]:
    """A decision rests on evidence that was recorded after it.

    ## Why it matters
    Evidence is what a decision follows from. What was written down afterwards was looked for to
    fit it.

    ## Example
    Decided on 2 July with the evidence `source_review`, which is `recorded` on 5 July.

    ## How to mend it
    Correct the time that is wrong, or decide again.
    """
    times = {
        id(entry.document): entry.record.recorded
        for release in releases_of(catalog)
        for entry in release.governance.evidence
    }
    late: dict[int, list[tuple[str, str, Reference]]] = defaultdict(list)
    for item, reference, found in _grounds(catalog):
        recorded, decided = times[id(found.document)], item.record.decided_at
        if recorded > decided:
            late[id(reference.document)].append((decided, recorded, reference))
    for (decided, recorded, reference), *more in late.values():
        also = f", and on {len(more)} more that came later" if more else ""
        yield Finding(
            reference.link.route,
            f"decided on {decided}, on evidence that was recorded on {recorded}{also}",
            "Correct the time that is wrong, or decide again.",
            document=reference.document,
        )


@rule("GOV013", severity=Severity.WARNING)
def trust_carried_over(catalog: Catalog) -> Iterator[Finding]:
    """The trust in a release is that in another one.

    ## Why it matters
    A changed plugin starts in probation like a new one. What was read, granted or tried of 1.0.0
    says little about 1.1.0.

    ## Example
    `governance/1.1.0/probation-1.json` promoted on nothing but `governance/1.0.0/evidence/…`, or a
    receipt in `governance/1.1.0/` under the probation or the grant of 1.0.0.

    ## How to mend it
    Look at this release, and record what was seen as evidence of its own; grant anew.
    """
    grounds: dict[int, set[str]] = defaultdict(set)
    promoted: dict[int, Filed[Probation]] = {}
    for item, reference, found in _grounds(catalog):
        if item.record.status is ReviewState.PROMOTED:
            grounds[id(item.record)].add("" if found.place == reference.place else str(found.place))
            promoted[id(item.record)] = item
    for key, item in promoted.items():
        if "" not in grounds[key]:
            yield Finding(
                ("decision", "evidence_ids"),
                f"{item.release.package} {item.release.version} was promoted on evidence of other "
                f"releases alone: {', '.join(f'`{folder}`' for folder in sorted(grounds[key]))}",
                "Record what was seen of this release as evidence of its own.",
                document=item.native.document,
            )
    yield from _lent(catalog)


def _lent(catalog: Catalog) -> Iterator[Finding]:
    """What receipts take from other releases of their package."""
    register = register_of(catalog)
    for reference in register.references:
        for found in reference.meant:
            lent = found.holding in {Holding.PROBATION, Holding.GRANT}
            same_package = found.place.package == reference.place.package
            if lent and same_package and found.place.version != reference.place.version:
                yield Finding(
                    reference.link.route,
                    f"{quoted(reference.link.id)} is the {found.holding} of "
                    f"{found.place.version}, and the run was of {reference.place.version}",
                    "Name one of the release that ran.",
                    document=reference.document,
                )


@rule("GOV014", severity=Severity.WARNING)
def promoted_too_late(catalog: Catalog) -> Iterator[Finding]:
    """A release was promoted after its probation had run out.

    ## Why it matters
    A probation that ran out is over: the release is expired, and nobody was looking any more.

    ## Example
    `"expires_at": "2026-10-01T00:00:00Z"`, promoted on `"decided_at": "2026-11-05T09:00:00Z"`

    ## How to mend it
    Open a new probation, and decide that one.
    """
    for item in filed(releases_of(catalog), Probation):
        decided, end = item.record.decided_at, item.record.expires_at
        if item.record.status is ReviewState.PROMOTED and end and decided > end:
            yield Finding(
                ("decision", "decided_at"),
                f"promoted on {decided}, and the probation had run out on {end}",
                "Open a new probation, and decide that one.",
                document=item.native.document,
            )


def _grounds(catalog: Catalog) -> Iterator[tuple[Filed[Probation], Reference, Definition]]:
    """Each decision with each piece of evidence that it names and that there is."""
    register = register_of(catalog)
    records = {id(item.native.document): item for item in filed(releases_of(catalog), Probation)}
    for reference in register.references:
        item = records.get(id(reference.document))
        if item and reference.link.route[0] == "decision":
            for found in reference.meant[:1]:
                yield item, reference, found


CATALOG_RULES: Final[tuple[Rule, ...]] = (
    *probations.CATALOG_RULES,
    nobody_reviews_it,
    decided_too_soon,
    evidence_came_later,
    trust_carried_over,
    promoted_too_late,
)
# All of them look at the catalog, and are asked with the other rules of `governance`.
RELEASE_RULES: Final[tuple[Rule, ...]] = ()
RULES: Final[tuple[Rule, ...]] = CATALOG_RULES

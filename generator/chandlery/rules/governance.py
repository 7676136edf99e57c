"""GOV: reviews, grants and receipts, against each other and against the clock.

Governance records are Craik's (design §2), so routes into them are its field names.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from chandlery.catalog import Catalog, Link, PackageEntry, ReleaseEntry
from chandlery.checks import Finding, Rule, rule
from chandlery.diagnostics import Severity
from chandlery.documents import Document
from chandlery.model.governance import Holding, Probation, ReviewState, standing
from chandlery.quoting import quoted
from chandlery.records.notices import AdvisoryRecord
from chandlery.rules import capabilities, governance_grants, grant_dates, reviews
from chandlery.rules.filed import filed, ordered, releases_of
from chandlery.rules.references import in_range

_REFUSED: Final = frozenset({ReviewState.REJECTED, ReviewState.EXPIRED})


@rule("GOV007")
def bound_to_the_rejected(catalog: Catalog) -> Iterator[Finding]:
    """An adapter or an integration is for a plugin that was rejected.

    ## Why it matters
    Who takes the adapter is led to the plugin. Where every release of that was rejected there is
    nothing left for it to work with.

    ## Example
    `"plugin_descriptor_ids": ["link-keeper"]`, and the only release of `link-keeper` is rejected.

    ## How to mend it
    Take the link out in a new release of the adapter, and yank or reject the one that has it: such
    releases are not asked any more. An integration can be corrected, or taken out.
    """
    rejected = {
        package.listing.names.get("craik", package.name)
        for package in catalog.packages
        if package.folder not in catalog.unread and _is_rejected(package)
    }
    for document, link in _bound(catalog):
        if link.id in rejected and Holding.PLUGIN in link.holdings:
            yield Finding(
                link.route,
                f"every release of the plugin {quoted(link.id)} was rejected",
                "Take the link out, or withdraw what has it.",
                document=document,
            )


def _is_rejected(package: PackageEntry) -> bool:
    states = [_state(release) for release in package.releases]
    return bool(states) and set(states) == {ReviewState.REJECTED}


def _state(release: ReleaseEntry) -> ReviewState:
    return standing(item.record for item in filed([release], Probation))


def _bound(catalog: Catalog) -> Iterator[tuple[Document, Link]]:
    """Every link of what is still on offer, with its document."""
    for release in releases_of(catalog):
        if _state(release) not in _REFUSED and not _is_withdrawn(catalog, release):
            for native in release.manifests:
                yield from ((native.document, link) for link in native.links)
    for integration in catalog.integrations:
        native = integration.manifest
        yield from ((native.document, link) for link in native.links)


def _is_withdrawn(catalog: Catalog, release: ReleaseEntry) -> bool:
    """Whether an advisory takes a release out of new installs, however long it holds."""
    digests = {artifact.sha256 for artifact in release.record.artifacts}
    return any(
        in_range(release.version, record.versions) or digests & {*record.digests}
        for record in catalog.once(_withdrawing).get(release.package, ())
    )


def _withdrawing(catalog: Catalog) -> Mapping[str, Sequence[AdvisoryRecord]]:
    """The advisories that take something out of new installs, by their package."""
    found: dict[str, list[AdvisoryRecord]] = defaultdict(list)
    for item in catalog.advisories:
        if item.record.act in {"yank", "block"}:
            found[item.record.package].append(item.record)
    return found


@rule("GOV016", severity=Severity.WARNING)
def probation_ran_out(catalog: Catalog, at: str) -> Iterator[Finding]:
    """A probation has run out and nobody has decided.

    ## Why it matters
    From that moment the release counts as expired and is not offered, whatever
    `policy.projections` admits and whatever was decided before this probation was opened.

    ## Example
    `{"status": "probationary", "expires_at": "2026-10-01T00:00:00Z", …}` in November.

    ## How to mend it
    Decide: add a record with the status `promoted`, `rejected` or `expired`, and the decision. Or
    open a new probation. Published records stay as they are (`GOV041`). The moment of judgement is
    the commit's, or that of `--now`; the message says which it was.
    """
    for release in releases_of(catalog):
        for newest in ordered(release)[-1:]:
            end, status = newest.record.expires_at, newest.record.status
            if status is ReviewState.PROBATIONARY and end and end <= at:
                yield Finding(
                    ("expires_at",),
                    f"the probation of {release.package} {release.version} ran out on {end}, and "
                    f"it is {at}",
                    "Add a record with the decision, or open a new probation.",
                    document=newest.native.document,
                )


CATALOG_RULES: Final[tuple[Rule, ...]] = (
    *governance_grants.CATALOG_RULES,
    *grant_dates.CATALOG_RULES,
    bound_to_the_rejected,
    *reviews.CATALOG_RULES,
    *capabilities.CATALOG_RULES,
)
DATED_RULES: Final[tuple[Rule, ...]] = (*grant_dates.DATED_RULES, probation_ran_out)
RULES: Final[tuple[Rule, ...]] = (
    *governance_grants.CATALOG_RULES,
    *grant_dates.CATALOG_RULES,
    bound_to_the_rejected,
    *DATED_RULES,
)

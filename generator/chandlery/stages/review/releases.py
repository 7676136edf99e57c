"""One release that would come or change, against the one that whoever updates has."""

from collections.abc import Iterator

from chandlery.catalog import PackageEntry, ReleaseEntry
from chandlery.dialects import DIALECTS
from chandlery.formats import review_v1 as v1
from chandlery.formats.index_v1 import CapabilityChangesEntry, CapabilityEntry
from chandlery.formats.index_v1.governance import CriterionEntry
from chandlery.formats.index_v1.listing import ProvenanceEntry
from chandlery.model.capability_changes import capability_changes, previous_release
from chandlery.model.description import Description
from chandlery.model.governance import Probation
from chandlery.model.marketplace import Manifest, Package, Release
from chandlery.stages.consent import prompt
from chandlery.stages.entry_parts import capability_entry, changes_entry, provenance_entry
from chandlery.stages.ownership import keepers
from chandlery.stages.review.artifacts import artifacts
from chandlery.stages.review.belonging import shown, standing
from chandlery.stages.review.checklist import checklist
from chandlery.stages.review.differences import leaves, values
from chandlery.stages.review.proposal import Proposal

# What differs from release to release, and is told elsewhere.
_TOLD = frozenset({"version", "plugin_version", "package_version", "created_at", "capabilities"})


class Releases:
    """The releases of one package that a change concerns."""

    def __init__(self, proposal: Proposal, entry: PackageEntry, was: PackageEntry | None) -> None:
        """Look at a package.

        Args:
            proposal: the change.
            entry: the package as it would be.
            was: the package as it is, if it is there.
        """
        self._proposal = proposal
        self._entry = entry
        self._was = {item.version: item for item in was.releases} if was else {}
        self._entries = {item.version: item for item in entry.releases}
        self._package = _of(proposal.market.packages, entry.name)
        self._package_was = _of(proposal.market_was.packages, was.name) if was else None

    def reviews(self) -> Iterator[v1.ReleaseReview]:
        """Each release that came, changed, or does not stand where it stood."""
        for release in self._package.releases if self._package else ():
            if change := self._change(release):
                yield self._review(release, change)

    def _change(self, release: Release) -> v1.Change | None:
        if release.version not in self._was:
            return "added"
        folder = self._entry.folder
        below = (f"{folder}/releases/{release.version}/", f"{folder}/governance/{release.version}/")
        if any(path.startswith(below[0]) for path in self._proposal.paths):
            return "changed"
        old = self._old(release.version)
        moved = old is None or (old.review.state, old.availability) != (
            release.review.state,
            release.availability,
        )
        governed = any(path.startswith(below[1]) for path in self._proposal.paths)
        return "affected" if moved or governed else None

    def _old(self, version: str) -> Release | None:
        releases = self._package_was.releases if self._package_was else ()
        return next((item for item in releases if item.version == version), None)

    def _review(self, release: Release, change: v1.Change) -> v1.ReleaseReview:
        proposal, entry = self._proposal, self._entries[release.version]
        publisher = proposal.market.publishers.get(release.publisher)
        old = self._old(release.version)
        previous = self._previous(release)
        found = [item for item in proposal.found if item.file.startswith(f"{self._entry.folder}/")]
        dialects = [self._dialect(release, manifest) for manifest in release.manifests]
        made = release.provenance
        return v1.ReleaseReview(
            version=release.version,
            change=change,
            published=release.published,
            publisher=release.publisher,
            publisher_verified=bool(publisher and publisher.verified),
            notes=release.notes or None,
            availability_was=old.availability.value if old else None,
            availability=release.availability.value,
            dialects=dialects,
            artifacts=artifacts(entry, previous, release.artifacts, found, proposal.fetch),
            provenance=ProvenanceEntry(**provenance_entry(made)) if made else None,
            governance=self._governance(release, old),
            checklist=checklist(release, dialects, found, altered=change == "changed"),
        )

    def _previous(self, release: Release) -> ReleaseEntry | None:
        """The newest release before it that serves one of its ecosystems."""
        found = [
            before.version
            for manifest in release.manifests
            if self._package
            and (before := previous_release(self._package, release, manifest.dialect))
        ]
        order = list(self._entries)
        return self._entries[max(found, key=order.index)] if found else None

    def _dialect(self, release: Release, manifest: Manifest) -> v1.DialectReview:
        package = self._package
        if package is None:
            raise RuntimeError("a release without its package was to be reviewed")
        dialect = manifest.dialect
        before = previous_release(package, release, dialect)
        earlier = before.manifest(dialect) if before else None
        changes = next(
            (item for item in capability_changes(package, release) if item.dialect == dialect), None
        )
        return v1.DialectReview(
            dialect=dialect,
            manifest_sha256=manifest.sha256,
            previous=before.version if before else None,
            isolation=manifest.description.isolation.value,
            capabilities=[
                CapabilityEntry(**capability_entry(item))
                for item in manifest.description.capabilities
            ],
            changes=CapabilityChangesEntry(**changes_entry(changes)) if changes else None,
            lists=[*self._lists(release, before, dialect)],
            values=leaves(earlier.value, manifest.value, _TOLD) if earlier else [],
            prompt=prompt(self._proposal.market, package, release, manifest, changes),
        )

    def _lists(
        self, release: Release, before: Release | None, dialect: str
    ) -> Iterator[v1.ListChange]:
        """What else a manifest lists; of a first release everything."""
        lists = DIALECTS[dialect].lists
        now = [*lists(self._entries[release.version])]
        was = (
            {item.what: item.values for item in lists(self._entries[before.version])}
            if before
            else {}
        )
        for item in now:
            old = was.get(item.what, ())
            yield from values(item.what, old, item.values, review=bool(before), admits=item.admits)
        needs = [_needs(item.manifest(dialect)) for item in (before, release) if item]
        yield from values(
            "dependencies", needs[0] if before else (), needs[-1], review=bool(before)
        )

    def _governance(self, release: Release, old: Release | None) -> v1.Governance:
        current = release.review.current
        return v1.Governance(
            was=old.review.state.value if old else None,
            now=release.review.state.value,
            criteria=[*_criteria(current)] if current else [],
            decided_by=(current.decided_by if current else "") or None,
            rationale=(current.rationale if current else "") or None,
            expires_at=(current.expires_at if current else "") or None,
            evidence=[f"{item.id}: {item.title}" for item in release.review.evidence],
            may_decide=[shown(item.person) for item in keepers(standing(self._proposal))],
        )


def _criteria(probation: Probation) -> Iterator[CriterionEntry]:
    for item in probation.criteria:
        yield CriterionEntry(
            name=item.name,
            summary=item.summary,
            required=item.required,
            passed=item.passed,
            evidence_ids=list(item.evidence_ids),
        )


def _needs(manifest: Manifest | None) -> list[str]:
    description = manifest.description if manifest else Description(native_name="", version="")
    return [
        f"{item.native} {item.range}".rstrip() + (" (optional)" if item.optional else "")
        for item in description.dependencies
    ]


def _of(packages: tuple[Package, ...], name: str) -> Package | None:
    return next((item for item in packages if item.name == name), None)

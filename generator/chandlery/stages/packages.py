"""Folders of packages → entries of the catalog: listings, releases, governance, integrations."""

from collections.abc import Callable, Iterable
from functools import partial

from chandlery.catalog import (
    EvidenceEntry,
    Governance,
    IntegrationEntry,
    NativeRecord,
    PackageEntry,
    ReleaseEntry,
)
from chandlery.checks import Finding
from chandlery.dialects import DIALECTS
from chandlery.documents import Document
from chandlery.model.marketplace import Kind
from chandlery.records.listing import Listing
from chandlery.records.notices import EvidenceRecord
from chandlery.records.release import ReleaseRecord
from chandlery.rules import layout
from chandlery.rules.versions import precedence
from chandlery.stages.load import PackageSources, ReleaseSources, Sources
from chandlery.stages.records import Records
from chandlery.suggest import did_you_mean


class Packages:
    """Makes the entries of a catalog's packages; what is wrong goes to its records."""

    def __init__(self, sources: Sources, records: Records) -> None:
        self._sources = sources
        self._records = records
        self._taken = {name for _, name in sources.packages}

    def package(self, package: PackageSources) -> Iterable[PackageEntry]:
        """The entry of a plugin or an adapter."""
        folder = package.folder
        name = self._records.name(folder, package.name, self._taken)
        listing = self._records.required(package.listing, f"{folder}/listing.yml", Listing)
        if package.readme is None:
            self._records.missing(f"{folder}/README.md")
        exists = any(release.exists for release in package.releases.values())
        if not exists and not self._broken_below(f"{folder}/releases"):
            self._records.say(
                f"{folder}/listing.yml",
                layout.NO_RELEASE,
                f"`{package.name}` has no release",
                "Add a release with `chandlery release`.",
            )
        if listing and package.listing:
            self._names(package.listing, listing)
        # The releases are judged all the same, so that everything is told in one run.
        listing = listing or _stand_in(package.listing)
        releases = [
            entry
            for version, release in package.releases.items()
            for entry in self._release(package.kind, name, listing, version, release)
        ]
        yield PackageEntry(
            kind=package.kind,
            name=name,
            folder=folder,
            listing_document=package.listing or Document(f"{folder}/listing.yml", b""),
            listing=listing,
            readme=package.readme or Document(f"{folder}/README.md", b""),
            releases=tuple(sorted(releases, key=lambda release: precedence(release.version))),
        )

    def _names(self, document: Document, listing: Listing) -> None:
        for name in sorted(listing.names.keys() - DIALECTS.keys()):
            finding = Finding(
                ("names", name),
                f"`{name}` is no ecosystem that Chandlery knows",
                did_you_mean(name, DIALECTS) or f"Use one of: {', '.join(sorted(DIALECTS))}.",
                "key",
            )
            self._records.found.append(layout.UNKNOWN_DIALECT.report(document, finding))

    def _release(
        self, kind: Kind, name: str, listing: Listing, version: str, release: ReleaseSources
    ) -> Iterable[ReleaseEntry]:
        governance = self._governance(release, version)
        if not release.exists:
            return
        record = self._records.required(
            release.release, f"{release.folder}/release.json", ReleaseRecord
        )
        manifests = self._manifests(kind, release)
        if record is None or release.release is None:
            return
        yield ReleaseEntry(
            kind=kind,
            package=name,
            version=version,
            folder=release.folder,
            document=self._records.document(release.release),
            record=record,
            listing=listing,
            manifests=manifests,
            source=tuple(release.source),
            read=partial(_read, release.folder, self._sources.read),
            governance=governance,
        )

    def _manifests(self, kind: Kind, release: ReleaseSources) -> tuple[NativeRecord, ...]:
        if release.exists and not release.manifests and not self._broken_below(release.folder):
            self._records.say(
                f"{release.folder}/release.json",
                layout.NO_MANIFEST,
                "the release has no native manifest",
                "Add the manifest of an ecosystem, named after it: `caliban.json`.",
            )
        found = [
            self._native(dialect, kind, document)
            for dialect, document in sorted(release.manifests.items())
        ]
        return tuple(record for record in found if record)

    def _native(self, name: str, kind: Kind, document: Document) -> NativeRecord | None:
        dialect = DIALECTS[name]
        if kind not in dialect.manifests:
            self._records.say(
                document.path,
                layout.NO_MANIFEST,
                f"{dialect.title} has no manifest for {kind.folder}",
                "Take the file out, or move it to a plugin.",
            )
            return None
        return self._records.native(name, dialect.manifests[kind], document)

    def _broken_below(self, folder: str) -> bool:
        return any(path.startswith(f"{folder}/") for path in self._sources.broken)

    # -- governance and integrations ------------------------------------------------------------

    def _governance(self, release: ReleaseSources, version: str) -> Governance:
        documents = [*release.governance.values(), *release.evidence.values()]
        if documents and not release.exists and not self._broken_below(release.folder):
            self._records.say(
                documents[0].path,
                layout.GOVERNANCE_WITHOUT_RELEASE,
                f"there is no release {version} to govern",
                "Correct the folder's name, or add the release.",
            )
        records = [
            self._governed(stem, document) for stem, document in sorted(release.governance.items())
        ]
        evidence = []
        for name, document in sorted(release.evidence.items()):
            if record := self._records.typed(document, EvidenceRecord):
                evidence.append(EvidenceEntry(id=name, document=document, record=record))
        return Governance(
            records=tuple(record for record in records if record), evidence=tuple(evidence)
        )

    def _governed(self, stem: str, document: Document) -> NativeRecord | None:
        for name, dialect in sorted(DIALECTS.items()):
            kind = dialect.governance.get(stem.split("-", 1)[0])
            if kind:
                return self._records.native(name, kind, document)
        known = sorted(word for dialect in DIALECTS.values() for word in dialect.governance)
        self._records.say(
            document.path,
            layout.UNKNOWN_FILE,
            f"`{stem}.json` is no governance record",
            f"Begin the file's name with one of: {', '.join(f'{word}-' for word in known)}.",
        )
        return None

    def integration(self, package: PackageSources) -> Iterable[IntegrationEntry]:
        """The entry of a reference integration, where its records can be read."""
        folder = package.folder
        name = self._records.name(folder, package.name, self._taken)
        listing = self._records.required(package.listing, f"{folder}/listing.yml", Listing)
        if package.readme is None:
            self._records.missing(f"{folder}/README.md")
        found = [
            self._native(dialect, package.kind, document)
            for dialect, document in sorted(package.manifests.items())
        ]
        if not package.manifests:
            self._records.missing(f"{folder}/craik.json")
        if listing is None or package.listing is None or not found or found[0] is None:
            return
        yield IntegrationEntry(
            name=name,
            folder=folder,
            listing_document=package.listing,
            listing=listing,
            readme=package.readme or Document(f"{folder}/README.md", b""),
            manifest=found[0],
            fixtures=tuple(package.fixtures),
            read=partial(_read, folder, self._sources.read),
        )


def _read(folder: str, read: Callable[[str], bytes], path: str) -> bytes:
    return read(f"{folder}/{path}")


def _stand_in(document: Document | None) -> Listing:
    """A listing in place of one that cannot be used: it says nothing but the native names."""
    value = document.value if document else None
    given = value.get("names") if isinstance(value, dict) else None
    pairs = given.items() if isinstance(given, dict) else ()
    names = {dialect: name for dialect, name in pairs if isinstance(name, str)}
    return Listing.model_construct(
        title="", summary="", categories=[], license="", maintainers=[], names=names
    )

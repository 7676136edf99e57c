"""Sources → Catalog: every document typed, every rule asked."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from chandlery.catalog import (
    AdvisoryEntry,
    Catalog,
    EvidenceEntry,
    Governance,
    IntegrationEntry,
    NativeRecord,
    PackageEntry,
    PublisherEntry,
    ReleaseEntry,
)
from chandlery.checks import Finding, Rule
from chandlery.diagnostics import Diagnostic, Outcome, Verdict
from chandlery.dialects import DIALECTS
from chandlery.documents import Document
from chandlery.model.marketplace import Kind
from chandlery.records.listing import Listing
from chandlery.records.marketplace import MarketplaceRecord
from chandlery.records.notices import AdvisoryRecord, EvidenceRecord, Renames, Waivers
from chandlery.records.publisher import PublisherRecord
from chandlery.records.release import ReleaseRecord
from chandlery.rules import CATALOG_RULES, RELEASE_RULES, layout
from chandlery.rules.schema import schema_diagnostics
from chandlery.rules.versions import precedence
from chandlery.stages.judge import judge
from chandlery.stages.load import PackageSources, ReleaseSources, Sources

R = TypeVar("R", bound=BaseModel)


def validate(sources: Sources) -> Outcome[Catalog | None]:
    """Type every document and ask every rule.

    What cannot be typed is left out of the catalog, with a diagnostic; the value is `None` where
    ``marketplace.yml`` itself is missing or bad.
    """
    return _Validation(sources).run()


class _Validation:
    """One run over a catalog's sources; holds what was found so far."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._found: list[Diagnostic] = []

    def run(self) -> Outcome[Catalog | None]:
        sources = self._sources
        settings = self._required(sources.settings, "marketplace.yml", MarketplaceRecord)
        renames = self._optional(sources.renames, Renames)
        waivers = self._optional(sources.waivers, Waivers)
        publishers = self._publishers()
        advisories = self._advisories()
        packages: list[PackageEntry] = []
        integrations: list[IntegrationEntry] = []
        for _, package in sorted(sources.packages.items()):
            if package.kind is Kind.INTEGRATION:
                integrations += self._integration(package)
            else:
                packages += self._package(package)
        if settings is None or sources.settings is None:
            return Outcome(None, self._sorted())
        catalog = Catalog(
            document=sources.settings,
            settings=settings,
            packages=tuple(sorted(packages, key=lambda package: package.name)),
            integrations=tuple(integrations),
            publishers=publishers,
            advisories=advisories,
            renames_document=sources.renames,
            renames=renames.root if renames else {},
            waivers_document=sources.waivers,
            waivers=tuple(waivers.root) if waivers else (),
        )
        for rule in CATALOG_RULES:
            self._found += rule.run(catalog.document, catalog)
        return Outcome(catalog, self._sorted())

    def _sorted(self) -> tuple[Diagnostic, ...]:
        return tuple(sorted(set(self._found)))

    # -- documents ---------------------------------------------------------------------------

    def _typed(self, document: Document, model: type[R]) -> R | None:
        try:
            return model.model_validate(document.value)
        except ValidationError as error:
            self._found += schema_diagnostics(document, error, verdict=Verdict.POLICY, model=model)
            return None

    def _optional(self, document: Document | None, model: type[R]) -> R | None:
        return self._typed(document, model) if document else None

    def _required(self, document: Document | None, path: str, model: type[R]) -> R | None:
        if document is None:
            self._missing(path)
            return None
        return self._typed(document, model)

    def _missing(self, path: str) -> None:
        if path not in self._sources.broken:
            self._say(path, layout.MISSING_FILE, f"`{path}` is missing", "Add the file.")

    def _say(self, path: str, rule: Rule, message: str, hint: str) -> None:
        self._found.append(rule.report(Document(path, b""), Finding((), message, hint)))

    def _name(self, path: str, name: str) -> None:
        if not layout.is_name(name):
            self._say(
                path,
                layout.BAD_NAME,
                f"`{name}` is not a name",
                "Use lower-case letters, digits, `-` and `_`, at most 64.",
            )

    # -- publishers and advisories -------------------------------------------------------------

    def _publishers(self) -> dict[str, PublisherEntry]:
        entries = {}
        for name, document in sorted(self._sources.publishers.items()):
            self._name(document.path, name)
            if record := self._typed(document, PublisherRecord):
                entries[name] = PublisherEntry(name=name, document=document, record=record)
        return entries

    def _advisories(self) -> tuple[AdvisoryEntry, ...]:
        entries = []
        for name, document in sorted(self._sources.advisories.items()):
            self._name(document.path, name)
            if record := self._typed(document, AdvisoryRecord):
                entries.append(AdvisoryEntry(id=name, document=document, record=record))
        return tuple(entries)

    # -- packages --------------------------------------------------------------------------------

    def _package(self, package: PackageSources) -> Iterable[PackageEntry]:
        folder = package.folder
        self._name(folder, package.name)
        listing = self._required(package.listing, f"{folder}/listing.yml", Listing)
        if package.readme is None:
            self._missing(f"{folder}/README.md")
        if not any(release.exists for release in package.releases.values()):
            self._say(
                f"{folder}/listing.yml",
                layout.NO_RELEASE,
                f"`{package.name}` has no release",
                "Add a release with `chandlery release`.",
            )
        if listing is None or package.listing is None:
            # The releases are judged all the same, so that everything is told in one run.
            for version, release in sorted(package.releases.items()):
                self._manifests(package.kind, release)
                self._governance(release, version)
            return
        releases = [
            entry
            for version, release in package.releases.items()
            for entry in self._release(package, listing, version, release)
        ]
        yield PackageEntry(
            kind=package.kind,
            name=package.name,
            folder=folder,
            listing_document=package.listing,
            listing=listing,
            readme=package.readme or Document(f"{folder}/README.md", b""),
            releases=tuple(sorted(releases, key=lambda release: precedence(release.version))),
        )

    def _release(
        self, package: PackageSources, listing: Listing, version: str, release: ReleaseSources
    ) -> Iterable[ReleaseEntry]:
        governance = self._governance(release, version)
        if not release.exists:
            return
        record = self._required(release.release, f"{release.folder}/release.json", ReleaseRecord)
        manifests = self._manifests(package.kind, release)
        if record is None or release.release is None:
            return
        entry = ReleaseEntry(
            kind=package.kind,
            package=package.name,
            version=version,
            folder=release.folder,
            document=release.release,
            record=record,
            listing=listing,
            manifests=manifests,
            source=tuple(release.source),
            read=_below(release.folder, self._sources.read),
            governance=governance,
        )
        for rule in RELEASE_RULES:
            self._found += rule.run(entry.document, entry)
        for name, dialect in sorted(DIALECTS.items()):
            native = entry.manifest(name)
            # Governance is of whoever has records, with a manifest of the dialect or without.
            governs = dialect.governance and entry.governance.records
            for rule in dialect.release_rules if native or governs else ():
                self._found += rule.run(native.document if native else entry.document, entry)
        yield entry

    def _manifests(self, kind: Kind, release: ReleaseSources) -> tuple[NativeRecord, ...]:
        if release.exists and not release.manifests and not self._broken_below(release.folder):
            self._say(
                f"{release.folder}/release.json",
                layout.NO_MANIFEST,
                "the release has no native manifest",
                "Add the manifest of an ecosystem, named after it: `caliban.json`.",
            )
        found = [
            self._native(name, kind, document)
            for name, document in sorted(release.manifests.items())
        ]
        return tuple(record for record in found if record)

    def _native(self, name: str, kind: Kind, document: Document) -> NativeRecord | None:
        dialect = DIALECTS[name]
        if kind not in dialect.manifests:
            self._say(
                document.path,
                layout.NO_MANIFEST,
                f"{dialect.title} has no manifest for {kind.folder}",
                "Take the file out, or move it to a plugin.",
            )
            return None
        return self._judged(name, dialect.manifests[kind], document)

    def _judged(self, dialect: str, kind: str, document: Document) -> NativeRecord | None:
        record_kind = DIALECTS[dialect].kind(kind)
        judgement = judge(record_kind, document)
        self._found += judgement.diagnostics
        if judgement.record is None:
            return None
        description = record_kind.describe(judgement.record) if record_kind.describe else None
        return NativeRecord(
            dialect=dialect,
            kind=kind,
            document=document,
            record=judgement.record,
            description=description,
        )

    def _broken_below(self, folder: str) -> bool:
        return any(path.startswith(f"{folder}/") for path in self._sources.broken)

    # -- governance and integrations ------------------------------------------------------------

    def _governance(self, release: ReleaseSources, version: str) -> Governance:
        documents = [*release.governance.values(), *release.evidence.values()]
        if documents and not release.exists:
            self._say(
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
            if record := self._typed(document, EvidenceRecord):
                evidence.append(EvidenceEntry(id=name, document=document, record=record))
        return Governance(
            records=tuple(record for record in records if record), evidence=tuple(evidence)
        )

    def _governed(self, stem: str, document: Document) -> NativeRecord | None:
        for name, dialect in sorted(DIALECTS.items()):
            kind = dialect.governance.get(stem.split("-", 1)[0])
            if kind:
                return self._judged(name, kind, document)
        known = sorted(word for dialect in DIALECTS.values() for word in dialect.governance)
        self._say(
            document.path,
            layout.UNKNOWN_FILE,
            f"`{stem}.json` is no governance record",
            f"Begin the file's name with one of: {', '.join(f'{word}-' for word in known)}.",
        )
        return None

    def _integration(self, package: PackageSources) -> Iterable[IntegrationEntry]:
        folder = package.folder
        self._name(folder, package.name)
        listing = self._required(package.listing, f"{folder}/listing.yml", Listing)
        if package.readme is None:
            self._missing(f"{folder}/README.md")
        found = [
            self._native(name, package.kind, document)
            for name, document in sorted(package.manifests.items())
        ]
        if not package.manifests:
            self._missing(f"{folder}/craik.json")
        if listing is None or package.listing is None or not found or found[0] is None:
            return
        yield IntegrationEntry(
            name=package.name,
            folder=folder,
            listing_document=package.listing,
            listing=listing,
            readme=package.readme or Document(f"{folder}/README.md", b""),
            manifest=found[0],
            fixtures=tuple(package.fixtures),
        )


def _below(folder: str, read: Callable[[str], bytes]) -> Callable[[str], bytes]:
    return partial(_read, folder, read)


def _read(folder: str, read: Callable[[str], bytes], path: str) -> bytes:
    return read(f"{folder}/{path}")

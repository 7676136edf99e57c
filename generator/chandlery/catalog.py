"""A catalog as its authors wrote it, every file typed and every record beside its document.

This is the input side: it knows places and nothing of what will be published.  `stages.load` and
`stages.validate` make it, rules look at it, `stages.resolve` turns it into the model.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel

from chandlery.containers import Member
from chandlery.documents import Document, Route
from chandlery.model.description import Description
from chandlery.model.governance import Grant, Holding, Probation, Receipt
from chandlery.model.marketplace import Kind
from chandlery.records.listing import Listing
from chandlery.records.marketplace import MarketplaceRecord
from chandlery.records.notices import AdvisoryRecord, EvidenceRecord, Rename, Waiver
from chandlery.records.publisher import PublisherRecord
from chandlery.records.release import ArtifactRecord, ReleaseRecord
from chandlery.trees import Entry

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An id in a record that names another record.

    Attributes:
        route: where the id stands.
        holdings: what it may name of all that a catalog holds.
        stranger: what it may name that a catalog does not hold, in words; where it is ``""``, the
            id must be found.
    """

    route: Route
    id: str
    holdings: tuple[Holding, ...] = ()
    stranger: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NativeRecord:
    """A record in an ecosystem's own format: a manifest, or one of Craik's governance records.

    Attributes:
        kind: the record kind within the dialect.
        record: an instance of that kind's model.
        description: the normalised view, for kinds that have one: of a manifest, or of what a
            grant is for.
        governed: the model's view of a governance record.
        links: the ids in it that name other records.
    """

    dialect: str
    kind: str
    document: Document
    record: BaseModel
    description: Description | None = None
    governed: Probation | Grant | Receipt | None = None
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceEntry:
    """One evidence file; its id is its name."""

    id: str
    document: Document
    record: EvidenceRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Governance:
    """What ``governance/<version>/`` holds."""

    records: tuple[NativeRecord, ...] = ()
    evidence: tuple[EvidenceEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentFile:
    """A file that a release ships, or a fixture of an integration: bytes that nobody vouches for.

    Attributes:
        path: below the release's folder (``source/hooks/run.sh``), or inside a fetched artifact.
        document: where a finding stands: the file itself, or ``release.json`` for a fetched one.
        route: what `document` has for it: ``()``, or the route of the artifact's ``url``.
    """

    path: str
    data: bytes = field(repr=False)
    document: Document
    route: Route = ()

    def place(self, line: int, column: int = 1, end: int = 1) -> Route:
        """The route of a stretch of the file, or of the address that the whole came from."""
        return self.route or (line, column, end)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseEntry:
    """One ``releases/<version>/`` folder.

    Attributes:
        folder: below the catalog root, without a slash at its end.
        source: the entries below ``source/``, their paths relative to `folder`.
        read: the bytes of one of those paths.
    """

    kind: Kind
    package: str
    version: str
    folder: str
    document: Document
    record: ReleaseRecord
    listing: Listing
    manifests: tuple[NativeRecord, ...] = ()
    source: tuple[Entry, ...] = ()
    read: Callable[[str], bytes] = field(repr=False)
    governance: Governance = Governance()

    def manifest(self, dialect: str) -> NativeRecord | None:
        """The release's manifest for a dialect, if it has one."""
        for item in self.manifests:
            if item.dialect == dialect:
                return item
        return None

    def native_name(self, dialect: str) -> str:
        """What the ecosystem should call the package: ``listing.names``, else our own name."""
        return self.listing.names.get(dialect, self.package)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtifactEntry:
    """One artifact of a release, unpacked.

    Attributes:
        index: its place in ``release.json``.
        members: its files, their paths inside the artifact.
    """

    release: ReleaseEntry
    index: int
    members: tuple[Member, ...] = field(repr=False)

    @property
    def record(self) -> ArtifactRecord:
        """What ``release.json`` says of it."""
        return self.release.record.artifacts[self.index]

    @property
    def route(self) -> Route:
        """Where ``release.json`` says what it comes from."""
        return ("artifacts", self.index, "source" if self.record.source else "url")


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageEntry:
    """One folder of ``plugins/`` or ``adapters/``."""

    kind: Kind
    name: str
    folder: str
    listing_document: Document
    listing: Listing
    readme: Document
    releases: tuple[ReleaseEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrationEntry:
    """One folder of ``integrations/``."""

    name: str
    folder: str
    listing_document: Document
    listing: Listing
    readme: Document
    manifest: NativeRecord
    fixtures: tuple[Entry, ...] = ()
    read: Callable[[str], bytes] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublisherEntry:
    """One publisher's file; the name is the file's."""

    name: str
    document: Document
    record: PublisherRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvisoryEntry:
    """One advisory's file; the id is the file's name."""

    id: str
    document: Document
    record: AdvisoryRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFile:
    """A file that goes into the site as it is."""

    size: int
    read: Callable[[], bytes] = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """Everything in the catalog that could be read and typed; names are sorted.

    Attributes:
        unread: the folders and files of what has a name and could not be typed, or not all of
            it, without ``.yml``: ``plugins/link-keeper``, ``publishers/acme``.  Nobody may call
            these missing.  With ``marketplace`` among them, `settings` is a stand-in.
        touched: paths of the files that a change concerns, where one is looked at.
        paths: of every file, whatever it is.
        site: the files below ``site-src/``, by their whole path.
        learned: see `once`.
    """

    document: Document
    settings: MarketplaceRecord
    packages: tuple[PackageEntry, ...] = ()
    integrations: tuple[IntegrationEntry, ...] = ()
    publishers: Mapping[str, PublisherEntry] = field(default_factory=dict)
    advisories: tuple[AdvisoryEntry, ...] = ()
    renames_document: Document | None = None
    renames: Mapping[str, Rename] = field(default_factory=dict)
    waivers_document: Document | None = None
    waivers: tuple[Waiver, ...] = ()
    unread: frozenset[str] = frozenset()
    touched: frozenset[str] = frozenset()
    paths: frozenset[str] = field(default=frozenset(), repr=False)
    site: Mapping[str, SiteFile] = field(default_factory=dict, repr=False)
    learned: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, make: Callable[["Catalog"], T]) -> T:
        """What a function makes of the catalog; it is asked the first time only."""
        if make not in self.learned:
            self.learned[make] = make(self)
        made: T = self.learned[make]
        return made

    @property
    def entries(self) -> tuple[PackageEntry | IntegrationEntry, ...]:
        """Everything that has a name in the one namespace."""
        return (*self.packages, *self.integrations)

    @property
    def unread_names(self) -> frozenset[str]:
        """The last parts of `unread`."""
        return frozenset(path.rpartition("/")[2] for path in self.unread)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A catalog as it is, beside what it was before a change.

    Attributes:
        was: what was published; what could not be typed then is not in it, and may be mended.
        paths: of the files that were added, altered or removed.
        added: of these, those that are new.
        begins: whether there was no catalog before.
        find: the file that is at a path now, if one is.
        formerly: packages as they were before some of their files were taken out, where the
            history says so.
    """

    was: Catalog
    now: Catalog
    paths: frozenset[str]
    added: frozenset[str]
    begins: bool
    find: Callable[[str], Document | None] = field(repr=False)
    formerly: tuple[PackageEntry, ...] = ()

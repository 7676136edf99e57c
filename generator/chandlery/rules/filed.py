"""What a catalog's records are called, and where each lies: what links are followed by."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from chandlery.catalog import Catalog, Link, NativeRecord, PackageEntry, ReleaseEntry
from chandlery.documents import Document
from chandlery.model.description import Capability
from chandlery.model.governance import Grant, Holding, Probation, Receipt, by_age
from chandlery.model.marketplace import Kind
from chandlery.suggest import Choices, did_you_mean

R = TypeVar("R", Probation, Grant, Receipt)

_PACKAGES = {Kind.PLUGIN: Holding.PLUGIN, Kind.ADAPTER: Holding.ADAPTER}
_RECORDS: dict[type, Holding] = {
    Probation: Holding.PROBATION,
    Grant: Holding.GRANT,
    Receipt: Holding.RECEIPT,
}


@dataclass(frozen=True, slots=True)
class Filed(Generic[R]):
    """A governance record, and the release in whose folder it lies."""

    release: ReleaseEntry
    native: NativeRecord
    record: R


def filed(releases: Iterable[ReleaseEntry], kind: type[R]) -> Iterator[Filed[R]]:
    """The governance records of one kind, by release, then by file."""
    for release in releases:
        for native in release.governance.records:
            if isinstance(native.governed, kind):
                yield Filed(release, native, native.governed)


def releases_of(catalog: Catalog) -> Sequence[ReleaseEntry]:
    """Every release of every package."""
    return catalog.once(_releases_of)


def _releases_of(catalog: Catalog) -> tuple[ReleaseEntry, ...]:
    return tuple(release for package in catalog.packages for release in package.releases)


def ordered(release: ReleaseEntry) -> list[Filed[Probation]]:
    """The probations of a release, from oldest to newest: the last one decides."""
    return sorted(filed([release], Probation), key=lambda item: by_age(item.record))


def declared(native: NativeRecord) -> tuple[Capability, ...]:
    """What a manifest declares, or what a grant is for."""
    return native.description.capabilities if native.description else ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record lies.

    Attributes:
        package: the folder of the package below the catalog root; of an integration, of the
            package that it shows, if it is there.
        version: the release; ``""`` where there is none.
    """

    package: str = ""
    version: str = ""

    def __str__(self) -> str:
        return f"{self.package} {self.version}".strip()


@dataclass(frozen=True, slots=True)
class Definition:
    """Something that an id names."""

    holding: Holding
    place: Place
    document: Document


@dataclass(frozen=True, slots=True)
class Reference:
    """A link, and the record that it stands in.

    Attributes:
        meant: what the link names: of several, those that are nearest, in its release, else its
            package, else anywhere.
    """

    link: Link
    place: Place
    document: Document
    meant: tuple[Definition, ...] = ()


class Register:
    """Everything in a catalog that an id can name, and every id that names something.

    Attributes:
        definitions: by id, in the order of the catalog.
        references: in the order of the catalog.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._unread = catalog.unread
        self._unread_names = catalog.unread_names
        self.definitions: dict[str, list[Definition]] = defaultdict(list)
        self._by_package: dict[str, list[tuple[str, Holding]]] = defaultdict(list)
        named: list[tuple[NativeRecord, Place]] = []
        for package in catalog.packages:
            named += self._take_package(package)
        for integration in catalog.integrations:
            place = Place(integration.folder)
            self._define(integration.name, Holding.INTEGRATION, place, integration.listing_document)
            named.append((integration.manifest, Place(self._shown(integration.manifest))))
        self.references = tuple(
            Reference(link, place, native.document, self._meant(link, place))
            for native, place in named
            for link in native.links
        )

    def _take_package(self, package: PackageEntry) -> Iterator[tuple[NativeRecord, Place]]:
        """Keep what a package defines, and tell of its records and where each lies."""
        # Craik's records alone name others, so a package is meant by what Craik calls it.
        name = package.listing.names.get("craik", package.name)
        holding = _PACKAGES[package.kind]
        self._define(name, holding, Place(package.folder), package.listing_document)
        for release in package.releases:
            place = Place(package.folder, release.version)
            for native in (*release.manifests, *release.governance.records):
                yield native, place
                if native.governed:
                    record = native.governed
                    self._define(record.id, _RECORDS[type(record)], place, native.document)
            for item in release.governance.evidence:
                self._define(item.id, Holding.EVIDENCE, place, item.document)

    def _define(self, name: str, holding: Holding, place: Place, document: Document) -> None:
        self.definitions[name].append(Definition(holding, place, document))
        # Packages are looked for everywhere, other records in their package.
        near = "" if holding in _PACKAGES.values() else place.package
        self._by_package[near].append((name, holding))

    def _shown(self, native: NativeRecord) -> str:
        """The folder of the package that an integration shows, or ``""``."""
        for link in native.links:
            for found in self.definitions.get(link.id, ()):
                if found.holding in _PACKAGES.values() and found.holding in link.holdings:
                    return found.place.package
        return ""

    def _meant(self, link: Link, place: Place) -> tuple[Definition, ...]:
        known = self.definitions.get(link.id, ()) if link.holdings else ()
        fitting = [found for found in known if found.holding in link.holdings]
        here = [found for found in fitting if found.place == place]
        near = [found for found in fitting if found.place.package == place.package]
        return tuple(here or near or fitting)

    def suggested(self, reference: Reference) -> str:
        """A hint with the id that a link could have meant, or ``""``.

        Packages are looked for anywhere, and records in the package that they are about.
        """
        name, holdings = reference.link.id, reference.link.holdings
        near = self._by_package[reference.place.package] if reference.place.package else ()
        known = [name for name, holding in near if holding in holdings]
        for holding, packages in self._packages.items():
            known += packages.around(name) if holding in holdings else ()
        return did_you_mean(name, known)

    @cached_property
    def _packages(self) -> dict[Holding, Choices]:
        found: dict[Holding, list[str]] = defaultdict(list)
        for name, holding in self._by_package[""]:
            found[holding].append(name)
        return {holding: Choices(names) for holding, names in found.items()}

    def excused(self, reference: Reference) -> bool:
        """Whether what a link names may be among what could not be read."""
        return reference.place.package in self._unread or reference.link.id in self._unread_names


def register_of(catalog: Catalog) -> Register:
    """The register of a catalog, which is made once."""
    return catalog.once(Register)

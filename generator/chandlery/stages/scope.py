"""Which part of a catalog a run looks at, where that is not the whole.

The parts of a catalog are its *units*: a package, an adapter, an integration, a publisher, an
advisory, each file at its root; they are called as in `Catalog.unread`.  What is found in a unit by
looking at it alone can change only with its own files and, for a package, with its publisher.  What
is found between units is looked for in the whole catalog, as it is and as it was, and compared.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from typing import Final, TypeVar

from chandlery.catalog import AdvisoryEntry, Catalog, IntegrationEntry, PackageEntry, PublisherEntry
from chandlery.diagnostics import Diagnostic
from chandlery.trees import Entry, Tree

T = TypeVar("T")

_SETTINGS: Final = "marketplace"
_WAIVERS: Final = "waivers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How a catalog came to be what it is.

    Attributes:
        paths: of the files that were added, altered or removed.
        before: the catalog as it was.
        formerly: parts of the catalog as they were still earlier, before files of them were taken
            out that the change brings back; nothing where the history was not looked into.
        judged: whether it is asked too what a change may not do, or only what is there now.
    """

    paths: frozenset[str]
    before: Tree
    formerly: tuple[Tree, ...] = ()
    judged: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The units that are looked at; `None` for all of them."""

    units: frozenset[str] | None = None

    def holds(self, path: str) -> bool:
        """Whether a file of the catalog, or its folder, is looked at."""
        return self.units is None or unit_of(path) in self.units


WHOLE: Final = Scope()


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """What a run is asked to look at.

    Attributes:
        change: look only at what this may have an effect on.
        below: look only at these units.
    """

    change: Change | None = None
    below: Scope = WHOLE


EVERYTHING: Final = Narrowing()


def unit_of(path: str) -> str:
    """The unit that a file of the catalog belongs to."""
    return "/".join(path.split("/")[:2]).removesuffix(".yml")


def units_below(paths: Iterable[str], files: Iterable[str]) -> Scope:
    """The units at or below some paths of the catalog, and those that the paths lie in.

    Args:
        paths: ``""`` for the root.
        files: every file of the catalog.
    """
    wanted = frozenset(paths)
    if "" in wanted:
        return WHOLE
    below = {unit_of(file) for file in files if file.partition("/")[0] in wanted}
    return Scope(units=frozenset(below.union(map(unit_of, wanted))))


def touched_by(change: Change) -> Scope:
    """The units whose own files changed; all, if the settings did: all are held to them."""
    units = frozenset(map(unit_of, change.paths))
    return WHOLE if _SETTINGS in units else Scope(units=units)


def affected_by(
    touched: frozenset[str], catalog: Catalog, was: Catalog, between: Iterable[Diagnostic]
) -> Scope:
    """The units that a change may have an effect on.

    Args:
        touched: the units whose own files changed.
        catalog: as it is.
        was: as it was.
        between: what is found between units now and was not, or was and is not any more.
    """
    units = touched.union(unit_of(item.file) for item in between)
    units |= {
        package.folder
        for package in catalog.packages
        for release in package.releases
        if f"publishers/{release.record.publisher}" in touched
    }
    if _WAIVERS in touched:
        units |= {unit_of(waiver.path) for one in (catalog, was) for waiver in one.waivers}
    return Scope(units=units)


def with_neighbours(scope: Scope, catalog: Catalog, was: Catalog) -> Scope:
    """A scope with the packages whose artifacts may have an address in common with one of it."""
    if scope.units is None:
        return scope
    taken = {
        address
        for package in (*catalog.packages, *was.packages)
        if scope.holds(package.folder)
        for address in _addresses(package)
    }
    near = {item.folder for item in catalog.packages if not taken.isdisjoint(_addresses(item))}
    return Scope(units=scope.units | near)


def overlap(one: Scope, other: Scope) -> Scope:
    """What lies in both."""
    if one.units is None or other.units is None:
        return other if one.units is None else one
    return Scope(units=one.units & other.units)


class PartOf:
    """The files of a tree that lie in a scope.  See `chandlery.trees.Tree`."""

    def __init__(self, tree: Tree, scope: Scope) -> None:
        self._tree = tree
        self._scope = scope

    def entries(self) -> tuple[Entry, ...]:
        """See `Tree.entries`."""
        return tuple(entry for entry in self._tree.entries() if self._scope.holds(entry.path))

    def read(self, path: str) -> bytes:
        """See `Tree.read`."""
        return self._tree.read(path)


def mixed(inside: Catalog, outside: Catalog, scope: Scope) -> Catalog:
    """What lies in a scope from one catalog, and the rest from another."""
    holds = scope.holds

    def of(one: Iterable[T], other: Iterable[T], place: Callable[[T], str]) -> Iterator[T]:
        yield from (item for item in one if holds(place(item)))
        yield from (item for item in other if not holds(place(item)))

    def chosen(file: str) -> Catalog:
        return inside if holds(file) else outside

    publishers = of(inside.publishers.values(), outside.publishers.values(), _publisher)
    settings, renames, waivers = map(chosen, ("marketplace.yml", "renames.yml", "waivers.yml"))
    return Catalog(
        document=settings.document,
        settings=settings.settings,
        packages=tuple(
            sorted(of(inside.packages, outside.packages, _folder), key=attrgetter("name"))
        ),
        integrations=tuple(
            sorted(of(inside.integrations, outside.integrations, _folder), key=attrgetter("name"))
        ),
        publishers={item.name: item for item in sorted(publishers, key=attrgetter("name"))},
        advisories=tuple(
            sorted(of(inside.advisories, outside.advisories, _advisory), key=attrgetter("id"))
        ),
        renames_document=renames.renames_document,
        renames=renames.renames,
        waivers_document=waivers.waivers_document,
        waivers=waivers.waivers,
        unread=frozenset(of(inside.unread, outside.unread, str)),
        paths=frozenset(of(inside.paths, outside.paths, str)),
        site=dict(of(inside.site.items(), outside.site.items(), itemgetter(0))),
    )


def _folder(entry: PackageEntry | IntegrationEntry) -> str:
    return entry.folder


def _publisher(entry: PublisherEntry) -> str:
    return f"publishers/{entry.name}"


def _advisory(entry: AdvisoryEntry) -> str:
    return f"advisories/{entry.id}"


def _addresses(package: PackageEntry) -> frozenset[str]:
    """What the addresses of a package's artifacts begin with (`stages.pack`)."""
    return frozenset(
        artifact.sha256[:12]
        for release in package.releases
        for artifact in release.record.artifacts
    )

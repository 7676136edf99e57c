"""What the units of a catalog have to do with each other: which must be looked at with a change.

A unit (`stages.scope`) *defines* names, ids, titles, keys, addresses, and *mentions* those of
others; both are words with a letter before them that tells their kind.  Rules that look across
units say something of two of them only where one mentions what the other defines, or both define
the same (decision 0016); a test holds that against runs over whole catalogs.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from chandlery.catalog import (
    AdvisoryEntry,
    Catalog,
    IntegrationEntry,
    NativeRecord,
    PackageEntry,
    PublisherEntry,
)
from chandlery.model.content import folded
from chandlery.model.governance import Probation
from chandlery.records.publisher import key_bytes
from chandlery.rules.confusables import skeleton
from chandlery.rules.filed import filed
from chandlery.rules.slips import slipped
from chandlery.stages.scope import unit_of

_WORD: Final = re.compile(r"[A-Za-z0-9][\w.-]*")
_NEIGHBOUR: Final = re.compile(
    r"(?:\.\./|plugins/|adapters/|integrations/|publishers/|advisories/)([^/\s()<>\"'#?]+)"
)
PROBATION: Final = "g:"
_PREFIX: Final = "x:"
# Kinds of which two mentions have to do with each other: a thing that is pointed at twice.
_SHARED: Final = ("i:", "n:")
_ADDRESS_DIGITS: Final = 12
# Pages, styles and templates of the site: those of a folder are one thing.
_SITE: Final = ("site-src/", "templates/")
# `marketplace.yml` names pictures there, and is always looked at.
_PICTURES: Final = "site-src"


@dataclass(frozen=True, slots=True)
class Relations:
    """What a unit defines, and what it mentions."""

    defines: Collection[str] = frozenset()
    mentions: Collection[str] = frozenset()


def relations(catalog: Catalog) -> dict[str, Relations]:
    """The relations of every unit of a catalog, by its name."""
    found: dict[str, Relations] = {}
    for unit in {*map(unit_of, catalog.paths)}:
        found[unit] = _relations(_named(unit), ())
    for package in catalog.packages:
        found[package.folder] = _relations(_defined(package), _mentioned(package))
    for item in catalog.integrations:
        found[item.folder] = _relations(_listed(item), _shown(item))
    for name, publisher in catalog.publishers.items():
        found[f"publishers/{name}"] = _relations(_publisher(publisher), ())
    for advisory in catalog.advisories:
        unit = f"advisories/{advisory.id}"
        found[unit] = _relations(_named(unit), _advised(advisory))
    names = (name for old, rename in catalog.renames.items() for name in (old, rename.to))
    found["renames"] = _relations((), map(_name, names))
    found["waivers"] = _relations((), (_place(unit_of(item.path)) for item in catalog.waivers))
    return found


def _relations(defines: Iterable[str], mentions: Iterable[str]) -> Relations:
    return Relations(frozenset(defines), frozenset(mentions))


def _named(unit: str) -> Iterator[str]:
    """What a unit is called, whether it can be read or not."""
    name = unit.rpartition("/")[2]
    yield _place(unit)
    yield _name(name)
    yield f"i:{name}"
    yield f"p:{name}"
    yield f"l:{skeleton(name)}"


def _place(unit: str) -> str:
    return f"u:{unit.rpartition('/')[2]}"


def _name(name: str) -> str:
    return f"n:{re.sub('[-_]+', '-', name)}"


def _native(dialect: str, name: str) -> str:
    return f"n:{dialect}:{folded(name)}"


def _listed(entry: PackageEntry | IntegrationEntry) -> Iterator[str]:
    yield from _named(entry.folder)
    yield f"t:{skeleton(entry.listing.title)}"
    for dialect, name in entry.listing.names.items():
        yield _native(dialect, name)
        yield f"i:{name}"


def _defined(package: PackageEntry) -> Iterator[str]:
    yield from _listed(package)
    if any(filed(package.releases, Probation)):
        yield PROBATION
    for release in package.releases:
        for native in release.manifests:
            yield _native(native.dialect, package.listing.names.get(native.dialect, package.name))
            if native.description:
                yield _native(native.dialect, native.description.native_name)
            space = native.document.value.get("namespace")
            yield from [f"s:{space}"] if isinstance(space, str) else []
        for native in release.governance.records:
            yield from [f"i:{native.governed.id}"] if native.governed else []
        yield from (f"i:{item.id}" for item in release.governance.evidence)
        for artifact in release.record.artifacts:
            yield f"a:{artifact.sha256[:_ADDRESS_DIGITS]}"


def _mentioned(package: PackageEntry) -> Iterator[str]:
    yield from _pointed(package)
    for release in package.releases:
        yield f"p:{release.record.publisher}"
        for native in (*release.manifests, *release.governance.records):
            yield from _linked(native)
            who = native.document.value.get("publisher")
            yield from [f"o:{_plain(who)}"] if isinstance(who, str) else []


def _pointed(entry: PackageEntry | IntegrationEntry) -> Iterator[str]:
    listing = entry.listing
    yield from [_name(listing.replaced_by)] if listing.replaced_by else []
    yield from (f"t:{skeleton(item.name)}" for item in listing.maintainers)
    text = unquote(entry.readme.data.decode("utf-8", "replace"))
    yield from (_place(found.removesuffix(".yml")) for found in _NEIGHBOUR.findall(text))


def _linked(native: NativeRecord) -> Iterator[str]:
    yield from (f"i:{link.id}" for link in native.links if link.holdings)
    for item in native.description.dependencies if native.description else ():
        yield _native(native.dialect, item.native)


def _shown(entry: IntegrationEntry) -> Iterator[str]:
    yield from _pointed(entry)
    yield from _linked(entry.manifest)


def _publisher(entry: PublisherEntry) -> Iterator[str]:
    yield from _named(f"publishers/{entry.name}")
    for text in (entry.name, entry.record.title):
        yield f"t:{skeleton(text)}"
        yield f"o:{_plain(text)}"
    for key in entry.record.keys:
        bare = key_bytes(key.public)
        yield f"k:{bare.hex() if bare else key.public}"
    yield from (f"{_PREFIX}{prefix}" for prefix in entry.record.prefixes)


def _advised(entry: AdvisoryEntry) -> Iterator[str]:
    yield _name(entry.record.package)
    for text in entry.record.evidence:
        yield from (f"i:{word.rstrip('.')}" for word in _WORD.findall(text))


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def beside(touched: Iterable[str], units: Iterable[str]) -> frozenset[str]:
    """The units that any change is looked at with: the files at the root, and what those name."""
    folders = {unit.partition("/")[0] for unit in touched if unit.startswith(_SITE)} | {_PICTURES}
    return frozenset(unit for unit in units if "/" not in unit or unit.partition("/")[0] in folders)


class Related:
    """The units of a catalog as they were and as they are, and who has to do with whom."""

    def __init__(self, *known: Mapping[str, Relations]) -> None:
        """Take the relations of all units, as they were and as they are."""
        self._known = known

    def neighbourhood(self, touched: frozenset[str]) -> frozenset[str]:
        """The units that a change must be looked at with, itself among them.

        Args:
            touched: the units whose own files changed.
        """
        found = {*touched}
        defined, mentioned = self._words(touched)
        shared = {word for word in mentioned if word.startswith(_SHARED)}
        found |= self._defining(defined | mentioned)
        found |= self._mentioning(defined | shared)
        found |= {*self._like(touched)}
        while further := self._needed(found) - found:
            found |= further
        found |= {*self._example(found)}
        return frozenset(found)

    def _words(self, units: Iterable[str]) -> tuple[set[str], set[str]]:
        defined: set[str] = set()
        mentioned: set[str] = set()
        for unit in units:
            for known in self._known:
                if has := known.get(unit):
                    defined.update(has.defines)
                    mentioned.update(has.mentions)
        defined.discard(PROBATION)
        return defined, mentioned

    def _defining(self, words: set[str]) -> set[str]:
        return {
            unit
            for known in self._known
            for unit, has in known.items()
            if not words.isdisjoint(has.defines)
        }

    def _mentioning(self, words: set[str]) -> set[str]:
        return {
            unit
            for known in self._known
            for unit, has in known.items()
            if not words.isdisjoint(has.mentions)
        }

    def _needed(self, units: Iterable[str]) -> set[str]:
        """What some units cannot be understood without: dependencies go on, and so do names."""
        _, mentioned = self._words(units)
        return self._defining({word for word in mentioned if word.startswith(("n:", "p:"))})

    def _like(self, touched: frozenset[str]) -> Iterator[str]:
        """Units whose names can be taken for each other, or begin as a publisher reserves them."""
        names = {unit.rpartition("/")[2] for unit in touched if "/" in unit}
        claims = tuple(word[2:] for word in self._words(touched)[0] if word.startswith(_PREFIX))
        yield from self._slips(names)
        for known in self._known:
            for unit, has in known.items():
                if unit.rpartition("/")[2].startswith(claims):
                    yield unit
                if unit.startswith("publishers/") and _overlap(has.defines, (*names, *claims)):
                    yield unit

    def _slips(self, names: set[str]) -> Iterator[str]:
        """Units whose names can be taken for one of some names by a slip of the pen."""
        for known in self._known:
            for unit in known:
                if any(slipped(unit.rpartition("/")[2], mine) for mine in names):
                    yield unit

    def _example(self, units: set[str]) -> Iterator[str]:
        """A unit that is on probation, if there is any: whether the catalog has reviews matters."""
        for known in self._known:
            holders = (unit for unit, has in known.items() if PROBATION in has.defines)
            if not any(PROBATION in known[unit].defines for unit in units if unit in known):
                yield from [min(found)] if (found := [*holders]) else []


def _overlap(defines: Iterable[str], names: Iterable[str]) -> bool:
    """Whether a publisher reserves the beginning of one of some names, or more of it."""
    claims = [word[2:] for word in defines if word.startswith(_PREFIX)]
    return any(
        name.startswith(claim) or claim.startswith(name) for claim in claims for name in names
    )

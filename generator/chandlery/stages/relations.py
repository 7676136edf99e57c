"""What the units of a catalog have to do with each other: which must be looked at with a change.

A unit (`stages.scope`) *defines* names, ids, titles, keys, addresses, and *mentions* those of
others; both are words with a letter before them that tells their kind.  Rules that look across
units say something of two of them only where one mentions what the other defines, or both define
the same (decision 0016); a test holds that against runs over whole catalogs.
"""

import re
from collections.abc import Collection, Iterable, Iterator
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
from chandlery.stages.scope import unit_of

_WORD: Final = re.compile(r"[A-Za-z0-9][\w.-]*")
_NEIGHBOUR: Final = re.compile(
    r"(?:\.\./|plugins/|adapters/|integrations/|publishers/|advisories/)([^/\s()<>\"'#?]+)"
)
PROBATION: Final = "g:"
IDENTITY: Final = "i:"
SAID: Final = "w:"  # a word of a text that may be somebody's identity
PREFIX: Final = "x:"
BEGINNING: Final = "y:"  # of a prefix, the whole of it too
_ADDRESS_DIGITS: Final = 12


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


def supposed(unit: str, publisher: str, probation: bool) -> Relations:
    """What a package has to do with others as far as its name tells, and who publishes it."""
    defines = (*_named(unit), PROBATION) if probation else _named(unit)
    return _relations(defines, [f"p:{publisher}"] if publisher else ())


def _relations(defines: Iterable[str], mentions: Iterable[str]) -> Relations:
    return Relations(frozenset(map(_text, defines)), frozenset(map(_text, mentions)))


def _text(word: str) -> str:
    """A word as it can be kept: half of a surrogate pair is like any other."""
    return word if word.isascii() else word.encode("utf-8", "replace").decode()


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
    for prefix in entry.record.prefixes:
        yield f"{PREFIX}{prefix}"
        yield from (f"{BEGINNING}{begun}" for begun in _beginnings(prefix))


def reserving(names: Iterable[str]) -> Iterator[str]:
    """The words of who reserves the beginning of one of some names, or more than all of it."""
    for name in names:
        yield f"{BEGINNING}{name}"
        yield from (f"{PREFIX}{begun}" for begun in _beginnings(name))


def _beginnings(text: str) -> Iterator[str]:
    return (text[:end] for end in range(len(text) + 1))


def _advised(entry: AdvisoryEntry) -> Iterator[str]:
    yield _name(entry.record.package)
    for text in entry.record.evidence:
        yield from (f"{SAID}{word.rstrip('.')}" for word in _WORD.findall(text))


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()

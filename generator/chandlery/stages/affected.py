"""Which packages are published anew when something else changed: those that tell of it.

A page tells of what a package needs and what needs it, of its publisher, its advisories, the
integrations that show it, and of whatever its README leads to.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from chandlery.model.marketplace import Kind
from chandlery.stages.relations import PROBATION, Relations

_FOLDERS: Final = tuple(f"{kind.folder}/" for kind in Kind)
# What a package is installed after, and what that is installed after.
_DEPENDENCY: Final = "n:"


def affected(touched: Iterable[str], *known: Mapping[str, Relations]) -> frozenset[str]:
    """The units whose own files may be others after a change: the touched, and who tells of them.

    Args:
        touched: the units that changed.
        known: the relations of all units, as they are, and as far as they differ as they were.
    """
    found = {*touched}
    defined, mentioned = _words(found, known)
    found |= {unit for unit, has in _published(known) if not mentioned.isdisjoint(has.defines)}
    words = defined
    while words:
        more = {
            unit
            for unit, has in _published(known)
            if unit not in found and not words.isdisjoint(has.mentions)
        }
        found |= more
        words = {word for word in _words(more, known)[0] if word.startswith(_DEPENDENCY)}
    return frozenset(found)


def _published(known: Iterable[Mapping[str, Relations]]) -> Iterable[tuple[str, Relations]]:
    """The units that have files of their own, with what they have to do with others."""
    return (item for side in known for item in side.items() if item[0].startswith(_FOLDERS))


def _words(
    units: Iterable[str], known: Iterable[Mapping[str, Relations]]
) -> tuple[set[str], set[str]]:
    defined: set[str] = set()
    mentioned: set[str] = set()
    for side in known:
        for unit in units:
            if has := side.get(unit):
                defined.update(has.defines)
                mentioned.update(has.mentions)
    return defined - {PROBATION}, mentioned

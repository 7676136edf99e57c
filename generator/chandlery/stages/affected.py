"""Which packages are published anew when something else changed: those that tell of it.

A page tells of what a package needs and what needs it, of its publisher, its advisories, the
integrations that show it, and of whatever its README leads to.
"""

from collections.abc import Iterable
from typing import Final

from chandlery.model.marketplace import Kind
from chandlery.stages.related import Related, Units

_FOLDERS: Final = tuple(f"{kind.folder}/" for kind in Kind)
# What a package is installed after, and what that is installed after.
_DEPENDENCY: Final = "n:"


def affected(touched: Iterable[str], *known: Units) -> frozenset[str]:
    """The units whose own files may be others after a change: the touched, and who tells of them.

    Args:
        touched: the units that changed.
        known: the units of the catalog as they are, and as they were.
    """
    found = {*touched}
    related = Related(*known)
    words, mentioned = related.words(found)
    found |= _published(related.defining(mentioned))
    while words:
        more = _published(related.mentioning(words)) - found
        found |= more
        words = {word for word in related.words(more)[0] if word.startswith(_DEPENDENCY)}
    return frozenset(found)


def _published(units: Iterable[str]) -> set[str]:
    """Those that have files of their own."""
    return {unit for unit in units if unit.startswith(_FOLDERS)}

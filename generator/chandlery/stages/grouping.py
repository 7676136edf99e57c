"""A whole catalog in groups of units that can be looked at one after the other.

What is said of a unit hangs on itself and on its neighbours (`stages.relations`).  So a group and
its neighbours tell all there is to say of the group, and nobody has to hold the whole.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import chain
from typing import Final

from chandlery.rules.slips import slips
from chandlery.stages.related import Listed, Related, Users, used
from chandlery.stages.relations import (
    BEGINNING,
    IDENTITY,
    PREFIX,
    PROBATION,
    SAID,
    Relations,
)

_PUBLISHER: Final = "p:"
_PUBLISHERS: Final = "publishers/"
_ASKED: Final = (PREFIX, BEGINNING, PROBATION)


def grouped(known: Mapping[str, Relations], size: int) -> tuple[frozenset[str], ...]:
    """All units of a catalog in groups of so many; what is of one publisher stays together.

    Args:
        known: what the units have to do with each other.
        size: of a group, in units.
    """
    owners = {unit: _publisher(unit, has) for unit, has in known.items()}
    whose = {word: owner for unit, owner in owners.items() if owner for word in known[unit].defines}

    def owner(unit: str) -> str:
        mentioned = known[unit].mentions
        return owners[unit] or min((whose[word] for word in mentioned if word in whose), default="")

    units = sorted(known, key=lambda unit: (owner(unit), unit))
    return tuple(frozenset(units[at : at + size]) for at in range(0, len(units), size))


def _publisher(unit: str, has: Relations) -> str:
    if unit.startswith(_PUBLISHERS):
        return unit.removeprefix(_PUBLISHERS)
    named = (word for word in has.mentions if word.startswith(_PUBLISHER))
    return min(named, default="").removeprefix(_PUBLISHER)


class Indexed(Listed):
    """The units of one catalog by their words, for who asks often.  See `stages.related.Units`."""

    def __init__(self, known: Mapping[str, Relations]) -> None:
        super().__init__(known)
        words = ({*has.defines, *has.mentions} for has in known.values())
        often = Counter(map(_told, chain.from_iterable(words)))
        # What one unit alone has leads to nobody else, unless it is asked for as it is.
        asked = (word for has in known.values() for word in (*has.defines, *has.mentions))
        shared = (word for word in asked if often[_told(word)] > 1 or word.startswith(_ASKED))
        self._users = used(known, frozenset(shared))

    def users(self, words: Iterable[str]) -> dict[str, Users]:
        """See `Units.users`."""
        return {word: self._users[word] for word in words if word in self._users}


def _told(word: str) -> str:
    """A word, or the identity that a text may speak of by it."""
    return IDENTITY + word.removeprefix(SAID) if word.startswith(SAID) else word


class Neighbourhoods(Related):
    """`Related` for who asks for the neighbours of every unit of a catalog."""

    def __init__(self, known: Mapping[str, Relations], names: "_Names | None" = None) -> None:
        """Take the relations of all units.

        Args:
            names: theirs, where somebody has looked which are near to each other.
        """
        super().__init__(Indexed(known))
        self._names = names or _Names(known)
        self.units: AbstractSet[str] = known.keys()

    def corrected(self, known: Mapping[str, Relations]) -> "Neighbourhoods":
        """The same units, of which what they have to do with each other was a guess."""
        return Neighbourhoods(known, self._names)

    def missed(self, look: tuple[frozenset[str], frozenset[str]]) -> frozenset[str]:
        """Of units that were looked at, those that have to do with others than were at hand.

        Args:
            look: units, and what was at hand when they were looked at.
        """
        units, there = look
        each = () if self.neighbourhood(units) <= there else units
        return frozenset(it for it in each if not self.neighbourhood(frozenset([it])) <= there)

    def _slips(self, names: AbstractSet[str]) -> Iterator[str]:
        return self._names.like(names)


class _Names:
    """Units by their names, and by those that one slip of a pen makes of these."""

    def __init__(self, units: Iterable[str]) -> None:
        self._units: dict[str, list[str]] = defaultdict(list)
        for unit in units:
            self._units[_name(unit)].append(unit)
        self._slips = slips(self._units)

    def like(self, names: Iterable[str]) -> Iterator[str]:
        """Units whose names can be taken for some that are names of units."""
        for name in names:
            for one in (name, *self._slips.get(name, ())):
                yield from self._units.get(one, ())


def _name(unit: str) -> str:
    return unit.rpartition("/")[2]

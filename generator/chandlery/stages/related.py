"""Who has to do with whom in a catalog: which units must be looked at with a change.

What units define and mention (`stages.relations`) is asked of a `Units`: one that has all of it, or
one that looks it up, so that a change in a large catalog costs no look at the others.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Final, Protocol

from chandlery.rules.slips import slipped
from chandlery.stages.relations import (
    BEGINNING,
    IDENTITY,
    PREFIX,
    PROBATION,
    SAID,
    Relations,
    reserving,
)

# Kinds of which two mentions have to do with each other: a thing that is pointed at twice.
_SHARED: Final = (IDENTITY, "n:")
# Words by which units are found, and that make nobody a neighbour of who has the same.
_FOUND_BY: Final = (PROBATION, BEGINNING)
# Pages, styles and templates of the site: those of a folder are one thing.
_SITE: Final = ("site-src/", "templates/")
# `marketplace.yml` names pictures there, and is always looked at.
_PICTURES: Final = "site-src"

# The units that define a word, and those that mention it; both sorted.
Users = tuple[tuple[str, ...], tuple[str, ...]]
_NOBODY: Final[Users] = ((), ())


class Units(Protocol):
    """The units of a catalog at one time, with what they define and mention."""

    @property
    def names(self) -> Collection[str]:
        """All of them."""
        ...

    def of(self, unit: str) -> Relations | None:
        """What one defines and mentions; `None` where it is not there."""
        ...

    def users(self, words: Iterable[str]) -> Mapping[str, Users]:
        """Who defines and who mentions some words; words that nobody uses are left out."""
        ...


class Listed:
    """Units whose relations are all at hand.  See `Units`."""

    def __init__(self, known: Mapping[str, Relations]) -> None:
        self._known = known

    @property
    def names(self) -> Collection[str]:
        """See `Units.names`."""
        return self._known.keys()

    def of(self, unit: str) -> Relations | None:
        """See `Units.of`."""
        return self._known.get(unit)

    def users(self, words: Iterable[str]) -> dict[str, Users]:
        """See `Units.users`."""
        return used(self._known, frozenset(words))


class Amended:
    """Units of which some are other than they were.  See `Units`."""

    def __init__(self, before: Units, now: Mapping[str, Relations]) -> None:
        """Take them as they were, and those that are not, or may not be, the same."""
        self._before = before
        self._now = now

    @property
    def names(self) -> Collection[str]:
        """See `Units.names`."""
        return {*self._before.names, *self._now}

    def of(self, unit: str) -> Relations | None:
        """See `Units.of`."""
        return self._now[unit] if unit in self._now else self._before.of(unit)

    def users(self, words: Iterable[str]) -> dict[str, Users]:
        """See `Units.users`."""
        asked = frozenset(words)
        return merged(self._before.users(asked), asked, self._now)


def used(known: Mapping[str, Relations], asked: frozenset[str] | None = None) -> dict[str, Users]:
    """Who defines and who mentions each word, or each of some words."""
    both: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for unit, has in known.items():
        for side, words in enumerate((has.defines, has.mentions)):
            for word in words if asked is None else asked.intersection(words):
                both[word][side].append(unit)
    return {word: (tuple(sorted(one)), tuple(sorted(other))) for word, (one, other) in both.items()}


def merged(
    users: Mapping[str, Users], words: frozenset[str], now: Mapping[str, Relations]
) -> dict[str, Users]:
    """Who uses some words, where some units are other than when `users` was true."""
    new = used(now, words)
    found: dict[str, Users] = {}
    for word in words:
        old, more = users.get(word, _NOBODY), new.get(word, _NOBODY)
        sides = [
            tuple(sorted({*more[side], *(unit for unit in old[side] if unit not in now)}))
            for side in (0, 1)
        ]
        if any(sides):
            found[word] = sides[0], sides[1]
    return found


def beside(touched: Iterable[str], units: Iterable[str]) -> frozenset[str]:
    """The units that any change is looked at with: the files at the root, and what those name."""
    folders = {unit.partition("/")[0] for unit in touched if unit.startswith(_SITE)} | {_PICTURES}
    return frozenset(unit for unit in units if "/" not in unit or unit.partition("/")[0] in folders)


class Related:
    """The units of a catalog as they were and as they are, and who has to do with whom."""

    def __init__(self, *known: Units) -> None:
        """Take the units, as they were and as they are."""
        self._known = known

    def neighbourhood(self, touched: frozenset[str]) -> frozenset[str]:
        """The units that a change must be looked at with, itself among them.

        Args:
            touched: the units whose own files changed.
        """
        found = {*touched}
        defined, mentioned = self.words(touched)
        shared = {word for word in mentioned if word.startswith(_SHARED)}
        found |= self.defining(defined | mentioned | {*_as(mentioned, SAID, IDENTITY)})
        found |= self.mentioning(defined | shared | {*_as(defined, IDENTITY, SAID)})
        found |= {*self._like(touched)}
        while further := self._needed(found) - found:
            found |= further
        found |= {*self._example(found)}
        return frozenset(found)

    def words(self, units: Iterable[str]) -> tuple[set[str], set[str]]:
        """What some units define, and what they mention."""
        defined: set[str] = set()
        mentioned: set[str] = set()
        for unit in units:
            for known in self._known:
                if has := known.of(unit):
                    defined.update(has.defines)
                    mentioned.update(has.mentions)
        return {word for word in defined if not word.startswith(_FOUND_BY)}, mentioned

    def defining(self, words: AbstractSet[str]) -> set[str]:
        """The units that define any of some words."""
        return {unit for users in self._users(words) for unit in users[0]}

    def mentioning(self, words: AbstractSet[str]) -> set[str]:
        """The units that mention any of some words."""
        return {unit for users in self._users(words) for unit in users[1]}

    def _users(self, words: AbstractSet[str]) -> Iterator[Users]:
        for known in self._known:
            yield from known.users(words).values()

    def _needed(self, units: Iterable[str]) -> set[str]:
        """What some units cannot be understood without: dependencies go on, and so do names."""
        _, mentioned = self.words(units)
        return self.defining({word for word in mentioned if word.startswith(("n:", "p:"))})

    def _like(self, touched: frozenset[str]) -> Iterator[str]:
        """Units whose names can be taken for each other, or begin as a publisher reserves them."""
        names = {unit.rpartition("/")[2] for unit in touched if "/" in unit}
        claims = tuple(word[2:] for word in self.words(touched)[0] if word.startswith(PREFIX))
        every = {unit for known in self._known for unit in known.names} if claims else ()
        yield from (unit for unit in every if unit.rpartition("/")[2].startswith(claims))
        yield from self._slips(names)
        yield from self.defining({*reserving((*names, *claims))})

    def _slips(self, names: AbstractSet[str]) -> Iterator[str]:
        """Units whose names can be taken for one of some names by a slip of the pen."""
        for unit in {unit for known in self._known for unit in known.names}:
            if any(slipped(unit.rpartition("/")[2], mine) for mine in names):
                yield unit

    def _example(self, units: set[str]) -> Iterator[str]:
        """A unit that is on probation, if there is any: whether the catalog has reviews matters."""
        for known in self._known:
            holders = known.users([PROBATION]).get(PROBATION, _NOBODY)[0]
            if holders and units.isdisjoint(holders):
                yield holders[0]


def _as(words: Iterable[str], kind: str, other: str) -> Iterator[str]:
    """The words of one kind as those of another."""
    return (other + word.removeprefix(kind) for word in words if word.startswith(kind))

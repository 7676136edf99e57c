"""Names that one slip of a pen, or of an eye, makes of each other."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import chain, pairwise

from chandlery.rules.confusables import skeleton

# Shorter names are near to each other by nature.
_LEAST = 5
# Of equal keys so many owners are kept: enough to find one of another publisher.
_KEPT = 8


@dataclass(frozen=True, slots=True)
class Owned:
    """A name or a title, and the publishers whose it is."""

    text: str
    publishers: frozenset[str]


def stranger(rivals: list[Owned], mine: Owned) -> Owned | None:
    """The first of the rivals that has no publisher of mine."""
    return next((item for item in rivals if item.publishers.isdisjoint(mine.publishers)), None)


def keep(owners: list[Owned], mine: Owned) -> None:
    """Remember an owner, unless there are enough, or one of the same publishers."""
    if len(owners) < _KEPT and all(item.publishers != mine.publishers for item in owners):
        owners.append(mine)


class Known:
    """Names that were there before, found by what one slip of a pen makes of them.

    A name is compared with no other: equal slips share a key, so that ten thousand names take ten
    thousand times the work of one.
    """

    def __init__(self) -> None:
        self._owners: dict[str, list[Owned]] = defaultdict(list)

    def near(self, mine: Owned) -> Owned | None:
        """An older name of other publishers that this one can be taken for."""
        for key in _asked(mine.text):
            rivals = [
                other
                for other in self._owners.get(key, ())
                if _one_name(other.text) != _one_name(mine.text)
            ]
            if found := stranger(rivals, mine):
                return found
        return None

    def add(self, mine: Owned) -> None:
        """Remember a name."""
        for key in _kept(mine.text):
            keep(self._owners[key], mine)


def _asked(name: str) -> Iterator[str]:
    """The keys under which a name looks for others: they read alike, or are one slip away."""
    yield f"~{skeleton(name)}"
    if len(name) >= _LEAST:
        yield f"-{name}"
        yield from (f"={shorter}" for shorter in _shorter(name))
        yield from (f"={swapped}" for swapped in _swapped(name))
        yield from _blurred(name)


def _kept(name: str) -> Iterator[str]:
    """The keys under which a name is found."""
    yield f"~{skeleton(name)}"
    if len(name) >= _LEAST:
        yield f"={name}"
        yield from (f"-{shorter}" for shorter in _shorter(name))
        yield from _blurred(name)


def _shorter(name: str) -> Iterator[str]:
    """The name with one character left out; a digit never is."""
    for at, char in enumerate(name):
        if not char.isdigit():
            yield name[:at] + name[at + 1 :]


def _blurred(name: str) -> Iterator[str]:
    """The name with one character, no digit, made illegible."""
    for at, char in enumerate(name):
        if not char.isdigit():
            yield f"{name[:at]}?{name[at + 1 :]}"


def _swapped(name: str) -> Iterator[str]:
    """The name with two neighbours in the other order; two digits stay as they are."""
    for at, (one, other) in enumerate(pairwise(name)):
        if one != other and not (one.isdigit() and other.isdigit()):
            yield name[:at] + other + one + name[at + 2 :]


def _one_name(name: str) -> str:
    """What `rules.references` takes for one name and reports itself."""
    return re.sub(r"[-_]+", "-", name)


def slipped(one: str, other: str) -> bool:
    """Whether one of two names may be taken for the other by a slip of the pen."""
    if not _alike(one, other):
        return False
    asked, kept = set(_asked(one)), set(_kept(one))
    return not (asked.isdisjoint(_kept(other)) and kept.isdisjoint(_asked(other)))


def slips(names: Collection[str]) -> dict[str, set[str]]:
    """Of many names those that `slipped` takes for each other, without asking it for each two."""
    kept: dict[str, list[str]] = {}
    for name in names:
        for key in {*_kept(name)}:
            kept.setdefault(key, []).append(name)
    found: dict[str, set[str]] = defaultdict(set)
    for name in names:
        for other in chain.from_iterable(kept.get(key, ()) for key in _asked(name)):
            if other != name and _alike(name, other):
                found[name].add(other)
                found[other].add(name)
    return found


def _alike(one: str, other: str) -> bool:
    """Whether all but two characters in a row are the same: no slip makes more of a difference.

    Where only digits differ there is none: versions and numbers are told apart.
    """
    if abs(len(one) - len(other)) > 1:
        return False
    least = min(len(one), len(other))
    begin = next((at for at in range(least) if one[at] != other[at]), least)
    end = next((at for at in range(least - begin) if one[-1 - at] != other[-1 - at]), least - begin)
    if max(len(one), len(other)) - begin - end > 2:
        return False
    return not (one[begin : len(one) - end] + other[begin : len(other) - end]).isdigit()

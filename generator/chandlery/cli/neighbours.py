"""What the units of a catalog have to do with each other, as it was learned now or before."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from chandlery.ports.git_objects import ObjectTree
from chandlery.ports.git_units import items_of
from chandlery.ports.progress import Progress
from chandlery.ports.relations_cache import Words
from chandlery.ports.relations_cache import load as load_relations
from chandlery.ports.relations_cache import save as save_relations
from chandlery.stages.load import load
from chandlery.stages.related import Listed, Related, beside
from chandlery.stages.relations import Relations, relations
from chandlery.stages.validate import validate

_CHUNK = 200  # units that are looked at together, where nothing is known of them

_SPARE = 1.5  # times as much is kept as is asked for
_FEW = 10  # units of which it costs less to learn anew than to write down all that is known

Side = tuple[str, Mapping[str, str]]  # a tree, and its units with their ids
# How work is spread: the built-in `map`, or what gives the same in its order.
Spread = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]
_NONE = Relations()


class Neighbours:
    """The relations of the units of a catalog, before a change and after it."""

    def __init__(self, place: Path, cache: Path, progress: Progress) -> None:
        """Take what earlier runs learned.

        Args:
            place: a folder of the repository.
            cache: the folder of all caches.
        """
        self._place = place
        self._progress = progress
        name = sha256(str(place.resolve()).encode()).hexdigest()[:16]
        self._file = cache / "relations" / f"{name}.json"
        self._known = load_relations(self._file)

    def of(self, touched: frozenset[str], old: Side, new: Side) -> frozenset[str]:
        """The units that may have to do with a change; the files at the root always may."""
        related = Related(*map(Listed, self.relations(old, new)))
        return related.neighbourhood(touched) | beside(touched, old[1].keys() | new[1].keys())

    def relations(self, old: Side, new: Side) -> tuple[Mapping[str, Relations], ...]:
        """The relations of all units as they are, and of those that differ as they were."""
        learned = self._learn(new) + self._learn(old)
        if learned > min(_FEW, len(self._known) // 100):
            self._save(old, new)
        changed = {unit: id_ for unit, id_ in old[1].items() if new[1].get(unit) != id_}
        return self._told(new[1]), self._told(changed)

    def so_far(self, side: Side) -> Mapping[str, Relations]:
        """The relations of the units of which earlier runs have learned."""
        return self._told({u: id_ for u, id_ in side[1].items() if _key(u, id_) in self._known})

    def know(self, side: Side, but: frozenset[str]) -> bool:
        """Whether earlier runs have learned of the units, but for some, and for a few others."""
        unknown = (
            unit
            for unit, id_ in side[1].items()
            if unit not in but and _key(unit, id_) not in self._known
        )
        return sum(1 for _ in unknown) <= _CHUNK

    def keep(self, side: Side, told: Mapping[str, Relations]) -> Mapping[str, Relations]:
        """Take the relations of every unit from who has looked at all of them anyway."""
        keys = {unit: _key(unit, id_) for unit, id_ in side[1].items()}
        new = [unit for unit, key in keys.items() if key not in self._known]
        self._known |= {keys[unit]: _words(told.get(unit, _NONE)) for unit in new}
        if new:
            self._save(side)
        return self._told(side[1])

    def _save(self, *sides: Side) -> None:
        kept = {_key(unit, id_) for _, units in sides for unit, id_ in units.items()}
        if len(self._known) > _SPARE * len(kept):  # others may ask for older commits
            self._known = {key: item for key, item in self._known.items() if key in kept}
        save_relations(self._file, self._known)

    def _learn(self, side: Side) -> int:
        """See that there is something known of every unit; of how many there was not."""
        tree, units = side
        missing = sorted(unit for unit, id_ in units.items() if _key(unit, id_) not in self._known)
        for unit, has in learned(self._place, tree, missing, self._progress):
            self._known[_key(unit, units[unit])] = _words(has)
        return len(missing)

    def _told(self, units: Mapping[str, str]) -> dict[str, Relations]:
        return {unit: Relations(*self._known[_key(unit, id_)]) for unit, id_ in units.items()}


def _words(has: Relations) -> Words:
    return tuple(sorted(has.defines)), tuple(sorted(has.mentions))


def _key(unit: str, id_: str) -> str:
    return f"{unit}\0{id_}"


def learned(
    place: Path, tree: str, units: list[str], progress: Progress, spread: Spread = map
) -> Iterator[tuple[str, Relations]]:
    """The relations of some units."""
    chunks = [units[begin : begin + _CHUNK] for begin in range(0, len(units), _CHUNK)]
    found = spread(partial(_of_some, place, tree), chunks)
    for some in progress.track(found, len(chunks), "getting to know the catalog"):
        yield from some


def _of_some(place: Path, tree: str, units: list[str]) -> list[tuple[str, Relations]]:
    """Each is read and typed, and its rules are not asked."""
    with ObjectTree(place, items_of(place, tree, units, "the catalog"), "the catalog") as part:
        catalog = validate(load(part).value).catalog
    found = relations(catalog)
    return [(unit, found.get(unit, _NONE)) for unit in units]

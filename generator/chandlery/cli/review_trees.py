"""The part of a catalog that a change must be looked at with, before and after it."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from chandlery.ports.git_changes import Differences, lines_between, names_between
from chandlery.ports.git_landing import Landing, catalog_tree
from chandlery.ports.git_objects import ObjectTree, resolve
from chandlery.ports.git_returns import taken_out
from chandlery.ports.git_units import items_of, units_in
from chandlery.ports.progress import Progress
from chandlery.ports.relations_cache import load as load_relations
from chandlery.ports.relations_cache import save as save_relations
from chandlery.stages.load import load
from chandlery.stages.relations import Related, Relations, beside, relations
from chandlery.stages.scope import unit_of
from chandlery.stages.validate import validate
from chandlery.stages.whole import nothing

_CHUNK = 200  # units that are looked at together, where nothing is known of them
_TELLING = ("/release.json", "/listing.yml")
_EVERYTHING = frozenset({"marketplace"})  # whatever is in the catalog is held to these


@dataclass(frozen=True, slots=True, kw_only=True)
class Trees:
    """The catalog of the base and the one that would land.

    Attributes:
        differences: files and lines that are not the same in both.
        outside: files that are not the same, and not in the catalog.
        prefix: the catalog's folder as the root of the repository sees it.
        formerly: parts as they were before files were taken out that the change brings back.
    """

    before: ObjectTree
    after: ObjectTree
    formerly: tuple[ObjectTree, ...]
    differences: Differences
    outside: tuple[str, ...]
    prefix: str


@contextmanager
def trees_of(
    place: Path, landed: Landing, prefix: str, cache: Path, progress: Progress
) -> Iterator[Trees]:
    """The trees of a change; of units that have nothing to do with it there is nothing in them.

    Raises:
        GitError: a tree cannot be read.
    """
    old, new = (catalog_tree(place, tree, prefix) for tree in (landed.base.id, landed.tree))
    base = resolve(place, f"{landed.base.id}^{{tree}}")[0]
    names = names_between(place, base, landed.tree)
    below = f"{prefix.rstrip('/')}/" if prefix else ""
    paths = frozenset(name[len(below) :] for name in names if name.startswith(below))
    sides = (old, units_in(place, old)), (new, units_in(place, new))
    touched = frozenset(map(unit_of, paths))
    if touched & _EVERYTHING:
        wanted = frozenset(unit for _, units in sides for unit in units)
    else:
        wanted = _Neighbours(place, cache, progress).of(touched, *sides)
    with ExitStack() as opened:
        before, after = (
            opened.enter_context(ObjectTree(place, items_of(place, tree, wanted, of), of))
            for tree, of in ((old, f"commit {landed.base.id}"), (new, "what would land"))
        )
        new_paths = paths - {entry.path for entry in before.entries()}
        formerly = _formerly(place, landed.base.id, prefix, new_paths)
        yield Trees(
            before=before,
            after=after,
            formerly=tuple(map(opened.enter_context, formerly)),
            differences=Differences(paths, lines_between(place, old, new)),
            outside=tuple(sorted(name for name in names if not name.startswith(below))),
            prefix=prefix,
        )


def _formerly(place: Path, base: str, prefix: str, new: frozenset[str]) -> Iterator[ObjectTree]:
    """The packages of new records as they were, where the base once had such records."""
    below = f"{prefix.rstrip('/')}/" if prefix else ""
    records = {f"{below}{path}" for path in new if path.endswith(_TELLING)}
    for commit, paths in taken_out(place, base, records).items() if records else ():
        tree, of = catalog_tree(place, commit, prefix), f"commit {commit}"
        units = {unit_of(path.removeprefix(below)) for path in paths}
        yield ObjectTree(place, items_of(place, tree, units, of), of)


_Side = tuple[str, Mapping[str, str]]  # a tree, and its units with their ids
_Kept = dict[str, tuple[list[str], list[str]]]


class _Neighbours:
    """What units have to do with each other, as far as it was learned in this run or before."""

    def __init__(self, place: Path, cache: Path, progress: Progress) -> None:
        self._place = place
        self._progress = progress
        name = sha256(str(place.resolve()).encode()).hexdigest()[:16]
        self._file = cache / "relations" / f"{name}.json"
        self._known = load_relations(self._file)

    def of(self, touched: frozenset[str], old: _Side, new: _Side) -> frozenset[str]:
        """The units that may have to do with a change; the files at the root always may."""
        learned = {**self._learned(new), **self._learned(old)}
        were, are = old[1], new[1]
        if learned:
            kept = {_key(unit, id_) for side in (were, are) for unit, id_ in side.items()}
            save_relations(
                self._file, {key: item for key, item in self._known.items() if key in kept}
            )
        changed = {unit: id_ for unit, id_ in were.items() if are.get(unit) != id_}
        related = Related(self._relations(are), self._relations(changed))
        return related.neighbourhood(touched) | beside(touched, were.keys() | are.keys())

    def _learned(self, side: _Side) -> _Kept:
        tree, units = side
        missing = sorted(unit for unit, id_ in units.items() if _key(unit, id_) not in self._known)
        found = {
            _key(unit, units[unit]): (sorted(has.defines), sorted(has.mentions))
            for unit, has in _learn(self._place, tree, missing, self._progress)
        }
        self._known |= found
        return found

    def _relations(self, units: Mapping[str, str]) -> dict[str, Relations]:
        return {
            unit: Relations(*map(frozenset, self._known[_key(unit, id_)]))
            for unit, id_ in units.items()
        }


def _key(unit: str, id_: str) -> str:
    return f"{unit}\0{id_}"


def _learn(
    place: Path, tree: str, units: list[str], progress: Progress
) -> Iterator[tuple[str, Relations]]:
    """The relations of some units: each is read and typed, and its rules are not asked."""
    chunks = [units[begin : begin + _CHUNK] for begin in range(0, len(units), _CHUNK)]
    for some in progress.track(chunks, len(chunks), "getting to know the catalog"):
        with ObjectTree(place, items_of(place, tree, some, "the catalog"), "the catalog") as part:
            typed = validate(load(part).value, beyond=nothing, thoroughly=False)
        found = relations(typed.value)
        yield from ((unit, found.get(unit, Relations())) for unit in some)

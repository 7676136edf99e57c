"""The part of a catalog that a change must be looked at with, before and after it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from chandlery.cli.neighbours import Neighbours
from chandlery.ports.git_changes import Differences, lines_between, names_between
from chandlery.ports.git_landing import Landing, catalog_tree
from chandlery.ports.git_objects import ObjectTree, resolve
from chandlery.ports.git_returns import taken_out
from chandlery.ports.git_units import items_of, units_in
from chandlery.ports.progress import Progress
from chandlery.stages.scope import unit_of

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
        wanted = Neighbours(place, cache, progress).of(touched, *sides)
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

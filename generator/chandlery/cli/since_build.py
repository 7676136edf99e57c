"""What changed in a catalog since it was built last, with all that this has to do with."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from chandlery.cli.neighbours import Neighbours, Side
from chandlery.ports.errors import GitError
from chandlery.ports.git_objects import ObjectTree
from chandlery.ports.git_units import items_of
from chandlery.stages.affected import affected
from chandlery.stages.relations import Related, beside
from chandlery.stages.scope import Change, unit_of

# What every page is made with, or judged by.
_EVERYTHING: Final = frozenset({"marketplace", "mkdocs", "renames"})
_SITE: Final = ("site-src/", "templates/")
# So many are looked at before anybody asks whether they have to be.
FEW: Final = 8
# With more than this part of a catalog, to begin anew costs less than to look for what to keep.
_PART: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """The catalog that was built last.

    Attributes:
        side: its tree, and the ids of its units.
        at: the moment at which it was judged.
        moments: when a unit is to be looked at again although it is the same.
    """

    side: Side
    at: str
    moments: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What is to be looked at.

    Attributes:
        units: that are looked at: they changed, or may tell of what changed.
        near: units whose files tell of what changed, where these are many: most tell nothing new.
        change: the files of these, before and now.
        tree: these units now, and all that they have to do with.
    """

    units: frozenset[str]
    near: frozenset[str]
    change: Change
    tree: ObjectTree


@contextmanager
def since(
    place: Path, built: Built, now: Side, at: str, neighbours: Neighbours
) -> Iterator[Since | None]:
    """What changed; `None` where everything is to be looked at.

    Args:
        place: a folder of the repository.
        now: the tree that is to be built, and the ids of its units.
        at: the moment at which it is judged.
    """
    touched = _touched(built, now, at)
    if touched is None or not neighbours.know(built.side, touched):
        yield None
        return
    known = neighbours.relations(built.side, now)
    units, near = _looked_at(touched, affected(touched, *known))
    every = built.side[1].keys() | now[1].keys()
    if len(units) > _PART * len(every):
        yield None
        return
    wanted = Related(*known).neighbourhood(units) | beside(units, every)
    with ExitStack() as opened:
        trees = _trees(place, (built.side, now), wanted, opened)
        yield _since(units, near, *trees) if trees else None


def _looked_at(
    certain: frozenset[str], told: frozenset[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """The units to look at, and those that need it only where they tell something new."""
    return (certain, told - certain) if len(told - certain) > FEW else (certain | told, frozenset())


def _touched(built: Built, now: Side, at: str) -> frozenset[str] | None:
    """The units that are not as they were, or whose time has come; `None` for all of them."""
    was, are = built.side[1], now[1]
    changed = {unit for unit in was.keys() | are.keys() if was.get(unit) != are.get(unit)}
    due = {unit for unit, moment in built.moments.items() if moment <= at}
    touched = frozenset(changed | due)
    everything = at < built.at or touched & _EVERYTHING
    if everything or any(unit.startswith(_SITE) for unit in touched):
        return None
    return touched


def _trees(
    place: Path, sides: Iterable[Side], wanted: frozenset[str], opened: ExitStack
) -> list[ObjectTree]:
    """Some units as they were and as they are; nothing where the clone lacks what was built."""
    try:
        items = [items_of(place, tree, wanted, "the catalog") for tree, _ in sides]
    except GitError:
        return []
    trees = (ObjectTree(place, some, "the catalog") for some in items)
    return [opened.enter_context(tree) for tree in trees]


def _since(
    units: frozenset[str], near: frozenset[str], before: ObjectTree, after: ObjectTree
) -> Since:
    paths = (entry.path for tree in (before, after) for entry in tree.entries())
    own = frozenset(path for path in paths if unit_of(path) in units)
    change = Change(paths=own, before=before, judged=False)
    return Since(units=units, near=near, change=change, tree=after)

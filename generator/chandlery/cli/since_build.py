"""What changed in a catalog since it was built last, with all that this has to do with."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from chandlery.cli.neighbours import learned
from chandlery.ports.errors import GitError
from chandlery.ports.git_changes import names_between
from chandlery.ports.git_objects import ObjectTree
from chandlery.ports.git_units import items_of
from chandlery.ports.progress import Progress
from chandlery.stages.affected import affected
from chandlery.stages.related import Amended, Related, Units, Users, beside
from chandlery.stages.relations import Relations
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
        tree: the id of its tree.
        at: the moment at which it was judged.
        due: the units whose time has come: they are looked at again although they are the same.
        units: with what they had to do with each other.
    """

    tree: str
    at: str
    due: frozenset[str]
    units: Units


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What is to be looked at.

    Attributes:
        units: that are looked at: they changed, or may tell of what changed.
        there: those of them that there are now.
        near: units whose files tell of what changed, where these are many: most tell nothing new.
        change: the files of these, before and now.
        tree: these units now, and all that they have to do with.
        related: what the units that changed define and mention now; `None` for one that is gone.
        users: who uses the words of which that is other than before; `None` for nobody.
    """

    units: frozenset[str]
    there: frozenset[str]
    near: frozenset[str]
    change: Change
    tree: ObjectTree
    related: Mapping[str, Relations | None]
    users: Mapping[str, Users | None]


@contextmanager
def since(
    place: Path, built: Built, now: str, at: str, progress: Progress
) -> Iterator[Since | None]:
    """What changed; `None` where everything is to be looked at.

    Args:
        place: a folder of the repository.
        now: the tree that is to be built.
        at: the moment at which it is judged.
    """
    touched = _touched(place, built, now, at)
    every = built.units.names
    if touched is None or len(touched) > _PART * len(every):
        yield None
        return
    are = dict(learned(place, now, sorted(touched), progress))
    known = Amended(built.units, are), built.units
    units, near = _looked_at(touched, affected(touched, *known))
    if len(units) > _PART * len(every):
        yield None
        return
    wanted = Related(*known).neighbourhood(units) | beside(units, {*every, *touched})
    with ExitStack() as opened:
        trees = _trees(place, (built.tree, now), wanted, opened)
        yield _since(units, near, trees, are, built.units) if trees else None


def _looked_at(
    certain: frozenset[str], told: frozenset[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """The units to look at, and those that need it only where they tell something new."""
    return (certain, told - certain) if len(told - certain) > FEW else (certain | told, frozenset())


def _touched(place: Path, built: Built, now: str, at: str) -> frozenset[str] | None:
    """The units that are not as they were, or whose time has come; `None` for all of them."""
    try:
        changed = frozenset(map(unit_of, names_between(place, built.tree, now)))
    except GitError:  # the clone lacks what was built
        return None
    everything = at < built.at or changed & _EVERYTHING
    if everything or any(unit.startswith(_SITE) for unit in changed):
        return None
    return changed | built.due


def _trees(
    place: Path, trees: Iterable[str], wanted: frozenset[str], opened: ExitStack
) -> list[ObjectTree]:
    """Some units as they were and as they are; nothing where the clone lacks what was built."""
    try:
        items = [items_of(place, tree, wanted, "the catalog") for tree in trees]
    except GitError:
        return []
    parts = (ObjectTree(place, some, "the catalog") for some in items)
    return [opened.enter_context(part) for part in parts]


def _since(
    units: frozenset[str],
    near: frozenset[str],
    trees: Iterable[ObjectTree],
    are: Mapping[str, Relations],
    were: Units,
) -> Since:
    before, after = trees
    paths = (entry.path for tree in (before, after) for entry in tree.entries())
    own = frozenset(path for path in paths if unit_of(path) in units)
    there = frozenset(unit_of(entry.path) for entry in after.entries())
    related = {unit: has if unit in there else None for unit, has in are.items()}
    return Since(
        units=units,
        there=units & there,
        near=near,
        change=Change(paths=own, before=before, judged=False),
        tree=after,
        related=related,
        users=_users(were, related),
    )


def _users(were: Units, related: Mapping[str, Relations | None]) -> Mapping[str, Users | None]:
    """Who uses the words now that some units use, and did not, or did, and do not any more."""
    are = {unit: has or Relations() for unit, has in related.items()}
    words: set[str] = set()
    for unit, now in are.items():
        was = were.of(unit) or Relations()
        words |= {*was.defines} ^ {*now.defines}
        words |= {*was.mentions} ^ {*now.mentions}
    return {**dict.fromkeys(words), **Amended(were, are).users(words)}

"""What ``check --changed-since`` has to read: the change, and all that has to do with it."""

import argparse
from collections.abc import Set as AbstractSet
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Final

from chandlery.cli.neighbours import Neighbours
from chandlery.model.marketplace import Kind
from chandlery.ports.git import GitTree
from chandlery.ports.git_objects import ObjectTree
from chandlery.ports.git_units import items_of, units_in
from chandlery.ports.progress import Terminal
from chandlery.stages.load import load
from chandlery.stages.related import Listed, Related, beside
from chandlery.stages.relations import relations
from chandlery.stages.scope import PartOf, Scope, unit_of
from chandlery.stages.validate import validate
from chandlery.trees import Tree

_SETTINGS: Final = "marketplace"  # whatever is in the catalog is held to these
_FOLDERS: Final = tuple(f"{kind.folder}/" for kind in Kind)


@dataclass(frozen=True, slots=True)
class Near:
    """The part of a catalog that a change has to do with.

    Attributes:
        of: how many packages and integrations the catalog has.
    """

    before: Tree
    now: Tree
    of: int


def among_neighbours(
    args: argparse.Namespace,
    base: GitTree,
    tree: Tree,
    paths: AbstractSet[str],
    opened: ExitStack,
) -> Near | None:
    """What a change has to do with; `None` where that is everything, or nobody knows.

    Args:
        base: the catalog that the change is counted from.
        tree: as it is now.
        paths: of the files that differ.
        opened: closes what is opened for it.
    """
    touched = frozenset(map(unit_of, paths))
    neighbours = Neighbours(base.folder, args.cache, Terminal())
    side = base.id, units_in(base.folder, base.id)
    if _SETTINGS in touched or not neighbours.know(side, frozenset()):
        return None
    learned, _ = neighbours.relations(side, side)
    own = PartOf(tree, Scope(units=touched))
    are = {unit: has for unit, has in learned.items() if unit not in touched}
    now = relations(validate(load(own).value).catalog)
    are |= {unit: now[unit] for unit in touched & now.keys()}
    were = {unit: learned[unit] for unit in touched & learned.keys()}
    wanted = Related(Listed(are), Listed(were)).neighbourhood(touched) | beside(
        touched, side[1].keys() | are.keys()
    )
    items = items_of(base.folder, base.id, wanted, f"commit {base.commit.id}")
    before = opened.enter_context(ObjectTree(base.folder, items, f"commit {base.commit.id}"))
    there = {unit_of(entry.path) for entry in tree.entries()}
    of = sum(unit.startswith(_FOLDERS) for unit in there)
    return Near(before, PartOf(tree, Scope(units=wanted)), of)

"""The units of a catalog (`stages.scope`) in a tree object, without reading what is in them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from chandlery.ports.git_objects import Item, listing, text
from chandlery.ports.git_process import output

_CHUNK = 400  # paths that one command is asked about


def units_in(folder: Path, tree: str) -> Mapping[str, str]:
    """Each unit of a catalog's tree, with the ids of the objects that it is made of.

    Equal ids mean equal bytes below equal names.

    Raises:
        GitError: the tree cannot be read.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for mode, kind, id_, name in _entries(folder, tree):
        if kind != "tree":
            found[name.removesuffix(".yml")].append(f"{mode} {id_} {name}")
            continue
        for inner, _, inner_id, below in _entries(folder, id_):
            unit = f"{name}/{below}".removesuffix(".yml")
            found[unit].append(f"{inner} {inner_id} {below}")
    return {unit: "\n".join(ids) for unit, ids in found.items()}


def _entries(folder: Path, tree: str) -> Iterator[tuple[str, str, str, str]]:
    """What stands in a tree itself: mode, kind, id and name."""
    for line in output(folder, "ls-tree", "-z", "--full-tree", tree).split(b"\0"):
        if line:
            facts, _, name = line.partition(b"\t")
            mode, kind, id_ = facts.decode("ascii").split()
            yield mode, kind, id_, text(name)


def names_in(
    folder: Path, tree: str, folders: Iterable[str], *, deep: bool = False
) -> Iterator[str]:
    """The paths of what lies in some folders of a catalog's tree; those that it lacks have nothing.

    Args:
        folder: any folder in the repository.
        tree: the id of the catalog's tree.
        folders: with a slash at the end of each.
        deep: whether what lies deeper is told of too, and folders are not.

    Raises:
        GitError: the tree cannot be read.
    """
    command = ("ls-tree", *(["-r"] if deep else []), "-z", "--name-only", "--full-tree", tree)
    wanted = [*folders]
    for begin in range(0, len(wanted), _CHUNK):
        names = output(folder, *command, *wanted[begin : begin + _CHUNK]).split(b"\0")
        yield from (text(name) for name in names if name)


def items_of(folder: Path, tree: str, units: Iterable[str], of: str) -> list[Item]:
    """The files of some units of a catalog's tree; units that it lacks have none.

    Raises:
        GitError: the tree cannot be read.
    """
    return files_at(folder, tree, (path for unit in units for path in (unit, f"{unit}.yml")), of)


def files_at(folder: Path, tree: str, paths: Iterable[str], of: str) -> list[Item]:
    """The files at and below some paths of a catalog's tree; paths that it lacks have none.

    Raises:
        GitError: the tree cannot be read.
    """
    wanted = sorted({*paths})
    found: dict[str, Item] = {}
    for begin in range(0, len(wanted), _CHUNK):
        some = wanted[begin : begin + _CHUNK]
        found |= {item.entry.path: item for item in listing(folder, tree, of, *some)}
    return [found[path] for path in sorted(found)]

"""What would land on a branch: the tree that a merge makes, without a working tree or an index.

Git writes the objects that the merge makes, which nothing refers to and which its own tidying
removes; it moves no branch and touches no file.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from chandlery.ports.errors import GitError
from chandlery.ports.git import DEEPEN, Commit, is_shallow, read_commit, top_of
from chandlery.ports.git_objects import resolve, text, tree_below
from chandlery.ports.git_process import failure, output, run

_USAGE = 129  # Git's exit status for an option that it does not know
# As a host merges: whatever the user's own configuration says of merges.
_AS_A_HOST = (
    *("-c", "merge.renames=true", "-c", "merge.directoryRenames=conflict"),
    *("-c", "merge.renormalize=false", "-c", "merge.renameLimit=7000"),
)


class Manner(StrEnum):
    """How a change comes to lie on its base; the value is what people call it."""

    NOTHING = "nothing"
    FORWARD = "fast-forward"
    MERGE = "merge"
    CONFLICT = "conflict"
    UNRELATED = "unrelated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """A change that would land.

    Attributes:
        base: what it would land on.
        head: what would land.
        fork: the commit where both parted; ``""`` where there is none.
        tree: the id of the tree that the merge makes; ``""`` where it makes none.
        conflicts: paths that it leaves in conflict, from the root of the repository.
        shallow: whether the clone lacks history.
    """

    base: Commit
    head: Commit
    fork: str
    manner: Manner
    tree: str
    conflicts: tuple[str, ...] = ()
    shallow: bool = False


def landing(folder: Path, base: str, head: str) -> Landing:
    """Merge two revisions, as whoever merges a pull request does.

    Raises:
        GitError: there is no Git, or one that cannot merge so; no such revision; or the clone is
            shallow, and lacks the commit where the two parted.
    """
    onto, what = read_commit(folder, base), read_commit(folder, head)
    shallow = is_shallow(folder)
    fork = _fork(folder, onto.id, what.id)
    if not fork and shallow:
        raise GitError(
            f"this clone is shallow, and lacks the commit at which {head!r} left {base!r}",
            DEEPEN,
            folder=folder,
            revision=base,
        )
    manner, tree, conflicts = _landed(folder, onto.id, what.id, fork)
    return Landing(
        base=onto,
        head=what,
        fork=fork,
        manner=manner,
        tree=tree,
        conflicts=conflicts,
        shallow=shallow,
    )


def _fork(folder: Path, base: str, head: str) -> str:
    found = run(folder, "merge-base", base, head)
    if found.returncode not in {0, 1}:
        raise failure(folder, found.stderr)
    return found.stdout.split()[0].decode("ascii") if found.stdout else ""


def _landed(folder: Path, base: str, head: str, fork: str) -> tuple[Manner, str, tuple[str, ...]]:
    if not fork:
        return Manner.UNRELATED, "", ()
    if fork == head:
        return Manner.NOTHING, resolve(folder, f"{base}^{{tree}}")[0], ()
    if fork == base:
        return Manner.FORWARD, resolve(folder, f"{head}^{{tree}}")[0], ()
    command = ("merge-tree", "--write-tree", "-z", "--name-only", "--no-messages", base, head)
    result = run(top_of(folder), *_AS_A_HOST, *command)  # it tells paths as seen from there
    if result.returncode == _USAGE:
        raise GitError(
            f"{_version(folder)} cannot merge without a working tree",
            "Install Git 2.38 or later, or merge yourself and review the merged commit.",
            folder=folder,
        )
    if result.returncode not in {0, 1}:
        raise failure(folder, result.stderr)
    tree, *conflicts = (text(name) for name in result.stdout.split(b"\0") if name)
    if result.returncode:
        return Manner.CONFLICT, "", tuple(sorted(set(conflicts)))
    return Manner.MERGE, tree, ()


def _version(folder: Path) -> str:
    said = output(folder, "version").decode("utf-8", "replace")
    found = re.search(r"[0-9]+(?:\.[0-9]+)+", said)
    return f"Git {found[0]}" if found else "this Git"


def catalog_tree(folder: Path, tree: str, prefix: str) -> str:
    """The id of the catalog's own tree in another one; an empty tree's where it has no catalog.

    Args:
        folder: any folder in the repository.
        tree: the id of a commit or a tree.
        prefix: the catalog's folder as seen from the root of the repository.

    Raises:
        GitError: it cannot be read.
    """
    empty = ("hash-object", "-t", "tree", "/dev/null")  # every repository knows it
    below = tree_below(folder, tree, prefix)
    return below or output(folder, *empty).decode("ascii").strip()

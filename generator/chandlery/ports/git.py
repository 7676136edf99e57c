"""One commit of a Git repository as a tree, byte for byte.

Objects are listed and read by their ids, through commands that no user's configuration alters: no
``autocrlf``, no ``export-ignore``, no filters (design §2).  History is never looked at, so a clone
of depth 1 is enough.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from chandlery.ports.errors import GitError
from chandlery.ports.git_objects import Item, ObjectTree, listing, resolve, text, tree_below
from chandlery.ports.git_process import failure, output, run

# What mends a clone without the commits that are asked about.
DEEPEN = (
    "Run `git fetch --unshallow`, or in a GitHub workflow give `actions/checkout` the input "
    "`fetch-depth: 0`."
)


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: its full hash, and the committer's time in seconds since 1970."""

    id: str
    time: int


def open_catalog(folder: Path, revision: str = "HEAD") -> tuple["GitTree", Commit]:
    """The catalog that `folder` holds in a commit of its repository.

    The folder may be missing from the disk (a sparse checkout, an older revision): what counts is
    the revision.  Close the tree after use.

    Raises:
        GitError: there is no Git, no repository, no such revision, or no such folder in it.
    """
    existing, prefix = place_of(folder)
    tree = GitTree(existing, prefix, revision)
    return tree, tree.commit


def place_of(folder: Path) -> tuple[Path, str]:
    """The nearest folder that is on the disk, and the folder as its repository's root sees it.

    Raises:
        GitError: there is no Git, no repository, or no working tree.
    """
    existing, rest = _nearest(folder)
    answer = output(existing, "rev-parse", "--is-inside-work-tree", "--show-prefix")
    inside, _, prefix = answer.removesuffix(b"\n").partition(b"\n")
    if inside != b"true":
        raise GitError(
            f"{folder} is in a Git repository, but not in a working tree of it",
            "Name the catalog's folder in a checkout.",
            folder=folder,
        )
    return existing, text(prefix) + rest


def top_of(folder: Path) -> Path:
    """The root of the working tree that a folder lies in.

    Raises:
        GitError: there is no Git, no repository, or no working tree.
    """
    return Path(text(output(folder, "rev-parse", "--show-toplevel").removesuffix(b"\n")))


def read_commit(folder: Path, revision: str) -> Commit:
    """Which commit a revision stands for, and when it was committed.

    Raises:
        GitError: as `open_catalog`.
    """
    if not revision or revision.startswith("-") or not revision.isprintable():
        raise GitError(
            f"{revision!r} is not a revision",
            "Name a commit, a branch or a tag.",
            folder=folder,
            revision=revision,
        )
    id_, complaint = resolve(folder, f"{revision}^{{commit}}")
    if complaint:
        raise failure(folder, complaint)
    if not id_:
        raise GitError(
            f"the repository at {folder} has no commit {revision!r}",
            f"This clone is shallow. {DEEPEN}"
            if is_shallow(folder)
            else "Name a commit, a branch or a tag that this clone has.",
            folder=folder,
            revision=revision,
        )
    time, _, _ = output(folder, "rev-list", "--no-walk", "--timestamp", id_).partition(b" ")
    return Commit(id_, int(time))


def is_shallow(folder: Path) -> bool:
    """Whether the repository lacks older commits, as a clone with a depth does.

    Raises:
        GitError: there is no Git, or no repository.
    """
    return output(folder, "rev-parse", "--is-shallow-repository") == b"true\n"


def changed_uncommitted(folder: Path) -> bool:
    """Whether anything under the folder differs from HEAD; files not yet added count.

    Raises:
        GitError: there is no Git, or no repository with a working tree.
    """
    existing, rest = _nearest(folder)
    status = ("status", "--porcelain", "-z", "--untracked-files=normal")
    return bool(output(existing, *status, "--", rest or "."))


def changed_files(folder: Path, revision: str) -> tuple[str, ...]:
    """Which files below the folder differ from a revision, by their paths below it, sorted.

    Files that are gone count, and so do files not yet added.

    Raises:
        GitError: there is no Git, no repository with a working tree, or no such revision.
    """
    commit = read_commit(folder, revision)
    changed = output(
        folder,
        "diff",
        "--name-only",
        "-z",
        "--relative",
        "--no-renames",
        "--no-ext-diff",
        commit.id,
    )
    added = output(folder, "ls-files", "--others", "--exclude-standard", "-z")
    return tuple(sorted({text(name) for name in (changed + added).split(b"\0") if name}))


def ignored_files(folder: Path) -> tuple[str, ...]:
    """Which files below the folder Git ignores, by their paths below it, sorted.

    None where there is no repository, or no Git: then nothing says what is ignored.

    Raises:
        GitError: there is a repository, and it cannot be read.
    """
    try:
        inside = run(folder, "rev-parse", "--is-inside-work-tree")
    except GitError:
        return ()
    if inside.returncode:
        return ()
    listed = output(folder, "ls-files", "--others", "--ignored", "--exclude-standard", "-z", ".")
    return tuple(sorted(text(name) for name in listed.split(b"\0") if name))


class GitTree(ObjectTree):
    """The files of one commit below one folder, listed when somebody asks for one.

    Attributes:
        folder: a folder of the repository.
        commit: the commit that is read.
        id: of the folder's tree object.
    """

    def __init__(self, repository_folder: Path, prefix: str, revision: str) -> None:
        """Resolve the revision.

        Args:
            repository_folder: any folder in the repository.
            prefix: the folder in the commit, with ``/``, or ``""`` for its root.
            revision: anything that stands for a commit.

        Raises:
            GitError: as `open_catalog`.
        """
        self.commit = read_commit(repository_folder, revision)
        of = f"commit {self.commit.id}"
        tree = tree_below(repository_folder, self.commit.id, prefix)
        if not tree:
            raise GitError(
                f"{of} has no folder {prefix.rstrip('/')!r}",
                "Commit the catalog, or name the folder or the revision that has it.",
                folder=repository_folder,
                revision=self.commit.id,
            )
        self.folder = repository_folder
        self.id = tree
        super().__init__(repository_folder, _listed(repository_folder, tree, of), of)


def _listed(folder: Path, tree: str, of: str) -> Iterator[Item]:
    yield from listing(folder, tree, of)


def _nearest(folder: Path) -> tuple[Path, str]:
    """The nearest folder on the disk, and the rest of the path below it, with ``/``."""
    folder = folder.resolve()
    existing = next(path for path in (folder, *folder.parents) if path.is_dir())
    rest = folder.relative_to(existing).as_posix()
    return existing, "" if rest == "." else text(os.fsencode(rest))

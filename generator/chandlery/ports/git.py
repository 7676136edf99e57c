"""One commit of a Git repository as a tree, byte for byte.

Objects are listed and read by their ids, through commands that no user's configuration alters: no
``autocrlf``, no ``export-ignore``, no filters (design §2).  History is never looked at, so a clone
of depth 1 is enough.
"""

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from chandlery.ports.errors import GitError
from chandlery.ports.git_process import ObjectReader, failure, output, run
from chandlery.trees import Entry, Mode

# What mends a clone without the commits that are asked about.
DEEPEN = (
    "Run `git fetch --unshallow`, or in a GitHub workflow give `actions/checkout` the input "
    "`fetch-depth: 0`."
)

_OBJECT_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")  # SHA-1, SHA-256


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: its full hash, and the committer's time in seconds since 1970."""

    id: str
    time: int


class _Item(NamedTuple):
    entry: Entry
    object_id: bytes


def open_catalog(folder: Path, revision: str = "HEAD") -> tuple["GitTree", Commit]:
    """The catalog that `folder` holds in a commit of its repository.

    The folder may be missing from the disk (a sparse checkout, an older revision): what counts is
    the revision.  Close the tree after use.

    Raises:
        GitError: there is no Git, no repository, no such revision, or no such folder in it.
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
    tree = GitTree(existing, _text(prefix) + rest, revision)
    return tree, tree.commit


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
    id_, complaint = _resolve(folder, f"{revision}^{{commit}}")
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
    return tuple(sorted({_text(name) for name in (changed + added).split(b"\0") if name}))


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
    return tuple(sorted(_text(name) for name in listed.split(b"\0") if name))


class GitTree:
    """The files of one commit below one folder.  See `chandlery.trees.Tree`.

    Names are decoded as UTF-8; the stray bytes of a name that is not UTF-8 are kept as lone
    surrogates (PEP 383), so that a stage can report the name and the file can still be read.

    Threads and forked processes may share a tree.  Close it, or use it in a ``with`` statement;
    nothing can be read afterwards.

    Attributes:
        commit: the commit that is read.
    """

    def __init__(self, repository_folder: Path, prefix: str, revision: str) -> None:
        """Resolve the revision and list the files.

        Args:
            repository_folder: any folder in the repository.
            prefix: the folder in the commit, with ``/``, or ``""`` for its root.
            revision: anything that stands for a commit.

        Raises:
            GitError: as `open_catalog`.
        """
        self._folder = repository_folder
        self.commit = read_commit(repository_folder, revision)
        self._items = {
            item.entry.path: item for item in _listing(repository_folder, self.commit.id, prefix)
        }
        self._reader: ObjectReader | None = ObjectReader(repository_folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the ``git`` process.  A second call does nothing."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def entries(self) -> tuple[Entry, ...]:
        """See `Tree.entries`."""
        return tuple(item.entry for item in self._items.values())

    def read(self, path: str) -> bytes:
        """See `Tree.read`.  A gitlink has no bytes.

        Raises:
            KeyError: there is no such entry.
            GitError: the repository lacks the object, or is damaged.
            RuntimeError: the tree is closed.
        """
        entry, object_id = self._items[path]
        if entry.mode is Mode.GITLINK:
            return b""
        if self._reader is None:
            raise RuntimeError("the tree is closed")
        data = self._reader.read(object_id)
        if data is None or len(data) != entry.size:
            raise GitError(
                f"Git cannot read {path!r} of commit {self.commit.id}",
                "Run `git fsck`, or clone again.",
                folder=self._folder,
                revision=self.commit.id,
            )
        return data


def _resolve(folder: Path, name: str) -> tuple[str, bytes]:
    """The object id that a name stands for or ``""``, and what Git complained of."""
    found = run(folder, "rev-parse", "--quiet", "--verify", name)
    id_ = found.stdout.decode("ascii", "replace").strip()
    good = found.returncode == 0 and _OBJECT_ID.fullmatch(id_) is not None
    return (id_, b"") if good else ("", found.stderr)


def _listing(folder: Path, commit: str, prefix: str) -> list[_Item]:
    """The items below a folder of a commit, sorted by code points, their paths relative to it."""
    prefix = prefix.rstrip("/")
    tree, _ = _resolve(folder, f"{commit}:{prefix}")
    if not tree or output(folder, "cat-file", "-t", tree) != b"tree\n":
        raise GitError(
            f"commit {commit} has no folder {prefix!r}",
            "Commit the catalog, or name the folder or the revision that has it.",
            folder=folder,
            revision=commit,
        )
    lines = output(folder, "ls-tree", "-r", "-l", "-z", "--full-tree", tree).split(b"\0")[:-1]
    items = sorted(map(_item, lines), key=lambda item: item.entry.path)
    if forged := _forged([item.entry.path for item in items]):
        raise GitError(
            f"commit {commit} holds {forged[0]!r} in a way that Git itself never commits",
            "Run `git fsck`.",
            folder=folder,
            revision=commit,
        )
    return items


def _item(line: bytes) -> _Item:
    """One line of ``git ls-tree -l``: ``<mode> <type> <object> <size>TAB<name>``."""
    facts, _, name = line.partition(b"\t")
    mode, _, object_id, size = facts.split()
    entry = Entry(_text(name), _mode(int(mode, 8)), 0 if size == b"-" else int(size))
    return _Item(entry, object_id)


def _mode(bits: int) -> Mode:
    """What Git makes of a mode: it looks at the owner's permission to execute alone."""
    if stat.S_ISREG(bits):
        return Mode.EXECUTABLE if bits & stat.S_IXUSR else Mode.FILE
    return Mode.SYMLINK if stat.S_ISLNK(bits) else Mode.GITLINK


def _forged(paths: list[str]) -> list[str]:
    """Of sorted paths, those given twice and those with parts that climb."""
    climbing = {"", ".", ".."}
    return [
        path
        for path, before in zip(paths, ["", *paths], strict=False)
        if path == before or not climbing.isdisjoint(path.split("/"))
    ]


def _nearest(folder: Path) -> tuple[Path, str]:
    """The nearest folder on the disk, and the rest of the path below it, with ``/``."""
    folder = folder.resolve()
    existing = next(path for path in (folder, *folder.parents) if path.is_dir())
    rest = folder.relative_to(existing).as_posix()
    return existing, "" if rest == "." else _text(os.fsencode(rest))


def _text(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")

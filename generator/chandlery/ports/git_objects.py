"""The objects of a Git repository: names resolved, trees listed, blobs read by their ids."""

import re
import stat
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Final, NamedTuple, Self

from chandlery.ports.errors import GitError
from chandlery.ports.git_batch import ObjectReader
from chandlery.ports.git_process import output, run
from chandlery.trees import Entry, Mode

# How much is read ahead at a time, and of which files.
_AHEAD_BYTES: Final = 1024 * 1024
_AHEAD_LONG: Final = 64 * 1024
_OBJECT_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")  # SHA-1, SHA-256


class Item(NamedTuple):
    """A file of a tree object, and the id of its bytes."""

    entry: Entry
    object_id: bytes


class ObjectTree:
    """The files of one tree object, or of several.  See `chandlery.trees.Tree`.

    Names are decoded as UTF-8; the stray bytes of a name that is not UTF-8 are kept as lone
    surrogates (PEP 383), so that a stage can report the name and the file can still be read.

    Threads and forked processes may share a tree.  Close it, or use it in a ``with`` statement;
    nothing can be read afterwards.
    """

    def __init__(self, repository_folder: Path, items: Iterable[Item], of: str) -> None:
        """Take the files of a tree.

        Args:
            repository_folder: any folder in the repository.
            items: as `listing` gives them; not gone through before somebody asks for a file.
            of: what holds them, in words.
        """
        self._folder = repository_folder
        self._of = of
        self._given = items
        self._reader: ObjectReader | None = ObjectReader(repository_folder)

    @cached_property
    def _items(self) -> dict[str, Item]:
        return {item.entry.path: item for item in self._given}

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

    @cached_property
    def _paths(self) -> list[str]:
        return [*self._items]

    def _after(self, path: str) -> Iterator[bytes]:
        """The objects of the files that follow in the same unit of a catalog, or the same folder.

        Who asks for one file nearly always asks for these next.
        """
        unit = _unit(path)
        left = _AHEAD_BYTES
        for at in range(bisect_right(self._paths, path), len(self._paths)):
            entry, object_id = self._items[self._paths[at]]
            left -= entry.size
            if left < 0 or not entry.path.startswith(unit):
                return
            if entry.mode is not Mode.GITLINK and entry.size <= _AHEAD_LONG:
                yield object_id

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
        data = self._reader.read(object_id, self._after(path))
        if data is None or len(data) != entry.size:
            raise GitError(
                f"Git cannot read {path!r} of {self._of}",
                "Run `git fsck`, or clone again.",
                folder=self._folder,
            )
        return data


def _unit(path: str) -> str:
    """What the paths of a package begin with, or those of a folder of files; a file has itself."""
    first, second, rest = (*path.split("/", 2), "", "")[:3]
    if rest:
        return f"{first}/{second}/"
    return f"{first}/" if second else path


def tree_below(folder: Path, tree: str, prefix: str) -> str:
    """The id of the tree of a folder in a commit or a tree; ``""`` where it has no such folder.

    Raises:
        GitError: there is no Git.
    """
    found, _ = resolve(folder, f"{tree}:{prefix.rstrip('/')}")
    return found if found and output(folder, "cat-file", "-t", found) == b"tree\n" else ""


def resolve(folder: Path, name: str) -> tuple[str, bytes]:
    """The object id that a name stands for or ``""``, and what Git complained of.

    Raises:
        GitError: there is no Git.
    """
    found = run(folder, "rev-parse", "--quiet", "--verify", name)
    id_ = found.stdout.decode("ascii", "replace").strip()
    good = found.returncode == 0 and _OBJECT_ID.fullmatch(id_) is not None
    return (id_, b"") if good else ("", found.stderr)


def listing(folder: Path, tree: str, of: str, *paths: str) -> list[Item]:
    """The items of a tree object, sorted by code points, their paths below it.

    Args:
        folder: any folder in the repository.
        tree: its id.
        of: what it is of, in words.
        paths: folders and files in it, as they are; without any everything is listed.

    Raises:
        GitError: the tree cannot be read, or no Git made it.
    """
    command = ("ls-tree", "-r", "-l", "-z", "--full-tree", tree, *paths)
    lines = output(folder, *command).split(b"\0")[:-1]
    items = sorted(map(_item, lines), key=lambda item: item.entry.path)
    if forged := _forged([item.entry.path for item in items]):
        raise GitError(
            f"{of} holds {forged[0]!r} in a way that Git itself never commits",
            "Run `git fsck`.",
            folder=folder,
            revision=tree,
        )
    return items


def _item(line: bytes) -> Item:
    """One line of ``git ls-tree -l``: ``<mode> <type> <object> <size>TAB<name>``."""
    facts, _, name = line.partition(b"\t")
    mode, _, object_id, size = facts.split()
    entry = Entry(text(name), _mode(int(mode, 8)), 0 if size == b"-" else int(size))
    return Item(entry, object_id)


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


def text(name: bytes) -> str:
    """A name as we have it; see `ObjectTree`."""
    return name.decode("utf-8", "surrogateescape")

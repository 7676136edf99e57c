"""Read-only files by path: a folder, a Git commit, or a dict in a test."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Mode(StrEnum):
    """What an entry is; the two kinds of file are named by the permissions that we pack."""

    FILE = "644"
    EXECUTABLE = "755"
    SYMLINK = "symlink"
    GITLINK = "gitlink"


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One name in a tree.

    Attributes:
        path: below the root of the tree, with ``/``.
        size: bytes; for a symlink those of its target's path, for a gitlink 0.
    """

    path: str
    mode: Mode
    size: int


class Tree(Protocol):
    """Where files come from.  Implementations: ``ports.folder``, ``ports.git``, `MemoryTree`."""

    def entries(self) -> tuple[Entry, ...]:
        """Every file, symlink and gitlink below the root, sorted by path (code points)."""
        ...

    def read(self, path: str) -> bytes:
        """The bytes of a file, or a symlink's target.

        Callers look at `Entry.size` first; an implementation may read it all.

        Raises:
            KeyError: there is no such entry.
        """
        ...


class MemoryTree:
    """A tree held in memory: path to bytes, or to bytes and mode."""

    def __init__(self, files: Mapping[str, bytes | tuple[bytes, Mode]]) -> None:
        self._files = {
            path: value if isinstance(value, tuple) else (value, Mode.FILE)
            for path, value in sorted(files.items())
        }

    def entries(self) -> tuple[Entry, ...]:
        """See `Tree.entries`."""
        return tuple(Entry(path, mode, len(data)) for path, (data, mode) in self._files.items())

    def read(self, path: str) -> bytes:
        """See `Tree.read`."""
        return self._files[path][0]

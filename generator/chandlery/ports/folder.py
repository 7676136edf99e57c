"""Folders: a catalog's working tree to read, and the published root to write."""

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from chandlery.model.content import PublishedFile, parents
from chandlery.ports.disk import below, decoded, open_file, staging_folder, storage
from chandlery.ports.errors import StorageError
from chandlery.ports.publication import Publication, SinkReport, in_order
from chandlery.trees import Entry, Mode

__all__ = ["FolderSink", "FolderTree", "SinkReport", "read_file", "remove_file", "write_file"]


class FolderTree:
    """The files of a folder, as they are on the disk.  See `chandlery.trees.Tree`.

    The folder is listed once, at the first question.  Names are decoded as in `ports.git.GitTree`,
    whatever the locale.  Left out are ``.git``, ``.DS_Store``, and what Git cannot hold either:
    pipes, sockets, devices.  A folder below the root with a ``.git`` of its own is a gitlink.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    @cached_property
    def _entries(self) -> dict[str, Entry]:
        with storage(self._root):
            return {entry.path: entry for entry in sorted(_scan(self._root))}

    def entries(self) -> tuple[Entry, ...]:
        """See `Tree.entries`.

        Raises:
            StorageError: the folder, or one below it, cannot be read.
        """
        return tuple(self._entries.values())

    def read(self, path: str) -> bytes:
        """See `Tree.read`.  A gitlink has no bytes.

        Raises:
            KeyError: there is no such entry.
            StorageError: it cannot be read, or its size is not the listed one any more.
        """
        entry = self._entries[path]
        place = below(self._root, path)
        with storage(place):
            data = _bytes_of(place, entry)
        if len(data) != entry.size:
            raise StorageError(
                f"{place} changed while it was read", "Run the command again.", path=place
            )
        return data


class FolderSink:
    """A folder that is a published root (design §5, "Writing").

    What changed is first written beside, in a hidden folder of the root, and then renamed into
    place file by file, so that a disk that is full or a file that cannot be made changes nothing.
    The root may itself be reached through a symlink; below it none is followed.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def publish(self, files: Iterable[PublishedFile], *, last: tuple[str, ...] = ()) -> SinkReport:
        """Make the folder hold these files.

        Content-addressed files come first, then the others, then `last` in its order; at the end
        the files go that the previous ``files.jsonl`` names and the new publication lacks.  A file
        whose bytes are there already is not touched.

        Raises:
            StorageError: a path is not publishable, two paths collide, something that is not ours
                is in the way, bytes are not those of their digest (nothing was changed so far),
                or the file system fails.
        """
        ordered = in_order(list(files), last)
        with storage(self._root):
            self._root.mkdir(parents=True, exist_ok=True)
            with staging_folder(self._root) as staging:
                return Publication(self._root, staging, ordered).run()


def read_file(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        StorageError: it cannot be read.
    """
    with storage(path):
        return path.read_bytes()


def write_file(path: Path, data: bytes, *, executable: bool = False) -> None:
    """Write a file as a whole, in place of what was there; missing folders are made.

    Raises:
        StorageError: it cannot be written.
    """
    with storage(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with staging_folder(path.parent) as staging:
            beside = staging / path.name
            beside.write_bytes(data)
            if executable:
                beside.chmod(beside.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
            beside.replace(path)


def remove_file(root: Path, path: str) -> None:
    """Remove a file below a folder, and the folders that this leaves empty.

    Raises:
        StorageError: it cannot be removed.
    """
    with storage(root):
        below(root, path).unlink()
    for folder in reversed(parents(path)):
        with suppress(OSError):  # not empty
            below(root, folder).rmdir()


def _scan(root: Path) -> Iterator[Entry]:
    """What is below a folder, in no order; links are not followed."""
    pending = [""]
    while pending:
        above = pending.pop()
        with os.scandir(below(root, above)) as items:
            for item in items:
                path = above + decoded(item.name)
                if item.name in {".git", ".DS_Store"}:
                    continue
                if not item.is_dir(follow_symlinks=False):
                    yield from _entry(path, item.stat(follow_symlinks=False))
                elif Path(item, ".git").exists():
                    yield Entry(path, Mode.GITLINK, 0)
                else:
                    pending.append(f"{path}/")


def _entry(path: str, facts: os.stat_result) -> Iterator[Entry]:
    if stat.S_ISLNK(facts.st_mode):
        yield Entry(path, Mode.SYMLINK, facts.st_size)
    elif stat.S_ISREG(facts.st_mode):
        executable = facts.st_mode & stat.S_IXUSR
        yield Entry(path, Mode.EXECUTABLE if executable else Mode.FILE, facts.st_size)


def _bytes_of(place: Path, entry: Entry) -> bytes:
    """The bytes of an entry; of a file that has grown, one more than it had."""
    match entry.mode:
        case Mode.GITLINK:
            return b""
        case Mode.SYMLINK:
            return os.fsencode(place.readlink())
        case _:
            with open_file(place) as stream:
                return stream.read(entry.size + 1)

"""Folders: a catalog's working tree to read, and the published root to write."""

import os
import stat
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from functools import cached_property, lru_cache, partial
from itertools import chain
from pathlib import Path
from typing import Final

from chandlery.formats.listing import has_line
from chandlery.model.content import PublishedFile, parents
from chandlery.ports.disk import below, decoded, encoded, staging_folder, storage
from chandlery.ports.errors import StorageError
from chandlery.ports.journal import resume
from chandlery.ports.publication import Publication, SinkReport, in_turns, previous
from chandlery.ports.stays import Stays, listing_there
from chandlery.trees import Entry, Mode

__all__ = [
    "FolderSink",
    "FolderTree",
    "SinkReport",
    "create_files",
    "read_file",
    "remove_file",
    "write_file",
]

# Rules ask for the same files of a release, one after the other: so many are kept in mind, of so
# many bytes at most.
_KEPT: Final = 256
_KEPT_BYTES: Final = 64 * 1024


class FolderTree:
    """The files of a folder, as they are on the disk.  See `chandlery.trees.Tree`.

    The folder is listed once, at the first question.  Names are decoded as in `ports.git.GitTree`,
    whatever the locale.  Left out are ``.git``, ``.DS_Store``, and what Git cannot hold either:
    pipes, sockets, devices.  A folder below the root with a ``.git`` of its own is a gitlink.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._kept = lru_cache(maxsize=_KEPT)(self._read)

    @cached_property
    def _entries(self) -> dict[str, Entry]:
        with storage(self._root):
            found = sorted(_scan(os.fspath(self._root)), key=lambda entry: entry.path)
        return {entry.path: entry for entry in found}

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
        return (self._kept if self._entries[path].size <= _KEPT_BYTES else self._read)(path)

    def _read(self, path: str) -> bytes:
        entry = self._entries[path]
        place = f"{os.fspath(self._root)}/{encoded(entry.path)}"
        try:
            data = _bytes_of(place, entry)
        except OSError as error:
            raise StorageError.of(error, Path(place)) from error
        if len(data) != entry.size:
            changed = f"{Path(place)} changed while it was read"
            raise StorageError(changed, "Run the command again.", path=Path(place))
        return data


class FolderSink:
    """A folder that is a published root (design §5, "Writing").

    What changed is first written beside, in a hidden folder of the root, and then renamed into
    place, new folders as a whole and the rest file by file, so that a disk that is full or a file
    that cannot be made changes nothing.  A run that is killed among the renames is carried on by
    the next one, of whatever publication.  The root may itself be reached through a symlink; below
    it none is followed.
    """

    def __init__(self, root: Path, processes: int = 1) -> None:
        """Name the folder.

        Args:
            processes: how many look at what is there, and write, where there is much.
        """
        self._root = root
        self._processes = processes

    def publish(
        self,
        files: Iterable[PublishedFile],
        *,
        last: tuple[str, ...] = (),
        former: frozenset[str] = frozenset(),
        kept: frozenset[str] = frozenset(),
        admit: Callable[[], None] = lambda: None,
    ) -> SinkReport:
        """Make the folder hold these files.

        Content-addressed files come first, then the others, then `last` in its order; at the end
        the files go that the previous ``files.jsonl`` names and the new publication lacks.  A file
        whose bytes are there already is not touched.

        Args:
            files: what to publish.
            last: paths of what makes the rest current.
            former: paths that are ours, though no ``files.jsonl`` names them any more.
            kept: paths that stay where they are there, though they are not published any more.
            admit: called once nobody else can publish any more; raises what speaks against it.

        Raises:
            StorageError: a path is not publishable, two paths collide, something that is not ours
                is in the way, bytes are not those of their digest (nothing was changed so far),
                or the file system fails.
        """
        turns = in_turns(list(files), last)
        with storage(self._root):
            self._root.mkdir(parents=True, exist_ok=True)
            with staging_folder(self._root, partial(resume, self._root)) as staging:
                admit()
                wanted = {file.path for turn in turns for file in turn}
                obsolete = (previous(self._root) | former) - wanted - kept
                return self._published(staging, turns, obsolete)

    def publish_changes(
        self,
        changed: Iterable[PublishedFile],
        removed: Collection[str],
        *,
        last: tuple[str, ...] = (),
        listing: bytes,
    ) -> SinkReport | None:
        """Do what `publish` would, where all files but these are as they were published.

        Only these are looked at.  What else stands there is taken for what the ``files.jsonl``
        there says.

        Args:
            changed: files that are new, or not what they were; ``files.jsonl`` is among them.
            removed: paths that were published, and are not any more.
            last: as of `publish`, as far as they changed.
            listing: the ``files.jsonl`` that says how they were.

        Returns:
            `None` where another one, or none, is there; nothing was done.

        Raises:
            StorageError: as `publish`.
        """
        files = [*changed]
        wanted = {file.path for file in files}
        turns = in_turns(files, tuple(path for path in last if path in wanted))
        with storage(self._root):
            if not self._root.is_dir():
                return None
            with staging_folder(self._root, partial(resume, self._root)) as staging:
                if listing_there(self._root) != listing:
                    return None
                obsolete = {path for path in removed if has_line(listing, path)} - wanted
                stays = Stays(self._root, listing, obsolete)
                for file in chain.from_iterable(turns):
                    stays.check(file.path)
                return self._published(staging, turns, obsolete)

    def _published(
        self, staging: Path, turns: Sequence[Sequence[PublishedFile]], obsolete: AbstractSet[str]
    ) -> SinkReport:
        return Publication(self._root, staging, turns, obsolete, self._processes).run()


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


def create_files(root: Path, files: Mapping[str, bytes | tuple[bytes, Mode]]) -> None:
    """Write new files below a folder that is there: all of them, or none.

    Nothing is overwritten: where a file of the name has come meanwhile, that is an error.

    Raises:
        StorageError: one of them cannot be written, or is there.
    """
    made: list[str] = []
    try:
        with storage(root), staging_folder(root) as staging:
            for path, content in files.items():
                data, mode = content if isinstance(content, tuple) else (content, Mode.FILE)
                beside = staging / "file"
                beside.write_bytes(data)
                beside.chmod(beside.stat().st_mode | (0o111 if mode is Mode.EXECUTABLE else 0))
                place = below(root, path)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.hardlink_to(beside)  # fails where a rename would overwrite
                made.append(path)
                beside.unlink()
    except BaseException:
        for path in reversed(made):
            remove_file(root, path)
        raise


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


# A catalog has tens of thousands of files, and `pathlib` takes longer to name one than the system
# takes to read it: what follows names them by texts.


def _scan(root: str) -> Iterator[Entry]:
    """What is below a folder, in no order; links are not followed."""
    pending = [(root, "")]
    while pending:
        folder, above = pending.pop()
        with os.scandir(folder) as items:
            found = list(items)
        # Comparing names apart costs least, and nearly no folder has such a one.
        if (
            above
            and ".git" in [item.name for item in found]
            and any(item.name == ".git" and (item.is_dir() or item.is_file()) for item in found)
        ):
            yield Entry(above.removesuffix("/"), Mode.GITLINK, 0)
            continue
        for item in found:
            if item.name in {".git", ".DS_Store"}:
                continue
            path = above + decoded(item.name)
            if item.is_dir(follow_symlinks=False):
                pending.append((item.path, f"{path}/"))
                continue
            facts = item.stat(follow_symlinks=False)
            if mode := _mode(facts.st_mode):
                yield Entry(path, mode, facts.st_size)


def _mode(bits: int) -> Mode | None:
    """What a file is for us; `None` for pipes, sockets and devices."""
    if stat.S_ISREG(bits):
        return Mode.EXECUTABLE if bits & stat.S_IXUSR else Mode.FILE
    return Mode.SYMLINK if stat.S_ISLNK(bits) else None


def _bytes_of(place: str, entry: Entry) -> bytes:
    """The bytes of an entry; of a file that has grown, one more than it had."""
    match entry.mode:
        case Mode.GITLINK:
            return b""
        case Mode.SYMLINK:
            return os.fsencode(Path(place).readlink())
    # A file may have become a pipe since it was listed: nobody waits for who writes into it.
    descriptor = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        data = os.read(descriptor, entry.size + 1)
        while len(data) < entry.size and (part := os.read(descriptor, entry.size + 1 - len(data))):
            data += part
    finally:
        os.close(descriptor)
    return data

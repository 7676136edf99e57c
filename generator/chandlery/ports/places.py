"""Where a built marketplace lies, and where it is published: a folder, a branch, or a store."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Protocol

from chandlery.formats.index_v1 import FileDigest
from chandlery.model.content import ENTRY_FILE, STAGING, PublishedFile, is_publishable
from chandlery.ports.disk import below, has_digest, mode_of, open_file, storage
from chandlery.ports.errors import StorageError
from chandlery.ports.folder import FolderSink, SinkReport
from chandlery.ports.journal import is_file, waiting_in

MAX_FILE_BYTES = 1 << 31  # of one file that is published; hosts take less


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What becomes of a place of publication.

    Attributes:
        files: what is published, and what the place keeps for itself.
        last: paths of what makes the rest current, in the order of their writing.
        former: paths of ours there that no listing names any more.
        kept: paths that stay where they are there.
        over: the `entry.json` that was read there, and that this may take the place of.
        title: what is published, in a line.
        there: digests of what is published there, by path, as its index vouches for them.
    """

    files: tuple[PublishedFile, ...]
    last: tuple[str, ...]
    former: frozenset[str]
    kept: frozenset[str]
    over: bytes | None
    title: str
    there: Mapping[str, str] = field(default_factory=dict)


class Place(Protocol):
    """Where a marketplace is published."""

    def read(self, path: str) -> bytes | None:
        """The bytes of a file that is there now, `None` for one that is not.

        Raises:
            StorageError, GitError: it cannot be read.
        """
        ...

    def update(self, update: Update) -> SinkReport:
        """Publish; what is there already is not touched.

        Raises:
            StorageError, GitError: nothing was published.
        """
        ...

    def close(self) -> None:
        """Let go of what was opened to read."""
        ...


class FolderPlace:
    """A folder, as a web server serves it."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @cached_property
    def _waiting(self) -> dict[str, Path | None]:
        """What a run that was killed has left undone."""
        return dict(waiting_in(self._root / STAGING))

    def read(self, path: str) -> bytes | None:
        """See `Place.read`: as the place is when what was begun there is done."""
        waiting = self._waiting.get(path)
        if waiting is not None and mode_of(waiting) is not None:
            return read_below(waiting.parent, waiting.name)
        if path in self._waiting and waiting is None:
            return None
        return read_below(self._root, path)

    def update(self, update: Update) -> SinkReport:
        """See `Place.update`."""
        return FolderSink(self._root, os.cpu_count() or 1).publish(
            update.files,
            last=update.last,
            former=update.former,
            kept=update.kept,
            admit=partial(self._admit, update.over),
        )

    def _admit(self, over: bytes | None) -> None:
        """See that nobody published since the place was read.

        Raises:
            StorageError: somebody did.
        """
        if read_below(self._root, ENTRY_FILE) != over:
            raise StorageError(
                f"something else was published to {self._root} meanwhile",
                "Publish again, so that it is held against that.",
                path=self._root,
            )

    def close(self) -> None:
        """See `Place.close`."""


def read_below(root: Path, path: str) -> bytes | None:
    """The bytes of a regular file below a folder that is reached through no link, else `None`.

    Raises:
        StorageError: it is there, and cannot be read.
    """
    if not is_publishable(path) or not is_file(root, path):
        return None
    place = below(root, path)
    with storage(place), open_file(place) as stream:
        return stream.read(MAX_FILE_BYTES)


def built_files(root: Path, listed: Mapping[str, FileDigest]) -> tuple[PublishedFile, ...]:
    """The files of a built folder that its listing names; each is read when it is needed."""
    return tuple(
        PublishedFile(path, facts.sha256, facts.size, partial(_bytes, root, path))
        for path, facts in listed.items()
    )


def differs(root: Path, path: str, facts: FileDigest) -> bool:
    """Whether a folder does not hold a file of these bytes."""
    if not is_publishable(path) or not is_file(root, path):
        return True
    with storage(root):
        return not has_digest(below(root, path), facts.sha256, facts.size)


def _bytes(root: Path, path: str) -> bytes:
    return read_below(root, path) or b""

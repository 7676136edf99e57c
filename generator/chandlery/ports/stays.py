"""What stays as it is in a published folder, while a few files there change."""

import hashlib
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

from chandlery.formats.listing import has_line, paths_below
from chandlery.model.content import ENTRY_FILE, LISTING, FileFact, folded, parents
from chandlery.ports.disk import below, decoded, open_file
from chandlery.ports.publication import MAX_LISTING_BYTES, collision

# What is published there is named by digests, in small letters: no two spell one name.
_BY_DIGEST: Final = frozenset({"artifacts", "index/v1/shards"})


def listing_there(root: Path) -> bytes | None:
    """The listing that stands in a folder; `None` where there is none that was published."""
    with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
        with open_file(below(root, LISTING)) as stream:
            data = stream.read(MAX_LISTING_BYTES + 1)
        return data if len(data) <= MAX_LISTING_BYTES else None
    return None


def published(root: Path, fact: FileFact) -> bytes | None:
    """The bytes of a file that was published; `None` where it is not there as it was."""
    with suppress(OSError), open_file(below(root, fact.path)) as stream:
        data = stream.read(fact.size + 1)
        if len(data) == fact.size and hashlib.sha256(data).hexdigest() == fact.sha256:
            return data
    return None


class Stays:
    """The listed files that stay, and whether a new one can stand beside them.

    Those that are listed can stand beside each other.  So a new path is looked at only where it
    leaves what is listed: for other spellings of its name, or of a folder that it is the first in.
    """

    def __init__(self, root: Path, listing: bytes, removed: AbstractSet[str]) -> None:
        self._root = root
        self._listing = listing
        self._removed = removed
        self._spellings = cache(self._spelled)

    def check(self, path: str) -> None:
        """See that a path can be published.

        Raises:
            StorageError: one that stays speaks against it.
        """
        if path in {LISTING, ENTRY_FILE} or has_line(self._listing, path):
            return
        for other in self._against(path):
            raise collision(*sorted((path, other)))

    def _against(self, path: str) -> Iterator[str]:
        yield from filter(self._is_file, parents(path))
        yield from self._below(path)
        for level in (*parents(path), path):
            if next(paths_below(self._listing, level), None) is None:
                folder, _, name = level.rpartition("/")
                if folder in _BY_DIGEST:
                    continue
                for spelling in self._spellings(folder).get(folded(name), ()):
                    other = f"{folder}/{spelling}" if folder else spelling
                    if spelling != name and (self._is_file(other) or any(self._below(other))):
                        yield other

    def _is_file(self, path: str) -> bool:
        return path not in self._removed and has_line(self._listing, path)

    def _below(self, folder: str) -> Iterator[str]:
        return (path for path in paths_below(self._listing, folder) if path not in self._removed)

    def _spelled(self, folder: str) -> Mapping[str, list[str]]:
        """The names in a folder on the disk, by what they come to."""
        names: dict[str, list[str]] = defaultdict(list)
        with (
            suppress(FileNotFoundError, NotADirectoryError),
            os.scandir(below(self._root, folder)) as items,
        ):
            for item in items:
                name = decoded(item.name)
                names[folded(name)].append(name)
        return names

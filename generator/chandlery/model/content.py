"""Files as they will be published, wherever that is."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from msgspec import Struct

from chandlery.model.file_classes import class_of

# The folder of the index (design §5).
INDEX = "index/v1"
# Every published file with its digest, as lines of canonical JSON.
LISTING = f"{INDEX}/files.jsonl"
# What all else is reached from.
ENTRY_FILE = f"{INDEX}/entry.json"
# What some static hosts read for their answers' headers.
HEADERS = "_headers"

# Where a publication waits to be renamed into place.
STAGING = ".chandlery-staging"
_NOT_OURS = frozenset({".git", STAGING})
_MAX_NAME_BYTES = 255  # what the usual file systems take
_MAX_PATH_BYTES = 1000  # and below a root that has a path of its own
# What nearly all paths are like: no part begins with a dot.
_PART = r"[A-Za-z0-9_-][A-Za-z0-9_.-]*+"
_ORDINARY = re.compile(rf"{_PART}(?:/{_PART})*+")


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """One file below the published root.

    Attributes:
        path: below the published root, with ``/``.
        sha256: in hexadecimal.
        size: bytes.
        read: gives the bytes.  Called only when the place of publication lacks them, so that
            an artifact that is already there is not packed again.
    """

    path: str
    sha256: str
    size: int
    read: Callable[[], bytes] = field(repr=False, compare=False)

    @classmethod
    def of(cls, path: str, data: bytes) -> "PublishedFile":
        """A file whose bytes are at hand."""
        return cls(path, hashlib.sha256(data).hexdigest(), len(data), partial(bytes, data))

    def __reduce__(self) -> tuple[Any, ...]:
        # A third of the time in which a dataclass is pickled and read again, for every file.
        return PublishedFile, (self.path, self.sha256, self.size, self.read)

    @property
    def immutable(self) -> bool:
        """Whether the path is content-addressed: written before all else, never rewritten."""
        return class_of(self.path).immutable


# How bytes are kept for a path until they are published: in memory, or elsewhere.
Keep = Callable[[str, bytes], PublishedFile]


class FileFact(Struct, frozen=True, array_like=True):
    """A file that was published.

    Attributes:
        path: below the published root.
        sha256: in hexadecimal.
        size: bytes.
        mark: whatever else its owner has to know of it.
    """

    path: str
    sha256: str
    size: int
    mark: str = ""


def is_publishable(path: str) -> bool:
    """Whether a path stays below the published root on every disk and in every URL.

    Relative, written with ``/``, in its shortest form, of printable Unicode, no longer than 1000
    bytes, and no part of it than 255.  Backslashes are refused: some systems take them for ``/``.
    So is what belongs to Git, or to a run that publishes: who writes there decides what they do.
    """
    if len(path) <= _MAX_NAME_BYTES and _ORDINARY.fullmatch(path):
        return True
    if "\\" in path or not path.isprintable():  # a lone surrogate is not printable
        return False
    if len(path.encode()) > _MAX_PATH_BYTES:
        return False
    parts = path.split("/")
    if any(part.casefold() in _NOT_OURS for part in parts):
        return False
    return all(
        part not in {"", ".", ".."} and len(part.encode()) <= _MAX_NAME_BYTES for part in parts
    )


def folded(path: str) -> str:
    """What a path comes to where capitals, or ways to write an accent, make no difference."""
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def parents(path: str) -> tuple[str, ...]:
    """The folders above a path, from the outermost: ``a/b/c`` has ``a`` and ``a/b``."""
    parts = path.split("/")
    return tuple("/".join(parts[:end]) for end in range(1, len(parts)))


def folders_of(paths: Iterable[str]) -> set[str]:
    """All folders above some paths."""
    found: set[str] = set()
    for path in paths:
        above = path.rpartition("/")[0]
        while above and above not in found:
            found.add(above)
            above = above.rpartition("/")[0]
    return found


def collisions(paths: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Pairs of paths that cannot stand beside each other on every disk, sorted.

    A path given twice, two spellings of one file or folder (``A.html`` and ``a.html``), or a file
    where another path needs a folder.
    """
    files: dict[str, str] = {}
    folders: dict[str, str] = {}
    found: set[tuple[str, str]] = set()
    last = ""
    for path in sorted(paths):
        if (key := folded(path)) in files:
            found.add((files[key], path))
        files.setdefault(key, path)
        above = path.rpartition("/")[0]
        if above == last:  # as of most paths of a sorted list
            continue
        last = above
        for folder in parents(path):
            spelling = folders.setdefault(folded(folder), folder)
            if spelling != folder:
                found.add((spelling, folder))
    found.update((path, folders[key]) for key, path in files.items() if key in folders)
    return tuple(sorted(found))

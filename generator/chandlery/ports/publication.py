"""One publication into a folder: what is checked before, and the order of what is done."""

import hashlib
import json
import stat
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from chandlery.model.content import (
    LISTING,
    PublishedFile,
    collisions,
    folded,
    folders_of,
    is_publishable,
    parents,
)
from chandlery.ports.disk import below, has_digest, mode_of, path_below, write_new
from chandlery.ports.errors import StorageError
from chandlery.ports.journal import Steps

# A listing of two million files; ours are far smaller.
MAX_LISTING_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class SinkReport:
    """What a publication did, in numbers of files."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0


class Publication:
    """One run of a `ports.folder.FolderSink`; the files come from `in_order`."""

    def __init__(
        self,
        root: Path,
        staging: Path,
        files: list[PublishedFile],
        obsolete: AbstractSet[str],
    ) -> None:
        """Prepare a run.

        Args:
            obsolete: paths of ours that go away; none of them is written.
        """
        self._root = root
        self._staging = staging
        self._files = files
        wanted = {file.path for file in files}
        self._obsolete = obsolete
        # On a disk that ignores capitals these are there already, under another name.
        self._respelled = set(map(folded, wanted)).intersection(map(folded, self._obsolete))
        folders = folders_of(wanted) if obsolete else ()
        self._in_the_way = {
            path
            for path in self._obsolete
            if path in folders
            or not wanted.isdisjoint(parents(path))
            or folded(path) in self._respelled
        }
        self._sound: set[str] = set()
        self._absent: set[str] = set()  # folders that are not there, nor anything in them

    def run(self) -> SinkReport:
        """Check every place, write beside what changed, and only then touch what stands there."""
        staged: dict[str, str] = {}  # names beside, and where they go, in the order of writing
        for number, file in enumerate(self._files):
            if not (self._check_place(file.path) and self._holds(file)):
                write_new(self._staging / str(number), checked(file))
                staged[str(number)] = file.path
        steps = Steps(
            first=tuple(sorted(self._in_the_way)),
            written=tuple(staged.items()),
            then=tuple(sorted(self._obsolete - self._in_the_way)),
        )
        steps.write(self._staging)
        removed = steps.carry_out(self._root, self._staging)
        return SinkReport(
            written=len(staged), unchanged=len(self._files) - len(staged), removed=removed
        )

    def _holds(self, file: PublishedFile) -> bool:
        """Whether the very bytes are there already, under this very name."""
        place = below(self._root, file.path)
        return folded(file.path) not in self._respelled and has_digest(
            place, file.sha256, file.size
        )

    def _check_place(self, path: str) -> bool:
        """See that nothing foreign stands where a file, or a folder above it, has to be.

        Returns:
            Whether there is anything at its place.
        """
        if not self._is_there(path.rpartition("/")[0]):
            return False
        place = below(self._root, path)
        mode = mode_of(place)
        if mode is not None and stat.S_ISDIR(mode):
            inside = {path_below(self._root, item) for item in place.rglob("*")}
            folders = {folder for item in self._in_the_way for folder in parents(item)}
            if not inside <= self._in_the_way | folders:
                raise _foreign(place)
        elif mode is not None and not stat.S_ISREG(mode):
            raise _foreign(place)
        return mode is not None

    def _is_there(self, folder: str) -> bool:
        """Whether there is a folder, or what gives way to one; those above it are seen first."""
        if not folder or folder in self._sound:
            return True
        if folder in self._absent or not self._is_there(folder.rpartition("/")[0]):
            self._absent.add(folder)
            return False
        mode = mode_of(below(self._root, folder))
        if mode is None:
            self._absent.add(folder)
            return False
        if not stat.S_ISDIR(mode):
            self._check_yields(folder, mode)
        self._sound.add(folder)
        return True

    def _check_yields(self, path: str, mode: int) -> None:
        if not stat.S_ISREG(mode) or path not in self._in_the_way:
            raise _foreign(below(self._root, path))


def _foreign(place: Path) -> StorageError:
    return StorageError(
        f"{place} is in the way, and is not ours to replace",
        "Move it away, or choose another folder.",
        path=place,
    )


def checked(file: PublishedFile) -> bytes:
    """The bytes of a file that is to be published.

    Raises:
        StorageError: they are others than its digest says.
    """
    data = file.read()
    if len(data) != file.size or hashlib.sha256(data).hexdigest() != file.sha256:
        raise StorageError(
            f"the bytes of {file.path} are not those of its digest {file.sha256}",
            "Build again; if that does not help, remove the cache.",
            path=file.path,
        )
    return data


def in_order(files: list[PublishedFile], last: tuple[str, ...]) -> list[PublishedFile]:
    """The files in the order of their writing, their paths found good."""
    paths = [file.path for file in files]
    for path in sorted(paths):
        if not is_publishable(path):
            raise StorageError(
                f"{path!r} cannot be published: it would not be the same file everywhere",
                "Give it a relative path of printable characters, without `..` or backslashes.",
                path=path,
            )
    for one, other in collisions(paths):
        raise collision(one, other)
    if missing := sorted(set(last).difference(paths)):
        raise ValueError(f"to be written last, but not to be written: {missing}")
    rank = {path: place for place, path in enumerate(last, start=1)}
    return sorted(files, key=lambda file: (rank.get(file.path, 0), not file.immutable, file.path))


def collision(one: str, other: str) -> StorageError:
    """What is said of two paths that cannot stand beside each other."""
    return StorageError(
        f"{one!r} and {other!r} cannot be published beside each other",
        "Rename one: on some disks both would be the same file.",
        path=other,
    )


def previous(root: Path) -> set[str]:
    """The paths in the listing that stands in the root.  It may hold anything."""
    place = below(root, LISTING)
    mode = mode_of(place)
    if mode is None or not stat.S_ISREG(mode):
        return set()
    if place.stat().st_size > MAX_LISTING_BYTES:
        raise StorageError(
            f"{place} is larger than {MAX_LISTING_BYTES} bytes",
            "Remove it if it is not ours; then nothing that it lists will be removed.",
            path=place,
        )
    with place.open("rb") as lines:
        return {path for line in lines for path in listed_in(line)}


def listed_in(line: bytes) -> Iterator[str]:
    """The path in a line of a listing, which may be anything, if it can be published."""
    with suppress(ValueError, RecursionError):
        match json.loads(line):
            case {"path": str(path)} if is_publishable(path):
                yield path

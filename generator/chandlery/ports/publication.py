"""One publication into a folder: what is checked before, and the order of what is done."""

import hashlib
import json
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

from chandlery.model.content import (
    LISTING,
    PublishedFile,
    collisions,
    folded,
    folders_of,
    is_publishable,
    parents,
)
from chandlery.ports.disk import encoded, has_digest, mode_of, path_below, write_new
from chandlery.ports.errors import StorageError
from chandlery.ports.journal import Moves, Steps, foreign
from chandlery.ports.processes import over_processes

# A listing of two million files; ours are far smaller.
MAX_LISTING_BYTES = 256 * 1024 * 1024
# So many files are looked at and written together, and so many times that are worth a process.
_TOGETHER: Final = 250
_WORTH_IT: Final = 4


@dataclass(frozen=True, slots=True)
class SinkReport:
    """What a publication did, in numbers of files."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class _Share:
    """Some files of one turn, which one process looks at and writes beside.

    Attributes:
        turn: its number.
        start: how many of the turn are in the shares before.
    """

    turn: int
    start: int
    files: Sequence[PublishedFile]

    def name(self, place: int, above: str) -> str:
        """Where the file at a place waits, below the staging folder.

        What goes into a new folder, `above` or below that, waits in one of the same path, to be
        renamed with it.
        """
        new = f"{self.turn}-new/{self.files[place].path}"
        return new if above else f"{self.turn}-{self.start}/{place}"


class Publication:
    """One run of a `ports.folder.FolderSink`."""

    def __init__(
        self,
        root: Path,
        staging: Path,
        turns: Sequence[Sequence[PublishedFile]],
        obsolete: AbstractSet[str],
        processes: int = 1,
    ) -> None:
        """Prepare a run.

        Args:
            turns: the files, from `in_turns`.
            obsolete: paths of ours that go away; none of them is written.
            processes: how many look at what is there, and write beside what changed.
        """
        self._root = root
        self._staging = staging
        self._turns = turns
        self._processes = processes
        wanted = {file.path for files in turns for file in files}
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
        # The highest folder that is not there, on the way to a folder; "" where all are.
        self._absent: dict[str, str] = {"": ""}
        self._made: set[str] = set()  # folders beside

    def run(self) -> SinkReport:
        """Check every place, write beside what changed, and only then touch what stands there."""
        moves = Moves()
        for share, staged in self._all_staged():
            for place, above in staged:
                path = share.files[place].path
                moves.add(share.turn, share.name(place, above), path, above)
        steps = Steps(
            first=tuple(sorted(self._in_the_way)),
            written=tuple(moves.names.items()),
            then=tuple(sorted(self._obsolete - self._in_the_way)),
        )
        steps.write(self._staging)
        removed = steps.carry_out(self._root, self._staging)
        count = sum(map(len, self._turns))
        return SinkReport(written=moves.files, unchanged=count - moves.files, removed=removed)

    def _all_staged(self) -> Iterator[tuple[_Share, list[tuple[int, str]]]]:
        shares = [
            _Share(turn, start, files[start : start + _TOGETHER])
            for turn, files in enumerate(self._turns)
            for start in range(0, len(files), _TOGETHER)
        ]
        done = over_processes(self._staged, shares, processes=self._processes, worth=_WORTH_IT)
        return zip(shares, done, strict=True)

    def _staged(self, share: _Share) -> list[tuple[int, str]]:
        """Write beside those that are not there as they are to be.

        Returns:
            Their places in the share, each with the highest folder above it that is not there yet.
        """
        staged: list[tuple[int, str]] = []
        for place, file in enumerate(share.files):
            if self._check_place(file.path) and self._holds(file):
                continue
            above = self._missing(file.path.rpartition("/")[0])
            name = share.name(place, above)
            self._make_folder(name.rpartition("/")[0])
            write_new(_below(self._staging, name), checked(file))
            staged.append((place, above))
        return staged

    def _make_folder(self, name: str) -> None:
        """Make a folder beside; other processes may make the same."""
        if name not in self._made:
            os.makedirs(_below(self._staging, name), exist_ok=True)  # noqa: PTH103 - of a text
            self._made.add(name)

    def _holds(self, file: PublishedFile) -> bool:
        """Whether the very bytes are there already, under this very name."""
        return folded(file.path) not in self._respelled and has_digest(
            _below(self._root, file.path), file.sha256, file.size
        )

    def _check_place(self, path: str) -> bool:
        """See that nothing foreign stands where a file, or a folder above it, has to be.

        Returns:
            Whether there is anything at its place.
        """
        if self._missing(path.rpartition("/")[0]):
            return False
        mode = mode_of(_below(self._root, path))
        if mode is not None and stat.S_ISDIR(mode):
            self._check_gives_way(path)
        elif mode is not None and not stat.S_ISREG(mode):
            raise foreign(self._root, path)
        return mode is not None

    def _check_gives_way(self, path: str) -> None:
        """See that there is nothing in a folder but what goes away."""
        place = Path(_below(self._root, path))
        inside = {path_below(self._root, item) for item in place.rglob("*")}
        folders = {folder for item in self._in_the_way for folder in parents(item)}
        if not inside <= self._in_the_way | folders:
            raise foreign(self._root, path)

    def _missing(self, folder: str) -> str:
        """The highest folder that is not there; "" where all are, or something gives way."""
        if folder not in self._absent:
            missing = self._missing(folder.rpartition("/")[0])
            self._absent[folder] = missing or ("" if self._is_there(folder) else folder)
        return self._absent[folder]

    def _is_there(self, folder: str) -> bool:
        """Whether there is a folder, or what gives way to one."""
        mode = mode_of(_below(self._root, folder))
        if mode is None or stat.S_ISDIR(mode):
            return mode is not None
        if stat.S_ISREG(mode) and folder in self._in_the_way:
            return True
        raise foreign(self._root, folder)


def _below(root: Path, path: str) -> str:
    """Where a path lies on the disk: of so many, texts take less time than `Path`."""
    return f"{root}/{encoded(path)}"


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
    turn = _turn(last)
    return sorted(files, key=lambda file: (*turn(file), file.path))


def in_turns(files: list[PublishedFile], last: tuple[str, ...]) -> list[list[PublishedFile]]:
    """The same, parted: what is in one list is in its place before anything of the next is."""
    return [[*turn] for _, turn in groupby(in_order(files, last), _turn(last))]


def _turn(last: tuple[str, ...]) -> Callable[[PublishedFile], tuple[int, bool]]:
    rank = {path: place for place, path in enumerate(last, start=1)}
    return lambda file: (rank.get(file.path, 0), not file.immutable)


def collision(one: str, other: str) -> StorageError:
    """What is said of two paths that cannot stand beside each other."""
    return StorageError(
        f"{one!r} and {other!r} cannot be published beside each other",
        "Rename one: on some disks both would be the same file.",
        path=other,
    )


def previous(root: Path) -> set[str]:
    """The paths in the listing that stands in the root.  It may hold anything."""
    place = root / LISTING
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

"""What a publication into a folder is about to do, so that the next run can end what was begun.

Renaming thousands of files takes a while, and an index of which half is new is one that nobody can
read.  So what is to be done is written down first, beside the files that wait to be renamed; as
long as it stands there, readers of ours see the folder as it will be.
"""

import json
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from errno import EEXIST, ENOTEMPTY
from itertools import chain
from pathlib import Path

from chandlery.formats.canonical import canonical
from chandlery.model.content import is_publishable, parents
from chandlery.ports.disk import JOURNAL, below, decoded, mode_of, storage
from chandlery.ports.errors import StorageError

_SCHEMA = "chandlery.journal.v1"


class Moves:
    """What is renamed to what: files, and new folders with all that is in them.

    A folder is new until something of an earlier turn has come into it.

    Attributes:
        names: where things wait, and the paths that they get, in the order of renaming.
        files: how many there are in all of it.
    """

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.files = 0
        self._turn = 0
        self._made: set[str] = set()
        self._in_this_turn: set[str] = set()

    def add(self, turn: int, name: str, path: str, above: str) -> None:
        """Take the next file.

        Args:
            name: where it waits; where `above` is given, a path that ends in its own.
            above: the highest folder that is not there yet, or "".
        """
        if turn != self._turn:
            self._made |= self._in_this_turn
            self._turn = turn
        self.files += 1
        whole = path
        if above:
            levels = (*parents(path), path)
            first = levels.index(above)
            whole = next(level for level in levels[first:] if level not in self._made)
            self._in_this_turn.update(levels[first:-1])
        self.names[name.removesuffix(path.removeprefix(whole))] = whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """What is done, in this order.

    Attributes:
        first: paths to remove, since they are in the way.
        written: paths in the staging folder, of files or of folders with all that is in them, and
            the paths that they get.
        then: paths to remove.
    """

    first: tuple[str, ...]
    written: tuple[tuple[str, str], ...]
    then: tuple[str, ...]

    def write(self, staging: Path) -> None:
        """Put them down, as a whole or not at all."""
        text = {
            "schema": _SCHEMA,
            "first": list(self.first),
            "written": [list(item) for item in self.written],
            "then": list(self.then),
        }
        beside = staging / f"{JOURNAL}.part"
        beside.write_bytes(canonical(text))
        beside.replace(staging / JOURNAL)

    @classmethod
    def read(cls, staging: Path) -> "Steps | None":
        """What was put down; anything that is not ours counts as nothing."""
        place = staging / JOURNAL
        if not stat.S_ISREG(mode_of(place) or 0):
            return None
        with suppress(ValueError, TypeError, RecursionError):
            match json.loads(place.read_bytes()):
                case {
                    "schema": "chandlery.journal.v1",
                    "first": list(first),
                    "written": list(written),
                    "then": list(then),
                }:
                    pairs = tuple((str(name), str(path)) for name, path in written)
                    steps = cls(
                        first=tuple(map(str, first)), written=pairs, then=tuple(map(str, then))
                    )
                    if steps.stay_below():
                        return steps
        return None

    def stay_below(self) -> bool:
        """Whether no path leads out of the root, or out of the staging folder."""
        names = (part for name, _ in self.written for part in name.partition("/")[::2] if part)
        paths = (*self.first, *self.then, *(path for _, path in self.written))
        return all(map(is_publishable, chain(names, paths)))

    def carry_out(self, root: Path, staging: Path) -> int:
        """Do them; those that were done before are passed over.  How many files went away."""
        removed = remove(root, self.first)
        ready: set[str] = set()  # folders that were made, or found to be such
        for name, path in self.written:
            if path.rpartition("/")[0] not in ready:
                for folder in parents(path):
                    if folder not in ready:
                        _make_folder(root, folder)
                        ready.add(folder)
            _move(below(staging, name), root, path)
        removed += remove(root, self.then)
        (staging / JOURNAL).unlink()
        return removed


def remove(root: Path, paths: tuple[str, ...]) -> int:
    """Remove those that are there, and the folders that this leaves empty."""
    removed = [path for path in sorted(paths) if is_file(root, path)]
    for path in removed:
        below(root, path).unlink()
    for folder in sorted({above for path in removed for above in parents(path)}, reverse=True):
        with suppress(OSError):  # not empty
            below(root, folder).rmdir()
    return len(removed)


def is_file(root: Path, path: str) -> bool:
    """Whether a file stands there, reached through no link."""
    above = (mode_of(below(root, folder)) or 0 for folder in parents(path))
    return all(map(stat.S_ISDIR, above)) and stat.S_ISREG(mode_of(below(root, path)) or 0)


def resume(root: Path, staging: Path) -> None:
    """End what a run which was killed had begun."""
    if steps := Steps.read(staging):
        steps.carry_out(root, staging)


def waiting_in(staging: Path) -> Iterator[tuple[str, Path | None]]:
    """Paths that a run has left undone, and where their bytes are; `None` where they go away."""
    with storage(staging):
        steps = Steps.read(staging)
    if steps:
        yield from ((path, None) for path in (*steps.first, *steps.then))
        for name, path in steps.written:
            place = below(staging, name)
            for item in _files_of(place):
                yield path + decoded(str(item).removeprefix(str(place))), item


def _files_of(place: Path) -> Iterator[Path]:
    """A file itself, or what is in a folder; whoever carries the steps out may take it away."""
    if not stat.S_ISDIR(mode_of(place) or 0):
        yield place
    for folder, _, names in os.walk(place):
        yield from (Path(folder, name) for name in names)


def _move(waiting: Path, root: Path, path: str) -> None:
    """Give what waits its place; into a folder that has come there meanwhile, piece by piece."""
    try:
        waiting.replace(below(root, path))
    except FileNotFoundError:
        if mode_of(waiting) is not None:  # else it was done before
            raise
    except NotADirectoryError:
        raise foreign(root, path) from None
    except OSError as error:
        if error.errno not in {EEXIST, ENOTEMPTY}:
            raise
        for item in sorted(waiting.iterdir()):
            _move(item, root, f"{path}/{decoded(item.name)}")


def _make_folder(root: Path, folder: str) -> None:
    """Make a folder whose parent is there, unless it is there; a link to one is none."""
    place = below(root, folder)
    with suppress(FileExistsError):
        place.mkdir()
        return
    if not stat.S_ISDIR(mode_of(place) or 0):
        raise foreign(root, folder)


def foreign(root: Path, path: str) -> StorageError:
    """What is said of something that is not ours, where something of ours has to be."""
    place = below(root, path)
    return StorageError(
        f"{place} is in the way, and is not ours to replace",
        "Move it away, or choose another folder.",
        path=place,
    )

"""The file system as our paths see it: UTF-8 names, no links followed, errors of our own."""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from io import BufferedReader
from pathlib import Path
from tempfile import gettempdir
from typing import Final

from chandlery.model.content import STAGING
from chandlery.ports.errors import StorageError

_PART: Final = 256 * 1024  # nearly every file is read with one call, and found to end with another
JOURNAL = "journal.json"  # in it; see `chandlery.ports.journal`


@contextmanager
def storage(place: Path) -> Iterator[None]:
    """Turn what the system raises into a `StorageError`."""
    try:
        yield
    except OSError as error:
        raise StorageError.of(error, place) from error


@contextmanager
def temporary() -> Iterator[None]:
    """Turn what the system raises over temporary files into a `StorageError`."""
    try:
        yield
    except OSError as error:
        folder = gettempdir()
        raise StorageError(
            f"{folder}, the folder of temporary files: {error.strerror}",
            "Free some space there, or name a folder on another disk in TMPDIR.",
            path=folder,
        ) from error


def decoded(name: str) -> str:
    """A name from the system as UTF-8 with stray bytes as surrogates, whatever the locale says."""
    return name if name.isascii() else os.fsencode(name).decode("utf-8", "surrogateescape")


def encoded(path: str) -> str:
    """The reverse of `decoded`: one of our paths as the system has it."""
    return path if path.isascii() else os.fsdecode(path.encode("utf-8", "surrogateescape"))


def below(root: Path, path: str) -> Path:
    """Where one of our paths lies on the disk."""
    return root / encoded(path)


def path_below(root: Path, place: Path) -> str:
    """The reverse of `below`."""
    return decoded(place.relative_to(root).as_posix())


def write_new(place: Path | str, data: bytes) -> None:
    """Write a file that is not there yet.

    Raises:
        OSError: it is there, or cannot be written.
    """
    # Buffers cost as much as small files do, and so does a `Path` that is there for this alone.
    with open(place, "xb", buffering=0) as file:  # noqa: PTH123
        left = memoryview(data)
        while left:
            left = left[file.write(left) :]


def mode_of(place: Path | str) -> int | None:
    """The mode of what stands at a place, a link's own for a link; `None` for nothing."""
    try:
        return os.lstat(place).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None


def _without_links(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW)


def open_file(place: Path) -> BufferedReader:
    """Open a file to read it.

    Raises:
        OSError: it cannot be opened, or is a link.
    """
    # `Path.open` takes no opener.
    return open(place, "rb", opener=_without_links)


def has_digest(place: Path | str, sha256: str, size: int) -> bool:
    """Whether a place holds a file of these very bytes."""
    try:
        descriptor = os.open(place, os.O_RDONLY | os.O_NOFOLLOW)
    except (FileNotFoundError, NotADirectoryError):
        return False
    try:
        if os.fstat(descriptor).st_size != size:
            return False
        digest = hashlib.sha256()
        while part := os.read(descriptor, _PART):
            digest.update(part)
        return digest.hexdigest() == sha256
    except IsADirectoryError:
        return False
    finally:
        os.close(descriptor)


@contextmanager
def staging_folder(root: Path, resume: Callable[[Path], object] = lambda _: None) -> Iterator[Path]:
    """A hidden folder in the root, ours alone as long as we hold the root's lock.

    It goes away at the end, unless a journal in it says that more is to be done.

    Args:
        resume: called with the folder that a run which was killed has left.
    """
    descriptor = os.open(root, os.O_RDONLY)
    try:
        _lock(descriptor, root)
        beside = root / STAGING
        if mode_of(beside) is not None:  # left by a run that was killed
            resume(beside)
            shutil.rmtree(beside)
        beside.mkdir()
        try:
            yield beside
        finally:
            if mode_of(beside / JOURNAL) is None:
                shutil.rmtree(beside, ignore_errors=True)
    finally:
        os.close(descriptor)


def _lock(descriptor: int, root: Path) -> None:
    try:
        flock(descriptor, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        raise StorageError(
            f"another run is writing to {root}", "Wait until it has ended.", path=root
        ) from None
    except OSError:  # a network file system without locks
        return

"""Bytes that wait on disk until they are published, so that memory does not grow with them."""

import hashlib
import os
import select
import struct
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from tempfile import TemporaryFile
from threading import local
from typing import IO, Any, Final
from weakref import WeakValueDictionary, finalize

from chandlery.model.content import PublishedFile
from chandlery.ports.disk import temporary
from chandlery.ports.errors import StorageError

_END: Final = struct.Struct("q")
# A thread takes room for so many bytes at once; what it leaves of them takes none on the disk.
_AT_ONCE: Final = 1024 * 1024
# Seconds; whoever takes the end of the file gives it back in less than a thousandth of one, unless
# the system ends it meanwhile.
_PATIENCE: Final = 60
_numbers: Final = count()


class Spool:
    """A file without a name, which is gone with the last of what is kept in it.

    Threads may share it, and so may processes that are forked from the one that made it: what is
    kept in a fork can be read wherever it is sent to among them.  All methods raise
    `StorageError` where the folder of temporary files does not take it, and where one of these
    processes was ended while all others waited for it.
    """

    def __init__(self) -> None:
        with temporary():
            self._file: IO[bytes] = TemporaryFile(prefix="chandlery-", buffering=0)  # noqa: SIM115 - stays open
            # Holds where the file ends, and is empty while somebody moves that.
            self._taken, self._given = os.pipe()
        os.set_blocking(self._taken, False)
        finalize(self, _close, self._file, self._taken, self._given)
        os.write(self._given, _END.pack(0))
        self._rooms = local()
        self._name = (os.getpid(), next(_numbers))  # no process has the number of one that lives
        _spools[self._name] = self

    def __reduce__(self) -> tuple[Any, ...]:
        return _there, (self._name,)

    def keep(self, path: str, data: bytes) -> PublishedFile:
        """Keep bytes for a path."""
        size = len(data)
        start = self._place(size)
        with temporary():
            left = memoryview(data)
            while left:
                left = left[os.pwrite(self._file.fileno(), left, start + size - len(left)) :]
        return PublishedFile(path, hashlib.sha256(data).hexdigest(), size, _Kept(self, start, size))

    def _place(self, size: int) -> int:
        """Where so many bytes go, and nobody else's."""
        # A fork has the room of the thread that it was forked from, and must not use it.
        owner, start, end = getattr(self._rooms, "room", (0, 0, 0))
        if owner != os.getpid() or end - start < size:
            start, end = self._room(max(size, _AT_ONCE))
        self._rooms.room = os.getpid(), start + size, end
        return int(start)

    def _room(self, size: int) -> tuple[int, int]:
        """Where room for so many bytes begins and ends that is this thread's alone."""
        start = self._end()
        os.write(self._given, _END.pack(start + size))
        return start, start + size

    def read(self, start: int, size: int) -> bytes:
        """Bytes that were kept."""
        with temporary():
            data = os.pread(self._file.fileno(), size, start)
        if len(data) != size:
            raise StorageError("the temporary file was cut short")
        return data

    def _end(self) -> int:
        """Take where the file ends out of the pipe; to give it back is the next that is done."""
        while True:
            with suppress(BlockingIOError):  # somebody else has it, or was faster
                return int(*_END.unpack(os.read(self._taken, _END.size)))
            back = select.poll()
            back.register(self._taken, select.POLLIN)
            if not back.poll(_PATIENCE * 1000):
                hint = "Build again, with fewer --jobs where memory is short."
                raise StorageError("a process was ended while it put something on disk", hint)


_spools: Final[WeakValueDictionary[tuple[int, int], Spool]] = WeakValueDictionary()


@dataclass(frozen=True, slots=True)
class _Kept:
    """How to read what was kept."""

    spool: Spool
    start: int
    size: int

    def __reduce__(self) -> tuple[Any, ...]:
        return _Kept, (self.spool, self.start, self.size)

    def __call__(self) -> bytes:
        return self.spool.read(self.start, self.size)


def _there(name: tuple[int, int]) -> Spool:
    """The spool that another process, with the same one open, has sent something of."""
    spool = _spools.get(name)
    if spool is None:
        raise RuntimeError("what was kept is in the temporary file of another process")
    return spool


def _close(file: IO[bytes], *pipe: int) -> None:
    for end in pipe:
        os.close(end)
    with suppress(OSError):  # what nobody has asked for, on a disk that is full
        file.close()

"""Bytes that wait on disk until they are published, so that memory does not grow with them."""

import hashlib
import os
from contextlib import suppress
from functools import partial
from tempfile import TemporaryFile
from typing import IO
from weakref import finalize

from chandlery.model.content import PublishedFile
from chandlery.ports.disk import temporary
from chandlery.ports.errors import StorageError


class Spool:
    """A file without a name, which is gone with the last of what is kept in it.

    All methods raise `StorageError` where the folder of temporary files does not take it.
    """

    def __init__(self) -> None:
        with temporary():
            self._file: IO[bytes] = TemporaryFile(prefix="chandlery-")  # noqa: SIM115 - stays open
        self._end = self._flushed = 0
        finalize(self, _close, self._file)

    def keep(self, path: str, data: bytes) -> PublishedFile:
        """Keep bytes for a path."""
        start = self._end
        with temporary():
            self._file.write(data)
        self._end = start + len(data)
        read = partial(self._read, start, len(data))
        return PublishedFile(path, hashlib.sha256(data).hexdigest(), len(data), read)

    def _read(self, start: int, size: int) -> bytes:
        """Any number of threads may read."""
        if start + size > self._flushed:
            end = self._end  # more may be kept meanwhile
            with temporary():
                self._file.flush()
            self._flushed = end
        data = os.pread(self._file.fileno(), size, start)
        if len(data) != size:
            raise StorageError("the temporary file was cut short")
        return data


def _close(file: IO[bytes]) -> None:
    with suppress(OSError):  # what nobody has asked for, on a disk that is full
        file.close()

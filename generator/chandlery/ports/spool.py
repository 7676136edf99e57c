"""Bytes that wait on disk until they are published, so that memory does not grow with them."""

import hashlib
import os
from functools import partial
from tempfile import TemporaryFile
from typing import IO
from weakref import finalize

from chandlery.model.content import PublishedFile
from chandlery.ports.errors import StorageError


class Spool:
    """A file without a name, which is gone with the last of what is kept in it."""

    def __init__(self) -> None:
        self._file: IO[bytes] = TemporaryFile(prefix="chandlery-")  # noqa: SIM115 - it stays open
        self._end = self._flushed = 0
        finalize(self, self._file.close)

    def keep(self, path: str, data: bytes) -> PublishedFile:
        """Keep bytes for a path.

        Raises:
            OSError: the disk is full.
        """
        start = self._end
        self._file.write(data)
        self._end = start + len(data)
        read = partial(self._read, start, len(data))
        return PublishedFile(path, hashlib.sha256(data).hexdigest(), len(data), read)

    def _read(self, start: int, size: int) -> bytes:
        """Any number of threads may read."""
        if start + size > self._flushed:
            end = self._end  # more may be kept meanwhile
            self._file.flush()
            self._flushed = end
        data = os.pread(self._file.fileno(), size, start)
        if len(data) != size:
            raise StorageError("the temporary file was cut short")
        return data

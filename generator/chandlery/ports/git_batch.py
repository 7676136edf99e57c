"""Git objects by their ids, through one ``git cat-file --batch`` that is asked for many at once."""

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path
from threading import Lock
from typing import IO, Final

from chandlery.ports.git_process import begun

# An empty pipe takes so much, whatever the system: who asks never waits for Git to read a
# question while Git waits for its answers to be read.
_QUESTION: Final = 4096
# Files are asked for by one stage after the other, and are often those of the release before: so
# much has all that a build looks at together, if that is a share of a catalog.
_KEPT: Final = 24 * 1024 * 1024
_LONG: Final = 1024 * 1024


class ObjectReader:
    """One ``git cat-file --batch``, started at the first question and again after a failure.

    What was read is kept in mind up to some bytes, the longest asked for forgotten first.  Threads
    take turns.  A forked process starts a ``git`` of its own, since two that read from one pipe
    would get each other's answers.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: dict[bytes, bytes] = {}
        self._kept_bytes = 0
        self._begin()

    def _begin(self) -> None:
        self._owner = os.getpid()
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, object_id: bytes, ahead: Iterable[bytes] = ()) -> bytes | None:
        """The bytes of a blob, or `None` if Git cannot give them.

        Args:
            object_id: of the blob.
            ahead: others that will be asked for next; gone through only where Git is asked, and
                no further than one question goes.

        Raises:
            GitError: ``git`` cannot be started.
        """
        if self._owner != os.getpid():
            self._parents = self._process  # kept, so that nothing of it is closed here
            self._begin()
        with self._lock:
            data = self._kept.pop(object_id, None)
            if data is None:
                return self._read(self._batch(object_id, ahead))
            self._kept[object_id] = data  # as the last that was asked for
            return data

    def _batch(self, object_id: bytes, ahead: Iterable[bytes]) -> list[bytes]:
        """What to ask for in one question; the same is asked for once."""
        most = _QUESTION // (len(object_id) + 1)
        batch = {object_id: None}
        for other in ahead:
            if other not in self._kept:
                batch[other] = None
                if len(batch) == most:
                    break
        return [*batch]

    def _read(self, batch: list[bytes]) -> bytes | None:
        """The first of a batch; the others are kept in mind."""
        if self._process is None:
            self._process = begun(self._folder, "cat-file", "--batch")
        question, answer = self._process.stdin, self._process.stdout
        if question is None or answer is None:
            raise RuntimeError("the process was started without pipes")
        first = data = None
        try:
            question.write(b"\n".join((*batch, b"")))
            question.flush()
            for object_id in batch:
                data = _answer(answer, object_id)
                if data is None:
                    break
                if first is None:
                    first = data
                self._keep(object_id, data)
        except OSError:  # the process is gone
            data = None
        finally:
            if data is None:  # half an answer may be left in the pipe
                self._end()
        return first

    def _keep(self, object_id: bytes, data: bytes) -> None:
        if len(data) > _LONG:
            return
        self._kept[object_id] = data
        self._kept_bytes += len(data)
        while self._kept_bytes > _KEPT:
            self._kept_bytes -= len(self._kept.pop(next(iter(self._kept))))

    def close(self) -> None:
        """End the process, unless it is that of the process that we were forked from."""
        self._kept.clear()
        if self._owner == os.getpid():
            with self._lock:
                self._end()

    def _end(self) -> None:
        if self._process is not None:
            # It only reads, and the end of its input may be held open by a forked process.
            self._process.kill()
            self._process.communicate()
            self._process = None


def _answer(stream: IO[bytes], object_id: bytes) -> bytes | None:
    header = stream.readline().split()
    if len(header) != 3 or header[:2] != [object_id, b"blob"]:
        return None
    size = int(header[2])
    data = stream.read(size + 1)  # a line feed follows
    return data[:-1] if len(data) == size + 1 else None

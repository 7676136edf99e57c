"""Downloads that have begun: what is there of them survives a cut connection and a killed run."""

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, flock
from io import BufferedRandom
from pathlib import Path

_STRONG_TAG = re.compile(r'"[\x21\x23-\x7e]{1,200}"')  # RFC 9110, section 8.8.3


class Part:
    """What has come so far, and the ETag that it came under."""

    def __init__(self, stream: BufferedRandom, path: Path) -> None:
        self._stream = stream
        self._path = path
        self._tag = path.with_suffix(".etag")

    def begin(self, size: int) -> tuple[int, "hashlib._Hash", str]:
        """What is there to go on from: its size, its digest so far, its ETag."""
        tag = ""
        with suppress(OSError, ValueError):
            tag = self._tag.read_text("ascii")
        length = self._stream.seek(0, os.SEEK_END)
        if not (0 < length < size and _STRONG_TAG.fullmatch(tag)):
            self.discard()
            return 0, hashlib.sha256(), ""
        digest = hashlib.sha256()
        self._stream.seek(0)
        while data := self._stream.read(1024 * 1024):
            digest.update(data)
        return length, digest, tag

    def label(self, tag: str | None) -> None:
        """Note the ETag of what comes now; a weak one does not stand for bytes."""
        if tag and _STRONG_TAG.fullmatch(tag):
            self._tag.write_text(tag, "ascii")

    def write(self, data: bytes) -> None:
        """Add what came."""
        self._stream.write(data)

    def discard(self) -> None:
        """Begin anew."""
        self._stream.seek(0)
        self._stream.truncate()
        self._tag.unlink(missing_ok=True)

    def finish(self, place: Path) -> None:
        """Give the file its place."""
        self._stream.flush()
        self._path.replace(place)
        self._tag.unlink(missing_ok=True)

    def leave(self) -> None:
        """Keep what can be gone on from, and nothing else."""
        self._stream.flush()
        if self._is_current() and (not self._tag.exists() or not self._path.stat().st_size):
            self._path.unlink()
            self._tag.unlink(missing_ok=True)

    def claim(self) -> bool:
        """Wait until nobody else writes it; whether it still lies at its path then."""
        with suppress(OSError):  # a network file system without locks
            flock(self._stream, LOCK_EX)
        return self._is_current()

    def _is_current(self) -> bool:
        try:
            return os.path.samestat(os.fstat(self._stream.fileno()), self._path.stat())
        except FileNotFoundError:
            return False


@contextmanager
def unfinished(place: Path) -> Iterator[Part]:
    """The unfinished download of a place, ours alone."""
    path = place.with_suffix(".part")
    while True:
        with path.open("a+b") as stream:
            part = Part(stream, path)
            if part.claim():
                try:
                    yield part
                finally:
                    part.leave()
                return

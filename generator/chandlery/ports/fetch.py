"""Artifacts kept elsewhere: fetched once, within limits, into a cache by digest.

What an address gives is bounded by the pinned size and judged by the pinned digest; nothing else
ever gets a place in the cache (design §2).
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from chandlery.ports.answers import HEADERS, PIECE, Address, declared
from chandlery.ports.connections import FetchLimits, Watch
from chandlery.ports.disk import open_file, storage
from chandlery.ports.errors import (
    DigestMismatch,
    Offline,
    StorageError,
    TooLarge,
)
from chandlery.ports.partial import Part, unfinished
from chandlery.ports.progress import QUIET, Progress

__all__ = ["DEFAULT_LIMITS", "FetchLimits", "Fetcher"]

_SHA256 = re.compile(r"[0-9a-f]{64}")
_RANGE = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(?:\d{1,15}|\*)")


DEFAULT_LIMITS = FetchLimits()


class Fetcher:
    """Fetches files by address and digest.  Threads and processes may share a cache."""

    def __init__(
        self,
        cache: Path,
        limits: FetchLimits = DEFAULT_LIMITS,
        *,
        offline: bool = False,
        progress: Progress = QUIET,
    ) -> None:
        self._cache = cache
        self._limits = limits
        self._offline = offline
        self._progress = progress

    def __getstate__(self) -> dict[str, Any]:
        """Travel to another process, where nobody looks at the progress."""
        return self.__dict__ | {"_progress": QUIET}

    def fetch(self, url: str, *, sha256: str, size: int) -> bytes:
        """The bytes with this digest, from the cache or, once, from the address.

        Args:
            url: https; http for a loopback address (see `ports.connections.Route`).
            sha256: in hexadecimal.
            size: bytes; not one more is kept.

        Raises:
            Offline: the cache lacks it, and the network may not be asked.
            FetchError: it cannot be had (`NotFound`, `TooLarge`, `TimedOut`, `Unreachable`,
                `Refused`), or is not what was pinned (`DigestMismatch`).
            StorageError: the cache cannot be read or written.
        """
        if not _SHA256.fullmatch(sha256):
            raise ValueError(f"not a SHA-256: {sha256!r}")
        place = self._cache / "sha256" / sha256[:2] / sha256
        with storage(place):
            data = _cached(place, sha256, size)
            if data is None:
                self._require_network(url)
                self._download(_Pin(url, sha256, size), place)
                data = _cached(place, sha256, size)
        if data is None:
            raise StorageError(
                f"{place} lost its bytes at once",
                "Check the disk, and remove the cache.",
                path=place,
            )
        return data

    def keep(self, url: str, *, sha256: str, size: int) -> Path:
        """Have the file with this digest in the cache, asking the address anew; where it lies.

        Raises:
            FetchError, StorageError: as `fetch`.
        """
        place = self._cache / "sha256" / sha256[:2] / sha256
        with storage(place):
            place.unlink(missing_ok=True)
            self._require_network(url)
            self._download(_Pin(url, sha256, size), place)
        return place

    def _require_network(self, url: str) -> None:
        if self._offline:
            raise Offline(
                f"{url} is not in the cache, and the network may not be asked",
                "Run once without `--offline`.",
                url=url,
            )

    def _download(self, pin: "_Pin", place: Path) -> None:
        place.parent.mkdir(parents=True, exist_ok=True)
        with unfinished(place) as part:
            if _cached(place, pin.sha256, pin.size) is None:  # nobody else was at it
                self._progress.step(f"fetching {pin.url}")
                with Watch(self._limits.total) as watch:
                    _Download(pin, part, watch, self._limits).run()
                part.finish(place)


def _cached(place: Path, sha256: str, size: int) -> bytes | None:
    """The bytes in the cache, if they are the right ones; it is not trusted either."""
    try:
        with open_file(place) as stream:
            data = stream.read(size + 1)
    except FileNotFoundError:
        return None
    good = len(data) == size and hashlib.sha256(data).hexdigest() == sha256
    return data if good else None


@dataclass(frozen=True, slots=True)
class _Pin:
    url: str
    sha256: str
    size: int


class _Download:
    """One file from one address, in as many tries as it takes."""

    def __init__(self, pin: _Pin, part: Part, watch: Watch, limits: FetchLimits) -> None:
        self._url = pin.url
        self._sha256 = pin.sha256
        self._size = pin.size
        self._part = part
        self._watch = watch
        self._address = Address(pin.url, watch, limits)
        self._resumed = False

    def run(self) -> None:
        # A mismatch may be of two halves of different files.
        self._address.tried(
            self._try, lambda error: isinstance(error, DigestMismatch) and self._resumed
        )

    def _try(self) -> None:
        have, digest, tag = self._part.begin(self._size)
        headers = {**HEADERS}
        if have:
            headers |= {"Range": f"bytes={have}-", "If-Range": tag}
        with self._address.answer(headers) as answer:
            self._check_status(answer, have)
            self._resumed = answer.status_code == requests.codes.partial_content
            if not self._resumed:
                self._part.discard()
                have, digest = 0, hashlib.sha256()
                self._part.label(answer.headers.get("ETag"))
            self._check_form(answer, have)
            self._copy(answer, have, digest)
        if digest.hexdigest() != self._sha256:
            self._part.discard()
            raise self._mismatch("has other bytes than were pinned", digest.hexdigest())

    def _check_status(self, answer: requests.Response, have: int) -> None:
        self._address.check_there(answer)
        status = answer.status_code
        if have and status in {206, 416}:
            part = _RANGE.fullmatch(answer.headers.get("Content-Range", ""))
            if status == 206 and part and (int(part[1]), int(part[2])) == (have, self._size - 1):
                return
            self._part.discard()
            raise self._address.unreachable("it gave another part than was asked for", status)
        if status != 200:
            raise self._address.unreachable(f"the server says {status}", status)

    def _check_form(self, answer: requests.Response, have: int) -> None:
        """See what the headers say about the body, before any of it is read."""
        self._address.check_coding(answer)
        length = declared(answer)
        if length is not None and have + length > self._size:
            raise self._too_large(f"is {have + length} bytes long")
        if length is not None and have + length < self._size:
            raise self._mismatch(f"is {have + length} bytes long, not {self._size}")

    def _copy(self, answer: requests.Response, have: int, digest: "hashlib._Hash") -> None:
        # `read`, not `stream`: the standard library bounds the lines between chunks.
        while data := answer.raw.read(PIECE, decode_content=False):
            have += len(data)
            if have > self._size:
                raise self._too_large(f"is longer than {self._size} bytes")
            digest.update(data)
            self._part.write(data)
        if have < self._size:
            if self._watch.over or declared(answer) is not None:
                broken = f"it broke off after {have} of {self._size} bytes"
                raise self._address.unreachable(broken)
            raise self._mismatch(f"is {have} bytes long, not {self._size}")

    def _too_large(self, fact: str) -> TooLarge:
        self._part.discard()
        return TooLarge(
            f"{self._url} {fact}; {self._size} were pinned",
            "Find out why the file changed; a changed file is a new release.",
            url=self._url,
            limit=self._size,
        )

    def _mismatch(self, fact: str, actual: str = "") -> DigestMismatch:
        self._part.discard()
        return DigestMismatch(
            f"{self._url} {fact}",
            "Find out why the file changed; a changed file is a new release.",
            url=self._url,
            expected=self._sha256,
            actual=actual,
        )

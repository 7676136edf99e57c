"""Artifacts kept elsewhere: fetched once, within limits, into a cache by digest.

What an address gives is bounded by the pinned size and judged by the pinned digest; nothing else
ever gets a place in the cache (design §2).
"""

import hashlib
import re
from pathlib import Path
from typing import Any

from chandlery.ports.disk import open_file, storage
from chandlery.ports.errors import Offline, StorageError
from chandlery.ports.limits import FetchLimits
from chandlery.ports.partial import unfinished
from chandlery.ports.progress import QUIET, Progress

_SHA256 = re.compile(r"[0-9a-f]{64}")

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
                self._download(url, sha256, size, place)
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
            self._download(url, sha256, size, place)
        return place

    def _require_network(self, url: str) -> None:
        if self._offline:
            raise Offline(
                f"{url} is not in the cache, and the network may not be asked",
                "Run once without `--offline`.",
                url=url,
            )

    def _download(self, url: str, sha256: str, size: int, place: Path) -> None:
        from chandlery.ports.download import Pin, download  # noqa: PLC0415 - few catalogs need it

        place.parent.mkdir(parents=True, exist_ok=True)
        with unfinished(place) as part:
            if _cached(place, sha256, size) is None:  # nobody else was at it
                self._progress.step(f"fetching {url}")
                download(Pin(url, sha256, size), part, self._limits)
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

"""Artifacts kept elsewhere: fetched once, within limits, into a cache by digest.

What an address gives is bounded by the pinned size and judged by the pinned digest; nothing else
ever gets a place in the cache (design §2).
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests
import urllib3
from urllib3.util import Retry

from chandlery import __version__
from chandlery.ports.connections import FetchLimits, Route, Watch
from chandlery.ports.disk import open_file, storage
from chandlery.ports.errors import (
    DigestMismatch,
    FetchError,
    NotFound,
    Offline,
    Refused,
    StorageError,
    TimedOut,
    TooLarge,
    Unreachable,
)
from chandlery.ports.partial import Part, unfinished
from chandlery.ports.progress import QUIET, Progress

__all__ = ["DEFAULT_LIMITS", "FetchLimits", "Fetcher"]

_PIECE = 16 * 1024  # what a cut connection may cost
# Worth another try.  0: there was no answer; 206, 416: not the part that was asked for.
_PASSING = {0, 206, 408, 416, 429, 500, 502, 503, 504}
_GONE = {404, 410}
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
        self._limits = limits
        self._resumed = False

    def run(self) -> None:
        policy = Retry(
            total=self._limits.retries, backoff_factor=self._limits.backoff, backoff_max=30
        )
        while True:
            try:
                return self._try()
            except FetchError as error:
                if self._watch.over:
                    raise self._timed_out(f"{self._watch.seconds:g} seconds in all") from error
                if not self._may_pass(error):
                    raise
                try:
                    policy = policy.increment("GET", self._url)
                except urllib3.exceptions.MaxRetryError:
                    raise error from None
            self._watch.wait(policy.get_backoff_time())

    def _may_pass(self, error: FetchError) -> bool:
        match error:
            case Unreachable():
                return error.status in _PASSING
            case DigestMismatch():  # of two halves of different files, perhaps
                return self._resumed
            case _:
                return isinstance(error, TimedOut)

    def _try(self) -> None:
        have, digest, tag = self._part.begin(self._size)
        headers = {
            "Accept": "*/*",
            "Accept-Encoding": "identity",
            "User-Agent": f"chandlery/{__version__}",
        }
        if have:
            headers |= {"Range": f"bytes={have}-", "If-Range": tag}
        with self._answer(headers) as answer:
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

    @contextmanager
    def _answer(self, headers: dict[str, str]) -> Iterator[requests.Response]:
        """Ask, and say in our own words what goes wrong until the answer has been read."""
        try:
            with Route(self._url).follow(headers, self._watch, self._limits) as answer:
                yield answer
        except (requests.Timeout, urllib3.exceptions.TimeoutError) as error:
            slow = "connect" if isinstance(error, requests.ConnectTimeout) else "read"
            seconds = getattr(self._limits, slow)
            raise self._timed_out(f"{seconds:g} seconds without a byte") from error
        except (requests.RequestException, urllib3.exceptions.HTTPError, ValueError) as error:
            raise self._unreachable(_innermost(error)) from error

    def _check_status(self, answer: requests.Response, have: int) -> None:
        status = answer.status_code
        if status in _GONE:
            raise NotFound(
                f"{self._url} is not there: the server says {status}",
                "Check the address.",
                url=self._url,
            )
        if have and status in {206, 416}:
            part = _RANGE.fullmatch(answer.headers.get("Content-Range", ""))
            if status == 206 and part and (int(part[1]), int(part[2])) == (have, self._size - 1):
                return
            self._part.discard()
            raise self._unreachable("it gave another part than was asked for", status)
        if status != 200:
            raise self._unreachable(f"the server says {status}", status)

    def _check_form(self, answer: requests.Response, have: int) -> None:
        """See what the headers say about the body, before any of it is read."""
        coding = answer.headers.get("Content-Encoding", "identity")
        if coding.lower() != "identity":
            raise Refused(
                f"{self._url} comes encoded as {coding!r}, though it was asked for as it is",
                "Serve the file without a Content-Encoding.",
                url=self._url,
            )
        length = _declared(answer)
        if length is not None and have + length > self._size:
            raise self._too_large(f"is {have + length} bytes long")
        if length is not None and have + length < self._size:
            raise self._mismatch(f"is {have + length} bytes long, not {self._size}")

    def _copy(self, answer: requests.Response, have: int, digest: "hashlib._Hash") -> None:
        # `read`, not `stream`: the standard library bounds the lines between chunks.
        while data := answer.raw.read(_PIECE, decode_content=False):
            have += len(data)
            if have > self._size:
                raise self._too_large(f"is longer than {self._size} bytes")
            digest.update(data)
            self._part.write(data)
        if have < self._size:
            if self._watch.over or _declared(answer) is not None:
                raise self._unreachable(f"it broke off after {have} of {self._size} bytes")
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

    def _timed_out(self, fact: str) -> TimedOut:
        return TimedOut(f"{self._url} is too slow: {fact}", "Try again later.", url=self._url)

    def _unreachable(self, fact: str, status: int = 0) -> Unreachable:
        return Unreachable(
            f"{self._url} cannot be fetched: {fact}",
            "Check the address and the network, and try again.",
            url=self._url,
            status=status,
        )


def _declared(answer: requests.Response) -> int | None:
    length = answer.headers.get("Content-Length", "")
    chunked = "Transfer-Encoding" in answer.headers
    return int(length) if re.fullmatch(r"[0-9]{1,15}", length) and not chunked else None


def _innermost(error: BaseException) -> str:
    """What the system said, out of the wrappings of two libraries."""
    while inner := error.__cause__ or error.__context__:
        error = inner
    return getattr(error, "strerror", None) or str(error) or type(error).__name__

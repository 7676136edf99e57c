"""One file from an address that nobody vouches for, into a part of a file that may have begun."""

import hashlib
import re
from dataclasses import dataclass

import requests

from chandlery.ports.answers import HEADERS, PIECE, Address, declared
from chandlery.ports.connections import Watch
from chandlery.ports.errors import DigestMismatch, TooLarge
from chandlery.ports.limits import FetchLimits
from chandlery.ports.partial import Part

_RANGE = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(?:\d{1,15}|\*)")


@dataclass(frozen=True, slots=True)
class Pin:
    """What is fetched."""

    url: str
    sha256: str
    size: int


def download(pin: Pin, part: Part, limits: FetchLimits) -> None:
    """Have all of a file in its part.

    Raises:
        FetchError: as `ports.fetch.Fetcher.fetch`.
    """
    with Watch(limits.total) as watch:
        _Download(pin, part, watch, limits).run()


class _Download:
    """One file from one address, in as many tries as it takes."""

    def __init__(self, pin: Pin, part: Part, watch: Watch, limits: FetchLimits) -> None:
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

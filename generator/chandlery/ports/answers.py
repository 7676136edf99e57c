"""What servers answer, and what goes wrong with it, in our own words."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

import requests
import urllib3
from urllib3.util import Retry

from chandlery import __version__
from chandlery.ports.connections import Route, Watch
from chandlery.ports.errors import FetchError, NotFound, Refused, TimedOut, Unreachable
from chandlery.ports.limits import FetchLimits

T = TypeVar("T")

# Worth another try.  0: there was no answer; 206, 416: not the part that was asked for.
_PASSING: Final = {0, 206, 408, 416, 429, 500, 502, 503, 504}
_GONE: Final = {404, 410}
PIECE: Final = 16 * 1024  # what a cut connection may cost
HEADERS: Final = {
    "Accept": "*/*",
    "Accept-Encoding": "identity",
    "User-Agent": f"chandlery/{__version__}",
}


class Address:
    """One address that is asked within limits, in as many tries as it takes."""

    def __init__(self, url: str, watch: Watch, limits: FetchLimits) -> None:
        self.url = url
        self._watch = watch
        self._limits = limits

    def tried(self, attempt: Callable[[], T], may_pass: Callable[[FetchError], bool]) -> T:
        """What an attempt comes to, made again after what may pass.

        Raises:
            FetchError: the last attempt's.
        """
        policy = Retry(
            total=self._limits.retries, backoff_factor=self._limits.backoff, backoff_max=30
        )
        while True:
            try:
                return attempt()
            except FetchError as error:
                if self._watch.over:
                    raise self.timed_out(f"{self._watch.seconds:g} seconds in all") from error
                if not (passing(error) or may_pass(error)):
                    raise
                try:
                    policy = policy.increment("GET", self.url)
                except urllib3.exceptions.MaxRetryError:
                    raise error from None
            self._watch.wait(policy.get_backoff_time())

    @contextmanager
    def answer(self, headers: dict[str, str]) -> Iterator[requests.Response]:
        """Ask, and say in our own words what goes wrong until the answer has been read."""
        try:
            with Route(self.url).follow(headers, self._watch, self._limits) as answer:
                yield answer
        except (requests.Timeout, urllib3.exceptions.TimeoutError) as error:
            slow = "connect" if isinstance(error, requests.ConnectTimeout) else "read"
            seconds = getattr(self._limits, slow)
            raise self.timed_out(f"{seconds:g} seconds without a byte") from error
        except (requests.RequestException, urllib3.exceptions.HTTPError, ValueError) as error:
            raise self.unreachable(_innermost(error)) from error

    def check_there(self, answer: requests.Response) -> None:
        """See that the server has something at the address.

        Raises:
            NotFound: it has nothing.
        """
        status = answer.status_code
        if status in _GONE:
            raise NotFound(
                f"{self.url} is not there: the server says {status}",
                "Check the address.",
                url=self.url,
            )

    def check_coding(self, answer: requests.Response) -> None:
        """See that the body comes as it is.

        Raises:
            Refused: it comes encoded.
        """
        coding = answer.headers.get("Content-Encoding", "identity")
        if coding.lower() != "identity":
            raise Refused(
                f"{self.url} comes encoded as {coding!r}, though it was asked for as it is",
                "Serve the file without a Content-Encoding.",
                url=self.url,
            )

    def timed_out(self, fact: str) -> TimedOut:
        """That the server is too slow."""
        return TimedOut(f"{self.url} is too slow: {fact}", "Try again later.", url=self.url)

    def unreachable(self, fact: str, status: int = 0) -> Unreachable:
        """That there was no answer, or none that can be used."""
        return Unreachable(
            f"{self.url} cannot be fetched: {fact}",
            "Check the address and the network, and try again.",
            url=self.url,
            status=status,
        )


def passing(error: FetchError) -> bool:
    """Whether an error is worth another try."""
    if isinstance(error, Unreachable):
        return error.status in _PASSING
    return isinstance(error, TimedOut)


def declared(answer: requests.Response) -> int | None:
    """How many bytes a server says that it sends."""
    length = answer.headers.get("Content-Length", "")
    chunked = "Transfer-Encoding" in answer.headers
    return int(length) if re.fullmatch(r"[0-9]{1,15}", length) and not chunked else None


def _innermost(error: BaseException) -> str:
    """What the system said, out of the wrappings of two libraries."""
    while inner := error.__cause__ or error.__context__:
        error = inner
    return getattr(error, "strerror", None) or str(error) or type(error).__name__

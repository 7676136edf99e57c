"""Asking many addresses at once: every host in its turn, none of them held up by another."""

import tempfile
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Generic, TypeVar
from urllib.parse import urlsplit

from chandlery.ports.fetch import Fetcher
from chandlery.ports.limits import FetchLimits

T = TypeVar("T")
A = TypeVar("A")

# A host that failed so often, one time after the other, is left in peace.
_PATIENCE: Final = 3


def rehashed(url: str, *, sha256: str, size: int, limits: FetchLimits) -> None:
    """Fetch a file anew and hold it against its digest; nothing of it is kept.

    Raises:
        FetchError: as `Fetcher.fetch`.
        StorageError: there is no room for it.
    """
    with tempfile.TemporaryDirectory(prefix="chandlery-") as folder:
        Fetcher(Path(folder), limits).keep(url, sha256=sha256, size=size)


def host_of(url: str) -> str:
    """The host of an address, with its port."""
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:  # brackets that do not match
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounds(Generic[T, A]):
    """How many things are asked for, each of its host.

    A host is asked for one thing at a time.  One that fails again and again is asked no more, and
    the rest of what it has is given up.

    Attributes:
        host: whom an item is asked of.
        ask: what is done with an item.
        failed: whether an answer speaks against its host.
        given_up: the answer to what is not asked any more.
        jobs: how many hosts are asked at a time.
    """

    host: Callable[[T], str]
    ask: Callable[[T], A]
    failed: Callable[[A], bool]
    given_up: A
    jobs: int

    def answers(self, items: Iterable[T]) -> Iterator[tuple[T, A]]:
        """Every item with its answer, as they come."""
        waiting: dict[str, deque[T]] = defaultdict(deque)
        for item in items:
            waiting[self.host(item)].append(item)
        failures = Counter[str]()
        executor = ThreadPoolExecutor(self.jobs)

        def begin(name: str) -> tuple[Future[A], tuple[str, T]]:
            item = waiting[name].popleft()
            return executor.submit(self.ask, item), (name, item)

        try:
            running = dict(map(begin, waiting))
            while running:
                for done in wait(running, return_when=FIRST_COMPLETED).done:
                    name, item = running.pop(done)
                    answer = done.result()
                    failures[name] = failures[name] + 1 if self.failed(answer) else 0
                    if failures[name] >= _PATIENCE:
                        yield from ((left, self.given_up) for left in waiting[name])
                    elif waiting[name]:
                        running.update([begin(name)])
                    yield item, answer
        finally:
            executor.shutdown(wait=False, cancel_futures=True)

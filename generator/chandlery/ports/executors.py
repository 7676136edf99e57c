"""Work done by other processes, of this machine or of a Dask cluster, as if `map` did it.

What is sent is pickled here, in a few releases at a time, and so is what comes back: a worker that
raises sends words.  Whatever else an executor raises is the executor's own trouble.
"""

import logging
import multiprocessing
import pickle
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeVar

from chandlery import __version__
from chandlery.errors import ChandleryError, ChandleryWorldError
from chandlery.quoting import escaped

A = TypeVar("A")
B = TypeVar("B")

_AT_A_TIME: Final = 8  # items that are sent together, of so many bytes that they need no more
_ENOUGH: Final = 4 * 1024 * 1024
_AHEAD: Final = 2  # times the workers: what is under way, and may be in memory
_PATIENCE: Final = 5  # seconds between two looks whether anybody is still there
_LOOKS: Final = 12  # in a row that find nobody: whoever was killed is back by then
_TO_CONNECT: Final = 10  # seconds


class ExecutorLost(ChandleryWorldError):  # noqa: N818 - it reads as what happened
    """Those who do the work cannot be reached, or are gone."""


@dataclass(frozen=True, slots=True)
class _Failed:
    """What became of work that raised: the error, where it is one of ours, and the trace."""

    error: ChandleryError | None
    trace: str


class _Spread:
    """An executor, as the pipeline knows it: results in the order of the items."""

    def __init__(self, executor: Executor, at_once: int, look: Callable[[], int]) -> None:
        """Spread over an executor.

        Args:
            at_once: how much to send before anything has come back.
            look: asked now and then how many are at work; raises where nobody will be again.
        """
        self._executor = executor
        self._at_once = at_once
        self._look = look

    def __call__(self, function: Callable[[A], B], items: Iterable[A], /) -> Iterator[B]:
        waiting: deque[Future[Any]] = deque()
        try:
            for chunk in _chunks(items):
                waiting.append(self._submit(pickle.dumps(function), chunk))
                if len(waiting) >= self._at_once:
                    yield from self._results(waiting.popleft())
            while waiting:
                yield from self._results(waiting.popleft())
        finally:
            for future in waiting:
                future.cancel()

    def _submit(self, function: bytes, chunk: list[bytes]) -> "Future[Any]":
        with _its_own_trouble():
            return self._executor.submit(_work, __version__, function, chunk)

    def _results(self, future: "Future[Any]") -> Iterator[Any]:
        with _its_own_trouble():
            done = self._waited_for(future)
        if not isinstance(done, _Failed):
            yield from done
        elif done.error is not None:
            raise done.error
        else:
            raise RuntimeError(f"a worker failed\n{done.trace}")

    def _waited_for(self, future: "Future[Any]") -> Any:
        for _ in range(_LOOKS):
            with suppress(TimeoutError):
                return future.result(timeout=_PATIENCE)
            while self._look():
                with suppress(TimeoutError):
                    return future.result(timeout=_PATIENCE)
        raise ExecutorLost("nobody is left to do the work", "Start workers, and run again.")


def _chunks(items: Iterable[Any]) -> Iterator[list[bytes]]:
    """Items as they are sent; pickled here, so that what cannot be read is told of here."""
    chunk: list[bytes] = []
    for item in items:
        chunk.append(pickle.dumps(item))
        if len(chunk) == _AT_A_TIME or sum(map(len, chunk)) >= _ENOUGH:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _work(version: str, function: bytes, chunk: list[bytes]) -> "list[Any] | _Failed":
    """What a worker does."""
    if version != __version__:
        message = f"a worker has Chandlery {__version__}, and this is {version}"
        return _Failed(ExecutorLost(message, "Install the same version everywhere."), "")
    try:
        # Ours; who may send it may do all.
        call = pickle.loads(function)  # noqa: S301
        return [call(pickle.loads(item)) for item in chunk]  # noqa: S301
    except ChandleryError as error:
        return _Failed(error, "")
    except Exception:  # noqa: BLE001 - told where it can be: by who sent it
        return _Failed(None, traceback.format_exc())


@contextmanager
def _its_own_trouble() -> Iterator[None]:
    """Turn what an executor raises into a word on the executor."""
    try:
        yield
    except ChandleryError:
        raise
    except BaseException as error:
        # Dask's `CancelledError` is no `Exception`.
        if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit):
            raise
        said = escaped(f"{type(error).__name__}: {error}".removesuffix(": "))
        hint = "Run again when it is back, or without --executor; nothing was written."
        if isinstance(error, ImportError):
            hint = "Install the same version of Chandlery where the work is done."
        raise ExecutorLost(f"the executor went away, or lost its workers: {said}", hint) from error


@contextmanager
def in_processes(jobs: int) -> Iterator[_Spread]:
    """So many processes of this machine."""
    context = multiprocessing.get_context("spawn")  # a fork of a process with threads may hang
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        yield _Spread(pool, _AHEAD * jobs, lambda: jobs)


@contextmanager
def on_dask(address: str) -> Iterator[_Spread]:
    """The workers of a Dask cluster, by its scheduler's address.

    Raises:
        ExecutorLost: Dask is not installed here, or nobody is there.
    """
    try:
        from dask import config  # noqa: PLC0415 - an extra
        from distributed import Client  # noqa: PLC0415
    except ImportError as error:
        raise ExecutorLost("Dask is not installed", "Install chandlery[dask].") from error
    quiet = config.set({"distributed.admin.large-graph-warning-threshold": "1TiB"})
    with quiet, _without_logs(), _connected(Client, address) as client:
        with _its_own_trouble():
            threads = _threads(client, address)
        if not threads:
            raise ExecutorLost(
                f"the Dask scheduler at {address} has no workers",
                f"Start some with `dask worker {address}`.",
            )
        pool = client.get_executor(retries=0)
        try:
            yield _Spread(pool, _AHEAD * threads, partial(_threads, client, address))
        finally:
            pool.shutdown(wait=False)


@contextmanager
def _without_logs() -> Iterator[None]:
    """What goes wrong is told of here, in fewer words than Dask's."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


def _connected(client: Any, address: str) -> Any:
    try:
        return client(address, timeout=_TO_CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ExecutorLost(
            f"no Dask scheduler answers at {address}: {escaped(str(error))}",
            "Start one with `dask scheduler`, or correct the address.",
        ) from error


def _threads(client: Any, address: str) -> int:
    """How many things a cluster does at once.

    Raises:
        ExecutorLost: there is no scheduler any more.
    """
    if client.status != "running":
        raise ExecutorLost(f"the Dask scheduler at {address} is gone", "Run again when it is back.")
    return sum(client.nthreads().values())

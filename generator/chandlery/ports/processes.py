"""Work spread over processes that share what is in memory when they begin."""

import gc
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import partial
from itertools import chain, islice
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from chandlery.ports.errors import ChandleryWorldError

_A = TypeVar("_A")
_B = TypeVar("_B")

_FEWER = "Ask for fewer with --jobs: each takes memory."
# Fewer are done before processes have begun.
WORTH_IT = 16

# A number in a pipe, and so many that any pipe holds.
_TICKET = 2
_MANY = 2048

# What a worker does, and on what: it has both from the process that it was forked from.
_task: tuple[Callable[[Any], Any], Sequence[Any]] | None = None


def over_processes(
    function: Callable[[_A], _B],
    items: Iterable[_A],
    *,
    processes: int,
    worth: int = WORTH_IT,
    busy: bool = False,
) -> Iterator[_B]:
    """The results in the order of the items, as `map` gives them; other processes begin at once.

    Neither the function nor the items are copied to the workers, so they may be anything; results
    and errors are pickled.

    Args:
        function: what to do.
        items: with what.
        processes: how many do it.
        worth: of fewer items none is given to another process.
        busy: whether this process has something else to do meanwhile.  It is one of the
            processes then: it does what no other has begun when results are asked for.

    Raises:
        ChandleryWorldError: the system has ended a worker.
    """
    todo = list(items)
    if processes == 1 or len(todo) < worth or "fork" not in get_all_start_methods():
        return map(function, todo)
    if busy and len(todo) <= _MANY:
        return _beside(function, todo, processes - 1)
    results = _spread(function, todo, processes)
    return chain([*islice(results, 1)], results)


def _spread(function: Callable[[_A], _B], todo: Sequence[_A], processes: int) -> Iterator[_B]:
    try:
        with (
            _frozen(),
            ProcessPoolExecutor(processes, get_context("fork"), _begin, (function, todo)) as pool,
        ):
            yield from pool.map(_done, range(len(todo)))
    except BrokenProcessPool:
        raise ChandleryWorldError("the system has ended a worker", _FEWER) from None


def _beside(function: Callable[[_A], _B], todo: Sequence[_A], processes: int) -> Iterator[_B]:
    """Begin in other processes, and wait for nothing until results are asked for."""
    tickets = _tickets(len(todo))
    with _frozen():
        pool = ProcessPoolExecutor(processes, get_context("fork"), _begin, (function, todo))
        futures = {pool.submit(_next_done, tickets) for _ in todo}
    return _shared(pool, futures, function, todo, tickets)


def _shared(
    pool: ProcessPoolExecutor,
    futures: set[Future[tuple[int, Any] | None]],
    function: Callable[[_A], _B],
    todo: Sequence[_A],
    tickets: int,
) -> Iterator[_B]:
    """The results; what nobody has begun is done here."""
    found: dict[int, _B] = {}
    try:
        for index in range(len(todo)):
            while index not in found:
                if (mine := _ticket(tickets)) is not None:
                    found[mine] = function(todo[mine])
                    continue
                done, futures = wait(futures, return_when=FIRST_COMPLETED)
                found |= dict(filter(None, (future.result() for future in done)))
            yield found.pop(index)
    except BrokenProcessPool:
        raise ChandleryWorldError("the system has ended a worker", _FEWER) from None
    finally:
        pool.shutdown()
        os.close(tickets)


def _tickets(count: int) -> int:
    """A pipe with a number for each thing to do: whoever reads it does that, and no other does."""
    here, there = os.pipe()
    os.write(there, b"".join(number.to_bytes(_TICKET) for number in range(count)))
    os.close(there)
    return here


def _ticket(tickets: int) -> int | None:
    """The number of what is to be done next, if anything is left."""
    data = os.read(tickets, _TICKET)
    return int.from_bytes(data) if data else None


def _next_done(tickets: int) -> tuple[int, Any] | None:
    """Do what is next, in a worker."""
    index = _ticket(tickets)
    return None if index is None else (index, _done(index))


@contextmanager
def _frozen() -> Iterator[None]:
    """Keep the collector from what is there: looking at it would copy it in each worker."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _begin(function: Callable[[Any], Any], items: Sequence[Any]) -> None:
    global _task  # noqa: PLW0603 - a worker does one thing
    _task = function, items
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever began the work ends it
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _done(index: int) -> Any:
    if _task is None:
        raise RuntimeError("a worker was not told what to do")
    function, items = _task
    return function(items[index])


def begin(function: Callable[..., _B], *arguments: Any) -> Callable[[], _B]:
    """Begin something in a process of its own; what is given back waits for its result.

    The arguments are not copied, as in `over_processes`; where there is no such process, it is
    done at once.  Begin before workers do: what they have is what there is then.  What nobody waits
    for is ended with this process.

    Raises (when it is waited for):
        ChandleryWorldError: the system has ended the process.
        Exception: what the function raised.
    """
    if "fork" not in get_all_start_methods():
        result = function(*arguments)
        return lambda: result
    context = get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(there, function, arguments), daemon=True)
    process.start()
    there.close()
    return partial(_received, here, process)


def _send(there: Connection, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever began the work ends it
    signal.signal(signal.SIGTERM, _leave)
    try:
        told = True, function(*arguments)
    except Exception as error:  # noqa: BLE001 - it is raised where it is waited for
        told = False, error
    with suppress(BrokenPipeError):  # nobody waits for it any more
        there.send(told)


def _leave(*_: object) -> None:
    """End as after an error: programs that were started end too, and temporary folders go."""
    sys.exit(1)


def _received(here: Connection, process: BaseProcess) -> Any:
    try:
        good, result = here.recv()
    except EOFError:
        raise ChandleryWorldError("the system has ended a worker", _FEWER) from None
    finally:
        process.join()
    if not good:
        raise result
    return result

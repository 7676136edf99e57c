"""Work over processes: the results of `map`, whatever the items are, and errors as they were."""

import os
import signal
import time
from collections.abc import Callable

import pytest

from chandlery.ports.errors import ChandleryWorldError
from chandlery.ports.processes import over_processes
from chandlery.stages.site.templating import RenderError

# Closures, which no process could be sent.
ITEMS: list[Callable[[], int]] = [lambda number=number: number for number in range(100)]  # type: ignore[misc]


def test_results_come_in_order_and_from_several_processes() -> None:
    found = [*over_processes(lambda item: (item(), os.getpid()), ITEMS, processes=2)]
    assert [number for number, _ in found] == [*range(100)]
    workers = {worker for _, worker in found}
    assert os.getpid() not in workers
    assert len(workers) <= 2


def slowly(item: Callable[[], int]) -> tuple[int, int]:
    time.sleep(0.02)
    return item(), os.getpid()


def test_who_has_something_else_to_do_does_what_nobody_has_begun() -> None:
    found = [*over_processes(slowly, ITEMS[:20], processes=2, busy=True)]
    assert [number for number, _ in found] == [*range(20)]
    workers = [worker for _, worker in found]
    assert len({*workers}) == 2
    assert os.getpid() in workers


def test_who_has_something_else_to_do_waits_for_nobody_meanwhile() -> None:
    results = over_processes(slowly, ITEMS[:4], processes=2, worth=2, busy=True)
    time.sleep(0.5)
    assert os.getpid() not in {worker for _, worker in results}


@pytest.mark.parametrize("number", [0, 19])
def test_an_error_is_the_same_whoever_meets_it(number: int) -> None:
    def fail(item: Callable[[], int]) -> tuple[int, int]:
        if item() == number:
            raise RenderError("page.html", "plugins/a", "no")
        return slowly(item)

    with pytest.raises(RenderError, match="no"):
        list(over_processes(fail, ITEMS[:20], processes=2, busy=True))


def test_a_worker_that_is_gone_is_missed_by_who_has_something_else_to_do_too() -> None:
    def die(_: object) -> None:
        time.sleep(0.2)
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)

    here = os.getpid()
    with pytest.raises(ChandleryWorldError, match="the system has ended a worker"):
        list(over_processes(die, ITEMS[:4], processes=2, worth=2, busy=True))


@pytest.mark.parametrize(("processes", "count"), [(1, 100), (2, 3)])
def test_little_work_is_done_here(processes: int, count: int) -> None:
    found = {*over_processes(lambda _: os.getpid(), ITEMS[:count], processes=processes)}
    assert found == {os.getpid()}


def test_an_error_says_what_it_would_have_said_here() -> None:
    def fail(item: Callable[[], int]) -> int:
        if item() >= 40:
            raise RenderError("package.html:12", f"plugins/p{item()}", "no such name")
        return item()

    with pytest.raises(RenderError) as caught:
        list(over_processes(fail, ITEMS, processes=2))
    assert str(caught.value) == "template package.html:12 failed for plugins/p40: no such name"
    assert caught.value.record == "plugins/p40"


def test_a_worker_that_the_system_ends_is_no_bug_of_ours() -> None:
    with pytest.raises(ChandleryWorldError, match="ended a worker") as caught:
        list(over_processes(lambda _: os.kill(os.getpid(), signal.SIGKILL), ITEMS, processes=2))
    assert "--jobs" in caught.value.hint

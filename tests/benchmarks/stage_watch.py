"""A watch on the stages of a build: how long each takes, and how much processor time.

It wraps functions from outside, by name, so that nothing in the product knows of it.  A name that
is gone is told of, lest a stage seem to take nothing.
"""

import os
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from chandlery.dialects import DIALECTS

# Stage, and the functions that do its work.  What it calls of another stage counts for that.
STAGES = {
    "load": (
        "chandlery.cli.build:open_catalog",
        "chandlery.cli.memory:units_in",
        "chandlery.pipeline:load",
    ),
    "what changed": ("chandlery.cli.build:build_again",),  # whatever of it is none of the others
    "get to know": (
        "chandlery.cli.in_shares:guessed",
        "chandlery.cli.in_shares:frame_of",
        "chandlery.cli.in_shares:Neighbourhoods",
    ),
    "validate": (
        "chandlery.cli.whole:look",
        "chandlery.cli.build_again:look",
        "chandlery.cli.share_look:Looker.look",
    ),
    "verify": (
        "chandlery.pipeline:_verify",
        "chandlery.pipeline:publishable",
    ),
    "report": ("chandlery.cli.build:show", "chandlery.cli.build_again:show"),
    "resolve": (
        "chandlery.cli.composition:marketplace",
        "chandlery.cli.build_again:marketplace",
        "chandlery.cli.share_look:marketplace",
    ),
    "summaries": ("chandlery.assembly.parts:SUMMARY.one",),
    "index": (),  # this and the next two are parts
    "projections": (),
    "feeds, badges, search records": ("chandlery.assembly.parts:SEARCH.one",),
    "written pages": ("chandlery.cli.composition:build_website",),
    "render": ("chandlery.assembly.run:site",),
    "assemble": ("chandlery.cli.composition:assemble",),
    "close": (
        "chandlery.cli.composition:closed",
        "chandlery.cli.build_again:closed_again",
        "chandlery.cli.build:too_large",
    ),
    "publish": (
        "chandlery.ports.folder:FolderSink.publish",
        "chandlery.ports.folder:FolderSink.publish_changes",
    ),
    "pack": (
        "chandlery.stages.pack:pack_source",
        "chandlery.stages.artifact_files:_pack_again",
    ),
    "remember": (
        "chandlery.cli.memory:Memory.keep",
        "chandlery.cli.memory:Memory.learn",
        "chandlery.cli.build_again:framed",
        "chandlery.cli.build_again:count",
    ),
}
_PARTS = "chandlery.assembly.run:parts"
_PART_STAGES = dict.fromkeys(("index", "changes", "notices"), "index") | dict.fromkeys(
    DIALECTS, "projections"
)
_OTHER_PARTS = "feeds, badges, search records"
WAIT = "wait for search"
SEARCH = "search"  # runs beside all others, in processes of its own
_BEGIN = "chandlery.cli.composition:begin"
REST = "start and end"
_EVERY = 0.02  # seconds
_TICK = os.sysconf("SC_CLK_TCK")


class Watch:
    """Which stage the main thread is in, and what was spent in each so far."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.missing: list[str] = []
        self.cpu = Cpu(lambda: self._stack[-1])
        self._stack = [REST]
        self._since, self._used = time.perf_counter(), 0.0  # loading modules was the start
        for stage, names in STAGES.items():
            for name in names:
                self._wrap(name, stage)
        replaced(_PARTS, self._parts, self.missing)
        replaced(_BEGIN, self._begun, self.missing)

    def told(self) -> dict[str, Any]:
        """What was spent, by stage."""
        self._turn()
        self.cpu.stop()
        stages = [REST, *STAGES, WAIT, SEARCH]
        return {
            "seconds": {stage: self.seconds[stage] for stage in stages},
            "cpu_seconds": {stage: self.cpu.spent[stage] for stage in stages},
            "missing": self.missing,
        }

    @contextmanager
    def within(self, stage: str) -> Iterator[None]:
        """Time from here on is the stage's."""
        self._turn()
        self._stack.append(stage)
        try:
            yield
        finally:
            self._turn()
            self._stack.pop()

    def _turn(self) -> None:
        now, used = time.perf_counter(), time.thread_time()
        self.seconds[self._stack[-1]] += now - self._since
        self.cpu.spent[self._stack[-1]] += used - self._used
        self._since, self._used = now, used

    def _wrap(self, name: str, stage: str) -> None:
        replaced(name, lambda old: self._watched(old, stage), self.missing)

    def _watched(self, function: Callable[..., Any], stage: str) -> Callable[..., Any]:
        @wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            if threading.current_thread() is not threading.main_thread():
                return function(*args, **kwargs)  # the main thread waits for it in a stage
            with self.within(stage):
                result = function(*args, **kwargs)
            return self._step_by_step(result, stage) if isinstance(result, Iterator) else result

        return call

    def _step_by_step(self, items: Iterator[Any], stage: str) -> Iterator[Any]:
        nothing = object()
        while True:
            with self.within(stage):
                item = next(items, nothing)
            if item is nothing:
                return
            yield item

    def _parts(self, parts: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            return tuple(map(self._part, parts(*args)))

        return call

    def _part(self, part: Any) -> Any:
        stage = _PART_STAGES.get(part.name, _OTHER_PARTS)
        joined = part.joined and self._watched(part.joined, stage)
        return replace(part, one=self._watched(part.one, stage), joined=joined)

    def _begun(self, begin: Callable[..., Any]) -> Callable[..., Any]:
        """The search: its own process tells how long it took, and whoever waits passes that on."""

        def call(function: Callable[..., Any], *args: Any) -> Callable[[], Any]:
            before = {*children(os.getpid())}
            wait = begin(_clocked, function, *args)
            self.cpu.apart |= {*children(os.getpid())} - before

            def result() -> Any:
                with self.within(WAIT):
                    seconds, found = wait()
                self.seconds[SEARCH] += seconds
                return found

            return result

        return call


def _clocked(function: Callable[..., Any], *args: Any) -> tuple[float, Any]:
    begin = time.perf_counter()
    result = function(*args)
    return time.perf_counter() - begin, result


class Cpu:
    """Looks fifty times a second at what other threads and processes used, and whose that is."""

    def __init__(self, stage: Callable[[], str]) -> None:
        self.spent: defaultdict[str, float] = defaultdict(float)
        self.apart: set[int] = set()  # processes of the search
        self._stage = stage
        self._known: dict[object, float] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self._thread.join()
        self._look()

    def _run(self) -> None:
        while not self._over.wait(_EVERY):
            self._look()

    def _look(self) -> None:
        stage = self._stage()
        main = time.pthread_getcpuclockid(cast("int", threading.main_thread().ident))
        others = time.process_time() - time.clock_gettime(main)
        self.spent[stage] += self._since("threads", others)
        for child in children(os.getpid()):
            whose = SEARCH if child in self.apart else stage
            for pid in (child, *descendants(child)):
                self.spent[whose] += self._since(pid, usage(pid))

    def _since(self, key: object, now: float) -> float:
        before = self._known.get(key, 0.0)
        self._known[key] = max(now, before)
        return max(now - before, 0.0)


def children(pid: int) -> list[int]:
    """Processes that a process has begun and that have not ended."""
    try:
        tasks = [*Path(f"/proc/{pid}/task").iterdir()]
        return [int(word) for task in tasks for word in (task / "children").read_text().split()]
    except OSError:
        return []  # it has ended


def descendants(pid: int) -> Iterator[int]:
    """Processes that a process has begun, and what these have begun."""
    for child in children(pid):
        yield child
        yield from descendants(child)


def usage(pid: int) -> float:
    """The seconds of processor time that a process has used."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0.0
    user, system = told.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / _TICK


def replaced(name: str, new: Callable[[Any], Any], missing: list[str]) -> None:
    """Put something else in the place of a function, be it of a class or of a frozen value."""
    module_name, _, path = name.partition(":")
    module = import_module(module_name)
    first, _, attribute = path.partition(".")
    holder: Any = getattr(module, first, None)
    if holder is None or not hasattr(holder, attribute or "__call__"):
        missing.append(name)
    elif not attribute:
        setattr(module, first, new(holder))
    elif isinstance(holder, type):
        setattr(holder, attribute, new(getattr(holder, attribute)))
    else:
        object.__setattr__(holder, attribute, new(getattr(holder, attribute)))

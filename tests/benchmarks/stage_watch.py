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
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any

# Stage, and the functions that do its work; `*` after a name whose result is made step by step.
# What a stage calls of another one counts for the other.
STAGES = {
    "load": ("chandlery.cli.build:open_catalog", "chandlery.pipeline:load"),
    "validate": (
        "chandlery.pipeline:_judge",
        "chandlery.pipeline:exposed",
        "chandlery.pipeline:waive",
    ),
    "verify": ("chandlery.cli.build:inspect",),  # whatever of it is none of the others
    "report": ("chandlery.cli.build:show",),
    "resolve": ("chandlery.cli.build:marketplace",),
    "index": ("chandlery.assembly:index",),
    "projections": ("chandlery.assembly:DIALECTS.project",),
    "feeds, badges": (
        "chandlery.assembly:feeds*",
        "chandlery.assembly:badges*",
        "chandlery.assembly:browse_files*",
        "chandlery.assembly:sitemap*",
    ),
    "written pages": ("chandlery.cli.build:build_website",),
    "render": ("chandlery.assembly:render*",),
    "wait for search": ("chandlery.cli.build:compose",),  # what of it is none of the others
    "keep": ("chandlery.cli.build:assemble",),
    "close": ("chandlery.assembly:close", "chandlery.cli.build:too_large"),
    "publish": ("chandlery.ports.folder:FolderSink.publish",),
    "pack": ("chandlery.stages.pack:_pack_again",),
}
SEARCH = "search"  # runs beside all others, in a thread and a program
_SEARCH_CALL = "chandlery.cli.build:build_search"
_SEARCH_PROGRAM = "pagefind"
_REST = "start and end"
_EVERY = 0.02  # seconds
_TICK = os.sysconf("SC_CLK_TCK")


class Watch:
    """Which stage the main thread is in, and what was spent in each so far."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.missing: list[str] = []
        self.cpu = Cpu(lambda: self._stack[-1])
        self._stack = [_REST]
        self._since = time.perf_counter()
        for stage, names in STAGES.items():
            for name in names:
                self._wrap(name, stage)
        replaced(_SEARCH_CALL, self._beside, self.missing)

    def told(self) -> dict[str, Any]:
        """What was spent, by stage."""
        self._turn()
        self.cpu.stop()
        stages = [_REST, *STAGES, SEARCH]
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
        now = time.perf_counter()
        self.seconds[self._stack[-1]] += now - self._since
        self._since = now

    def _wrap(self, name: str, stage: str) -> None:
        replaced(name.rstrip("*"), lambda old: self._watched(old, stage), self.missing)

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

    def _beside(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            begin = time.perf_counter()
            clock = time.pthread_getcpuclockid(threading.get_ident())
            with self.cpu.apart(SEARCH, clock):
                result = function(*args, **kwargs)
            self.seconds[SEARCH] += time.perf_counter() - begin
            return result

        return call


class Cpu:
    """Looks fifty times a second at what processes and threads have used, and whose that is."""

    def __init__(self, stage: Callable[[], str]) -> None:
        self.spent: defaultdict[str, float] = defaultdict(float)
        self._stage = stage
        self._known: dict[object, float] = {}
        self._apart: dict[int, str] = {}  # clocks of threads, and the stage that each is of
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @contextmanager
    def apart(self, stage: str, clock: int) -> Iterator[None]:
        """What this thread uses is of a stage of its own."""
        with self._lock:
            self._apart[clock] = stage
            self._known[clock] = time.clock_gettime(clock)
        try:
            yield
        finally:
            self._look()
            with self._lock:
                del self._apart[clock]

    def stop(self) -> None:
        self._over.set()
        self._thread.join()
        self._look()

    def _run(self) -> None:
        while not self._over.wait(_EVERY):
            self._look()

    def _look(self) -> None:
        with self._lock:
            stage, own = self._stage(), self._since("self", time.process_time())
            for clock, other in self._apart.items():
                used = self._since(clock, time.clock_gettime(clock))
                self.spent[other] += used
                own -= used
            self.spent[stage] += own
            for pid in descendants(os.getpid()):
                name, used = usage(pid)
                searching = name.startswith(_SEARCH_PROGRAM)
                self.spent[SEARCH if searching else stage] += self._since(pid, used)

    def _since(self, key: object, now: float) -> float:
        before = self._known.get(key, 0.0)
        self._known[key] = max(now, before)
        return max(now - before, 0.0)


def descendants(pid: int) -> Iterator[int]:
    """Processes that a process has begun, and what these have begun."""
    try:
        tasks = [*Path(f"/proc/{pid}/task").iterdir()]
        told = [(task / "children").read_text() for task in tasks]
    except OSError:
        return  # it has ended
    for child in map(int, " ".join(told).split()):
        yield child
        yield from descendants(child)


def usage(pid: int) -> tuple[str, float]:
    """A process's name and the seconds of processor time that it has used."""
    try:
        name, _, rest = Path(f"/proc/{pid}/stat").read_text().partition("(")[2].rpartition(")")
    except OSError:
        return "", 0.0
    user, system = rest.split()[11:13]
    return name, (int(user) + int(system)) / _TICK


def replaced(name: str, new: Callable[[Any], Any], missing: list[str]) -> None:
    """Put something else in the place of a function, or of one in each value of a mapping."""
    module_name, _, path = name.partition(":")
    module = import_module(module_name)
    first, _, attribute = path.partition(".")
    holder: Any = getattr(module, first, None)
    if holder is None:
        missing.append(name)
    elif not attribute:
        setattr(module, first, new(holder))
    elif isinstance(holder, type):
        setattr(holder, attribute, new(getattr(holder, attribute)))
    else:
        for value in holder.values():
            object.__setattr__(value, attribute, new(getattr(value, attribute)))

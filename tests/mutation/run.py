"""Mutation testing: would the tests notice a small fault in a rule?

Run it with ``python tests/mutation/run.py [--sample N] [--seed N] [PATH…]``, where the packages of
the dependency group ``mutation`` are installed.  The tests run once to see which of them come by
which line; then each fault is put into the loaded function in a fork of the process, and the tests
that come by run until one fails.
"""

import argparse
import gc
import os
import random
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from types import FunctionType

import coverage
import pytest
from _pytest.runner import runtestprotocol

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "generator" / "chandlery"
sys.path[:0] = [str(ROOT / "generator"), str(ROOT / "tests")]

from mutation.mutants import Mutant, mutants, mutated_code  # noqa: E402

TESTS = ["rules", "unit", "dialects", "test_cases.py", "test_bad_input.py"]
PATIENCE = 10  # seconds beyond what the tests took without a fault; hanging was noticed then

KILLED, SURVIVED, UNTESTED, IMPOSSIBLE = "killed", "survived", "untested", "impossible"


class Session:
    """A pytest plugin that runs the tests once for each mutant instead of once."""

    def __init__(self, chosen: list[Mutant], jobs: int, log: Path | None) -> None:
        self.chosen = chosen
        self.jobs = jobs
        self.log = log
        self.verdicts: dict[Mutant, str] = {}
        self.spent: dict[str, float] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        by_line = self._baseline(session.items)
        gc.collect()
        functions = _loaded_functions()
        gc.freeze()  # forks would copy what the collector touches
        running: dict[int, Mutant] = {}
        for mutant in self.chosen:
            items = by_line.get((str(mutant.path), mutant.line), [])
            swap = _swap(mutant, functions)
            if swap is None or not items:
                self._judge(mutant, IMPOSSIBLE if swap is None else UNTESTED)
                continue
            if len(running) == self.jobs:
                self._reap(running)
            seconds = PATIENCE + sum(self.spent[item.nodeid] for item in items)
            running[_forked(swap, items, int(seconds))] = mutant
        while running:
            self._reap(running)
        return True

    def _baseline(self, items: list[pytest.Item]) -> dict[tuple[str, int], list[pytest.Item]]:
        """Which tests come by which line, the quickest first."""
        measured = coverage.Coverage(data_file=None, include=[f"{PACKAGE}/*"])
        measured.start()
        for item in items:
            measured.switch_context(item.nodeid)
            begin = time.perf_counter()
            reports = runtestprotocol(item, nextitem=None)
            if any(report.failed for report in reports):
                print(f"{item.nodeid} fails without any mutant, and is left out")
            else:
                self.spent[item.nodeid] = time.perf_counter() - begin
        measured.stop()
        by_name = {item.nodeid: item for item in items if item.nodeid in self.spent}
        data = measured.get_data()
        found: dict[tuple[str, int], list[pytest.Item]] = defaultdict(list)
        for file in {str(mutant.path) for mutant in self.chosen}:
            for line, names in data.contexts_by_lineno(file).items():
                known = sorted(
                    (name for name in names if name in by_name), key=self.spent.__getitem__
                )
                found[file, line] = [by_name[name] for name in known]
        return found

    def _reap(self, running: dict[int, Mutant]) -> None:
        child, status = os.wait()
        clean = os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0
        self._judge(running.pop(child), SURVIVED if clean else KILLED)

    def _judge(self, mutant: Mutant, verdict: str) -> None:
        self.verdicts[mutant] = verdict
        if self.log and verdict in {SURVIVED, UNTESTED}:
            with self.log.open("a") as log:
                log.write(f"{verdict} {mutant}\n")


def _forked(swap: Callable[[], None], items: Iterable[pytest.Item], seconds: int) -> int:
    """Run tests with a fault until one fails, in a process of its own; its exit status tells."""
    child = os.fork()
    if child:
        return child
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(seconds)
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    status = 0
    try:
        swap()
        for item in items:
            if any(report.failed for report in runtestprotocol(item, log=False, nextitem=None)):
                status = 1
                break
    except BaseException:  # noqa: BLE001 - whatever it is, the fault was noticed
        status = 1
    os._exit(status)


Functions = dict[tuple[str, str], list[FunctionType]]


def _swap(mutant: Mutant, functions: Functions) -> Callable[[], None] | None:
    """What puts a fault into the loaded function; `None` where that cannot be done."""
    faulty = mutated_code(mutant)
    found = functions.get((str(mutant.path), mutant.function), [])
    if faulty is None or not found or any(function.__code__ == faulty for function in found):
        return None

    def swap() -> None:
        for function in found:
            function.__code__ = faulty

    return swap


def _loaded_functions() -> Functions:
    """Every function of the package by its file and qualified name."""
    found: Functions = defaultdict(list)
    for thing in gc.get_objects():
        if isinstance(thing, FunctionType) and thing.__code__.co_filename.startswith(f"{PACKAGE}/"):
            found[thing.__code__.co_filename, thing.__code__.co_qualname].append(thing)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    parser.add_argument("--sample", type=int, help="so many mutants at random, not all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--log", type=Path, help="where to write the survivors")
    parser.add_argument("--tests", nargs="+", default=TESTS, help="below tests/")
    args = parser.parse_args()
    paths = [path.resolve() for path in args.paths] or [PACKAGE / "rules", PACKAGE / "dialects"]
    files = sorted(
        file for path in paths for file in (path.rglob("*.py") if path.is_dir() else [path])
    )
    chosen = [mutant for file in files for mutant in mutants(file)]
    total = len(chosen)
    if args.sample and args.sample < total:
        chosen = sorted(random.Random(args.seed).sample(chosen, args.sample), key=str)
    if args.log:
        args.log.unlink(missing_ok=True)
    session = Session(chosen, args.jobs, args.log)
    tests = [str(ROOT / "tests" / name) for name in args.tests]
    pytest.main(["-q", "-p", "no:cacheprovider", f"--rootdir={ROOT}", *tests], plugins=[session])
    report(session.verdicts, total)


def report(verdicts: dict[Mutant, str], total: int) -> None:
    """Figures by file, the weakest last, and of all."""
    by_file: dict[Path, Counter[str]] = defaultdict(Counter)
    for mutant, verdict in verdicts.items():
        by_file[mutant.path][verdict] += 1
    for path, counts in sorted(by_file.items(), key=lambda pair: -share(pair[1])):
        print(f"{share(counts):6.1%}  {path.relative_to(PACKAGE)}  {dict(counts)}")
    counts = Counter(verdicts.values())
    print(f"{share(counts):6.1%}  of {len(verdicts)} mutants out of {total}: {dict(counts)}")


def share(counts: Counter[str]) -> float:
    """How many of the possible mutants were killed; one that no test comes by was not."""
    tried = counts[KILLED] + counts[SURVIVED] + counts[UNTESTED]
    return counts[KILLED] / tried if tried else 1.0


if __name__ == "__main__":
    main()

"""A program and everything that it starts: how long, how much processor time, how much memory."""

import compileall
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

OURS = Path(__file__).parent.parent.parent / "generator" / "chandlery"


@dataclass(frozen=True, order=True, slots=True)
class Taken:
    """What one run took; the sooner is the less.

    Attributes:
        peak_mb: of the whole tree of processes; what they share is counted once.
    """

    seconds: float
    cpu_seconds: float
    peak_mb: int
    files: int
    bytes: int

    def plain(self, pages: int) -> dict[str, Any]:
        """For JSON."""
        return {
            "seconds": round(self.seconds, 2),
            "pages_per_second": round(pages / self.seconds, 1),
            "cpu_seconds": round(self.cpu_seconds, 2),
            "peak_mb": self.peak_mb,
            "files": self.files,
            "bytes": self.bytes,
        }


def watched(command: list[str | Path], folder: Path, out: Path) -> Taken:
    """Run a program that fills a folder; it has to succeed.

    A program that makes its input first says on its last line when it began, in seconds of the
    monotonic clock and of its processor time: ``began 12.5 3.25``.
    """
    _compile_ours()
    before, begin = _spent(), time.monotonic()
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        memory = _Memory(process.pid)
        output, _ = process.communicate()
        seconds, cpu = time.monotonic() - begin, _spent() - before
        memory.stop()
    if process.returncode:
        sys.exit(output[-3000:])
    last = output.strip().rpartition("\n")[2].split()
    if last[:1] == ["began"]:
        seconds, cpu = begin + seconds - float(last[1]), cpu - float(last[2])
    sizes = [path.stat().st_size for path in out.rglob("*") if path.is_file()]
    return Taken(seconds, cpu, memory.peak // 1024, len(sizes), sum(sizes))


@cache
def _compile_ours() -> None:
    """Compile our modules as whoever installs them does: from a checkout Python may do it anew."""
    compileall.compile_dir(OURS, quiet=1)


def _spent() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


class _Memory:
    """Looks at a tree of processes five times a second."""

    def __init__(self, pid: int) -> None:
        self.peak = 0  # kB
        self._pid = pid
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.2):
            self.peak = max(self.peak, sum(_proportional(pid) for pid in _tree(self._pid)))


def _tree(pid: int) -> Iterator[int]:
    yield pid
    try:
        tasks = Path(f"/proc/{pid}/task").iterdir()
        told = [(task / "children").read_text() for task in tasks]
    except OSError:
        return  # it has ended
    for child in " ".join(told).split():
        yield from _tree(int(child))


def _proportional(pid: int) -> int:
    """A process's memory in kB, its part of what it shares."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0

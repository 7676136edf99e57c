"""One scale of the benchmark of whole builds: a full one, one after a small change, and limits.

Every command is a process of its own.
"""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import dumb_pypi
from benchmarks.imported import CHANGE, repository, revisions
from benchmarks.processes import Taken, watched

HERE = Path(__file__).parent
RUN = "import sys; sys.path.insert(0, {!r}); from chandlery.__main__ import main; sys.exit(main())"
TRACED_FILES = 40_000  # tracing system calls takes ten times as long
APART = 15_000  # releases: up to here a build with one process tells its stages apart
PATIENCE = 120  # seconds for further rounds
NOW = "2026-11-20T09:00:00Z"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What all scales have in common.

    Attributes:
        generator: the code that is measured.
        jobs: how many processes a build may use.
        rounds: how many builds after a change there are, at most, each after another one.
        dumb_pypi: its command, or `None` for not to run it.
    """

    generator: Path
    jobs: int
    rounds: int
    dumb_pypi: Path | None


def measured(scale: str, folder: Path, of: Setting) -> dict[str, Any]:
    """Everything about one scale; a repository that is in the folder is taken as it is."""
    packages, releases = map(int, scale.split("x"))
    place, out = folder / "repository", folder / "public"
    if not place.exists():
        repository(place, packages, releases, of.rounds)
    for kept in (out, folder / "cache"):
        shutil.rmtree(kept, ignore_errors=True)
    full, phases = _built(place, out, of, "main", of.jobs)
    sizes = {path.relative_to(out).as_posix(): path.stat().st_size for path in _files(out)}
    result = {
        "releases": packages * releases,
        **_catalog(place),
        "full": _plain(full),
        "state_bytes": sum(path.stat().st_size for path in _files(folder / "cache")),
        "phases": phases,
        "sizes": sizes,
        "bare": _json([sys.executable, HERE / "bare.py", "bare", out, folder / "bare"]),
    }
    shutil.rmtree(folder / "bare")
    if packages * releases <= APART:
        one, stages = _built(place, folder / "one", of, "main", 1)
        result |= {"one": _plain(one), "stages": stages}
        shutil.rmtree(folder / "one")
    if len(sizes) <= TRACED_FILES and shutil.which("strace"):
        result["calls"] = _calls(out, folder)
    result |= _changed(place, out, of)
    if of.dumb_pypi:
        artifacts = sum(path.startswith("artifacts/") for path in sizes)
        told = dumb_pypi.timed(of.dumb_pypi, folder, packages, artifacts)
        result["dumb_pypi"] = dict(zip(("cpu_seconds", "files", "bytes"), told, strict=True))
    return result


def _built(
    place: Path, out: Path, of: Setting, revision: str, jobs: int
) -> tuple[Taken, dict[str, Any]]:
    """A build, and what it took by stage; what processes of its own do is of the one that waits."""
    told = place.with_name("stages.json")
    command: list[str | Path] = [sys.executable, HERE / "build_stages.py", of.generator, told]
    command += ["build", "--rev", revision, "--out", out, "--cache", place.with_name("cache")]
    taken = watched([*command, "--jobs", str(jobs)], place, out)
    return taken, json.loads(told.read_text(encoding="utf-8"))


def _plain(taken: Taken) -> dict[str, Any]:
    names = ("seconds", "cpu_seconds", "peak_mb", "files", "bytes")
    return {name: getattr(taken, name) for name in names}


def _changed(place: Path, out: Path, of: Setting) -> dict[str, Any]:
    """A review of a commit, builds of one commit after the other, and what starting takes."""
    review = ("review", "--base", "main", "--head", CHANGE, "--now", NOW)
    cache = ("--cache", str(place.with_name("cache")))
    reviews = [_timed(place, of, *review, *cache) for _ in range(2)]
    again, start, loaded, began = [], [], [], time.monotonic()
    for change in revisions(of.rounds):
        clock = time.time()
        taken, stages = _built(place, out, of, change, of.jobs)
        again.append((taken, stages, _touched(out, clock)))
        start.append(_timed(place, of, "--version"))
        loaded.append(_timed(place, of, "build", "--help"))
        if time.monotonic() - began > PATIENCE:
            break
    taken, stages, touched = min(again, key=lambda item: item[0].cpu_seconds)
    return {
        "again": _plain(taken),
        "again_stages": stages,
        "touched": touched,
        "rounds": len(again),
        "start_s": min(start),
        "loaded_s": min(loaded),
        "review_first_s": reviews[0],
        "review_s": reviews[-1],
    }


def _timed(place: Path, of: Setting, *words: str) -> float:
    """Seconds of wall time."""
    begin = time.perf_counter()
    command = [sys.executable, "-c", RUN.format(str(of.generator)), *words]
    done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
    if done.returncode not in {0, 5}:
        sys.exit(done.stdout[-2000:] + done.stderr[-2000:])
    return time.perf_counter() - begin


def _catalog(place: Path) -> dict[str, int]:
    """Files and bytes of the catalog, and what Git keeps of it."""
    git = ("git", "-C", str(place))
    listed = subprocess.run(
        [*git, "ls-tree", "-r", "--long", "main"], check=True, capture_output=True, text=True
    )
    sizes = [int(line.split()[3]) for line in listed.stdout.splitlines()]
    packed = sum(path.stat().st_size for path in place.rglob("*.pack"))
    return {"catalog_files": len(sizes), "catalog_bytes": sum(sizes), "git_bytes": packed}


def _files(out: Path) -> Iterator[Path]:
    return (path for path in out.rglob("*") if path.is_file())


def _touched(out: Path, since: float) -> dict[str, int]:
    """The files that were written since, and their bytes."""
    told = [path.stat() for path in _files(out)]
    sizes = [item.st_size for item in told if item.st_mtime >= since]
    return {"files": len(sizes), "bytes": sum(sizes)}


def _calls(out: Path, folder: Path) -> dict[str, int]:
    """System calls of a publication: into an empty folder, and the same again."""
    traced = folder / "traced"
    read = _traced(folder, "read", out)
    first, second = (_traced(folder, "publish", out, traced) for _ in range(2))
    shutil.rmtree(traced)
    return {"first": first - read, "again": second - read}


def _traced(folder: Path, *words: str | Path) -> int:
    told = folder / "strace"
    command = ["strace", "-f", "-c", "-o", told, sys.executable, HERE / "bare.py", *words]
    subprocess.run(command, check=True)
    total = told.read_text().strip().rpartition("\n")[2].split()  # share, seconds, each, calls
    return int(total[3])


def _json(command: list[str | Path]) -> Mapping[str, Any]:
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    result: Mapping[str, Any] = json.loads(done.stdout)
    return result

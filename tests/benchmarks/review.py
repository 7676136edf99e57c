"""``review`` of one release against the size of the catalog, first run and later ones.

Run it with ``python tests/benchmarks/review.py [--packages N …] [--releases M]``.  The catalogs are
written into Git itself, so that no file system is measured.  ``start`` is ``--version`` in the same
minute.  Figures are seconds of this machine; under load only the
ratios can be compared.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT / "generator"), str(ROOT / "tests")]

from benchmarks.catalogs import a_plugin  # noqa: E402 - after the path is set
from builders import MARKETPLACE, PUBLISHER, Files  # noqa: E402
from chandlery.trees import Mode  # noqa: E402

RUN = "import sys; from chandlery.__main__ import main; sys.exit(main())"


def repository(folder: Path, packages: int, releases: int) -> None:
    """A repository with a catalog on ``main``, and a branch with one release more."""
    subprocess.run(["git", "init", "--quiet", "-b", "main", str(folder)], check=True)
    command = ["git", "-C", str(folder), "fast-import", "--quiet"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin
        _commit(process.stdin, "main", "", _catalog(packages, releases))
        name = f"knot-counter-{packages // 2:05}"
        new = a_plugin(name, releases + 1).items()
        added = [item for item in new if f"/releases/1.{releases}.0/" in item[0]]
        _commit(process.stdin, "change", "main", added)
    (folder / "catalog").mkdir()


def _catalog(packages: int, releases: int) -> Iterator[tuple[str, bytes | tuple[bytes, Mode]]]:
    settings: Files = {"marketplace.yml": MARKETPLACE, "publishers/acme.yml": PUBLISHER}
    yield from settings.items()
    for number in range(packages):
        yield from a_plugin(f"knot-counter-{number:05}", releases).items()


def _commit(
    stream: IO[bytes],
    branch: str,
    base: str,
    files: Iterable[tuple[str, bytes | tuple[bytes, Mode]]],
) -> None:
    who = "committer Tests <tests@example.org> 1795000000 +0000"
    stream.write(f"commit refs/heads/{branch}\n{who}\ndata 1\nx\n".encode())
    if base:
        stream.write(f"from refs/heads/{base}\n".encode())
    for path, content in files:
        data, mode = content if isinstance(content, tuple) else (content, Mode.FILE)
        bits = "100755" if mode is Mode.EXECUTABLE else "100644"
        stream.write(f"M {bits} inline catalog/{path}\ndata {len(data)}\n".encode())
        stream.write(data + b"\n")


def timed(folder: Path, *arguments: str) -> float:
    """Seconds of wall time that a command takes."""
    begin = time.perf_counter()
    command = [sys.executable, "-c", RUN, *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode not in {0, 5}:
        sys.exit(done.stdout[-2000:] + done.stderr[-2000:])
    return time.perf_counter() - begin


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=int, nargs="+", default=[100, 1000, 10_000])
    parser.add_argument("--releases", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    for packages in args.packages:
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch, "repository")
            repository(folder, packages, args.releases)
            review = (
                *("review", "--base", "main", "--head", "change", "--jobs", "1"),
                *("--now", "2026-11-20T09:00:00Z", "--cache", f"{scratch}/cache"),
            )
            first = timed(folder, *review)
            pairs = [
                (timed(folder, *review), timed(folder, "--version")) for _ in range(args.rounds)
            ]
            results = {
                "packages": packages,
                "releases": packages * args.releases,
                "first_s": round(first, 2),
                "later_s": round(min(pair[0] for pair in pairs), 2),
                "start_s": round(min(pair[1] for pair in pairs), 2),
            }
        print(json.dumps(results), flush=True)


if __name__ == "__main__":
    main()

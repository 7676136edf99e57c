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
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT / "generator"), str(ROOT / "tests")]

from benchmarks.imported import CHANGE, repository  # noqa: E402 - after the path is set

RUN = "import sys; from chandlery.__main__ import main; sys.exit(main())"


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
                *("review", "--base", "main", "--head", CHANGE, "--jobs", "1"),
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

"""``check`` against the floor, cold and warm, in one run.

Run it with ``python tests/benchmarks/check.py [--packages N] [--releases M]``.  Cold is the first
run with an empty cache folder, warm is the best of the following; each is a process of its own,
start-up and all.  Figures are seconds of this machine; only the ratios can be compared.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUN = "from chandlery.__main__ import main; sys.exit(main())"
ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT / "generator"), str(ROOT / "tests")]

from benchmarks.catalogs import size_of, write_catalog  # noqa: E402 - after the path is set


def timed(command: list[str]) -> float:
    """Seconds of wall time that a command takes; it has to succeed."""
    begin = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stdout[-2000:] + done.stderr[-2000:])
    return time.perf_counter() - begin


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=int, default=1000)
    parser.add_argument("--releases", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--generator", type=Path, default=ROOT / "generator")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        catalog = write_catalog(Path(scratch, "catalog"), args.packages, args.releases)
        files, size = size_of(catalog)
        check = [
            *(sys.executable, "-c"),
            f"import sys; sys.path.insert(0, {str(args.generator)!r});" + RUN,
            *("check", "--catalog", str(catalog), "--cache", f"{scratch}/cache"),
            *("--now", "2026-11-20T09:00:00Z", "--fail-on", "error"),
        ]
        floor = [sys.executable, str(Path(__file__).with_name("floor.py")), str(catalog)]
        base = min(timed(floor) for _ in range(args.rounds))
        cold = timed(check)
        warm = min(timed(check) for _ in range(args.rounds))
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    results = {
        "files": files,
        "megabytes": round(size / 1e6, 1),
        "floor_s": round(base, 2),
        "cold_s": round(cold, 2),
        "warm_s": round(warm, 2),
        "cold_ratio": round(cold / base, 2),
        "warm_ratio": round(warm / base, 2),
        "peak_mb": peak,
    }
    print(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()

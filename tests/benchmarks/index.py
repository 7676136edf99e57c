"""The index at several scales, beside dumb-pypi and a bare loop that writes the same bytes.

Run it with ``python tests/benchmarks/index.py [--scale 1000x5]… [--large] [--json]``.  Seconds are
processor time, and like megabytes of this machine: only the ratios can be compared.  Packages are
made up in memory: reading, checking and packing them is what `check.py` times.
"""

import argparse
import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT / "generator"), str(ROOT / "tests")]

from benchmarks import dumb_pypi  # noqa: E402 - after the path is set

SMALL = ("1000x5",)
LARGE = ("1000x5", "10000x5", "20000x8")
FETCHES = {
    "cold": "cold",
    "unchanged": "warm, nothing new",
    "changed": "warm, one release elsewhere",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", action="append", help="packages x releases; repeatable")
    parser.add_argument("--large", action="store_true", help=f"the scales {', '.join(LARGE)}")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument("--no-dumb-pypi", action="store_true", help="without a network")
    args = parser.parse_args()
    scales = args.scale or (LARGE if args.large else SMALL)
    with tempfile.TemporaryDirectory() as scratch:
        command = None if args.no_dumb_pypi else dumb_pypi.installed(Path(scratch, "environment"))
        results = {scale: measured(scale, command) for scale in scales}
    print(json.dumps(results, indent=2) if args.json else as_text(results))


def measured(scale: str, command: Path | None) -> dict[str, Any]:
    """One scale, and dumb-pypi with as many files right after it."""
    packages, releases = map(int, scale.split("x"))
    with tempfile.TemporaryDirectory() as folder:
        script = str(Path(__file__).with_name("index_scale.py"))
        run = [sys.executable, script, str(packages), str(releases), folder]
        done = subprocess.run(run, stdout=subprocess.PIPE, check=True)
        result: dict[str, Any] = {
            "packages": packages,
            "releases": packages * releases,
            **json.loads(done.stdout),
        }
        if command:
            timed = dumb_pypi.timed(command, Path(folder), packages, result["artifacts"])
            result["dumb_pypi"] = dict(zip(("s", "files", "bytes"), timed, strict=True))
    return result


def as_text(results: dict[str, dict[str, Any]]) -> str:
    """For people: a table, the growth between scales, and how much there is of each kind."""
    columns = [_figures(result) for result in results.values()]
    table = [_row("", results)]
    table += [_row(label, [column[label] for column in columns]) for label in columns[0]]
    sizes = [f"\n{scale}\n{result['sizes']}" for scale, result in results.items()]
    return "\n".join([*table, *_growth(results), *sizes])


def _row(label: str, cells: Iterable[str]) -> str:
    return f"{label:<62}" + "".join(f"{cell:>12}" for cell in cells)


def _figures(result: dict[str, Any]) -> dict[str, str]:
    figures = {
        "artifacts": f"{result['artifacts']:,}",
        "files written": f"{result['files']:,}",
        "MB written": f"{result['bytes'] / 1e6:,.1f}",
        "index and projections, s": f"{result['make_s']:.2f}",
        "written to an empty folder, s": f"{result['write_s']:.2f}",
        "written again, unchanged, s": f"{result['again_s']:.2f}",
        "bare loop with the same bytes, s": f"{result['floor_s']:.2f}",
        "memory of the marketplace, MB": f"{result['marketplace_mb']:,}",
        "peak memory, MB": f"{result['peak_mb']:,}",
    }
    if "dumb_pypi" in result:
        figures |= _beside(result, result["dumb_pypi"])
    for key, title in FETCHES.items():
        fetched = result[key]
        figures |= {
            f"{title}: requests, the artifact's apart": str(fetched["requests"]),
            f"{title}: bytes, median": f"{fetched['median']:,}",
            f"{title}: bytes, worst": f"{fetched['worst']:,}",
        }
    return figures | {"advisories.json, bytes": f"{result['cold']['advisories']:,}"}


def _beside(result: dict[str, Any], other: dict[str, Any]) -> dict[str, str]:
    """The same artifacts in dumb-pypi's index, which says far less of each."""
    whole = (result["make_s"] + result["write_s"]) / other["s"]
    return {
        "dumb-pypi, s": f"{other['s']:.2f}",
        "dumb-pypi, files": f"{other['files']:,}",
        "dumb-pypi, MB": f"{other['bytes'] / 1e6:,.1f}",
        "ours / dumb-pypi, by artifact": f"{whole:.2f}",
        "ours / dumb-pypi, by MB": f"{whole * other['bytes'] / result['bytes']:.2f}",
        "ours / dumb-pypi, by file written": f"{whole * other['files'] / result['files']:.2f}",
    }


def _growth(results: dict[str, dict[str, Any]]) -> list[str]:
    """How fast figures grow with the number of releases: 1 is linear, 0.5 the square root."""
    lines = []
    for (small, before), (large, after) in pairwise(results.items()):
        ratio = math.log(after["releases"] / before["releases"])
        exponents = {
            "seconds": math.log(after["make_s"] / before["make_s"]) / ratio,
            "memory": math.log(after["peak_mb"] / before["peak_mb"]) / ratio,
            "cold bytes": math.log(after["cold"]["median"] / before["cold"]["median"]) / ratio,
        }
        told = ", ".join(f"{what} {exponent:.2f}" for what, exponent in exponents.items())
        lines.append(f"\ngrowth exponents from {small} to {large}: {told}")
    return lines


if __name__ == "__main__":
    main()

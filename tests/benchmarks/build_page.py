"""The tables of the guide about whole builds, from what `build.py --json` wrote.

Run it with ``python tests/benchmarks/build_page.py RESULTS.json``.
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT / "generator"), str(ROOT / "tests")]

from benchmarks.build_table import (  # noqa: E402 - after the path is set
    after_start,
    apart,
    apart_cpu,
    exponents,
    wall_after_start,
)
from benchmarks.stage_watch import REST, SEARCH  # noqa: E402

Result = Mapping[str, Any]
Row = Callable[[Result], str]


FULL: Mapping[str, Row] = {
    "Files and MB of the catalog": lambda of: (
        f"{of['catalog_files']:,}, {of['catalog_bytes'] / 1e6:,.0f}"
    ),
    "Files and MB published": lambda of: (
        f"{of['full']['files']:,}, {of['full']['bytes'] / 1e6:,.0f}"
    ),
    "Build, search apart / a loop that writes the same, by the wall": lambda of: (
        f"{apart(of) / of['bare']['seconds']:.0f}"
    ),
    "The same, of the processor": lambda of: f"{apart_cpu(of) / of['bare']['cpu_seconds']:.0f}",
    "Seconds of the processor, search apart": lambda of: f"{apart_cpu(of):,.1f}",
    "Search beside it, of the processor": lambda of: f"{of['phases']['cpu_seconds'][SEARCH]:.1f}",
    "Seconds by the wall": lambda of: f"{of['full']['seconds']:,.1f}",
    "Peak memory of all processes, MB": lambda of: f"{of['full']['peak_mb']:,}",
}
CHANGE: Mapping[str, Row] = {
    "Seconds of the processor, after start-up": lambda of: f"{after_start(of):.2f}",
    "Seconds by the wall, after start-up": lambda of: f"{wall_after_start(of):.2f}",
    "Start-up, all modules loaded": lambda of: f"{of['again_stages']['cpu_seconds'][REST]:.2f}",
    "Search, of the processor": lambda of: f"{of['again_stages']['cpu_seconds'][SEARCH]:.2f}",
    "Peak memory of all processes, MB": lambda of: f"{of['again']['peak_mb']:,}",
    "Files and MB written": lambda of: (
        f"{of['touched']['files']:,}, {of['touched']['bytes'] / 1e6:,.1f}"
    ),
    "`review` of the commit, by the wall": lambda of: f"{of['review_s']:.2f}",
}


def main() -> None:
    results = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    print("\n".join([*_table(results, FULL), "", *_table(results, CHANGE), ""]))
    print("\n".join([*_stages(results), "", *_exponents(results)]))


def _table(results: Mapping[str, Result], rows: Mapping[str, Row]) -> Iterator[str]:
    yield f"| Plugins × releases | {' | '.join(map(_scale, results))} |"
    yield "|---" * (1 + len(results)) + "|"
    for label, row in rows.items():
        yield f"| {label} | {' | '.join(map(row, results.values()))} |"


def _scale(name: str) -> str:
    packages, releases = map(int, name.split("x"))
    return f"{packages:,} × {releases}"


def _stages(results: Mapping[str, Result]) -> Iterator[str]:
    """Shares of the largest build with one process."""
    name, of = [(name, of) for name, of in results.items() if "stages" in of][-1]
    used = {stage: time for stage, time in of["stages"]["seconds"].items() if stage != SEARCH}
    yield f"| Stage, {_scale(name)}, one process | seconds by the wall | share |"
    yield "|---|---|---|"
    for stage, seconds in sorted(used.items(), key=lambda item: -item[1]):
        if seconds >= sum(used.values()) / 200:
            yield f"| {stage} | {seconds:.2f} | {seconds / sum(used.values()):.0%} |"


def _exponents(results: Mapping[str, Result]) -> Iterator[str]:
    yield f"| Exponent | of all {len(results)} sizes | of the last two |"
    yield "|---|---|---|"
    for label, (every, last) in exponents(results).items():
        yield f"| {label} | {every:.2f} | {last:.2f} |"


if __name__ == "__main__":
    main()

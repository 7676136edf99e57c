"""From what `build.py` measured to a million plugins: arithmetic, and which limit is met where.

Run it with ``python tests/benchmarks/million.py RESULTS.json [--plugins 1000000]``, the file that
``build.py --json`` wrote.  Figures go on along the straight line through the two largest sizes with
five releases a plugin: a power law would forget the part that grows in proportion, which is small
at first and all of it in the end.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT / "generator"), str(ROOT / "tests")]

from benchmarks.build_table import (  # noqa: E402 - after the path is set
    after_start,
    apart,
    apart_cpu,
)
from benchmarks.stage_watch import SEARCH  # noqa: E402
from chandlery.stages.index import bin_digits  # noqa: E402

RELEASES = 5  # of each plugin; sizes with others say nothing of how plugins count
MB, GB = 1e6, 1e9

Result = Mapping[str, Any]
Figure = Callable[[Result], float]


@dataclass(frozen=True, slots=True)
class Line:
    """One figure.

    Attributes:
        limit: what it may be at most, and why; 0 for nothing that anybody sets.
    """

    label: str
    unit: str
    figure: Figure
    limit: float = 0
    why: str = ""


def file(path: str, unit: float = MB) -> Figure:
    """The size of a published file."""
    return lambda of: of["sizes"][path] / unit


def files(prefix: str, unit: float = MB) -> Figure:
    """The size of all published files below a folder, or that begin so."""
    return lambda of: sum(n for path, n in of["sizes"].items() if path.startswith(prefix)) / unit


LINES = (
    Line("full build, by the wall", "h", lambda of: apart(of) / 3600, 1, "a build a night"),
    Line("full build, of the processor", "h", lambda of: apart_cpu(of) / 3600),
    Line("full build, memory", "GB", lambda of: of["full"]["peak_mb"] / 1000, 16, "a large runner"),
    Line("search, beside it", "h", lambda of: of["phases"]["seconds"][SEARCH] / 3600),
    Line("one change, processor, search and start apart", "s", after_start, 1, "aim"),
    Line("one change, memory", "GB", lambda of: of["again"]["peak_mb"] / 1000, 16, "as above"),
    Line("one change, files written", "", lambda of: of["touched"]["files"]),
    Line("one change, bytes written", "MB", lambda of: of["touched"]["bytes"] / MB),
    Line("published", "GB", lambda of: of["full"]["bytes"] / GB, 1, "GitHub Pages"),
    Line("files on disk", "million", lambda of: of["full"]["files"] / 1e6, 16, "inodes of 256 GB"),
    Line("catalog, files", "million", lambda of: of["catalog_files"] / 1e6),
    Line("catalog in Git, packed", "GB", lambda of: of["git_bytes"] / GB, 5, "GitHub's advice"),
    Line("what the next build is told", "GB", lambda of: of["state_bytes"] / GB),
    Line("index/v1/files.jsonl", "MB", file("index/v1/files.jsonl"), 100, "a file on GitHub"),
    Line("index/v1/changes.jsonl", "MB", file("index/v1/changes.jsonl"), 100, "the same"),
    Line("advisories.json", "MB", file("index/v1/advisories.json"), 100, "the same"),
    Line("sitemap, all files of it", "MB", files("sitemap")),
    Line("browse/facets.json", "MB", file("browse/facets.json"), 10, "1 MB compressed"),
    Line("claude/marketplace.json", "MB", file("claude/marketplace.json"), 10, "one fetch"),
    Line("caliban/index.json", "MB", file("caliban/index.json"), 10, "one fetch of a client"),
    Line("kari/index.json", "MB", file("kari/index.json"), 10, "the same"),
    Line("objectstack/packages.json", "MB", file("objectstack/packages.json"), 10, "the same"),
    Line("objectstack/contributions.json", "MB", file("objectstack/contributions.json"), 10, "…"),
    Line("stigmem/index.json", "MB", file("stigmem/index.json"), 10, "the same"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path)
    parser.add_argument("--plugins", type=int, default=1_000_000)
    args = parser.parse_args()
    told = json.loads(args.results.read_text(encoding="utf-8"))
    results = {name: of for name, of in told.items() if name.endswith(f"x{RELEASES}")}
    print("\n".join([*_table(results, args.plugins), "", *_bins(results, args.plugins)]))


def _table(results: Mapping[str, Result], plugins: int) -> Iterator[str]:
    (_, first), (name, last) = [*results.items()][-2:]
    yield f"| | {name}, measured | {plugins:,} × {RELEASES} | a limit | met at |"
    yield "|---|---|---|---|---|"
    there = last["releases"] / RELEASES
    for line in LINES:
        before, now = line.figure(first), line.figure(last)
        each = (now - before) / (there - first["releases"] / RELEASES)
        then = now + each * (plugins - there)
        cells = [f"{_told(now)} {line.unit}", f"{_told(then)} {line.unit}", "", ""]
        if line.limit:
            cells[2:] = f"{line.limit:g} {line.unit}: {line.why}", _met(line, there, now, each)
        yield f"| {line.label} | {' | '.join(cells)} |"


def _met(line: Line, there: float, now: float, each: float) -> str:
    """How many plugins it takes to reach a limit."""
    if now >= line.limit:
        return "at once"
    if each <= 0:
        return "never"
    count = there + (line.limit - now) / each
    return f"{float(f'{count:.2g}'):,.0f} plugins"


def _bins(results: Mapping[str, Result], plugins: int) -> Iterator[str]:
    """What a client fetches on the way to one name: by what a bin and a name take now."""
    sizes = [*results.values()][-1]["sizes"]
    bins = {path: size for path, size in sizes.items() if path.startswith("index/v1/names/")}
    names = sum(path.startswith("index/v1/shards/") for path in sizes)
    a_bin, a_name = sizes["index/v1/bins.json"] / len(bins), sum(bins.values()) / names
    entry = sizes["index/v1/entry.json"]
    yield f"entry.json {entry:,} bytes; a bin takes {a_bin:.0f} in the list, a name {a_name:.0f}"
    for count in (names, 100_000, plugins, 10 * plugins):
        digits = bin_digits(count)
        number = min(16**digits, count)
        listed, one = number * a_bin, count / number * a_name
        yield (
            f"{count:>11,} names: {number:,} bins, bins.json {listed:,.0f} bytes, "
            f"one bin {one:,.0f}, cold {entry + listed + one:,.0f} before the shard"
        )


def _told(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


if __name__ == "__main__":
    main()

"""What the benchmark of whole builds found, for people: tables, and how fast each figure grows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from benchmarks.growth import exponent
from benchmarks.stage_watch import REST, SEARCH, WAIT

Result = Mapping[str, Any]
Results = Mapping[str, Result]

_SHARED = 20_000  # bytes: smaller files about all are not worth a line
_GROWS = 0.5  # the least exponent of a file that grows with the catalog


def as_text(results: Results) -> str:
    """Everything, a table after the other."""
    return "\n".join(
        [
            *_table("Full build", results, _full),
            *_table("Stages of it: seconds, and of the processor", results, _phases),
            *_table("The same with one process, which tells all stages apart", results, _stages),
            *_table("Built again after one commit, which adds a release", results, _again),
            *_table("Stages of that", results, lambda of: _told(of["again_stages"])),
            *_table("Beside others", results, _beside),
            *_growth(results),
            *_linear(results),
        ]
    )


def _table(
    title: str, results: Results, figures: Callable[[Result], Mapping[str, str]]
) -> Iterator[str]:
    columns = [figures(result) for result in results.values()]
    yield f"\n{title}"
    yield _row("", [*results])
    for label in dict.fromkeys(label for column in columns for label in column):
        yield _row(label, [column.get(label, "-") for column in columns])


def _row(label: str, cells: Sequence[str]) -> str:
    return f"{label:<44}" + "".join(f"{cell:>16}" for cell in cells)


def _full(of: Result) -> dict[str, str]:
    full, bare = of["full"], of["bare"]
    return {
        "files of the catalog": f"{of['catalog_files']:,}",
        "MB of the catalog": f"{of['catalog_bytes'] / 1e6:,.0f}",
        "MB of it in Git, packed": f"{of['git_bytes'] / 1e6:,.1f}",
        "files published": f"{full['files']:,}",
        "MB published": f"{full['bytes'] / 1e6:,.0f}",
        "seconds": f"{full['seconds']:,.1f}",
        "seconds of the processor": f"{full['cpu_seconds']:,.1f}",
        "peak memory, MB": f"{full['peak_mb']:,}",
        "MB that the next build is told": f"{of['state_bytes'] / 1e6:,.1f}",
        "bare loop, seconds": f"{bare['seconds']:,.2f}",
        "bare loop, seconds of the processor": f"{bare['cpu_seconds']:,.2f}",
        "build, search apart / bare loop": f"{apart(of) / bare['seconds']:,.1f}",
        "of the processor / bare loop": f"{apart_cpu(of) / bare['cpu_seconds']:,.1f}",
    }


def apart(of: Result) -> float:
    """Seconds of a full build, without waiting for the search."""
    seconds: float = of["full"]["seconds"] - of["phases"]["seconds"][WAIT]
    return seconds


def apart_cpu(of: Result) -> float:
    """Seconds of the processor, without the search."""
    seconds: float = of["full"]["cpu_seconds"] - of["phases"]["cpu_seconds"][SEARCH]
    return seconds


def after_start(of: Result) -> float:
    """Seconds of the processor of a build after a commit, once it has begun, search apart."""
    used = of["again_stages"]["cpu_seconds"]
    seconds: float = of["again"]["cpu_seconds"] - used[SEARCH] - used[REST]
    return seconds


def wall_after_start(of: Result) -> float:
    """The same by the wall, whatever else the machine does."""
    used: Mapping[str, float] = of["again_stages"]["seconds"]
    return sum(time for stage, time in used.items() if stage not in {REST, WAIT, SEARCH})


def _phases(of: Result) -> dict[str, str]:
    return _told(of["phases"])


def _stages(of: Result) -> dict[str, str]:
    if "stages" not in of:
        return {}
    one = of["one"]
    return _told(of["stages"]) | {
        "all: seconds": f"{one['seconds']:,.1f} {one['cpu_seconds']:>7,.1f}",
        "all: peak memory, MB": f"{one['peak_mb']:,}",
    }


def _told(told: Result) -> dict[str, str]:
    rows = {
        stage: f"{seconds:,.2f} {told['cpu_seconds'][stage]:>7,.2f}"
        for stage, seconds in told["seconds"].items()
    }
    return rows | {f"{name}: not there": "!" for name in told["missing"]}


def _again(of: Result) -> dict[str, str]:
    again, start = of["again"], of["start_s"]
    return {
        "seconds": f"{again['seconds']:,.2f}",
        "of it, starting (--version)": f"{start:,.2f}",
        "of it, starting with all modules (--help)": f"{of['loaded_s']:,.2f}",
        "seconds of the processor": f"{again['cpu_seconds']:,.2f}",
        "peak memory, MB": f"{again['peak_mb']:,}",
        "files written": f"{of['touched']['files']:,}",
        "MB written": f"{of['touched']['bytes'] / 1e6:,.2f}",
        "review of the commit, the first time": f"{of['review_first_s']:,.2f}",
        "review of the commit": f"{of['review_s']:,.2f}",
    }


def _beside(of: Result) -> dict[str, str]:
    figures: dict[str, str] = {}
    if "calls" in of:
        files = of["full"]["files"]
        figures |= {
            "system calls a file, published": f"{of['calls']['first'] / files:.1f}",
            "system calls a file, published again": f"{of['calls']['again'] / files:.1f}",
        }
    if "dumb_pypi" in of and "stages" in of:
        other, spent = of["dumb_pypi"], of["stages"]["cpu_seconds"]
        ours = spent["index"] + spent["projections"]
        files = sum(_is_index(path) for path in of["sizes"])
        each, theirs = ours / files, other["cpu_seconds"] / other["files"]
        figures |= {
            "dumb-pypi, seconds of the processor": f"{other['cpu_seconds']:,.1f}",
            "dumb-pypi, files": f"{other['files']:,}",
            "index and projections, not written": f"{ours:,.1f}",
            "index and projections, files": f"{files:,}",
            "ours / dumb-pypi, all": f"{ours / other['cpu_seconds']:.2f}",
            "ours / dumb-pypi, by file": f"{each / theirs:.2f}",
        }
    return figures


_INDEX = ("index/", "caliban/", "claude/", "craik/", "kari/", "objectstack/", "simple/", "stigmem/")


def _is_index(path: str) -> bool:
    return path.startswith(_INDEX) and not path.endswith("/index.html")


def _growth(results: Results) -> Iterator[str]:
    if len(results) < 2:
        return
    yield "\nExponents, by releases: 1 grows in proportion, 0 does not grow"
    yield _row("", [f"of all {len(results)} sizes", "of the last two"])
    for label, found in exponents(results).items():
        yield _row(label, [f"{value:.2f}" for value in found])


def exponents(results: Results) -> dict[str, tuple[float, float]]:
    """How fast each figure grows: over all sizes, and between the last two."""
    last = dict([*results.items()][-2:])
    return {
        label: (_exponent(results, figure), _exponent(last, figure))
        for label, figure in _FIGURES.items()
    }


def _exponent(results: Results, figure: Callable[[Result], float]) -> float:
    return exponent([of["releases"] for of in results.values()], [*map(figure, results.values())])


_FIGURES: Mapping[str, Callable[[Result], float]] = {
    "full: seconds, search apart": apart,
    "full: seconds of the processor": apart_cpu,
    "full: search, seconds": lambda of: of["phases"]["seconds"][SEARCH],
    "full: peak memory": lambda of: of["full"]["peak_mb"],
    "full: files": lambda of: of["full"]["files"],
    "full: bytes": lambda of: of["full"]["bytes"],
    "change: seconds after start-up, search apart": wall_after_start,
    "change: seconds of the processor, the same": after_start,
    "change: peak memory": lambda of: of["again"]["peak_mb"],
    "change: files written": lambda of: of["touched"]["files"],
    "change: bytes written": lambda of: of["touched"]["bytes"],
    "change: review, seconds": lambda of: of["review_s"],
}


def _linear(results: Results) -> Iterator[str]:
    """Files that are about all packages: what they weigh, and how fast that grows."""
    if len(results) < 2:
        return
    sizes = [of["sizes"] for of in results.values()]
    shared = set(sizes[0]).intersection(*sizes[1:])
    releases = [of["releases"] for of in results.values()]
    yield "\nFiles that grow with the catalog: bytes, and the exponent"
    yield _row("", [*results, ""])
    for path in sorted(shared, key=lambda path: -sizes[-1][path]):
        told = [each[path] for each in sizes]
        if told[-1] < _SHARED or exponent(releases[-2:], told[-2:]) < _GROWS:
            continue  # small, or cut into pages
        yield _row(path, [*(f"{size:,}" for size in told), f"{exponent(releases, told):.2f}"])

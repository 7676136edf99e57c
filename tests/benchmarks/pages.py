"""Pages of the site by four engines, from the same READMEs, in one run.

Run it with ``python tests/benchmarks/pages.py [--pages 1000]… [--large] [--json]``.  Plain MkDocs
Material (pages out of the navigation), Zensical (where ``make interop`` has put it), Hugo (where
the machine has one) and ours each turn as many READMEs into pages of the same theme; ours once
more with everything that a plugin's page really shows.  Each is a process tree of its own.
Seconds are of this machine, and of what else it does: only the ratios can be compared.
"""

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT / "generator"), str(ROOT / "tests")]

from benchmarks import hugo  # noqa: E402 - after the path is set
from benchmarks.processes import Taken, watched  # noqa: E402
from benchmarks.texts import name_of, readme  # noqa: E402
from chandlery.defaults import default_configuration  # noqa: E402
from chandlery.ports.website_configuration import read_configuration  # noqa: E402

SMALL = (1_000,)
LARGE = (1_000, 10_000)
# As `interop.prepare` makes it.
ZENSICAL = ROOT / ".cache" / "interop" / "zensical" / "bin" / "python"
OURS = "ours, READMEs"
PLAIN = "MkDocs Material, search off"

Run = Callable[[], Taken | None]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", action="append", type=int, help="how many; repeatable")
    parser.add_argument("--large", action="store_true", help=f"as many as {LARGE}")
    parser.add_argument("--rounds", type=int, default=1, help="the best of so many")
    parser.add_argument("--json", action="store_true", help="for programs")
    args = parser.parse_args()
    results = {}
    for count in args.pages or (LARGE if args.large else SMALL):
        results[count] = measured(count, args.rounds)
        if not args.json:
            print(as_text(count, results[count]), flush=True)
    if args.json:
        print(json.dumps(results, indent=2))


def measured(count: int, rounds: int) -> dict[str, dict[str, Any] | None]:
    """What each engine took for so many pages; `None` where it was not run."""
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch, "content")
        write_readmes(source / "plugins", count)
        best: dict[str, Taken | None] = {}
        for _ in range(rounds):  # one after the other, so that all meet the same load
            for engine, run in engines(source, Path(scratch), count).items():
                taken = run()
                before = best.get(engine)
                best[engine] = taken if before is None or taken is None else min(before, taken)
    return {engine: taken.plain(count) if taken else None for engine, taken in best.items()}


def write_readmes(folder: Path, count: int) -> None:
    """As many READMEs of 2 to 3 kB, with headings, code and a table."""
    folder.mkdir(parents=True)
    random = Random(1)
    for index in range(count):
        name = name_of(index)
        text = readme(random, name.replace("-", " ").title(), name)
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    (folder.parent / "index.md").write_text("# Home\n\nNothing more.\n", encoding="utf-8")


def engines(source: Path, scratch: Path, count: int) -> dict[str, Run]:
    """What to run, by name; what is compared with comes first."""
    out = scratch / "out"

    def of(command: list[str | Path], *, folder: Path = scratch) -> Taken:
        taken = watched(command, folder, out)
        # Nothing is removed before all have run: a file system may be slow to give away again what
        # was given back a moment ago, and it is the next engine that waits for it.
        out.rename(Path(tempfile.mkdtemp(dir=scratch), "out"))
        return taken

    def mkdocs(module: str, python: str | Path, plugins: object) -> Taken | None:
        if not Path(python).exists():
            return None
        configure(scratch / "mkdocs.yml", plugins)
        build = [python, "-m", module, "build", "--config-file", "mkdocs.yml"]
        return of(build if module == "zensical" else [*build, "--quiet"])

    def with_hugo() -> Taken | None:
        program = shutil.which("hugo")
        return of(hugo.command(program, source, scratch / "hugo", out)) if program else None

    def ours(script: str, *words: str | Path) -> Taken:
        return of([sys.executable, Path(__file__).with_name(script), *words, out])

    return {
        PLAIN: partial(mkdocs, "mkdocs", sys.executable, []),
        "MkDocs Material, search on": partial(mkdocs, "mkdocs", sys.executable, ["search"]),
        "Zensical": partial(mkdocs, "zensical", ZENSICAL, {"search": {"enabled": False}}),
        "Hugo": with_hugo,
        OURS: partial(ours, "pages_ours.py", source / "plugins"),
        "ours, one process": partial(ours, "pages_ours.py", "--jobs=1", source / "plugins"),
        "ours, whole plugin pages": partial(ours, "pages_whole.py", str(count)),
    }


def configure(file: Path, plugins: object) -> None:
    """Our own configuration, with pages that no navigation names."""
    told = read_configuration(default_configuration())
    told |= {"docs_dir": "content", "site_dir": "out", "site_url": "https://quay.example/m/"}
    told |= {"nav": [{"Home": "index.md"}], "not_in_nav": "/plugins/*", "plugins": plugins}
    for key in ("extra_css", "extra_javascript", "validation"):
        told.pop(key, None)
    file.write_text(json.dumps(told), encoding="utf-8")


def as_text(count: int, results: dict[str, dict[str, Any] | None]) -> str:
    """For people: a table."""
    return "\n".join([f"\n{count:,} pages", *_rows(results)])


def _rows(results: dict[str, dict[str, Any] | None]) -> Iterator[str]:
    heads = ("seconds", "pages/s", "ours is", "CPU s", "by CPU", "MB", "memory MB")
    yield f"{'':<30}" + "".join(f"{head:>12}" for head in heads)
    ours = results[OURS]
    for engine, taken in results.items():
        if taken is None or ours is None:
            yield f"{engine:<30}{'not run':>12}"
            continue
        cells = (
            f"{taken['seconds']:.1f}",
            f"{taken['pages_per_second']:,.0f}",
            f"{taken['seconds'] / ours['seconds']:.1f} x",
            f"{taken['cpu_seconds']:.1f}",
            f"{taken['cpu_seconds'] / ours['cpu_seconds']:.1f} x",
            f"{taken['bytes'] / 1e6:,.0f}",
            f"{taken['peak_mb']:,}",
        )
        yield f"{engine:<30}" + "".join(f"{cell:>12}" for cell in cells)


if __name__ == "__main__":
    main()

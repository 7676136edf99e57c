"""Whole builds at several scales: stages, memory, growth, and what one more release costs.

Run it with ``python tests/benchmarks/build.py [--scales 100x3 300x3 …] [--large] [--json FILE]``.
The catalogs are made up, of all six ecosystems, and lie in Git.  Every build is a process tree of
its own.  Seconds are of this machine and of what else it does: only the ratios, and the exponents
of a quiet machine, can be compared.  Pages beside other engines are what `pages.py` measures.
"""

import argparse
import json
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT / "generator"), str(ROOT / "tests")]

from benchmarks import dumb_pypi  # noqa: E402 - after the path is set
from benchmarks.build_scale import Setting, measured  # noqa: E402
from benchmarks.build_table import as_text  # noqa: E402

SMALL = ("100x3", "300x3", "1000x5", "3000x5")
LARGE = (*SMALL, "10000x5", "20000x8")


def main() -> None:
    args = _arguments()
    folder = nullcontext(args.folder) if args.folder else tempfile.TemporaryDirectory()
    results = {}
    with folder as scratch, tempfile.TemporaryDirectory() as environment:
        of = Setting(
            generator=args.generator,
            jobs=args.jobs,
            rounds=args.rounds,
            dumb_pypi=None if args.no_dumb_pypi else dumb_pypi.installed(Path(environment)),
        )
        for scale in LARGE if args.large else args.scales:
            place = Path(scratch, scale)
            place.mkdir(parents=True, exist_ok=True)
            results[scale] = measured(scale, place, of)
            print(f"{scale}: {results[scale]['full']['seconds']:.0f} s", file=sys.stderr)
    if args.json:
        args.json.write_text(json.dumps(results), encoding="utf-8")
    print(as_text(results))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scales", nargs="+", default=SMALL, help="packages x releases")
    parser.add_argument("--large", action="store_true", help=f"the scales {', '.join(LARGE)}")
    parser.add_argument("--jobs", type=int, default=2, help="how many processes a build may use")
    parser.add_argument("--rounds", type=int, default=4, help="of builds after one commit")
    parser.add_argument("--generator", type=Path, default=ROOT / "generator", help="which code")
    parser.add_argument("--folder", type=Path, help="keep catalogs and builds, and take them again")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there, too")
    parser.add_argument("--no-dumb-pypi", action="store_true", help="without a network")
    return parser.parse_args()


if __name__ == "__main__":
    main()

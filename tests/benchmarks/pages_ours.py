"""Our engine on a folder of READMEs: a page of each, and nothing on it but the README.

`pages.py` runs it: ``python tests/benchmarks/pages_ours.py [--jobs N] SOURCE OUT``.  It is our real
way from a marketplace to files, with a template that shows less.
"""

import argparse
import os
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT / "generator"), str(ROOT / "tests")]

from benchmarks.printing import print_site, website_begun  # noqa: E402 - after the path is set
from chandlery.model.marketplace import Kind, Package  # noqa: E402
from marketplaces import a_listing, a_marketplace  # noqa: E402

README_ONLY = '<h1 id="page">{{ package.listing.title }}</h1>\n{{ readme.html }}\n'


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("source", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    website = website_begun(args.jobs)
    packages = [a_package(file) for file in sorted(args.source.iterdir())]
    overlay = {"package.html": README_ONLY}
    print_site(a_marketplace(*packages), website, args.out, args.jobs, overlay)


def a_package(file: Path) -> Package:
    name = file.stem
    listing = a_listing(title=name.replace("-", " ").title(), summary=f"About {name}.")
    return Package(
        kind=Kind.PLUGIN, name=name, listing=listing, readme=file.read_text("utf-8"), releases=()
    )


if __name__ == "__main__":
    main()

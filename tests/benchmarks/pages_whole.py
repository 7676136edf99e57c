"""Our engine on made-up plugins of five releases: their whole pages, lists, feeds and pictures.

`pages.py` runs it: ``python tests/benchmarks/pages_whole.py PACKAGES OUT``.
"""

import gc
import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT / "generator"), str(ROOT / "tests")]

from benchmarks.marketplaces import generated  # noqa: E402 - after the path is set
from benchmarks.printing import print_site, website_begun  # noqa: E402

RELEASES = 5


def main() -> None:
    market = generated(int(sys.argv[1]), RELEASES)
    gc.collect()
    began = f"began {time.monotonic()} {time.process_time()}"
    jobs = os.cpu_count() or 1
    print_site(market, website_begun(jobs), Path(sys.argv[2]), jobs, {}, with_feeds=True)
    print(began)


if __name__ == "__main__":
    main()

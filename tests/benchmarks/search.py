"""What a browser fetches to search and to browse: bytes as a host that compresses sends them.

Run it with ``python tests/benchmarks/search.py [PACKAGES…]``; 1,000 and 10,000 unless told
otherwise.  Nothing is timed, so that a busy machine changes nothing.  Which part of the index a
word needs is read from the list of pages, as the engine does; no browser is needed.
"""

import argparse
import gzip
import sys
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median

import cbor2

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT / "generator"), str(ROOT / "tests")]

from benchmarks.marketplaces import generated  # noqa: E402 - after the path is set
from chandlery.assembly import TITLES  # noqa: E402
from chandlery.ports.search import build_search  # noqa: E402
from chandlery.stages.browse_files import browse_files  # noqa: E402
from chandlery.stages.search_records import search_records  # noqa: E402
from chandlery.stages.site.facets import Rows  # noqa: E402
from chandlery.stages.site.summaries import overview  # noqa: E402
from parts import told_by  # noqa: E402

SHOWN = 8  # results whose texts the search box loads, see suggest.js
QUERIES = 200
BUDGET = 150_000  # of the first query at 10,000 plugins
_SIGNATURE = b"pagefind_dcd"


@dataclass(frozen=True)
class Fetched:
    """Bytes that a visitor fetches.

    Attributes:
        fixed: the engine and our scripts, whatever the catalog holds.
        pages: the list of pages.
        parts: of the index, for one word: the median and the most.
        results: the texts of the results that are shown, the usual and the most.
        facets: what the browse page counts in.
    """

    fixed: int
    pages: int
    parts: tuple[int, int]
    results: tuple[int, int]
    facets: int

    @property
    def first(self) -> tuple[int, int]:
        """The first query, usually and at most."""
        usual, most = (
            self.fixed + self.pages + part + texts
            for part, texts in zip(self.parts, self.results, strict=True)
        )
        return usual, most


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("packages", nargs="*", type=int)
    sizes = parser.parse_args().packages or [1000, 10_000]
    failed = False
    for count in sizes:
        found = fetched(count)
        usual, most = found.first
        print(
            f"{count} plugins: first query {usual} bytes, at most {most}; "
            f"of it engine and scripts {found.fixed}, list of pages {found.pages}, "
            f"index {found.parts[0]}, {SHOWN} results {found.results[0]}; "
            f"browse page {found.facets}"
        )
        failed |= count <= 10_000 and most > BUDGET
    return int(failed)


def fetched(count: int) -> Fetched:
    """Build the search of a generated marketplace, and count."""
    market = generated(count, 1)
    files = build_search(told_by(search_records(TITLES), market)).files
    written = browse_files(Rows(overview(market)), TITLES)
    browse = {file.path: file.make() for file in written}
    scripts = [ROOT / "site-src/assets/js" / name for name in ("search.js", "suggest.js")]
    fixed = [*(path.read_bytes() for path in scripts), *(files[name] for name in _engine(files))]
    (pages,) = (data for path, data in files.items() if path.endswith(".pf_meta"))
    texts = sorted(sent(data) for path, data in files.items() if "/fragment/" in path)
    parts = [*_parts(files, pages, [package.name for package in market.packages])]
    return Fetched(
        fixed=sum(map(sent, fixed)),
        pages=sent(pages),
        parts=(int(median(parts)), max(parts)),
        results=(SHOWN * int(median(texts)), sum(texts[-SHOWN:])),
        facets=sent(browse["browse/facets.json"]),
    )


def sent(data: bytes) -> int:
    """How many bytes a host sends that compresses what is not yet compressed."""
    return min(len(data), len(gzip.compress(data, 6, mtime=0)))


def _engine(files: Mapping[str, bytes]) -> list[str]:
    names = ("pagefind.js", "pagefind-entry.json", ".pagefind")
    return [path for path in files if path.endswith(names)]


def _parts(files: Mapping[str, bytes], pages: bytes, names: Sequence[str]) -> Iterator[int]:
    """The bytes of the parts that hold a word, for words out of the names of plugins."""
    known = cbor2.loads(gzip.decompress(pages).removeprefix(_SIGNATURE))[2]
    words = dict.fromkeys(word for name in names for word in name.split("-") if word.isalpha())
    starts = [first for first, _, _ in known]
    for word in islice(words, QUERIES):
        _, _, part = known[max(bisect_right(starts, word) - 1, 0)]
        yield sent(files[f"search/index/{part}.pf_index"])


if __name__ == "__main__":
    sys.exit(main())

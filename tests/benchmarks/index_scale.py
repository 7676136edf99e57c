"""One scale of the benchmark of the index, in a process of its own: its memory is what it says.

`index.py` runs it: ``python tests/benchmarks/index_scale.py PACKAGES RELEASES FOLDER``.
"""

import gc
import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT / "generator"), str(ROOT / "tests")]

from benchmarks import reach  # noqa: E402 - after the path is set
from benchmarks.marketplaces import generated, names, one_more_release  # noqa: E402
from chandlery.__main__ import collect_seldom  # noqa: E402
from chandlery.dialects import DIALECTS  # noqa: E402
from chandlery.model.content import PublishedFile  # noqa: E402
from chandlery.model.marketplace import Marketplace  # noqa: E402
from chandlery.ports.folder import FolderSink  # noqa: E402
from chandlery.reports.sizes import as_text, size_report  # noqa: E402
from chandlery.stages.index import ENTRY, FILES  # noqa: E402
from marketplaces import a_closed_index, projection  # noqa: E402

NAMES = 200
SERIAL = 1_793_491_200

_T = TypeVar("_T")
Files = Sequence[PublishedFile]


def main() -> None:
    packages, releases, folder = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    collect_seldom()
    market = generated(packages, releases)
    gc.collect()
    held = _peak_mb()
    make_s, files = timed(lambda: published(market))
    results = {
        "artifacts": sum(
            len(release.artifacts) for package in market.packages for release in package.releases
        ),
        "files": len(files),
        "bytes": sum(file.size for file in files),
        "make_s": make_s,
        "marketplace_mb": held,
        "peak_mb": _peak_mb(),
        **_written(files, folder),
        **_fetched(market, files),
        "sizes": as_text(size_report(files)),
    }
    print(json.dumps(results))


def published(market: Marketplace) -> Files:
    """The index and all projections; no artifacts, and no site."""
    projected = [
        PublishedFile.of(path, data)
        for dialect in DIALECTS.values()
        for path, data in projection(dialect, market).items()
    ]
    return a_closed_index(market, projected, serial=SERIAL)


def timed(work: Callable[[], _T]) -> tuple[float, _T]:
    """Seconds of processor time, and what came of it: others may be at work on the machine."""
    begin = time.process_time()
    result = work()
    return time.process_time() - begin, result


def _written(files: Files, folder: Path) -> dict[str, float]:
    sink = FolderSink(folder / "public")
    floor_s, _ = timed(lambda: _bare(files, folder / "bare"))
    write_s, first = timed(lambda: sink.publish(files, last=(FILES, ENTRY)))
    again_s, second = timed(lambda: sink.publish(files, last=(FILES, ENTRY)))
    assert (first.written, second.written) == (len(files), 0)
    return {"floor_s": floor_s, "write_s": write_s, "again_s": again_s}


def _bare(files: Files, folder: Path) -> None:
    """Write the same bytes, and nothing else: no disk takes less."""
    for place in {(folder / file.path).parent for file in files}:
        place.mkdir(parents=True, exist_ok=True)
    for file in files:
        (folder / file.path).write_bytes(file.read())


def _fetched(market: Marketplace, files: Files) -> dict[str, Any]:
    elsewhere, *asked = names(market, NAMES + 1)
    after = a_closed_index(one_more_release(market, elsewhere), serial=SERIAL + 1)
    return {
        "cold": asdict(reach.cold(files, asked)),
        "unchanged": asdict(reach.unchanged(files, asked)),
        "changed": asdict(reach.changed(files, after, asked)),
    }


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()

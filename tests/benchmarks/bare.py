"""The least that writing a publication takes, and what our own writing of it asks of the system.

``build.py`` runs it: ``python tests/benchmarks/bare.py bare|read|publish FROM [TO]``.  ``bare``
writes the files of one folder into another, and prints the seconds of that alone, by the wall and
of the processor.  ``publish`` does it as a build does; ``read`` only reads, to be subtracted.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT / "generator"), str(ROOT / "tests")]

from chandlery.model.content import PublishedFile  # noqa: E402 - after the path is set
from chandlery.ports.folder import FolderSink  # noqa: E402
from chandlery.stages.index import ENTRY, FILES  # noqa: E402


def main() -> None:
    what, source, *rest = sys.argv[1:]
    files = published(Path(source))
    match what:
        case "bare":
            print(json.dumps(bare(files, Path(rest[0]))))
        case "publish":
            FolderSink(Path(rest[0]), os.cpu_count() or 1).publish(files, last=(FILES, ENTRY))
        case _:
            for file in files:
                file.read()


def published(folder: Path) -> Iterator[PublishedFile]:
    """What a folder holds that was published: as its list says."""
    for line in (folder / FILES).read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        place = folder / told["path"]
        yield PublishedFile(told["path"], told["sha256"], told["size"], place.read_bytes)
    for path in (FILES, ENTRY):
        yield PublishedFile.of(path, (folder / path).read_bytes())


def bare(files: Iterator[PublishedFile], folder: Path) -> dict[str, float]:
    """Write the same files with the same bytes; reading them is not counted."""
    seconds = cpu = 0.0
    made: set[Path] = set()
    for file in files:
        data, place = file.read(), folder / file.path
        wall, used = time.perf_counter(), time.process_time()
        if place.parent not in made:
            place.parent.mkdir(parents=True, exist_ok=True)
            made.add(place.parent)
        place.write_bytes(data)
        seconds += time.perf_counter() - wall
        cpu += time.process_time() - used
    return {"seconds": seconds, "cpu_seconds": cpu}


if __name__ == "__main__":
    main()

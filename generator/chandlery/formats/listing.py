"""Questions to ``files.jsonl`` that are answered without reading it all.

It has a line for each published file, sorted by path: half a million are 78 MB.  So it is searched
by halves.  Paths are compared as they are, and not as JSON writes them: quotes sort elsewhere then.
"""

import json
from collections.abc import Iterator


def line_of(listing: bytes, path: str, low: int = 0) -> tuple[int, int]:
    """Where the line of a path begins and ends; nothing lies between where there is none.

    Args:
        low: the beginning of a line that is not after it.
    """
    high = len(listing)
    while low < high:
        middle = (low + high) // 2
        start = listing.rfind(b"\n", low, middle) + 1 or low
        end = listing.index(b"\n", middle) + 1
        there = path_in(listing[start:end])
        if there == path:
            return start, end
        if there < path:
            low = end
        else:
            high = start
    return low, low


def has_line(listing: bytes, path: str) -> bool:
    """Whether a file is listed."""
    start, end = line_of(listing, path)
    return start < end


def paths_below(listing: bytes, folder: str) -> Iterator[str]:
    """The listed files below a folder."""
    start, _ = line_of(listing, f"{folder}/")
    while start < len(listing):
        end = listing.index(b"\n", start) + 1
        path = path_in(listing[start:end])
        if not path.startswith(f"{folder}/"):
            return
        yield path
        start = end


def path_in(line: bytes) -> str:
    """The path that a line is about."""
    path: str = json.loads(line)["path"]
    return path

"""Lines in the order of keys, of which some are replaced without reading them all."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

K = TypeVar("K", bound=Any)  # sorts as the lines do


def replaced(lines: bytes, blocks: Mapping[K, bytes], key_of: Callable[[bytes], K]) -> bytes:
    """Lines of which all that have some keys are replaced, or taken out, or come in.

    Args:
        lines: sorted by key, each with its end.
        blocks: by key the lines that there are now, maybe none.
        key_of: gives the key of a line.
    """
    whole, done = memoryview(lines), 0
    parts: list[bytes | memoryview] = []
    for key in sorted(blocks):
        start = _begin_of(lines, key, key_of, done)
        parts += (whole[done:start], blocks[key])
        done = start
        while done < len(lines) and key_of(lines[done : _end(lines, done)]) == key:
            done = _end(lines, done)
    return b"".join((*parts, whole[done:]))


def _begin_of(lines: bytes, key: K, key_of: Callable[[bytes], K], low: int) -> int:
    """Where the first line begins whose key is not less, searched by halves."""
    high = len(lines)
    while low < high:
        middle = (low + high) // 2
        start = lines.rfind(b"\n", low, middle) + 1 or low
        end = _end(lines, start)
        if key_of(lines[start:end]) < key:
            low = end
        else:
            high = start
    return low


def _end(lines: bytes, start: int) -> int:
    return lines.index(b"\n", start) + 1

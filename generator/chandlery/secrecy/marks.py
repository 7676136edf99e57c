"""Fixed texts, looked for all at once: most texts have none of them, and are done with then."""

from collections.abc import Iterable
from typing import Final

from ahocorasick_rs import BytesAhoCorasick

_AT_ONCE: Final = 64 * 1024  # bytes; what stands in so many fits into memory, however often it does


class Marks:
    """Fixed texts of ASCII, and what searches for them."""

    def __init__(self, marks: Iterable[str]) -> None:
        self._marks = tuple(dict.fromkeys(marks))
        self._search = BytesAhoCorasick([mark.encode("ascii") for mark in self._marks])
        self._longest = max(map(len, self._marks))

    def standing_in(self, data: bytes) -> set[str]:
        """Those that stand in a text, given in UTF-8 or in ASCII."""
        if len(data) <= _AT_ONCE:
            return self._found(data)
        step, length = _AT_ONCE, _AT_ONCE + self._longest
        return set().union(
            *(self._found(data[at : at + length]) for at in range(0, len(data), step))
        )

    def _found(self, data: bytes) -> set[str]:
        matches = self._search.find_matches_as_indexes(data, overlapping=True)
        return {self._marks[number] for number, _, _ in matches}

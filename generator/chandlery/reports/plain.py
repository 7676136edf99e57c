"""Texts from anywhere, made fit to be printed; and the line that a diagnostic is about."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from rich.cells import cell_len

from chandlery.diagnostics import Diagnostic
from chandlery.positions.parts import BYTE_ORDER_MARK

_CUT = "…"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A part of one line that fits a width, and what of it is meant, in columns of a terminal."""

    text: str
    begin: int
    width: int


def printable(value: str) -> str:
    """The text without anything that could steer a terminal; one character stays one."""
    return "".join(
        " " if char == "\t" else "\N{REPLACEMENT CHARACTER}" if _steers(char) else char
        for char in value
    )


def unicode(text: str) -> str:
    """The text with ``?`` for lone surrogates: file names may hold them, UTF-8 cannot."""
    return text.encode("utf-8", "replace").decode()


@lru_cache(maxsize=1)  # the findings of one file follow each other
def _lines(data: bytes) -> list[str]:
    """The lines of a file, counted as `Span` does."""
    text = data.decode("utf-8", "replace").removeprefix(BYTE_ORDER_MARK)
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def excerpt(data: bytes, diagnostic: Diagnostic, width: int) -> Excerpt | None:
    """What to show of the first line that a diagnostic is about; `None` where there is no such.

    A line that is wider than `width` is cut around the place.
    """
    span, lines = diagnostic.span, _lines(data)
    if span.line > len(lines):
        return None
    line = lines[span.line - 1]
    begin = min(span.column - 1, len(line))
    end = min(span.end_column - 1 if span.end_line == span.line else len(line), len(line))
    # No more is looked at than could be shown: a line may be a megabyte long.
    skipped = max(0, begin - width)
    shown = printable(line[skipped : begin + width])
    cut = _Cut(shown, width, before=skipped > 0, after=begin + width < len(line))
    return cut.around(begin - skipped, max(begin, end) - skipped)


@dataclass(frozen=True, slots=True)
class _Cut:
    """A line, or the part of one that can be shown, and whether there is more of it."""

    line: str
    width: int
    before: bool
    after: bool

    def around(self, begin: int, end: int) -> Excerpt:
        """Keep the place in sight, a third of the width behind the beginning."""
        fits = not self.before and not self.after and cell_len(self.line) <= self.width
        first = 0 if fits else self._first(begin)
        last = len(self.line) if fits else self._last(first)
        before = _CUT if first or self.before else ""
        after = _CUT if last < len(self.line) or self.after else ""
        return Excerpt(
            text=before + self.line[first:last] + after,
            begin=cell_len(before + self.line[first:begin]),
            width=max(1, cell_len(self.line[begin : min(end, last)])),
        )

    def _first(self, begin: int) -> int:
        first = begin
        while first and cell_len(self.line[first - 1 : begin]) <= self.width // 3:
            first -= 1
        return first

    def _last(self, first: int) -> int:
        last, room = first, self.width - 2 * len(_CUT)
        while last < len(self.line) and cell_len(self.line[first : last + 1]) <= room:
            last += 1
        return last


def _steers(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}

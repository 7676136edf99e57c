"""What the scanners of every syntax share: parts with their offsets, lines, and troubles."""

import re
from array import array
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from sys import intern
from typing import Any, Literal

from chandlery.diagnostics import START, Span

Route = tuple[str | int, ...]
Stretch = tuple[int, int]  # offsets in code points, the end exclusive

# No record of any ecosystem nests more than a dozen levels.
MAX_DEPTH = 64
# CPython's own limit, kept also where the environment sets another.
MAX_INTEGER_DIGITS = 4300
# Of one text; nobody reads more.
MAX_TROUBLES = 100

BYTE_ORDER_MARK = "\ufeff"
LONE_SURROGATE = re.compile("[\ud800-\udfff]")

OFTEN_SAID = 128  # characters; what is longer hardly stands in a second record

_LINE_END = re.compile(r"\r\n|\r|\n")
_WORD = re.compile(r"[A-Za-z0-9_]{1,20}")


def shared(value: Any) -> Any:
    """The same value; a short text as one object, whichever records say it."""
    return intern(value) if type(value) is str and len(value) <= OFTEN_SAID else value


class TroubleKind(StrEnum):
    """What can be wrong with a text before anybody asks what it says."""

    TOO_LARGE = "too-large"
    NOT_UTF8 = "not-utf8"
    BYTE_ORDER_MARK = "byte-order-mark"
    SYNTAX = "syntax"
    TOO_DEEP = "too-deep"
    DUPLICATE_KEY = "duplicate-key"
    NOT_FINITE = "not-finite"
    LONG_INTEGER = "long-integer"
    LONE_SURROGATE = "lone-surrogate"
    YAML_FEATURE = "yaml-feature"
    YAML_KEY = "yaml-key"
    MANY_DOCUMENTS = "many-documents"
    MORE = "more"


# These leave a value, as readers have it that take the text: the last of two equal keys wins, and
# a number that no float holds is infinite.
USABLE = frozenset(
    {
        TroubleKind.DUPLICATE_KEY,
        TroubleKind.NOT_FINITE,
        TroubleKind.LONG_INTEGER,
        TroubleKind.LONE_SURROGATE,
    }
)
# These leave one to judge: a byte that is none of UTF-8 is U+FFFD in it, a key that is no string is
# not there, and of several documents it is the first.
JUDGEABLE = USABLE | {
    TroubleKind.NOT_UTF8,
    TroubleKind.BYTE_ORDER_MARK,
    TroubleKind.YAML_FEATURE,
    TroubleKind.YAML_KEY,
    TroubleKind.MANY_DOCUMENTS,
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong with a text, at its place.

    Attributes:
        detail: what was met: a key, a byte, a constant, a number of bytes; for a syntax error,
            what was expected and what was found.
        route: the part that is meant, where there is one.
    """

    kind: TroubleKind
    span: Span
    detail: str
    route: Route = ()


class Notes:
    """The troubles of one text, as they are met; of too many, the first and their number."""

    def __init__(self) -> None:
        self._kept: list[Trouble] = []
        self._last: list[Trouble] = []
        self._left_out: Trouble | None = None
        self._more = 0

    def add(self, trouble: Trouble) -> None:
        """Note what does not end the reading."""
        if len(self._kept) < MAX_TROUBLES:
            self._kept.append(trouble)
            return
        self._left_out = self._left_out or trouble
        self._more += 1

    def last(self, trouble: Trouble) -> None:
        """Note what ends the reading."""
        self._last = [trouble]

    def sorted(self) -> tuple[Trouble, ...]:
        """By place; one says how many are not among them."""
        found = self._kept + self._last
        if self._left_out:
            found.append(Trouble(TroubleKind.MORE, self._left_out.span, str(self._more)))
        return tuple(sorted(found, key=lambda trouble: (trouble.span.line, trouble.span.column)))


class StoppedError(Exception):
    """A scanner met something behind which it makes nothing out; never leaves the package."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


@dataclass(slots=True)
class Part:
    """One value of a text.

    Attributes:
        place: the whole of a scalar; of an object or array its bracket; of a block mapping its
            first key.
        key: the key that it stands under, if it does.
        members: what it holds, if it is an object or an array; the last of two equal keys.
    """

    place: Stretch
    key: Stretch | None = None
    members: "dict[str, Part] | list[Part] | None" = None

    def member(self, step: str | int) -> "Part | None":
        """The part that a step leads to, if there is one."""
        if isinstance(self.members, dict):
            return self.members.get(step) if isinstance(step, str) else None
        if isinstance(self.members, list) and isinstance(step, int):
            return self.members[step] if 0 <= step < len(self.members) else None
        return None


class Lines:
    """Offsets of a text → lines and columns.

    A line ends with LF, CR LF or CR, as JSON and YAML 1.2 have it; U+2028 and its like end none.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        # Of as many lines as were asked for: a text of fifty megabytes can have as many lines.
        self._starts = array("Q", [0])
        self._ends = _LINE_END.finditer(text)

    def span(self, start: int, end: int) -> Span:
        """The lines and columns of a stretch."""
        return Span(*self._place(start), *self._place(end))

    def stretch(self, line: int = 1, column: int = 1, end: int = 1) -> Span:
        """A stretch of one line; what lies outside of the text comes to its nearest end."""
        self._count(line=line + 1)
        line = min(max(line, 1), len(self._starts))
        most = len(self._line(line)) + 1
        column = min(max(column, 1), most)
        return Span(line, column, line, min(max(column, end), most))

    def _count(self, *, offset: int = -1, line: int = 1) -> None:
        """Find where lines start, until one does behind an offset, and until there are so many."""
        starts = self._starts
        while starts[-1] <= offset or len(starts) < line:
            match = next(self._ends, None)
            if match is None:
                return
            starts.append(match.end())

    def _line(self, line: int) -> str:
        last = line == len(self._starts)
        end = len(self._text) if last else self._starts[line]
        return self._text[self._starts[line - 1] : end].rstrip("\r\n")

    def _place(self, offset: int) -> tuple[int, int]:
        self._count(offset=offset)
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


@dataclass(frozen=True, slots=True)
class Positions:
    """Where every part of one text stands."""

    lines: Lines
    root: Part | None

    def find(self, route: Route, on: Literal["value", "key"]) -> Span:
        """The span of the part that a route leads to, leaving out steps that lead nowhere."""
        if self.root is None:
            return START
        part = self.root
        for step in route:
            part = part.member(step) or part
        return self.lines.span(*(part.key if on == "key" and part.key else part.place))


def word_at(text: str, at: int) -> int:
    """Where the word or the character at an offset ends; the offset itself at an end of line."""
    match = _WORD.match(text, at)
    if match is None:
        return at if text[at : at + 1] in {"", "\r", "\n"} else at + 1
    return match.end()


def found_at(text: str, at: int) -> str:
    """What stands at an offset, for a message."""
    found = text[at : word_at(text, at)]
    if not found:
        return "the end of the line" if at < len(text) else "the end of the file"
    if found == "\t":
        return "a tab"
    return f"`{found}`" if found.isprintable() and found != "`" else f"U+{ord(found):04X}"


def surrogate_name(text: str) -> str:
    """The first lone surrogate of a text as the escape that makes it, or ``""``."""
    match = LONE_SURROGATE.search(text)
    return f"\\u{ord(match[0]):04x}" if match else ""

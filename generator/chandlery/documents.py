"""JSON or YAML text → a value, and the place of every part of it when somebody asks.

Reading and locating are apart: a clean file is parsed once by a fast parser, and positions are
computed, by a second and position-keeping scan, only for a document that has findings (design §2).
"""

import json
import re
from codecs import BOM_UTF8
from dataclasses import dataclass, field
from enum import StrEnum
from math import isinf
from sys import intern
from threading import local
from typing import Any, Final, Literal

from chandlery.diagnostics import START, Span
from chandlery.positions.json_text import json_positions, json_troubles
from chandlery.positions.parts import (
    BYTE_ORDER_MARK,
    JUDGEABLE,
    MAX_DEPTH,
    MAX_INTEGER_DIGITS,
    OFTEN_SAID,
    USABLE,
    Lines,
    Positions,
    Route,
    Trouble,
    TroubleKind,
)
from chandlery.positions.yaml_text import compose_yaml
from chandlery.positions.yaml_values import UnusualError, yaml_value

__all__ = [
    "MAX_RECORD_BYTES",
    "Document",
    "Reading",
    "Route",
    "Syntax",
    "Trouble",
    "TroubleKind",
    "not_utf8",
    "read_json",
    "read_yaml",
]

# Records are read whole, and a list of a hundred thousand renames is the longest that we know of.
MAX_RECORD_BYTES = 1024 * 1024

_PLAIN = re.compile(r"[A-Za-z](?:[A-Za-z0-9 .+-]*[A-Za-z0-9.+])?")
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")


class Syntax(StrEnum):
    """How a document is written; `OTHER` has no parts to point at.

    The parts of a `TEXT` are its lines: a route into one is ``(line,)``, or ``(line, column,
    end_column)``, counted as in `Span`.
    """

    JSON = "json"
    YAML = "yaml"
    TEXT = "text"
    OTHER = "other"


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """One file: its bytes, and the value that they stand for."""

    path: str
    data: bytes = field(repr=False)
    syntax: Syntax = Syntax.OTHER
    value: Any = None
    # Where the value lacks parts of the file: the file as it is, and what was taken out, in order.
    whole: "Document | None" = field(default=None, repr=False)
    taken_out: tuple[Route, ...] = ()
    # Empty until somebody asks for a place: a clean document never pays for positions.
    _positions: Positions | None = field(default=None, init=False, repr=False)

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel to another process without the places, which are found again there."""
        made_of = (self.path, self.data, self.syntax, self.value, self.whole, self.taken_out)
        return Document, made_of

    def locate(self, route: Route, on: Literal["value", "key"] = "value") -> Span:
        """Where a part of the document stands.  Never fails.

        Steps that the document lacks are skipped, so a missing key resolves to the object that
        should hold it, and the tags that pydantic puts into a route do no harm.  A scalar's span
        is the whole of it, an object's or array's its bracket, a block mapping's its first key.
        Of two equal keys the last is meant, as it is in `value`.
        """
        if self.whole:
            return self.whole.locate(_before(route, self.taken_out), on)
        positions = self._positions
        if positions is None:
            positions = self._find_positions()
            object.__setattr__(self, "_positions", positions)
        if self.syntax is Syntax.TEXT:
            steps = [step for step in route if isinstance(step, int)]
            return positions.lines.stretch(*steps[:3])
        return positions.find(route, on)

    def without(self, routes: tuple[Route, ...], value: Any) -> "Document":
        """The document as if it did not have some parts, one after the other; `value` has not."""
        return Document(self.path, self.data, self.syntax, value, self, routes)

    def written(self, text: str) -> str:
        """How a text is written in this document's syntax, in place of a scalar."""
        if self.syntax is Syntax.TEXT or (self.syntax is Syntax.YAML and _is_plain(text)):
            return text
        return json.dumps(text, ensure_ascii=False)

    def _find_positions(self) -> Positions:
        text = self.data.decode("utf-8", "replace").removeprefix(BYTE_ORDER_MARK)
        match self.syntax:
            case Syntax.JSON:
                return json_positions(text)
            case Syntax.YAML:
                return compose_yaml(text).positions
            case Syntax.TEXT | Syntax.OTHER:
                return Positions(Lines(text), None)


def _before(route: Route, taken_out: tuple[Route, ...]) -> Route:
    """What a route was before parts were taken out: items of lists had others before them."""
    steps = list(route)
    for *above, last in reversed(taken_out):
        depth = len(above)
        if isinstance(last, int) and len(steps) > depth and steps[:depth] == above:
            step = steps[depth]
            steps[depth] = step + 1 if isinstance(step, int) and step >= last else step
    return tuple(steps)


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of a file.

    Attributes:
        document: `None` where the text cannot be made out.
        troubles: by place; a document with troubles of some kinds is there all the same, so that
            the rest of it is judged, unless there are too many to be listed.
    """

    document: Document | None
    troubles: tuple[Trouble, ...] = ()

    @property
    def usable(self) -> Document | None:
        """The document, if readers take the text."""
        return None if self.stopper else self.document

    @property
    def stopper(self) -> Trouble | None:
        """The first trouble for which readers refuse the text."""
        return next((trouble for trouble in self.troubles if trouble.kind not in USABLE), None)


def _is_plain(text: str) -> bool:
    """Whether YAML takes a text for itself without quotes, wherever a scalar may stand."""
    known = text.lower() in {"y", "n", "yes", "no", "on", "off"}  # to readers of YAML 1.1
    return bool(_PLAIN.fullmatch(text)) and not known and compose_yaml(text).value == text


def read_json(path: str, data: bytes, limit: int = MAX_RECORD_BYTES) -> Reading:
    """Parse JSON (RFC 8259) in UTF-8.  Never fails: what is wrong is in the reading's troubles.

    Args:
        path: what the document is called.
        data: the text.
        limit: the most bytes that are read; records have fewer than artifacts.
    """
    text, troubles = _decode(data, limit)
    if text is None:
        return Reading(None, troubles)
    try:
        value = _PARSER.parse(text)
    except (ValueError, RecursionError):
        broken = Trouble(TroubleKind.SYNTAX, START, "the text is not JSON")
        return _reading(None, troubles, json_troubles(text) or (broken,))
    more = json_troubles(text) if _PARSER.noticed else ()
    return _reading(Document(path, data, Syntax.JSON, value), troubles, more)


def read_yaml(path: str, data: bytes) -> Reading:
    """Parse one document of YAML 1.2, core schema, in UTF-8, of mappings, lists and scalars only.

    Anchors, aliases, tags and directives are troubles, and so is a key that is not a string: no
    record needs them, and readers differ about them.  Never fails.
    """
    text, troubles = _decode(data)
    if text is None:
        return Reading(None, troubles)
    try:
        return _reading(Document(path, data, Syntax.YAML, yaml_value(text)), troubles)
    except UnusualError:
        composed = compose_yaml(text)
    document = Document(path, data, Syntax.YAML, composed.value)
    return _reading(document if composed.is_whole else None, troubles, composed.troubles)


def _reading(
    document: Document | None, before: tuple[Trouble, ...], troubles: tuple[Trouble, ...] = ()
) -> Reading:
    """What became of a text that had some troubles before anybody read it."""
    if not troubles:
        return Reading(document, before)
    judgeable = all(trouble.kind in JUDGEABLE for trouble in troubles)
    if not judgeable and any(trouble.kind is TroubleKind.NOT_UTF8 for trouble in before):
        troubles = ()  # of a text that is none, or of a whole one in another encoding
    return Reading(document if judgeable else None, before + troubles)


def _decode(data: bytes, limit: int = MAX_RECORD_BYTES) -> tuple[str | None, tuple[Trouble, ...]]:
    """The text without its byte-order mark, or `None` where it is too long."""
    if len(data) > limit:
        return None, (Trouble(TroubleKind.TOO_LARGE, START, str(len(data))),)
    marked = data.startswith(BOM_UTF8)
    troubles = (Trouble(TroubleKind.BYTE_ORDER_MARK, START, "U+FEFF"),) if marked else ()
    data = data.removeprefix(BOM_UTF8)
    try:
        return data.decode("utf-8"), troubles
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace"), troubles + not_utf8(data)


def not_utf8(data: bytes) -> tuple[Trouble, ...]:
    """The first byte of a text that UTF-8 does not have there."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        start = len(before)
        span = Lines(before).span(start, start + 1)
        return (Trouble(TroubleKind.NOT_UTF8, span, f"0x{data[error.start]:02X}"),)
    return ()


class _Parser(local):
    """`json.loads` with hooks that notice, at no cost worth naming, what a clean text has not.

    Attributes:
        noticed: whether this thread's last text had something.
    """

    def __init__(self) -> None:
        self.noticed = False
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._mapping,
            parse_constant=self._constant,
            parse_float=self._float,
            parse_int=self._integer,
        )

    def parse(self, text: str) -> Any:
        self.noticed = False
        value = self._decoder.decode(text)
        self.noticed |= ("\\u" in text and bool(_SURROGATE_ESCAPE.search(text))) or (
            text.count("{") + text.count("[") > MAX_DEPTH and _is_too_deep(value)
        )
        return value

    def _mapping(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        mapping = {
            intern(key): intern(value) if type(value) is str and len(value) <= OFTEN_SAID else value
            for key, value in pairs
        }
        if len(mapping) != len(pairs):
            self.noticed = True
        return mapping

    def _constant(self, text: str) -> float:
        self.noticed = True
        return float(text)

    def _float(self, text: str) -> float:
        number = float(text)
        self.noticed |= isinf(number)
        return number

    def _integer(self, text: str) -> int | float:
        if len(text.lstrip("-")) <= MAX_INTEGER_DIGITS:
            return int(text)
        self.noticed = True
        return float(text)


_PARSER: Final = _Parser()


def _is_too_deep(value: Any) -> bool:
    """Whether lists and mappings nest deeper than they may; without recursion."""
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            member
            for outer in level
            if isinstance(outer, dict | list)
            for member in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return False
    return any(isinstance(member, dict | list) for member in level)

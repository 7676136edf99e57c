"""JSON text → the place of every part, and everything that is wrong with it.

A scanner of our own, because the parsers that keep places either recurse, or stumble over long
keys, surrogate pairs and U+2028.  It takes exactly what `json.loads` takes (RFC 8259, and ``NaN``
and ``Infinity``, which it names), in one pass and without recursion.
"""

import json
import re
from collections.abc import Callable
from math import isinf

from chandlery.positions.parts import (
    MAX_DEPTH,
    MAX_INTEGER_DIGITS,
    Lines,
    Notes,
    Part,
    Positions,
    Route,
    StoppedError,
    Stretch,
    Trouble,
    TroubleKind,
    found_at,
    surrogate_name,
    word_at,
)

_SPACE = re.compile(r"[ \t\n\r]*")
_PLAIN = re.compile(r'[^"\\\x00-\x1f]*')
_ESCAPE = re.compile(r'\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})')
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_CONSTANT = re.compile(r"true|false|null")
_NOT_FINITE = re.compile(r"NaN|-?Infinity")
_REST_OF_LINE = re.compile(r"[^\r\n]*")


def json_positions(text: str) -> Positions:
    """The place of every part; of a broken text, the parts before the break."""
    return _scan(text).positions()


def json_troubles(text: str) -> tuple[Trouble, ...]:
    """Everything that is wrong with a text, up to the first thing that ends the reading."""
    return _scan(text).notes.sorted()


def _scan(text: str) -> "_Scanner":
    scanner = _Scanner(text)
    scanner.run()
    return scanner


_State = Callable[[], "_State"] | None


class _Scanner:
    """One pass over a text; each method takes one token and returns what comes next."""

    def __init__(self, text: str) -> None:
        self.notes = Notes()
        self._text = text
        self._lines = Lines(text)
        self._at = 0
        self._root: Part | None = None
        self._open: list[Part] = []
        self._steps: list[str | int] = []  # the way to the innermost open part
        self._name = ""  # of the key whose value comes next
        self._key: Stretch | None = None

    def positions(self) -> Positions:
        return Positions(self._lines, self._root)

    def run(self) -> None:
        state: _State = self._value
        try:
            while state is not None:
                self._space()
                state = state()
        except StoppedError as stopped:
            self.notes.last(stopped.trouble)

    # -- states ----------------------------------------------------------------------------

    def _value(self) -> _State:
        character = self._text[self._at : self._at + 1]
        start = self._at
        if character in {"{", "["}:
            self._begin(Part((start, start + 1), self._key, {} if character == "{" else []))
            return self._first
        if character == '"':
            self._surrogate(start, self._string())
        else:
            self._word()
        self._attach(Part((start, self._at), self._key))
        return self._after

    def _first(self) -> _State:
        if self._text[self._at : self._at + 1] == self._closer():
            return self._after()
        return self._member()

    def _member(self) -> _State:
        return self._named if isinstance(self._open[-1].members, dict) else self._value

    def _named(self) -> _State:
        start = self._at
        if self._text[start : start + 1] != '"':
            raise self._expected("a key in double quotes")
        self._name = self._string()
        self._key = (start, self._at)
        self._surrogate(start, self._name)
        members = self._open[-1].members
        if isinstance(members, dict) and self._name in members:
            self._note(TroubleKind.DUPLICATE_KEY, start, self._name, self._route())
        return self._colon

    def _colon(self) -> _State:
        self._take(":", "`:`")
        return self._value

    def _after(self) -> _State:
        if not self._open:
            if self._at < len(self._text):
                raise self._expected("the end of the file")
            return None
        closer = self._closer()
        if self._text[self._at : self._at + 1] == closer:
            self._at += 1
            self._end()
            return self._after
        self._take(",", f"`,` or `{closer}`")
        return self._member()

    # -- the tree --------------------------------------------------------------------------

    def _begin(self, part: Part) -> None:
        if len(self._open) == MAX_DEPTH:
            raise self._stop(TroubleKind.TOO_DEEP, self._at + 1, str(MAX_DEPTH))
        self._at += 1
        if self._open:
            self._steps.append(self._step())
        self._attach(part)
        self._open.append(part)

    def _end(self) -> None:
        self._open.pop()
        if self._steps:
            self._steps.pop()

    def _attach(self, part: Part) -> None:
        members = self._open[-1].members if self._open else None
        if isinstance(members, dict):
            members[self._name] = part
        elif isinstance(members, list):
            members.append(part)
        else:
            self._root = part
        self._key = None

    def _closer(self) -> str:
        return "}" if isinstance(self._open[-1].members, dict) else "]"

    def _step(self) -> str | int:
        members = self._open[-1].members
        return len(members) if isinstance(members, list) else self._name

    def _route(self) -> Route:
        return (*self._steps, self._step()) if self._open else ()

    # -- tokens ----------------------------------------------------------------------------

    def _space(self) -> None:
        match = _SPACE.match(self._text, self._at)
        self._at = match.end() if match else self._at

    def _take(self, character: str, expected: str) -> None:
        if not self._text.startswith(character, self._at):
            raise self._expected(expected)
        self._at += 1

    def _string(self) -> str:
        start = self._at
        self._at = self._string_end()
        token = self._text[start : self._at]
        value: str = json.loads(token) if "\\" in token else token[1:-1]
        return value

    def _surrogate(self, start: int, value: str) -> None:
        if name := surrogate_name(value):
            self._note(TroubleKind.LONE_SURROGATE, start, name, self._route())

    def _string_end(self) -> int:
        at = self._at + 1
        while True:
            plain = _PLAIN.match(self._text, at)
            at = plain.end() if plain else at
            if self._text.startswith('"', at):
                return at + 1
            escape = _ESCAPE.match(self._text, at)
            if escape is None:
                raise self._bad_string(at)
            at = escape.end()

    def _bad_string(self, at: int) -> StoppedError:
        character = self._text[at : at + 1]
        if character in {"", "\r", "\n"}:
            rest = _REST_OF_LINE.match(self._text, self._at)
            end = rest.end() if rest else at
            return self._stop(TroubleKind.SYNTAX, end, "the string has no closing quote")
        self._at = at
        if character == "\\":
            end = min(at + 2, len(self._text))
            return self._stop(TroubleKind.SYNTAX, end, "no escape of JSON begins so")
        found = found_at(self._text, at)
        return self._stop(TroubleKind.SYNTAX, at + 1, f"found {found} in a string, unescaped")

    def _word(self) -> None:
        start = self._at
        if match := _NOT_FINITE.match(self._text, start):
            self._at = match.end()
            self._note(TroubleKind.NOT_FINITE, start, match[0], self._route())
        elif match := _NUMBER.match(self._text, start):
            self._at = match.end()
            self._number(match)
        elif match := _CONSTANT.match(self._text, start):
            self._at = match.end()
        else:
            raise self._expected("a value")

    def _number(self, match: re.Match[str]) -> None:
        if match[1] is None and match[2] is None:
            if len(match[0].lstrip("-")) > MAX_INTEGER_DIGITS:
                detail = str(len(match[0].lstrip("-")))
                self._note(TroubleKind.LONG_INTEGER, match.start(), detail, self._route())
        elif isinf(float(match[0])):
            self._note(TroubleKind.NOT_FINITE, match.start(), match[0], self._route())

    # -- troubles --------------------------------------------------------------------------

    def _note(self, kind: TroubleKind, start: int, detail: str, route: Route) -> None:
        self.notes.add(Trouble(kind, self._lines.span(start, self._at), detail, route))

    def _expected(self, expected: str) -> StoppedError:
        found = found_at(self._text, self._at)
        end = word_at(self._text, self._at)
        return self._stop(TroubleKind.SYNTAX, end, f"expected {expected}, found {found}")

    def _stop(self, kind: TroubleKind, end: int, detail: str) -> StoppedError:
        return StoppedError(Trouble(kind, self._lines.span(self._at, end), detail, self._route()))

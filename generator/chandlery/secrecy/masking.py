"""Words without the secrets in them: the one door through which every report goes.

Whoever speaks of a file may quote it, and a quotation may be cut anywhere.  So two things are
looked for in what is to be said: what looks like a secret by itself, cut or not; and any part of a
secret that is known to stand in the files that are spoken of.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from chandlery.secrecy.filenames import is_code
from chandlery.secrecy.formats import FORMATS
from chandlery.secrecy.sightings import Sighting, keys_in
from chandlery.secrecy.suspicions import suspicions_in

HIDDEN: Final = "(not shown)"
LEAST: Final = 7  # characters of a secret in a row that may not be shown
MOST_CHARACTERS: Final = 2 * 1024 * 1024  # of one file
_MOST_PARTS: Final = 200_000  # of all secrets together

Stretch = tuple[int, int]

_CUT: Final = "…"
_REST: Final = re.compile(r"[^\s\"'`]*(?<![:.,;)])")
_REST_OF_LOGIN: Final = re.compile(r"[^\s/\"'<>`]{0,200}@")
_PIECE: Final = re.compile(r"[^\s\"'`]+")
_PIECE_OF_BODY: Final = re.compile(r"[A-Za-z0-9+/=]{16,}")
_LINE_END: Final = re.compile(r"\r\n?")
_ESCAPE: Final = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4}))")
_MARKS: Final = "|".join(
    re.escape(mark)
    for known in FORMATS
    for mark in known.marks
    if len(mark) > 2 and not known.before and not known.body and mark != "://"
)
_NAMED: Final = "(?:[_-]key|apikey|token|passw(?:or)?d|secret|credential)"
# What may be the beginning of a secret, at the end of a quotation that was cut.
_CUT_OFF: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<![A-Za-z0-9_-])(?:{_MARKS})[^\s\"'`]{{4,}}{_CUT}",
        rf"(?<=\\x[0-9a-f][0-9a-f])(?:{_MARKS})[^\s\"'`]{{4,}}{_CUT}",
        rf"(?<=://)[^\s:/?#@\"'`]+:(?!\d+{_CUT})[^\s/?#\"'`]{{2,}}{_CUT}",
        rf"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-[^`]*{_CUT}",
        rf"(?:Private-Lines:|untrusted comment:)[^`]*{_CUT}",
        rf"(?i){_NAMED}s?[\"']?[ ]{{0,8}}(?::=|=>|[:=])[ ]{{0,8}}[\"']?[^\s\"'`]{{4,}}{_CUT}",
        rf"(?i)(?:\bbearer|--[a-z-]*(?:key|token|password|secret))[ =]+[^\s\"'`]{{4,}}{_CUT}",
    )
)


def masked(text: str) -> str:
    """A text without what looks like a secret in it."""
    return Mask().words(text)


class Mask:
    """What must not be shown, as far as it is known."""

    def __init__(self) -> None:
        """Know of no secret."""
        self._parts: set[str] = set()
        self._lines: dict[str, set[int]] = {}

    def learn(self, path: str, data: bytes) -> None:
        """Look for secrets in a file that will be spoken of."""
        text = _text(data)
        found = [*_sightings(text, code=is_code(path))]
        lines = {
            line
            for one in found
            for line in range(_line(text, one.start), _line(text, max(one.start, one.stop)) + 1)
        }
        self._know(text, found)
        if "\\x" in text or "\\u" in text:
            lines.update(self._learn_escaped(text))
        if lines:
            self._lines[path] = lines

    def hides(self, path: str, first: int, last: int) -> bool:
        """Whether a secret stands in one of some lines of a file."""
        hidden = self._lines.get(path)
        return hidden is not None and any(first <= line <= last for line in hidden)

    def finds(self, texts: Iterable[str]) -> bool:
        """Whether `words` would change any of the texts, or might."""
        return bool(self._parts) or any(True for _ in _stretches("\n".join(texts)))

    def words(self, text: str) -> str:
        """The text without secrets; any other text as it is."""
        parts: list[str] = []
        end = 0
        for start, stop in sorted([*_stretches(text), *self._known(text)]):
            if stop > end:
                if start > end or not parts:
                    parts += [text[end : max(start, end)], HIDDEN]
                end = stop
        return "".join([*parts, text[end:]]) if parts else text

    def _learn_escaped(self, text: str) -> Iterator[int]:
        """The lines in which a secret stands that an escape hides."""
        for number, line in enumerate(text.split("\n"), 1):
            plain = _ESCAPE.sub(_unescaped, line) if "\\" in line else line
            if plain != line and (found := [*_sightings(plain)]):
                self._know(plain, found)
                yield number

    def _know(self, text: str, found: Iterable[Sighting]) -> None:
        for one in found:
            first, stop = one.core, one.stop
            if text.startswith("://", one.start):
                first, stop = text.index(":", one.start + 3) + 1, one.end - 1
            piece = _PIECE if one.stop <= one.end else _PIECE_OF_BODY
            for match in piece.finditer(_folded(text[first:stop])):
                for at in range(len(match[0]) - LEAST + 1):
                    if len(self._parts) < _MOST_PARTS:
                        self._parts.add(match[0][at : at + LEAST])

    def _known(self, text: str) -> Iterator[Stretch]:
        """The parts of known secrets in a text, however it was cut."""
        folded = _folded(text) if self._parts else ""
        for at in range(len(folded) - LEAST + 1):
            if folded[at : at + LEAST] in self._parts:
                yield at, at + LEAST


def _sightings(text: str, *, code: bool = False) -> Iterator[Sighting]:
    yield from keys_in(text)
    yield from suspicions_in(text, code=code)


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _stretches(text: str) -> Iterator[Stretch]:
    """What of a text looks like a secret, or like the beginning of one."""
    for one in _sightings(text):
        if text.startswith("://", one.start):
            rest = _REST_OF_LOGIN.match(text, one.end)
            yield one.start + 3, (rest.end() if rest else one.end) - 1
        else:
            rest = _REST.match(text, one.stop)
            yield one.start, rest.end() if rest else one.stop
    for pattern in _CUT_OFF if _CUT in text else ():
        yield from (match.span() for match in pattern.finditer(text))


def _text(data: bytes) -> str:
    """A file as text, its lines as a `Span` counts them."""
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    data = data[: MOST_CHARACTERS * 4]
    text = data.decode("utf-16" if wide else "utf-8", "replace")[:MOST_CHARACTERS]
    return _LINE_END.sub("\n", text) if "\r" in text else text


def _folded(text: str) -> str:
    """The text without upper case, as long as it was."""
    return text.encode("ascii", "replace").decode().lower()


def _unescaped(match: re.Match[str]) -> str:
    return chr(int(match[1] or match[2], 16))

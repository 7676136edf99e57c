"""Secrets of a known form, looked for in a text.

The text is searched for the fixed parts of the forms, and a pattern is only tried where one stands,
on a bounded stretch: time is linear in the text, whatever is in it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from chandlery.secrecy.formats import FORMATS, Format
from chandlery.secrecy.marks import Marks

_STRETCH: Final = 1000  # characters from a mark on: longer than any key, though not than any JWT
_BODY: Final = 400  # characters after a key's first line in which its body begins
_ESCAPES: Final = ("\\n", "\\r", "\\t")
_ESCAPED: Final = re.compile(r"\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}")
_TOKEN: Final = re.compile(r"[A-Za-z0-9_.\-]*")
_LONGEST_BODY: Final = 64 * 1024  # characters of a private key
_BODY_LINE: Final = re.compile(r"[^\n]*\n?")
_BODY_RUN: Final = re.compile(r"[A-Za-z0-9+/=]{16}")
_MARKED: Final = tuple((known, mark) for known in FORMATS for mark in known.marks)
_MARKS: Final = Marks(mark for _, mark in _MARKED)
_BESIDE: Final = {mark: known.beside.encode() for known, mark in _MARKED if known.beside}
_BODY_END: Final = re.compile(r"\W{0,40}[A-Za-z0-9+/=]+\W*")  # the last line of one is shorter


@dataclass(frozen=True, slots=True)
class Sighting:
    """A stretch of a text that looks like a secret, and what kind it looks like.

    Attributes:
        core: where the part begins that nobody could guess.
        stop: where everything ends that belongs to the secret, as the lines of a private key do.
    """

    what: str
    start: int
    end: int
    core: int = field(default=0, compare=False)
    stop: int = field(default=0, compare=False)


def marks_in(data: bytes) -> set[str]:
    """The fixed parts of known forms in a text of UTF-8; where there are none, there is no key.

    Addresses stand in most texts: a part is left out where the text lacks what has to be beside it.
    """
    return {mark for mark in _MARKS.standing_in(data) if _BESIDE.get(mark, b"") in data}


def keys_in(text: str) -> Iterator[Sighting]:
    """What looks like a secret of a known form, each form by its places; placeholders are not."""
    there = marks_in(text.encode("utf-8", "surrogatepass"))
    for known, mark in _MARKED if there else ():
        at = text.find(mark) if mark in there else -1
        while at >= 0:
            stop = end = _matched(known, mark, text, at)
            if end:
                core = at - known.before if known.before else min(end, at + len(mark))
                stop = _body_end(text, end, mark) if known.body else end
                yield Sighting(known.what, at - known.before, end, core, stop)
            at = text.find(mark, max(stop, at + len(mark)))


def _matched(known: Format, mark: str, text: str, at: int) -> int:
    """Where the secret ends that a mark begins, or 0."""
    start = at - known.before
    behind = at + len(mark)
    if start < 0 or not _begins(text, start):
        return 0
    if not _is_token(text, behind, behind + known.least):
        return 0
    for pattern in known.patterns():
        match = pattern.match(text, start, start + _STRETCH)
        if match is None or known.harmless(match, mark):
            continue
        if known.body is None or known.body.search(text, match.end(), match.end() + _BODY):
            return match.end()
    return 0


def _is_token(text: str, start: int, end: int) -> bool:
    """Whether a stretch is there and has a token's characters throughout."""
    return end <= len(text) and _TOKEN.fullmatch(text, start, end) is not None


def _begins(text: str, start: int) -> bool:
    """Whether a token may begin here: not in the midst of another word, or of base64."""
    if not text[start].isalnum() or start == 0 or text[start - 2 : start] in _ESCAPES:
        return True
    if any(_ESCAPED.fullmatch(text, max(0, start - width), start) for width in (4, 6)):
        return True
    previous = text[start - 1]
    return not (previous.isalnum() or previous in "_-")


def _body_end(text: str, start: int, mark: str) -> int:
    """Where a private key ends whose first line was recognised; no later than the next begins."""
    limit = start + _LONGEST_BODY
    following = text.find(mark, start, limit)
    limit = following if following >= 0 else limit
    closing = text.find("-----END ", start, limit)
    if closing >= 0:
        end = text.find("\n", closing)
        return len(text) if end < 0 else end
    last = start
    for line in _BODY_LINE.finditer(text, start, limit):
        if _BODY_RUN.search(line[0]):
            last = line.end()
        elif line.start() == last and last > start and _BODY_END.fullmatch(line[0]):
            return line.end()
        elif line.start() > last + _BODY:
            break
    return last

"""Secrets that only their surroundings give away: what is said to be a token, and reads like one.

Craik's store asks no more than the surroundings (`chandlery.secrecy.redaction`); over everything
that a catalog holds that would be noise, so here the value is doubted too.
"""

import re
from collections.abc import Iterator
from typing import Final

from chandlery.secrecy.marks import Marks
from chandlery.secrecy.placeholders import is_placeholder
from chandlery.secrecy.redaction import SHAPES
from chandlery.secrecy.sightings import Sighting

_BEFORE: Final = 64  # characters of a line that are looked at on both sides of a mark
_AFTER: Final = 300
_WORDS: Final = (
    *("token", "secret", "passw", "api_key", "api-key", "apikey", "credential"),
    *("access_key", "accesskey", "access-key", "private_key", "privatekey", "private-key"),
    *("bearer ", "ghp", "gho", "ghr", "ghs", "github_pat", "sk-", "sk_", "xox"),
)
_MARKS: Final = Marks(_WORDS)
_ASSIGNED: Final = re.compile(
    r"(?:api|access|private|secret)[_-]?key|token|passw(?:or)?d|secret|credential", re.IGNORECASE
)
_VALUE: Final = re.compile(
    r"s?[\"'`]?[ \t]{0,8}(?::=|=>|[:=])[ \t]{0,8}"
    r"(?:\"(?P<a>[^\"\n]+)\"|'(?P<b>[^'\n]+)'|`(?P<c>[^`\n]+)`|(?P<bare>[^\s\"'`,;<>(){}\[\]&]+))"
)
_SERVICE: Final = "an access token of some service"
_SPOKEN: Final = ("a bearer token", "a secret given to an option", _SERVICE)
_LITERAL: Final = re.compile(r"[A-Za-z0-9_.~+/=!@#%^*:-]+")
_NAME: Final = re.compile(r"[\w-]+(?:\.[A-Za-z]\w*)+|v?\d+(?:\.\d+)+[\w.+-]*")  # a file, a version
_UNQUOTED: Final = re.compile(r"[^\"'`\\]+")
_SHORTEST: Final = 7
_SHORTEST_TOKEN: Final = 20


def words_in(data: bytes) -> set[str]:
    """The words that call something a secret, in a text of UTF-8; without any, nothing is one."""
    return _MARKS.standing_in(data.lower())


def suspicions_in(text: str, *, code: bool = False) -> Iterator[Sighting]:
    """What is called a secret and reads like one, by its place.

    Args:
        text: any.
        code: whether an unquoted word is the name of a variable and not a value.
    """
    for start, end in _stretches(text):
        seen = {(one.start, one.end): one for one in _suspicions(text, start, end, code=code)}
        yield from (seen[key] for key in sorted(seen))


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """The parts of lines in which something is called a secret."""
    # As long as the text, which `str.lower` does not promise.
    plain = text.encode("ascii", "replace")
    there = words_in(plain)
    lower = plain.decode().lower() if there else ""
    marks: set[int] = set()
    for mark in there:
        at = lower.find(mark)
        while at >= 0:
            marks.add(at)
            at = lower.find(mark, at + len(mark))
    reached = 0
    for at in sorted(marks):
        if at >= reached:
            line = lower.rfind("\n", max(reached, at - _BEFORE), at) + 1
            start = max(reached, at - _BEFORE, line)
            stop = lower.find("\n", at, at + _AFTER)
            reached = min(len(text), at + _AFTER) if stop < 0 else stop
            yield start, reached


def _suspicions(text: str, start: int, end: int, *, code: bool) -> Iterator[Sighting]:
    for word in _ASSIGNED.finditer(text, start, end):
        match = _VALUE.match(text, word.end(), end)
        if match is None or match.lastgroup is None or (code and match.lastgroup == "bare"):
            continue
        if _is_plausible(match[match.lastgroup]):
            first, last = match.span(match.lastgroup)
            yield Sighting(f"the value of `{word[0].lower()}`", first, last, first, last)
    for what in _SPOKEN:
        for match in SHAPES[what].finditer(text, start, end):
            group = "value" if "value" in match.groupdict() else 0
            inner = _UNQUOTED.search(text, *match.span(group))
            value = inner[0].strip(".,;)]}") if inner else ""
            if inner is None or (what == _SERVICE and len(value) < _SHORTEST_TOKEN):
                continue
            core = value.rpartition(" ")[2]
            if _is_plausible(core):
                first, last = inner.span()
                yield Sighting(what, first, last, first + inner[0].rfind(core), last)


def _is_plausible(value: str) -> bool:
    """Whether a value may be a secret: no name, path, number or placeholder."""
    return (
        len(value) >= _SHORTEST
        and any(char.isdigit() for char in value)
        and any(char.isalpha() for char in value)
        and _LITERAL.fullmatch(value) is not None
        and "://" not in value
        and not value.startswith(("/", "./", "../", "~"))
        and _NAME.fullmatch(value) is None
        and not is_placeholder(value)
    )

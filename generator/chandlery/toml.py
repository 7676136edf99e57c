"""TOML that nobody vouches for, read within limits."""

import re
import tomllib
from typing import Any

MAX_TOML_BYTES = 64 * 1024

# `tomllib` takes time by the square of a dotted key's length: 0.1 s for this sum of squares.
_MAX_DOTS_SQUARED = 10_000_000


class TomlRefused(ValueError):  # noqa: N818 - it reads as what happened
    """Why a text is not read; the message is a fact about it."""


def parse_toml(data: bytes) -> dict[str, Any]:
    """The value of a TOML document.

    Raises:
        TomlRefused: it is no TOML, too large, or made to take long.
    """
    if len(data) > MAX_TOML_BYTES:
        raise TomlRefused(f"it has {len(data)} bytes; at most {MAX_TOML_BYTES} are read")
    if sum(line.count(b".") ** 2 for line in data.split(b"\n")) > _MAX_DOTS_SQUARED:
        raise TomlRefused("it has keys of absurd length")
    try:
        return tomllib.loads(data.decode())
    except (ValueError, RecursionError) as error:
        raise TomlRefused(f"it is no TOML: {error}") from error


_HEADER = re.compile(r"[ \t]*\[[ \t]*([^\[\]#]+?)[ \t]*\][ \t]*(?:#.*)?")
_PAIR = re.compile(r"[ \t]*(?P<key>[^=#\[]+?)[ \t]*=[ \t]*(?P<value>.+)")
_QUOTES = re.compile(r"""\"{3}|'{3}""")


def toml_place(data: bytes, *route: str) -> tuple[int, int, int] | None:
    """Where a value stands in a sound document: its line, its column, and where it ends there.

    Found as people write it: a table under a header of its own, and a key in it.  Of a key that is
    not found so, the header of its table, or of one around that, is meant.
    """
    found: tuple[int, tuple[int, int, int]] | None = None
    table: tuple[str, ...] = ()
    inside = ""  # the quotes of a text of several lines
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
        if inside:
            inside = "" if inside in line else inside
            continue
        depth, place = 0, (number, 1, 1)
        if header := _HEADER.fullmatch(line):
            table = _keys(header[1])
            if table == route[: len(table)]:
                depth, place = len(table), (number, line.index("[") + 1, len(line.rstrip()) + 1)
        elif pair := _PAIR.fullmatch(line):
            if (*table, *_keys(pair["key"])) == route:
                depth, place = len(route), (number, pair.start("value") + 1, len(line.rstrip()) + 1)
            quotes = _QUOTES.findall(pair["value"])
            inside = quotes[0] if len(quotes) == 1 else ""
        if depth and (found is None or depth > found[0]):
            found = depth, place
    return found[1] if found else None


def _keys(text: str) -> tuple[str, ...]:
    """The parts of a dotted key."""
    try:
        value: Any = tomllib.loads(f"{text} = 0")
    except (ValueError, RecursionError):
        return ()
    keys = []
    while isinstance(value, dict):
        key, value = next(iter(value.items()))
        keys.append(key)
    return tuple(keys)

"""A value → the one byte string that stands for it."""

import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

import msgspec

# Writes what `compact` writes, in a quarter of its time, but for fractions: 1e16 for 1e+16.
_QUICK = msgspec.json.Encoder(order="sorted")
_THOROUGH = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
)
# What an object, a list or a text begins with.
_LONG = frozenset({b"{", b"[", b'"'})
# Where a fraction may stand in it, or the ``null`` that `_QUICK` makes of NaN and the infinities; a
# text may look so as well.
_FRACTION = re.compile(rb"[:\[,](?:-?[0-9]+[.e]|null)")


def canonical(value: Any) -> bytes:
    """JSON in UTF-8 with sorted keys, no spaces, and a newline at its end.

    Raises:
        ValueError: the value holds NaN, an infinity, or a lone surrogate.
    """
    return whole(compact(value))


def canonical_of_facts(value: Any) -> bytes:
    """What `canonical` gives, soon: of a value without any fraction but in what was `embedded`.

    Raises:
        ValueError: the value holds a lone surrogate.
    """
    return _QUICK.encode(value) + b"\n"


def embedded(value: Any) -> msgspec.Raw:
    """A value that may hold anything, to stand in one for `canonical_of_facts`.

    Raises:
        ValueError: the value holds NaN, an infinity, or a lone surrogate.
    """
    return msgspec.Raw(compact(value).encode())


def compact(value: Any) -> str:
    """The text of `canonical`, as it may stand in an object that is put together of texts.

    Raises:
        ValueError: the value holds NaN or an infinity.
    """
    with suppress(ValueError, OverflowError):  # half of a surrogate pair, a number of many digits
        data = _QUICK.encode(value)
        if data[:1] in _LONG and not _FRACTION.search(data):
            return data.decode()
    return _THOROUGH.encode(value)


def compact_object(texts: Mapping[str, str]) -> str:
    """What `compact` would give of an object whose values were written before."""
    members = (f"{compact(key)}:{text}" for key, text in sorted(texts.items()))
    return f"{{{','.join(members)}}}"


def readable(value: Any) -> bytes:
    """As `canonical`, indented for people: for files that a person may open."""
    return whole(written(value))


def written(value: Any) -> str:
    """The text of `readable`, as it may stand in a list or an object that is put together of texts.

    Raises:
        ValueError: the value holds NaN or an infinity.
    """
    # With an indent `json.dumps` is Python, and takes six times as long; it parts as this does.
    return msgspec.json.format(compact(value), indent=1)


def list_of(texts: Iterable[str]) -> str:
    """What `written` would give of a list whose values were written before."""
    inner = _indented(texts)
    return f"[\n{inner}\n]" if inner else "[]"


def object_of(texts: Mapping[str, str]) -> str:
    """What `written` would give of an object whose values were written before."""
    inner = _indented(f"{written(key)}: {text}" for key, text in sorted(texts.items()))
    return f"{{\n{inner}\n}}" if inner else "{}"


def whole(text: str) -> bytes:
    """The file that a text of `compact` or `written` is.

    Raises:
        ValueError: it holds a lone surrogate.
    """
    return text.encode() + b"\n"


def _indented(texts: Iterable[str]) -> str:
    """Values, one after the other; no text within one has a line feed, which JSON escapes."""
    joined = ",\n".join(texts)
    return joined and " " + joined.replace("\n", "\n ")

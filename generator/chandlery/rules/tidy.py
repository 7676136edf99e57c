"""Records written as everybody else writes them: the bytes alone, never what they say."""

import json
import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from chandlery.documents import Document, Reading, read_json, read_yaml
from chandlery.formats.canonical import readable

_BLANKS: Final = re.compile(rb"[ \t]+(?=\r?\n|\r|\Z)")
_LINE_END: Final = re.compile(rb"\r\n?")
# Lines whose blanks are tried one by one, where some of a file's belong to a text.
_MAX_TRIALS: Final = 100

Read = Callable[[str, bytes], Reading]


def tidy_json(data: bytes) -> bytes:
    """JSON as ``chandlery release`` writes it: keys by name, each level one blank further in.

    A text that is not quite sound is left as it is.
    """
    data = tidy_lines(read_json, data)
    document = _sound(read_json, data)
    if document is None:
        return data
    try:
        tidy = readable(document.value)
    except ValueError:  # a lone surrogate
        return data
    return _if_same(read_json, data, tidy)


def tidy_yaml(data: bytes, order: Sequence[str] = ()) -> bytes:
    """YAML with the keys of its first level in an order, and as `tidy_lines` leaves it."""
    lines = tidy_lines(read_yaml, data)
    return in_order(lines, order) if order else lines


def tidy_lines(read: Read, data: bytes) -> bytes:
    """Lines that end in LF, all of them, without blanks before it or a byte-order mark.

    Blanks and ends that are a part of some text stay.  A text that is not quite sound is left.
    """
    bare = data.removeprefix(BOM_UTF8)
    if _sound(read, bare) is None:
        return data
    for tidied in (_LINE_END.sub(b"\n", bare), _BLANKS.sub(b"", _LINE_END.sub(b"\n", bare))):
        bare = _if_same(read, bare, tidied)
    if _BLANKS.search(bare):
        bare = _without_blanks(read, bare)
    return bare if bare.endswith(b"\n") else _if_same(read, bare, bare + b"\n")


def in_order(data: bytes, order: Sequence[str]) -> bytes:
    """YAML with the keys of its first level in an order, each with the comment above it.

    A comment at the beginning is the file's and stays; that of the first key has an empty line
    between the two.  Left as it is where a key is none of the order's, or is not alone at the
    beginning of a line.
    """
    document = _sound(read_yaml, data)
    if document is None or not isinstance(document.value, dict):
        return data
    keys = list(document.value)
    wanted = [key for key in order if key in document.value]
    if keys == wanted or len(keys) != len(wanted) or not data.endswith(b"\n"):
        return data
    spans = [document.locate((key,), "key") for key in keys]
    starts = [span.line for span in spans]
    if any(span.column != 1 for span in spans) or starts != sorted(set(starts)):
        return data
    head, *parts = _parts(data.splitlines(keepends=True), [line - 1 for line in starts])
    named = dict(zip(keys, parts, strict=True))
    tidy = b"".join(line for part in (head, *(named[key] for key in wanted)) for line in part)
    return _if_same(read_yaml, data, tidy)


def _parts(lines: list[bytes], starts: list[int]) -> Iterator[list[bytes]]:
    """What stands above the first key, and then each key with its comment and its value."""
    begins = []
    for start in starts:
        begin = start
        while begin and lines[begin - 1].startswith(b"#"):
            begin -= 1
        begins.append(begin)
    if all(line.startswith((b"#", b"---")) for line in lines[: begins[0]]):
        begins[0] = starts[0]
    ends = [*begins[1:], len(lines)]
    yield lines[: begins[0]]
    yield from (lines[begin:end] for begin, end in zip(begins, ends, strict=True))


def _without_blanks(read: Read, data: bytes) -> bytes:
    """Without the blanks that no text needs, line by line from the last."""
    for found in reversed([*_BLANKS.finditer(data)][:_MAX_TRIALS]):
        data = _if_same(read, data, data[: found.start()] + data[found.end() :])
    return data


def _sound(read: Read, data: bytes) -> Document | None:
    reading = read("", data)
    return None if reading.troubles else reading.document


def _if_same(read: Read, data: bytes, tidy: bytes) -> bytes:
    """The tidy bytes, if they say the same."""
    if tidy == data:
        return data
    one, other = _sound(read, data), _sound(read, tidy)
    same = one is not None and other is not None and _equal(one.value, other.value)
    return tidy if same else data


def _equal(one: Any, other: Any) -> bool:
    """Whether two values are the same, whatever the order of their keys; ``1`` is not ``1.0``."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)

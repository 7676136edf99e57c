"""Reading never fails, and every place that is named holds what it is said to hold."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chandlery.diagnostics import Span
from chandlery.documents import Document, Route, Syntax, TroubleKind, read_json, read_yaml

small = settings(
    max_examples=150,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
SPACES = st.lists(st.sampled_from(["", " ", "\n", "\r\n", "\r", "\t", "  \n "]), min_size=1)
ROUTES = st.lists(st.text(max_size=4) | st.integers(-3, 9), max_size=6).map(tuple)

# What JSON and YAML are made of, so that random texts come near to either.
TOKENS = st.sampled_from(
    [
        *"{}[],:\"'-?&*!|>%@#` \n\r\t\\0\x00\x85\u2028\ufeffé😀",
        *("1e9", "-", "NaN", "true", "null", "\\u", "d83d", "\\ud83d", "a", '"a":', "0x", ".inf"),
        *("a: ", "- ", "? ", "---\n", "...\n", "%YAML 1.1\n", "&x ", "*x", "<<: ", "|2\n", ">-\n"),
        *("\\UFFFFFFFF", "!!int "),
    ]
)
TEXTS = st.lists(TOKENS, max_size=30).map("".join)
BYTES = st.binary(max_size=60) | TEXTS.map(str.encode)


def written(value: Any, spaces: Iterator[str], *, ascii_only: bool) -> str:
    """JSON with white space between all tokens."""

    def between(*tokens: str) -> str:
        return "".join(next(spaces) + token for token in tokens) + next(spaces)

    def write(inner: Any) -> str:
        if isinstance(inner, dict):
            members = [
                between(json.dumps(key, ensure_ascii=ascii_only), ":", write(member))
                for key, member in inner.items()
            ]
            return between("{", ",".join(members), "}")
        if isinstance(inner, list):
            return between("[", ",".join(write(member) for member in inner), "]")
        return between(json.dumps(inner, ensure_ascii=ascii_only))

    return write(value)


def parts(value: Any, route: Route = ()) -> Iterator[tuple[Route, Any]]:
    yield route, value
    if isinstance(value, dict | list):
        for step, member in value.items() if isinstance(value, dict) else enumerate(value):
            yield from parts(member, (*route, step))


def cut(text: str, span: Span) -> str:
    """What stands at a span, by a second and simpler account of lines."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if span.line == span.end_line:
        return lines[span.line - 1][span.column - 1 : span.end_column - 1]
    first = lines[span.line - 1][span.column - 1 :]
    last = lines[span.end_line - 1][: span.end_column - 1]
    return "\n".join([first, *lines[span.line : span.end_line - 1], last])


def cycle(items: list[str]) -> Iterator[str]:
    while True:
        yield from items


@small
@given(value=VALUES, spaces=SPACES, ascii_only=st.booleans())
def test_every_place_in_json_holds_its_value(
    value: Any, spaces: list[str], ascii_only: bool
) -> None:
    text = written(value, cycle(spaces), ascii_only=ascii_only)
    reading = read_json("x", text.encode())
    assert reading.troubles == ()
    assert reading.document is not None
    for route, part in parts(value):
        found = cut(text, reading.document.locate(route))
        if isinstance(part, dict | list):
            assert found == ("{" if isinstance(part, dict) else "[")
        else:
            assert json.loads(found) == part
        if route and isinstance(route[-1], str):
            assert json.loads(cut(text, reading.document.locate(route, "key"))) == route[-1]


@small
@given(value=VALUES, spaces=SPACES.filter(lambda items: "\t" not in items))
def test_json_read_as_yaml_is_the_same(value: Any, spaces: list[str]) -> None:
    # White space that YAML takes between all tokens: a space before every line's content.
    gaps = [space.replace("\r\n", "\n").replace("\r", "\n") + " " for space in spaces]
    text = written(value, cycle(gaps), ascii_only=True)
    reading = read_yaml("x", text.encode())
    if {trouble.kind for trouble in reading.troubles} & {
        TroubleKind.SYNTAX,  # a key and its colon on two lines, which YAML takes in few places
        TroubleKind.YAML_FEATURE,  # a pair of surrogates
    }:
        return
    assert reading.document is not None
    assert reading.document.value == json.loads(text)
    for route, part in parts(value):
        if not isinstance(part, dict | list):
            assert json.loads(cut(text, reading.document.locate(route))) == part


@small
@given(data=BYTES, route=ROUTES)
@pytest.mark.parametrize("syntax", Syntax)
def test_nothing_makes_reading_or_locating_fail(syntax: Syntax, data: bytes, route: Route) -> None:
    read = read_yaml if syntax is Syntax.YAML else read_json
    reading = read("x", data)
    assert reading.document is not None or reading.troubles
    lines = data.count(b"\n") + data.count(b"\r") + 1
    for span in (
        *(trouble.span for trouble in reading.troubles),
        Document("x", data, syntax).locate(route),
        Document("x", data, syntax).locate(route, "key"),
    ):
        assert 1 <= span.line <= span.end_line <= lines
        assert (span.line, span.column) <= (span.end_line, span.end_column)


@small
@given(text=TEXTS)
def test_the_scanner_and_the_parser_agree_about_what_json_is(text: str) -> None:
    try:
        json.loads(text)
    except ValueError:
        is_json = False
    else:
        is_json = True
    kinds = {trouble.kind for trouble in read_json("x", text.encode()).troubles}
    if text.startswith("\ufeff"):
        assert TroubleKind.BYTE_ORDER_MARK in kinds
    else:
        assert is_json is not bool(kinds & {TroubleKind.SYNTAX, TroubleKind.TOO_DEEP})

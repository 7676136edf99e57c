from collections.abc import Callable
from typing import Literal

import pytest

from chandlery.diagnostics import Span
from chandlery.documents import Document, Route, Syntax

Make = Callable[[str], Document]


def json_document(text: str) -> Document:
    return Document("x.json", text.encode(), Syntax.JSON)


def yaml_document(text: str) -> Document:
    return Document("x.yml", text.encode(), Syntax.YAML)


BOTH = pytest.mark.parametrize("document", [json_document, yaml_document])


@BOTH
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_the_formats_say(document: Make, end: str) -> None:
    text = end.join(['{"a": 1,', ' "b": [', '  "x",', "  22]}"])
    found = document(text)
    assert found.locate(("a",)) == Span(1, 7, 1, 8)
    assert found.locate(("b",), "key") == Span(2, 2, 2, 5)
    assert found.locate(("b",)) == Span(2, 7, 2, 8)
    assert found.locate(("b", 1)) == Span(4, 3, 4, 5)


@BOTH
def test_columns_count_code_points(document: Make) -> None:
    text = '{"é😀e\u0301": "ü😀", "z": 1}'
    found = document(text)
    assert found.locate(("é😀e\u0301",), "key") == Span(1, 2, 1, 8)
    assert found.locate(("é😀e\u0301",)) == Span(1, 10, 1, 14)
    assert found.locate(("z",)) == Span(1, 21, 1, 22)


def test_tabs_are_one_column_each() -> None:
    assert json_document('{\t"a":\t\t1}').locate(("a",)) == Span(1, 9, 1, 10)
    assert yaml_document("a: 'x\ty'\nb: 1").locate(("a",)) == Span(1, 4, 1, 9)


@BOTH
def test_a_byte_order_mark_takes_no_column(document: Make) -> None:
    assert document('\ufeff{"a": 1}').locate(("a",)) == Span(1, 7, 1, 8)


def test_what_other_scanners_stumble_over() -> None:
    long = "k" * 5000
    found = json_document(f'{{"{long}": 1,\n"a\u2028b": "\\ud83d\\ude00", "\u0085": "\x7f"}}')
    assert found.locate((long,), "key") == Span(1, 2, 1, 5004)
    assert found.locate((long,)) == Span(1, 5006, 1, 5007)
    assert found.locate(("a\u2028b",)) == Span(2, 8, 2, 22)
    assert found.locate(("\u0085",)) == Span(2, 29, 2, 32)


def test_an_escaped_key_is_found_by_what_it_means() -> None:
    found = json_document(r'{"\u0061\n\ud83d\ude00": 1}')
    assert found.locate(("a\n\U0001f600",)) == Span(1, 26, 1, 27)


@BOTH
@pytest.mark.parametrize(
    ("route", "on", "span"),
    [
        ((), "value", Span(1, 1, 1, 2)),
        ((), "key", Span(1, 1, 1, 2)),
        (("missing",), "value", Span(1, 1, 1, 2)),
        (("a", "missing"), "value", Span(1, 7, 1, 8)),
        (("a", "missing"), "key", Span(1, 2, 1, 5)),
        (("a", "tag", "b", 0), "value", Span(1, 14, 1, 15)),
        (("a", "b", 7), "value", Span(1, 13, 1, 14)),
        (("a", "b", -1), "value", Span(1, 13, 1, 14)),
        (("a", 0, "b"), "value", Span(1, 13, 1, 14)),
        (("a", "b", 0, "[key]"), "key", Span(1, 14, 1, 15)),
        (("a", "b"), "key", Span(1, 8, 1, 11)),
        (("a", "b", "0"), "key", Span(1, 8, 1, 11)),
    ],
)
def test_steps_that_the_document_lacks_are_skipped(
    document: Make, route: Route, on: Literal["value", "key"], span: Span
) -> None:
    assert document('{"a": {"b": [1]}}').locate(route, on) == span


@BOTH
def test_of_equal_keys_the_last_is_meant(document: Make) -> None:
    found = document('{"a": {"b": 1},\n "a": {"c": 1}}')
    assert found.locate(("a",), "key") == Span(2, 2, 2, 5)
    assert found.locate(("a", "b")) == Span(2, 7, 2, 8)


@pytest.mark.parametrize("text", ["7", ' "x" ', "null", "[]", "{}"])
@BOTH
def test_a_document_of_one_value_has_a_place(document: Make, text: str) -> None:
    start = 2 if text.startswith(" ") else 1
    width = 1 if text in {"[]", "{}"} else len(text.strip())
    assert document(text).locate(()) == Span(1, start, 1, start + width)


YAML = """\
# A listing
title: Link Keeper
tags:
  - links
  -   "dead links"   # quoted
links:
  source: https://example.com/x
  issues:
text: |
  one
  two

maintainers:
- name: Ann
  email: ann@example.com
- {name: Bea}
"""


@pytest.mark.parametrize(
    ("route", "on", "span"),
    [
        ((), "value", Span(2, 1, 2, 6)),
        (("missing",), "value", Span(2, 1, 2, 6)),
        (("title",), "value", Span(2, 8, 2, 19)),
        (("tags",), "value", Span(4, 3, 4, 4)),
        (("tags", 1), "value", Span(5, 7, 5, 19)),
        (("links",), "value", Span(7, 3, 7, 9)),
        (("links",), "key", Span(6, 1, 6, 6)),
        (("links", "source"), "value", Span(7, 11, 7, 32)),
        (("links", "issues"), "value", Span(8, 3, 8, 9)),  # nothing is written: the key
        (("text",), "value", Span(9, 7, 11, 6)),
        (("maintainers", 0, "email"), "key", Span(15, 3, 15, 8)),
        (("maintainers", 1), "value", Span(16, 3, 16, 4)),
        (("maintainers", 1, "url"), "value", Span(16, 3, 16, 4)),
    ],
)
def test_places_in_block_yaml(route: Route, on: Literal["value", "key"], span: Span) -> None:
    assert yaml_document(YAML).locate(route, on) == span


def test_a_document_is_scanned_once() -> None:
    found = json_document("[1, 2]")
    assert found.locate((0,)) == Span(1, 2, 1, 3)
    positions = found._positions
    assert positions is not None
    assert found.locate((1,)) == Span(1, 5, 1, 6)
    assert found._positions is positions


# -- text --------------------------------------------------------------------------------------


def text_document(text: str) -> Document:
    return Document("x.txt", text.encode(), Syntax.TEXT)


@pytest.mark.parametrize(
    ("route", "place"),
    [
        ((), (1, 1, 1)),
        ((1,), (1, 1, 1)),
        ((2,), (2, 1, 1)),
        ((2, 2), (2, 2, 2)),
        ((2, 2, 4), (2, 2, 4)),
        ((2, 2, 5), (2, 2, 4)),  # the line has three characters
        ((2, 4, 4), (2, 4, 4)),
        ((2, 5, 9), (2, 4, 4)),
        ((2, 3, 1), (2, 3, 3)),  # ends before it begins
        ((0,), (1, 1, 1)),
        ((2, 0, 2), (2, 1, 2)),
        ((2, -7, 3), (2, 1, 3)),
        ((3, 1, 9), (3, 1, 2)),
        ((4,), (4, 1, 1)),
        ((5, 2, 3), (4, 1, 1)),
        ((2, 2, 3, 9), (2, 2, 3)),
        (("a", 2, "b", 3), (2, 3, 3)),
    ],
)
def test_the_places_of_a_text_are_its_lines_and_never_outside(
    route: Route, place: tuple[int, int, int]
) -> None:
    line, column, end = place
    found = text_document("one\r\nt\u2028😀\rx\n")
    assert found.locate(route) == Span(line, column, line, end)
    assert found.locate(route, "key") == found.locate(route)


# -- parts taken out ---------------------------------------------------------------------------


@BOTH
def test_a_document_without_some_parts_has_the_places_of_the_file(document: Make) -> None:
    whole = document('{"a": [1, 22, 333, 4444], "b": {"c": 5, "0": 6}, "0": [7]}')
    less = whole.without((("a", 2), ("a", 0), ("b", "c"), ("0", "x")), {"a": [22, 4444]})
    assert less.value == {"a": [22, 4444]}
    assert (less.path, less.data, less.syntax) == (whole.path, whole.data, whole.syntax)
    assert less.locate(("a", 0)) == whole.locate(("a", 1))
    assert less.locate(("a", 1)) == whole.locate(("a", 3))
    assert less.locate(("a", 2)) == whole.locate(("a",))
    assert less.locate(("a",), "key") == whole.locate(("a",), "key")
    assert less.locate(("b", "0")) == whole.locate(("b", "0"))
    assert less.locate(("0", 0)) == whole.locate(("0", 0))


def test_parts_of_parts_can_be_taken_out() -> None:
    whole = json_document("[[1, [2, 33, 444], 5], [6, [77, 8]]]")
    less = whole.without(((0, 1, 0), (0, 0)), [[[33, 444], 5], [6, [77, 8]]])
    assert less.locate((0, 0, 1)) == whole.locate((0, 1, 2))
    assert less.locate((0, 1)) == whole.locate((0, 2))
    assert less.locate((1, 1, 0)) == whole.locate((1, 1, 0))


def test_the_places_of_a_file_are_computed_once_for_all_its_views() -> None:
    whole = json_document("[1, 2]")
    less = whole.without(((0,),), [2])
    less.locate((0,))
    assert less._positions is None
    assert whole._positions is not None


# -- YAML as people write it -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "route", "on", "span"),
    [
        ("a:\r\n  - b\r\n  - c: 'd'\r\n", ("a", 1, "c"), "value", Span(3, 8, 3, 11)),
        ("a:\tb\n", ("a",), "value", Span(1, 4, 1, 5)),
        ("é😀e\u0301: ü # x\n", ("é😀e\u0301",), "value", Span(1, 7, 1, 8)),
        ("é😀e\u0301: ü # x\n", ("é😀e\u0301",), "key", Span(1, 1, 1, 5)),
        ("a: |\n  x\n\n  y\n\n\nb: 1\n", ("a",), "value", Span(1, 4, 4, 4)),
        ("a: >-\n  x\nb: 1\n", ("b",), "value", Span(3, 4, 3, 5)),
        ("a: b\n  c\nd: 1\n", ("a",), "value", Span(1, 4, 2, 4)),
        ("a:\n\nb: 1\n", ("a",), "value", Span(1, 1, 1, 2)),  # nothing is written
        ("a:\n  b:\n    - c\n", ("a", "b", 0), "value", Span(3, 7, 3, 8)),
        ("a:\n  b: 1\n  c: 2\n", ("a", "d"), "value", Span(2, 3, 2, 4)),  # a missing key
        ("a: {b: 1,\n  c: [x, y]}\n", ("a", "c", 1), "value", Span(2, 10, 2, 11)),
        ("a: {b: 1}\n", ("a", "d"), "value", Span(1, 4, 1, 5)),
        ("- - a\n  - b\n", (0, 1), "value", Span(2, 5, 2, 6)),
        ("? a\n: b\n", ("a",), "value", Span(2, 3, 2, 4)),
        ('"a\\u0062": 1\n', ("ab",), "key", Span(1, 1, 1, 10)),
        ("--- # x\na: 1\n", ("a",), "value", Span(2, 4, 2, 5)),
        ("\ufeff# x\na: 1\n", ("a",), "value", Span(2, 4, 2, 5)),
    ],
)
def test_places_in_yaml_as_people_write_it(
    text: str, route: Route, on: Literal["value", "key"], span: Span
) -> None:
    assert yaml_document(text).locate(route, on) == span

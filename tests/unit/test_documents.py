import json
import math
from collections.abc import Callable

import pytest

from chandlery.diagnostics import START, Span
from chandlery.documents import (
    MAX_RECORD_BYTES,
    Document,
    Reading,
    Syntax,
    TroubleKind,
    read_json,
    read_yaml,
)
from chandlery.positions.parts import MAX_TROUBLES

Read = Callable[[str, bytes], Reading]


def kinds(reading: Reading) -> list[TroubleKind]:
    return [trouble.kind for trouble in reading.troubles]


def value(reading: Reading) -> object:
    assert reading.document is not None
    return reading.document.value


# -- both ------------------------------------------------------------------------------------


@pytest.mark.parametrize("read", [read_json, read_yaml])
def test_bytes_that_are_not_utf8_are_named_with_their_place(read: Read) -> None:
    reading = read("x", b'["a",\r\n "\xc3\xa9\xff"]')
    assert reading.usable is None
    assert value(reading) == ["a", "é\ufffd"]  # the rest is judged all the same
    (trouble,) = reading.troubles
    assert (trouble.kind, trouble.detail) == (TroubleKind.NOT_UTF8, "0xFF")
    assert trouble.span == Span(2, 4, 2, 5)


@pytest.mark.parametrize("read", [read_json, read_yaml])
def test_a_byte_order_mark_is_refused_and_the_rest_is_read_all_the_same(read: Read) -> None:
    reading = read("x", b'\xef\xbb\xbf{"a": 1, "a": 2}')
    assert reading.usable is None
    assert reading.document is not None
    assert reading.document.value == {"a": 2}
    assert reading.document.locate(("a",)) == Span(1, 15, 1, 16)
    assert kinds(reading) == [TroubleKind.BYTE_ORDER_MARK, TroubleKind.DUPLICATE_KEY]
    assert reading.troubles[1].span == Span(1, 10, 1, 13)


@pytest.mark.parametrize("read", [read_json, read_yaml])
@pytest.mark.parametrize("text", ['{"a": "é"]', "{}"])
def test_a_text_in_another_encoding_has_one_trouble(read: Read, text: str) -> None:
    for data in (text.encode("utf-16"), text.encode("latin-1") + b"\xff"):
        reading = read("x", data)
        assert (reading.document, kinds(reading)) == (None, [TroubleKind.NOT_UTF8])


@pytest.mark.parametrize("read", [read_json, read_yaml])
def test_a_file_is_read_up_to_the_limit_and_no_further(read: Read) -> None:
    padding = b" " * (MAX_RECORD_BYTES - 4)
    assert value(read("x", b"[1]\n" + padding)) == [1]
    reading = read("x", b"[1]\n" + padding + b" ")
    assert reading.document is None
    assert kinds(reading) == [TroubleKind.TOO_LARGE]
    assert reading.troubles[0].detail == str(MAX_RECORD_BYTES + 1)


@pytest.mark.parametrize("read", [read_json, read_yaml])
def test_sixty_four_levels_are_read(read: Read) -> None:
    assert value(read("x", b"[" * 64 + b"]" * 64)) == json.loads("[" * 64 + "]" * 64)


@pytest.mark.parametrize("read", [read_json, read_yaml])
@pytest.mark.parametrize("depth", [65, 900, 10_000, 1_000_000])
def test_deeper_nesting_is_refused_at_its_place(read: Read, depth: int) -> None:
    reading = read("x", b"[" * depth)
    assert reading.document is None
    assert kinds(reading) == [TroubleKind.TOO_DEEP]
    assert reading.troubles[0].span == Span(1, 65, 1, 66)


@pytest.mark.parametrize("read", [read_json, read_yaml])
def test_closed_nesting_of_sixty_five_levels_is_refused(read: Read) -> None:
    text = b'{"a": ' + b"[" * 64 + b"]" * 64 + b"}"
    assert kinds(read("x", text)) == [TroubleKind.TOO_DEEP]


def test_nesting_that_an_equal_key_hides_is_refused() -> None:
    text = b'{"a": ' + b"[" * 64 + b"]" * 64 + b', "a": 1}'
    assert TroubleKind.TOO_DEEP in kinds(read_json("x", text))


@pytest.mark.parametrize("read", [read_json, read_yaml])
def test_every_equal_key_is_named_and_the_last_wins(read: Read) -> None:
    text = b'{"a": 1,\n "b": {"c": 1, "c": 2},\n "a": 3}'
    reading = read("x", text)
    assert value(reading) == {"a": 3, "b": {"c": 2}}
    assert [(t.detail, t.route, t.span) for t in reading.troubles] == [
        ("c", ("b", "c"), Span(2, 16, 2, 19)),
        ("a", ("a",), Span(3, 2, 3, 5)),
    ]
    assert reading.document is not None
    assert reading.document.locate(("a",)) == Span(3, 7, 3, 8)


@pytest.mark.parametrize("read", [read_json, read_yaml])
def test_equal_keys_in_two_objects_are_no_trouble(read: Read) -> None:
    assert read("x", b'[{"a": 1}, {"a": 1}]').troubles == ()


@pytest.mark.parametrize("read", [read_json, read_yaml])
def test_keys_written_differently_can_be_equal(read: Read) -> None:
    assert kinds(read("x", b'{"ab": 1, "\\u0061b": 2}')) == [TroubleKind.DUPLICATE_KEY]


def test_lone_surrogates_are_named_and_pairs_are_not() -> None:
    text = rb'{"pair": "\ud83d\ude00", "no": "\\ud83d", "\ude00": ["x\ud83dy"]}'
    reading = read_json("x", text)
    assert value(reading) == {"pair": "\U0001f600", "no": "\\ud83d", "\ude00": ["x\ud83dy"]}
    assert [(t.kind, t.detail, t.route) for t in reading.troubles] == [
        (TroubleKind.LONE_SURROGATE, "\\ude00", ("\ude00",)),
        (TroubleKind.LONE_SURROGATE, "\\ud83d", ("\ude00", 0)),
    ]


@pytest.mark.parametrize("escape", [rb"\ud83d", rb"\uDE00", rb"\ud83d\ude00"])
def test_surrogates_in_yaml_are_refused_even_in_pairs(escape: bytes) -> None:
    reading = read_yaml("x", b'a: "\xc3\xa9' + escape + b'"\nb: 1\n')
    assert reading.document is None
    (trouble,) = reading.troubles
    assert (trouble.kind, trouble.detail) == (TroubleKind.YAML_FEATURE, escape[:6].decode())
    assert trouble.span == Span(1, 6, 1, 12)


@pytest.mark.parametrize("escape", [r"\ud7ff", r"\ue000", r"\U0001F600", r"\x41"])
def test_other_escapes_of_yaml_are_characters(escape: str) -> None:
    expected = escape.encode().decode("unicode-escape")
    assert value(read_yaml("x", f'"{escape}"'.encode())) == expected


@pytest.mark.parametrize("read", [read_json, read_yaml])
def test_an_integer_of_too_many_digits_is_named(read: Read) -> None:
    assert value(read("x", b"[" + b"9" * 4300 + b"]")) == [10**4300 - 1]
    reading = read("x", b"[-" + b"9" * 4301 + b"]")
    assert value(reading) == [-math.inf]
    assert [(t.kind, t.detail, t.route) for t in reading.troubles] == [
        (TroubleKind.LONG_INTEGER, "4301", (0,))
    ]


@pytest.mark.parametrize("read", [read_json, read_yaml])
def test_a_number_that_no_float_holds_is_named(read: Read) -> None:
    reading = read("x", b'{"a": 1e400}')
    assert value(reading) == {"a": math.inf}
    assert [(t.kind, t.detail, t.span) for t in reading.troubles] == [
        (TroubleKind.NOT_FINITE, "1e400", Span(1, 7, 1, 12))
    ]


@pytest.mark.parametrize(
    ("read", "text", "detail"),
    [
        (read_json, b"[%bNaN]", "NaN"),
        (read_yaml, b"[%b.nan]", ".nan"),
    ],
)
def test_no_more_troubles_than_anybody_reads(read: Read, text: bytes, detail: str) -> None:
    one = detail.encode() + b","
    exactly = read("x", text % (one * (MAX_TROUBLES - 1)))
    assert kinds(exactly) == [TroubleKind.NOT_FINITE] * MAX_TROUBLES
    assert exactly.document is not None
    reading = read("x", text % (one * (MAX_TROUBLES + 4)))
    assert kinds(reading) == [TroubleKind.NOT_FINITE] * MAX_TROUBLES + [TroubleKind.MORE]
    assert reading.troubles[-1].detail == "5"
    assert reading.troubles[-1].span.column == 2 + len(one) * MAX_TROUBLES
    assert reading.document is None


def test_what_ends_the_reading_is_told_however_much_came_before() -> None:
    reading = read_json("x", b"[" + b"NaN," * (MAX_TROUBLES + 5))
    assert kinds(reading)[-2:] == [TroubleKind.MORE, TroubleKind.SYNTAX]


# -- JSON ------------------------------------------------------------------------------------


def test_clean_json_is_read_without_positions() -> None:
    reading = read_json("x.json", b'{"a": [1, 2.5, true, null, "\\u00e9"]}')
    assert reading.troubles == ()
    assert value(reading) == {"a": [1, 2.5, True, None, "é"]}
    assert reading.document is not None
    assert (reading.document.path, reading.document.syntax) == ("x.json", Syntax.JSON)
    assert reading.document._positions is None


def test_constants_that_json_lacks_are_named() -> None:
    reading = read_json("x", b'{"a": NaN, "b": [-Infinity]}')
    assert [(t.kind, t.detail, t.route) for t in reading.troubles] == [
        (TroubleKind.NOT_FINITE, "NaN", ("a",)),
        (TroubleKind.NOT_FINITE, "-Infinity", ("b", 0)),
    ]
    assert reading.document is not None
    assert math.isnan(reading.document.value["a"])


@pytest.mark.parametrize(
    ("text", "place", "detail"),
    [
        ("", (1, 1), "expected a value, found the end of the file"),
        ("{", (1, 2), "expected a key in double quotes, found the end of the file"),
        ('{"a": 1,}', (1, 9), "expected a key in double quotes, found `}`"),
        ("[1,\r\n]", (2, 1), "expected a value, found `]`"),
        ("[1 2]", (1, 4), "expected `,` or `]`, found `2`"),
        ('{"a"\t1}', (1, 6), "expected `:`, found `1`"),
        ("{'a': 1}", (1, 2), "expected a key in double quotes, found `'`"),
        ('{"a": True}', (1, 7), "expected a value, found `True`"),
        ('{"a": 1} x', (1, 10), "expected the end of the file, found `x`"),
        ("[01]", (1, 3), "expected `,` or `]`, found `1`"),
        ("[1.]", (1, 3), "expected `,` or `]`, found `.`"),
        ("// no\n{}", (1, 1), "expected a value, found `/`"),
        ('["a\tb"]', (1, 4), "found a tab in a string, unescaped"),
        ('["a\x00b"]', (1, 4), "found U+0000 in a string, unescaped"),
        ('["é\\x"]', (1, 4), "no escape of JSON begins so"),
        ('["abc', (1, 2), "the string has no closing quote"),
        ('["abc\n"]', (1, 2), "the string has no closing quote"),
        ("[\u00a01]", (1, 2), "expected a value, found U+00A0"),
    ],
)
def test_what_is_not_json_is_named_with_its_place(
    text: str, place: tuple[int, int], detail: str
) -> None:
    reading = read_json("x", text.encode())
    assert reading.document is None
    (trouble,) = reading.troubles
    assert trouble.kind is TroubleKind.SYNTAX
    assert (trouble.span.line, trouble.span.column) == place
    assert trouble.detail == detail


def test_what_comes_before_a_syntax_error_is_named_too() -> None:
    reading = read_json("x", b'{"a": NaN, "a": 1,}')
    assert kinds(reading) == [
        TroubleKind.NOT_FINITE,
        TroubleKind.DUPLICATE_KEY,
        TroubleKind.SYNTAX,
    ]


# -- YAML ------------------------------------------------------------------------------------


def test_yaml_has_the_core_schema_and_nothing_else() -> None:
    text = b"""\
no: no
date: 2020-01-01
time: 12:30:00
octal: 0o17
zero: 012
hexadecimal: 0xFF
underscore: 1_000
plus: +12
real: [1., .5, -1e3, 1.5E+2]
null: ~
empty:
word: [null, Null, true, False]
quoted: ['1', "true"]
<<: {a: 1}
=: =
text: |
  one
  two
folded: >-
  one
  two
"""
    reading = read_yaml("x.yml", text.replace(b"null: ~", b"nothing: ~"))
    assert reading.troubles == ()
    assert value(reading) == {
        "no": "no",
        "date": "2020-01-01",
        "time": "12:30:00",
        "octal": 15,
        "zero": 12,
        "hexadecimal": 255,
        "underscore": "1_000",
        "plus": 12,
        "real": [1.0, 0.5, -1000.0, 150.0],
        "nothing": None,
        "empty": None,
        "word": [None, None, True, False],
        "quoted": ["1", "true"],
        "<<": {"a": 1},
        "=": "=",
        "text": "one\ntwo\n",
        "folded": "one two",
    }


@pytest.mark.parametrize("text", [b"", b"\n", b"# nothing\n", b"---\n", b"%YAML 1.2\n---\n"])
def test_an_empty_yaml_file_is_null(text: bytes) -> None:
    reading = read_yaml("x", text)
    assert reading.troubles == ()
    assert value(reading) is None


def test_infinities_of_yaml_are_named() -> None:
    reading = read_yaml("x", b"a: [.inf, -.INF, .nan]")
    assert [(t.detail, t.route) for t in reading.troubles] == [
        (".inf", ("a", 0)),
        ("-.INF", ("a", 1)),
        (".nan", ("a", 2)),
    ]
    assert reading.document is not None
    assert reading.document.value["a"][:2] == [math.inf, -math.inf]


@pytest.mark.parametrize("digits", [2151, 4301, 500_000])
def test_a_hexadecimal_integer_that_cannot_be_printed_is_named(digits: int) -> None:
    assert kinds(read_yaml("x", b"a: 0x" + b"f" * digits)) == [TroubleKind.LONG_INTEGER]


@pytest.mark.parametrize(
    ("text", "details", "judged"),
    [
        (b"a: &x 1\nb: *x\n", ["&x", "*x"], {"a": 1, "b": 1}),
        (b"a: !!str 1\n", ["!!str"], {"a": "1"}),
        (b"a: !!int 1\n", ["!!int"], {"a": 1}),
        (b"a: ! x\n", ["!"], {"a": "x"}),
        (b"- !x [1]\n- &y {a: 1}\n", ["!x", "&y"], [[1], {"a": 1}]),
        (b"*x : 1\n", ["*x"], None),
        (b"a: &x {b: 1}\nc: *x\n", ["&x", "*x"], None),
        (b"a: &x {b: 1}\nc: {<<: *x}\n", ["&x", "*x"], None),
        (b"a: &x 1\nb: &x [2]\nc: *x\n", ["&x", "&x", "*x"], None),
        (b"%YAML 1.1\n---\na: no\n", ["%YAML"], {"a": "no"}),
        (b"%TAG ! tag:example.com,2026:\n---\na: 1\n", ["%TAG"], {"a": 1}),
        ("a: x\u2028b: c\n".encode(), ["U+2028"], {"a": "x", "b": "c"}),
        ("a: |\n  x\x85\n".encode(), ["U+0085"], {"a": "x\n"}),
    ],
)
def test_what_readers_of_yaml_differ_about_is_refused_and_the_rest_judged(
    text: bytes, details: list[str], judged: object
) -> None:
    reading = read_yaml("x", text)
    assert reading.usable is None
    assert (reading.document and reading.document.value) == judged
    features = [t for t in reading.troubles if t.kind is TroubleKind.YAML_FEATURE]
    assert [trouble.detail for trouble in features] == details


def test_an_alias_bomb_is_refused() -> None:
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40)]
    reading = read_yaml("x", "\n".join(lines).encode())
    assert reading.document is None
    assert set(kinds(reading)) == {TroubleKind.YAML_FEATURE, TroubleKind.MORE}


def test_a_second_document_is_refused_at_its_place() -> None:
    reading = read_yaml("x", b"a: 1\n---\nb: 2\n")
    assert reading.usable is None
    assert value(reading) == {"a": 1}
    assert [(t.kind, t.span) for t in reading.troubles] == [
        (TroubleKind.MANY_DOCUMENTS, Span(2, 1, 2, 4))
    ]


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        (b"1: x\na: b", "a number"),
        (b"true: x", "a boolean"),
        (b"~: x", "nothing"),
        (b"? \n: x", "nothing"),
        (b"? [a]\n: x\na: b", "a list"),
        (b"{{a: 1}: {c: d}, a: b}", "a mapping"),
    ],
)
def test_a_key_that_is_no_string_is_refused_and_left_out(text: bytes, detail: str) -> None:
    reading = read_yaml("x", text)
    assert reading.usable is None
    assert value(reading) == ({"a": "b"} if b"a: b" in text else {})
    assert [(t.kind, t.detail) for t in reading.troubles] == [(TroubleKind.YAML_KEY, detail)]


@pytest.mark.parametrize(
    ("text", "place", "detail"),
    [
        ("a: b: c\n", (1, 5), "found `:` where no key can end"),
        ("a: [1, 2\n", (2, 1), "expected `,` or `]`, found the end of the file"),
        ("a: {b: 1]\n", (1, 9), "expected `,` or `}`, found `]`"),
        ("a:\n\t- b\n", (2, 1), "expected a value, found a tab"),
        ('a: "b\n', (2, 1), "expected a closing quote, found the end of the file"),
        ("é: 'b' c\n", (1, 8), "expected the next key or item in line with those above, found `c`"),
        ("a: @b\n", (1, 4), "expected a value, found `@`"),
        ("a: 1\r\nb\r\nc: 2\r\n", (2, 1), "expected `:` after `b`"),
        ('a: "\\q"\n', (1, 5), "no escape of YAML begins so"),
        ('a: "\\UFFFFFFFF"\n', (1, 5), "the escape names no character"),
        ("a: b\x07\n", (1, 5), "found U+0007, which YAML does not take"),
    ],
)
def test_what_is_not_yaml_is_named_with_its_place(
    text: str, place: tuple[int, int], detail: str
) -> None:
    reading = read_yaml("x", text.encode())
    assert reading.document is None
    (trouble,) = reading.troubles
    assert trouble.kind is TroubleKind.SYNTAX
    assert ((trouble.span.line, trouble.span.column), trouble.detail) == (place, detail)


# -- locate ----------------------------------------------------------------------------------


def test_a_document_that_is_neither_has_one_place() -> None:
    assert Document("README.md", b"# x\n").locate(("a", 0), "key") == START


@pytest.mark.parametrize("syntax", Syntax)
@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b'{"a": ', b"\xef\xbb\xbf[", b"\x00"])
def test_a_broken_document_is_located_all_the_same(syntax: Syntax, data: bytes) -> None:
    span = Document("x", data, syntax).locate(("a", 0, "b"))
    assert span.line >= 1 and span.column >= 1


def test_the_parts_before_a_break_have_their_places() -> None:
    document = Document("x", b'{"a": [1, 2], "b" ', Syntax.JSON)
    assert document.locate(("a", 1)) == Span(1, 11, 1, 12)
    document = Document("x", b"a: [1, 2]\nb: [", Syntax.YAML)
    assert document.locate(("a", 1)) == Span(1, 8, 1, 9)

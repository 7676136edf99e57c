import pytest

from chandlery.diagnostics import Severity, Span, Verdict
from chandlery.documents import MAX_RECORD_BYTES, Document, Route, TroubleKind, read_json, read_yaml
from chandlery.quoting import quoted
from chandlery.rules.syntax import RULES, syntax_diagnostics


def policy(route: Route) -> Verdict:
    return Verdict.POLICY


@pytest.mark.parametrize(
    ("path", "data", "code", "message"),
    [
        ("x.json", b'"\xe9"', "SYN001", "the byte 0xE9 stands where UTF-8 has none"),
        ("x.json", b"\xef\xbb\xbf{}", "SYN002", "the file begins with a byte-order mark"),
        ("x.json", b"[1,]", "SYN003", "expected a value, found `]`"),
        ("x.json", b"{}{", "SYN003", "expected the end of the file, found `{`"),
        ("x.json", b"[" * 70, "SYN007", "the value nests deeper than 64 levels"),
        (
            "x.json",
            b" " * (MAX_RECORD_BYTES + 1),
            "SYN008",
            "the file has 1048577 bytes; at most 1048576 are read",
        ),
        ("x.yml", b"a: &a 1", "SYN010", "`&a` is YAML that readers differ about"),
        ("x.yml", b"1: a", "SYN011", "the key is a number, not a string"),
        ("x.yml", b"--- a\n--- b", "SYN012", "a second document begins here"),
    ],
)
def test_what_cannot_be_read_is_not_valid(path: str, data: bytes, code: str, message: str) -> None:
    reading = (read_yaml if path.endswith(".yml") else read_json)(path, data)
    (found,) = syntax_diagnostics(path, reading, policy)
    assert (found.file, found.code, found.message) == (path, code, message)
    assert (found.severity, found.verdict) == (Severity.ERROR, Verdict.VALID)
    assert found.hint.endswith(".")


def test_what_two_readers_read_differently_is_sorted_and_judged() -> None:
    def duplicate(route: Route) -> Verdict:
        return Verdict.VALID if route == ("b", 0, "c") else Verdict.POLICY

    data = b'{"a": NaN,\n "b": [{"c": 1, "c": "\\ud800"}], "a": 2, "n": ' + b"1" * 5000 + b"}"
    reading = read_json("x.json", data)
    assert reading.document is not None
    found = syntax_diagnostics(reading.document, reading, duplicate)
    assert [(d.code, d.verdict, d.span.line, d.span.column, d.message) for d in found] == [
        ("SYN005", Verdict.POLICY, 1, 7, "`NaN` is no finite number"),
        ("SYN004", Verdict.VALID, 2, 17, "the key `c` is given twice"),
        ("SYN006", Verdict.POLICY, 2, 22, r"the text holds the lone surrogate `\ud800`"),
        ("SYN004", Verdict.POLICY, 2, 34, "the key `a` is given twice"),
        (
            "SYN009",
            Verdict.VALID,
            2,
            47,
            "the integer has 5000 digits; readers take at most 4300",
        ),
    ]


def test_every_kind_of_trouble_has_its_rule() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES) == len(TroubleKind)


def test_a_clean_file_has_nothing_said_of_it() -> None:
    assert syntax_diagnostics("x", read_json("x", b"{}"), policy) == ()
    assert syntax_diagnostics(Document("x", b""), read_yaml("x", b""), policy) == ()


def test_no_detail_can_steer_a_terminal_or_grow_without_bound() -> None:
    key = b"\\u001b[31m" + b"k" * 5000
    reading = read_json("x", b'{"' + key + b'": 1, "' + key + b'": 2}')
    (found,) = syntax_diagnostics("x", reading, policy)
    assert found.message.isprintable()
    assert len(found.message) < 120


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("plain", "`plain`"),
        ("", "an empty string"),
        ("a`b\n\u202e\ud800\U000e0001", r"`a\x60b\x0a\u202e\ud800\U000e0001`"),
        ("x" * 61, "`" + "x" * 60 + "…`"),
        (None, "`null`"),
        (True, "`true`"),
        (float("inf"), "`Infinity`"),
        ({"a": 1}, "a mapping"),
        ([1], "a list"),
    ],
)
def test_values_in_messages(value: object, text: str) -> None:
    assert quoted(value) == text


def test_spans_of_syntax_errors_are_not_empty_where_something_stands() -> None:
    (found,) = syntax_diagnostics("x", read_json("x", b'{"a": nulll}'), policy)
    assert found.span == Span(1, 11, 1, 12)

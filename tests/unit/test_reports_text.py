import re

import pytest

from chandlery.diagnostics import START, Diagnostic, Severity, Span
from chandlery.reports.report import Report, ordered
from chandlery.reports.text import render
from chandlery.stages.rulebook import every_rule

BEGINNING = Span(1, 1, 1, 2)


def a_diagnostic(span: Span = BEGINNING, **changes: object) -> Diagnostic:
    facts: dict[str, object] = {"file": "a.yml", "code": "TXT001", "message": "is wrong"}
    return Diagnostic(**(facts | {"span": span} | changes))  # type: ignore[arg-type]


def excerpt(line: str, span: Span, width: int = 120) -> list[str]:
    """The shown line and the carets below it, without the gutter."""
    data = line.encode("utf-8", "surrogatepass")
    report = Report(diagnostics=(a_diagnostic(span),), read=lambda _: data, width=width)
    return [part[8:] for part in render(report).splitlines()[1:3]]


@pytest.mark.parametrize(
    ("line", "column", "end", "shown"),
    [
        ("title: Kont", 8, 12, ["title: Kont", "       ^^^^"]),
        ("\ta: b", 2, 3, [" a: b", " ^"]),  # a tab is one blank, and so are the carets' columns
        ("漢字: x", 5, 6, ["漢字: x", "      ^"]),  # wide characters take two columns
        ("x: 漢字", 4, 6, ["x: 漢字", "   ^^^^"]),
        ("e\u0301: x", 5, 6, ["e\u0301: x", "   ^"]),  # a combining accent takes none
        ("a: b", 5, 5, ["a: b", "    ^"]),  # behind the end of the line
        ("a\u202eb\x1b[31m", 1, 2, ["a\ufffdb\ufffd[31m", "^"]),
    ],
)
def test_carets_stand_below_what_is_meant(
    line: str, column: int, end: int, shown: list[str]
) -> None:
    assert excerpt(line, Span(1, column, 1, end)) == shown


@pytest.mark.parametrize("at", [1, 200, 5_000, 99_990])
def test_a_long_line_is_cut_around_the_place(at: int) -> None:
    line = "." * (at - 1) + "BAD" + "." * (100_000 - at)
    shown, carets = excerpt(line, Span(1, at, 1, at + 3), width=80)
    assert len(shown) <= 72
    begin = carets.index("^")
    assert shown[begin : begin + len(carets.strip())] == "BAD"
    assert shown.startswith("…") == (at > 60)
    assert shown.endswith("…") == (at < 99_000)


def test_a_long_place_is_cut_too() -> None:
    shown, carets = excerpt("k: " + "v" * 500, Span(1, 4, 1, 504), width=80)
    assert shown.endswith("v…")
    assert len(carets) == len(shown) - 1


def test_a_place_of_several_lines_is_marked_to_the_end_of_the_first() -> None:
    assert excerpt("a: >\n  b", Span(1, 4, 2, 4)) == ["a: >", "   ^"]


@pytest.mark.parametrize("span", [Span(9, 1, 9, 2), START])
def test_no_line_is_shown_where_none_is_meant(span: Span) -> None:
    told = render(Report(diagnostics=(a_diagnostic(span),), read=lambda _: b"a: b\n"))
    assert "a: b" not in told


def test_a_line_that_nobody_may_read_is_shown_for_no_finding() -> None:
    secret = a_diagnostic(Span(2, 1, 2, 4), confidential=True)
    beside = a_diagnostic(Span(2, 6, 2, 9))
    above = a_diagnostic(Span(1, 1, 1, 2))
    told = render(Report(diagnostics=(above, secret, beside), read=lambda _: b"open\nhush: abc\n"))
    assert "open" in told
    assert "hush" not in told
    assert told.count("is wrong") == 3


def test_the_end_counts_what_was_found_and_says_what_was_not_looked_at() -> None:
    found = (
        a_diagnostic(severity=Severity.NOTE, code="TXT002"),
        a_diagnostic(),
        a_diagnostic(file="b.yml"),
    )
    report = Report(
        diagnostics=found,
        at="2026-11-20T09:00:00Z",
        not_checked=("this", "that"),
        scope="1 of 9",
        rules=every_rule(),
    )
    assert render(report).splitlines()[-6:] == [
        "2 errors, 1 note in 2 files",
        "checked: 1 of 9",
        "expiry judged at 2026-11-20T09:00:00Z",
        "not checked: this",
        "not checked: that",
        "more about a rule: chandlery explain TXT001 TXT002",
    ]


def test_nothing_found() -> None:
    assert render(Report(diagnostics=())) == "no findings\n"


def test_changed_lines_come_first_under_a_heading() -> None:
    old, new, near = (
        a_diagnostic(Span(1, 1, 1, 2), file="a.yml", message="old"),
        a_diagnostic(Span(3, 1, 4, 1), file="b.yml", message="new"),
        a_diagnostic(Span(9, 1, 9, 2), file="b.yml", message="near"),
    )
    changed = {"b.yml": {4}}
    report = Report(diagnostics=ordered((old, new, near), changed), changed=changed)
    lines = [line.rpartition("] ")[2] for line in render(report).splitlines() if line]
    assert lines[:5] == [
        "On lines that the change touched: 1 error",
        "new",
        "Elsewhere in what the change affects: 2 errors",
        "near",
        "old",
    ]


def test_colours_are_put_on_words_and_change_none() -> None:
    found = (a_diagnostic(message="\x1b[2Jgone", hint="\x9b1A"),)
    plain = Report(diagnostics=found, read=lambda _: b"\x1b]0;x\x07: y")
    coloured = Report(diagnostics=found, read=lambda _: b"\x1b]0;x\x07: y", colour=True)
    told = render(coloured)
    assert "\x1b[1;31merror[TXT001]\x1b[0m" in told
    assert re.sub(r"\x1b\[[0-9;]*m", "", told) == render(plain)
    assert "\x1b" not in render(plain)
    assert "\x9b" not in told

"""Of one file the weightiest findings are listed, and the others counted."""

import random

from chandlery.diagnostics import Diagnostic, Severity, Span, in_order
from chandlery.reports.listed import MOST_LISTED, listed
from chandlery.reports.report import Report
from chandlery.reports.text import render


def found(number: int, file: str = "a.yml", **facts: object) -> list[Diagnostic]:
    return [
        Diagnostic(file, Span(line, 1, line, 2), "TXT001", "is wrong", **facts)  # type: ignore[arg-type]
        for line in range(1, number + 1)
    ]


def test_as_many_as_are_listed_are_left_alone() -> None:
    both = [*found(MOST_LISTED), *found(MOST_LISTED, "b.yml")]
    assert listed(both) == tuple(both)


def test_what_is_too_much_of_a_file_is_counted_where_it_begins() -> None:
    *kept, more, other = listed([*found(MOST_LISTED + 1_200), *found(1, "b.yml")])
    assert kept == found(MOST_LISTED)
    assert (more.code, more.file, more.span.line) == ("LAY020", "a.yml", MOST_LISTED + 1)
    assert more.message == "1,200 errors more in this file, from here on"
    assert other.file == "b.yml"


def test_an_error_is_listed_before_notes_and_stands_in_its_place() -> None:
    notes = found(MOST_LISTED + 5, severity=Severity.NOTE)
    error = Diagnostic("a.yml", Span(9_999, 1, 9_999, 2), "TXT001", "is wrong")
    shown = listed([*notes, error])
    assert shown[-1] == error
    assert "6 notes more" in shown[-2].message
    assert len(shown) == MOST_LISTED + 1


def test_a_secret_that_is_not_listed_hides_its_line_all_the_same() -> None:
    secrets = found(MOST_LISTED + 10, severity=Severity.NOTE, confidential=True)
    plain = Diagnostic("a.yml", secrets[-1].span, "MAN005", "has another form")
    shown = listed([*secrets, plain])
    assert next(item for item in shown if item.code == "MAN005").confidential
    assert next(item for item in shown if item.code == "LAY020").confidential


def test_a_report_counts_what_it_does_not_list() -> None:
    text = render(Report(diagnostics=tuple(found(2_000))))
    assert "\n2,000 errors in 1 file\n" in text
    assert text.count("error[TXT001]") == MOST_LISTED


def test_the_order_is_that_of_the_diagnostics_themselves() -> None:
    pile = [
        Diagnostic(file, Span(line, column, line, 9), code, message)
        for file in ("a", "b")
        for line in (1, 2)
        for column in (1, 10)
        for code in ("MAN001", "TXT001")
        for message in ("x", "y")
    ]
    random.Random(1).shuffle(pile)
    assert in_order([*pile, *pile]) == tuple(sorted(pile))

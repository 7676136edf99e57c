import re

from chandlery.diagnostics import Diagnostic, Severity, Span
from chandlery.reports.github import BUDGET, render
from chandlery.reports.report import Report
from chandlery.stages.rulebook import every_rule

_COMMAND = re.compile(r"::(error|warning|notice) ?(.*?)::(.*)")


def a_diagnostic(
    number: int = 1, severity: Severity = Severity.ERROR, **more: object
) -> Diagnostic:
    facts: dict[str, object] = {
        "file": "a.yml",
        "span": Span(number, 2, number, 5),
        "code": "TXT001",
        "message": "is wrong",
        "severity": severity,
    }
    return Diagnostic(**(facts | more))  # type: ignore[arg-type]


def commands(report: Report) -> list[tuple[str, dict[str, str], str]]:
    """What a runner makes of the output: kind, properties, message."""
    found = []
    for line in render(report).splitlines():
        if line.startswith("::"):
            kind, given, message = _COMMAND.fullmatch(line).groups()  # type: ignore[union-attr]
            properties = dict(item.split("=", 1) for item in given.split(",") if item)
            found.append((kind, properties, message))
    return found


def test_a_finding_is_an_annotation_at_its_place() -> None:
    report = Report(
        diagnostics=(a_diagnostic(7, hint="Mend it."),), prefix="catalog/", rules=every_rule()
    )
    assert commands(report) == [
        (
            "error",
            {
                "file": "catalog/a.yml",
                "line": "7",
                "endLine": "7",
                "title": "TXT001 The category is none of this marketplace's.",
                "col": "2",
                "endColumn": "4",
            },
            "is wrong%0Ahelp: Mend it.",
        )
    ]


def test_a_place_of_several_lines_has_no_columns() -> None:
    ((_, properties, _),) = commands(Report(diagnostics=(a_diagnostic(span=Span(1, 5, 3, 2)),)))
    assert properties["line"] == "1"
    assert properties["endLine"] == "3"
    assert "col" not in properties
    assert "endColumn" not in properties


def test_nothing_that_was_read_ends_a_command_or_begins_one() -> None:
    evil = "50%\r\n::error file=x,line=1::gone::\u2028##[add-mask]x"
    report = Report(
        diagnostics=(a_diagnostic(file=f"a,b:c{evil}.yml", message=evil, hint=evil),),
        not_checked=(f"x {evil}",),
    )
    told = render(report)
    assert len(commands(report)) == 1
    ((_, properties, message),) = commands(report)
    assert set(properties) == {"file", "line", "endLine", "title", "col", "endColumn"}
    assert properties["file"].startswith("a%2Cb%3Ac50%25")
    assert message.startswith("50%25")
    logged = [line for line in told.splitlines() if not line.startswith("::")]
    assert not any("##[" in line for line in logged)


def test_no_kind_has_more_than_github_shows_and_one_line_says_what_is_missing() -> None:
    found = [
        a_diagnostic(number, severity)
        for severity, count in ((Severity.ERROR, 13), (Severity.WARNING, 11), (Severity.NOTE, 10))
        for number in range(1, count + 1)
    ]
    told = commands(Report(diagnostics=tuple(found)))
    kinds = [kind for kind, _, _ in told]
    assert [kinds.count(kind) for kind in ("error", "warning", "notice")] == [BUDGET] * 3
    kind, properties, message = told[-1]
    assert (kind, properties) == ("notice", {"title": "chandlery check"})
    assert message.startswith("3 errors, 1 warning, 1 note more")


def test_ten_of_each_are_all_shown() -> None:
    found = tuple(a_diagnostic(number, Severity.NOTE) for number in range(1, BUDGET + 1))
    told = commands(Report(diagnostics=found))
    assert [properties.get("line") for _, properties, _ in told] == [str(n) for n in range(1, 11)]


def test_changed_lines_are_shown_before_others() -> None:
    found = tuple(a_diagnostic(number) for number in range(1, 30))
    report = Report(diagnostics=found, changed={"a.yml": {28, 29}})
    lines = [properties.get("line") for _, properties, _ in commands(report)]
    assert lines == ["28", "29", *(str(number) for number in range(1, 9)), None]


def test_what_was_not_checked_is_in_the_log() -> None:
    report = Report(diagnostics=(), not_checked=("artifacts",), scope="1 of 2", at="2026")
    assert render(report).splitlines() == [
        "no findings",
        "checked: 1 of 2",
        "expiry judged at 2026",
        "not checked: artifacts",
    ]

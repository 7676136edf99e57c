import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from chandlery.diagnostics import Diagnostic, Fix, Severity, Span, Verdict
from chandlery.reports import sarif
from chandlery.reports.report import Report
from chandlery.stages.rulebook import every_rule

SCHEMA = json.loads(
    (Path(__file__).parent.parent / "schemas" / "sarif-2.1.0-rtm.5.json").read_text("utf-8")
)


def a_diagnostic(**changes: object) -> Diagnostic:
    facts: dict[str, object] = {
        "file": "a.yml",
        "span": Span(3, 5, 3, 9),
        "code": "TXT001",
        "message": "is wrong",
    }
    return Diagnostic(**(facts | changes))  # type: ignore[arg-type]


def run_of(report: Report) -> dict[str, Any]:
    """The only run of a log that the schema takes."""
    log = json.loads(sarif.render(report))
    jsonschema.Draft4Validator(SCHEMA).validate(log)
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def test_every_kind_of_finding_is_as_the_schema_has_it() -> None:
    found = tuple(
        a_diagnostic(
            file="plugins/ä b/\udcff\u2028.yml",
            code=code,
            severity=severity,
            verdict=verdict,
            message="\ud800 `x`\n",
            hint="Mend it.",
            fix=Fix(Span(1, 1, 2, 3), "\udfff"),
        )
        for code in ("TXT001", "XXX999")
        for severity in Severity
        for verdict in Verdict
    )
    run = run_of(Report(diagnostics=found, rules=every_rule(), at="2026-11-20T09:00:00Z"))
    assert len(run["results"]) == len(found)
    assert {result["level"] for result in run["results"]} == {"note", "warning", "error"}
    assert {result["properties"]["verdict"] for result in run["results"]} == {*Verdict}


def test_an_empty_run_is_as_the_schema_has_it() -> None:
    assert run_of(Report(diagnostics=()))["results"] == []


def test_a_result_leads_to_its_place_and_to_its_rule() -> None:
    report = Report(
        diagnostics=(a_diagnostic(), a_diagnostic(code="LAY001")),
        prefix="market/catalog/",
        rules=every_rule(),
        site="https://quay.example/",
    )
    run = run_of(report)
    location = run["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "market/catalog/a.yml"
    assert location["region"] == {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 9}
    assert run["columnKind"] == "unicodeCodePoints"
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        rule = rules[result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]
        assert rule["helpUri"] == f"https://quay.example/rules/{rule['id']}/"


def test_without_an_address_there_is_no_link() -> None:
    run = run_of(Report(diagnostics=(a_diagnostic(),), rules=every_rule()))
    assert "helpUri" not in run["tool"]["driver"]["rules"][0]


def test_a_finding_that_moved_is_the_same_and_two_are_two() -> None:
    def prints(*found: Diagnostic) -> list[str]:
        results = run_of(Report(diagnostics=found))["results"]
        return [result["partialFingerprints"]["chandlery/v1"] for result in results]

    here, there = a_diagnostic(), a_diagnostic(span=Span(8, 1, 8, 2))
    assert prints(here) == prints(there)
    assert len(set(prints(here, there))) == 2
    assert prints(here) != prints(a_diagnostic(message="is otherwise wrong"))


def test_a_fix_says_what_goes_and_what_comes() -> None:
    fix = Fix(Span(3, 5, 3, 9), "MIT")
    (result,) = run_of(Report(diagnostics=(a_diagnostic(fix=fix),)))["results"]
    (change,) = result["fixes"][0]["artifactChanges"]
    assert change["artifactLocation"]["uri"] == "a.yml"
    assert change["replacements"] == [
        {
            "deletedRegion": {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 9},
            "insertedContent": {"text": "MIT"},
        }
    ]


def test_what_nobody_may_read_is_in_no_part_of_it() -> None:
    report = Report(
        diagnostics=(a_diagnostic(confidential=True, fix=Fix(Span(1, 1, 1, 2), "hush")),),
        read=lambda _: b"\n\nkey: hush\n",
    )
    assert "hush" not in sarif.render(report)


def test_what_did_not_run_is_a_notification() -> None:
    run = run_of(Report(diagnostics=(), not_checked=("artifacts: offline",)))
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"] == "not checked: artifacts: offline"


def test_no_more_results_than_are_taken_the_weightiest_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sarif, "MAX_RESULTS", 2)
    found = tuple(a_diagnostic(severity=severity) for severity in (*Severity, Severity.ERROR))
    run = run_of(Report(diagnostics=found))
    assert [result["level"] for result in run["results"]] == ["error", "error"]
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert "1 warning, 1 note" in notification["message"]["text"]

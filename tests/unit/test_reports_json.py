import json

from chandlery.diagnostics import Diagnostic, Fix, Span
from chandlery.reports.json_v1 import ReportV1, render
from chandlery.reports.report import Report

FIX = Fix(Span(1, 2, 1, 3), "MIT")
ITEM = Diagnostic("a.yml", Span(1, 2, 1, 3), "LIC002", "is wrong", fix=FIX)


def test_a_report_is_of_its_published_type() -> None:
    report = Report(
        diagnostics=(ITEM,), at="2026", not_checked=("x",), scope="1 of 2", changed={"a.yml": {1}}
    )
    told = json.loads(render(report))
    assert ReportV1.model_validate(told).model_dump(mode="json") == told
    assert told["schema_version"] == "chandlery.check.v1"
    assert told["scope"] == "1 of 2"
    (item,) = told["diagnostics"]
    assert item["on_changed_line"] is True
    assert item["fix"]["text"] == "MIT"
    assert item["fix"]["place"] == {"line": 1, "column": 2, "end_line": 1, "end_column": 3}


def test_what_nobody_asked_about_is_null() -> None:
    told = json.loads(render(Report(diagnostics=(ITEM,))))
    assert told["scope"] is None
    assert told["diagnostics"][0]["on_changed_line"] is None


def test_what_nobody_may_read_is_marked_and_not_told() -> None:
    hidden = Diagnostic("a.yml", FIX.span, "SEC001", "is a secret", fix=FIX, confidential=True)
    (item,) = json.loads(render(Report(diagnostics=(hidden,))))["diagnostics"]
    assert item["confidential"] is True
    assert item["fix"] is None

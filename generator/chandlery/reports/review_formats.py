"""What ``review --format`` takes: one module a format; none of them decides anything."""

from collections.abc import Callable, Mapping
from typing import Final

from chandlery.reports import github, review_markdown, review_text, sarif
from chandlery.reports.review_report import ReviewReport, as_json


def _annotations(report: ReviewReport) -> str:
    return github.render(report.check)


def _sarif(report: ReviewReport) -> str:
    return sarif.render(report.check)


REVIEW_FORMATS: Final[Mapping[str, Callable[[ReviewReport], str]]] = {
    "text": review_text.render,
    "json": as_json,
    "github": _annotations,
    "sarif": _sarif,
    "markdown": review_markdown.render,
}

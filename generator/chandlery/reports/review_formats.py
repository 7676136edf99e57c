"""What ``review --format`` takes: one module a format; none of them decides anything."""

from collections.abc import Callable, Mapping
from typing import Final

from chandlery.reports import github, review_markdown, review_text, sarif
from chandlery.reports.plain import printable
from chandlery.reports.review_report import ReviewReport, as_json
from chandlery.reports.review_words import VERDICTS

_KINDS: Final = {"ok": "notice", "needs_review": "warning", "fail": "error"}
_MOST: Final = 20


def _annotations(report: ReviewReport) -> str:
    """The verdict with its reasons in one annotation, then the findings."""
    review = report.review
    parts = [*((part.name, part.reasons) for part in review.parts), ("", review.reasons)]
    lines = [
        f"{name}: {reason.message}" if name else reason.message
        for name, reasons in parts
        for reason in reasons
    ]
    more = [f"and {len(lines) - _MOST:,} more"] if len(lines) > _MOST else []
    words = "\n".join(map(printable, [*lines[:_MOST], *more] or ["Merge it."]))
    title = f"chandlery review: {VERDICTS[review.verdict]}"
    told = f"::{_KINDS[review.verdict]} title={title}::{github.data(words)}\n"
    return told + github.render(report.check, spare=1)


def _sarif(report: ReviewReport) -> str:
    return sarif.render(report.check)


REVIEW_FORMATS: Final[Mapping[str, Callable[[ReviewReport], str]]] = {
    "text": review_text.render,
    "json": as_json,
    "github": _annotations,
    "sarif": _sarif,
    "markdown": review_markdown.render,
}

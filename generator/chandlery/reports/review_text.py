"""``review --format text``: for a maintainer at a terminal."""

from collections.abc import Iterable, Iterator

from chandlery.formats import review_v1 as v1
from chandlery.reports.plain import printable, unicode
from chandlery.reports.review_report import ReviewReport
from chandlery.reports.review_words import (
    CHECKS,
    SHORT,
    VERDICTS,
    artifact_words,
    capability_lines,
    check_words,
    governance_words,
    landing_words,
    list_words,
    owner_words,
    release_words,
    subject,
    value_words,
)
from chandlery.reports.text import told


def render(report: ReviewReport) -> str:
    """The verdict and why, what to do, each part, the findings, what was not looked at."""
    parts = (_printed(_head(report.review)), _found(report), _printed(_foot(report.review)))
    return unicode("".join(parts))


def _printed(lines: Iterable[str]) -> str:
    return "".join(f"{printable(line)}\n" for line in lines)


def _found(report: ReviewReport) -> str:
    if not report.check.diagnostics:
        return ""
    return f"\nfindings, those on changed lines first\n\n{told(report.check)}"


def _head(review: v1.Review) -> Iterator[str]:
    yield ": ".join(filter(None, (VERDICTS[review.verdict], subject(review))))
    yield f"  {landing_words(review.landing)}"
    yield from _reasons(review.reasons)
    for part in review.parts:
        yield ""
        yield from _part(part)


def _foot(review: v1.Review) -> Iterator[str]:
    if review.not_checked:
        yield ""
        yield from (f"not checked: {what}" for what in review.not_checked)
    for title, lines in (("what to do next", review.next), ("to see the same", review.commands)):
        yield ""
        yield title
        marks = (f"{number}. " if title == "what to do next" else "" for number in range(1, 100))
        yield from (f"  {mark}{line}" for mark, line in zip(marks, lines, strict=False))


def _reasons(reasons: list[v1.Reason]) -> Iterator[str]:
    yield from (f"  {SHORT[reason.verdict]}: {reason.message}" for reason in reasons)


def _part(part: v1.Part) -> Iterator[str]:
    yield f"{part.kind} {part.name} ({part.change}): {VERDICTS[part.verdict]}"
    yield from _reasons(part.reasons)
    if part.ownership:
        yield from (f"  {line}" for line in owner_words(part.ownership))
    yield from (f"  {line}" for line in map(value_words, part.values))
    yield from (f"  {line}" for item in part.lists for line in list_words(item))
    for release in part.releases:
        yield f"  {release_words(release)}"
        yield from (f"    {line}" for line in _release(release))


def _release(release: v1.ReleaseReview) -> Iterator[str]:
    for dialect in release.dialects:
        yield from capability_lines(dialect)
    yield from (line for item in release.artifacts for line in artifact_words(item))
    yield from governance_words(release.governance)
    for item in release.checklist:
        yield f"[{CHECKS[item.state]}] {check_words(item)}"

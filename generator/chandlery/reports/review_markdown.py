"""``review --format markdown``: one comment on a pull request, renewed in place.

It begins with a hidden line by which the comment is found again.  Whatever comes out of a catalog
is shown as a word or as code: it makes no link, mentions nobody and brings no HTML.
"""

from collections.abc import Iterator
from typing import Final

from chandlery.diagnostics import Diagnostic, Severity
from chandlery.formats import review_v1 as v1
from chandlery.reports import markdown
from chandlery.reports.listed import counted
from chandlery.reports.markdown import cell, code, shown
from chandlery.reports.plain import unicode
from chandlery.reports.review_report import ReviewReport
from chandlery.reports.review_words import (
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
    title,
    value_words,
)

MARKER: Final = "<!-- chandlery-review -->"
# A comment on GitHub holds 65,536 characters; bytes are never fewer.
MAX_BYTES: Final = 60_000
_TITLES: Final = {"ok": "OK", "needs_review": "Needs review", "fail": "Fail"}
_SIGNS: Final = {"ok": "✅", "needs_review": "🔍", "fail": "❌"}
_BOXES: Final = {"proved": "[x]", "failed": "[ ] ❌", "open": "[ ]"}
_MOST_PARTS: Final = 40
_MOST_LINES: Final = 30


def render(report: ReviewReport) -> str:
    """The verdict and why, what to do, a table of the parts; then each part, as far as it fits."""
    head, foot = ("".join(lines) for lines in (_head(report), _foot(report)))
    room = MAX_BYTES - len(unicode(head + foot).encode()) - 400
    blocks = [*(_part(part) for part in report.review.parts), *_findings(report)]
    kept: list[str] = []
    for block in blocks:
        room -= len(unicode(block).encode())
        if room < 0:
            break
        kept.append(block)
    return unicode("".join([head, *kept, _left_out(report, len(blocks) - len(kept)), foot]))


def _head(report: ReviewReport) -> Iterator[str]:
    review = report.review
    what = f": {shown(subject(review))}" if review.parts else ""
    yield f"{MARKER}\n## {_SIGNS[review.verdict]} {_TITLES[review.verdict]}{what}\n\n"
    yield f"{shown(landing_words(review.landing))}.\n"
    reasons = [("", reason) for reason in review.reasons]
    reasons += [(part.name, reason) for part in review.parts for reason in part.reasons]
    if reasons:
        yield "\n**Why**\n\n"
        yield from _some([_reason(name, reason) for name, reason in reasons])
    yield "\n**What to do next**\n\n"
    yield from (f"{number}. {shown(step)}\n" for number, step in enumerate(review.next, 1))
    if review.parts:
        yield "\n| What | Change | Verdict | Files |\n| --- | --- | --- | ---: |\n"
        yield from map(_row, review.parts[:_MOST_PARTS])
        if (more := len(review.parts) - _MOST_PARTS) > 0:
            yield f"| and {more:,} more | | | |\n"
    yield "\n"


def _reason(name: str, reason: v1.Reason) -> str:
    of = f"{code(name)}: " if name else ""
    return f"- {_SIGNS[reason.verdict]} {of}{shown(reason.message)}\n"


def _row(part: v1.Part) -> str:
    files = part.files
    counts = f"+{len(files.added)} ~{len(files.changed)} -{len(files.removed)}"
    verdict = f"{_SIGNS[part.verdict]} {VERDICTS[part.verdict]}"
    return f"| {part.kind} {cell(code(part.name))} | {part.change} | {verdict} | {counts} |\n"


def _part(part: v1.Part) -> str:
    lines = [f"### {part.kind.capitalize()} {code(part.name)}\n\n"]
    if part.ownership:
        lines += [f"- {shown(line)}\n" for line in owner_words(part.ownership)]
    lines += [f"- {shown(value_words(item))}\n" for item in part.values]
    changed = [line for item in part.lists for line in list_words(item)]
    lines += _diff(changed)
    for release in part.releases:
        lines += _release(release)
    if gone := [f"~ {path}" for path in part.files.changed]:
        lines += _details("Files that are not what they were", _diff(gone))
    if gone := [f"- {path}" for path in part.files.removed]:
        lines += _details("Files that would be gone", _diff(gone))
    return f"{''.join(lines)}\n"


def _release(release: v1.ReleaseReview) -> Iterator[str]:
    yield f"\n**{shown(release_words(release))}**\n"
    declared = [line for dialect in release.dialects for line in _dialect(dialect)]
    if release.change == "added":
        yield from declared
    elif declared:
        yield from _details("What it declares", iter(declared))
    if release.artifacts:
        lines = [line for item in release.artifacts for line in artifact_words(item)]
        sound = all(item.checked == "recomputed" for item in release.artifacts)
        yield from _details("Artifacts", _diff(lines)) if sound else _diff(lines)
    yield "\n**Review**\n\n"
    yield from (f"- {shown(line)}\n" for line in governance_words(release.governance))
    yield "\n**Checklist**\n\n"
    for item in release.checklist:
        yield f"- {_BOXES[item.state]} {shown(check_words(item))}\n"


def _dialect(dialect: v1.DialectReview) -> Iterator[str]:
    first, *lines = capability_lines(dialect)
    yield f"\n{shown(first)}\n"
    yield from _diff([line.strip() for line in lines])
    prompt = _fenced("text", dialect.prompt.rstrip("\n").split("\n"))
    yield from _details(f"What an installer shows for {title(dialect)}", prompt)


def _diff(lines: list[str]) -> Iterator[str]:
    """Lines with ``+`` and ``-`` before them, in colours where the host has them."""
    if lines:
        yield from _fenced("diff", [line.replace("`", "") for line in lines])


def _fenced(language: str, lines: list[str]) -> Iterator[str]:
    some = lines[:_MOST_LINES]
    more = [f"and {len(lines) - len(some):,} more lines"] if len(lines) > len(some) else []
    yield f"\n{markdown.fenced(language, [*some, *more])}\n"


def _details(title: str, parts: Iterator[str]) -> Iterator[str]:
    yield f"\n<details><summary>{title}</summary>\n"
    yield from parts
    yield "\n</details>\n"


def _findings(report: ReviewReport) -> Iterator[str]:
    """In full what stands on touched lines and every error; a line of anything else."""
    check = report.check
    touched: list[tuple[Diagnostic, str]] = []
    others: list[tuple[Diagnostic, str]] = []
    for item, told in zip(check.diagnostics, markdown.findings(check), strict=True):
        full = check.on_changed_line(item) or item.severity is Severity.ERROR
        text = told if full else told.splitlines()[0] + "\n"
        (touched if check.on_changed_line(item) else others).append((item, text))
    for heading, group in (
        ("Findings on lines that the change touches", touched),
        ("Findings elsewhere in what the change affects", others),
    ):
        for number, (_, text) in enumerate(group):
            head = "" if number else f"### {heading}: {counted(item for item, _ in group)}\n\n"
            yield head + text


def _left_out(report: ReviewReport, blocks: int) -> str:
    if not blocks:
        return ""
    parts = len(report.review.parts)
    findings = len(report.check.diagnostics)
    return (
        f"\n{blocks:,} of {parts:,} parts and {findings:,} findings are not shown here, for want "
        "of room; the commands below show them.\n"
    )


def _foot(report: ReviewReport) -> Iterator[str]:
    review = report.review
    if review.not_checked:
        yield "\n**Not checked**\n\n"
        yield from _some([f"- {shown(what)}\n" for what in review.not_checked])
    yield from _details("To see the same at home", _fenced("sh", review.commands))
    if review.at:
        yield f"\nDates were judged at {review.at}. "
        yield "A declaration is not a limit: nothing enforces it.\n"


def _some(lines: list[str]) -> Iterator[str]:
    yield from lines[:_MOST_LINES]
    if len(lines) > _MOST_LINES:
        yield f"- and {len(lines) - _MOST_LINES:,} more\n"

"""``--format github``: workflow commands, which GitHub shows beside the lines of a change.

Written to the rules of ``@actions/core`` (its ``command.ts``).
"""

from collections.abc import Iterator
from typing import Final

from chandlery.diagnostics import Diagnostic, Severity
from chandlery.reports.listed import counted
from chandlery.reports.plain import printable, unicode
from chandlery.reports.report import Report

# GitHub shows so many of each kind for a step, and drops the rest without a word.
BUDGET: Final = 10
_KINDS: Final = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "notice",
}


def render(report: Report, spare: int = 0) -> str:
    """The findings on changed lines, then as many of the others as are shown, then a summary.

    Args:
        report: what was found.
        spare: how many of each kind are left to somebody else.
    """
    shown, left_out = _within_budget(report, BUDGET - spare)
    lines = [_command(item, report) for item in shown]
    if left_out:
        more = f"{counted(left_out)} more: see the summary, or run `chandlery check`"
        lines.append(f"::notice title=chandlery check::{data(more)}")
    return "".join(f"{line}\n" for line in [*lines, *_said(report)])


def _within_budget(report: Report, budget: int) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """What is shown and what is not; where anything is not, a notice less is, to say so."""
    ranked = sorted(report.diagnostics, key=lambda item: not report.on_changed_line(item))
    shown, left_out = _spent(ranked, budget, budget)
    return _spent(ranked, budget, budget - 1) if left_out else (shown, left_out)


def _spent(
    ranked: list[Diagnostic], budget: int, notices: int
) -> tuple[list[Diagnostic], list[Diagnostic]]:
    left = {Severity.ERROR: budget, Severity.WARNING: budget, Severity.NOTE: notices}
    shown: list[Diagnostic] = []
    left_out: list[Diagnostic] = []
    for item in ranked:
        left[item.severity] -= 1
        (shown if left[item.severity] >= 0 else left_out).append(item)
    return shown, left_out


def _command(diagnostic: Diagnostic, report: Report) -> str:
    span = diagnostic.span
    title = f"{diagnostic.code} {report.title(diagnostic.code)}".rstrip()
    properties = {
        "file": report.prefix + diagnostic.file,
        "line": span.line,
        "endLine": span.end_line,
        "title": title,
    }
    if span.end_line == span.line:  # columns of two lines are refused
        properties |= {"col": span.column, "endColumn": max(span.column, span.end_column - 1)}
    given = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    words = printable(diagnostic.message)
    if diagnostic.hint:
        words += f"\nhelp: {printable(diagnostic.hint)}"
    return f"::{_KINDS[diagnostic.severity]} {given}::{data(words)}"


def _said(report: Report) -> Iterator[str]:
    yield report.total
    if report.scope:
        yield f"checked: {_log(report.scope)}"
    if report.at:
        yield f"expiry judged at {report.at}"
    for what in report.not_checked:
        yield f"not checked: {_log(what)}"


def _log(words: str) -> str:
    """Words for the log, where ``##[`` begins a command in the midst of a line too."""
    return unicode(printable(words)).replace("##[", "# #[")


def data(words: str) -> str:
    """A message of a command."""
    return unicode(words).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(words: str) -> str:
    return data(printable(words)).replace(":", "%3A").replace(",", "%2C")

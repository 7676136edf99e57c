"""``--format json``, version 1: published types of their own (decision 0003)."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from chandlery.diagnostics import Diagnostic, Fix, Span
from chandlery.dialects.base import HostVerdict
from chandlery.reports.plain import unicode
from chandlery.reports.report import Report


class Published(BaseModel):
    """What the published types share."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PlaceV1(Published):
    """A stretch of a file: lines and columns from 1, columns in code points, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class FixV1(Published):
    """What ``check --fix`` would put in place of a stretch of the file."""

    place: PlaceV1
    text: str


class DiagnosticV1(Published):
    """One finding.

    Attributes:
        fix: what ``check --fix`` would write there, where that is safe.
        confidential: whether the place holds what nobody may read; show no line of it.
        on_changed_line: whether it stands on a line that the change touched; `None` where nobody
            asked about a change.
    """

    file: str
    place: PlaceV1
    code: str
    severity: Literal["note", "warning", "error"]
    verdict: Literal["valid", "policy", "loads"]
    message: str
    hint: str
    fix: FixV1 | None = None
    confidential: bool = False
    on_changed_line: bool | None = None


class ReportV1(Published):
    """What ``check --format json`` prints.

    Attributes:
        at: the time at which expiry was judged, or `None` where nothing was judged.
        not_checked: what did not run, and why; never to be read as passed.
        scope: what was looked at, in words; `None` for the whole catalog.
    """

    schema_version: Literal["chandlery.check.v1"] = "chandlery.check.v1"
    at: str | None
    diagnostics: list[DiagnosticV1]
    not_checked: list[str]
    scope: str | None = None


class HostV1(Published):
    """Whether a named version of a host would load the record."""

    host: str
    loads: bool
    reason: str


class RecordV1(Published):
    """One element of the array that ``check-record --format json`` prints.

    Attributes:
        valid: the ecosystem's own code accepts the record.
        policy: this catalog takes it; `None`, *not checked*, where it is not valid.
        loads: what named host versions do with it; `None`, *not checked*, where it is not valid and
            nothing is known of what hosts do then.
    """

    file: str
    valid: bool
    policy: bool | None
    loads: list[HostV1] | None
    diagnostics: list[DiagnosticV1]


def render(report: Report) -> str:
    """A whole run of ``check``."""
    return report_v1(report).model_dump_json(indent=2) + "\n"


def report_v1(report: Report) -> ReportV1:
    """A whole run of ``check`` as it is published."""
    return ReportV1(
        at=report.at,
        diagnostics=[
            diagnostic_v1(item, None if report.changed is None else report.on_changed_line(item))
            for item in report.diagnostics
        ],
        not_checked=[unicode(what) for what in report.not_checked],
        scope=unicode(report.scope) or None,
    )


def diagnostic_v1(diagnostic: Diagnostic, on_changed_line: bool | None = None) -> DiagnosticV1:
    """A diagnostic as it is published."""
    return DiagnosticV1(
        file=unicode(diagnostic.file),
        place=_place(diagnostic.span),
        code=diagnostic.code,
        severity=_SEVERITIES[diagnostic.severity],
        verdict=_VERDICTS[diagnostic.verdict],
        message=unicode(diagnostic.message),
        hint=unicode(diagnostic.hint),
        fix=_fix(diagnostic.fix) if diagnostic.fix and not diagnostic.confidential else None,
        confidential=diagnostic.confidential,
        on_changed_line=on_changed_line,
    )


def _place(span: Span) -> PlaceV1:
    return PlaceV1(
        line=span.line, column=span.column, end_line=span.end_line, end_column=span.end_column
    )


def _fix(fix: Fix) -> FixV1:
    return FixV1(place=_place(fix.span), text=unicode(fix.text))


def hosts_v1(hosts: tuple[HostVerdict, ...] | None) -> list[HostV1] | None:
    """Host verdicts as they are published."""
    if hosts is None:
        return None
    return [HostV1(host=item.host, loads=item.loads, reason=item.reason) for item in hosts]


_SEVERITIES: dict[int, Literal["note", "warning", "error"]] = {
    0: "note",
    1: "warning",
    2: "error",
}
_VERDICTS: dict[str, Literal["valid", "policy", "loads"]] = {
    "valid": "valid",
    "policy": "policy",
    "loads": "loads",
}

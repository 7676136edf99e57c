"""``--format json``, version 1: published types of their own (decision 0003)."""

from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict

from chandlery.diagnostics import Diagnostic
from chandlery.dialects.base import HostVerdict


class Published(BaseModel):
    """What the published types share."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PlaceV1(Published):
    """A stretch of a file: lines and columns from 1, columns in code points, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class DiagnosticV1(Published):
    """One finding."""

    file: str
    place: PlaceV1
    code: str
    severity: Literal["note", "warning", "error"]
    verdict: Literal["valid", "policy", "loads"]
    message: str
    hint: str


class ReportV1(Published):
    """What ``check --format json`` prints.

    Attributes:
        at: the time at which expiry was judged, or `None` where nothing was judged.
        not_checked: what did not run, and why; never to be read as passed.
    """

    schema_version: Literal["chandlery.check.v1"] = "chandlery.check.v1"
    at: str | None
    diagnostics: list[DiagnosticV1]
    not_checked: list[str]


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
        loads: what named host versions do with it; `None` where it is not valid.
    """

    file: str
    valid: bool
    policy: bool | None
    loads: list[HostV1] | None
    diagnostics: list[DiagnosticV1]


def diagnostic_v1(diagnostic: Diagnostic) -> DiagnosticV1:
    """A diagnostic as it is published."""
    span = diagnostic.span
    return DiagnosticV1(
        file=unicode(diagnostic.file),
        place=PlaceV1(
            line=span.line,
            column=span.column,
            end_line=span.end_line,
            end_column=span.end_column,
        ),
        code=diagnostic.code,
        severity=_SEVERITIES[diagnostic.severity],
        verdict=_VERDICTS[diagnostic.verdict],
        message=unicode(diagnostic.message),
        hint=unicode(diagnostic.hint),
    )


def unicode(text: str) -> str:
    """The text with ``?`` for lone surrogates: file names may hold them, JSON in UTF-8 cannot."""
    return text.encode("utf-8", "replace").decode()


def report_v1(
    diagnostics: Iterable[Diagnostic], *, at: str | None, not_checked: Iterable[str]
) -> ReportV1:
    """A whole run of ``check``."""
    return ReportV1(
        at=at,
        diagnostics=[diagnostic_v1(item) for item in diagnostics],
        not_checked=list(not_checked),
    )


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

"""``--format sarif``: SARIF 2.1.0 (OASIS), as code scanning services take it."""

import hashlib
import json
from collections import Counter
from typing import Any, Final
from urllib.parse import quote

from chandlery import __version__
from chandlery.checks import Rule
from chandlery.diagnostics import Diagnostic, Fix, Severity, Span
from chandlery.reports.listed import counted
from chandlery.reports.plain import unicode
from chandlery.reports.report import Report

# GitHub refuses a run with more results.
MAX_RESULTS: Final = 25_000

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Final = {Severity.NOTE: "note", Severity.WARNING: "warning", Severity.ERROR: "error"}


def render(report: Report) -> str:
    """A log of one run; of more results than are taken, the weightiest."""
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(report)]}
    return json.dumps(log, indent=1, ensure_ascii=False) + "\n"


def _run(report: Report) -> dict[str, Any]:
    shown, left_out = _weightiest(report.diagnostics)
    codes = sorted({item.code for item in shown if item.code in report.rules})
    indices = {code: index for index, code in enumerate(codes)}
    prints: Counter[str] = Counter()
    results = []
    for item in shown:
        print_ = _fingerprint(item)
        prints[print_] += 1
        results.append(_result(item, report, f"{print_}:{prints[print_]}", indices.get(item.code)))
    notes = [f"not checked: {what}" for what in report.not_checked]
    if left_out:
        notes.append(f"not in this file, which holds {MAX_RESULTS:,} results: {counted(left_out)}")
    return {
        "tool": {
            "driver": {
                "name": "Chandlery",
                "semanticVersion": __version__,
                "rules": [_rule(report.rules[code], report.site) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [
                    {"level": "note", "message": {"text": unicode(note)}} for note in notes
                ],
            }
        ],
        "results": results,
        "properties": {"at": report.at, "scope": unicode(report.scope) or None},
    }


def _weightiest(
    diagnostics: tuple[Diagnostic, ...],
) -> tuple[tuple[Diagnostic, ...], tuple[Diagnostic, ...]]:
    """As many as a run may hold, in their order unless that is too many; and the others."""
    if len(diagnostics) <= MAX_RESULTS:
        return diagnostics, ()
    ranked = tuple(sorted(diagnostics, key=lambda item: -item.severity))
    return ranked[:MAX_RESULTS], ranked[MAX_RESULTS:]


def _rule(rule: Rule, site: str) -> dict[str, Any]:
    described = {
        "id": rule.code,
        "shortDescription": {"text": rule.title},
        "help": {"text": rule.page, "markdown": rule.page},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"verdict": rule.verdict.value, "since": rule.since},
    }
    return described | ({"helpUri": f"{site}rules/{rule.code}/"} if site else {})


def _result(
    diagnostic: Diagnostic, report: Report, fingerprint: str, index: int | None
) -> dict[str, Any]:
    message = f"{diagnostic.message}\n{diagnostic.hint}".rstrip()
    where = {"uri": quote(unicode(report.prefix + diagnostic.file)), "uriBaseId": "%SRCROOT%"}
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": unicode(message)},
        "locations": [
            {"physicalLocation": {"artifactLocation": where, "region": _region(diagnostic.span)}}
        ],
        "partialFingerprints": {"chandlery/v1": fingerprint},
        "properties": {"verdict": diagnostic.verdict.value},
    }
    if index is not None:
        result["ruleIndex"] = index
    if diagnostic.fix and not diagnostic.confidential:
        result["fixes"] = [_fix(diagnostic.fix, where)]
    return result


def _region(span: Span) -> dict[str, int]:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def _fix(fix: Fix, where: dict[str, str]) -> dict[str, Any]:
    replacement = {
        "deletedRegion": _region(fix.span),
        "insertedContent": {"text": unicode(fix.text)},
    }
    return {"artifactChanges": [{"artifactLocation": where, "replacements": [replacement]}]}


def _fingerprint(diagnostic: Diagnostic) -> str:
    """The same for a finding that has only moved within its file."""
    parts = (diagnostic.code, diagnostic.file, diagnostic.message)
    return hashlib.sha256(unicode("\0".join(parts)).encode()).hexdigest()[:32]

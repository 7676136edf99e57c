"""Craik records for the tests: the minimal ones of the cases, changed by one call."""

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from chandlery.checks import Finding
from chandlery.diagnostics import Verdict
from chandlery.dialects.craik import DIALECT

CASES = Path(__file__).parent / "cases" / "craik"

DECISION: dict[str, Any] = {
    "decision": "promote",
    "decided_by": "mara",
    "rationale": "The source was read and does what it says.",
    "evidence_ids": ["source-review"],
    "decided_at": "2026-07-02T09:00:00Z",
}
PASSED: dict[str, Any] = {
    "name": "source_review",
    "summary": "A maintainer read the source.",
    "passed": True,
    "evidence_ids": ["source-review"],
}
PROMOTED: dict[str, Any] = {
    "status": "promoted",
    "criteria": [PASSED],
    "compatibility_check_ids": ["craik-0-12-9"],
    "decision": DECISION,
}


def a_value(kind: str, **changes: Any) -> dict[str, Any]:
    """The JSON of a good record of a kind, some keys of it changed."""
    text = (CASES / kind / "valid-minimal.json").read_text()
    return {**json.loads(text), **changes}


def a_record(kind: str, **changes: Any) -> Any:
    """An instance of the kind's model."""
    return DIALECT.kind(kind).model.model_validate(a_value(kind, **changes))


def refusals(kind: str, value: Any) -> list[tuple[str, tuple[str | int, ...]]]:
    """What Craik itself has against a value: (code or pydantic's type, route)."""
    try:
        record = DIALECT.kind(kind).model.model_validate(value)
    except ValidationError as error:
        return [(item["type"], item["loc"]) for item in error.errors()]
    return [(code, finding.route) for code, finding in findings(kind, record, Verdict.VALID)]


def findings(kind: str, record: Any, verdict: Verdict) -> list[tuple[str, Finding]]:
    """What the kind's rules of a verdict have to say about a record."""
    return [
        (rule.code, finding)
        for rule in DIALECT.kind(kind).rules
        if rule.check and rule.verdict is verdict
        for finding in rule.check(record)
    ]


def objections(kind: str, **changes: Any) -> list[tuple[str, tuple[str | int, ...]]]:
    """What this catalog has against a record that Craik takes: (code, route)."""
    value = a_value(kind, **changes)
    assert refusals(kind, value) == []
    record = DIALECT.kind(kind).model.model_validate(value)
    return [(code, finding.route) for code, finding in findings(kind, record, Verdict.POLICY)]

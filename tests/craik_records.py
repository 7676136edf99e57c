"""Craik records for the tests: the minimal ones of the cases, changed by one call."""

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from builders import CRAIK, LISTING, Files, as_json
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


def a_value(kind: str, /, **changes: Any) -> dict[str, Any]:
    """The JSON of a good record of a kind, some keys of it changed."""
    text = (CASES / kind / "valid-minimal.json").read_text()
    return {**json.loads(text), **changes}


def a_record(kind: str, /, **changes: Any) -> Any:
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


# -- governance in a catalog -----------------------------------------------------------------------

GOVERNANCE = "plugins/knot-counter/governance/1.0.0"
EVIDENCE = """\
title: What was seen
kind: review
summary: It counts.
by: mara
recorded: {}
"""


def in_review(**changes: Any) -> dict[str, Any]:
    """A probation record of Knot Counter 1.0.0, opened a day after its publication."""
    return {
        "id": "probation_knot",
        "plugin_descriptor_id": "knot-counter",
        "policy_envelope_id": "policy_quay",
        "criteria": [{"name": "source_review", "summary": "Somebody read the source."}],
        "evidence_ids": ["reading"],
        "created_at": "2026-07-03T09:00:00Z",
    } | changes


def decided(status: str = "promoted", **changes: Any) -> dict[str, Any]:
    """The same record, decided a week later; keys of the decision go by their own names."""
    kinds = {"promoted": "promote", "rejected": "reject", "expired": "expire"}
    decision = {
        "decision": kinds[status],
        "decided_by": "mara",
        "rationale": "It was read.",
        "evidence_ids": ["reading"],
        "decided_at": "2026-07-10T09:00:00Z",
    }
    decision |= {key: changes.pop(key) for key in [*changes] if key in decision}
    passed = {
        "name": "source_review",
        "summary": "Somebody read the source.",
        "passed": status == "promoted",
        "evidence_ids": ["reading"],
    }
    record = {
        "status": status,
        "criteria": [passed],
        "compatibility_check_ids": ["reading"],
        "decision": decision,
    }
    return in_review(**record | changes)


def a_grant(**changes: Any) -> dict[str, Any]:
    """An allowed grant of Knot Counter, given the day after."""
    return {
        "id": "grant_knot",
        "task_id": "task_knots",
        "plugin_descriptor_id": "knot-counter",
        "policy_envelope_id": "policy_quay",
        "capability": "repo.read",
        "target": {"paths": ["log/"]},
        "operations": ["read"],
        "status": "allowed",
        "expires_at": "2027-01-01T00:00:00Z",
        "reason": "The log is to be counted.",
        "evidence_ids": ["reading"],
        "created_at": "2026-07-11T09:00:00Z",
    } | changes


def a_receipt(**changes: Any) -> dict[str, Any]:
    """A run of Knot Counter under that grant; `status` and `summary` are those of the result."""
    result = {"status": "passed", "summary": "3 knots."}
    result |= {key: changes.pop(key) for key in [*changes] if key in result}
    return {
        "id": "receipt_knot",
        "task_id": "task_knots",
        "actor": "agent:counter",
        "plugin_descriptor_id": "knot-counter",
        "plugin_probation_id": "probation_knot",
        "action": "knots.count",
        "capability_grant_ids": ["grant_knot"],
        "trust_boundary": "project",
        "result": result,
        "evidence_ids": ["run"],
        "handoff_ids": ["handoff_knots"],
        "created_at": "2026-07-12T09:00:00Z",
    } | changes


def evidence(recorded: str = "2026-07-05T09:00:00Z") -> bytes:
    """An evidence file."""
    return EVIDENCE.format(recorded).encode()


def filed(folder: str = GOVERNANCE, **files: Any) -> Files:
    """Governance files by path, `_` in a name being `-`; bytes are evidence."""
    paths = {
        name: f"evidence/{name}.yml"
        if isinstance(value, bytes)
        else f"{name.replace('_', '-')}.json"
        for name, value in files.items()
    }
    return {
        f"{folder}/{paths[name]}": value
        if isinstance(value, bytes)
        else json.dumps(value, indent=2).encode()
        for name, value in files.items()
    }


def governed(**files: Any) -> Files:
    """Everything that belongs to a promoted release with one grant and one run, then changed."""
    records: dict[str, Any] = {
        "probation_1": decided(),
        "grant_1": a_grant(),
        "receipt_1": a_receipt(),
        "reading": evidence(),
        "run": evidence("2026-07-12T08:00:00Z"),
    }
    return filed(**records | files)


RELEASE = as_json({"published": "2026-07-02T09:00:00Z", "publisher": "acme"})


def an_adapter(**changes: Any) -> Files:
    """An adapter in a catalog: one release, without files."""
    record = {"id": "shell-runner", "package_version": "1.0.0", "provenance_ids": ["reading"]}
    folder = "adapters/shell-runner"
    return {
        f"{folder}/listing.yml": LISTING,
        f"{folder}/README.md": b"# Shell Runner\n",
        f"{folder}/releases/1.0.0/release.json": RELEASE,
        f"{folder}/releases/1.0.0/craik.json": as_json(
            a_value("adapter_package", **record | changes)
        ),
    }


def a_plugin(name: str, **files: Any) -> Files:
    """Another plugin in a catalog, with governance of its own."""
    folder = f"plugins/{name}"
    return {
        f"{folder}/listing.yml": LISTING,
        f"{folder}/README.md": b"# Another\n",
        f"{folder}/releases/1.0.0/release.json": RELEASE,
        f"{folder}/releases/1.0.0/craik.json": as_json(CRAIK | {"id": name}),
        **filed(f"{folder}/governance/1.0.0", **files),
    }


def an_integration(**changes: Any) -> Files:
    """An example of Knot Counter in a catalog."""
    record = {
        "id": "walk-through",
        "plugin_descriptor_id": "knot-counter",
        "receipt_ids": ["receipt_knot"],
        "provenance_ids": ["run"],
        "docs": ["README.md"],
    }
    folder = "integrations/walk-through"
    return {
        f"{folder}/listing.yml": LISTING,
        f"{folder}/README.md": b"# Walk-through\n",
        f"{folder}/craik.json": as_json(a_value("reference_integration", **record | changes)),
        f"{folder}/fixtures/tiny-docs/a.md": b"# A\n",
    }

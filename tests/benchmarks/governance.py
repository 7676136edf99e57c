"""What reviewers write down about made-up releases: decisions, evidence, grants and runs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from builders import Files, as_json
from chandlery.model.governance import ReviewState

_EVIDENCE = """\
title: {title} of {name} {version}
kind: {kind}
summary: {summary}
by: Quay maintainers
recorded: {recorded}
"""
_SEEN = {
    "source": ("Reading of the source", "source", "Every file was read; it does what it says."),
    "tests": ("Tests", "test-run", "All tests passed on a clean machine."),
    "hosts": ("Check against its hosts", "report", "Every host that it names accepts it."),
}
_CRITERIA = {
    "source_review": ("source", "Somebody who did not write it has read every file."),
    "own_tests": ("tests", "The tests that belong to it pass on the files of this release."),
    "widened_effects": ("source", "What it can touch beyond the release before was weighed."),
}
_DECISIONS = {
    ReviewState.PROMOTED: "promote",
    ReviewState.REJECTED: "reject",
    ReviewState.EXPIRED: "expire",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """A release that is judged.

    Attributes:
        folder: of the package, in the catalog.
        published: when.
        craik: the release's Craik descriptor, if it has one; grants are given for what it asks.
    """

    folder: str
    name: str
    version: str
    published: datetime
    state: ReviewState
    craik: Mapping[str, Any] | None = None

    @property
    def part(self) -> str:
        return f"{self.name}_{self.version.replace('.', '-')}"

    def evidence(self, what: str) -> str:
        """The id of a piece of evidence."""
        return f"evidence_{self.part}_{what}"

    def day(self, number: int) -> str:
        """So many days after the publication, RFC 3339."""
        return moment(self.published + timedelta(days=number))


def moment(when: datetime) -> str:
    """RFC 3339 in UTC."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def governance(of: Reviewed) -> Files:
    """The files of a release's governance folder, by path in the catalog."""
    if of.state is ReviewState.UNREVIEWED:
        return {}
    folder = f"{of.folder}/governance/{of.version}"
    files: Files = {f"{folder}/probation-1.json": as_json(_probation(of))}
    for what in _SEEN:
        files[f"{folder}/evidence/{of.evidence(what)}.yml"] = _evidence(of, what)
    if of.craik and of.state is ReviewState.PROMOTED and of.version.endswith("1.0"):
        files[f"{folder}/grant-quay.json"] = as_json(_grant(of, of.craik))
        files[f"{folder}/receipt-first.json"] = as_json(_receipt(of, of.craik))
    return files


def _evidence(of: Reviewed, what: str) -> bytes:
    title, kind, summary = _SEEN[what]
    return _EVIDENCE.format(
        title=title,
        kind=kind,
        summary=summary,
        name=of.name,
        version=of.version,
        recorded=of.day(1),
    ).encode()


def _probation(of: Reviewed) -> dict[str, Any]:
    promoted = of.state is ReviewState.PROMOTED
    record = {
        "schema": "craik.plugin_probation",
        "version": "0.1.0",
        "id": f"probation_{of.part}",
        "plugin_descriptor_id": of.name,
        "policy_envelope_id": "policy_quay",
        "status": of.state.value,
        "criteria": [*_criteria(of, passed=promoted)],
        "compatibility_check_ids": [of.evidence("hosts")] if promoted else [],
        "evidence_ids": [of.evidence(what) for what in _SEEN],
        "receipt_ids": [],
        "durable_trust_granted": promoted,
        "created_at": of.day(2),
    }
    if of.state is ReviewState.PROBATIONARY:
        return record | {"expires_at": "2027-06-30T00:00:00Z"}
    if of.state is ReviewState.EXPIRED:
        record["expires_at"] = of.day(3)
    return record | {"decision": _decision(of, _DECISIONS[of.state])}


def _criteria(of: Reviewed, *, passed: bool) -> Iterator[dict[str, Any]]:
    for name, (seen, summary) in _CRITERIA.items():
        yield {
            "name": name,
            "required": True,
            "passed": passed,
            "summary": summary,
            "evidence_ids": [of.evidence(seen)] if passed else [],
        }


def _decision(of: Reviewed, decision: str) -> dict[str, Any]:
    return {
        "decision": decision,
        "decided_by": "Quay maintainers",
        "rationale": f"Of {of.name} {of.version} every file was read, and its tests were run. "
        "What it touches stands in its manifests; what it does with that, in its README.",
        "evidence_ids": [of.evidence(what) for what in _SEEN],
        "decided_at": of.day(3),
    }


def _grant(of: Reviewed, craik: Mapping[str, Any]) -> dict[str, Any]:
    asked = craik["capabilities"][0]
    return {
        "schema": "craik.plugin_capability_grant",
        "version": "0.1.0",
        "id": f"grant_{of.part}",
        "task_id": f"task_{of.part}",
        "plugin_descriptor_id": of.name,
        "policy_envelope_id": "policy_quay",
        "capability": asked["capability"],
        "target": {"paths": asked["targets"][:1]},
        "operations": asked["operations"][:1],
        "status": "allowed",
        "approval_required": True,
        "approved_by": "Quay maintainers",
        "expires_at": "2027-06-30T00:00:00Z",
        "reason": "The task cannot be done without it, and needs no more.",
        "evidence_ids": [of.evidence("source")],
        "receipt_ids": [],
        "created_at": of.day(4),
    }


def _receipt(of: Reviewed, craik: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "schema": "craik.plugin_receipt",
        "version": "0.1.0",
        "id": f"receipt_{of.part}",
        "task_id": f"task_{of.part}",
        "actor": "agent:quay",
        "plugin_descriptor_id": of.name,
        "plugin_probation_id": f"probation_{of.part}",
        "action": f"{craik['capabilities'][0]['capability']}.once",
        "capability_grant_ids": [f"grant_{of.part}"],
        "trust_boundary": craik["trust_boundary"],
        "result": {"status": "passed", "summary": "It did what it was asked, once."},
        "evidence_ids": [of.evidence("tests")],
        "handoff_ids": [f"handoff_{of.part}"],
        "redacted": True,
        "created_at": of.day(5),
    }

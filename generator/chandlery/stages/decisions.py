"""Governance → the plain values that are published: the records behind a review state."""

from chandlery.model.governance import Criterion, Evidence, Grant, Probation, Receipt, Review
from chandlery.stages.entry_parts import Plain, present


def governance(review: Review) -> Plain:
    """The records behind a review state; texts that are empty are left out."""
    return {
        "probations": [_probation(item) for item in review.probations],
        "grants": [_grant(item) for item in review.grants],
        "receipts": [_receipt(item) for item in review.receipts],
        "evidence": [_evidence(item) for item in review.evidence],
    }


def _probation(record: Probation) -> Plain:
    return present(
        {
            "id": record.id,
            "status": record.status,
            "criteria": [_criterion(item) for item in record.criteria],
            "created_at": record.created_at,
            "policy_envelope_id": record.policy_envelope_id,
            "decided_by": record.decided_by or None,
            "rationale": record.rationale or None,
            "decided_at": record.decided_at or None,
            "expires_at": record.expires_at or None,
            "evidence_ids": record.evidence_ids,
            "compatibility_check_ids": record.compatibility_check_ids,
            "durable_trust": record.durable_trust,
        }
    )


def _criterion(record: Criterion) -> Plain:
    return {
        "name": record.name,
        "summary": record.summary,
        "required": record.required,
        "passed": record.passed,
        "evidence_ids": record.evidence_ids,
    }


def _grant(record: Grant) -> Plain:
    return present(
        {
            "id": record.id,
            "status": record.status,
            "capability": record.capability,
            "operations": record.operations,
            "targets": record.targets,
            "reason": record.reason,
            "created_at": record.created_at,
            "approved_by": record.approved_by or None,
            "expires_at": record.expires_at or None,
            "evidence_ids": record.evidence_ids,
        }
    )


def _receipt(record: Receipt) -> Plain:
    return present(
        {
            "id": record.id,
            "action": record.action,
            "actor": record.actor,
            "status": record.status,
            "summary": record.summary,
            "created_at": record.created_at,
            "grant_ids": record.grant_ids,
            "probation_id": record.probation_id or None,
            "evidence_ids": record.evidence_ids,
        }
    )


def _evidence(record: Evidence) -> Plain:
    return present(
        {
            "id": record.id,
            "title": record.title,
            "kind": record.kind,
            "summary": record.summary,
            "by": record.by,
            "recorded": record.recorded,
            "url": record.url or None,
            "sha256": record.sha256 or None,
        }
    )

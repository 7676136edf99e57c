"""Governance → the published types: the records behind a review state."""

from chandlery.formats import index_v1 as v1
from chandlery.model.governance import Criterion, Evidence, Grant, Probation, Receipt, Review


def governance(review: Review) -> v1.GovernanceEntry:
    """The records behind a review state; texts that are empty are left out."""
    return v1.GovernanceEntry(
        probations=[_probation(item) for item in review.probations],
        grants=[_grant(item) for item in review.grants],
        receipts=[_receipt(item) for item in review.receipts],
        evidence=[_evidence(item) for item in review.evidence],
    )


def _probation(record: Probation) -> v1.ProbationEntry:
    return v1.ProbationEntry(
        id=record.id,
        status=record.status.value,
        criteria=[_criterion(item) for item in record.criteria],
        created_at=record.created_at,
        policy_envelope_id=record.policy_envelope_id,
        decided_by=record.decided_by or None,
        rationale=record.rationale or None,
        decided_at=record.decided_at or None,
        expires_at=record.expires_at or None,
        evidence_ids=list(record.evidence_ids),
        compatibility_check_ids=list(record.compatibility_check_ids),
        durable_trust=record.durable_trust,
    )


def _criterion(record: Criterion) -> v1.CriterionEntry:
    return v1.CriterionEntry(
        name=record.name,
        summary=record.summary,
        required=record.required,
        passed=record.passed,
        evidence_ids=list(record.evidence_ids),
    )


def _grant(record: Grant) -> v1.GrantEntry:
    return v1.GrantEntry(
        id=record.id,
        status=record.status,
        capability=record.capability,
        operations=list(record.operations),
        targets=list(record.targets),
        reason=record.reason,
        created_at=record.created_at,
        approved_by=record.approved_by or None,
        expires_at=record.expires_at or None,
        evidence_ids=list(record.evidence_ids),
    )


def _receipt(record: Receipt) -> v1.ReceiptEntry:
    return v1.ReceiptEntry(
        id=record.id,
        action=record.action,
        actor=record.actor,
        status=record.status,
        summary=record.summary,
        created_at=record.created_at,
        grant_ids=list(record.grant_ids),
        probation_id=record.probation_id or None,
        evidence_ids=list(record.evidence_ids),
    )


def _evidence(record: Evidence) -> v1.EvidenceEntry:
    return v1.EvidenceEntry(
        id=record.id,
        title=record.title,
        kind=record.kind,
        summary=record.summary,
        by=record.by,
        recorded=record.recorded,
        url=record.url or None,
        sha256=record.sha256 or None,
    )

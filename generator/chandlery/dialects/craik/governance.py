"""Craik's governance records → the model's.

Times become UTC to the second (`Moment.text`), so that they can be compared as texts.
"""

import json
from collections.abc import Iterator

from chandlery.dialects.craik.records import (
    GrantTarget,
    PluginCapabilityGrant,
    PluginProbation,
    PluginReceipt,
)
from chandlery.dialects.craik.values import Moment
from chandlery.model.governance import Criterion, Grant, Probation, Receipt, ReviewState


def to_probation(record: PluginProbation) -> Probation:
    """A review.  The evidence of the record and of its decision are one list, without repeats."""
    decision = record.decision
    evidence = (*record.evidence_ids, *(decision.evidence_ids if decision else ()))
    return Probation(
        id=record.id,
        status=ReviewState(record.status),
        criteria=tuple(
            Criterion(
                name=item.name,
                summary=item.summary,
                required=item.required,
                passed=item.passed,
                evidence_ids=tuple(item.evidence_ids),
            )
            for item in record.criteria
        ),
        created_at=record.created_at.text,
        policy_envelope_id=record.policy_envelope_id,
        decided_by=decision.decided_by if decision else "",
        rationale=decision.rationale if decision else "",
        decided_at=decision.decided_at.text if decision else "",
        expires_at=_text(record.expires_at),
        evidence_ids=tuple(dict.fromkeys(evidence)),
        compatibility_check_ids=tuple(record.compatibility_check_ids),
        durable_trust=record.durable_trust_granted,
    )


def to_grant(record: PluginCapabilityGrant) -> Grant:
    """An authority.  Its status is as recorded; whether it has run out is for the reader."""
    return Grant(
        id=record.id,
        status=record.status,
        capability=record.capability,
        operations=tuple(record.operations),
        targets=tuple(_targets(record.target)),
        reason=record.reason,
        created_at=record.created_at.text,
        approved_by=record.approved_by or "",
        expires_at=_text(record.expires_at),
        evidence_ids=tuple(record.evidence_ids),
    )


def to_receipt(record: PluginReceipt) -> Receipt:
    """What was done.  `receipt_hmac` is left out: it proves nothing outside of one installation."""
    return Receipt(
        id=record.id,
        action=record.action,
        actor=record.actor,
        status=record.result.status,
        summary=record.result.summary,
        created_at=record.created_at.text,
        grant_ids=tuple(record.capability_grant_ids),
        probation_id=record.plugin_probation_id or "",
        evidence_ids=tuple(record.evidence_ids),
    )


def _text(moment: Moment | None) -> str:
    return moment.text if moment else ""


def _targets(target: GrantTarget) -> Iterator[str]:
    """A grant's scope as lines: ``repo:…``, paths, ``!`` before excluded ones, ``key=value``."""
    if target.repo:
        yield f"repo:{target.repo}"
    yield from target.paths
    yield from (f"!{path}" for path in target.exclude)
    for key, value in sorted(target.metadata.items()):
        text = value if isinstance(value, str) else json.dumps(value, sort_keys=True)
        yield f"{key}={text}"

"""The records behind a review state: who decided what of a release, when and why."""

from pydantic import Field

from chandlery.formats.index_v1.base import Published, ReviewState, Sha256, Time


class CriterionEntry(Published):
    """One thing that a plugin on probation must show."""

    name: str = Field(description="The criterion's name.")
    summary: str = Field(description="What is asked.")
    required: bool = Field(description="Whether the plugin cannot be promoted without it.")
    passed: bool = Field(description="Whether the plugin has shown it.")
    evidence_ids: list[str] = Field(description="Ids in `evidence` that show it.")


class ProbationEntry(Published):
    """One probation record; a denial keeps its rationale."""

    id: str = Field(description="The record's id.")
    status: ReviewState = Field(description="What this record says; the newest record decides.")
    criteria: list[CriterionEntry] = Field(description="What the plugin must show.")
    created_at: Time = Field(description="When the probation began.")
    policy_envelope_id: str = Field(description="Id of the policy that it is judged by.")
    decided_by: str | None = Field(None, description="Who decided.")
    rationale: str | None = Field(None, description="Why.")
    decided_at: Time | None = Field(None, description="When it was decided.")
    expires_at: Time | None = Field(
        None, description="When it runs out; judge it again by your own clock."
    )
    evidence_ids: list[str] = Field(description="Ids in `evidence` that the decision rests on.")
    compatibility_check_ids: list[str] = Field(
        description="Ids in `evidence` of the checks with hosts."
    )
    durable_trust: bool = Field(description="Whether the trust outlives the probation.")


class GrantEntry(Published):
    """An authority that somebody gave or refused; shown, never exercised by the marketplace."""

    id: str = Field(description="The record's id.")
    status: str = Field(description="`allowed`, `denied`, `expired` or `approval_required`.")
    capability: str = Field(description="What is granted, in the manifest's own words.")
    operations: list[str] = Field(description="What may be done.")
    targets: list[str] = Field(description="With what it may be done.")
    reason: str = Field(description="Why.")
    created_at: Time = Field(description="When it was asked for.")
    approved_by: str | None = Field(None, description="Who gave it.")
    expires_at: Time | None = Field(None, description="When it ends.")
    evidence_ids: list[str] = Field(description="Ids in `evidence` that it rests on.")


class ReceiptEntry(Published):
    """What happened when a grant was used."""

    id: str = Field(description="The record's id.")
    action: str = Field(description="What was done.")
    actor: str = Field(description="Who did it.")
    status: str = Field(description="`passed`, `failed`, `blocked`, `denied` or `skipped`.")
    summary: str = Field(description="The same in a sentence.")
    created_at: Time = Field(description="When.")
    grant_ids: list[str] = Field(description="Ids in `grants` that it was done under.")
    probation_id: str | None = Field(None, description="Id in `probations` that it belongs to.")
    evidence_ids: list[str] = Field(description="Ids in `evidence` that show it.")


class EvidenceEntry(Published):
    """Something that a governance record points at."""

    id: str = Field(description="The record's id.")
    title: str = Field(description="What it is.")
    kind: str = Field(description="`review`, `test-run`, `log`, `source`, `policy` or `report`.")
    summary: str = Field(description="What it shows.")
    by: str = Field(description="Who recorded it.")
    recorded: Time = Field(description="When it was recorded.")
    url: str | None = Field(None, description="Where it is to be read.")
    sha256: Sha256 | None = Field(None, description="SHA-256 of what `url` gave.")


class GovernanceEntry(Published):
    """The records behind the review state of one release."""

    probations: list[ProbationEntry] = Field(description="Probations, oldest first.")
    grants: list[GrantEntry] = Field(description="Authorities given or refused.")
    receipts: list[ReceiptEntry] = Field(description="What was done with them.")
    evidence: list[EvidenceEntry] = Field(description="What the records point at.")

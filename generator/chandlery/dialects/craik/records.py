"""The six kinds of record that Craik 0.6.0 to 0.12.9 takes (its contract, section 3).

They are read in pydantic's lax mode, as Craik reads them: ``"yes"`` is a bool, a number is a time.
Unknown keys are refused at every level; only the two `metadata` objects take anything.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import ConfigDict, Field

from chandlery.dialects.craik.values import (
    AdapterEntrypointKind,
    CapabilityRisk,
    CompatibilityStatus,
    ContractId,
    CraikVersion,
    DecisionKind,
    DocsReference,
    GrantStatus,
    Moment,
    PluginEntrypointKind,
    ProbationStatus,
    ReceiptStatus,
    ReferenceKind,
    RunnerMode,
    TrustBoundary,
)
from chandlery.records.base import Lean

Texts = list[str]
SomeTexts = Annotated[list[str], Field(min_length=1)]
SomeVersions = Annotated[list[CraikVersion], Field(min_length=1)]
SomeDocs = Annotated[list[DocsReference], Field(min_length=1)]


class Part(Lean):
    """An object somewhere in a record.

    `populate_by_name` because Craik takes ``schema_`` for ``schema``; both together are refused.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class CraikRecord(Part):
    """What all six kinds have.  `schema` and `version` may be absent, but not be wrong."""

    version: Literal["0.1.0"] = "0.1.0"
    id: ContractId
    created_at: Moment


class PluginEntrypoint(Part):
    """Where Craik enters a plugin."""

    id: str
    kind: PluginEntrypointKind
    path: str
    description: str


class CapabilityDeclaration(Part):
    """Something that a plugin may ask for; declaring it grants nothing."""

    capability: str
    description: str
    required: bool = True
    grant_required: bool = True
    risk: CapabilityRisk
    operations: Texts = []
    targets: Texts = []


class PluginCompatibility(Part):
    """Which Craik, Python and platform a plugin was made for."""

    craik_versions: SomeVersions
    python_versions: Texts = []
    platforms: Texts = []
    status: CompatibilityStatus
    notes: str | None = None


class PluginDescriptor(CraikRecord):
    """``craik.plugin_descriptor``: what a plugin is and what it declares (3.1)."""

    schema_: Literal["craik.plugin_descriptor"] = Field(
        default="craik.plugin_descriptor", alias="schema"
    )
    name: str
    plugin_version: CraikVersion
    description: str
    publisher: str
    trust_boundary: TrustBoundary
    entrypoints: Annotated[list[PluginEntrypoint], Field(min_length=1)]
    capabilities: Annotated[list[CapabilityDeclaration], Field(min_length=1)]
    docs: SomeDocs
    compatibility: PluginCompatibility
    security_notes: SomeTexts
    skill_package_ids: Texts = []
    provenance_ids: Texts = []
    runtime_authority: Literal[False] = False


class ProbationCriterion(Part):
    """One thing that a plugin on probation must show."""

    name: str
    required: bool = True
    passed: bool = False
    summary: str
    evidence_ids: Texts = []


class ProbationDecision(Part):
    """How a probation ended, who decided, and why."""

    decision: DecisionKind
    decided_by: str
    rationale: str
    evidence_ids: SomeTexts
    decided_at: Moment


class PluginProbation(CraikRecord):
    """``craik.plugin_probation``: a review, under way or decided (3.2)."""

    schema_: Literal["craik.plugin_probation"] = Field(
        default="craik.plugin_probation", alias="schema"
    )
    plugin_descriptor_id: ContractId
    policy_envelope_id: str
    status: ProbationStatus = "probationary"
    criteria: Annotated[list[ProbationCriterion], Field(min_length=1)]
    compatibility_check_ids: Texts = []
    evidence_ids: Texts = []
    receipt_ids: Texts = []
    decision: ProbationDecision | None = None
    expires_at: Moment | None = None
    durable_trust_granted: bool = False
    receipt_hmac: str | None = None


class GrantTarget(Part):
    """What a grant reaches."""

    repo: str | None = None
    paths: Texts = []
    exclude: Texts = []
    metadata: dict[str, Any] = {}


class PluginCapabilityGrant(CraikRecord):
    """``craik.plugin_capability_grant``: authority given, refused, or still asked for (3.3)."""

    schema_: Literal["craik.plugin_capability_grant"] = Field(
        default="craik.plugin_capability_grant", alias="schema"
    )
    task_id: str
    plugin_descriptor_id: ContractId
    policy_envelope_id: str
    capability: str
    target: GrantTarget
    operations: SomeTexts
    status: GrantStatus
    approval_required: bool = False
    approved_by: str | None = None
    expires_at: Moment | None = None
    reason: Annotated[str, Field(min_length=1)]
    evidence_ids: SomeTexts
    receipt_ids: Texts = []


class ReceiptResult(Part):
    """What came of an action."""

    status: ReceiptStatus
    summary: str
    metadata: dict[str, Any] = {}


class PluginReceipt(CraikRecord):
    """``craik.plugin_receipt``: what a plugin did under which grants (3.4)."""

    schema_: Literal["craik.plugin_receipt"] = Field(default="craik.plugin_receipt", alias="schema")
    task_id: str
    actor: str
    plugin_descriptor_id: ContractId
    plugin_probation_id: str | None = None
    action: str
    capability_grant_ids: SomeTexts
    trust_boundary: TrustBoundary
    result: ReceiptResult
    evidence_ids: SomeTexts
    handoff_ids: SomeTexts
    redacted: bool = True
    receipt_hmac: str | None = None


class AdapterEntrypoint(Part):
    """Where Craik enters an adapter."""

    id: str
    kind: AdapterEntrypointKind
    path: str
    description: str


class AdapterCompatibility(Part):
    """Which Craik, Python, platform and runner mode an adapter works with; all are needed."""

    craik_versions: SomeVersions
    runner_modes: Annotated[list[RunnerMode], Field(min_length=1)]
    python_versions: SomeTexts
    platforms: SomeTexts
    notes: str | None = None


class AdapterPackage(CraikRecord):
    """``craik.adapter_package``: a bridge to another runner (3.5)."""

    schema_: Literal["craik.adapter_package"] = Field(
        default="craik.adapter_package", alias="schema"
    )
    name: str
    package_version: CraikVersion
    adapter: str
    description: str
    entrypoints: Annotated[list[AdapterEntrypoint], Field(min_length=1)]
    capability_surfaces: SomeTexts
    compatibility: AdapterCompatibility
    runner_metadata_ids: Texts = []
    plugin_descriptor_ids: Texts = []
    docs: SomeDocs
    provenance_ids: SomeTexts
    version_constraints: Texts = []


class ReferenceIntegration(CraikRecord):
    """``craik.reference_integration``: a worked example of a skill, plugin or adapter (3.6)."""

    schema_: Literal["craik.reference_integration"] = Field(
        default="craik.reference_integration", alias="schema"
    )
    kind: ReferenceKind
    name: str
    description: str
    skill_package_id: str | None = None
    plugin_descriptor_id: str | None = None
    adapter_package_id: str | None = None
    docs: SomeDocs
    fixture_paths: SomeTexts
    check_commands: SomeTexts
    receipt_ids: Texts = []
    compatibility_notes: SomeTexts
    safe_to_run_locally: bool = True
    reproducible: bool = True
    provenance_ids: SomeTexts


# The name of a record kind is its `schema` without "craik.".
MODELS: Final[Mapping[str, type[CraikRecord]]] = {
    "plugin_descriptor": PluginDescriptor,
    "plugin_probation": PluginProbation,
    "plugin_capability_grant": PluginCapabilityGrant,
    "plugin_receipt": PluginReceipt,
    "adapter_package": AdapterPackage,
    "reference_integration": ReferenceIntegration,
}

"""Packages and their releases: what resolving needs, and everything that is known."""

from typing import Any, Literal

from pydantic import Field

from chandlery.formats.index_v1.base import (
    Availability,
    FileDigest,
    Kind,
    Published,
    ReviewState,
    Sha256,
    Time,
)

Isolation = Literal["T0", "T1", "T2", "U0", "U1"]
Risk = Literal["low", "medium", "high", "critical"]
LeftOutReason = Literal[
    "blocked",
    "rejected",
    "expired",
    "unreviewed",
    "probationary",
    "yanked",
    "no-artifact",
    "unrepresentable",
    "superseded-prerelease",
    "older-version",
]


class ArtifactEntry(FileDigest):
    """One file to install.  No ``path``: it is withheld (blocked or rejected), the facts stay."""

    format: str
    filename: str
    path: str | None = None
    tree: str
    dialects: list[str]
    signature: dict[str, str] | None = None


class CompatibilityEntry(Published):
    """Which hosts, platforms and Pythons a release says it works with, in the native notation."""

    host: list[str]
    platforms: list[str]
    python_versions: list[str]
    runner_modes: list[str]
    status: str
    notes: str | None = None


class DependencyEntry(Published):
    """A package of the same ecosystem that must be there, with a range in its notation.

    ``package``: the name that it has in this marketplace; absent for one that is not in it.
    """

    native: str
    package: str | None = None
    range: str | None = None
    optional: bool


class CapabilityEntry(Published):
    """One thing that a release *declares*; a declaration is not a sandbox."""

    native: str
    effect: str
    risk: Risk
    operations: list[str]
    targets: list[str]
    grant_required: bool
    required: bool
    description: str | None = None


class WidenedEntry(Published):
    """A capability that is declared for more; what is empty is declared for anything."""

    native: str
    operations: list[str]
    targets: list[str]


class RiskRaisedEntry(Published):
    """A capability whose declared risk is higher than it was."""

    native: str
    before: Risk
    after: Risk


class IsolationLoosenedEntry(Published):
    """Code that runs less apart from its host than it did."""

    before: Isolation
    after: Isolation


class CapabilityChangesEntry(Published):
    """What a manifest declares, against the release that whoever updates has.

    ``removed`` alone asks for no new consent; anything else does.
    """

    previous: str
    added: list[str] | None = None
    removed: list[str] | None = None
    widened: list[WidenedEntry] | None = None
    risk_raised: list[RiskRaisedEntry] | None = None
    grant_dropped: list[str] | None = None
    isolation_loosened: IsolationLoosenedEntry | None = None


class DialectEntry(Published):
    """What resolving needs of a native manifest.

    ``manifest_sha256`` is what a person accepts.  ``order``: packages of this marketplace that
    must be installed before this one, each after what it needs itself.  ``capability_changes`` is
    absent where no earlier release serves the ecosystem.
    """

    native_name: str
    version: str
    manifest_sha256: Sha256
    isolation: Isolation
    layer: Literal["L0", "L1", "L2"]
    compatibility: CompatibilityEntry
    dependencies: list[DependencyEntry]
    order: list[str] | None = None
    capabilities: list[CapabilityEntry]
    capability_changes: CapabilityChangesEntry | None = None


class ReleaseEntry(Published):
    """One version, as a resolver sees it.

    ``left_out``: by dialect, why the ecosystem's own index does not show it; a dialect that the
    release serves and that is not named here shows it.

    ``available_after``: where the marketplace asks for a cool-down, the time before which careful
    clients leave a release alone.
    """

    version: str
    published: Time
    available_after: Time | None = None
    publisher: str
    publisher_verified: bool
    review: ReviewState
    review_expires_at: Time | None = None
    availability: Availability
    offered: bool
    left_out: dict[str, LeftOutReason] | None = None
    advisories: list[str]
    artifacts: list[ArtifactEntry]
    dialects: dict[str, DialectEntry]


class Shard(Published):
    """``shards/<sha256>.json``: what resolving one package needs, all versions, oldest first."""

    schema_: Literal["chandlery.shard.v1"] = Field("chandlery.shard.v1", alias="schema")
    kind: Kind
    name: str
    releases: list[ReleaseEntry]
    replaced_by: str | None = None


class EntryPointEntry(Published):
    """Where a host enters."""

    name: str
    kind: str
    target: str
    description: str | None = None


class ManifestEntry(Published):
    """A native manifest as committed, beside what only people read of it."""

    value: dict[str, Any]
    summary: str | None = None
    entry_points: list[EntryPointEntry]
    security_notes: list[str]


class ReleaseDetail(ReleaseEntry):
    """One version with everything that is known about it.

    ``prompts``: by dialect, what an installer shows before it installs.  ``why_left_out``: the
    reasons of ``left_out``, as sentences.
    """

    notes: str | None = None
    provenance: dict[str, str] | None = None
    why_left_out: dict[str, str] | None = None
    manifests: dict[str, ManifestEntry]
    prompts: dict[str, str]
    governance: dict[str, Any]


class PackageDetail(Published):
    """``plugins/<name>.json`` and ``adapters/<name>.json``: everything, at a readable address."""

    schema_: Literal["chandlery.package.v1"] = Field("chandlery.package.v1", alias="schema")
    kind: Literal["plugin", "adapter"]
    name: str
    listing: dict[str, Any]
    readme: str
    latest: str
    releases: list[ReleaseDetail]


class IntegrationDetail(Published):
    """``integrations/<name>.json``: a worked example; its checks are for people to run."""

    schema_: Literal["chandlery.integration.v1"] = Field("chandlery.integration.v1", alias="schema")
    kind: Literal["integration"] = "integration"
    name: str
    listing: dict[str, Any]
    readme: str
    uses: str | None = None
    manifest: dict[str, Any]
    manifest_sha256: Sha256
    fixtures: list[str]
    checks: list[str]
    notes: list[str]

"""Packages and their releases: what resolving needs, and everything that is known."""

from typing import Annotated, Any, Literal

from pydantic import Field

from chandlery.formats.index_v1.base import (
    Availability,
    FileDigest,
    Isolation,
    LeftOutReason,
    Published,
    ReviewState,
    Risk,
    Sha256,
    Time,
    Word,
)
from chandlery.formats.index_v1.capability_changes import CapabilityChangesEntry
from chandlery.formats.index_v1.governance import GovernanceEntry
from chandlery.formats.index_v1.listing import ListingEntry, ProvenanceEntry, SignatureEntry


class ArtifactEntry(FileDigest):
    """One file to install.  No ``path``: it is withheld (blocked or rejected), the facts stay."""

    format: str = Field(description="The container, such as `tar.gz`, `zip` or `wheel`.")
    filename: str = Field(
        description="What the ecosystem's client calls the file; one name, not a path."
    )
    path: str | None = Field(
        None, description="Below the published root. Absent: the file is withheld."
    )
    tree: str = Field(
        description="`t1:` and a digest of the unpacked files, apart from the container."
    )
    dialects: list[str] = Field(description="The ecosystems whose client takes this format.")
    signature: SignatureEntry | None = Field(
        None, description="The publisher's signature over the file."
    )


class CompatibilityEntry(Published):
    """Which hosts, platforms and Pythons a release says it works with, in the native notation."""

    host: list[str] = Field(description="Ranges of host versions.")
    platforms: list[str] = Field(description="Platforms; empty where nothing is said.")
    python_versions: list[str] = Field(
        description="Ranges of Python versions; empty where nothing is said."
    )
    runner_modes: list[str] = Field(
        description="How the host may run it; empty where nothing is said."
    )
    status: str = Field(description="What the author says of it, such as `supported`.")
    notes: str | None = Field(None, description="More about it, in words.")


class DependencyEntry(Published):
    """A package of the same ecosystem that must be there, with a range in its notation."""

    native: str = Field(description="What the ecosystem calls the other package.")
    package: str | None = Field(
        None, description="Its name in this marketplace; absent for one that is not in it."
    )
    range: str | None = Field(
        None, description="Versions that will do, in the ecosystem's notation; absent for any."
    )
    optional: bool = Field(description="Whether it works without.")


class CapabilityEntry(Published):
    """One thing that a release declares; a declaration is not a sandbox."""

    native: str = Field(description="The capability in the manifest's own words.")
    effect: str = Field(description="What it comes to, in one vocabulary for all ecosystems.")
    risk: Risk = Field(description="How much harm it could do.")
    operations: list[str] = Field(description="What it does, in the manifest's own words.")
    targets: list[str] = Field(description="With what: paths, hosts, commands.")
    grant_required: bool = Field(description="Whether somebody has to allow it first.")
    required: bool = Field(description="Whether the plugin cannot work without it.")
    description: str | None = Field(None, description="What it is for.")


class DialectFacts(Published):
    """What resolving needs of a native manifest, but for what it declares to do."""

    native_name: str = Field(description="What the ecosystem calls the package.")
    version: str = Field(description="The version in the ecosystem's notation.")
    manifest_sha256: Sha256 = Field(
        description="SHA-256 of the native manifest's bytes: what a person accepts."
    )
    isolation: Isolation = Field(
        description="Where its code runs: `T0` in the host's process, `T1` in a sandbox, `T2` in a "
        "process of its own, `U0` in the user interface, `U1` in a frame of it."
    )
    layer: Annotated[Literal["L0", "L1", "L2"], Word] = Field(
        description="What it consists of: `L0` declarations only, `L1` scripts, `L2` code."
    )
    compatibility: CompatibilityEntry = Field(description="What it says that it works with.")
    dependencies: list[DependencyEntry] = Field(description="Packages that must be there.")
    order: list[str] | None = Field(
        None,
        description="Packages of this marketplace that must be installed before this one, each "
        "after what it needs itself; absent for none.",
    )
    capability_changes: CapabilityChangesEntry | None = Field(
        None, description="Against the release before; absent where none serves the ecosystem."
    )


class DialectEntry(DialectFacts):
    """What resolving needs of a native manifest."""

    capabilities: list[CapabilityEntry] = Field(description="What it declares to do.")


class ReleaseFacts(Published):
    """One version, as a resolver sees it, but for its manifests."""

    version: str = Field(description="The release's version, by SemVer 2.0.")
    published: Time = Field(description="When it was published.")
    available_after: Time | None = Field(
        None,
        description="Where the marketplace asks for a cool-down: careful clients leave the release "
        "alone before.",
    )
    publisher: str = Field(description="Who published it.")
    publisher_verified: bool = Field(description="Whether the marketplace has checked who that is.")
    review: ReviewState = Field(description="What the reviewers have decided so far.")
    review_expires_at: Time | None = Field(
        None, description="When that runs out; judge it again by your own clock."
    )
    availability: Availability = Field(description="What the advisories say of it.")
    offered: bool = Field(
        description="Whether the ecosystems' own indexes carry it: install no other unasked."
    )
    left_out: dict[str, LeftOutReason] | None = Field(
        None,
        description="Why an ecosystem's own index does not show it, by dialect; what the release "
        "serves and is not named here is shown.",
    )
    advisories: list[str] = Field(
        description="Ids in `advisories.json` of those that hit it, lapsed ones included."
    )
    artifacts: list[ArtifactEntry] = Field(
        description="The files to install, one for each container."
    )


class ReleaseEntry(ReleaseFacts):
    """One version, as a resolver sees it."""

    dialects: dict[str, DialectEntry] = Field(
        description="What each ecosystem's manifest says, by dialect."
    )


class EntryPointEntry(Published):
    """Where a host enters."""

    name: str = Field(description="What the host calls it.")
    kind: str = Field(description="What sort of entry point, in the ecosystem's own words.")
    target: str = Field(description="What is entered: a module, command, or file.")
    description: str | None = Field(None, description="What it is for.")


class ManifestEntry(Published):
    """A native manifest as committed, beside what only people read of it."""

    value: dict[str, Any] = Field(description="The manifest as committed.")
    summary: str | None = Field(None, description="What it says the plugin is for.")
    entry_points: list[EntryPointEntry] = Field(description="Where a host enters.")
    security_notes: list[str] = Field(
        description="What the author says to whoever has to trust it."
    )


class ReleaseDetail(ReleaseEntry):
    """One version with everything that is known about it."""

    notes: str | None = Field(None, description="What is new, in Markdown.")
    provenance: ProvenanceEntry | None = Field(None, description="Where it says that it was made.")
    why_left_out: dict[str, str] | None = Field(
        None, description="The reasons of `left_out`, as sentences."
    )
    manifests: dict[str, ManifestEntry] = Field(description="The native manifests, by dialect.")
    prompts: dict[str, str] = Field(
        description="What an installer shows before it installs, by dialect."
    )
    governance: GovernanceEntry = Field(description="The records behind `review`.")


class PackageDetail(Published):
    """``plugins/<name>.json`` and ``adapters/<name>.json``: everything, at a readable address."""

    schema_: Literal["chandlery.package.v1"] = Field(
        "chandlery.package.v1", alias="schema", description="The name of this type."
    )
    kind: Annotated[Literal["plugin", "adapter"], Word] = Field(
        description="What the name stands for."
    )
    name: str = Field(description="The name.")
    listing: ListingEntry = Field(description="What people read about it.")
    readme: str = Field(description="Its README, in Markdown.")
    latest: str = Field(description="The version to show first.")
    releases: list[ReleaseDetail] = Field(description="All versions, oldest first.")


class IntegrationDetail(Published):
    """``integrations/<name>.json``: a worked example; its checks are for people to run."""

    schema_: Literal["chandlery.integration.v1"] = Field(
        "chandlery.integration.v1", alias="schema", description="The name of this type."
    )
    kind: Literal["integration"] = Field("integration", description="What the name stands for.")
    name: str = Field(description="The name.")
    listing: ListingEntry = Field(description="What people read about it.")
    readme: str = Field(description="Its README, in Markdown.")
    uses: str | None = Field(
        None, description="The plugin or adapter that it shows, by its name here."
    )
    manifest: dict[str, Any] = Field(description="The native manifest as committed.")
    manifest_sha256: Sha256 = Field(description="SHA-256 of the manifest's bytes.")
    fixtures: list[str] = Field(description="Files of sample data.")
    checks: list[str] = Field(description="Commands that show that it works, for people to run.")
    notes: list[str] = Field(description="What else to know.")

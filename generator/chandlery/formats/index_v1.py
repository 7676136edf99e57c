"""The index, version 1, as it is published (design §5).

Changed only by adding optional fields; anything else is a version 2 beside it.  Readers ignore
keys that they do not know.  ``path`` is always below the published root, which is two levels above
``entry.json``, so that a mirror needs no rewriting.  Times are RFC 3339 in UTC.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_TIME = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$"
Time = Annotated[str, Field(pattern=_TIME)]
Kind = Literal["plugin", "adapter", "integration"]
ReviewState = Literal["unreviewed", "probationary", "promoted", "rejected", "expired"]
Availability = Literal["available", "deprecated", "yanked", "blocked"]


class Published(BaseModel):
    """What all published types share."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    def plain(self) -> Any:
        """The value as it is written: absent options left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)


class FileDigest(Published):
    """What a file must be."""

    sha256: Sha256
    size: Annotated[int, Field(ge=0)]


class FileLine(FileDigest):
    """One line of ``files.jsonl``: every published file but that list and ``entry.json``."""

    path: str


class Source(Published):
    """What the marketplace was built from; no commit for a build of a working tree."""

    commit: str | None = None


class Generator(Published):
    """What built it."""

    name: Literal["chandlery"] = "chandlery"
    version: str


class Identity(Published):
    """Which marketplace this is."""

    name: str
    title: str
    base_url: str


class Counts(Published):
    """How much there is."""

    plugins: int
    adapters: int
    integrations: int
    releases: int
    artifacts: int
    files: int


class Entry(Published):
    """``entry.json``: the one small file from which everything can be verified.

    ``serial`` is the committer time of the source commit in seconds; it only grows.
    """

    schema_: Literal["chandlery.entry.v1"] = Field("chandlery.entry.v1", alias="schema")
    serial: Annotated[int, Field(ge=0)]
    source: Source
    generator: Generator
    marketplace: Identity
    counts: Counts
    files: dict[str, FileDigest]


class Bins(Published):
    """``bins.json``: the bin of a name is the first ``digits`` hex digits of its SHA-256."""

    schema_: Literal["chandlery.bins.v1"] = Field("chandlery.bins.v1", alias="schema")
    digits: Annotated[int, Field(ge=1, le=4)]
    bins: dict[str, Sha256]


class NameEntry(Published):
    """What a name stands for, and which shard resolves it."""

    kind: Kind
    shard: Sha256
    latest: str | None = None
    review: ReviewState | None = None
    availability: Availability | None = None


class NameBin(Published):
    """``names/<bin>.json``."""

    schema_: Literal["chandlery.names.v1"] = Field("chandlery.names.v1", alias="schema")
    names: dict[str, NameEntry]


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
    """A package of the same ecosystem that must be there, with a range in its notation."""

    native: str
    range: str | None = None
    optional: bool


class CapabilityEntry(Published):
    """One thing that a release *declares*; a declaration is not a sandbox."""

    native: str
    effect: str
    risk: Literal["low", "medium", "high", "critical"]
    operations: list[str]
    targets: list[str]
    grant_required: bool
    required: bool
    description: str | None = None


class DialectEntry(Published):
    """What resolving needs of a native manifest."""

    native_name: str
    version: str
    manifest_sha256: Sha256
    isolation: Literal["T0", "T1", "T2", "U0", "U1"]
    layer: Literal["L0", "L1", "L2"]
    compatibility: CompatibilityEntry
    dependencies: list[DependencyEntry]
    capabilities: list[CapabilityEntry]


class ReleaseEntry(Published):
    """One version, as a resolver sees it."""

    version: str
    published: Time
    publisher: str
    publisher_verified: bool
    review: ReviewState
    review_expires_at: Time | None = None
    availability: Availability
    offered: bool
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
    """One version with everything that is known about it."""

    notes: str | None = None
    provenance: dict[str, str] | None = None
    manifests: dict[str, ManifestEntry]
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


class AdvisoryEntry(Published):
    """What the maintainers say of some versions.  ``expires``: judge it again by your own clock."""

    id: str
    title: str
    act: Literal["yank", "block", "deprecate"]
    package: str
    ranges: list[str]
    digests: list[Sha256]
    versions: list[str]
    severity: Literal["low", "medium", "high", "critical"]
    reason: str
    evidence: list[str]
    published: Time
    expires: Time | None = None
    in_force: bool
    appeal: str


class Advisories(Published):
    """``advisories.json``."""

    schema_: Literal["chandlery.advisories.v1"] = Field("chandlery.advisories.v1", alias="schema")
    advisories: list[AdvisoryEntry]


class RenameEntry(Published):
    """What an old name is called now."""

    to: str
    since: Time
    reason: str


class Renames(Published):
    """``renames.json``."""

    schema_: Literal["chandlery.renames.v1"] = Field("chandlery.renames.v1", alias="schema")
    renames: dict[str, RenameEntry]


class ChangeLine(Published):
    """One line of ``changes.jsonl``: what happened when, by the records' own dates."""

    at: Time
    change: Literal[
        "published", "promote", "reject", "expire", "yank", "block", "deprecate", "rename"
    ]
    name: str
    version: str | None = None
    ref: str | None = None


# The file name of each published schema, below ``index/v1/schemas/``.
SCHEMAS: dict[str, type[Published]] = {
    "entry": Entry,
    "bins": Bins,
    "names": NameBin,
    "shard": Shard,
    "package": PackageDetail,
    "integration": IntegrationDetail,
    "advisories": Advisories,
    "renames": Renames,
    "change": ChangeLine,
    "file": FileLine,
}

"""Packages, releases and artifacts: what is published."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import cached_property
from typing import Any

from chandlery.model.description import Description
from chandlery.model.governance import Advisory, Availability, Review, ReviewState
from chandlery.model.offering import LeftOut, Placing, placing, why_withheld
from chandlery.records.listing import Listing
from chandlery.records.marketplace import MarketplaceRecord
from chandlery.records.notices import Rename, Waiver
from chandlery.records.publisher import VERIFIED_LEVELS, PublisherRecord
from chandlery.records.release import ArtifactFormat, Provenance, SignatureRecord


class Kind(StrEnum):
    """What a name stands for; all three share one namespace."""

    PLUGIN = "plugin"
    ADAPTER = "adapter"
    INTEGRATION = "integration"

    @property
    def folder(self) -> str:
        """The folder of the kind, in the catalog, the index and the site alike."""
        return f"{self.value}s"


_THERE = frozenset({Availability.AVAILABLE, Availability.DEPRECATED})
_REFUSED = frozenset({ReviewState.REJECTED, ReviewState.EXPIRED})


def is_final(version: str) -> bool:
    """Whether a SemVer version is no pre-release (SemVer 2.0, section 9)."""
    return "-" not in version.partition("+")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A native manifest, byte for byte, beside what it comes to.

    Attributes:
        kind: the record kind within the dialect (``manifest``, ``adapter_package``).
        value: the parsed JSON, as written.
        sha256: of `data`; what Caliban's trust record stores.
    """

    dialect: str
    kind: str
    data: bytes = field(repr=False)
    value: Mapping[str, Any] = field(repr=False)
    sha256: str
    description: Description


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """One file that a client installs.

    Attributes:
        path: below the published root: ``artifacts/<first 12 hex digits of sha256>/<filename>``.
        url: absolute.
        dialects: the dialects whose client takes this format, of those that the release serves.
        core_metadata: a wheel's METADATA, which installers may fetch alone (PEP 658).
        document: the parsed content of a ``json`` artifact.
    """

    format: ArtifactFormat
    filename: str
    path: str
    url: str
    sha256: str
    size: int
    tree: str
    dialects: tuple[str, ...] = ()
    signature: SignatureRecord | None = None
    core_metadata: bytes | None = field(default=None, repr=False)
    document: Mapping[str, Any] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One version of a package.  Once published it never changes."""

    version: str
    published: str
    publisher: str
    notes: str = ""
    manifests: tuple[Manifest, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    provenance: Provenance | None = None
    review: Review = Review()
    availability: Availability = Availability.AVAILABLE
    advisory_ids: tuple[str, ...] = ()

    def manifest(self, dialect: str) -> Manifest | None:
        """The release's manifest for a dialect, if it has one."""
        for item in self.manifests:  # asked for so often that a generator counts
            if item.dialect == dialect:
                return item
        return None

    def artifact(self, format_: ArtifactFormat) -> Artifact | None:
        """The release's artifact of a format, if it has one."""
        return next((item for item in self.artifacts if item.format == format_), None)


def newest_version(releases: Sequence[Release]) -> Release | None:
    """The last of releases that run from the oldest to the newest; `None` where there is none.

    Pre-releases count only where there is nothing else (SemVer 2.0, section 9).
    """
    final = [release for release in releases if is_final(release.version)]
    return next(reversed(final or releases), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A plugin or an adapter; `releases` run from the oldest version to the newest."""

    kind: Kind
    name: str
    listing: Listing
    readme: str = field(repr=False)
    releases: tuple[Release, ...] = ()

    @property
    def latest(self) -> Release:
        """The release to show first: the newest that is installable, else the last of all.

        Raises:
            LookupError: there is no release; a catalog with such a package is not published.
        """
        if not self.releases:
            raise LookupError(f"{self.name} has no release")
        standing = None
        for release in reversed(self.releases):
            if release.availability in _THERE and release.review.state not in _REFUSED:
                if is_final(release.version):
                    return release
                standing = standing or release
        return standing or self.releases[-1]

    @property
    def dialects(self) -> tuple[str, ...]:
        """The ecosystems that any release serves, sorted."""
        return tuple(sorted({m.dialect for release in self.releases for m in release.manifests}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixture:
    """One file that a reference integration brings along.

    Attributes:
        path: below the integration's folder.
        size: bytes.
        text: what it holds, where that is short text; `None` for any other.
    """

    path: str
    size: int
    text: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Integration:
    """A reference integration: a worked example with fixtures and checks, never run by us."""

    name: str
    listing: Listing
    readme: str = field(repr=False)
    manifest: Manifest
    uses: str  # the plugin or adapter that it shows, by its name in this catalog, or ""
    fixtures: tuple[Fixture, ...] = ()
    checks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    created_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Who publishes."""

    name: str
    record: PublisherRecord

    @property
    def verified(self) -> bool:
        """Whether somebody checked that they are who they say (ObjectStack's three levels)."""
        return self.record.verification.level in VERIFIED_LEVELS


# What has a page of its own and a name in the one namespace of a marketplace.
Subject = Package | Integration


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What a marketplace is beside its packages and integrations, resolved at one moment.

    Attributes:
        base_url: where the published root is served, ending in ``/``.
    """

    settings: MarketplaceRecord
    base_url: str
    publishers: Mapping[str, Publisher] = field(default_factory=dict)
    advisories: tuple[Advisory, ...] = ()
    renames: Mapping[str, Rename] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()

    @cached_property
    def advised(self) -> Mapping[str, tuple[Advisory, ...]]:
        """Advisories by the package that they are about."""
        found: dict[str, list[Advisory]] = defaultdict(list)
        for advisory in self.advisories:
            found[advisory.package].append(advisory)
        return {name: tuple(items) for name, items in found.items()}

    @cached_property
    def former(self) -> Mapping[str, tuple[str, ...]]:
        """Old names, sorted, by the name at the end of their chain of renames.

        None of them names anything else: whatever is called by one is refused (REF001).
        """
        found: dict[str, list[str]] = defaultdict(list)
        for old in sorted(self.renames):
            found[self.successor(old)].append(old)
        return {name: tuple(items) for name, items in found.items()}

    def successor(self, old: str) -> str:
        """The name at the end of a chain of renames; a circle ends where it closes."""
        new, passed = old, {old}
        while new in self.renames and self.renames[new].to not in passed:
            new = self.renames[new].to
            passed.add(new)
        return new

    def placing(self, release: Release) -> Placing:
        """Where the ecosystems' own indexes carry a release, by its two states and our policy."""
        admitted = self.settings.policy.projections
        return placing(release.review.state, release.availability, admitted)

    def why_withheld(self, release: Release) -> LeftOut:
        """Why an index does not carry a release, where that is for its two states."""
        admitted = self.settings.policy.projections
        return why_withheld(release.review.state, release.availability, admitted)

    def offered(self, release: Release) -> bool:
        """Whether installers that choose for themselves may take a release (decision 0006)."""
        return self.placing(release) in {Placing.LISTED, Placing.MARKED}


@dataclass(frozen=True, kw_only=True)
class Marketplace(Frame):
    """Everything that is published.

    Attributes:
        packages: plugins and adapters, sorted by name.
    """

    packages: tuple[Package, ...] = ()
    integrations: tuple[Integration, ...] = ()

    @property
    def frame(self) -> Frame:
        """What it is beside these: nothing that is made of it can see them."""
        return Frame(**{item.name: getattr(self, item.name) for item in fields(Frame)})

"""The model → the published types, field by field: what an entry of the index holds."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from chandlery.dialects import DIALECTS
from chandlery.dialects.offers import left_out
from chandlery.formats import index_v1 as v1
from chandlery.model.capability_changes import CapabilityChanges, capability_changes
from chandlery.model.description import Capability, Compatibility, Dependency
from chandlery.model.governance import Review
from chandlery.model.marketplace import (
    Artifact,
    Integration,
    Manifest,
    Marketplace,
    Package,
    Release,
)
from chandlery.model.offering import LeftOut
from chandlery.model.suppliers import Suppliers
from chandlery.stages.consent import prompt


class _Facts(NamedTuple):
    """What is said of a release: in both files, and in the detail alone."""

    shared: dict[str, Any]
    more: dict[str, Any]


class Entries:
    """What the index says of each package of a marketplace."""

    def __init__(self, marketplace: Marketplace) -> None:
        self._marketplace = marketplace
        self._suppliers = Suppliers(marketplace)

    def package(self, package: Package) -> tuple[v1.Shard, v1.PackageDetail]:
        """What resolving a package needs, and everything about it."""
        missing = self._left_out(package)
        releases = [self._facts(package, release, missing) for release in package.releases]
        shard = v1.Shard(
            kind=package.kind.value,
            name=package.name,
            releases=[v1.ReleaseEntry(**facts.shared) for facts in releases],
            replaced_by=package.listing.replaced_by,
        )
        detail = v1.PackageDetail(
            kind="adapter" if package.kind.value == "adapter" else "plugin",
            name=package.name,
            listing=package.listing.dump(),
            readme=package.readme,
            latest=package.latest.version,
            releases=[v1.ReleaseDetail(**facts.shared, **facts.more) for facts in releases],
        )
        return shard, detail

    def _facts(
        self, package: Package, release: Release, missing: Mapping[str, Mapping[str, LeftOut]]
    ) -> "_Facts":
        changes = {item.dialect: item for item in capability_changes(package, release)}
        why = {
            dialect: versions[release.version]
            for dialect, versions in missing.items()
            if release.version in versions
        }
        words = {dialect: item.reason.value for dialect, item in why.items()}
        return _Facts(
            shared=self._release(package, release, changes) | {"left_out": words or None},
            more={
                "notes": release.notes or None,
                "provenance": release.provenance.dump() if release.provenance else None,
                "why_left_out": {dialect: item.text for dialect, item in why.items()} or None,
                "manifests": {item.dialect: _manifest(item) for item in release.manifests},
                "prompts": self._prompts(package, release, changes),
                "governance": _governance(release.review),
            },
        )

    def _left_out(self, package: Package) -> dict[str, Mapping[str, LeftOut]]:
        """Why releases are not in each ecosystem's own index, by dialect and version."""
        shelves = {name: DIALECTS[name].shelf for name in package.dialects}
        return {
            name: left_out(shelf, self._marketplace, package)
            for name, shelf in shelves.items()
            if shelf
        }

    def _release(
        self, package: Package, release: Release, changes: dict[str, CapabilityChanges]
    ) -> dict[str, Any]:
        marketplace = self._marketplace
        publisher = marketplace.publishers.get(release.publisher)
        current = release.review.current
        return {
            "version": release.version,
            "published": release.published,
            "available_after": _after(release, marketplace.settings.policy.cool_down_hours),
            "publisher": release.publisher,
            "publisher_verified": publisher is not None and publisher.verified,
            "review": release.review.state.value,
            "review_expires_at": (current.expires_at or None) if current else None,
            "availability": release.availability.value,
            "offered": marketplace.offered(release),
            "advisories": list(release.advisory_ids),
            "artifacts": [_artifact(artifact) for artifact in release.artifacts],
            "dialects": {
                item.dialect: self._dialect(package, item, changes.get(item.dialect))
                for item in release.manifests
            },
        }

    def _dialect(
        self, package: Package, manifest: Manifest, changes: CapabilityChanges | None
    ) -> v1.DialectEntry:
        description, dialect = manifest.description, manifest.dialect
        order = self._suppliers.order(dialect, package.name, description.dependencies)
        return v1.DialectEntry(
            native_name=description.native_name,
            version=description.version,
            manifest_sha256=manifest.sha256,
            isolation=description.isolation.value,
            layer=description.layer.value,
            compatibility=_compatibility(description.compatibility),
            dependencies=[
                _dependency(item, self._suppliers.supplier(dialect, item.native))
                for item in description.dependencies
            ],
            order=list(order) or None,
            capabilities=[_capability(item) for item in description.capabilities],
            capability_changes=_changes(changes) if changes else None,
        )

    def _prompts(
        self, package: Package, release: Release, changes: dict[str, CapabilityChanges]
    ) -> dict[str, str]:
        return {
            manifest.dialect: prompt(
                self._marketplace,
                package,
                release,
                manifest,
                changes.get(manifest.dialect),
            )
            for manifest in release.manifests
        }


def integration_detail(integration: Integration) -> v1.IntegrationDetail:
    """Everything about a reference integration."""
    return v1.IntegrationDetail(
        name=integration.name,
        listing=integration.listing.dump(),
        readme=integration.readme,
        uses=integration.uses or None,
        manifest=dict(integration.manifest.value),
        manifest_sha256=integration.manifest.sha256,
        fixtures=list(integration.fixtures),
        checks=list(integration.checks),
        notes=list(integration.notes),
    )


def _after(release: Release, hours: int) -> str | None:
    """When a release has been out for so long; times are RFC 3339 in UTC."""
    if not hours:
        return None
    published = datetime.fromisoformat(release.published).astimezone(UTC)
    after = published + timedelta(hours=hours)
    return after.isoformat(timespec="seconds").replace("+00:00", "Z")


def _artifact(artifact: Artifact) -> v1.ArtifactEntry:
    return v1.ArtifactEntry(
        format=artifact.format.value,
        filename=artifact.filename,
        path=artifact.path or None,
        sha256=artifact.sha256,
        size=artifact.size,
        tree=artifact.tree,
        dialects=list(artifact.dialects),
        signature=artifact.signature.dump() if artifact.signature else None,
    )


def _compatibility(compatibility: Compatibility) -> v1.CompatibilityEntry:
    return v1.CompatibilityEntry(
        host=list(compatibility.host),
        platforms=list(compatibility.platforms),
        python_versions=list(compatibility.python_versions),
        runner_modes=list(compatibility.runner_modes),
        status=compatibility.status,
        notes=compatibility.notes or None,
    )


def _dependency(dependency: Dependency, package: str | None) -> v1.DependencyEntry:
    return v1.DependencyEntry(
        native=dependency.native,
        package=package,
        range=dependency.range or None,
        optional=dependency.optional,
    )


def _capability(capability: Capability) -> v1.CapabilityEntry:
    return v1.CapabilityEntry(
        native=capability.native,
        effect=capability.effect.value,
        risk=capability.risk.value,
        operations=list(capability.operations),
        targets=list(capability.targets),
        grant_required=capability.grant_required,
        required=capability.required,
        description=capability.description or None,
    )


def _changes(changes: CapabilityChanges) -> v1.CapabilityChangesEntry:
    widened = [
        v1.WidenedEntry(
            native=item.native, operations=list(item.operations), targets=list(item.targets)
        )
        for item in changes.widened
    ]
    raised = [
        v1.RiskRaisedEntry(native=item.native, before=item.before.value, after=item.after.value)
        for item in changes.risk_raised
    ]
    loosened = None
    if changes.isolation:
        before, after = changes.isolation
        loosened = v1.IsolationLoosenedEntry(before=before.value, after=after.value)
    return v1.CapabilityChangesEntry(
        previous=changes.previous,
        added=list(changes.added) or None,
        removed=list(changes.removed) or None,
        widened=widened or None,
        risk_raised=raised or None,
        grant_dropped=list(changes.grant_dropped) or None,
        isolation_loosened=loosened,
    )


def _manifest(manifest: Manifest) -> v1.ManifestEntry:
    description = manifest.description
    return v1.ManifestEntry(
        value=dict(manifest.value),
        summary=description.summary or None,
        entry_points=[
            v1.EntryPointEntry(
                name=point.name,
                kind=point.kind,
                target=point.target,
                description=point.description or None,
            )
            for point in description.entry_points
        ],
        security_notes=list(description.security_notes),
    )


def _governance(review: Review) -> dict[str, Any]:
    """The records behind the review state, as plain values; what is empty is left out."""

    def plain(record: Any) -> dict[str, Any]:
        pairs = asdict(record).items()
        return {key: value for key, value in pairs if value not in ("", (), None)}

    return {
        "probations": [plain(item) for item in review.probations],
        "grants": [plain(item) for item in review.grants],
        "receipts": [plain(item) for item in review.receipts],
        "evidence": [plain(item) for item in review.evidence],
    }

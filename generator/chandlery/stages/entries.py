"""The model → the published types, field by field: what an entry of the index holds."""

from dataclasses import asdict
from typing import Any

from chandlery.formats import index_v1 as v1
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


def shard(marketplace: Marketplace, package: Package) -> v1.Shard:
    """What resolving a package needs."""
    return v1.Shard(
        kind=package.kind.value,
        name=package.name,
        releases=[
            v1.ReleaseEntry(**_release(marketplace, release)) for release in package.releases
        ],
        replaced_by=package.listing.replaced_by,
    )


def package_detail(marketplace: Marketplace, package: Package) -> v1.PackageDetail:
    """Everything about a package."""
    return v1.PackageDetail(
        kind="adapter" if package.kind.value == "adapter" else "plugin",
        name=package.name,
        listing=package.listing.dump(),
        readme=package.readme,
        latest=package.latest.version,
        releases=[
            v1.ReleaseDetail(
                **_release(marketplace, release),
                notes=release.notes or None,
                provenance=release.provenance.dump() if release.provenance else None,
                manifests={item.dialect: _manifest(item) for item in release.manifests},
                governance=_governance(release.review),
            )
            for release in package.releases
        ],
    )


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


def _release(marketplace: Marketplace, release: Release) -> dict[str, Any]:
    publisher = marketplace.publishers.get(release.publisher)
    current = release.review.current
    return {
        "version": release.version,
        "published": release.published,
        "publisher": release.publisher,
        "publisher_verified": publisher is not None and publisher.verified,
        "review": release.review.state.value,
        "review_expires_at": (current.expires_at or None) if current else None,
        "availability": release.availability.value,
        "offered": marketplace.offered(release),
        "advisories": list(release.advisory_ids),
        "artifacts": [_artifact(artifact) for artifact in release.artifacts],
        "dialects": {item.dialect: _dialect(item) for item in release.manifests},
    }


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


def _dialect(manifest: Manifest) -> v1.DialectEntry:
    description = manifest.description
    return v1.DialectEntry(
        native_name=description.native_name,
        version=description.version,
        manifest_sha256=manifest.sha256,
        isolation=description.isolation.value,
        layer=description.layer.value,
        compatibility=_compatibility(description.compatibility),
        dependencies=[_dependency(item) for item in description.dependencies],
        capabilities=[_capability(item) for item in description.capabilities],
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


def _dependency(dependency: Dependency) -> v1.DependencyEntry:
    return v1.DependencyEntry(
        native=dependency.native, range=dependency.range or None, optional=dependency.optional
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

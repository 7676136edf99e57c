"""The model → the parts of an entry of the index, field by field."""

from datetime import UTC, datetime, timedelta

from chandlery.formats import index_v1 as v1
from chandlery.model.capability_changes import CapabilityChanges
from chandlery.model.description import Capability, Compatibility, Dependency
from chandlery.model.marketplace import Artifact, Manifest, Release
from chandlery.records.listing import Listing
from chandlery.records.release import Provenance, SignatureRecord


def listing_entry(listing: Listing) -> v1.ListingEntry:
    """What people read about a package."""
    return v1.ListingEntry(
        title=listing.title,
        summary=listing.summary,
        categories=list(listing.categories),
        license=listing.license,
        tags=list(listing.tags),
        links=v1.LinksEntry(
            homepage=listing.links.homepage,
            source=listing.links.source,
            documentation=listing.links.documentation,
            issues=listing.links.issues,
        ),
        maintainers=[
            v1.MaintainerEntry(name=item.name, email=item.email, url=item.url)
            for item in listing.maintainers
        ],
        examples=[
            v1.ExampleEntry(title=item.title, text=item.text, code=item.code)
            for item in listing.examples
        ],
        names=dict(listing.names),
        replaced_by=listing.replaced_by,
    )


def provenance_entry(provenance: Provenance) -> v1.ProvenanceEntry:
    """Where a release says that it was made."""
    return v1.ProvenanceEntry(
        repository=provenance.repository, commit=provenance.commit, builder=provenance.builder
    )


def _signature(signature: SignatureRecord) -> v1.SignatureEntry:
    return v1.SignatureEntry(key=signature.key, value=signature.value)


def available_after(release: Release, hours: int) -> str | None:
    """When a release has been out for so long; times are RFC 3339 in UTC."""
    if not hours:
        return None
    published = datetime.fromisoformat(release.published).astimezone(UTC)
    after = published + timedelta(hours=hours)
    return after.isoformat(timespec="seconds").replace("+00:00", "Z")


def artifact_entry(artifact: Artifact) -> v1.ArtifactEntry:
    """One file to install."""
    return v1.ArtifactEntry(
        format=artifact.format.value,
        filename=artifact.filename,
        path=artifact.path or None,
        sha256=artifact.sha256,
        size=artifact.size,
        tree=artifact.tree,
        dialects=list(artifact.dialects),
        signature=_signature(artifact.signature) if artifact.signature else None,
    )


def compatibility_entry(compatibility: Compatibility) -> v1.CompatibilityEntry:
    """What a release says that it works with."""
    return v1.CompatibilityEntry(
        host=list(compatibility.host),
        platforms=list(compatibility.platforms),
        python_versions=list(compatibility.python_versions),
        runner_modes=list(compatibility.runner_modes),
        status=compatibility.status,
        notes=compatibility.notes or None,
    )


def dependency_entry(dependency: Dependency, package: str | None) -> v1.DependencyEntry:
    """What a release needs; `package` is its name here."""
    return v1.DependencyEntry(
        native=dependency.native,
        package=package,
        range=dependency.range or None,
        optional=dependency.optional,
    )


def capability_entry(capability: Capability) -> v1.CapabilityEntry:
    """What a release declares."""
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


def changes_entry(changes: CapabilityChanges) -> v1.CapabilityChangesEntry:
    """What a release declares beyond the one before it."""
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


def manifest_entry(manifest: Manifest) -> v1.ManifestEntry:
    """A native manifest, and what people read of it."""
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

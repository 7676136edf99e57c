"""The model → the parts of an entry of the index, field by field, as they are written.

They are plain values of JSON, absent options left out, and not the types of `formats.index_v1`: to
make and to write those takes most of the time of an index.  Tests hold them against the types.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from chandlery.formats.canonical import embedded
from chandlery.model.capability_changes import CapabilityChanges
from chandlery.model.description import Capability, Compatibility, Dependency
from chandlery.model.marketplace import Artifact, Manifest, Release
from chandlery.records.listing import Listing
from chandlery.records.release import Provenance, SignatureRecord

Plain = dict[str, Any]


def present(fields: Mapping[str, Any]) -> Plain:
    """The fields that have a value."""
    return {name: value for name, value in fields.items() if value is not None}


def listing_entry(listing: Listing) -> Plain:
    """What people read about a package."""
    links = listing.links
    return present(
        {
            "title": listing.title,
            "summary": listing.summary,
            "categories": listing.categories,
            "license": listing.license,
            "tags": listing.tags,
            "links": present(
                {
                    "homepage": links.homepage,
                    "source": links.source,
                    "documentation": links.documentation,
                    "issues": links.issues,
                }
            ),
            "maintainers": [
                present({"name": item.name, "email": item.email, "url": item.url})
                for item in listing.maintainers
            ],
            "examples": [
                present({"title": item.title, "text": item.text, "code": item.code})
                for item in listing.examples
            ],
            "names": listing.names,
            "replaced_by": listing.replaced_by,
        }
    )


def provenance_entry(provenance: Provenance) -> Plain:
    """Where a release says that it was made."""
    return present(
        {
            "repository": provenance.repository,
            "commit": provenance.commit,
            "builder": provenance.builder,
        }
    )


def _signature(signature: SignatureRecord) -> Plain:
    return {"key": signature.key, "value": signature.value}


def available_after(release: Release, hours: int) -> str | None:
    """When a release has been out for so long; times are RFC 3339 in UTC."""
    if not hours:
        return None
    published = datetime.fromisoformat(release.published).astimezone(UTC)
    after = published + timedelta(hours=hours)
    return after.isoformat(timespec="seconds").replace("+00:00", "Z")


def artifact_entry(artifact: Artifact) -> Plain:
    """One file to install."""
    return present(
        {
            "format": artifact.format,
            "filename": artifact.filename,
            "path": artifact.path or None,
            "sha256": artifact.sha256,
            "size": artifact.size,
            "tree": artifact.tree,
            "dialects": artifact.dialects,
            "signature": _signature(artifact.signature) if artifact.signature else None,
        }
    )


def compatibility_entry(compatibility: Compatibility) -> Plain:
    """What a release says that it works with."""
    return present(
        {
            "host": compatibility.host,
            "platforms": compatibility.platforms,
            "python_versions": compatibility.python_versions,
            "runner_modes": compatibility.runner_modes,
            "status": compatibility.status,
            "notes": compatibility.notes or None,
        }
    )


def dependency_entry(dependency: Dependency, package: str | None) -> Plain:
    """What a release needs; `package` is its name here."""
    return present(
        {
            "native": dependency.native,
            "package": package,
            "range": dependency.range or None,
            "optional": dependency.optional,
        }
    )


def capability_entry(capability: Capability) -> Plain:
    """What a release declares."""
    return present(
        {
            "native": capability.native,
            "effect": capability.effect,
            "risk": capability.risk,
            "operations": capability.operations,
            "targets": capability.targets,
            "grant_required": capability.grant_required,
            "required": capability.required,
            "description": capability.description or None,
        }
    )


def changes_entry(changes: CapabilityChanges) -> Plain:
    """What a release declares beyond the one before it."""
    widened = [
        {"native": item.native, "operations": item.operations, "targets": item.targets}
        for item in changes.widened
    ]
    raised = [
        {"native": item.native, "before": item.before, "after": item.after}
        for item in changes.risk_raised
    ]
    loosened = dict(zip(("before", "after"), changes.isolation or (), strict=False))
    return present(
        {
            "previous": changes.previous,
            "added": changes.added or None,
            "removed": changes.removed or None,
            "widened": widened or None,
            "risk_raised": raised or None,
            "grant_dropped": changes.grant_dropped or None,
            "isolation_loosened": loosened or None,
        }
    )


def manifest_entry(manifest: Manifest) -> Plain:
    """A native manifest, and what people read of it."""
    description = manifest.description
    return present(
        {
            "value": embedded(dict(manifest.value)),
            "summary": description.summary or None,
            "entry_points": [
                present(
                    {
                        "name": point.name,
                        "kind": point.kind,
                        "target": point.target,
                        "description": point.description or None,
                    }
                )
                for point in description.entry_points
            ],
            "security_notes": description.security_notes,
        }
    )

"""Catalog + packed artifacts → Marketplace: where every release stands, at one moment."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace

from chandlery.catalog import (
    Catalog,
    EvidenceEntry,
    IntegrationEntry,
    NativeRecord,
    PackageEntry,
    ReleaseEntry,
)
from chandlery.dialects.craik.records import ReferenceIntegration
from chandlery.model.description import Description
from chandlery.model.governance import (
    Advisory,
    Availability,
    Evidence,
    Grant,
    Probation,
    Receipt,
    Review,
    ReviewState,
    by_age,
    standing,
)
from chandlery.model.marketplace import (
    Artifact,
    Integration,
    Manifest,
    Marketplace,
    Package,
    Publisher,
    Release,
)
from chandlery.records.notices import AdvisoryRecord
from chandlery.rules.references import in_range
from chandlery.stages.fixtures import fixtures

# What each act makes of a release, the stronger later.
_ACTS = {
    "deprecate": Availability.DEPRECATED,
    "yank": Availability.YANKED,
    "block": Availability.BLOCKED,
}
_STRENGTH = list(Availability)

Artifacts = Mapping[tuple[str, str], tuple[Artifact, ...]]


def everything(folder: str) -> bool:  # noqa: ARG001 - the default of `resolve`
    """Take every package and integration."""
    return True


def resolve(
    catalog: Catalog,
    artifacts: Artifacts,
    *,
    base_url: str,
    at: str,
    asked: Callable[[str], bool] = everything,
) -> Marketplace:
    """Turn a catalog that was found good into what is published.

    Args:
        artifacts: of each (package, version), as `stages.pack` made them.
        base_url: where the published root will be served.
        at: the moment at which expiry is judged, RFC 3339 in UTC.
        asked: whether the package or integration of a folder is asked for.
    """
    base_url = base_url.rstrip("/") + "/"
    advisories = tuple(
        _advisory(entry.id, entry.record, catalog, at) for entry in catalog.advisories
    )
    return Marketplace(
        settings=catalog.settings,
        base_url=base_url,
        packages=tuple(
            _package(entry, artifacts, advisories, base_url, at)
            for entry in catalog.packages
            if asked(entry.folder)
        ),
        integrations=tuple(
            _integration(entry, catalog) for entry in catalog.integrations if asked(entry.folder)
        ),
        publishers={
            name: Publisher(name=name, record=entry.record)
            for name, entry in sorted(catalog.publishers.items())
        },
        advisories=advisories,
        renames=dict(sorted(catalog.renames.items())),
        waivers=tuple(catalog.waivers),
    )


def _package(
    entry: PackageEntry,
    artifacts: Artifacts,
    advisories: tuple[Advisory, ...],
    base_url: str,
    at: str,
) -> Package:
    return Package(
        kind=entry.kind,
        name=entry.name,
        listing=entry.listing,
        readme=_text(entry.readme.data),
        releases=tuple(
            _release(release, artifacts, advisories, base_url, at) for release in entry.releases
        ),
    )


def _release(
    entry: ReleaseEntry,
    artifacts: Artifacts,
    advisories: tuple[Advisory, ...],
    base_url: str,
    at: str,
) -> Release:
    mine = [
        advisory
        for advisory in advisories
        if advisory.package == entry.package and entry.version in advisory.versions
    ]
    availability = max(
        (_ACTS[advisory.act] for advisory in mine if advisory.in_force),
        key=_STRENGTH.index,
        default=Availability.AVAILABLE,
    )
    review = _review(entry, at)
    withheld = availability is Availability.BLOCKED or review.state is ReviewState.REJECTED
    return Release(
        version=entry.version,
        published=entry.record.published,
        publisher=entry.record.publisher,
        notes=entry.record.notes or "",
        manifests=tuple(_manifest(native) for native in entry.manifests),
        artifacts=tuple(
            replace(artifact, path="", url="")
            if withheld
            else replace(artifact, url=base_url + artifact.path)
            for artifact in artifacts.get((entry.package, entry.version), ())
        ),
        provenance=entry.record.provenance,
        review=review,
        availability=availability,
        advisory_ids=tuple(advisory.id for advisory in mine),
    )


def _review(entry: ReleaseEntry, at: str) -> Review:
    records = [item.governed for item in entry.governance.records]
    probations = sorted((item for item in records if isinstance(item, Probation)), key=by_age)
    return Review(
        state=standing(probations, at),
        probations=tuple(probations),
        grants=tuple(item for item in records if isinstance(item, Grant)),
        receipts=tuple(item for item in records if isinstance(item, Receipt)),
        evidence=tuple(map(_evidence, entry.governance.evidence)),
    )


def _evidence(entry: EvidenceEntry) -> Evidence:
    record = entry.record
    return Evidence(
        id=entry.id,
        title=record.title,
        kind=record.kind,
        summary=record.summary,
        by=record.by,
        recorded=record.recorded,
        url=record.url or "",
        sha256=record.sha256 or "",
    )


def _manifest(native: NativeRecord) -> Manifest:
    return Manifest(
        dialect=native.dialect,
        kind=native.kind,
        data=native.document.data,
        value=native.document.value,
        sha256=hashlib.sha256(native.document.data).hexdigest(),
        description=native.description or Description(native_name="", version=""),
    )


def _advisory(advisory_id: str, record: AdvisoryRecord, catalog: Catalog, at: str) -> Advisory:
    package = next((item for item in catalog.packages if item.name == record.package), None)
    hit = [
        release.version
        for release in (package.releases if package else ())
        if in_range(release.version, record.versions)
        or any(artifact.sha256 in record.digests for artifact in release.record.artifacts)
    ]
    return Advisory(
        id=advisory_id,
        title=record.title,
        act=record.act,
        package=record.package,
        ranges=tuple(record.versions),
        digests=tuple(record.digests),
        versions=tuple(hit),
        severity=record.severity,
        reason=record.reason,
        evidence=tuple(record.evidence),
        published=record.published,
        appeal=record.appeal,
        expires=record.expires or "",
        in_force=record.expires is None or record.expires > at,
    )


def _integration(entry: IntegrationEntry, catalog: Catalog) -> Integration:
    record = entry.manifest.record
    if not isinstance(record, ReferenceIntegration):
        raise TypeError(f"{entry.folder} was validated as {entry.manifest.kind}")
    names = {package.name for package in catalog.packages}
    linked = record.plugin_descriptor_id or record.adapter_package_id or ""
    return Integration(
        name=entry.name,
        listing=entry.listing,
        readme=_text(entry.readme.data),
        manifest=_manifest(entry.manifest),
        uses=linked if linked in names else "",
        fixtures=tuple(fixtures(entry)),
        checks=tuple(record.check_commands),
        notes=tuple(record.compatibility_notes),
        created_at=record.created_at.text,
    )


def _text(data: bytes) -> str:
    return data.decode("utf-8", errors="replace").removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")

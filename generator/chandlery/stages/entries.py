"""The model → what the index says of each package and integration, as it is written."""

from collections.abc import Mapping
from typing import NamedTuple

from chandlery.dialects import left_out
from chandlery.formats.canonical import embedded
from chandlery.model.capability_changes import CapabilityChanges, capability_changes
from chandlery.model.description import Capability
from chandlery.model.marketplace import Frame, Integration, Kind, Manifest, Package, Release
from chandlery.model.offering import LeftOut
from chandlery.model.suppliers import Suppliers
from chandlery.stages.consent import prompt
from chandlery.stages.decisions import governance
from chandlery.stages.entry_parts import (
    Plain,
    artifact_entry,
    available_after,
    capability_entry,
    changes_entry,
    compatibility_entry,
    dependency_entry,
    listing_entry,
    manifest_entry,
    present,
    provenance_entry,
)


class _Facts(NamedTuple):
    """What is said of a release: in both files, and in the detail alone."""

    shared: Plain
    more: Plain
    dialects: dict[str, Plain]
    short: dict[str, Plain]


class _Declared:
    """What the releases of a package declare to do, each list but once: few declare another."""

    def __init__(self) -> None:
        self.lists: list[list[Plain]] = []
        self._places: dict[tuple[Capability, ...], int] = {}
        self._last: dict[str, tuple[tuple[Capability, ...], int]] = {}

    def place(self, dialect: str, capabilities: tuple[Capability, ...]) -> int:
        """Which list has these; to compare them takes less time than to find them."""
        last = self._last.get(dialect)
        if last and last[0] == capabilities:
            return last[1]
        if capabilities not in self._places:
            self._places[capabilities] = len(self.lists)
            self.lists.append([capability_entry(item) for item in capabilities])
        place = self._places[capabilities]
        self._last[dialect] = capabilities, place
        return place


class Entries:
    """What the index says of each package of a marketplace, with the names of what it needs."""

    def __init__(self, frame: Frame, suppliers: Suppliers) -> None:
        self._frame = frame
        self._suppliers = suppliers

    def package(self, package: Package) -> tuple[Plain, Plain]:
        """What resolving a package needs, a `v1.Shard`, and everything: a `v1.PackageDetail`."""
        missing, declared = left_out(self._frame, package), _Declared()
        releases = [
            self._facts(package, release, missing[release.version], declared)
            for release in package.releases
        ]
        shard = {
            "schema": "chandlery.shard.v1",
            "kind": package.kind,
            "name": package.name,
            "releases": [facts.shared | {"dialects": facts.short} for facts in releases],
            "capabilities": declared.lists,
            "replaced_by": package.listing.replaced_by,
        }
        detail = {
            "schema": "chandlery.package.v1",
            "kind": "adapter" if package.kind is Kind.ADAPTER else "plugin",
            "name": package.name,
            "listing": listing_entry(package.listing),
            "readme": package.readme,
            "latest": package.latest.version,
            "releases": [
                facts.shared | {"dialects": facts.dialects} | facts.more for facts in releases
            ],
        }
        return present(shard), detail

    def _facts(
        self,
        package: Package,
        release: Release,
        why: Mapping[str, LeftOut],
        declared: _Declared,
    ) -> _Facts:
        changes = {item.dialect: item for item in capability_changes(package, release)}
        words = {dialect: item.reason.value for dialect, item in why.items()}
        dialects, short = self._dialects(package, release, changes, declared)
        return _Facts(
            shared=present(self._release(release) | {"left_out": words or None}),
            dialects=dialects,
            short=short,
            more=self._more(package, release, why, changes),
        )

    def _more(
        self,
        package: Package,
        release: Release,
        why: Mapping[str, LeftOut],
        changes: dict[str, CapabilityChanges],
    ) -> Plain:
        """What the detail alone says of a release."""
        return present(
            {
                "notes": release.notes or None,
                "provenance": provenance_entry(release.provenance) if release.provenance else None,
                "why_left_out": {dialect: item.text for dialect, item in why.items()} or None,
                "manifests": {item.dialect: manifest_entry(item) for item in release.manifests},
                "prompts": self._prompts(package, release, changes),
                "governance": governance(release.review),
            }
        )

    def _release(self, release: Release) -> Plain:
        publisher = self._frame.publishers.get(release.publisher)
        current = release.review.current
        cool_down = self._frame.settings.policy.cool_down_hours
        return {
            "version": release.version,
            "published": release.published,
            "available_after": available_after(release, cool_down),
            "publisher": release.publisher,
            "publisher_verified": publisher is not None and publisher.verified,
            "review": release.review.state,
            "review_expires_at": (current.expires_at or None) if current else None,
            "availability": release.availability,
            "offered": self._frame.offered(release),
            "advisories": release.advisory_ids,
            "artifacts": [artifact_entry(artifact) for artifact in release.artifacts],
        }

    def _dialects(
        self,
        package: Package,
        release: Release,
        changes: dict[str, CapabilityChanges],
        declared: _Declared,
    ) -> tuple[dict[str, Plain], dict[str, Plain]]:
        """What the manifests of a release say, as the detail has it and as the shard has it."""
        entries, short = {}, {}
        for manifest in release.manifests:
            name = manifest.dialect
            facts = self._dialect(package, manifest, changes.get(name))
            place = declared.place(name, manifest.description.capabilities)
            entries[name] = facts | {"capabilities": declared.lists[place]}
            short[name] = facts | {"declares": place}
        return entries, short

    def _dialect(
        self, package: Package, manifest: Manifest, changes: CapabilityChanges | None
    ) -> Plain:
        description, dialect = manifest.description, manifest.dialect
        order = self._suppliers.order(dialect, package.name, description.dependencies)
        return present(
            {
                "native_name": description.native_name,
                "version": description.version,
                "manifest_sha256": manifest.sha256,
                "isolation": description.isolation,
                "layer": description.layer,
                "compatibility": compatibility_entry(description.compatibility),
                "dependencies": [
                    dependency_entry(item, self._suppliers.supplier(dialect, item.native))
                    for item in description.dependencies
                ],
                "order": order or None,
                "capability_changes": changes_entry(changes) if changes else None,
            }
        )

    def _prompts(
        self, package: Package, release: Release, changes: dict[str, CapabilityChanges]
    ) -> dict[str, str]:
        return {
            manifest.dialect: prompt(
                self._frame,
                package,
                release,
                manifest,
                changes.get(manifest.dialect),
            )
            for manifest in release.manifests
        }


def integration_detail(integration: Integration) -> Plain:
    """Everything about a reference integration, a `v1.IntegrationDetail`."""
    return present(
        {
            "schema": "chandlery.integration.v1",
            "kind": "integration",
            "name": integration.name,
            "listing": listing_entry(integration.listing),
            "readme": integration.readme,
            "uses": integration.uses or None,
            "manifest": embedded(dict(integration.manifest.value)),
            "manifest_sha256": integration.manifest.sha256,
            "fixtures": [fixture.path for fixture in integration.fixtures],
            "checks": integration.checks,
            "notes": integration.notes,
        }
    )

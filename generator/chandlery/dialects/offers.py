"""Which releases an ecosystem's client is offered."""

from collections.abc import Iterator
from dataclasses import dataclass

from chandlery.model.marketplace import (
    Artifact,
    Manifest,
    Marketplace,
    Package,
    Release,
    is_final,
)
from chandlery.records.release import ArtifactFormat


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A release that a client can install, with what the client needs of it."""

    package: Package
    release: Release
    manifest: Manifest
    artifact: Artifact


def offers(
    marketplace: Marketplace, package: Package, dialect: str, format_: ArtifactFormat
) -> tuple[Offer, ...]:
    """The releases of a package that are offered to a dialect's client, oldest first.

    Pre-releases are left out where there is a final version: the clients that are served take
    the last or the only version that they are shown, whatever it is (SemVer 2.0, section 9).
    """
    found = tuple(_offers(marketplace, package, dialect, format_))
    return tuple(offer for offer in found if is_final(offer.release.version)) or found


def latest_offers(
    marketplace: Marketplace, dialect: str, format_: ArtifactFormat
) -> Iterator[Offer]:
    """The newest offer of every package that has one, by name."""
    for package in sorted(marketplace.packages, key=lambda package: package.name):
        found = offers(marketplace, package, dialect, format_)
        if found:
            yield found[-1]


def _offers(
    marketplace: Marketplace, package: Package, dialect: str, format_: ArtifactFormat
) -> Iterator[Offer]:
    for release in package.releases:
        manifest = release.manifest(dialect)
        artifact = release.artifact(format_)
        # An artifact that is not served has no address.
        if marketplace.offered(release) and manifest and artifact and artifact.url:
            yield Offer(package=package, release=release, manifest=manifest, artifact=artifact)

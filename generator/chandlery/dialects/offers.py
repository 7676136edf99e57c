"""Which releases an ecosystem's client is shown, and why it is not shown the others."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from chandlery.model.marketplace import (
    Artifact,
    Frame,
    Manifest,
    Package,
    Release,
    Subject,
    is_final,
)
from chandlery.model.offering import LeftOut, Placing, Reason
from chandlery.model.remembered import remembered
from chandlery.records.release import ArtifactFormat


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A release that a client can install, with what the client needs of it."""

    package: Package
    release: Release
    manifest: Manifest
    artifact: Artifact


def any_format(manifest: Manifest, format_: ArtifactFormat) -> bool:  # noqa: ARG001
    """Take a format whatever the manifest says."""
    return True


Unfit: TypeAlias = Callable[[Frame, Package, Release], str]


def fits(frame: Frame, package: Package, release: Release) -> str:  # noqa: ARG001
    """Find nothing that a format could not hold."""
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What a dialect's client is shown of a package.

    Attributes:
        formats: the artifacts that the client takes, the preferred first; none where what it
            reads stands by itself.
        takes: whether it takes the format for a manifest.
        one_version: whether the client is shown one version, the newest.
        chooses: whether the client chooses among versions, and knows pre-releases and yanks.  The
            others take the last or the only version that they are shown, whatever it is.
        unfit: why the client's format cannot hold a release, or ``""``.
    """

    dialect: str
    formats: tuple[ArtifactFormat, ...] = ()
    takes: Callable[[Manifest, ArtifactFormat], bool] = any_format
    one_version: bool = False
    chooses: bool = False
    unfit: Unfit = fits

    def artifact(self, release: Release) -> Artifact | None:
        """What the client would fetch; an artifact that is not served has no address."""
        manifest = release.manifest(self.dialect)
        for format_ in self.formats:
            artifact = release.artifact(format_)
            if manifest and artifact and artifact.url and self.takes(manifest, format_):
                return artifact
        return None


@remembered(32)
def left_out(shelf: Shelf, frame: Frame, package: Package) -> Mapping[str, LeftOut]:
    """Why releases with a manifest for the dialect are not shown, by version."""
    found: dict[str, LeftOut] = {}
    shown: list[Release] = []
    for release in package.releases:
        if release.manifest(shelf.dialect):
            if why := _kept_off(shelf, frame, package, release):
                found[release.version] = why
            else:
                shown.append(release)
    final = [release for release in shown if is_final(release.version)]
    if final and not shelf.chooses:
        for release in shown:
            if not is_final(release.version):
                text = f"It is a pre-release, and there is a final version, {final[-1].version}."
                found[release.version] = LeftOut(reason=Reason.SUPERSEDED_PRERELEASE, text=text)
        shown = final
    if shelf.one_version:
        for release in shown[:-1]:
            text = f"This index has one version of a plugin, the newest: {shown[-1].version}."
            found[release.version] = LeftOut(reason=Reason.OLDER_VERSION, text=text)
    return found


def shown(shelf: Shelf, frame: Frame, package: Package) -> tuple[Release, ...]:
    """The releases of a package that are on a shelf, oldest first."""
    absent = left_out(shelf, frame, package)
    return tuple(
        release
        for release in package.releases
        if release.manifest(shelf.dialect) and release.version not in absent
    )


def offers(shelf: Shelf, frame: Frame, package: Subject) -> tuple[Offer, ...]:
    """The releases of a package that are on a shelf, with what the client fetches, oldest first.

    An integration has none.
    """
    if not isinstance(package, Package):
        return ()
    return tuple(
        Offer(package=package, release=release, manifest=manifest, artifact=artifact)
        for release in shown(shelf, frame, package)
        if (manifest := release.manifest(shelf.dialect)) and (artifact := shelf.artifact(release))
    )


def _kept_off(shelf: Shelf, frame: Frame, package: Package, release: Release) -> LeftOut | None:
    """Why a release cannot be on a shelf, whatever else is."""
    placing = frame.placing(release)
    if placing is Placing.WITHHELD or (placing is Placing.PINNED and not shelf.chooses):
        return frame.why_withheld(release)
    if shelf.formats and not shelf.artifact(release):
        wanted = " or ".join(f"`{format_}`" for format_ in shelf.formats)
        text = f"The client takes {wanted}, and the release has none."
        return LeftOut(reason=Reason.NO_ARTIFACT, text=text)
    if why := shelf.unfit(frame, package, release):
        return LeftOut(reason=Reason.UNREPRESENTABLE, text=why)
    return None

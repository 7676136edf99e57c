"""How a package gets into an ObjectStack host, as hosts really work (contract, section 6)."""

from collections.abc import Sequence
from shlex import quote

from chandlery.dialects.base import Step
from chandlery.dialects.objectstack.manifest import Manifest
from chandlery.model.marketplace import Artifact, Frame, Package, Release
from chandlery.records.release import ArtifactFormat


def install(frame: Frame, package: Package, release: Release) -> Sequence[Step]:
    """The steps for an app, or for anything else; none without the artifact that it needs."""
    manifest = release.manifest("objectstack")
    if manifest is None:
        return ()
    if Manifest.model_validate(manifest.value).type == "app":
        artifact = release.artifact(ArtifactFormat.JSON)
        return _app(frame, package, artifact) if artifact else ()
    artifact = release.artifact(ArtifactFormat.OSPLUGIN)
    return _contribution(artifact) if artifact else ()


def _app(frame: Frame, package: Package, artifact: Artifact) -> Sequence[Step]:
    base = quote(f"{frame.base_url}objectstack")
    pinned = quote(f"{artifact.url}#sha256={artifact.sha256}")
    return (
        Step(
            text=(
                "Point the runtime at this marketplace and start it. `OS_CLOUD_URL` must not be "
                "off: the host then does not look here either."
            ),
            command=f"export OS_MARKETPLACE_PUBLIC_BASE_URL={base}",
        ),
        Step(
            text=(
                f"In the console, open Setup, Browse Marketplace, “{package.listing.title}”, and "
                "install it. On this way the host checks no digest and no signature."
            )
        ),
        Step(
            text=(
                "Or start a runtime from the pinned bundle. This is the one way on which the host "
                "itself holds what it fetched against a SHA-256."
            ),
            command=f"export OS_ARTIFACT_URL={pinned}",
        ),
    )


def _contribution(artifact: Artifact) -> Sequence[Step]:
    name = quote(artifact.filename)
    line = quote(f"{artifact.sha256}  {artifact.filename}")
    steps = [
        Step(
            text=(
                "No released ObjectStack host installs an `.osplugin`: there is no such command. "
                "Fetch the artifact, and make sure that it is the one that was reviewed."
            ),
            command=(
                f"curl --fail --location --output {name} {quote(artifact.url)} && "
                f"echo {line} | sha256sum --check"
            ),
        )
    ]
    if artifact.signature:
        steps.append(
            Step(
                text=(
                    f"The publisher signed it with the key “{artifact.signature.key}” (Ed25519 "
                    "over the file's bytes)."
                ),
                command=f"curl --fail --location --remote-name {quote(f'{artifact.url}.sig')}",
            )
        )
    return (
        *steps,
        Step(
            text=(
                "Take it into your app's build, or provision it on the host yourself. Whatever its "
                "permissions say, the host does not enforce them."
            )
        ),
    )

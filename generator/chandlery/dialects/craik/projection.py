"""What Craik's client reads, and how a person installs from it.

Craik has no index of its own: `craik plugins install` takes one file.  So every descriptor,
adapter package and reference integration lies at a stable address, byte for byte as committed,
beside a list of them all.  Craik keeps one record per id, so the latest offered release alone is
published.  What its store refuses is left out.
"""

import shlex
from collections.abc import Iterator, Mapping, Sequence

from packaging.utils import InvalidWheelFilename, parse_wheel_filename

from chandlery.dialects.base import Step
from chandlery.dialects.craik.records import MODELS
from chandlery.dialects.craik.storable import store_verdict
from chandlery.dialects.offers import Shelf, shown
from chandlery.formats.canonical import readable
from chandlery.model.marketplace import Frame, Kind, Manifest, Marketplace, Package, Release
from chandlery.records.release import ArtifactFormat

INDEX = "craik/index.json"

# The archives that a person can unpack, the preferred first, and what unpacks each.
_UNPACK = {
    ArtifactFormat.TAR_GZ: "tar -xzf",
    ArtifactFormat.TGZ: "tar -xzf",
    ArtifactFormat.ZIP: "unzip",
}


def _unfit(marketplace: Frame, package: Package, release: Release) -> str:  # noqa: ARG001
    manifest = release.manifest("craik")
    return "" if manifest is None or _is_storable(manifest) else "Craik's store refuses its record."


SHELF = Shelf(dialect="craik", one_version=True, unfit=_unfit)


def project(marketplace: Marketplace) -> Mapping[str, bytes]:
    """The files below ``craik/``: the manifests, and ``craik/index.json``.

    The index is a list of ``{kind, id, version, path, sha256}``, sorted by kind and id; `path` is
    below the published root, and integrations have no version.
    """
    files: dict[str, bytes] = {}
    entries: dict[str, dict[str, str]] = {}
    for manifest in _published(marketplace):
        description = manifest.description
        path = _path(manifest)
        files[path] = manifest.data
        entries[path] = {
            "kind": manifest.kind,
            "id": description.native_name,
            "path": path,
            "sha256": manifest.sha256,
        } | ({"version": description.version} if description.version else {})
    ordered = sorted(entries.values(), key=lambda entry: (entry["kind"], entry["id"]))
    return {INDEX: readable(ordered), **dict(sorted(files.items()))}


def install(marketplace: Frame, package: Package, release: Release) -> Sequence[Step]:
    """How Craik takes the release's record, as its command line really works."""
    manifest = release.manifest("craik")
    latest = _latest(marketplace, package)
    if manifest is None or latest is None or not marketplace.offered(release):
        return ()
    if latest.version != release.version:
        text = f"Craik keeps one record per id; this marketplace publishes that of {latest.version}"
        return (Step(text=f"{text}."),)
    url = marketplace.base_url + _path(manifest)
    name = url.rsplit("/", 1)[-1]
    record = _fetched("Download the record.", url, manifest.sha256)
    if package.kind is Kind.ADAPTER:
        return (
            *record,
            *(_with_pip(marketplace, release) or _unpacked(release)),
            Step(
                text="Craik 0.12.9 has no command that takes an adapter package. Its library has: "
                "`craik.runtime.runners.adapter_packages.install_adapter_package`."
            ),
        )
    return (
        *record,
        Step(
            text="Let Craik store it; you have to be signed in as its operator. A descriptor "
            "grants nothing: probation and grants are decided in your Craik.",
            command=f"craik plugins install {shlex.quote(name)}",
        ),
        *_unpacked(release),
    )


def _fetched(text: str, url: str, sha256: str) -> tuple[Step, ...]:
    name = url.rsplit("/", 1)[-1]
    return (
        Step(text=text, command=f"curl -fsSLO {shlex.quote(url)}"),
        Step(
            text="Check that it is the file that this marketplace publishes.",
            command=f"echo {shlex.quote(f'{sha256}  {name}')} | sha256sum -c",
        ),
    )


def _unpacked(release: Release) -> tuple[Step, ...]:
    """How a person gets the files that the record's entry points name; Craik fetches nothing."""
    for format_, unpack in _UNPACK.items():
        artifact = release.artifact(format_)
        if artifact and artifact.url:
            text = "Craik has the record alone: download the files that it tells of."
            return (
                *_fetched(text, artifact.url, artifact.sha256),
                Step(
                    text="Unpack them. The record's entry points are paths below the folder that "
                    "comes out.",
                    command=f"{unpack} {shlex.quote(artifact.filename)}",
                ),
            )
    return ()


def _with_pip(marketplace: Frame, release: Release) -> tuple[Step, ...]:
    wheel = release.artifact(ArtifactFormat.WHEEL)
    if wheel is None or not wheel.url:
        return ()
    try:
        name, version, _, _ = parse_wheel_filename(wheel.filename)
    except InvalidWheelFilename:
        return ()
    index = shlex.quote(f"{marketplace.base_url}simple/")
    return (
        Step(
            text="Install the distribution into Craik's environment. This index holds nothing but "
            "what this marketplace publishes: what it depends on has to be there already.",
            command=f"pip install --index-url {index} {shlex.quote(f'{name}=={version}')}",
        ),
    )


def _published(marketplace: Marketplace) -> Iterator[Manifest]:
    for package in marketplace.packages:
        latest = _latest(marketplace, package)
        manifest = latest.manifest("craik") if latest else None
        if manifest:
            yield manifest
    for integration in marketplace.integrations:
        if integration.manifest.dialect == "craik" and _is_storable(integration.manifest):
            yield integration.manifest


def _latest(marketplace: Frame, package: Package) -> Release | None:
    """The release whose manifest is published: the newest final one, else the newest of all."""
    return next(iter(shown(SHELF, marketplace, package)), None)


def _is_storable(manifest: Manifest) -> bool:
    record = MODELS[manifest.kind].model_validate(manifest.value)
    return all(verdict.loads for verdict in store_verdict(record))


def _path(manifest: Manifest) -> str:
    return f"craik/{manifest.kind}/{manifest.description.native_name}.json"

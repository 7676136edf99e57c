"""What Craik's client reads, and how a person installs from it.

Craik has no index of its own: `craik plugins install` takes one file.  So every descriptor,
adapter package and reference integration lies at a stable address, byte for byte as committed,
beside a list of them all.  Craik keeps one record per id, so the latest offered release alone is
published.  What its store refuses is left out.
"""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from packaging.utils import InvalidWheelFilename, parse_wheel_filename

from chandlery.dialects.base import Step
from chandlery.dialects.craik.records import MODELS
from chandlery.dialects.craik.storable import is_plain, store_verdict
from chandlery.dialects.offers import Shelf, shown
from chandlery.formats.canonical import list_of, whole, written
from chandlery.model.marketplace import Frame, Kind, Manifest, Package, Release, Subject
from chandlery.model.parts import Ask, File, One, Part
from chandlery.records.release import ArtifactFormat

INDEX = "craik/index.json"

# The archives that a person can unpack, the preferred first, and what unpacks each.
_UNPACK = {
    ArtifactFormat.TAR_GZ: "tar -xzf",
    ArtifactFormat.TGZ: "tar -xzf",
    ArtifactFormat.ZIP: "unzip",
}


def _unfit(frame: Frame, package: Package, release: Release) -> str:  # noqa: ARG001
    manifest = release.manifest("craik")
    return "" if manifest is None or _is_storable(manifest) else "Craik's store refuses its record."


SHELF = Shelf(dialect="craik", one_version=True, unfit=_unfit)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One entry of the index; `text` is written."""

    kind: str
    id: str
    text: str


def _one(frame: Frame, subject: Subject) -> One[_Entry]:
    """The manifest of a package or an integration, as committed."""
    manifest = _published(frame, subject)
    if manifest is None:
        return One()
    description = manifest.description
    path = _path(manifest)
    entry = {
        "kind": manifest.kind,
        "id": description.native_name,
        "path": path,
        "sha256": manifest.sha256,
    } | ({"version": description.version} if description.version else {})
    told = _Entry(kind=manifest.kind, id=description.native_name, text=written(entry))
    return One(files=((path, manifest.data),), told=told)


def _joined(_frame: Frame, told: Mapping[str, _Entry], _ask: Ask) -> Iterator[File]:
    """A list of ``{kind, id, version, path, sha256}``, sorted by kind and id.

    `path` is below the published root, and integrations have no version.
    """
    ordered = sorted(told.values(), key=lambda entry: (entry.kind, entry.id))
    yield INDEX, whole(list_of(entry.text for entry in ordered))


PROJECTION = Part(name="craik", told=_Entry, one=_one, joined=_joined)


def install(frame: Frame, package: Package, release: Release) -> Sequence[Step]:
    """How Craik takes the release's record, as its command line really works."""
    manifest = release.manifest("craik")
    latest = _latest(frame, package)
    if manifest is None or latest is None or not frame.offered(release):
        return ()
    if latest.version != release.version:
        text = f"Craik keeps one record per id; this marketplace publishes that of {latest.version}"
        return (Step(text=f"{text}."),)
    url = frame.base_url + _path(manifest)
    name = url.rsplit("/", 1)[-1]
    record = _fetched("Download the record.", url, manifest.sha256)
    if package.kind is Kind.ADAPTER:
        return (
            *record,
            *(_with_pip(frame, release) or _unpacked(release)),
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


def _with_pip(frame: Frame, release: Release) -> tuple[Step, ...]:
    wheel = release.artifact(ArtifactFormat.WHEEL)
    if wheel is None or not wheel.url:
        return ()
    try:
        name, version, _, _ = parse_wheel_filename(wheel.filename)
    except InvalidWheelFilename:
        return ()
    index = shlex.quote(f"{frame.base_url}simple/")
    return (
        Step(
            text="Install the distribution into Craik's environment. This index holds nothing but "
            "what this marketplace publishes: what it depends on has to be there already.",
            command=f"pip install --index-url {index} {shlex.quote(f'{name}=={version}')}",
        ),
    )


def _published(frame: Frame, subject: Subject) -> Manifest | None:
    if isinstance(subject, Package):
        latest = _latest(frame, subject)
        return latest.manifest("craik") if latest else None
    manifest = subject.manifest
    return manifest if manifest.dialect == "craik" and _is_storable(manifest) else None


def _latest(frame: Frame, package: Package) -> Release | None:
    """The release whose manifest is published: the newest final one, else the newest of all."""
    return next(iter(shown(SHELF, frame, package)), None)


def _is_storable(manifest: Manifest) -> bool:
    if is_plain(manifest.value):
        return True
    record = MODELS[manifest.kind].model_validate(manifest.value)
    return all(verdict.loads for verdict in store_verdict(record))


def _path(manifest: Manifest) -> str:
    return f"craik/{manifest.kind}/{manifest.description.native_name}.json"

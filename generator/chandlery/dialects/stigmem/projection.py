"""What is published for Stigmem: the simple index, and a list of what each plugin declares."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chandlery.dialects.offers import Shelf, shown
from chandlery.dialects.stigmem.manifest import Manifest
from chandlery.dialects.stigmem.simple import (
    name_and_version,
    project_files,
    projects_of,
    root_files,
)
from chandlery.formats.canonical import list_of, whole, written
from chandlery.model.marketplace import Frame, Package, Release, Subject
from chandlery.model.parts import Ask, File, One, Part
from chandlery.records.release import ArtifactFormat


def _unfit(frame: Frame, package: Package, release: Release) -> str:  # noqa: ARG001
    files = [artifact for artifact in release.artifacts if artifact.format in SHELF.formats]
    readable_names = any(map(name_and_version, files))
    return "" if readable_names else "No installer could read the names of its files."


SHELF = Shelf(
    dialect="stigmem",
    formats=(ArtifactFormat.WHEEL, ArtifactFormat.SDIST),
    chooses=True,
    unfit=_unfit,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What the two lists say of a package.

    Attributes:
        projects: in the simple index.
        described: its offered releases, written, from the oldest to the newest.
    """

    projects: tuple[str, ...] = ()
    described: tuple[str, ...] = ()


def _one(frame: Frame, subject: Subject) -> One[_Told]:
    """The files of a package in the simple index."""
    if not isinstance(subject, Package):
        return One()
    projects = projects_of(frame, subject)
    described = tuple(
        written(_described(release, Manifest.model_validate(manifest.value)))
        for release in shown(SHELF, frame, subject)
        if frame.offered(release) and (manifest := release.manifest("stigmem"))
    )
    if not projects and not described:
        return One()
    files = tuple(file for name, listed in projects.items() for file in project_files(name, listed))
    return One(files=files, told=_Told(projects=tuple(projects), described=described))


def _joined(_frame: Frame, told: Mapping[str, _Told], _ask: Ask) -> Iterator[File]:
    """The list of projects, and of releases in the shape of ``plugins describe --json``.

    That shape is told in the contract, section 9.
    """
    yield from root_files({name for item in told.values() for name in item.projects})
    described = list_of(text for item in told.values() for text in item.described)
    yield "stigmem/index.json", whole(described)


PROJECTION = Part(name="stigmem", told=_Told, one=_one, joined=_joined)


def _described(release: Release, record: Manifest) -> Mapping[str, Any]:
    hooks = sorted(set(record.hooks))
    wheel = release.artifact(ArtifactFormat.WHEEL)
    parsed = name_and_version(wheel) if wheel else None
    return {
        "name": record.name,
        "version": record.version,
        "requires_stigmem": record.requires_stigmem,
        "capabilities": sorted(set(record.capabilities)),
        "hooks": hooks,
        "hook_count": len(hooks),
        "depends_on": sorted(set(record.depends_on)),
        "discovery_source": {
            "type": "entry_point",
            "distribution": parsed[0] if parsed else record.name,
        },
        # What the node says of every installed plugin: nothing on its path verifies signatures.
        "signed_by": "unsigned",
    }

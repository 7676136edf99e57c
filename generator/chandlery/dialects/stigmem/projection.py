"""What is published for Stigmem: the simple index, and a list of what each plugin declares."""

from collections.abc import Mapping
from typing import Any

from chandlery.dialects.offers import Shelf, shown
from chandlery.dialects.stigmem.manifest import Manifest
from chandlery.dialects.stigmem.simple import name_and_version, simple_index
from chandlery.formats.canonical import readable
from chandlery.model.marketplace import Frame, Marketplace, Package, Release
from chandlery.records.release import ArtifactFormat


def _unfit(marketplace: Frame, package: Package, release: Release) -> str:  # noqa: ARG001
    files = [artifact for artifact in release.artifacts if artifact.format in SHELF.formats]
    readable_names = any(map(name_and_version, files))
    return "" if readable_names else "No installer could read the names of its files."


SHELF = Shelf(
    dialect="stigmem",
    formats=(ArtifactFormat.WHEEL, ArtifactFormat.SDIST),
    chooses=True,
    unfit=_unfit,
)


def project(marketplace: Marketplace) -> Mapping[str, bytes]:
    """The files below ``simple/`` and ``stigmem/``.

    ``stigmem/index.json`` lists the offered releases in the shape of ``plugins describe --json``
    (contract, section 9), from the oldest to the newest of each plugin.
    """
    described = [
        _described(release, Manifest.model_validate(manifest.value))
        for package in marketplace.packages
        for release in shown(SHELF, marketplace, package)
        if marketplace.offered(release) and (manifest := release.manifest("stigmem"))
    ]
    return {**simple_index(marketplace), "stigmem/index.json": readable(described)}


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

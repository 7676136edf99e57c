"""Where a description says another name or version than the catalog."""

from typing import Final

from packaging.utils import canonicalize_name

from chandlery.catalog import ReleaseEntry
from chandlery.dialects.stigmem.manifest import Manifest
from chandlery.dialects.stigmem.rules import version_of


def _is_name(value: object, name: str) -> bool:
    return isinstance(value, str) and canonicalize_name(value) == canonicalize_name(name)


def _is_version(value: object, version: str) -> bool:
    read = version_of(value) if isinstance(value, str) else None
    return read is not None and read == version_of(version)


SAME: Final = {"name": _is_name, "version": _is_version}


def slips_of(entry: ReleaseEntry, twin: Manifest) -> dict[str, str]:
    """What the description says otherwise than the catalog, and what it should say there.

    That is told once: project and code may then agree with the one or the other.
    """
    slips = {}
    if twin.name != (name := entry.native_name("stigmem")):
        slips["name"] = name
    if version_of(twin.version) not in {None, version_of(entry.version)}:
        slips["version"] = entry.version
    return slips

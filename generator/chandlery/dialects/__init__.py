"""The ecosystems."""

from collections.abc import Mapping
from importlib import import_module
from typing import Final

from chandlery.dialects import offers
from chandlery.dialects.base import Dialect
from chandlery.model.marketplace import Frame, Package
from chandlery.model.offering import LeftOut

DIALECTS: Final[Mapping[str, Dialect]] = {
    name: import_module(f"{__name__}.{name}").DIALECT
    for name in ("caliban", "claude", "craik", "kari", "objectstack", "stigmem")
}


def left_out(frame: Frame, package: Package) -> Mapping[str, Mapping[str, LeftOut]]:
    """Why releases of a package are not shown to clients that they have a manifest for.

    By version, then by dialect; a release that every such client is shown has no dialects.
    """
    found: dict[str, dict[str, LeftOut]] = {release.version: {} for release in package.releases}
    for name in package.dialects:
        if shelf := DIALECTS[name].shelf:
            for version, why in offers.left_out(shelf, frame, package).items():
                found[version][name] = why
    return found

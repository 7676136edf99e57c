"""What units of a catalog may have to do with each other, told before anything of them is typed.

A guess decides what is looked at together.  Where it is wrong, what was missed is looked at again.
"""

from collections.abc import Collection, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final

import msgspec

from chandlery.cli.neighbours import Spread, learned
from chandlery.ports.git_objects import ObjectTree
from chandlery.ports.git_units import files_at, names_in
from chandlery.ports.progress import QUIET
from chandlery.stages.relations import Relations, supposed
from chandlery.stages.scope import unit_of

_PACKAGES: Final = ("adapters/", "plugins/")
_CHUNK: Final = 400  # units that Git is asked about at a time


class _Release(msgspec.Struct):
    """What a release may say of itself."""

    publisher: str = ""


_release = msgspec.json.Decoder(_Release)


def guessed(
    place: Path, tree: str, units: Collection[str], spread: Spread
) -> Mapping[str, Relations]:
    """The relations of some units: of packages a guess, of all others what they are."""
    packages = sorted(unit for unit in units if unit.startswith(_PACKAGES))
    others = sorted({*units}.difference(packages))
    found = dict(learned(place, tree, others, QUIET, spread))
    chunks = [packages[at : at + _CHUNK] for at in range(0, len(packages), _CHUNK)]
    example = next(filter(None, (_on_probation(place, tree, some) for some in chunks)), "")
    for owners in spread(partial(_publishers, place, tree), chunks):
        found |= {unit: supposed(unit, who, unit == example) for unit, who in owners.items()}
    return found


def _on_probation(place: Path, tree: str, packages: list[str]) -> str:
    """The first package that has a record of a probation, or ``""``."""
    records = names_in(place, tree, (f"{unit}/governance/" for unit in packages), deep=True)
    return min((unit_of(path) for path in records if "/probation-" in path), default="")


def _publishers(place: Path, tree: str, packages: list[str]) -> dict[str, str]:
    """The publisher of one release of each package; ``""`` where none can be read."""
    versions = names_in(place, tree, (f"{unit}/releases/" for unit in packages))
    release = {unit_of(path): f"{path}/release.json" for path in sorted(versions)}
    items = files_at(place, tree, release.values(), "the catalog")
    with ObjectTree(place, items, "the catalog") as part:
        there = {item.entry.path for item in items}
        told = {unit: _said(part.read(path)) for unit, path in release.items() if path in there}
    return {unit: told.get(unit, "") for unit in packages}


def _said(data: bytes) -> str:
    with suppress(msgspec.MsgspecError):
        return _release.decode(data).publisher
    return ""

"""From a catalog that was found good to every published file: the order of those stages."""

from chandlery.assembly.again import More, NotKept, WrittenTwice
from chandlery.assembly.closing import closed, closed_again
from chandlery.assembly.parts import FIRST, TITLES, parts
from chandlery.assembly.run import SHOWN, Assembled, assemble
from chandlery.assembly.share import (
    Edition,
    Materials,
    Share,
    artifacts,
    everything,
    marketplace,
    owner_of,
)
from chandlery.assembly.site import site

__all__ = [
    "FIRST",
    "SHOWN",
    "TITLES",
    "Assembled",
    "Edition",
    "Materials",
    "More",
    "NotKept",
    "Share",
    "WrittenTwice",
    "artifacts",
    "assemble",
    "closed",
    "closed_again",
    "everything",
    "marketplace",
    "owner_of",
    "parts",
    "site",
]

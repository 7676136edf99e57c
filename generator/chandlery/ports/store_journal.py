"""What a publication into an object store is about to put in place, so that the next can end it.

An object store has no renames.  So what is not content-addressed is first written aside, under its
digest; then this is put down; then each is copied to where readers find it, the entry last.  As
long as it stands there, it is also the lock: who publishes has to create it.
"""

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from chandlery.formats.canonical import canonical
from chandlery.model.content import STAGING, is_publishable

JOURNAL: Final = f"{STAGING}/journal.json"
_SCHEMA: Final = "chandlery.store-journal.v1"
_DIGEST: Final = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """What is done, in this order.

    Attributes:
        over: the SHA-256 of the entry that this takes the place of, "" for none.
        entry: that of the entry which will be there.
        placed: digests of what waits aside, and the paths that it gets.
        removed: paths to remove.
    """

    over: str
    entry: str
    placed: tuple[tuple[str, str], ...]
    removed: tuple[str, ...]

    def data(self) -> bytes:
        """As it is written."""
        return canonical(
            {
                "schema": _SCHEMA,
                "over": self.over,
                "entry": self.entry,
                "placed": [list(item) for item in self.placed],
                "removed": list(self.removed),
            }
        )

    @classmethod
    def of(cls, data: bytes | None) -> "Placing | None":
        """What was put down; anything that is not ours counts as nothing."""
        with suppress(ValueError, TypeError, RecursionError):
            match json.loads(data or b""):
                case {
                    "schema": "chandlery.store-journal.v1",
                    "over": str(over),
                    "entry": str(entry),
                    "placed": list(placed),
                    "removed": list(removed),
                }:
                    pairs = tuple((str(digest), str(path)) for digest, path in placed)
                    gone = tuple(map(str, removed))
                    found = cls(over=over, entry=entry, placed=pairs, removed=gone)
                    return found if found.is_sound() else None
        return None

    def is_sound(self) -> bool:
        """Whether it names digests, and no path that leads elsewhere."""
        paths = (*self.removed, *(path for _, path in self.placed))
        digests = (digest for digest, _ in self.placed)
        return all(map(is_publishable, paths)) and all(map(_DIGEST.fullmatch, digests))


def aside(digest: str) -> str:
    """Where a file waits, by its digest."""
    return f"{STAGING}/{digest}"

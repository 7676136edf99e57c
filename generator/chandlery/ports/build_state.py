"""What a build keeps for the next one, so that what did not change is not looked at again.

It is of one catalog that was built into one folder.  Nothing in it depends on a time; nothing in it
is believed that is not there as it was put in (see `chandlery.ports.vouched`).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from chandlery.model.content import FileFact
from chandlery.ports.pieces import StateDamaged
from chandlery.ports.vouched import Vouched

__all__ = ["BuildState", "Changes", "FileFact", "Kept", "StateDamaged"]


@dataclass(frozen=True, slots=True)
class Kept:
    """What a part keeps of a package or an integration, by key, for files about all."""

    part: str
    name: str
    values: Mapping[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is other than the last build left it; what is not named here stays.

    Attributes:
        facts: all of them; those before are gone.
        units: that are there, or new.
        gone: units that are gone, with their files and what was known of them.
        forgotten: names of packages and integrations of which nothing is told or kept any more.
        told: by part and name; `None` where a part tells nothing any more.
        kept: takes the place of all that a part kept of the name.
        files: by owner, which is a unit or, for the files about all, ``*`` and a part; no files
            for an owner that is gone.
        known: by column and unit; `None` where nothing is known any more.
        words: which units use a word, some words at a time; `None` where none does any more.
    """

    facts: Mapping[str, str]
    units: Collection[str] = ()
    gone: Collection[str] = ()
    forgotten: Collection[str] = ()
    told: Mapping[str, Mapping[str, bytes | None]] = field(default_factory=dict)
    kept: Iterable[Kept] = ()
    files: Mapping[str, Sequence[FileFact]] = field(default_factory=dict)
    known: Mapping[str, Mapping[str, bytes | None]] = field(default_factory=dict)
    words: Iterable[Mapping[str, bytes | None]] = ()


class BuildState:
    """What the last build left; nothing, where there is none that can be believed.

    All questions raise `StateDamaged` where the answer is not what was saved.  Then nothing else
    that was answered may be relied on: `discard` it, and build everything.
    """

    def __init__(self, store: Vouched) -> None:
        self._store = store
        self._files_about_all: dict[str, tuple[FileFact, ...]] = {}

    @classmethod
    def open(cls, file: Path, stamp: str) -> Self:
        """Open what was saved there under the same stamp.

        As long as it is open, nobody else may open it; for them it is empty, and not saved.

        Args:
            stamp: a digest of everything that makes older content worthless.
        """
        return cls(Vouched(file, stamp))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let others have it; what was not saved is not kept."""
        self._store.close()

    def discard(self) -> None:
        """Forget everything: what is saved next is all there is."""
        self._store.discard()
        self._files_about_all.clear()

    @property
    def facts(self) -> Mapping[str, str]:
        """What was said of the whole; empty for no state."""
        return self._store.facts

    def units(self) -> Collection[str]:
        """All units, sorted."""
        return self._store.whole("units").keys()

    def told(self, part: str) -> Mapping[str, bytes]:
        """What a part was told, sorted by the names of the packages and integrations."""
        return self._store.whole(f"told {part}")

    def told_by(self, part: str, names: Iterable[str]) -> Mapping[str, bytes]:
        """What a part was told by some of them, those that told it nothing left out."""
        return self._store.some(f"told {part}", names)

    def kept(self, part: str, name: str, key: str) -> bytes:
        """What a part kept.

        Raises:
            KeyError: it kept nothing of that name and key.
        """
        return self._store.large(f"kept {part}", name, key)

    def files(self, owner: str) -> tuple[FileFact, ...]:
        """What a unit, or for the files about all ``*`` and a part, published."""
        if owner in self._files_about_all:
            return self._files_about_all[owner]
        found = self._store.some("files", [owner])
        files = _files(found[owner]) if owner in found else ()
        if owner.startswith("*"):  # there are thousands, and they are asked for again and again
            self._files_about_all[owner] = files
        return files

    def all_files(self) -> Mapping[str, tuple[FileFact, ...]]:
        """What everybody published, sorted by owner."""
        return {owner: _files(value) for owner, value in self._store.whole("files").items()}

    def known(self, column: str, unit: str) -> bytes | None:
        """What is known of a unit."""
        return self._store.some(f"known {column}", [unit]).get(unit)

    def known_of(self, column: str, units: Iterable[str]) -> Mapping[str, bytes]:
        """What is known of some units, those of which nothing is left out."""
        return self._store.some(f"known {column}", units)

    def words(self, words: Iterable[str]) -> Mapping[str, bytes]:
        """Which units use some words, those that none uses left out."""
        return self._store.some("words", words)

    def all_known(self, column: str) -> Mapping[str, bytes]:
        """What is known of all units, sorted by unit."""
        return self._store.whole(f"known {column}")

    def save(self, changes: Changes) -> str:
        """Save what changed, all of it or nothing, and close the state.

        Returns:
            Why it was not saved; "" where it was.
        """
        changed: dict[str, dict[str, bytes | None]] = defaultdict(dict)
        kept = [*self._without(changes, changed)]
        changed["units"] |= dict.fromkeys(changes.units, b"")
        changed["files"] |= {
            owner: msgspec.msgpack.encode(files) if files else None
            for owner, files in changes.files.items()
        }
        for kind, columns in (("told", changes.told), ("known", changes.known)):
            for column, values in columns.items():
                changed[f"{kind} {column}"] |= values
        put = ((f"kept {item.part}", item.name, item.values) for item in changes.kept)
        words = (("words", some) for some in changes.words)
        return self._store.save(
            changes.facts,
            chain(words, changed.items()),
            (item for some in (kept, put) for item in some),
        )

    def _without(
        self, changes: Changes, changed: dict[str, dict[str, bytes | None]]
    ) -> Iterable[tuple[str, str, Mapping[str, bytes]]]:
        """Take out what is gone; what was kept of it is told."""
        for section in self._store.sections:
            kind = section.split(" ")[0]
            if kind == "kept":
                yield from ((section, name, {}) for name in changes.forgotten)
            elif kind != "words":
                names = changes.forgotten if kind == "told" else changes.gone
                changed[section] |= dict.fromkeys(names)


def _files(data: bytes) -> tuple[FileFact, ...]:
    return msgspec.msgpack.decode(data, type=tuple[FileFact, ...])

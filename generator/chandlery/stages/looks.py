"""What all parts make of packages and integrations, and what they were told before and now."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import starmap
from typing import Any, Protocol

import msgspec

from chandlery.model.content import FileFact, Keep, PublishedFile
from chandlery.model.marketplace import Frame, Subject
from chandlery.model.parts import Ask, Batch, Part


class Previous(Protocol):
    """What the last build left."""

    def told(self, part: str) -> Mapping[str, bytes]:
        """What a part was told, by the names of the packages and integrations, sorted."""
        ...

    def told_by(self, part: str, names: Iterable[str]) -> Mapping[str, bytes]:
        """The same of some of them."""
        ...

    def kept(self, part: str, name: str, key: str) -> bytes:
        """What a part kept."""
        ...

    def files(self, owner: str) -> tuple[FileFact, ...]:
        """What an owner published (`stages.ledger`)."""
        ...

    def all_files(self) -> Mapping[str, tuple[FileFact, ...]]:
        """What every owner published."""
        ...


class Nothing:
    """What the last build left where there was none.  See `Previous`."""

    def told(self, part: str) -> Mapping[str, bytes]:  # noqa: ARG002
        """See `Previous.told`."""
        return {}

    def told_by(self, part: str, names: Iterable[str]) -> Mapping[str, bytes]:  # noqa: ARG002
        """See `Previous.told_by`."""
        return {}

    def kept(self, part: str, name: str, key: str) -> bytes:
        """See `Previous.kept`."""
        raise KeyError(part, name, key)

    def files(self, owner: str) -> tuple[FileFact, ...]:  # noqa: ARG002
        """See `Previous.files`."""
        return ()

    def all_files(self) -> Mapping[str, tuple[FileFact, ...]]:
        """See `Previous.all_files`."""
        return {}


@dataclass(frozen=True, slots=True)
class Look:
    """What all parts make of one package or integration.

    Attributes:
        told: by part.
        kept: by part and key; few will ask for it.
    """

    name: str
    files: tuple[PublishedFile, ...]
    told: Mapping[str, bytes]
    kept: Mapping[str, Mapping[str, PublishedFile]]


def look(parts: Sequence[Part[Any]], frame: Frame, keep: Keep, batch: Batch) -> list[Look]:
    """Look at some packages and integrations, with every part.

    Args:
        keep: takes the bytes out of memory, in whatever process that is.
    """
    return [_look(parts, frame, keep, subject) for subject in batch.subjects()]


def _look(parts: Sequence[Part[Any]], frame: Frame, keep: Keep, subject: Subject) -> Look:
    files: list[PublishedFile] = []
    told: dict[str, bytes] = {}
    kept: dict[str, Mapping[str, PublishedFile]] = {}
    for part in parts:
        one = part.one(frame, subject)
        files += starmap(keep, one.files)
        if one.told is not None:
            told[part.name] = _encoded(one.told)
        if one.kept:
            kept[part.name] = {key: keep(key, data) for key, data in one.kept.items()}
    return Look(subject.name, tuple(files), told, kept)


def _encoded(told: Any) -> bytes:
    """As JSON, with a sign for half of a surrogate pair: no file can hold one."""
    try:
        return msgspec.json.encode(told)
    except UnicodeEncodeError:
        return msgspec.json.encode(_readable(msgspec.to_builtins(told)))


def _readable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_readable(key): _readable(item) for key, item in value.items()}
    return [*map(_readable, value)] if isinstance(value, list | tuple) else value


class LookedUp(Mapping[str, Any]):
    """What a part was told, by name; it is read when it is asked for."""

    def __init__(
        self,
        one: Callable[[str], bytes | None],
        every: Callable[[], Mapping[str, bytes]],
        decode: Callable[[bytes], Any],
    ) -> None:
        """Ask for nothing yet.

        Args:
            one: what was told of a name, if anything.
            every: what was told of all names, sorted.
        """
        self._one = one
        self._read = every
        self._everything: Mapping[str, bytes] | None = None
        self._decode = decode

    def __getitem__(self, name: str) -> Any:
        """What was told of a package or an integration."""
        data = self._one(name) if self._everything is None else self._everything.get(name)
        if data is None:
            raise KeyError(name)
        return self._decode(data)

    def __iter__(self) -> Iterator[str]:
        """The names, sorted."""
        return iter(self._every())

    def __len__(self) -> int:
        """How many there are."""
        return len(self._every())

    def _every(self) -> Mapping[str, bytes]:
        if self._everything is None:
            self._everything = self._read()
        return self._everything


@dataclass(slots=True)
class Known:
    """What parts know of everything: of some as they look now, of the others from before.

    Attributes:
        previous: what the last build left.
        gone: names of which nothing is known any more.
        told: what is told now, by part and name, of those that were looked at.
        kept: the same of what was kept, by part, name and key.
    """

    previous: Previous
    gone: Collection[str] = ()
    told: dict[str, dict[str, bytes | None]] = field(default_factory=dict)
    kept: dict[str, dict[str, Mapping[str, PublishedFile]]] = field(default_factory=dict)

    def take(self, parts: Iterable[Part[Any]], looked: Look) -> None:
        """Take what is told of one that was looked at."""
        for part in parts:
            self.told.setdefault(part.name, {})[looked.name] = looked.told.get(part.name)
            values = looked.kept.get(part.name, {})
            self.kept.setdefault(part.name, {})[looked.name] = values

    def tell(self, part: Part[Any], name: str, told: Any) -> None:
        """Take something that no part could tell by itself."""
        self.told.setdefault(part.name, {})[name] = msgspec.json.encode(told)

    def changed(self, part: Part[Any]) -> tuple[str, ...]:
        """The names of which a part is told something else than before, sorted."""
        now, before = self._asked(part)
        return tuple(name for name in sorted(now) if before.get(name) != now[name])

    def differs(self, part: Part[Any]) -> bool:
        """Whether anything that a part was told is other than before."""
        return bool(self.changed(part))

    def exchanged(self, part: Part[Any]) -> tuple[list[Any], list[Any]]:
        """What a part was told of those that were looked at or are gone: before, and now."""
        decode = msgspec.json.Decoder(part.told).decode
        now, before = self._asked(part)
        return [*map(decode, before.values())], [decode(data) for data in now.values() if data]

    def _asked(self, part: Part[Any]) -> tuple[Mapping[str, bytes | None], Mapping[str, bytes]]:
        now = {**dict.fromkeys(self.gone), **self.told.get(part.name, {})}
        return now, self.previous.told_by(part.name, now)

    def everything(self, part: Part[Any]) -> dict[str, Any]:
        """What a part was told of all, by name, sorted by name."""
        decode = msgspec.json.Decoder(part.told).decode
        return {name: decode(data) for name, data in self._told(part).items()}

    def in_turn(self, part: Part[Any]) -> Iterator[Any]:
        """The same without the names; it is decoded by who goes through it, in any process."""
        return map(msgspec.json.Decoder(part.told).decode, self._told(part).values())

    def looked_up(self, part: Part[Any]) -> "LookedUp":
        """The same, where most of it is not asked for."""
        decode = msgspec.json.Decoder(part.told).decode
        return LookedUp(partial(self._one, part), partial(self._told, part), decode)

    def _one(self, part: Part[Any], name: str) -> bytes | None:
        now = self.told.get(part.name, {})
        if name in now or name in self.gone:
            return now.get(name)
        return self.previous.told_by(part.name, [name]).get(name)

    def before(self, part: Part[Any], names: Iterable[str]) -> "LookedUp":
        """What a part was told of some names before."""
        told = self.previous.told_by(part.name, names)
        return LookedUp(told.get, lambda: told, msgspec.json.Decoder(part.told).decode)

    def _told(self, part: Part[Any]) -> dict[str, bytes]:
        now = self.told.get(part.name, {})
        before = self.previous.told(part.name)
        old: dict[str, bytes | None] = {
            name: data for name, data in before.items() if name not in self.gone
        }
        merged = old | now if old else now
        return {name: data for name in sorted(merged) if (data := merged[name]) is not None}

    def ask(self, part: Part[Any]) -> Ask:
        """Gives what a part kept of any."""
        return partial(self._ask, part.name)

    def _ask(self, part: str, name: str, key: str) -> bytes:
        mine = self.kept.get(part, {})
        if name in mine:
            return mine[name][key].read()
        return self.previous.kept(part, name, key)

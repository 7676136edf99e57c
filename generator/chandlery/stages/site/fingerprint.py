"""A page that is about many → a digest: pages of one digest are rendered to the same bytes.

That holds for the same code, templates, settings, shell and base address, and for pages that show
no package or integration that changed: of these, only names are in the digest.  What a page shows
has to be known type by type; a type that nobody thought of is an error, for it cannot be told
whether it stays the same.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from hashlib import blake2b
from operator import attrgetter
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec
from markupsafe import Markup
from pydantic import BaseModel

from chandlery.checks import Rule
from chandlery.model.marketplace import Frame, Publisher
from chandlery.model.summary import Summary
from chandlery.stages.site.oversight import Decision
from chandlery.stages.site.page import Page

Out = list[bytes]
Writer = Callable[[Any, Out], None]

_SIZE = 16
# How a page is made, and whose it is: neither is shown.
_NOT_SHOWN = {Page: {"late", "owner", "asked"}, Rule: {"check"}}


class Print(NamedTuple):
    """The fingerprint of a page.

    Attributes:
        digest: in hexadecimal digits.
        changed: whether the page shows something that is other than before, so that its digest
            tells nothing.
    """

    digest: str
    changed: bool


class Fingerprints:
    """Digests of the pages of one overview; what stands on many of them is looked at once."""

    def __init__(
        self, frame: Frame, changed: Collection[str] = (), *, own_templates: bool = False
    ) -> None:
        """Take what every page may show.

        Args:
            changed: the names of packages and integrations of which a summary, or the record of a
                publisher that it names, is other than when the pages were made that are there.
            own_templates: whether the catalog brings templates, which may show all of the frame;
                ours show of it the publishers of what they list.
        """
        self._publishers_known = frame.publishers
        self._changed = frozenset(changed)
        self._shows_changed = False
        self._publishers: dict[str, bytes] = {}
        self._writers: dict[type, Writer] = {
            str: _text,
            Markup: _markup,
            int: _number,
            bool: _plain,
            type(None): _plain,
            list: self._items,
            tuple: self._items,
            dict: self._mapping,
            MappingProxyType: self._mapping,
            Summary: self._summary,
            Publisher: self._publisher,
            Decision: self._decision,
        }
        self._frame = self._digest(_whole(frame)) if own_templates else b""

    def of(self, shown: Any) -> Print:
        """The fingerprint of a page, or of what is shown on one.

        Raises:
            TypeError: no fingerprint covers something in it.
        """
        self._shows_changed = False
        digest = blake2b(self._frame + self._digest(shown), digest_size=_SIZE).hexdigest()
        return Print(digest, self._shows_changed)

    def _digest(self, value: Any) -> bytes:
        out: Out = []
        self._write(value, out)
        return blake2b(b"".join(out), digest_size=_SIZE).digest()

    def _write(self, value: Any, out: Out) -> None:
        (self._writers.get(type(value)) or self._learnt(type(value)))(value, out)

    def _learnt(self, kind: type) -> Writer:
        writer = self._writers[kind] = self._writer(kind)
        return writer

    def _writer(self, kind: type) -> Writer:
        """How values of a type are written that was not met before."""
        if issubclass(kind, Enum):
            return self._enum
        if issubclass(kind, BaseModel):
            return self._record
        if issubclass(kind, msgspec.Struct):
            return self._object(kind, kind.__struct_fields__)
        if issubclass(kind, tuple) and hasattr(kind, "_fields"):
            return self._object(kind, kind._fields)
        if is_dataclass(kind):
            return self._object(kind, [field.name for field in fields(kind)])
        raise TypeError(f"no fingerprint covers a {kind.__module__}.{kind.__qualname__}")

    def _items(self, value: Any, out: Out) -> None:
        out.append(b"(%d:" % len(value))
        kinds = {*map(type, value)}
        if kinds == {Summary}:
            self._named([item.name for item in value], out)
            return
        if kinds == {Decision}:
            self._named([item.package.name for item in value], out)
            out += [b"%d %d;" % (item.at, item.place) for item in value]
            return
        writers = self._writers
        for item in value:
            (writers.get(type(item)) or self._learnt(type(item)))(item, out)

    def _mapping(self, value: Mapping[Any, Any], out: Out) -> None:
        out.append(b"{%d:" % len(value))
        for key, item in value.items():
            self._write(key, out)
            self._write(item, out)

    def _object(self, kind: type, fields: Iterable[str]) -> Writer:
        head = b"<" + f"{kind.__module__}.{kind.__qualname__}".encode() + b">"
        names = [name for name in fields if name not in _NOT_SHOWN.get(kind, ())]
        # Of one name, `attrgetter` gives no tuple.
        values = attrgetter(*names) if len(names) > 1 else lambda value: [getattr(value, names[0])]
        writers = self._writers

        def write(value: Any, out: Out) -> None:
            out.append(head)
            for item in values(value):
                (writers.get(type(item)) or self._learnt(type(item)))(item, out)

        return write

    def _enum(self, value: Enum, out: Out) -> None:
        _text(type(value).__qualname__, out)
        _text(value.name, out)

    def _record(self, value: BaseModel, out: Out) -> None:
        _text(type(value).__qualname__, out)
        self._write(value.model_dump(), out)

    def _publisher(self, value: Publisher, out: Out) -> None:
        known = self._publishers_known.get(value.name) is value
        out.append(self._of_publisher(value.name) if known else self._said(value))

    def _summary(self, value: Summary, out: Out) -> None:
        self._named([value.name], out)

    def _named(self, names: list[str], out: Out) -> None:
        """Summaries: they stay the same, or their page is made again."""
        out.append(b"S")
        _text(" ".join(names), out)
        if not self._changed.isdisjoint(names):
            self._shows_changed = True

    def _decision(self, value: Decision, out: Out) -> None:
        """Its moment is in the summary: there are more of these than of anything else."""
        self._summary(value.package, out)
        out.append(b"%d %d;" % (value.at, value.place))

    def _of_publisher(self, name: str) -> bytes:
        if name not in self._publishers:
            self._publishers[name] = self._said(self._publishers_known.get(name))
        return self._publishers[name]

    def _said(self, publisher: Publisher | None) -> bytes:
        return self._digest((publisher.name, publisher.record) if publisher else None)


def _whole(frame: Frame) -> tuple[Any, ...]:
    """All of a frame that is not said to be the same."""
    return (
        tuple((name, item.record) for name, item in sorted(frame.publishers.items())),
        frame.advisories,
        frame.renames,
        frame.waivers,
    )


def _text(value: str, out: Out) -> None:
    data = value.encode("utf-8", "surrogatepass")
    out.append(b"s%d:" % len(data))
    out.append(data)


def _markup(value: Markup, out: Out) -> None:
    out.append(b"h")
    _text(value, out)


def _number(value: int, out: Out) -> None:
    out.append(b"%d;" % value)


def _plain(value: object, out: Out) -> None:
    out.append(f"{value!r};".encode())

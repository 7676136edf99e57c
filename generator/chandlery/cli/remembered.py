"""What a build remembers of a catalog for the next: its units, what was found, who is who."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import msgspec

from chandlery.catalog import Catalog
from chandlery.cli.since_build import Built
from chandlery.cli.waiting import Waiting, waiting
from chandlery.diagnostics import Diagnostic
from chandlery.documents import Document
from chandlery.model.content import Keep
from chandlery.model.governance import Advisory
from chandlery.model.marketplace import Frame, Marketplace, Publisher
from chandlery.ports.build_state import BuildState
from chandlery.ports.pieces import part_of
from chandlery.records.publisher import PublisherRecord
from chandlery.stages.moments import next_moments
from chandlery.stages.related import Users, used
from chandlery.stages.relations import Relations
from chandlery.stages.scope import Scope, unit_of

# The columns: what is known of each unit.
FINDINGS: Final = "findings"
MOMENT: Final = "moment"
PUBLISHER: Final = "publisher"
ADVISORY: Final = "advisory"
RELATIONS: Final = "relations"

_PUBLISHERS: Final = "publishers/"
_ADVISORIES: Final = "advisories/"
_WAIVERS: Final = "waivers"
_RECORDS: Final = (_PUBLISHERS, _ADVISORIES)
_FRAME: Final = (PUBLISHER, ADVISORY)
_PARTS: Final = 16  # of all words, which would take a hundred megabytes for ten thousand plugins

_findings = msgspec.json.Decoder(tuple[Diagnostic, ...])
_relations = msgspec.msgpack.Decoder(Relations)
_users = msgspec.msgpack.Decoder(Users)
_advisory = msgspec.json.Decoder(Advisory)

Columns = dict[str, dict[str, bytes | None]]


class KeptUnits:
    """The units of the last build, looked up one by one; see `stages.related.Units`."""

    def __init__(self, state: BuildState) -> None:
        self._state = state
        self._relations: dict[str, Relations | None] = {}
        self._users: dict[str, Users | None] = {}

    @cached_property
    def names(self) -> Collection[str]:
        """All of them."""
        return self._state.units()

    def of(self, unit: str) -> Relations | None:
        """What one defines and mentions; `None` where it is not there."""
        if unit not in self._relations:
            data = self._state.known(RELATIONS, unit)
            self._relations[unit] = _relations.decode(data) if data else None
        return self._relations[unit]

    def users(self, words: Iterable[str]) -> dict[str, Users]:
        """Who defines and who mentions some words; words that nobody uses are left out."""
        asked = {*words}
        if unknown := asked - self._users.keys():
            found = self._state.words(unknown)
            self._users |= dict.fromkeys(unknown)
            self._users |= {word: _users.decode(data) for word, data in found.items()}
        return {word: users for word in asked if (users := self._users[word])}


def related_now(known: Mapping[str, Relations | None]) -> dict[str, bytes | None]:
    """What some units define and mention, as it is remembered."""
    return {unit: msgspec.msgpack.encode(has) if has else None for unit, has in known.items()}


def words_now(users: Mapping[str, Users | None]) -> dict[str, bytes | None]:
    """Who uses some words, as it is remembered."""
    return {word: msgspec.msgpack.encode(it) if it else None for word, it in users.items()}


Encoded = Mapping[str, bytes | None]


@dataclass(frozen=True, slots=True)
class Related:
    """What all units have to do with each other, as it is remembered.

    It waits on disk: who asks for it gets a copy.

    Attributes:
        units: what each defines and mentions.
        words: who uses each word, some words at a time.
    """

    units: Waiting[Encoded]
    words: Sequence[Waiting[Encoded]]


def related_all(known: Mapping[str, Relations], keep: Keep) -> Related:
    """What all units have to do with each other, put where it waits."""
    users = used(known)
    parts: list[dict[str, Users]] = [{} for _ in range(_PARTS)]
    while users:
        word, who = users.popitem()
        parts[part_of(word, _PARTS)][word] = who
    words: list[Waiting[Encoded]] = [waiting(words_now(part), keep) for part in parts]
    return Related(waiting(related_now(known), keep), words)


def built(state: BuildState, at: str) -> Built | None:
    """The catalog that was built last, if anything is remembered of it.

    Args:
        at: the moment at which it is judged now.

    Raises:
        StateDamaged: not all of it.
    """
    facts = state.facts
    if "tree" not in facts:
        return None
    due = frozenset[str]()
    if facts["due"] and facts["due"] <= at:
        moments = state.all_known(MOMENT)
        due = frozenset(unit for unit, moment in moments.items() if moment.decode() <= at)
    return Built(tree=facts["tree"], at=facts["at"], due=due, units=KeptUnits(state))


def first_due(state: BuildState, at: str, moments: Mapping[str, bytes | None]) -> str:
    """No unit is to be looked at before this moment because of a date; "" for never.

    Args:
        at: the moment of this build.
        moments: of the units that were looked at.
    """
    known, before = [*moments.values()], state.facts.get("due", "")
    if before and before <= at:  # whoever set it was looked at now
        known = [*{**state.all_known(MOMENT), **moments}.values()]
        before = ""
    return min((item for item in (before, *map(_text, known)) if item), default="")


def _text(data: bytes | None) -> str:
    return data.decode() if data else ""


def count(state: BuildState, units: Iterable[str]) -> int:
    """How many findings there were in some units."""
    return sum(len(_findings.decode(data)) for data in state.known_of(FINDINGS, units).values())


@dataclass(frozen=True, slots=True)
class Framed:
    """The frame of a whole marketplace, of which a part was looked at.

    Attributes:
        differs: whether anything in it is other than it was.
        publishers: of which the record is other than it was, or is gone.
        columns: what is other, to be remembered.
    """

    frame: Frame
    differs: bool
    publishers: frozenset[str]
    columns: Columns


def framed(
    part: Marketplace, catalog: Catalog, state: BuildState, looked_at: frozenset[str]
) -> Framed:
    """Put a part's frame and what is remembered of the rest together.

    Args:
        part: what was looked at, and what that has to do with.
        catalog: what `part` was made of.
        looked_at: the units that were.

    Raises:
        StateDamaged: what is remembered is not there as it was put in.
    """
    now = columns(part, catalog, looked_at)
    before = {column: state.all_known(column) for column in now}
    others = {
        column: [unit for unit, data in units.items() if before[column].get(unit) != data]
        for column, units in now.items()
    }
    differs = _WAIVERS in looked_at or any(others.values())
    publishers, advisories = (_merged(before[column], now[column]) for column in _FRAME)
    frame = replace(
        part.frame,
        publishers={
            unit.removeprefix(_PUBLISHERS): _publisher(unit.removeprefix(_PUBLISHERS), data)
            for unit, data in publishers
        },
        advisories=tuple(_advisory.decode(data) for _, data in advisories),
    )
    named = frozenset(unit.removeprefix(_PUBLISHERS) for unit in others[PUBLISHER])
    return Framed(frame, differs, named, now)


def columns(part: Marketplace, catalog: Catalog, looked_at: frozenset[str] | None) -> Columns:
    """Publishers and advisories as they are remembered.

    Args:
        looked_at: the units to tell of; those that are not there are gone.  `None` for all.
    """
    units = looked_at or frozenset()
    told: Columns = {
        column: {unit: None for unit in units if unit.startswith(folder)}
        for column, folder in zip(_FRAME, (_PUBLISHERS, _ADVISORIES), strict=True)
    }
    for name, entry in catalog.publishers.items():
        if looked_at is None or _PUBLISHERS + name in units:
            told[PUBLISHER][_PUBLISHERS + name] = msgspec.json.encode(entry.document.value)
    packages = {unit.rpartition("/")[2] for unit in units if not unit.startswith(_RECORDS)}
    for advisory in part.advisories:
        unit = _ADVISORIES + advisory.id
        if looked_at is None or unit in units or advisory.package in packages:
            told[ADVISORY][unit] = msgspec.json.encode(advisory)
    return told


def due(documents: Iterable[Document], at: str, scope: Scope) -> dict[str, bytes | None]:
    """When units are to be looked at again, as it is remembered.

    Args:
        documents: what was looked at, and more.
        at: the moment at which it was judged.
        scope: the units to tell of.
    """
    moments = next_moments(documents, at)
    told: dict[str, bytes | None] = dict.fromkeys(scope.units or ())
    return told | {
        unit: moment.encode()
        for unit, moment in moments.items()
        if scope.units is None or unit in scope.units
    }


def _merged(
    before: Mapping[str, bytes], now: Mapping[str, bytes | None]
) -> Iterator[tuple[str, bytes]]:
    both: Mapping[str, bytes | None] = {**before, **now}
    yield from ((unit, data) for unit, data in sorted(both.items()) if data is not None)


def _publisher(name: str, data: bytes) -> Publisher:
    return Publisher(name=name, record=PublisherRecord.model_validate(msgspec.json.decode(data)))


def by_unit(found: Iterable[Diagnostic]) -> dict[str, bytes]:
    """What was found, as it is remembered."""
    units: dict[str, list[Diagnostic]] = {}
    for item in found:
        units.setdefault(unit_of(item.file), []).append(item)
    return {unit: msgspec.json.encode(items) for unit, items in units.items()}

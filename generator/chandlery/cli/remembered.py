"""What a build remembers of a catalog for the next: its units, what was found, who is who."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

import msgspec

from chandlery.catalog import Catalog
from chandlery.cli.since_build import Built
from chandlery.diagnostics import Diagnostic
from chandlery.documents import Document
from chandlery.model.governance import Advisory
from chandlery.model.marketplace import Frame, Marketplace, Publisher
from chandlery.ports.build_state import BuildState
from chandlery.records.publisher import PublisherRecord
from chandlery.stages.moments import next_moments
from chandlery.stages.scope import Scope, unit_of

# The columns: what is known of each unit.
FINDINGS: Final = "findings"
MOMENT: Final = "moment"
PUBLISHER: Final = "publisher"
ADVISORY: Final = "advisory"

_PUBLISHERS: Final = "publishers/"
_ADVISORIES: Final = "advisories/"
_WAIVERS: Final = "waivers"
_RECORDS: Final = (_PUBLISHERS, _ADVISORIES)
_FRAME: Final = (PUBLISHER, ADVISORY)

_findings = msgspec.json.Decoder(tuple[Diagnostic, ...])
_advisory = msgspec.json.Decoder(Advisory)

Columns = dict[str, dict[str, bytes | None]]


def built(state: BuildState) -> Built | None:
    """The catalog that was built last, if anything is remembered of it.

    Raises:
        StateDamaged: not all of it.
    """
    if "tree" not in state.facts:
        return None
    moments = {unit: data.decode() for unit, data in state.all_known(MOMENT).items()}
    side = state.facts["tree"], state.units()
    return Built(side=side, at=state.facts["at"], moments=moments)


def findings(state: BuildState) -> dict[str, tuple[Diagnostic, ...]]:
    """What was found, by unit.

    Raises:
        StateDamaged: it is not there as it was put in.
    """
    return {unit: _findings.decode(data) for unit, data in state.all_known(FINDINGS).items()}


@dataclass(frozen=True, slots=True)
class Framed:
    """The frame of a whole marketplace, of which a part was looked at.

    Attributes:
        differs: whether anything in it is other than it was.
        columns: what is other, to be remembered.
    """

    frame: Frame
    differs: bool
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
    differs = _WAIVERS in looked_at or any(
        before[column].get(unit) != data for column in now for unit, data in now[column].items()
    )
    publishers, advisories = (_merged(before[column], now[column]) for column in _FRAME)
    frame = replace(
        part.frame,
        publishers={
            unit.removeprefix(_PUBLISHERS): _publisher(unit.removeprefix(_PUBLISHERS), data)
            for unit, data in publishers
        },
        advisories=tuple(_advisory.decode(data) for _, data in advisories),
    )
    return Framed(frame, differs, now)


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

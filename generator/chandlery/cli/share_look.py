"""One share of a catalog for a build: a group of units, looked at with all these have to do with.

What is left of it are findings, and packages that wait on disk for their pages.
"""

import argparse
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Final

from chandlery.assembly import FIRST, Edition, artifacts, marketplace, owner_of
from chandlery.catalog import Catalog
from chandlery.cli.options import fetch_with
from chandlery.cli.remembered import Columns, columns, due
from chandlery.cli.waiting import waiting
from chandlery.diagnostics import Diagnostic, has_errors
from chandlery.model.content import PublishedFile
from chandlery.model.marketplace import Frame, Subject
from chandlery.model.parts import Batch, batches, subjects
from chandlery.pipeline import Inspection, inspect
from chandlery.ports.fetch import Fetcher
from chandlery.ports.git import GitTree
from chandlery.ports.git_objects import ObjectTree
from chandlery.ports.git_units import items_of
from chandlery.ports.progress import QUIET
from chandlery.ports.spool import Spool
from chandlery.rules.identities import not_held
from chandlery.rules.strangers import NotHeld, not_held_in
from chandlery.stages.grouping import Neighbourhoods
from chandlery.stages.load import load
from chandlery.stages.looks import Look, look
from chandlery.stages.previous import Digests, altered
from chandlery.stages.related import beside
from chandlery.stages.relations import Relations, relations
from chandlery.stages.resolve import resolve
from chandlery.stages.scope import Narrowing, Scope, unit_of
from chandlery.stages.validate import validate

_ADVISORIES: Final = "advisories/"
_FRAME: Final = ("publishers/", _ADVISORIES)
_NAME: Final = "n:"
# Where it is said that a waiver is not needed, or that a release is gone: of whichever unit.
_ABOUT_OTHERS: Final = {"waivers", "marketplace"}
OF: Final = "the catalog"


@dataclass(frozen=True, slots=True, kw_only=True)
class Framed:
    """What a marketplace is beside its packages.

    Attributes:
        catalog: without these.
        columns: publishers and advisories as they are remembered.
    """

    frame: Frame
    catalog: Catalog
    columns: Columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What is left of a share that was looked at.

    Attributes:
        units: that were looked at.
        first: what `assembly.FIRST` told of the packages and integrations.
        owners: who owns the files of each package and integration, by name.
        artifacts: the files that they serve, by owner.
        due: when units are to be looked at again.
        not_held: what is told of the catalog as a whole, share by share.
    """

    units: frozenset[str]
    found: tuple[Diagnostic, ...]
    owners: Mapping[str, str] = field(default_factory=dict)
    batches: tuple[Batch, ...] = ()
    first: tuple[Look, ...] = ()
    artifacts: Mapping[str, Sequence[PublishedFile]] = field(default_factory=dict)
    due: Mapping[str, bytes | None] = field(default_factory=dict)
    not_held: tuple[NotHeld, ...] = ()

    def again(self, missed: frozenset[str]) -> frozenset[str]:
        """What is to be looked at again because some units were looked at without others.

        That is all, where something was said elsewhere, or for the first unit alone.
        """
        own = self.units - _ABOUT_OTHERS
        elsewhere = any(unit_of(item.file) not in own for item in self.found)
        first = any(part.first and unit_of(part.first[0].path) in missed for part in self.not_held)
        return self.units if missed and (elsewhere or first) else missed

    def without(self, units: frozenset[str]) -> "Seen":
        """What is left of it without some of its units, of what was said elsewhere nothing."""
        if not units:
            return self
        names = {name for name, owner in self.owners.items() if owner in units}
        left = (_without(batch, names) for batch in self.batches)
        own = self.units - units
        places = {(unit.startswith("integrations/"), unit.rpartition("/")[2]) for unit in units}
        return replace(
            self,
            units=own,
            found=tuple(item for item in self.found if unit_of(item.file) in own),
            owners={name: owner for name, owner in self.owners.items() if owner not in units},
            batches=tuple(batch for batch in left if batch.names),
            first=tuple(item for item in self.first if item.name not in names),
            artifacts={owner: it for owner, it in self.artifacts.items() if owner not in units},
            due={unit: moment for unit, moment in self.due.items() if unit not in units},
            not_held=tuple(part for part in self.not_held if part.place not in places),
        )


@dataclass(frozen=True, slots=True)
class Read:
    """What was read for a share.

    Attributes:
        units: its own, and those beside them.
        related: what its own have to do with others, where that had been guessed.
    """

    units: frozenset[str]
    related: Mapping[str, Relations]


def _without(batch: Batch, names: AbstractSet[str]) -> Batch:
    if names.isdisjoint(batch.names):
        return batch
    left = tuple(name for name in batch.names if name not in names)
    return Batch(left, partial(_some_of, batch, left))


def _some_of(batch: Batch, names: Collection[str]) -> Sequence[Subject]:
    return [item for item in batch.subjects() if item.name in names]


def frame_of(
    place: Path, tree: str, base_url: str | None, at: str, known: Mapping[str, Relations]
) -> Framed | None:
    """What the marketplace is beside its packages, if the settings can be read."""
    advised = {
        word
        for unit, has in known.items()
        if unit.startswith(_ADVISORIES)
        for word in has.mentions
        if word.startswith(_NAME)
    }
    units = [
        unit
        for unit, has in known.items()
        if "/" not in unit or unit.startswith(_FRAME) or not advised.isdisjoint(has.defines)
    ]
    with ObjectTree(place, items_of(place, tree, units, OF), OF) as part:
        catalog = validate(load(part).value).catalog
    if "marketplace" in catalog.unread:
        return None
    base_url = base_url or catalog.settings.base_url
    market = resolve(catalog, {}, base_url=base_url, at=at, asked=lambda _: False)
    bare = replace(catalog, packages=(), integrations=(), paths=frozenset(), site={})
    return Framed(frame=market.frame, catalog=bare, columns=columns(market, catalog, None))


class Looker:
    """Looks at one share after the other, in whatever process that is."""

    def __init__(
        self,
        args: argparse.Namespace,
        tree: GitTree,
        framed: Framed,
        edition: Edition,
        published: Digests | None,
    ) -> None:
        self._args = args
        self._place, self._tree = tree.folder, tree.id
        self._framed = framed
        self._edition, self._at = edition, edition.at
        self._published = published
        self._keep = Spool().keep

    def look(
        self, near: Neighbourhoods, guessed: Collection[str], units: frozenset[str]
    ) -> tuple[Seen, Read]:
        """Look at some units, with all that these have to do with.

        Args:
            near: tells what that is.
            guessed: the units of which it guesses.
            units: those to look at.
        """
        wanted = near.neighbourhood(units) | beside(units, near.units)
        items = items_of(self._place, self._tree, wanted, OF)
        fetcher = Fetcher(self._args.cache, offline=self._args.offline, progress=QUIET)
        with (
            ThreadPoolExecutor(self._args.jobs) as pool,
            ObjectTree(self._place, items, OF) as tree,
        ):
            inspection = inspect(
                tree,
                fetch=fetch_with(fetcher),
                at=self._at,
                run_all=pool.map,
                apart=map,
                narrowing=Narrowing(below=Scope(units=units | self._lost(units, near.units))),
                keep=self._keep,
            )
            related = _related(units.intersection(guessed), inspection.catalog)
            return self._seen(units, inspection), Read(wanted, related)

    def _lost(self, units: Collection[str], every: AbstractSet[str]) -> frozenset[str]:
        """Units that are not there, and that waivers name: these are judged with the waivers."""
        if "waivers" not in units:
            return frozenset()
        named = {unit_of(waiver.path) for waiver in self._framed.catalog.waivers}
        return frozenset(named - every)

    def _seen(self, units: frozenset[str], inspection: Inspection) -> Seen:
        found = self._found(units, inspection)
        if inspection.catalog is None:
            return Seen(units=units, found=found)
        # An error may be gone when its unit is looked at again; the others are sound all the same.
        bad = {unit_of(item.file) for item in found if has_errors([item])}
        market = marketplace(inspection, self._edition, (units - bad).__contains__)
        every, scope = subjects(market), Scope(units=units)
        some, frame = batches([*every.values()]), self._framed.frame
        return Seen(
            units=units,
            found=found,
            owners={name: owner_of(subject) for name, subject in every.items()},
            batches=tuple(
                Batch(batch.names, waiting(batch.subjects(), self._keep)) for batch in some
            ),
            first=tuple(
                looked for batch in some for looked in look(FIRST, frame, self._keep, batch)
            ),
            artifacts=artifacts(market, inspection),
            due=due(inspection.documents, self._at, scope),
            not_held=tuple(not_held_in(inspection.catalog, scope.holds)),
        )

    def _found(self, units: frozenset[str], inspection: Inspection) -> tuple[Diagnostic, ...]:
        """What was found in these units, and what is said of waivers for them."""
        there = units | {"waivers"}
        found = [
            item
            for item in inspection.diagnostics
            if unit_of(item.file) in there and item.code != not_held.code
        ]
        if self._published and inspection.catalog:
            names = {unit.rpartition("/")[2] for unit in units}
            mine = frozenset(item for item in self._published if item[0] in names)
            found += altered(inspection.catalog, mine)
        return tuple(found)


def _related(units: frozenset[str], catalog: Catalog | None) -> dict[str, Relations]:
    found = relations(catalog) if units and catalog else {}
    return {unit: found.get(unit, Relations()) for unit in units}

"""One share of a catalog for a build: a group of units, looked at with all these have to do with.

What is left of it are findings, and packages that wait on disk for their pages.
"""

import argparse
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from pickle import HIGHEST_PROTOCOL, dumps, loads
from typing import Final

from chandlery.assembly import SUMMARY, Edition, artifacts, marketplace, owner_of
from chandlery.catalog import Catalog
from chandlery.cli.options import fetch_with
from chandlery.cli.remembered import Columns, columns, due
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
from chandlery.stages.relations import Relations
from chandlery.stages.resolve import resolve
from chandlery.stages.scope import Narrowing, Scope, unit_of
from chandlery.stages.validate import validate

_ADVISORIES: Final = "advisories/"
_FRAME: Final = ("publishers/", _ADVISORIES)
_NAME: Final = "n:"
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
        owners: who owns the files of each package and integration, by name.
        artifacts: the files that they serve, by owner.
        due: when units are to be looked at again.
        not_held: what is told of the catalog as a whole, share by share.
    """

    found: tuple[Diagnostic, ...]
    owners: Mapping[str, str] = field(default_factory=dict)
    batches: tuple[Batch, ...] = ()
    summaries: tuple[Look, ...] = ()
    artifacts: Mapping[str, Sequence[PublishedFile]] = field(default_factory=dict)
    due: Mapping[str, bytes | None] = field(default_factory=dict)
    not_held: tuple[NotHeld, ...] = ()


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

    def __init__(  # noqa: PLR0913, PLR0917 - what is looked at, when, and beside what
        self,
        args: argparse.Namespace,
        tree: GitTree,
        framed: Framed,
        edition: Edition,
        known: Mapping[str, Relations],
        published: Digests | None,
    ) -> None:
        self._args = args
        self._place, self._tree = tree.folder, tree.id
        self._framed = framed
        self._edition, self._at = edition, edition.at
        self._every = known.keys()
        self._near = Neighbourhoods(known)
        self._published = published
        self._keep = Spool().keep

    def look(self, units: frozenset[str]) -> Seen:
        """Look at some units, with all that these have to do with."""
        wanted = self._near.neighbourhood(units) | beside(units, self._every)
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
                narrowing=Narrowing(below=Scope(units=units | self._lost(units))),
                keep=self._keep,
            )
            return self._seen(units, inspection)

    def _lost(self, units: Collection[str]) -> frozenset[str]:
        """Units that are not there, and that waivers name: these are judged with the waivers."""
        if "waivers" not in units:
            return frozenset()
        named = {unit_of(waiver.path) for waiver in self._framed.catalog.waivers}
        return frozenset(named - self._every)

    def _seen(self, units: frozenset[str], inspection: Inspection) -> Seen:
        found = self._found(units, inspection)
        if inspection.catalog is None or has_errors(inspection.diagnostics):
            return Seen(found=found)
        market = marketplace(inspection, self._edition, lambda folder: folder in units)
        every, scope = subjects(market), Scope(units=units)
        some, frame = batches([*every.values()]), self._framed.frame
        return Seen(
            found=found,
            owners={name: owner_of(subject) for name, subject in every.items()},
            batches=tuple(self._waiting(batch) for batch in some),
            summaries=tuple(
                looked for batch in some for looked in look((SUMMARY,), frame, self._keep, batch)
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

    def _waiting(self, batch: Batch) -> Batch:
        """A batch that waits on disk: whoever asks for it gets a copy."""
        data = dumps(batch.subjects(), protocol=HIGHEST_PROTOCOL)
        return Batch(batch.names, _Waiting(self._keep("", data)))


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Packages and integrations that this build has put on disk."""

    file: PublishedFile

    def __call__(self) -> Sequence[Subject]:
        some: Sequence[Subject] = loads(self.file.read())  # noqa: S301 - our own, of this build
        return some

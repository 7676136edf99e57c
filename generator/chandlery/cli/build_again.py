"""A build of what changed since the last one, with the bytes of a build from scratch."""

import argparse
import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from chandlery.assembly import (
    Assembled,
    Edition,
    Materials,
    More,
    NotKept,
    Share,
    WrittenTwice,
    artifacts,
    closed_again,
    marketplace,
    owner_of,
)
from chandlery.catalog import Catalog
from chandlery.cli.composition import assembled_of, edition_of, look, moment_of
from chandlery.cli.memory import WEBSITE, Learned, Memory
from chandlery.cli.remembered import (
    FINDINGS,
    MOMENT,
    Framed,
    built,
    by_unit,
    count,
    due,
    framed,
    related_now,
    words_now,
)
from chandlery.cli.shown import show
from chandlery.cli.since_build import Built, Since, since
from chandlery.defaults import default_templates
from chandlery.diagnostics import has_errors
from chandlery.formats.listing import has_line
from chandlery.model.content import PublishedFile
from chandlery.model.marketplace import Kind, Marketplace
from chandlery.model.parts import batches, subjects
from chandlery.pipeline import Inspection
from chandlery.ports.build_state import StateDamaged
from chandlery.ports.errors import StorageError
from chandlery.ports.folder import FolderSink, SinkReport, read_file
from chandlery.ports.git_objects import ObjectTree
from chandlery.ports.git_units import items_of
from chandlery.ports.processes import WORTH_IT
from chandlery.ports.progress import Progress
from chandlery.ports.spool import Spool
from chandlery.ports.stays import published
from chandlery.rules.sizes import Totals, grown, oversized, totals, without
from chandlery.stages.index import ENTRY, FILES, names_in
from chandlery.stages.ledger import Ledger
from chandlery.stages.overlay import own_templates
from chandlery.stages.scope import Narrowing, unit_of

_WAIVERS: Final = "waivers"
_TEMPLATES: Final = "templates"
# With more units, the pages about many are worth a process of their own, however few there are.
_LARGE: Final = 2_000
_SHARED: Final = "artifacts/"  # where two packages may own one file


class _Everything(Exception):  # noqa: N818 - it says what is to be done
    """Only a build from scratch can tell, or do, what is to be told or done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    """What a build of what changed has published.

    Attributes:
        looked_at: how many packages and integrations.
        of: how many there are.
        others: how many findings there are in what was not looked at.
    """

    report: SinkReport
    looked_at: int
    of: int
    others: int


def build_again(args: argparse.Namespace, memory: Memory, progress: Progress) -> Renewed | None:
    """Build what changed, and tell what was found in it.

    Returns:
        `None` where nothing was done, and all is to be built.
    """
    if args.previous or args.size_report:
        return None
    try:
        return _Again(args, memory, progress).run()
    except (StateDamaged, _Everything, NotKept, WrittenTwice):
        return None


class _Again:
    """One build of what changed."""

    def __init__(self, args: argparse.Namespace, memory: Memory, progress: Progress) -> None:
        self._args = args
        self._memory = memory
        self._state = memory.state
        self._progress = progress
        self._at = moment_of(memory.tree.commit)

    def run(self) -> Renewed | None:
        was = built(self._state, self._at)
        listing = self._listing() if was else b""
        if was is None or not listing:
            return None
        while True:
            try:
                return self._look(was, listing)
            except More as more:
                was = replace(was, due=was.due | self._units_of(was, more.names))

    def _look(self, was: Built, listing: bytes) -> Renewed | None:
        """Look at what changed, and build it.

        Raises:
            More: others have to be looked at too.
        """
        tree = self._memory.tree
        with since(tree.folder, was, tree.id, self._at, self._progress) as what:
            if what is None:
                return None
            narrowing = Narrowing(change=what.change)
            keep = Spool().keep
            inspection = look(self._args, what.tree, self._at, self._progress, narrowing, keep=keep)
            return self._build(what, inspection, listing)

    def _units_of(self, was: Built, names: Collection[str]) -> frozenset[str]:
        units = (f"{kind.folder}/{name}" for kind in Kind for name in names)
        return frozenset(unit for unit in units if unit in was.units.names)

    def _listing(self) -> bytes:
        """The list of what is published, if it is that of the last build."""
        try:
            data = read_file(self._args.out / FILES)
        except StorageError:
            return b""
        same = hashlib.sha256(data).hexdigest() == self._state.facts["listing"]
        return data if same else b""

    def _build(self, what: Since, inspection: Inspection, listing: bytes) -> Renewed:
        catalog = inspection.catalog
        if catalog is None:
            raise _Everything
        found = self._found(inspection)
        edition = edition_of(self._args, inspection, self._memory.tree.commit)
        market = marketplace(inspection, edition, lambda folder: folder in what.units)
        frame = framed(market, catalog, self._state, what.units)
        materials = self._materials()
        if frame.differs and any(materials.templates[:-1]):
            raise _Everything  # a template of the catalog's own may show any of it on any page
        self._progress.step("rendering")
        share = self._share(what, market, inspection, frame)
        large = len(self._state.units()) > _LARGE
        worth = 2 if large else WORTH_IT
        assembled = assembled_of(share, materials, self._args.jobs, worth, busy=large)
        report = self._publish(what, inspection, found, assembled, frame, edition, listing)
        if inspection.diagnostics:
            show(inspection.diagnostics, what.tree, self._args.catalog)
        return Renewed(
            report=report,
            looked_at=len(share.owners),
            of=names_in(assembled.counts),
            others=found - len(inspection.diagnostics),
        )

    def _found(self, inspection: Inspection) -> int:
        """How much is found in the whole catalog, if none of it keeps it from being built."""
        found = inspection.diagnostics
        own = {unit_of(item.file) for item in found}
        units = own.union(inspection.scope.units or ())
        # Of waivers that are not needed, only a look at everything can tell.
        waivers = _WAIVERS in own or (_WAIVERS not in units and count(self._state, [_WAIVERS]))
        if waivers or has_errors(found):
            raise _Everything
        return int(self._state.facts["found"]) - count(self._state, units) + len(found)

    def _share(
        self, what: Since, market: Marketplace, inspection: Inspection, frame: Framed
    ) -> Share:
        units = what.units
        looked = {name: it for name, it in subjects(market).items() if owner_of(it) in units}
        there = {*map(owner_of, looked.values())}
        folders = tuple(f"{kind.folder}/" for kind in Kind)
        gone = {unit for unit in units if unit.startswith(folders) and unit not in there}
        return Share(
            frame=frame.frame,
            owners={name: owner_of(it) for name, it in looked.items()},
            batches=batches([*looked.values()]),
            artifacts=artifacts(market, inspection),
            previous=self._state,
            gone={unit.rpartition("/")[2] for unit in gone} - looked.keys(),
            owners_gone=gone,
            near=sorted(unit.rpartition("/")[2] for unit in what.near),
            counts=json.loads(self._state.facts["counts"]),
            read=partial(published, self._args.out),
            publishers=frame.publishers,
            anew=frame.differs,
        )

    def _materials(self) -> Materials:
        """The website as it was made the last time: what it is made of has not changed."""
        place, tree = self._memory.tree.folder, self._memory.tree.id
        items = items_of(place, tree, [_TEMPLATES], "the catalog")
        with ObjectTree(place, items, "the catalog") as part:
            templates = own_templates(part), default_templates()
        paths: list[str] = json.loads(self._state.facts["website"])
        website = {path: self._state.kept(WEBSITE, "", path) for path in paths}
        return Materials(website=website, templates=templates)

    def _publish(  # noqa: PLR0913, PLR0917 - all that comes of a build
        self,
        what: Since,
        inspection: Inspection,
        found: int,
        assembled: Assembled,
        frame: Framed,
        edition: Edition,
        listing: bytes,
    ) -> SinkReport:
        """Publish what is other, and remember it."""
        book = assembled.ledger
        gone = self._gone(book, listing)
        last = closed_again(assembled, frame.frame, edition, listing, gone)
        sizes = self._sizes(inspection.catalog, book, gone, last)
        self._progress.step("writing")
        report = FolderSink(self._args.out).publish_changes(
            (*book.changed, *last), gone, last=(FILES, ENTRY), listing=listing
        )
        if report is None:
            raise _Everything
        facts = {"listing": last[0].sha256, "sizes": json.dumps(sizes), "found": str(found)}
        self._memory.learn(self._learned(what, inspection, assembled, frame, facts))
        return report

    def _learned(
        self,
        what: Since,
        inspection: Inspection,
        assembled: Assembled,
        frame: Framed,
        facts: Mapping[str, str],
    ) -> Learned:
        told: dict[str, bytes | None] = dict.fromkeys(inspection.scope.units or ())
        return Learned(
            assembled=assembled,
            facts={
                **self._state.facts,
                "tree": self._memory.tree.id,
                "at": self._at,
                "behind": self._memory.share(what.related),
                **facts,
            },
            units=what.there,
            gone=what.units - what.there,
            related=related_now(what.related),
            words=[words_now(what.users)],
            known={
                **frame.columns,
                FINDINGS: {**told, **by_unit(inspection.diagnostics)},
                MOMENT: due(inspection.documents, inspection.at, inspection.scope),
            },
        )

    def _gone(self, book: Ledger, listing: bytes) -> frozenset[str]:
        """The paths that go away; what another one owns is none of them.

        Raises:
            _Everything: something new has the path of another's file.
        """
        if any(has_line(listing, path) for path in book.fresh):
            raise _Everything
        shared = {path for path in book.gone if path.startswith(_SHARED)}
        if not shared:
            return book.gone
        others = (
            fact.path
            for owner, facts in self._state.all_files().items()
            if owner not in book.owned
            for fact in facts
        )
        return book.gone - shared.intersection(others)

    def _sizes(
        self,
        catalog: Catalog | None,
        book: Ledger,
        gone: frozenset[str],
        last: Iterable[PublishedFile],
    ) -> Totals:
        """How much there is of each kind of file now, less what closes the index.

        Raises:
            _Everything: more than the catalog allows.
        """
        new = {file.path: file.size for file in book.changed}
        over = gone | new.keys()
        old = [(path, fact.size) for path, fact in book.had.items() if path in over]
        before: Totals = json.loads(self._state.facts["sizes"])
        now = totals(new.items(), without(before, old))
        closing = [(file.path, file.size) for file in last]
        found = grown(totals(closing, now), [*new.items(), *closing])
        if catalog is None or any(True for _ in oversized(found, catalog)):
            raise _Everything
        return now

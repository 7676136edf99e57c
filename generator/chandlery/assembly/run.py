"""From what is known of a marketplace to the files of it that are other than before."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import Any, Final

import msgspec

from chandlery.assembly.again import More, NotKept, WrittenTwice, again, counted
from chandlery.assembly.parts import ADDRESSES, AROUND, FIRST, INDEXED, SEARCH, SUMMARY, parts
from chandlery.assembly.share import Materials, Share, pages_of
from chandlery.assembly.site import Spread, site
from chandlery.model.content import HEADERS, FileFact, Keep, PublishedFile
from chandlery.model.file_classes import headers
from chandlery.model.overview import Overview
from chandlery.model.parts import File, Kept, Part, nothing_about_all
from chandlery.model.search import SearchRecord, TextSearch
from chandlery.stages import ledger
from chandlery.stages.index import ROOT, Tally
from chandlery.stages.ledger import Entry, Ledger, new
from chandlery.stages.looks import Known, Look, look
from chandlery.stages.press import Made, Unchanged
from chandlery.stages.site.examples import examples
from chandlery.stages.site.facets import Rows
from chandlery.stages.site.fingerprint import Fingerprints
from chandlery.stages.site.index_types import example_texts
from chandlery.stages.site.surroundings import Surroundings
from chandlery.stages.sitemap import Address, robots

# Begins to build a text search, and gives what waits for it.
BeginSearch = Callable[[Iterable[SearchRecord]], Callable[[], TextSearch]]

# Whose files stand on the pages of their types, and are kept for that.
SHOWN: Final = "*shown"


def no_search(records: Iterable[SearchRecord]) -> Callable[[], TextSearch]:  # noqa: ARG001
    """Build none."""
    return TextSearch


@dataclass(frozen=True, slots=True)
class Assembled:
    """What is published, but for the list of it.

    Attributes:
        counts: how much there is of everything but files.
        shown: the files of the index that stand on the pages of their types.
    """

    ledger: Ledger
    known: Known
    counts: Tally
    shown: Mapping[str, PublishedFile]


def assemble(
    share: Share,
    materials: Materials,
    *,
    search: BeginSearch = no_search,
    spread: Spread = map,
    keep: Keep = PublishedFile.of,
) -> Assembled:
    """Make the files of some packages and integrations, and those about all.

    Args:
        search: builds the text search, beside whatever is made meanwhile.
        spread: how to spread what is made of each, and the rendering of pages.
        keep: where bytes wait until they are published.

    Raises:
        WrittenTwice: a written page of the catalog's own site has the path of another file.
        NotKept: something is needed that the last build has not left.
    """
    try:
        return _Assembly(share, materials, spread, keep).run(search)
    except ledger.WrittenTwice as error:
        raise WrittenTwice(error.path) from None


class _Around:
    """What lies around each package and integration of an overview, as a digest."""

    def __init__(self, seen: Overview, materials: Materials) -> None:
        self._items = seen.items
        self._surroundings = Surroundings(seen)
        self._prints = Fingerprints(seen.frame, own_templates=any(materials.templates[:-1]))

    def of(self, name: str, asked: Iterable[str]) -> str:
        return self._surroundings.around(self._items[name], asked, self._prints)


@dataclass(slots=True)
class _Pages:
    """Pages of one owner, with where they are and where their READMEs lead."""

    entries: list[Entry] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)

    def take(self, address: Address | None, entry: Entry, asked: Iterable[str] = ()) -> None:
        self.entries.append(entry)
        self.addresses += [address] if address else []
        self.asked.update(asked)


class _Assembly:
    """One run of `assemble`."""

    def __init__(self, share: Share, materials: Materials, spread: Spread, keep: Keep) -> None:
        self._share = share
        self._materials = materials
        self._spread = spread
        self._keep = keep
        self._known = Known(share.previous, share.gone)
        self._ledger = Ledger(share.previous.files)
        self._owned: dict[str, list[Entry]] = {
            owner: [new(file) for file in share.artifacts.get(owner, ())]
            for owner in share.owners.values()
        }
        self._indexed: dict[str, PublishedFile] = {}

    def run(self, search: BeginSearch) -> Assembled:
        self._take_looks(FIRST, self._share.first or self._looks(FIRST))
        # Before much is in memory: the search is another process.
        found = None if self._share.near else self._searched(search)
        seen = Overview(
            frame=self._share.frame,
            items=self._known.everything(SUMMARY),
            ask=self._known.ask(SUMMARY),
        )
        around = _Around(seen, self._materials)
        if more := [*self._more(around)]:
            raise More(more)
        every = parts(seen.suppliers)
        self._take_looks(every, self._looks(every))
        found = found or self._searched(search)
        self._own()
        rows, types = Rows(seen), dict[str, str]()
        pages = self._begun(rows, lambda: types)
        indexed = every[: 1 + len(INDEXED)]
        for part in indexed:
            self._join(part)
        counts, shown = counted(self._share, self._known, every[0]), self._shown()
        types |= example_texts(self._share.frame, counts, shown)
        for part in every[len(indexed) :]:
            self._join(part)
        self._take("fixed", self._fixed())
        self._pages(pages, around)
        if found:
            self._take("search", found().files.items())
        return Assembled(self._ledger, self._known, counts, shown)

    def _searched(self, search: BeginSearch) -> Callable[[], TextSearch] | None:
        """Begin the text search, if it finds anything else than before."""
        return search(self._known.in_turn(SEARCH)) if self._asks(SEARCH) else None

    def _own(self) -> None:
        """The files of each of the subjects, less its pages, and of what is gone."""
        for owner in self._share.owners_gone:
            self._ledger.take(owner, ())
            self._ledger.take(pages_of(owner), ())
        for owner, entries in self._owned.items():
            self._ledger.take(owner, entries)

    def _begun(self, rows: Rows, shown: Callable[[], Mapping[str, str]]) -> Iterator[Made]:
        """The pages, in the making: those of the subjects, and of the others what is not known.

        Args:
            shown: gives the examples of the index's types; asked when pages are asked for.
        """
        before = {fact.path: fact.mark for fact in self._share.previous.files("*pages")}

        def known(path: str, fingerprint: str) -> bool:
            return before.get(path) == fingerprint

        batches = self._share.batches
        changed = self._changed(rows.overview)
        return site(rows, batches, self._materials, shown, known, changed, self._keep, self._spread)

    def _changed(self, seen: Overview) -> frozenset[str]:
        """Of which pages about many tell something else than before."""
        publishers = self._share.publishers
        theirs = (
            name
            for name, item in (seen.items.items() if publishers else ())
            if not publishers.isdisjoint(item.publishers)
        )
        return frozenset(theirs).union(self._known.changed(SUMMARY))

    def _looks(self, every: Sequence[Part[Any]]) -> Iterable[Look]:
        """Ask parts of each of the subjects."""
        ask = partial(look, every, self._share.frame, self._keep)
        return chain.from_iterable(self._spread(ask, self._share.batches))

    def _take_looks(self, every: Sequence[Part[Any]], looks: Iterable[Look]) -> None:
        for looked in looks:
            self._known.take(every, looked)
            self._owned[self._share.owners[looked.name]] += map(new, looked.files)
            self._note(looked.files)

    def _asks(self, part: Part[Any]) -> bool:
        """Whether the files about all are to be made: something that they tell of is other."""
        return self._share.anew or self._known.differs(part)

    def _join(self, part: Part[Any]) -> None:
        if part.joined is nothing_about_all or not self._asks(part):
            return
        files = again(self._share, self._known, part)
        if files is None:
            told, ask = self._known.everything(part), self._known.ask(part)
            files = part.joined(self._share.frame, told, ask)
        self._take(part.name, files)

    def _take(self, part: str, files: Iterable[Kept]) -> None:
        entries: list[Entry] = []
        made: list[PublishedFile] = []
        for item in files:
            if isinstance(item, FileFact):
                entries.append((item, None))
            else:
                made.append(self._keep(*item))
                entries.append(new(made[-1]))
        self._ledger.take(f"*{part}", entries)
        self._note(made)

    def _note(self, files: Iterable[PublishedFile]) -> None:
        """Remember the files of the index: some are shown as examples."""
        self._indexed |= {file.path: file for file in files if file.path.startswith(f"{ROOT}/")}

    def _more(self, around: "_Around") -> Iterator[str]:
        """Those near to what changed around which something is other than it was."""
        told = self._share.previous.told_by(AROUND.name, self._share.near)
        for name in self._share.near:
            was, asked = msgspec.json.decode(told[name], type=AROUND.told)
            if around.of(name, asked) != was:
                yield name

    def _pages(self, pages: Iterable[Made], around: "_Around") -> None:
        """Take the pages: those of the subjects, and all that are about many."""
        before = {fact.path: fact for fact in self._share.previous.files("*pages")}
        owned = {name: _Pages() for name in self._share.owners}
        common = _Pages()
        for page in pages:
            if isinstance(page, Unchanged):
                common.take(page.address, (before[page.path], None))
                continue
            entry = new(page.file, page.fingerprint)
            theirs = owned[page.owner] if page.owner else common
            theirs.take(page.address, entry, page.asked)
        self._ledger.take("*pages", common.entries)
        self._known.tell(ADDRESSES, "", tuple(common.addresses))
        for name, owner in self._share.owners.items():
            theirs = owned[name]
            asked = tuple(sorted(theirs.asked))
            self._ledger.take(pages_of(owner), theirs.entries)
            self._known.tell(ADDRESSES, name, tuple(theirs.addresses))
            self._known.tell(AROUND, name, (around.of(name, asked), asked))
        self._join(ADDRESSES)

    def _shown(self) -> dict[str, PublishedFile]:
        """The files of the index that stand on the pages of their types."""
        before = {fact.mark: fact for fact in self._share.previous.files(SHOWN)}
        made = [new(file)[0] for file in self._indexed.values()]
        facts = examples(before, made, self._ledger.gone, self._all_facts)
        return {
            name: self._indexed.get(fact.path) or self._kept(name, fact)
            for name, fact in facts.items()
        }

    def _kept(self, name: str, fact: FileFact) -> PublishedFile:
        """A file of the index that was shown the last time, and has not been made now."""
        try:
            head = self._share.previous.kept(SHOWN, f"*{name}", fact.sha256)
        except KeyError:
            published = self._share.read(fact)  # it was not shown, and has not been made again
            if published is None:
                raise NotKept(fact.path) from None
            head = published
        return PublishedFile(fact.path, fact.sha256, fact.size, partial(bytes, head))

    def _all_facts(self) -> Iterator[FileFact]:
        """All files that there are, by who owns them now, or owned them the last time."""
        asked = self._ledger.owned
        for owner, facts in (*self._share.previous.all_files().items(), *asked.items()):
            if owner != SHOWN and (owner not in asked or facts is asked[owner]):
                yield from facts

    def _fixed(self) -> Iterator[File]:
        yield from robots(self._share.frame.base_url)
        if HEADERS not in self._materials.website:  # a catalog's own is about its own host
            yield HEADERS, headers().encode()

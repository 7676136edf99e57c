"""From a catalog that was found good to every published file: the order of those stages."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import Any, Final

from chandlery.dialects import DIALECTS
from chandlery.dialects.base import Step
from chandlery.errors import CatalogError
from chandlery.model.content import HEADERS, LISTING, FileFact, PublishedFile
from chandlery.model.file_classes import headers
from chandlery.model.marketplace import Frame, Kind, Marketplace, Package, Release, Subject
from chandlery.model.overview import Overview
from chandlery.model.parts import File, One, Part, subjects
from chandlery.model.search import SearchRecord, TextSearch
from chandlery.model.summary import Summary
from chandlery.model.suppliers import Suppliers
from chandlery.pipeline import Inspection
from chandlery.stages import ledger
from chandlery.stages.badges import BADGES
from chandlery.stages.browse_files import browse_files
from chandlery.stages.changes import CHANGES
from chandlery.stages.feeds import feeds
from chandlery.stages.index import ROOT, Name, close, counted, index
from chandlery.stages.ledger import Entry, Ledger, new
from chandlery.stages.listing import REACHED, entry_over, patched, told_of
from chandlery.stages.looks import TOGETHER, Known, Nothing, Previous, look
from chandlery.stages.notices import NOTICES
from chandlery.stages.render import Made, Rendered, Unchanged, nothing_known, render_changed
from chandlery.stages.resolve import resolve
from chandlery.stages.rulebook import every_rule
from chandlery.stages.search_records import search_records
from chandlery.stages.site.examples import examples
from chandlery.stages.site.facets import Rows
from chandlery.stages.site.index_types import example_texts
from chandlery.stages.site.summaries import reviewed, summarise
from chandlery.stages.sitemap import Address, robots, sitemap

# What people call the ecosystems.
TITLES = {name: dialect.title for name, dialect in DIALECTS.items()}

# How bytes are kept until they are published: in memory, or elsewhere.
Keep = Callable[[str, bytes], PublishedFile]
# How work is spread: the built-in `map`, or what gives the same in its order.
Spread = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]
# Begins to build a text search, and gives what waits for it.
BeginSearch = Callable[[Iterable[SearchRecord]], Callable[[], TextSearch]]

# Whose files stand on the pages of their types, and are kept for that.
SHOWN: Final = "*shown"


def no_search(records: Iterable[SearchRecord]) -> Callable[[], TextSearch]:  # noqa: ARG001
    """Build none."""
    return TextSearch


def _summary(frame: Frame, subject: Subject) -> One[Summary]:
    return One(told=summarise(frame, subject), kept=reviewed(subject))


def _listed(frame: Frame, told: Mapping[str, tuple[Address, ...]], _ask: Any) -> Iterable[File]:
    return sitemap(frame.base_url, chain.from_iterable(told.values()))


SUMMARY: Final = Part(name="summary", told=Summary, one=_summary)
SEARCH: Final = search_records(TITLES)
# What search engines are told of: the pages of each, and all others under no name.
ADDRESSES: Final = Part(
    name="sitemap", told=tuple[Address, ...], one=lambda *_: One(), joined=_listed
)


class WrittenTwice(CatalogError):  # noqa: N818 - it reads as what happened
    """Two parts of a marketplace want to write one path, with different bytes."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"{path} is written twice, with different bytes",
            "Rename the page or file of the catalog's `site-src/` that comes to this path.",
        )
        self.path = path


class NotKept(Exception):  # noqa: N818 - as above
    """Something is needed that the last build has not left: all has to be made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What one build is of, beside the catalog.

    Attributes:
        base_url: where the published root will be served; ``marketplace.yml`` says, unless told.
        at: the moment at which expiry is judged, RFC 3339 in UTC.
        serial: seconds since the epoch; the committer time of the source commit.
        commit: its full hash, or `None` for a working tree.
    """

    base_url: str
    at: str
    serial: int
    commit: str | None


def marketplace(inspection: Inspection, edition: Edition) -> Marketplace:
    """What a sound catalog publishes.

    Raises:
        RuntimeError: there is no catalog; the caller did not look at the diagnostics.
    """
    if inspection.catalog is None:
        raise RuntimeError("a catalog without settings cannot be published")
    artifacts = {key: verified.artifacts for key, verified in inspection.artifacts.items()}
    return resolve(inspection.catalog, artifacts, base_url=edition.base_url, at=edition.at)


def parts(suppliers: Suppliers) -> tuple[Part[Any], ...]:
    """What is made of one package or integration at a time, the index before all else."""
    projections = (dialect.projection for dialect in DIALECTS.values())
    return (
        *(index(suppliers), CHANGES, NOTICES),
        *filter(None, projections),
        *(feeds(TITLES), BADGES, SEARCH),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What is made now of a marketplace, beside what is known of the rest.

    Attributes:
        frame: of the whole marketplace.
        subjects: the packages and integrations that are looked at, sorted by name.
        artifacts: of these, by owner (`stages.ledger`).
        gone: names of what is gone.
        owners_gone: their folders, and those of what has another kind now.
        anew: whether the frame is other than the last time, so that nothing that hangs on it stays.
    """

    frame: Frame
    subjects: Sequence[Subject]
    artifacts: Mapping[str, Sequence[PublishedFile]]
    previous: Previous = field(default_factory=Nothing)
    gone: Collection[str] = ()
    owners_gone: Collection[str] = ()
    anew: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Materials:
    """What every page is made with.

    Attributes:
        website: what `ports.website` made of the written pages.
        templates: Jinja2 sources by path, the catalog's own before the shipped ones.
    """

    website: Mapping[str, bytes]
    templates: Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Assembled:
    """What is published, but for the list of it.

    Attributes:
        names: what the index says of every name.
        shown: the files of the index that stand on the pages of their types.
    """

    ledger: Ledger
    known: Known
    names: Mapping[str, Name]
    shown: Mapping[str, PublishedFile]


def everything(market: Marketplace, inspection: Inspection) -> Share:
    """All of a marketplace."""
    return Share(
        frame=market.frame,
        subjects=tuple(subjects(market).values()),
        artifacts=artifacts(market, inspection),
    )


def artifacts(market: Marketplace, inspection: Inspection) -> dict[str, list[PublishedFile]]:
    """What is served of each package of a marketplace, by owner."""
    return {owner_of(package): [*_served(package, inspection)] for package in market.packages}


def _served(package: Package, inspection: Inspection) -> Iterator[PublishedFile]:
    for release in package.releases:
        paths = {
            path
            for artifact in release.artifacts
            if artifact.path
            for path in (artifact.path, f"{artifact.path}.metadata")
        }
        verified = inspection.artifacts.get((package.name, release.version))
        yield from (file for file in verified.files if file.path in paths) if verified else ()


def owner_of(subject: Subject) -> str:
    """Who owns the files of a package or an integration: its unit in the catalog."""
    kind = subject.kind if isinstance(subject, Package) else Kind.INTEGRATION
    return f"{kind.folder}/{subject.name}"


def pages_of(owner: str) -> str:
    """Who owns the pages of a package or an integration."""
    return f"{owner} pages"


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


def closed(assembled: Assembled, frame: Frame, edition: Edition) -> tuple[PublishedFile, ...]:
    """Everything that was assembled, and the list of it, where nothing was known before.

    Raises:
        WrittenTwice: something has the path of the list.
    """
    files = assembled.ledger.changed
    last = close(frame, assembled.names, files, serial=edition.serial, commit=edition.commit)
    paths = {file.path for file in files}
    for file in last:
        if file.path in paths:
            raise WrittenTwice(file.path)
    return (*files, *last)


def closed_again(
    assembled: Assembled, frame: Frame, edition: Edition, listing: bytes, gone: Collection[str]
) -> tuple[PublishedFile, PublishedFile]:
    """The list of all files, where some are other than those that it told of, and what is over it.

    Args:
        listing: as it was.
        gone: paths that are not published any more.
    """
    data = patched(listing, assembled.ledger.changed, gone)
    told = [told_of(data, f"{ROOT}/{name}") for name in REACHED]
    files = PublishedFile.of(LISTING, data)
    over = entry_over(
        frame,
        counted(assembled.names, data.count(b"\n")),
        files,
        filter(None, told),
        serial=edition.serial,
        commit=edition.commit,
    )
    return files, over


def site(  # noqa: PLR0913, PLR0917 - the site is where everything comes together
    seen: Overview,
    subjects: Sequence[Subject],
    materials: Materials,
    shown: Mapping[str, str],
    known: Callable[[str, str], bool] = nothing_known,
    spread: Spread = map,
) -> Iterator[Made]:
    """The pages, with each ecosystem's own installation steps; see `stages.render`."""

    def steps(package: Package, release: Release) -> Mapping[str, Sequence[Step]]:
        return {
            manifest.dialect: DIALECTS[manifest.dialect].install(seen.frame, package, release)
            for manifest in release.manifests
        }

    return render_changed(
        seen,
        subjects,
        materials.website,
        materials.templates,
        steps=steps,
        titles=TITLES,
        rules=tuple(every_rule().values()),
        examples=shown,
        known=known,
        spread=spread,
    )


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
            owner_of(item): [new(file) for file in share.artifacts.get(owner_of(item), ())]
            for item in share.subjects
        }
        self._indexed: dict[str, PublishedFile] = {}

    def run(self, search: BeginSearch) -> Assembled:
        self._look((SUMMARY,))
        seen = Overview(
            frame=self._share.frame,
            items=self._known.everything(SUMMARY),
            ask=self._known.ask(SUMMARY),
        )
        every = parts(Suppliers({item.name: item.supplies for item in seen.packages.values()}))
        self._look(every)
        found = search(self._known.everything(SEARCH).values()) if self._asks(SEARCH) else None
        for part in every:
            self._join(part)
        for owner in self._share.owners_gone:
            self._ledger.take(owner, ())
            self._ledger.take(pages_of(owner), ())
        for owner, entries in self._owned.items():
            self._ledger.take(owner, entries)
        names = self._known.everything(every[0])
        shown = self._shown()
        self._pages(seen, example_texts(self._share.frame, names, shown))
        if self._asks(SUMMARY):
            self._take("browse", browse_files(Rows(seen), TITLES))
        self._take("fixed", self._fixed())
        if found:
            self._take("search", found().files.items())
        return Assembled(self._ledger, self._known, names, shown)

    def _look(self, every: Sequence[Part[Any]]) -> None:
        """Ask parts of each of the subjects."""
        subjects = self._share.subjects
        batches = [subjects[at : at + TOGETHER] for at in range(0, len(subjects), TOGETHER)]
        for looks in self._spread(partial(look, every, self._share.frame), batches):
            for looked, subject in zip(looks, batches.pop(0), strict=True):
                self._known.take(every, looked, self._keep)
                files = [self._keep(*file) for file in looked.files]
                self._owned[owner_of(subject)] += map(new, files)
                self._note(files)

    def _asks(self, part: Part[Any]) -> bool:
        """Whether the files about all are to be made: something that they tell of is other."""
        return self._share.anew or self._known.differs(part)

    def _join(self, part: Part[Any]) -> None:
        if self._asks(part):
            told, ask = self._known.everything(part), self._known.ask(part)
            self._take(part.name, part.joined(self._share.frame, told, ask))

    def _take(self, part: str, files: Iterable[File]) -> None:
        kept = [self._keep(*file) for file in files]
        self._ledger.take(f"*{part}", map(new, kept))
        self._note(kept)

    def _note(self, files: Iterable[PublishedFile]) -> None:
        """Remember the files of the index: some are shown as examples."""
        self._indexed |= {file.path: file for file in files if file.path.startswith(f"{ROOT}/")}

    def _pages(self, seen: Overview, shown: Mapping[str, str]) -> None:
        """The pages: those of the subjects, and all that are about many."""
        before = {fact.path: fact for fact in self._share.previous.files("*pages")}
        theirs: dict[str, list[Entry]] = {subject.name: [] for subject in self._share.subjects}
        listed: dict[str, list[Address]] = {name: [] for name in ("", *theirs)}

        def known(path: str, fingerprint: str) -> bool:
            return path in before and before[path].mark == fingerprint

        def common() -> Iterator[Entry]:
            for page in site(
                seen, self._share.subjects, self._materials, shown, known, self._spread
            ):
                owner = page.owner if isinstance(page, Rendered) else ""
                listed[owner] += [page.address] if page.address else []
                if isinstance(page, Unchanged):
                    yield before[page.path], None
                    continue
                entry = new(self._keep(page.path, page.data), page.fingerprint)
                if owner:
                    theirs[owner].append(entry)
                else:
                    yield entry

        self._ledger.take("*pages", common())
        for subject in self._share.subjects:
            self._ledger.take(pages_of(owner_of(subject)), theirs[subject.name])
        for name, addresses in listed.items():
            self._known.tell(ADDRESSES, name, tuple(addresses))
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
            file = PublishedFile.of(fact.path, self._share.previous.kept(SHOWN, "", name))
        except KeyError:
            raise NotKept(fact.path) from None
        if file.sha256 != fact.sha256:
            raise NotKept(fact.path)
        return file

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

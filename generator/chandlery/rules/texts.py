"""The prose of a catalog, read once for all rules: READMEs, and the notes in records."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final
from urllib.parse import urlsplit

from chandlery.catalog import Catalog, PackageEntry
from chandlery.checks import Finding
from chandlery.documents import Document, Route, Syntax
from chandlery.gfm import KEPT_SCHEMES, NotShown, in_catalog, in_repository
from chandlery.positions.parts import BYTE_ORDER_MARK
from chandlery.rules.mentions import Mention, Prose, read_prose
from chandlery.rules.readme_files import CatalogFiles

MOST_FINDINGS: Final = 50  # of one kind in one text
_OWN_HOSTS: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_NOTHING: Final = Prose(mentions=(), ids=frozenset(), headings=0, says_something=False)
_LEADS: Final = re.compile(r"<|\]\(|\]:|://|www\.", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A README, or a note in a record.

    Attributes:
        document: where it stands.
        route: of a note in its record; empty for a README.
        problem: why the site does not show it, or ``""``.
        source: the repository that relative links of it lead into.
        folder: where it lies in the catalog.
        library: what else lies there.
    """

    document: Document
    prose: Prose
    route: Route = ()
    problem: str = ""
    title: str = ""
    source: str = ""
    folder: str = ""
    library: CatalogFiles | None = None

    @property
    def shown(self) -> bool:
        """Whether the site shows it."""
        return not self.problem

    @property
    def is_readme(self) -> bool:
        """Whether it has headings to lead to, and a place in a repository."""
        return not self.route

    def targets(self) -> Iterator[tuple[Mention, str]]:
        """The links and images, with where they lead."""
        found = ((one, one.target) for one in self.prose.mentions if one.target is not None)
        return ((one, target.strip()) for one, target in found)

    def resolve(self, target: str) -> str | None:
        """Where a relative link leads on the site, or `None` for nowhere."""
        path = in_catalog(self.folder, target) if self.is_readme else None
        page = self.library.page(path) if path and self.library else None
        return page or (in_repository(self.source, target) if self.is_readme else None)

    def file(self, target: str) -> str | None:
        """The file or folder of the catalog that a relative link means, if there is one."""
        path = in_catalog(self.folder, target) if self.is_readme else None
        known = path is not None and self.library is not None and self.library.has(path)
        return path if known else None

    def finding(self, mention: Mention, message: str, hint: str) -> Finding:
        """A finding about something in the text; of a note, the whole is its place."""
        return Finding(self.route or mention.route, message, hint, document=self.document)


def kind_of(target: str) -> str:
    """What a target is: ``https``, ``insecure``, ``refused``, ``anchor`` or ``relative``."""
    if target.startswith("#"):
        return "anchor"
    try:
        parts = urlsplit(target)
        host = parts.hostname
    except ValueError:
        return "refused"
    if parts.scheme == "http":
        return "https" if host in _OWN_HOSTS else "insecure"
    if parts.scheme:
        return "https" if parts.scheme in KEPT_SCHEMES else "refused"
    return "insecure" if parts.netloc else "relative"


def every_text(catalog: Catalog) -> Iterator[Text]:
    """All prose: the READMEs, then the notes."""
    yield from every_readme(catalog)
    yield from catalog.once(_every_note)


def _every_note(catalog: Catalog) -> list[Text]:
    return [*_read_notes(catalog)]


def _read_notes(catalog: Catalog) -> Iterator[Text]:
    for document, route, note in _notes(catalog):
        if _LEADS.search(note):
            prose, problem = _read(note)
            yield Text(document=document, route=route, prose=prose, problem=problem)


def every_readme(catalog: Catalog) -> Sequence[Text]:
    """The READMEs."""
    return catalog.once(_every_readme)


def _every_readme(catalog: Catalog) -> list[Text]:
    return [*_read_readmes(catalog)]


def _read_readmes(catalog: Catalog) -> Iterator[Text]:
    for entry in catalog.entries:
        if entry.readme.syntax is Syntax.TEXT:  # a missing one has no syntax
            prose, problem = _read(entry.readme.data.decode("utf-8", "replace"))
            yield Text(
                document=entry.readme,
                prose=prose,
                problem=problem,
                title=entry.listing.title,
                source=entry.listing.links.source or "",
                folder=entry.folder,
                library=CatalogFiles.of(catalog),
            )


def _notes(catalog: Catalog) -> Iterator[tuple[Document, Route, str]]:
    """What the site renders of records, as `stages.site.markdown.notes` does."""
    yield catalog.document, ("description",), catalog.settings.description
    for publisher in catalog.publishers.values():
        yield publisher.document, ("description",), publisher.record.description or ""
    for advisory in catalog.advisories:
        yield advisory.document, ("reason",), advisory.record.reason
    for entry in catalog.entries:
        for index, example in enumerate(entry.listing.examples):
            yield entry.listing_document, ("examples", index, "text"), example.text or ""
        for release in entry.releases if isinstance(entry, PackageEntry) else ():
            yield release.document, ("notes",), release.record.notes or ""
            for evidence in release.governance.evidence:
                yield evidence.document, ("summary",), evidence.record.summary


@lru_cache(maxsize=16_384)
def _read(text: str) -> tuple[Prose, str]:
    """The text read, once for all rules, or why it is not."""
    try:
        return read_prose(text.removeprefix(BYTE_ORDER_MARK)), ""
    except NotShown as reason:
        return _NOTHING, str(reason)


def each(texts: Iterable[Text], judge: Callable[[Text], Iterator[Finding]]) -> Iterator[Finding]:
    """What a judge says of each text, as far as anybody reads on."""
    for text in texts:
        yield from islice(judge(text), MOST_FINDINGS)

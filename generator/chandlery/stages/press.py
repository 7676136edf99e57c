"""One page, or another file of the site, unless it is there already as it would be."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from chandlery.gfm import words_of
from chandlery.model.content import Keep, PublishedFile
from chandlery.model.marketplace import Frame
from chandlery.model.overview import Overview
from chandlery.stages.browse_files import DataFile
from chandlery.stages.site import metadata
from chandlery.stages.site.fingerprint import Fingerprints, Print
from chandlery.stages.site.guarding import guarded
from chandlery.stages.site.index_types import index_type_pages
from chandlery.stages.site.page import Page
from chandlery.stages.site.pages import Pages
from chandlery.stages.site.shell import Heading, Shell, root
from chandlery.stages.site.template_names import renderer_for
from chandlery.stages.site.templating import Renderer, RenderError, Templates
from chandlery.stages.site.written_pages import LOST, Website
from chandlery.stages.sitemap import Address

_HEADING = re.compile(r'<h([23]) id="([^"]+)">(.*?)</h\1>', re.S)


class Rendered(NamedTuple):
    """One file of the site.  A tuple, for it is pickled in a third of the time of a dataclass.

    Attributes:
        file: with its path below the published root.
        address: what search engines are told of it, or `None` for nothing.
        fingerprint: of all that is in it; "" for the page of an owner.
        owner: the package or integration whose page it is, or "".
        asked: what the owner's README leads to, there or not; see `Surroundings.around`.
    """

    file: PublishedFile
    address: Address | None = None
    fingerprint: str = ""
    owner: str = ""
    asked: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Below the published root, with ``/``."""
        return self.file.path

    @property
    def data(self) -> bytes:
        """What is there."""
        return self.file.read()


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A file of the site that was not made, for it would be what is known already."""

    path: str
    address: Address | None
    fingerprint: str


Made = Rendered | Unchanged
# Whether there is a file of that path and that fingerprint already.
Known = Callable[[str, str], bool]


def nothing_known(path: str, fingerprint: str) -> bool:  # noqa: ARG001 - the default of `known`
    """Make every file."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """Everything that a page is printed with."""

    frame: Frame
    website: Website
    shell: Shell
    renderer: Renderer
    prints: Fingerprints
    known: Known
    keep: Keep

    @classmethod
    def of(  # noqa: PLR0913, PLR0917 - as above
        cls,
        seen: Overview,
        website: Mapping[str, bytes],
        templates: Templates,
        titles: Mapping[str, str],
        known: Known,
        keep: Keep,
        changed: Collection[str] = (),
    ) -> "Press":
        """Make ready; see `render_changed`."""
        pages = Website.of(website)
        return cls(
            frame=seen.frame,
            website=pages,
            shell=pages.shell(seen.frame.base_url),
            renderer=renderer_for(seen.frame, templates, titles),
            prints=Fingerprints(seen.frame, changed, own_templates=any(templates[:-1])),
            known=known,
            keep=keep,
        )

    def rendered(self, pages: Pages) -> Sequence[Made]:
        """Render some pages.

        Raises:
            RenderError: a template failed, or a page has the path of a written one.
        """
        # First all READMEs, then all templates: what the processor has at hand serves the next.
        return [self._page(page) for page in [*pages()]]

    def written(self, shown: Mapping[str, Any]) -> Iterator[Made]:
        """The written pages and their assets.

        Args:
            shown: what they may ask of records.
        """
        for path in self.website.published:
            if path in self.website.html:
                asked = shown if self.website.asks(path) else None
                fingerprint = self.prints.of((self.website.html[path], asked))
                make = partial(self.website.page, path, self.frame, self.renderer, shown)
                yield self._made(path, Address(_address(path)), fingerprint, make)
            else:
                yield from self.as_they_are({path: self.website.files[path]})

    def types(self, examples: Callable[[], Mapping[str, str]]) -> Iterator[Made]:
        """The pages of the types of the index, which show what may be made meanwhile."""
        yield from self.rendered(partial(index_type_pages, examples()))

    def data_files(self, files: Iterable[DataFile]) -> Iterator[Made]:
        """What scripts read."""
        for file in files:
            yield self._made(file.path, None, self.prints.of(file.shown), file.make)

    def as_they_are(self, files: Mapping[str, bytes]) -> Iterator[Made]:
        """Files that nothing is put into."""
        for path, data in files.items():
            digest = Print(sha256(data).hexdigest(), changed=False)
            yield self._made(path, None, digest, partial(bytes, data))

    def _page(self, page: Page) -> Made:
        if page.path in self.website.files and page.path != LOST:
            raise RenderError(page.template, page.record, f"{page.path} is a written page as well")
        address = Address(_address(page.path), page.changed) if page.listed else None
        make = partial(_page, self.frame, self.shell, self.renderer, page)
        if page.owner:
            file = self.keep(page.path, make())
            return Rendered(file, address, owner=page.owner, asked=page.asked)
        return self._made(page.path, address, self.prints.of(page), make)

    def _made(
        self, path: str, address: Address | None, fingerprint: Print, make: Callable[[], bytes]
    ) -> Made:
        if not fingerprint.changed and self.known(path, fingerprint.digest):
            return Unchanged(path, address, fingerprint.digest)
        return Rendered(self.keep(path, make()), address, fingerprint.digest)


def _page(frame: Frame, shell: Shell, renderer: Renderer, page: Page) -> bytes:
    # An address without a page is of any depth.
    up = urlsplit(frame.base_url).path if page.path == LOST else root(page.path)
    html = renderer.render(
        page.template, page.record, {**page.context, **page.late(), "page": page, "root": up}
    )
    if page.bare:
        return guarded(html)
    html, toc = _contents(html)
    address = frame.base_url + _address(page.path)
    return shell.page(
        page.path,
        up=up,
        title=page.title,
        description=page.description,
        content=metadata.trail_links(metadata.trail(page), up) + html,
        toc=toc,
        canonical=address,
        section=page.path.partition("/")[0],
        head=metadata.links(frame, up, page) + _told(frame, page, address),
    )


def _told(frame: Frame, page: Page, address: str) -> str:
    """What programs are told of a page, unless nobody is to find it."""
    if not page.listed:
        return '<meta name="robots" content="noindex">\n'
    seen = metadata.preview(
        frame.settings.title,
        title=page.title,
        description=page.description,
        url=address,
    )
    return seen + metadata.structured(frame, page, address)


def _contents(html: str) -> tuple[str, list[Heading]]:
    """Find the headings of levels 2 and 3, and give each a link to itself."""
    toc: list[Heading] = []

    def mark(match: re.Match[str]) -> str:
        level, ident, inner = match.groups()
        toc.append((int(level), ident, words_of(inner)))
        link = f'<a class="headerlink" href="#{ident}" title="Link">¶</a>'
        return f'<h{level} id="{ident}">{inner}{link}</h{level}>'

    return _HEADING.sub(mark, html), toc


def _address(path: str) -> str:
    return path.removesuffix("index.html")

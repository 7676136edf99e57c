"""The site: what people wrote, and what records say.

Every page is a function of records and templates alone: no clock, no commit.  A page changes when
what it shows changes.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from chandlery.checks import Rule
from chandlery.gfm import words_of
from chandlery.model.description import EFFECT_TITLES
from chandlery.model.governance import Availability
from chandlery.model.marketplace import Marketplace
from chandlery.stages.site import markdown, metadata, views
from chandlery.stages.site.guarding import guarded, moved
from chandlery.stages.site.home import home
from chandlery.stages.site.page import ADVISORY_FEED, RELEASE_FEED, Page, Steps
from chandlery.stages.site.pages import Batch, batches
from chandlery.stages.site.release_pages import told
from chandlery.stages.site.search_box import with_search_box
from chandlery.stages.site.shell import SHELL_PATH, Heading, Shell, ShellError, cut, root
from chandlery.stages.site.templating import Renderer, RenderError, Templates
from chandlery.stages.sitemap import Address

_HEADING = re.compile(r'<h([23]) id="([^"]+)">(.*?)</h\1>', re.S)
# A written page asks for something that only records can say.
_SLOT = re.compile(r"<!-- chandlery:([a-z_]+) -->")
# Bytes as a page has them: a question mark for a control character that is no white space.
_ALLOWED = bytes(
    ord("?") if (n < 32 and n not in b"\t\n\f\r") or n == 127 else n for n in range(256)
)
_HOME = "index.html"
_LOST = "404.html"  # shown at any address, so that no relative one works in it


@dataclass(frozen=True, slots=True)
class Rendered:
    """One file of the site.

    Attributes:
        path: below the published root, with ``/``.
        address: what search engines are told of it, or `None` for nothing.
    """

    path: str
    data: bytes
    address: Address | None = None


# How batches are spread over processes: the built-in `map`, or what gives the same in its order.
Spread = Callable[
    [Callable[[Batch], Sequence[Rendered]], Iterable[Batch]], Iterable[Sequence[Rendered]]
]


def render(  # noqa: PLR0913 - the site is where everything comes together
    marketplace: Marketplace,
    website: Mapping[str, bytes],
    templates: Templates,
    *,
    steps: Steps,
    titles: Mapping[str, str],
    rules: Sequence[Rule] = (),
    examples: Mapping[str, str] = MappingProxyType({}),
    spread: Spread = map,
) -> Iterator[Rendered]:
    """Render the whole site.

    Args:
        website: what ``ports.website`` made of the written pages, the shell among them.
        templates: Jinja2 sources by path, the catalog's own before the shipped ones.
        steps: what a person does to install a release, by dialect.
        titles: dialect to what people call the ecosystem.
        rules: each gets a page.
        examples: a file of each type of the index, by its schema's name.
        spread: how to spread the work.

    Yields:
        One page after the other, so that memory does not grow with their number; no path twice.

    Raises:
        ShellError: the rendered shell is not as expected.
        RenderError: a template failed, or two pages have one path.
    """
    renderer = _renderer(marketplace, templates, titles)
    if SHELL_PATH not in website:
        raise ShellError(f"there is no {SHELL_PATH} among the written pages")
    scripts: dict[str, bytes] = {}  # and styles, that stood in the engine's pages
    html = moved(website[SHELL_PATH].decode(), root(SHELL_PATH).rstrip("/"), scripts.__setitem__)
    shell = cut(with_search_box(html, root(SHELL_PATH)), f"{marketplace.base_url}_shell/")
    for path, data in _written(marketplace, website, renderer, scripts, titles):
        yield Rendered(path, data, Address(_address(path)) if path.endswith(".html") else None)
    press = _Press(marketplace, frozenset(website), shell, renderer)
    yield from press.rendered(_pages_of_no_record)
    for some in spread(press.rendered, batches(marketplace, steps, titles, rules, examples)):
        yield from some
    yield from (Rendered(path, data) for path, data in sorted(scripts.items()))
    yield Rendered(".nojekyll", b"")


@dataclass(frozen=True, slots=True)
class _Press:
    """Everything that a page is printed with.

    Attributes:
        written: the paths of the written pages and their assets.
    """

    marketplace: Marketplace
    written: frozenset[str]
    shell: Shell
    renderer: Renderer

    def rendered(self, batch: Batch) -> Sequence[Rendered]:
        """Render some pages.

        Raises:
            RenderError: a template failed, or a page has the path of a written one.
        """
        return [self._rendered(page) for page in batch()]

    def _rendered(self, page: Page) -> Rendered:
        if page.path in self.written and page.path != _LOST:
            raise RenderError(page.template, page.record, f"{page.path} is a written page as well")
        address = Address(_address(page.path), page.changed) if page.listed else None
        data = _page(self.marketplace, self.shell, self.renderer, page)
        return Rendered(page.path, data, address)


def _pages_of_no_record() -> Iterator[Page]:
    """The page for addresses where there is nothing, instead of the engine's own."""
    yield Page(
        path=_LOST,
        template="lost.html",
        title="There is no page here",
        description="Where to go on from an address that leads nowhere.",
        record=_LOST,
        listed=False,
    )


def _renderer(
    marketplace: Marketplace, templates: Templates, titles: Mapping[str, str]
) -> Renderer:
    filters: dict[str, Callable[..., Any]] = {
        "called": lambda dialect: titles.get(dialect, dialect),
        "inline": views.inline,
        "joined": views.joined,
        "linked": views.linked,
        "notes": markdown.notes,
        "size": views.size,
        "slug": views.slug,
    }
    names = {
        "AVAILABLE": Availability.AVAILABLE,
        "AVAILABILITY_TITLES": views.AVAILABILITY_TITLES,
        "EFFECT_TITLES": EFFECT_TITLES,
        "ISOLATION_TITLES": views.ISOLATION_TITLES,
        "LAYER_TITLES": views.LAYER_TITLES,
        "LEVEL_TITLES": views.LEVEL_TITLES,
        "REFUSED": views.REFUSED,
        "REVIEW_TITLES": views.REVIEW_TITLES,
        "declared": views.declared,
        "family_title": partial(views.family_title, titles=titles),
        "marketplace": marketplace,
        "settings": marketplace.settings,
        "titles": titles,
        "told": told,
    }
    return Renderer(templates, filters, names)


def _written(
    marketplace: Marketplace,
    website: Mapping[str, bytes],
    renderer: Renderer,
    scripts: dict[str, bytes],
    titles: Mapping[str, str],
) -> Iterator[tuple[str, bytes]]:
    """The written pages and their assets, with what they ask of records filled in."""
    shown = home(marketplace, titles)
    for path in sorted(website.keys() - {SHELL_PATH, _LOST}):
        data = website[path]
        if path.endswith(".html"):
            # Moved first: what stands in a slot is of records, and no script of the engine's.
            html = moved(data.decode(), root(path).rstrip("/"), scripts.__setitem__)
            head = metadata.preview_of(marketplace.settings.title, html)
            if path == _HOME:
                head += metadata.structured_home(marketplace)
            head += _head(marketplace, root(path))
            if _SLOT.search(html):
                html = _filled(path, html, renderer, {**shown, "root": root(path)})
            html = with_search_box(html, root(path))
            data = _bytes(guarded(html.replace("</head>", f"{head}</head>", 1)))
        yield path, data


def _filled(path: str, html: str, renderer: Renderer, context: Mapping[str, Any]) -> str:
    def fill(match: re.Match[str]) -> str:
        return renderer.render(f"slots/{match[1]}.html", path, context)

    return _SLOT.sub(fill, html)


def _page(marketplace: Marketplace, shell: Shell, renderer: Renderer, page: Page) -> bytes:
    # An address without a page is of any depth.
    up = urlsplit(marketplace.base_url).path if page.path == _LOST else root(page.path)
    html = renderer.render(page.template, page.record, {**page.context, "page": page, "root": up})
    if page.bare:
        return _bytes(guarded(html))
    html, toc = _contents(html)
    address = marketplace.base_url + _address(page.path)
    html = shell.page(
        page.path,
        up=up,
        title=page.title,
        description=page.description,
        content=metadata.trail_links(metadata.trail(page), up) + html,
        toc=toc,
        canonical=address,
        section=page.path.partition("/")[0],
        head=_head(marketplace, up, page) + _told(marketplace, page, address),
    )
    return _bytes(guarded(html))


def _told(marketplace: Marketplace, page: Page, address: str) -> str:
    """What programs are told of a page, unless nobody is to find it."""
    if not page.listed:
        return '<meta name="robots" content="noindex">\n'
    seen = metadata.preview(
        marketplace.settings.title,
        title=page.title,
        description=page.description,
        url=address,
    )
    return seen + metadata.structured(marketplace, page, address)


def _contents(html: str) -> tuple[str, list[Heading]]:
    """Find the headings of levels 2 and 3, and give each a link to itself."""
    toc: list[Heading] = []

    def mark(match: re.Match[str]) -> str:
        level, ident, inner = match.groups()
        toc.append((int(level), ident, words_of(inner)))
        link = f'<a class="headerlink" href="#{ident}" title="Link">¶</a>'
        return f'<h{level} id="{ident}">{inner}{link}</h{level}>'

    return _HEADING.sub(mark, html), toc


def _head(marketplace: Marketplace, up: str, page: Page | None = None) -> str:
    """Where the feeds and the same facts as data are.

    Not plain ``rel="alternate"``, by which the site's script would take them for translations of
    the page, and fetch a sitemap for each.
    """
    title = marketplace.settings.title
    links = [
        (RELEASE_FEED, f"Releases in {title}"),
        (ADVISORY_FEED, f"Advisories in {title}"),
    ]
    if page and page.feed:
        links.insert(0, (page.feed, f"Releases and advisories of {page.title}"))
    head = [
        f'<link rel="alternate feed" href="{escape(up + path)}" type="application/atom+xml"'
        f' title="{escape(words)}">\n'
        for path, words in links
    ]
    if page and page.data:
        data = escape(up + page.data)
        head.append(f'<link rel="describedby" href="{data}" type="application/json">\n')
    return "".join(head)


def _address(path: str) -> str:
    return path.removesuffix("index.html")


def _bytes(text: str) -> bytes:
    # A record may hold half of a surrogate pair, or a control character; no page can.
    return text.encode("utf-8", "replace").translate(_ALLOWED)

"""The site: what people wrote, and what records say.

Every page is a function of records and templates alone: no clock, no commit.  A page changes when
what it shows changes.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from types import MappingProxyType
from typing import Any

from chandlery.checks import Rule
from chandlery.gfm import words_of
from chandlery.model.description import EFFECT_TITLES
from chandlery.model.governance import Availability
from chandlery.model.marketplace import Marketplace
from chandlery.stages.site import markdown, views
from chandlery.stages.site.page import ADVISORY_FEED, RELEASE_FEED, Page, Steps
from chandlery.stages.site.pages import pages
from chandlery.stages.site.shell import SHELL_PATH, Heading, Shell, ShellError, cut, root
from chandlery.stages.site.templating import Renderer, RenderError, Templates
from chandlery.stages.sitemap import Address

_HEADING = re.compile(r'<h([23]) id="([^"]+)">(.*?)</h\1>', re.S)
# A written page asks for something that only records can say.
_SLOT = re.compile(rb"<!-- chandlery:([a-z_]+) -->")
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


def render(  # noqa: PLR0913 - the site is where everything comes together
    marketplace: Marketplace,
    website: Mapping[str, bytes],
    templates: Templates,
    *,
    steps: Steps,
    titles: Mapping[str, str],
    rules: Sequence[Rule] = (),
    examples: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Rendered]:
    """Render the whole site.

    Args:
        website: what ``ports.website`` made of the written pages, the shell among them.
        templates: Jinja2 sources by path, the catalog's own before the shipped ones.
        steps: what a person does to install a release, by dialect.
        titles: dialect to what people call the ecosystem.
        rules: each gets a page.
        examples: a file of each type of the index, by its schema's name.

    Yields:
        One page after the other, so that memory does not grow with their number; no path twice.

    Raises:
        ShellError: the rendered shell is not as expected.
        RenderError: a template failed, or two pages have one path.
    """
    renderer = _renderer(marketplace, templates, titles)
    if SHELL_PATH not in website:
        raise ShellError(f"there is no {SHELL_PATH} among the written pages")
    shell = cut(website[SHELL_PATH].decode(), f"{marketplace.base_url}_shell/")
    for path, data in _written(marketplace, website, renderer):
        told = path.endswith(".html") and path != _LOST
        yield Rendered(path, data, Address(_address(path)) if told else None)
    for page in pages(marketplace, steps, rules, examples):
        if page.path in website:
            raise RenderError(page.template, page.record, f"{page.path} is a written page as well")
        address = Address(_address(page.path), page.changed) if page.listed else None
        yield Rendered(page.path, _page(marketplace, shell, renderer, page), address)
    yield Rendered(".nojekyll", b"")


def _renderer(
    marketplace: Marketplace, templates: Templates, titles: Mapping[str, str]
) -> Renderer:
    filters: dict[str, Callable[..., Any]] = {
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
    }
    return Renderer(templates, filters, names)


def _written(
    marketplace: Marketplace, website: Mapping[str, bytes], renderer: Renderer
) -> Iterator[tuple[str, bytes]]:
    """The written pages and their assets, with what they ask of records filled in."""
    for path in sorted(website.keys() - {SHELL_PATH}):
        data = website[path]
        if path.endswith(".html"):
            if _SLOT.search(data):
                data = _filled(marketplace, path, data, renderer)
            up = marketplace.base_url if path == _LOST else root(path)
            links = _bytes(_head(marketplace, up))
            data = data.replace(b"</head>", links + b"</head>", 1)
        yield path, data


def _filled(marketplace: Marketplace, path: str, data: bytes, renderer: Renderer) -> bytes:
    context = {
        "root": root(path),
        "newest": views.newest(marketplace.packages, 10, standing=True),
        "dialects": _dialects(marketplace),
    }

    def fill(match: re.Match[bytes]) -> bytes:
        return _bytes(renderer.render(f"slots/{match[1].decode()}.html", path, context))

    return _SLOT.sub(fill, data)


def _dialects(marketplace: Marketplace) -> list[tuple[str, int]]:
    """How many packages serve each ecosystem, the most first."""
    counts: dict[str, int] = {}
    for package in marketplace.packages:
        for dialect in package.dialects:
            counts[dialect] = counts.get(dialect, 0) + 1
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _page(marketplace: Marketplace, shell: Shell, renderer: Renderer, page: Page) -> bytes:
    up = root(page.path)
    context = {**page.context, "page": page, "root": up}
    html = renderer.render(page.template, page.record, context)
    if page.bare:
        return _bytes(html)
    html, toc = _contents(html)
    html = shell.page(
        page.path,
        title=page.title,
        description=page.description,
        content=html,
        toc=toc,
        canonical=marketplace.base_url + _address(page.path),
        section=page.path.partition("/")[0],
        head=_head(marketplace, up, page),
    )
    return _bytes(html)


def _contents(html: str) -> tuple[str, list[Heading]]:
    """Find the headings of levels 2 and 3, and give each a link to itself."""
    toc: list[Heading] = []

    def mark(match: re.Match[str]) -> str:
        level, ident, inner = match.groups()
        toc.append((int(level), ident, words_of(inner)))
        link = f'<a class="headerlink" href="#{ident}" title="Link to this section">¶</a>'
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
    # A record may hold half of a surrogate pair; no page can.
    return text.encode("utf-8", "replace")

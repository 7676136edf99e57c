"""What a page tells programs about itself: previews, trails, feeds, structured data (schema.org).

All of it is taken from records, and so from strangers: it leaves this module escaped for where it
stands.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape, unescape
from typing import Any

from chandlery.model.marketplace import Frame, Integration, Package
from chandlery.stages.site.page import ADVISORY_FEED, RELEASE_FEED, Page

# The first folder of a page's address to the title of the page that lists what is in it.
SECTIONS = {
    "adapters": "Adapters",
    "advisories": "Advisories",
    "browse": "Browse",
    "capabilities": "Capabilities",
    "categories": "Categories",
    "index-format": "Types of the index",
    "integrations": "Reference integrations",
    "plugins": "Plugins",
    "publishers": "Publishers",
    "review": "Review board",
    "rules": "Rules",
}
_HOME = "Home"
_LICENCE = re.compile(r"(?!LicenseRef-)[A-Za-z0-9.+-]+")  # one of SPDX, not an expression
_TITLE = re.compile(r"<title>([^<]*)</title>")
_DESCRIPTION = re.compile(r'<meta name="description" content="([^"]*)">')
_JSON = json.JSONEncoder(separators=(",", ":"))
_CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)">')


@dataclass(frozen=True, slots=True)
class Crumb:
    """A page on the way from the home page to another; `path` is below the published root."""

    title: str
    path: str


def preview(site: str, *, title: str, description: str, url: str) -> str:
    """What chats and social sites show of a page: Open Graph, which Twitter reads as well."""
    properties = (
        ("og:type", "website"),
        ("og:site_name", site),
        ("og:title", title),
        ("og:description", description),
        ("og:url", url),
    )
    tags = [
        f'<meta property="{name}" content="{escape(" ".join(text.split()))}">\n'
        for name, text in properties
        if text
    ]
    return "".join([*tags, '<meta name="twitter:card" content="summary">\n'])


def preview_of(site: str, html: str) -> str:
    """The preview of a written page, from what the engine has put into its head."""
    head = html.partition("</head>")[0]
    title, description, url = (
        unescape(match[1]) if (match := pattern.search(head)) else ""
        for pattern in (_TITLE, _DESCRIPTION, _CANONICAL)
    )
    own = title.removesuffix(f" - {site}")  # as the engine names every page but the first
    return preview(site, title=own, description=description, url=url) if url else ""


def trail(page: Page) -> tuple[Crumb, ...]:
    """The pages above one that stands in a section, the home page first."""
    section, _, rest = page.path.partition("/")
    if section not in SECTIONS or rest == "index.html":
        return ()
    above = (Crumb(title, path) for title, path in page.above)
    return Crumb(_HOME, ""), Crumb(SECTIONS[section], f"{section}/"), *above


def trail_links(crumbs: Sequence[Crumb], root: str) -> str:
    """A trail as a part of the page."""
    if not crumbs:
        return ""
    items = "".join(
        f'<li><a href="{escape(root + crumb.path)}">{escape(crumb.title)}</a></li>\n'
        for crumb in crumbs
    )
    return f'<nav class="trail" aria-label="Breadcrumb">\n<ol>\n{items}</ol>\n</nav>\n'


def structured(frame: Frame, page: Page, url: str) -> str:
    """What the page is about, as JSON-LD: data in an element that no browser runs."""
    base = frame.base_url
    found = []
    if crumbs := trail(page):
        found.append(_trail(base, [*crumbs, Crumb(page.title, url.removeprefix(base))]))
    if isinstance(page.subject, Package):
        found.append(_package(frame, page.subject, url))
    elif isinstance(page.subject, Integration):
        found.append(_integration(page.subject, url))
    return _script(found) if found else ""


def structured_home(frame: Frame) -> str:
    """The marketplace itself, for the home page."""
    settings = frame.settings
    site = {
        "@type": "WebSite",
        "name": settings.title,
        "description": " ".join(settings.description.split()),
        "url": frame.base_url,
        "publisher": {"@type": "Organization", "name": settings.owner.name},
    }
    return _script([site])


def links(frame: Frame, up: str, page: Page | None = None) -> str:
    """Where the feeds and the same facts as data are.

    Not plain ``rel="alternate"``, by which the site's script would take them for translations of
    the page, and fetch a sitemap for each.
    """
    title = frame.settings.title
    feeds = [
        (RELEASE_FEED, f"Releases in {title}"),
        (ADVISORY_FEED, f"Advisories in {title}"),
    ]
    if page and page.feed:
        feeds.insert(0, (page.feed, f"Releases and advisories of {page.title}"))
    head = [
        f'<link rel="alternate feed" href="{escape(up + path)}" type="application/atom+xml"'
        f' title="{escape(words)}">\n'
        for path, words in feeds
    ]
    if page and page.data:
        data = escape(up + page.data)
        head.append(f'<link rel="describedby" href="{data}" type="application/json">\n')
    return "".join(head)


def _script(found: Sequence[dict[str, Any]]) -> str:
    graph = {"@context": "https://schema.org", "@graph": found}
    # Without "<" nothing in it can end the element, or begin a comment.
    text = _JSON.encode(graph).replace("<", "\\u003c")
    return f'<script type="application/ld+json">{text}</script>\n'


def _trail(base: str, crumbs: Sequence[Crumb]) -> dict[str, Any]:
    items = [
        {"@type": "ListItem", "position": place, "name": crumb.title, "item": base + crumb.path}
        for place, crumb in enumerate(crumbs, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _package(frame: Frame, package: Package, url: str) -> dict[str, Any]:
    said = {"@type": "SoftwareApplication", **_listed(package, url)}
    if not package.releases:
        return said
    latest = package.latest
    said |= {"softwareVersion": latest.version, "datePublished": latest.published}
    if publisher := frame.publishers.get(latest.publisher):
        address = f"{frame.base_url}publishers/{publisher.name}/"
        said["publisher"] = {
            "@type": "Organization",
            "name": publisher.record.title,
            "url": address,
        }
    if downloads := [artifact.url for artifact in latest.artifacts if artifact.path]:
        said["downloadUrl"] = downloads
    return said


def _integration(integration: Integration, url: str) -> dict[str, Any]:
    said = {"@type": "SoftwareSourceCode", **_listed(integration, url)}
    if source := integration.listing.links.source:
        said["codeRepository"] = source
    if integration.created_at:
        said["dateCreated"] = integration.created_at
    return said


def _listed(item: Package | Integration, url: str) -> dict[str, Any]:
    """What both kinds of listing say."""
    listing = item.listing
    licence = listing.license
    plain = _LICENCE.fullmatch(licence)
    category = "applicationCategory" if isinstance(item, Package) else "genre"
    said: dict[str, Any] = {
        "@id": url,
        "name": listing.title,
        "description": listing.summary,
        "url": url,
        category: listing.categories,
        "license": f"https://spdx.org/licenses/{licence}.html" if plain else licence,
        "author": [
            {"@type": "Person", "name": person.name} | ({"url": person.url} if person.url else {})
            for person in listing.maintainers
        ],
    }
    return said | ({"keywords": listing.tags} if listing.tags else {})

"""Atom feeds (RFC 4287): what was released, decided and warned of, for feed readers.

One entry stands for one release or one advisory, for ever.  Its `updated` is the time of the last
record that changed what it says, so that a reader who has it is told that it was withdrawn.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from chandlery.model.governance import Advisory
from chandlery.model.marketplace import Marketplace, Package, Release
from chandlery.stages.site import views
from chandlery.stages.site.elements import address, line, lines
from chandlery.stages.site.feed_entries import (
    Category,
    Context,
    Entry,
    advisory_entry,
    canonical,
    decided,
    release_entry,
)
from chandlery.stages.site.page import ADVISORY_FEED, RELEASE_FEED, package_feed

LENGTH = 100  # entries of a feed
PACKAGE_LENGTH = 10  # entries of a package's own: there are many of those

_NEVER = "1970-01-01T00:00:00Z"  # when an empty feed was last changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One feed, less its entries.

    Attributes:
        page: of the page that shows the same, the path below the published root.
    """

    path: str
    title: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Why something stands in a feed: it was released, decided or warned of.

    Attributes:
        at: when.  An advisory counts when it was published, and brings no old release back: one
            that hits a hundred versions would push everything else out.
    """

    at: str
    name: str
    version: str
    subject: Release | Advisory


def feeds(marketplace: Marketplace, titles: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """All releases, all advisories, and both for each ecosystem and each package.

    Args:
        titles: dialect to what people call the ecosystem.
    """
    context = Context.of(marketplace, titles)
    name = marketplace.settings.title
    releases = [event for package in marketplace.packages for event in _released(package)]
    advisories = [*_advised(marketplace.advisories)]
    feed = Feed(path=RELEASE_FEED, title=f"{name}: releases")
    yield feed.path, _feed(context, feed, releases, LENGTH)
    feed = Feed(path=ADVISORY_FEED, title=f"{name}: advisories", page="advisories/")
    yield feed.path, _feed(context, feed, advisories, LENGTH)
    yield from _ecosystem_feeds(context, [*releases, *advisories])
    yield from _package_feeds(context)


def _ecosystem_feeds(context: Context, events: Iterable[Event]) -> Iterator[tuple[str, bytes]]:
    """A feed for each ecosystem that has anything here, in the ecosystem's folder."""
    theirs: dict[str, list[Event]] = {}
    for event in events:
        for dialect in _dialects(context, event):
            theirs.setdefault(dialect, []).append(event)
    for dialect, chosen in sorted(theirs.items()):
        whose = f"{context.marketplace.settings.title} for {context.titles.get(dialect, dialect)}"
        feed = Feed(path=f"{dialect}/feed.atom", title=f"{whose}: releases and advisories")
        yield feed.path, _feed(context, feed, chosen, LENGTH)


def _package_feeds(context: Context) -> Iterator[tuple[str, bytes]]:
    """A feed for each package; what was renamed keeps its old address, for readers keep it."""
    former: dict[str, list[str]] = {}
    for old, package in views.renamed(context.marketplace).items():
        former.setdefault(package.name, []).append(old)
    for package in context.marketplace.packages:
        feed = Feed(
            path=package_feed(package),
            title=f"{package.listing.title}: releases and advisories",
            page=f"{package.kind.folder}/{package.name}/",
        )
        events = [*_released(package), *_advised(context.advised.get(package.name, ()))]
        data = _feed(context, feed, events, PACKAGE_LENGTH)
        for name in (package.name, *former.get(package.name, ())):
            yield package_feed(package, name), data


def _released(package: Package) -> Iterator[Event]:
    for release in package.releases:
        yield Event(decided(release), package.name, release.version, release)


def _advised(advisories: Iterable[Advisory]) -> Iterator[Event]:
    for advisory in advisories:
        yield Event(advisory.published, advisory.package, advisory.id, advisory)


def _dialects(context: Context, event: Event) -> Iterable[str]:
    if isinstance(event.subject, Release):
        return dict.fromkeys(manifest.dialect for manifest in event.subject.manifests)
    package = context.packages.get(event.name)
    return package.dialects if package else ()


def _feed(context: Context, feed: Feed, events: Iterable[Event], length: int) -> bytes:
    chosen = sorted(events, key=lambda event: (event.name, event.version))
    chosen.sort(key=lambda event: event.at, reverse=True)
    entries = [_entry(context, event) for event in chosen[:length]]
    entries.sort(key=lambda entry: entry.updated, reverse=True)
    return lines(_lines(context.marketplace, feed, entries))


def _lines(marketplace: Marketplace, feed: Feed, entries: Sequence[Entry]) -> Iterator[str]:
    base_url, owner = marketplace.base_url, marketplace.settings.owner
    yield '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">\n'
    yield line("id", address(canonical(marketplace), feed.path))
    yield line("title", feed.title)
    yield line("updated", entries[0].updated if entries else _NEVER)
    yield _link("self", address(base_url, feed.path), "application/atom+xml")
    yield _link("alternate", address(base_url, feed.page), "text/html")
    yield _person(owner.name, owner.url or "")
    for entry in entries:
        yield from _entry_lines(entry)
    yield "</feed>\n"


def _entry(context: Context, event: Event) -> Entry:
    package = context.packages.get(event.name)
    if isinstance(event.subject, Advisory):
        return advisory_entry(context, package, event.subject)
    return release_entry(context, context.packages[event.name], event.subject)


def _entry_lines(entry: Entry) -> Iterator[str]:
    yield "<entry>\n"
    yield line("id", entry.id)
    yield line("title", entry.title)
    yield line("published", entry.published)
    yield line("updated", entry.updated)
    yield _link("alternate", entry.address, "text/html")
    yield _person(entry.author, entry.author_page)
    yield from map(_category, entry.categories)
    yield line("summary", entry.summary)
    yield line("content", entry.content, type="html")
    yield "</entry>\n"


@lru_cache(maxsize=1024)
def _category(category: Category) -> str:
    """The line of a category, of which a marketplace has few and its feeds have many."""
    scheme, term, label = category
    return line("category", scheme=scheme, term=term, label=label)


def _link(rel: str, href: str, type_: str) -> str:
    return line("link", rel=rel, type=type_, href=href)


def _person(name: str, uri: str) -> str:
    page = line("uri", uri) if uri else ""
    return f"<author>\n{line('name', name)}{page}</author>\n"

"""Atom feeds (RFC 4287): what was released, decided and warned of, for feed readers.

One entry stands for one release or one advisory, for ever.  Its `updated` is the time of the last
record that changed what it says, so that a reader who has it is told that it was withdrawn.
"""

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from operator import itemgetter

import msgspec
from msgspec import Raw

from chandlery.model.marketplace import Frame, Integration, Package, Subject
from chandlery.model.parts import Ask, File, One, Part
from chandlery.stages.feed_choice import (
    LENGTH,
    Event,
    Fed,
    Told,
    by_ecosystem,
    chosen,
    last_by_ecosystem,
    latest,
    released,
    warned,
)
from chandlery.stages.site.elements import address, clean, line, lines
from chandlery.stages.site.feed_entries import (
    About,
    Category,
    Context,
    Entry,
    advisory_entry,
    canonical,
    release_entry,
)
from chandlery.stages.site.page import ADVISORY_FEED, RELEASE_FEED, package_feed

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


# When an entry was last changed, and its lines.
Written = tuple[str, str]
_ENTRIES = "entries"  # what is kept of a package: those of its releases, by version


def feeds(titles: Mapping[str, str]) -> Part[Told]:
    """All releases, all advisories, and both for each ecosystem and each package.

    Args:
        titles: dialect to what people call the ecosystem.
    """
    one, joined = partial(_one, titles), partial(_joined, titles)
    return Part(name="feeds", told=Told, one=one, joined=joined)


def _one(titles: Mapping[str, str], frame: Frame, subject: Subject) -> One[Told]:
    """The package's own feed; what was renamed keeps its old address, for readers keep it."""
    if isinstance(subject, Integration):
        return One()
    context = Context(frame, titles)
    about = About(subject.kind, clean(subject.listing.title), subject.dialects)
    releases = {item.version: item for item in subject.releases}
    newest = latest((released(subject, item) for item in subject.releases), LENGTH)
    entries = {
        version: _written(release_entry(context, subject, releases[version]))
        for _, _, version, _ in newest
    }
    text = msgspec.json.encode(entries)
    data = _own_feed(context, subject, about, newest, entries)
    names = (subject.name, *frame.former.get(subject.name, ()))
    fed = Fed(about, chosen(newest, releases), hashlib.sha256(text).hexdigest()[:16])
    return One(
        files=tuple((package_feed(subject, name), data) for name in names),
        told=Told(last_by_ecosystem(fed), Raw(msgspec.json.encode(fed))),
        kept={_ENTRIES: zlib.compress(text, 1)},
    )


def _own_feed(
    context: Context,
    package: Package,
    about: About,
    newest: Sequence[Event],
    entries: Mapping[str, Written],
) -> bytes:
    advised = map(warned, context.frame.advised.get(package.name, ()))
    feed = Feed(
        path=package_feed(package),
        title=f"{package.listing.title}: releases and advisories",
        page=f"{package.kind.folder}/{package.name}/",
    )
    return _feed(
        context.frame,
        feed,
        (
            _written(advisory_entry(context, about, advisory)) if advisory else entries[version]
            for _, _, version, advisory in latest([*newest, *advised], PACKAGE_LENGTH)
        ),
    )


def _joined(
    titles: Mapping[str, str], frame: Frame, told: Mapping[str, Told], ask: Ask
) -> Iterator[File]:
    """The feeds of all releases, of all advisories, and of each ecosystem."""
    context, title = Context(frame, titles), frame.settings.title

    @cache
    def fed(name: str) -> Fed | None:
        return msgspec.json.decode(told[name].package, type=Fed) if name in told else None

    @cache
    def kept(name: str) -> dict[str, Written]:
        data = zlib.decompress(ask(name, _ENTRIES))
        return msgspec.json.decode(data, type=dict[str, Written])

    @cache
    def written(event: Event) -> Written:
        _, name, version, advisory = event
        if advisory is None:
            return kept(name)[version]
        package = fed(name)
        about = package.about if package else None
        return _written(advisory_entry(context, about, advisory))

    def made(feed: Feed, events: Iterable[Event]) -> File:
        return feed.path, _feed(frame, feed, map(written, latest(events, LENGTH)))

    found = by_ecosystem(frame, told, fed)
    yield made(Feed(path=RELEASE_FEED, title=f"{title}: releases"), found.pop(""))
    warnings = Feed(path=ADVISORY_FEED, title=f"{title}: advisories", page="advisories/")
    yield made(warnings, map(warned, frame.advisories))
    for dialect, events in sorted(found.items()):
        whose = f"{title} for {titles.get(dialect, dialect)}"
        feed = Feed(path=f"{dialect}/feed.atom", title=f"{whose}: releases and advisories")
        yield made(feed, events)


def _feed(frame: Frame, feed: Feed, entries: Iterable[Written]) -> bytes:
    ordered = sorted(entries, key=itemgetter(0), reverse=True)
    return lines(_lines(frame, feed, ordered))


def _lines(frame: Frame, feed: Feed, entries: Sequence[Written]) -> Iterator[str]:
    base_url, owner = frame.base_url, frame.settings.owner
    yield '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">\n'
    yield line("id", address(canonical(frame), feed.path))
    yield line("title", feed.title)
    yield line("updated", entries[0][0] if entries else _NEVER)
    yield _link("self", address(base_url, feed.path), "application/atom+xml")
    yield _link("alternate", address(base_url, feed.page), "text/html")
    yield _person(owner.name, owner.url or "")
    yield from map(itemgetter(1), entries)
    yield "</feed>\n"


def _written(entry: Entry) -> Written:
    return entry.updated, clean("".join(_entry_lines(entry)))


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

"""NAM: names that read like another name."""

from collections import defaultdict
from collections.abc import Iterator

from chandlery.catalog import Catalog, PackageEntry, PublisherEntry
from chandlery.checks import Finding, rule
from chandlery.diagnostics import Severity
from chandlery.documents import Document, Route
from chandlery.quoting import quoted
from chandlery.rules.confusables import foreign, named, skeleton, unseen
from chandlery.rules.slips import Known, Owned, keep, stranger

# What ecosystems call the texts of a manifest that people take for its name.
_NATIVE = ("id", "name", "title", "displayName", "display_name", "publisher", "author")


@rule("NAM010", severity=Severity.WARNING)
def lookalike_name(catalog: Catalog) -> Iterator[Finding]:
    """The name can be taken for one that another publisher had before.

    ## Why it matters
    Somebody who mistypes or misreads the older name installs the newer thing. Most names like that
    are chance; some are chosen for it.

    ## Example
    `text-stat`, `test-stats`, `textstats` or `text-5tats` beside another publisher's `text-stats`;
    a publisher `acrne` beside `acme`.

    ## How to mend it
    Choose a name that nobody takes for the other, or waive this with the reason. A number counts:
    `tide-2` and `tide-3` are two names.
    """
    if len(catalog.publishers) < 2:
        return
    known = Known()
    for package in _by_age(catalog):
        mine = Owned(package.name, _publishers(package))
        if other := known.near(mine):
            yield Finding(
                (),
                f"`{mine.text}` can be taken for `{other.text}` of `{min(other.publishers)}`, "
                "which is older",
                "Choose another name, or waive this with the reason.",
                document=package.listing_document,
            )
        known.add(mine)
    names: dict[str, str] = {}
    for publisher in _publishers_by_age(catalog):
        first = names.setdefault(skeleton(publisher.name), publisher.name)
        if first != publisher.name:
            yield Finding(
                (),
                f"`{publisher.name}` can be taken for `{first}`",
                "Choose another name, or waive this with the reason.",
                document=publisher.document,
            )


@rule("NAM011")
def unseen_character(catalog: Catalog) -> Iterator[Finding]:
    r"""A name or title has a character that cannot be seen, or that turns the text around.

    ## Why it matters
    What is read is not what is there: two titles look the same and are not, or a part of one is
    shown backwards.

    ## Example
    `title: "Link\u200bKeeper"` has U+200B, ZERO WIDTH SPACE, in the middle.

    ## How to mend it
    Take the character out. Joiners are fine where a script needs them, and in emoji.
    """
    for document, route, text in _texts(catalog):
        if char := unseen(text):
            yield Finding(
                route, f"{quoted(text)} has {named(char)}", "Take it out.", document=document
            )


@rule("NAM012", severity=Severity.WARNING)
def mixed_scripts(catalog: Catalog) -> Iterator[Finding]:
    """A word of a name or title mixes Latin letters with ones that look Latin.

    ## Why it matters
    Nobody sees the difference, no search finds the word, and it is the usual way to pass for
    somebody else.

    ## Example
    `title: Сargo Labels`, where the first letter is U+0421, CYRILLIC CAPITAL LETTER ES.

    ## How to mend it
    Write each word in the letters of one script.
    """
    for document, route, text in _texts(catalog):
        for word, char in foreign(text):
            yield Finding(
                route,
                f"{quoted(word)} has {named(char)} among Latin letters",
                "Write the word in the letters of one script.",
                document=document,
            )


@rule("NAM013", severity=Severity.WARNING)
def lookalike_title(catalog: Catalog) -> Iterator[Finding]:
    """A title can be taken for another publisher's, or for another publisher.

    ## Why it matters
    People choose by the title. Of two that look the same the newer one passes for the older.

    ## Example
    `title: Cargo LabeIs`, with a capital I, beside another publisher's `Cargo Labels`; or a plugin
    that is called like a publisher who did not make it.

    ## How to mend it
    Choose another title, or waive this with the reason.
    """
    hint = "Choose another title, or waive this with the reason."
    if len(catalog.publishers) < 2:
        return
    owners: dict[str, Owned] = {}
    for publisher in _publishers_by_age(catalog):
        title = publisher.record.title
        mine = Owned(title, frozenset({publisher.name}))
        first = owners.setdefault(skeleton(title), mine)
        if first.publishers.isdisjoint(mine.publishers):
            message = f"{quoted(title)} can be taken for {_whose(first)}"
            yield Finding(("title",), message, hint, document=publisher.document)
    titles: dict[str, list[Owned]] = defaultdict(list)
    for package in _by_age(catalog):
        title = package.listing.title
        mine, key = Owned(title, _publishers(package)), skeleton(title)
        rivals = [*titles[key], *([owners[key]] if key in owners else [])]
        if other := stranger(rivals, mine):
            message = f"{quoted(title)} can be taken for {_whose(other)}"
            yield Finding(("title",), message, hint, document=package.listing_document)
        keep(titles[key], mine)
        yield from _impostors(package, owners)


def _impostors(package: PackageEntry, owners: dict[str, Owned]) -> Iterator[Finding]:
    """Maintainers who are almost called like a publisher, and are not of it."""
    for index, maintainer in enumerate(package.listing.maintainers):
        other = owners.get(skeleton(maintainer.name))
        if other is None or other.text.casefold() == maintainer.name.casefold():
            continue
        if other.publishers.isdisjoint(_publishers(package)):
            yield Finding(
                ("maintainers", index, "name"),
                f"{quoted(maintainer.name)} can be taken for {_whose(other)}",
                "Write the name as they do, if it is theirs.",
                document=package.listing_document,
            )


def _whose(other: Owned) -> str:
    return f"{quoted(other.text)} of `{min(other.publishers)}`"


def _publishers(package: PackageEntry) -> frozenset[str]:
    return frozenset(release.record.publisher for release in package.releases)


def _by_age(catalog: Catalog) -> list[PackageEntry]:
    """What has releases, in the order of the first."""
    released = [package for package in catalog.packages if package.releases]
    return sorted(released, key=lambda package: (_first(package), package.name))


def _first(package: PackageEntry) -> str:
    return min(release.record.published for release in package.releases)


def _publishers_by_age(catalog: Catalog) -> list[PublisherEntry]:
    """The publishers in the order of their first releases; those without any come last."""
    first: dict[str, str] = {}
    for package in catalog.packages:
        for release in package.releases:
            name, published = release.record.publisher, release.record.published
            first[name] = min(first.get(name, published), published)
    return sorted(
        catalog.publishers.values(), key=lambda item: (first.get(item.name, "~"), item.name)
    )


def _texts(catalog: Catalog) -> Iterator[tuple[Document, Route, str]]:
    """Everything that people take for somebody's or something's name."""
    yield catalog.document, ("title",), catalog.settings.title
    yield catalog.document, ("owner", "name"), catalog.settings.owner.name
    for _, publisher in sorted(catalog.publishers.items()):
        yield publisher.document, ("title",), publisher.record.title
    for advisory in catalog.advisories:
        yield advisory.document, ("title",), advisory.record.title
    for entry in catalog.entries:
        document, listing = entry.listing_document, entry.listing
        yield document, ("title",), listing.title
        for dialect, name in sorted(listing.names.items()):
            yield document, ("names", dialect), name
        for index, maintainer in enumerate(listing.maintainers):
            yield document, ("maintainers", index, "name"), maintainer.name
    for manifest in _manifests(catalog):
        yield from _native_texts(manifest)


def _manifests(catalog: Catalog) -> Iterator[Document]:
    for package in catalog.packages:
        for release in package.releases:
            yield from (item.document for item in release.manifests)
    yield from (integration.manifest.document for integration in catalog.integrations)


def _native_texts(manifest: Document) -> Iterator[tuple[Document, Route, str]]:
    """The names in a manifest; an author may be a text or a mapping with a name."""
    for key in _NATIVE:
        value, route = manifest.value.get(key), [key]
        if isinstance(value, dict):
            value, route = value.get("name"), [key, "name"]
        if isinstance(value, str):
            yield manifest, tuple(route), value


CATALOG_RULES = (lookalike_name, unseen_character, mixed_scripts, lookalike_title)
RULES = CATALOG_RULES

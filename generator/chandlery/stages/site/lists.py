"""The pages that lead to plugins: by kind, category, publisher and capability."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from chandlery.model.marketplace import Integration, Kind, Marketplace, Package, Publisher
from chandlery.stages.site import views
from chandlery.stages.site.capability_pages import capability_pages
from chandlery.stages.site.page import SHOWN, Listed, Page
from chandlery.stages.site.paging import parts

KIND_TITLES = {
    Kind.PLUGIN: "Plugins",
    Kind.ADAPTER: "Adapters",
    Kind.INTEGRATION: "Reference integrations",
}


def list_pages(marketplace: Marketplace) -> Iterator[Page]:
    """Every page that is a list of packages."""
    everything: list[Listed] = [*marketplace.packages, *marketplace.integrations]
    yield from _kind_pages(marketplace, everything)
    yield from _category_pages(marketplace, everything)
    yield from _publisher_pages(marketplace)
    yield from capability_pages(marketplace)


def _kind_pages(marketplace: Marketplace, everything: Sequence[Listed]) -> Iterator[Page]:
    """A page for each kind, grouped by first category."""
    by_kind: dict[Kind, list[Listed]] = defaultdict(list)
    for item in everything:
        by_kind[item.kind if isinstance(item, Package) else Kind.INTEGRATION].append(item)
    for kind in Kind:
        items, title = by_kind[kind], KIND_TITLES[kind]
        groups: dict[str, list[Listed]] = defaultdict(list)
        for item in items:
            groups[item.listing.categories[0]].append(item)
        yield Page(
            path=f"{kind.folder}/index.html",
            template="list.html",
            title=title,
            description=f"{title} of {marketplace.settings.title}, by category.",
            record=kind.folder,
            context={
                "kind": kind,
                "total": len(items),
                "groups": sorted(groups.items()),
                "shown": SHOWN,
            },
            changed=_changed(items),
        )


def _category_pages(marketplace: Marketplace, everything: Sequence[Listed]) -> Iterator[Page]:
    """A page for each category, with everything in it, of all kinds."""
    categories: dict[str, list[Listed]] = defaultdict(list)
    names: dict[str, str] = {}
    for item in everything:
        for category in item.listing.categories:
            address = views.slug(category)
            names.setdefault(address, category)
            if item not in categories[address][-1:]:
                categories[address].append(item)
    for address, items in sorted(categories.items()):
        for part in parts(f"categories/{address}", items):
            yield Page(
                path=part.path,
                template="category.html",
                title=part.called(f"Category: {names[address]}"),
                description=f"What {marketplace.settings.title} has for {names[address]}.",
                record=f"categories/{address}",
                context={"part": part},
                changed=_changed(part.items),
            )
    yield Page(
        path="categories/index.html",
        template="categories.html",
        title="Categories",
        description=f"The categories of {marketplace.settings.title}.",
        record="categories",
        context={"categories": [(names[key], key, categories[key]) for key in sorted(categories)]},
    )


def _publisher_pages(marketplace: Marketplace) -> Iterator[Page]:
    publishers = [marketplace.publishers[name] for name in sorted(marketplace.publishers)]
    theirs: dict[str, list[Package]] = defaultdict(list)
    for package in marketplace.packages:
        for name in sorted({release.publisher for release in package.releases}):
            theirs[name].append(package)
    for part in parts("publishers", [(item, len(theirs[item.name])) for item in publishers]):
        yield Page(
            path=part.path,
            template="publishers.html",
            title=part.called("Publishers"),
            description=f"Who publishes in {marketplace.settings.title}, and who is verified.",
            record="publishers",
            context={"part": part},
        )
    for publisher in publishers:
        yield from _one_publisher(publisher, theirs[publisher.name])


def _one_publisher(publisher: Publisher, packages: Sequence[Package]) -> Iterator[Page]:
    """The publisher's page, and those that go on with its packages."""
    for part in parts(f"publishers/{publisher.name}", packages):
        yield Page(
            path=part.path,
            template="publisher.html",
            title=part.called(publisher.record.title),
            description=f"What {publisher.record.title} publishes, and how it is verified.",
            record=f"publishers/{publisher.name}",
            context={"publisher": publisher, "part": part},
            changed=max(views.last_changed(part.items), publisher.record.verification.at or ""),
        )


def _changed(items: Iterable[Listed]) -> str:
    """The newest time in the records of what a list shows."""
    items = tuple(items)
    made = (item.created_at for item in items if isinstance(item, Integration))
    packages = (item for item in items if isinstance(item, Package))
    return max([views.last_changed(packages), *made])

"""The pages that lead to plugins: by kind, category, publisher and capability."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from chandlery.model.marketplace import Kind, Publisher
from chandlery.model.overview import Overview
from chandlery.model.summary import Summary
from chandlery.stages.site import views
from chandlery.stages.site.capability_pages import capability_pages
from chandlery.stages.site.page import SHOWN, Page
from chandlery.stages.site.paging import parts

KIND_TITLES = {
    Kind.PLUGIN: "Plugins",
    Kind.ADAPTER: "Adapters",
    Kind.INTEGRATION: "Reference integrations",
}


def list_pages(overview: Overview) -> Iterator[Page]:
    """Every page that is a list of packages."""
    yield from _kind_pages(overview)
    yield from _category_pages(overview)
    yield from _publisher_pages(overview)
    yield from capability_pages(overview)


def _in_order(overview: Overview) -> list[Summary]:
    """Packages, and then integrations, each by name."""
    return [*overview.packages.values(), *overview.integrations.values()]


def _kind_pages(overview: Overview) -> Iterator[Page]:
    """A page for each kind, grouped by first category."""
    by_kind: dict[Kind, list[Summary]] = defaultdict(list)
    for item in overview.items.values():
        by_kind[item.kind].append(item)
    for kind in Kind:
        items, title = by_kind[kind], KIND_TITLES[kind]
        groups: dict[str, list[Summary]] = defaultdict(list)
        for item in items:
            groups[item.categories[0]].append(item)
        yield Page(
            path=f"{kind.folder}/index.html",
            template="list.html",
            title=title,
            description=f"{title} of {overview.frame.settings.title}, by category.",
            record=kind.folder,
            context={
                "total": len(items),
                "groups": [(key, groups[key][:SHOWN], len(groups[key])) for key in sorted(groups)],
            },
            changed=views.newest_change(items),
        )


def _category_pages(overview: Overview) -> Iterator[Page]:
    """A page for each category, with everything in it, of all kinds."""
    categories: dict[str, dict[str, Summary]] = defaultdict(dict)
    names: dict[str, str] = {}
    for item in _in_order(overview):
        for category in item.categories:
            address = views.slug(category)
            names.setdefault(address, category)
            categories[address][item.name] = item
    for address, items in sorted(categories.items()):
        for part in parts(f"categories/{address}", [*items.values()]):
            yield Page(
                path=part.path,
                template="category.html",
                title=part.called(f"Category: {names[address]}"),
                description=f"What {overview.frame.settings.title} has for {names[address]}.",
                record=f"categories/{address}",
                context={"part": part},
                changed=views.newest_change(part.items),
            )
    yield Page(
        path="categories/index.html",
        template="categories.html",
        title="Categories",
        description=f"The categories of {overview.frame.settings.title}.",
        record="categories",
        context={
            "categories": [(names[key], key, len(categories[key])) for key in sorted(categories)]
        },
    )


def _publisher_pages(overview: Overview) -> Iterator[Page]:
    publishers = [item for _, item in sorted(overview.frame.publishers.items())]
    theirs: dict[str, list[Summary]] = defaultdict(list)
    for package in overview.packages.values():
        for name in package.publishers:
            theirs[name].append(package)
    counted = [(item, len(theirs[item.name])) for item in publishers]
    for part in parts("publishers", counted, lambda pair: pair[0].name):
        yield Page(
            path=part.path,
            template="publishers.html",
            title=part.called("Publishers"),
            description=f"Who publishes in {overview.frame.settings.title}, and who is verified.",
            record="publishers",
            context={"part": part},
        )
    for publisher in publishers:
        yield from _one_publisher(publisher, theirs[publisher.name])


def _one_publisher(publisher: Publisher, packages: Sequence[Summary]) -> Iterator[Page]:
    """The publisher's page, and those that go on with its packages."""
    for part in parts(f"publishers/{publisher.name}", packages):
        yield Page(
            path=part.path,
            template="publisher.html",
            title=part.called(publisher.record.title),
            description=f"What {publisher.record.title} publishes, and how it is verified.",
            record=f"publishers/{publisher.name}",
            context={"publisher": publisher, "part": part},
            changed=max(views.newest_change(part.items), publisher.record.verification.at or ""),
        )

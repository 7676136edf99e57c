"""The pages of plugins, adapters and integrations, and the list of all pages."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from chandlery.checks import Rule
from chandlery.model.marketplace import Integration, Kind, Marketplace
from chandlery.stages import badges
from chandlery.stages.site import markdown, views
from chandlery.stages.site.index_types import index_type_pages
from chandlery.stages.site.lists import list_pages
from chandlery.stages.site.oversight import oversight_pages
from chandlery.stages.site.page import Listed, Page, Steps, package_feed


def pages(
    marketplace: Marketplace, steps: Steps, rules: Sequence[Rule], examples: Mapping[str, str]
) -> Iterator[Page]:
    """Every page that is made from records, and those about what they are published as."""
    yield from _package_pages(marketplace, steps)
    yield from _integration_pages(marketplace)
    yield from list_pages(marketplace)
    yield from oversight_pages(marketplace, rules)
    yield from index_type_pages(examples)
    yield from _renamed_pages(marketplace)


def _package_pages(marketplace: Marketplace, steps: Steps) -> Iterator[Page]:
    advised = views.advised(marketplace.advisories)
    pages = _addressed(marketplace)
    shown_in: dict[str, list[Integration]] = defaultdict(list)
    for integration in marketplace.integrations:
        shown_in[integration.uses].append(integration)
    for package in marketplace.packages:
        offered = views.installable(marketplace, package)
        address = f"{package.kind.folder}/{package.name}"
        advisories = advised.get(package.name, ())
        yield Page(
            path=f"{address}/index.html",
            template="package.html",
            title=package.listing.title,
            description=package.listing.summary,
            record=address,
            context={
                "package": package,
                "offered": offered,
                "steps": steps(package, offered) if offered else {},
                "readme": _readme(package, address, pages),
                "integrations": shown_in[package.name],
                "advisories": advisories,
                "badge": badges.path(package.name),
                "badge_words": f"{package.name}: {badges.status(package)[0]}",
                "review_badge": badges.path(package.name, "review"),
                "snippet": badges.markdown(marketplace, package),
            },
            changed=views.last_changed([package], advisories),
            data=f"index/v1/{address}.json",
            feed=package_feed(package),
            subject=package,
        )


def _integration_pages(marketplace: Marketplace) -> Iterator[Page]:
    packages = {package.name: package for package in marketplace.packages}
    pages = _addressed(marketplace)
    for integration in marketplace.integrations:
        address = f"{Kind.INTEGRATION.folder}/{integration.name}"
        yield Page(
            path=f"{address}/index.html",
            template="integration.html",
            title=integration.listing.title,
            description=integration.listing.summary,
            record=address,
            context={
                "integration": integration,
                "uses": packages.get(integration.uses),
                "readme": _readme(integration, address, pages),
            },
            changed=integration.created_at,
            data=f"index/v1/{address}.json",
            subject=integration,
        )


def _readme(item: Listed, address: str, pages: frozenset[str]) -> markdown.Prose:
    return markdown.readme(
        item.readme,
        titles=frozenset({item.name.casefold(), item.listing.title.casefold()}),
        source=item.listing.links.source or "",
        folder=address,
        pages=pages,
    )


def _addressed(marketplace: Marketplace) -> frozenset[str]:
    """What a README may lead to: everything of the catalog that has a page of its own."""
    integrations, packages = marketplace.integrations, marketplace.packages
    return frozenset(
        (
            *(f"{package.kind.folder}/{package.name}" for package in packages),
            *(f"{Kind.INTEGRATION.folder}/{item.name}" for item in integrations),
            *(f"publishers/{name}" for name in marketplace.publishers),
            *(f"advisories/{advisory.id}" for advisory in marketplace.advisories),
        )
    )


def _renamed_pages(marketplace: Marketplace) -> Iterator[Page]:
    """Old names lead to new ones; a chain of renames leads to its end at once."""
    folders = {item.name: item.kind.folder for item in marketplace.packages}
    folders |= {item.name: Kind.INTEGRATION.folder for item in marketplace.integrations}
    for old in sorted(marketplace.renames):
        new = views.successor(marketplace, old)
        if new in folders and old not in folders:
            yield Page(
                path=f"{folders[new]}/{old}/index.html",
                template="renamed.html",
                title=f"{old} is now called {new}",
                description=marketplace.renames[old].reason,
                record=f"renames/{old}",
                context={"old": old, "new": new, "rename": marketplace.renames[old]},
                bare=True,
                listed=False,
            )

"""The pages of plugins, adapters and integrations, and the list of all pages, in batches."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from chandlery.checks import Rule
from chandlery.model.marketplace import Kind, Marketplace, Package
from chandlery.stages.site import views
from chandlery.stages.site.browse import browse_pages
from chandlery.stages.site.index_types import index_type_pages
from chandlery.stages.site.lists import list_pages
from chandlery.stages.site.objectstack_pages import objectstack_pages
from chandlery.stages.site.oversight import oversight_pages
from chandlery.stages.site.package_pages import PackagePages
from chandlery.stages.site.page import Page, Steps
from chandlery.stages.site.readmes import addressed, readme
from chandlery.stages.site.statistics import statistics_pages
from chandlery.stages.site.summaries import overview

# Some of the pages, to be made apart from the others: in another process, say.
Batch = Callable[[], Iterable[Page]]

_TOGETHER = 25  # packages in a batch


def batches(
    marketplace: Marketplace,
    steps: Steps,
    titles: Mapping[str, str],
    rules: Sequence[Rule],
    examples: Mapping[str, str],
) -> Iterator[Batch]:
    """Every page that is made from records, and those about what they are published as."""
    package_pages = PackagePages(marketplace, steps, titles)
    for start in range(0, len(marketplace.packages), _TOGETHER):
        some = marketplace.packages[start : start + _TOGETHER]
        yield partial(_package_pages, package_pages, some)
    yield partial(_integration_pages, marketplace)
    yield partial(list_pages, marketplace)
    yield partial(objectstack_pages, overview(marketplace))
    yield partial(browse_pages, marketplace, titles)
    yield partial(statistics_pages, marketplace, titles)
    yield partial(oversight_pages, marketplace, rules)
    yield partial(index_type_pages, examples)
    yield partial(_renamed_pages, marketplace)


def _package_pages(makes: PackagePages, packages: Sequence[Package]) -> Iterator[Page]:
    for package in packages:
        yield from makes.pages(package)


def _integration_pages(marketplace: Marketplace) -> Iterator[Page]:
    packages = {package.name: package for package in marketplace.packages}
    pages = addressed(marketplace)
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
                "readme": readme(integration, address, pages),
            },
            changed=integration.created_at,
            data=f"index/v1/{address}.json",
            subject=integration,
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

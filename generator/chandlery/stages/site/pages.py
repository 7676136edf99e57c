"""The pages of plugins, adapters and integrations, and the list of all pages, in batches."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from chandlery.checks import Rule
from chandlery.model.marketplace import Integration, Kind, Package
from chandlery.model.overview import Overview
from chandlery.model.parts import Batch
from chandlery.stages.site.browse import browse_pages
from chandlery.stages.site.facets import Rows
from chandlery.stages.site.lists import list_pages
from chandlery.stages.site.objectstack_pages import objectstack_pages
from chandlery.stages.site.oversight import oversight_pages
from chandlery.stages.site.package_pages import PackagePages
from chandlery.stages.site.page import Page, Steps
from chandlery.stages.site.readmes import Asked, readme
from chandlery.stages.site.statistics import statistics_pages
from chandlery.stages.site.surroundings import Surroundings

# Some of the pages, to be made apart from the others: in another process, say.
Pages = Callable[[], Iterable[Page]]


def subject_batches(
    overview: Overview,
    subjects: Iterable[Batch],
    steps: Steps,
    titles: Mapping[str, str],
) -> Iterator[Pages]:
    """The pages of some packages and integrations."""
    surroundings = Surroundings(overview)
    package_pages = PackagePages(surroundings, steps, titles)
    for batch in subjects:
        yield partial(_pages, package_pages, surroundings, batch)


def overview_batches(
    rows: Rows,
    titles: Mapping[str, str],
    rules: Sequence[Rule],
) -> Iterator[Pages]:
    """Every page that is not of one package or integration, less those of the index's types."""
    overview = rows.overview
    yield partial(list_pages, overview)
    yield partial(objectstack_pages, overview)
    yield partial(browse_pages, rows, titles)
    yield partial(statistics_pages, rows, titles)
    yield partial(oversight_pages, overview, rules)
    yield partial(_renamed_pages, overview)


def _pages(makes: PackagePages, surroundings: Surroundings, batch: Batch) -> Iterator[Page]:
    for subject in batch.subjects():
        if isinstance(subject, Package):
            yield from makes.pages(subject)
        else:
            yield _integration_page(surroundings, subject)


def _integration_page(surroundings: Surroundings, integration: Integration) -> Page:
    address = f"{Kind.INTEGRATION.folder}/{integration.name}"
    asked = Asked(surroundings.addressed)
    shown = readme(integration, address, asked)
    return Page(
        path=f"{address}/index.html",
        template="integration.html",
        title=integration.listing.title,
        description=integration.listing.summary,
        record=address,
        context={
            "integration": integration,
            "uses": surroundings.packages.get(integration.uses),
            "readme": shown,
        },
        changed=integration.created_at,
        data=f"index/v1/{address}.json",
        subject=integration,
        owner=integration.name,
        asked=asked.addresses,
    )


def _renamed_pages(overview: Overview) -> Iterator[Page]:
    """Old names lead to new ones; a chain of renames leads to its end at once."""
    renames, items = overview.frame.renames, overview.items
    for old in sorted(renames):
        new = overview.frame.successor(old)
        if new in items and old not in items:
            yield Page(
                path=f"{items[new].kind.folder}/{old}/index.html",
                template="renamed.html",
                title=f"{old} is now called {new}",
                description=renames[old].reason,
                record=f"renames/{old}",
                context={"old": old, "new": new, "rename": renames[old]},
                bare=True,
                listed=False,
            )

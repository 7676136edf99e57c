"""READMEs as parts of pages, and what they may lead to."""

from chandlery.model.overview import Overview
from chandlery.stages.site import markdown
from chandlery.stages.site.page import Listed


def readme(item: Listed, address: str, pages: frozenset[str]) -> markdown.Prose:
    """The README of a package or an integration, for its page."""
    return markdown.readme(
        item.readme,
        titles=frozenset({item.name.casefold(), item.listing.title.casefold()}),
        source=item.listing.links.source or "",
        folder=address,
        pages=pages,
    )


def addressed(overview: Overview) -> frozenset[str]:
    """What a README may lead to: everything of the catalog that has a page of its own."""
    return frozenset(
        (
            *(item.path for item in overview.items.values()),
            *(f"publishers/{name}" for name in overview.frame.publishers),
            *(f"advisories/{advisory.id}" for advisory in overview.frame.advisories),
        )
    )

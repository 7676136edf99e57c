"""READMEs as parts of pages, and what they may lead to."""

from chandlery.model.marketplace import Kind, Marketplace
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


def addressed(marketplace: Marketplace) -> frozenset[str]:
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

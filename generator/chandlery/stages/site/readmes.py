"""READMEs as parts of pages, and what they may lead to."""

from collections.abc import Container

from chandlery.stages.site import markdown
from chandlery.stages.site.page import Listed


class Asked:
    """The addresses of a marketplace, which notes what it was asked for: there or not."""

    def __init__(self, pages: Container[str]) -> None:
        """Take what is there."""
        self._pages = pages
        self._asked: set[str] = set()

    def __contains__(self, address: object) -> bool:
        """Whether there is a page of an address."""
        if isinstance(address, str) and address.count("/") == 1:
            self._asked.add(address)
            return address in self._pages
        return False

    @property
    def addresses(self) -> tuple[str, ...]:
        """What it was asked for that may have a page, sorted."""
        return tuple(sorted(self._asked))


def readme(item: Listed, address: str, pages: Container[str]) -> markdown.Prose:
    """The README of a package or an integration, for its page."""
    return markdown.readme(
        item.readme,
        titles=frozenset({item.name.casefold(), item.listing.title.casefold()}),
        source=item.listing.links.source or "",
        folder=address,
        pages=pages,
    )

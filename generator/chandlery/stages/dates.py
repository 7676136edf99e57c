"""Dates against the moment at which a catalog is judged."""

from collections.abc import Iterator

from chandlery.catalog import Catalog
from chandlery.checks import Finding
from chandlery.diagnostics import Diagnostic
from chandlery.documents import Document, Route
from chandlery.rules.versions import POSTDATED


def postdated(catalog: Catalog, at: str) -> Iterator[Diagnostic]:
    """What claims to have happened later than `at`, RFC 3339 in UTC."""
    for document, route, moment in _dated(catalog):
        if moment > at:
            what, hint = _WORDS[str(route[-1])]
            finding = Finding(route, f"{what} {moment}, and it is {at}", hint)
            yield POSTDATED.report(document, finding)


# By the key that holds the date: what happened then, and the cure.
_WORDS = {
    "published": ("published on", "Give the date on which it is published."),
    "since": ("renamed on", "Give the date on which it is renamed."),
}


def _dated(catalog: Catalog) -> Iterator[tuple[Document, Route, str]]:
    for package in catalog.packages:
        for release in package.releases:
            yield release.document, ("published",), release.record.published
    for advisory in catalog.advisories:
        yield advisory.document, ("published",), advisory.record.published
    if catalog.renames_document:
        for old, rename in sorted(catalog.renames.items()):
            yield catalog.renames_document, (old, "since"), rename.since

"""Dates against the moment at which a catalog is judged."""

from collections.abc import Iterator

from chandlery.catalog import Catalog
from chandlery.checks import Finding
from chandlery.diagnostics import Diagnostic
from chandlery.rules.versions import POSTDATED


def postdated(catalog: Catalog, at: str) -> Iterator[Diagnostic]:
    """What claims to have been published later than `at`, RFC 3339 in UTC."""
    dated = [
        (release.document, release.record.published)
        for package in catalog.packages
        for release in package.releases
    ]
    dated += [(item.document, item.record.published) for item in catalog.advisories]
    for document, published in dated:
        if published > at:
            yield POSTDATED.report(
                document,
                Finding(
                    ("published",),
                    f"published on {published}, and it is {at}",
                    "Give the date on which it is published.",
                ),
            )

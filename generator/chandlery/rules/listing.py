"""TXT: what people read."""

from collections.abc import Iterator

from chandlery.catalog import Catalog
from chandlery.checks import Finding, rule
from chandlery.quoting import quoted
from chandlery.suggest import did_you_mean


@rule("TXT001")
def unlisted_category(catalog: Catalog) -> Iterator[Finding]:
    """The category is none of this marketplace's.

    ## Why it matters
    People look things up by category. One that only a single plugin uses, or that is another one
    misspelt, hides it from them.

    ## Example
    `categories: [automatoin]`

    ## How to mend it
    Use one of `policy.categories` in `marketplace.yml`; a new one is the maintainers' to add.
    """
    known = catalog.settings.policy.categories
    for entry in catalog.entries:
        for index, category in enumerate(entry.listing.categories):
            if category not in known:
                yield Finding(
                    ("categories", index),
                    f"{quoted(category)} is no category of this marketplace",
                    did_you_mean(category, known) or f"Use one of: {', '.join(known)}.",
                    document=entry.listing_document,
                )


CATALOG_RULES = (unlisted_category,)
RULES = CATALOG_RULES

"""The checks that every catalog meets, one module a family; each dialect lists its own."""

from typing import Final

from chandlery.checks import Rule
from chandlery.rules import (
    artifact,
    layout,
    listing,
    names,
    pins,
    publishers,
    references,
    schema,
    syntax,
    versions,
)

# Each check takes a `catalog.ReleaseEntry`.
RELEASE_RULES: Final[tuple[Rule, ...]] = versions.RELEASE_RULES

# Each check takes the whole `catalog.Catalog`.
CATALOG_RULES: Final[tuple[Rule, ...]] = (
    *names.CATALOG_RULES,
    *references.CATALOG_RULES,
    *publishers.CATALOG_RULES,
    *listing.CATALOG_RULES,
    *versions.CATALOG_RULES,
)

# Every rule of ours, in the order of the site's list; codes are never used again.
RULES: Final[tuple[Rule, ...]] = (
    *syntax.RULES,
    *schema.RULES,
    *layout.RULES,
    *names.RULES,
    *references.RULES,
    *publishers.RULES,
    *versions.RULES,
    *listing.RULES,
    *pins.RULES,
    *artifact.RULES,
)

# Code to the reason why it went, so that nobody takes it up again.
RETIRED: Final[dict[str, str]] = {}

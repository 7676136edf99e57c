"""The checks that every catalog meets, one module a family; each dialect lists its own."""

from collections.abc import Callable
from typing import Final

from chandlery.catalog import ContentFile
from chandlery.checks import Rule
from chandlery.rules import (
    advisories,
    artifact,
    brand,
    capabilities,
    formatting,
    governance,
    guards,
    history,
    layout,
    licences,
    links,
    listing,
    lookalikes,
    names,
    payload_subjects,
    payloads,
    pins,
    published,
    publishers,
    references,
    reviews,
    schema,
    secrets,
    sizes,
    syntax,
    versions,
    waivers,
)

# Each check takes a `catalog.ReleaseEntry`.
RELEASE_RULES: Final[tuple[Rule, ...]] = (
    *versions.RELEASE_RULES,
    *references.RELEASE_RULES,
    *reviews.RELEASE_RULES,
    *capabilities.RELEASE_RULES,
    *payloads.RELEASE_RULES,
)

# Each check takes one file that a release ships: a `catalog.ContentFile`.  Before a family stands
# what tells whether any of it may have something to say of a file: of most files none has.
CONTENT_RULES: Final[tuple[tuple[Callable[[ContentFile], bool], tuple[Rule, ...]], ...]] = (
    (secrets.may_speak_of, secrets.CONTENT_RULES),
    (payload_subjects.may_speak_of, payloads.CONTENT_RULES),
)

# Each check takes one file that the catalog's own authors write, and the order of its keys.
FILE_RULES: Final[tuple[Rule, ...]] = formatting.FILE_RULES

# Each check takes one `catalog.PackageEntry` or `IntegrationEntry`.
ENTRY_RULES: Final[tuple[Rule, ...]] = licences.ENTRY_RULES

# Each check takes the whole `catalog.Catalog`.  What one says of a package may hang on any other;
# rules that see one thing at a time are in the lists above, and are given nothing else.
CATALOG_RULES: Final[tuple[Rule, ...]] = (
    *names.CATALOG_RULES,
    *references.CATALOG_RULES,
    *publishers.CATALOG_RULES,
    *listing.CATALOG_RULES,
    *versions.CATALOG_RULES,
    *lookalikes.CATALOG_RULES,
    *governance.CATALOG_RULES,
    *advisories.CATALOG_RULES,
    *links.CATALOG_RULES,
    *brand.CATALOG_RULES,
)

# Each check takes the catalog and the moment at which it is judged, RFC 3339 in UTC.
DATED_RULES: Final[tuple[Rule, ...]] = (
    *governance.DATED_RULES,
    *publishers.DATED_RULES,
    *advisories.DATED_RULES,
    *waivers.DATED_RULES,
)

# Each check takes a `catalog.Transition`: the catalog, and what it was before a change.
CHANGE_RULES: Final[tuple[Rule, ...]] = published.CHANGE_RULES

# Every rule of ours, in the order of the site's list; codes are never used again.
RULES: Final[tuple[Rule, ...]] = (
    *syntax.RULES,
    *schema.RULES,
    *layout.RULES,
    *formatting.RULES,
    *names.RULES,
    *lookalikes.RULES,
    *references.RULES,
    *governance.RULES,
    *reviews.RULES,
    *published.RULES,
    *advisories.RULES,
    *waivers.RULES,
    *publishers.RULES,
    *capabilities.RULES,
    *versions.RULES,
    *listing.RULES,
    *links.RULES,
    *licences.RULES,
    *secrets.RULES,
    *payloads.RULES,
    *pins.RULES,
    *artifact.RULES,
    *brand.RULES,
    *sizes.RULES,
    *guards.RULES,
    *history.RULES,
)

# Code to the reason why it went, so that nobody takes it up again.
RETIRED: Final[dict[str, str]] = {}

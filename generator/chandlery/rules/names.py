"""NAM: names that mean something else to a client."""

from collections.abc import Iterator

from chandlery.catalog import Catalog, PackageEntry
from chandlery.checks import Finding, rule
from chandlery.model.reserved import reserved_marketplace_name


@rule("NAM001")
def reserved_marketplace(catalog: Catalog) -> Iterator[Finding]:
    """The marketplace's name is reserved by Claude Code.

    ## Why it matters
    Its client refuses to add a marketplace of such a name, so none of the plugins can be installed.

    ## Example
    `name: claude-code-plugins`

    ## How to mend it
    Choose a name of your own.
    """
    reason = reserved_marketplace_name(catalog.settings.name)
    if reason and _claude_plugins(catalog):
        yield Finding(
            ("name",),
            f"`{catalog.settings.name}` cannot name a marketplace: {reason}",
            "Choose a name of your own.",
        )


@rule("NAM002")
def named_like_the_marketplace(catalog: Catalog) -> Iterator[Finding]:
    """A plugin for Claude Code has the marketplace's own name.

    ## Why it matters
    `name@marketplace` says where a plugin comes from; its client refuses one that is both.

    ## Example
    A plugin `harbour` in the marketplace `harbour`.

    ## How to mend it
    Rename one of them.
    """
    for package in _claude_plugins(catalog):
        if package.listing.names.get("claude", package.name) == catalog.settings.name:
            yield Finding(
                (),
                f"`{package.name}` is the name of the marketplace as well",
                "Rename one of them.",
                document=package.listing_document,
            )


def _claude_plugins(catalog: Catalog) -> list[PackageEntry]:
    return [
        package
        for package in catalog.packages
        if any(release.manifest("claude") for release in package.releases)
    ]


CATALOG_RULES = (reserved_marketplace, named_like_the_marketplace)
RULES = CATALOG_RULES

"""NAM: where an old name leads; that it leads somewhere at all is `rules.references`' to say."""

from collections.abc import Iterator

from chandlery.catalog import Catalog
from chandlery.checks import Finding, rule
from chandlery.diagnostics import Severity
from chandlery.rules.chains import chain_ends


@rule("NAM006", severity=Severity.NOTE)
def renamed_twice(catalog: Catalog) -> Iterator[Finding]:
    """A name leads to one that leads on.

    ## Why it matters
    Pages follow a chain to its end. A client that follows one step finds nothing there.

    ## Example
    ```yaml
    md-link-check: {to: link-check}
    link-check: {to: link-keeper}
    ```

    ## How to mend it
    Point at the last name. `check --fix` does it for renames; `since` and `reason` stay.
    """
    ends, _ = chain_ends({old: rename.to for old, rename in catalog.renames.items()})
    for old, rename in sorted(catalog.renames.items()):
        end = ends[old]
        if end and end != rename.to:
            yield Finding(
                (old, "to"),
                f"`{rename.to}` was renamed itself, and is called `{end}` now",
                f"Point at `{end}`.",
                document=catalog.renames_document,
                instead=end,
            )
    ends, _ = chain_ends(_replacements(catalog))
    for entry in catalog.entries:
        target, end = entry.listing.replaced_by, ends.get(entry.name)
        if end and end != target:
            yield Finding(
                ("replaced_by",),
                f"`{target}` is replaced itself, in the end by `{end}`",
                f"Point at `{end}`, if it replaces both.",
                document=entry.listing_document,
            )


@rule("NAM007", severity=Severity.WARNING)
def renamed_out_of_order(catalog: Catalog) -> Iterator[Finding]:
    """A name was given to something after the name had been given up.

    ## Why it matters
    Of a chain of renames the first comes first. Where the dates say otherwise, one of them is
    wrong, or a retired name was used again.

    ## Example
    ```yaml
    md-link-check: {to: link-check, since: "2026-06-01T00:00:00Z"}
    link-check: {to: link-keeper, since: "2026-04-01T00:00:00Z"}
    ```

    ## How to mend it
    Correct `since`, or point at the name that was in use then.
    """
    for old, rename in sorted(catalog.renames.items()):
        onward = catalog.renames.get(rename.to)
        if onward and rename.to != old and rename.since > onward.since:
            yield Finding(
                (old, "since"),
                f"`{old}` became `{rename.to}` on {rename.since}, "
                f"which had been given up on {onward.since}",
                f"Correct the date, or point at `{onward.to}`.",
                document=catalog.renames_document,
            )


@rule("NAM008", severity=Severity.WARNING)
def replaced_by_another_kind(catalog: Catalog) -> Iterator[Finding]:
    """What replaces a package is of another kind.

    ## Why it matters
    Who installs plugins cannot go on with an adapter, and an integration cannot be installed at
    all. The replacement is most likely another one of the name's neighbours.

    ## Example
    `plugins/shell-bridge/listing.yml` with `replaced_by: shell-runner`, which is an adapter.

    ## How to mend it
    Name a package of the same kind, or say in the README what to use now.
    """
    kinds = {package.name: package.kind.value for package in catalog.packages}
    kinds |= {integration.name: "integration" for integration in catalog.integrations}
    for entry in catalog.entries:
        target = entry.listing.replaced_by
        kind, other = kinds[entry.name], kinds.get(target or "")
        if other and other != kind:
            yield Finding(
                ("replaced_by",),
                f"`{entry.name}` is of kind {kind}, and `{target}` of kind {other}",
                f"Name one of kind {kind}, or leave it out.",
                document=entry.listing_document,
            )


@rule("NAM009")
def replaced_in_a_circle(catalog: Catalog) -> Iterator[Finding]:
    """Two packages are each other's replacement.

    ## Why it matters
    Who is sent from the first to the second is sent back.

    ## Example
    `replaced_by: link-keeper` in `link-check`, and `replaced_by: link-check` in `link-keeper`.

    ## How to mend it
    Take `replaced_by` out of the one that stays.
    """
    _, circles = chain_ends(_replacements(catalog))
    for entry in catalog.entries:
        if entry.name in circles:
            yield Finding(
                ("replaced_by",),
                f"`{entry.listing.replaced_by}` leads back to `{entry.name}`",
                "Take `replaced_by` out of the one that stays.",
                document=entry.listing_document,
            )


def _replacements(catalog: Catalog) -> dict[str, str]:
    """What replaces what; that nothing replaces itself is `rules.references`' to say."""
    return {
        entry.name: entry.listing.replaced_by
        for entry in catalog.entries
        if entry.listing.replaced_by and entry.listing.replaced_by != entry.name
    }


CATALOG_RULES = (
    renamed_twice,
    renamed_out_of_order,
    replaced_by_another_kind,
    replaced_in_a_circle,
)

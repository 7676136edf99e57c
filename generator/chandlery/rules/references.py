"""REF: names that other records use must be there, and mean one thing."""

import operator
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from semver import Version

from chandlery.catalog import Catalog, IntegrationEntry, PackageEntry
from chandlery.checks import Finding, Rule, rule
from chandlery.rules import identities
from chandlery.rules.chains import chain_ends
from chandlery.suggest import Choices

_COMPARISON = re.compile(r"(<=|>=|==|!=|<|>)?([0-9].*)")
_OPERATORS: Final[dict[str, Callable[[Version, Version], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}


@rule("REF001")
def name_taken(catalog: Catalog) -> Iterator[Finding]:
    """Two packages have one name.

    ## Why it matters
    Plugins, adapters and integrations share one namespace, and so do the names that ecosystems
    see. Who installs a name must get one thing. `-` and `_` count as one, as they do for pip.

    ## Example
    `plugins/shell-bridge/` and `adapters/shell-bridge/`.

    ## How to mend it
    Rename one of them; a name that was published once stays with its first owner.
    """
    owners: dict[tuple[str, str], list[PackageEntry | IntegrationEntry]] = defaultdict(list)
    for entry in catalog.entries:
        owners["", _plain(entry.name)].append(entry)
    for package in catalog.packages:
        dialects = {item.dialect for release in package.releases for item in release.manifests}
        for dialect in sorted(dialects | package.listing.names.keys()):
            owners[dialect, package.listing.names.get(dialect, package.name)].append(package)
    for (dialect, name), entries in sorted(owners.items()):
        for entry in entries[1:]:
            yield Finding(
                ("names", dialect) if dialect else (),
                f"`{name if dialect else entry.name}` is the name of `{entries[0].folder}` already"
                + (f", in {dialect}" if dialect else ""),
                "Choose another name.",
                document=entry.listing_document,
            )
    for old in sorted(catalog.renames):
        for entry in owners["", _plain(old)]:
            yield Finding(
                (),
                f"`{old}` was renamed to `{catalog.renames[old].to}` and stays retired",
                "Choose another name.",
                document=entry.listing_document,
            )


@rule("REF002")
def unknown_publisher(catalog: Catalog) -> Iterator[Finding]:
    """The release names a publisher that the catalog does not hold.

    ## Why it matters
    Who publishes decides what may be published. An unknown publisher is nobody, and is refused.

    ## Example
    `"publisher": "acme"` without `publishers/acme.yml`.

    ## How to mend it
    Add the publisher's file in the same change, or correct the name.
    """
    publishers = Choices(catalog.publishers)
    for package in catalog.packages:
        for release in package.releases:
            name = release.record.publisher
            if name not in catalog.publishers and f"publishers/{name}" not in catalog.unread:
                yield Finding(
                    ("publisher",),
                    f"there is no publisher `{name}`",
                    publishers.hint(name) or f"Add `publishers/{name}.yml`, or correct the name.",
                    document=release.document,
                )


@rule("REF003")
def dangling_name(catalog: Catalog) -> Iterator[Finding]:
    """A record points at a package that does not exist, or at itself.

    ## Why it matters
    A rename or replacement that leads nowhere strands everybody who follows it; an advisory about
    nothing protects nobody.

    ## Example
    `link-checker: {to: link-kepeer}`

    ## How to mend it
    Correct the name.
    """
    names = catalog.unread_names | {entry.name for entry in catalog.entries}
    choices = Choices(names)
    _, circles = chain_ends({old: rename.to for old, rename in catalog.renames.items()})

    def missing(name: str) -> tuple[str, str]:
        return f"there is no package `{name}`", choices.hint(name) or "Correct the name."

    for advisory in catalog.advisories:
        if advisory.record.package not in names:
            message, hint = missing(advisory.record.package)
            yield Finding(("package",), message, hint, document=advisory.document)
    for old, rename in sorted(catalog.renames.items()):
        if rename.to not in names and rename.to not in catalog.renames:
            message, hint = missing(rename.to)
            yield Finding((old, "to"), message, hint, document=catalog.renames_document)
        elif old in circles:
            message = f"`{old}` leads back to itself"
            yield Finding((old, "to"), message, "Break it.", document=catalog.renames_document)
    for entry in catalog.entries:
        target = entry.listing.replaced_by
        if target == entry.name:
            message, hint = f"`{target}` is replaced by itself", "Name the other, or leave it out."
        elif target and target not in names:
            message, hint = missing(target)
        else:
            continue
        yield Finding(("replaced_by",), message, hint, document=entry.listing_document)


@rule("REF004")
def advisory_hits_nothing(catalog: Catalog) -> Iterator[Finding]:
    """An advisory names no release, or says it in a way that cannot be read.

    ## Why it matters
    An advisory acts on versions or digests. One that matches none leaves what it warns of on
    offer, and its author in the belief that it does not.

    ## Example
    `versions: ["~1.2"]`

    ## How to mend it
    Write comparisons with full versions, `>=1.0.0,<1.2.0`, or the digests that are meant.
    """
    packages = {package.name: package for package in catalog.packages}
    for advisory in catalog.advisories:
        record = advisory.record
        unreadable = [
            index for index, text in enumerate(record.versions) if _comparisons(text) is None
        ]
        for index in unreadable:
            yield Finding(
                ("versions", index),
                f"`{record.versions[index]}` is not a range of versions",
                "Write comparisons joined by commas: `>=1.0.0,<1.2.0`.",
                document=advisory.document,
            )
        package = packages.get(record.package)
        if package is None or package.folder in catalog.unread or unreadable:
            continue
        if not _hits(package, record.versions, record.digests):
            yield Finding(
                ("versions",),
                f"no release of `{record.package}` is meant by this advisory",
                "Correct `versions` or `digests`.",
                document=advisory.document,
            )


def in_range(version: str, ranges: Iterable[str]) -> bool:
    """Whether a version satisfies all comparisons of one of the ranges (SemVer precedence).

    A range that cannot be read holds no version; `advisory_hits_nothing` reports it.
    """
    try:
        parsed = Version.parse(version)
    except ValueError:
        return False
    readable = [found for text in ranges if (found := _comparisons(text))]
    return any(all(holds(parsed, limit) for holds, limit in found) for found in readable)


def _comparisons(text: str) -> list[tuple[Callable[[Version, Version], bool], Version]] | None:
    """The conditions of a range, or `None` for what is none."""
    found = []
    for part in text.split(","):
        match = _COMPARISON.fullmatch(part.strip())
        try:
            limit = Version.parse(match[2]) if match else None
        except ValueError:
            limit = None
        if match is None or limit is None:
            return None
        found.append((_OPERATORS[match[1] or "=="], limit))
    return found


def _plain(name: str) -> str:
    """What a name comes to where ``-`` and ``_`` make no difference, as in the simple index."""
    return re.sub(r"[-_]+", "-", name)


def _hits(package: PackageEntry, ranges: list[str], digests: list[str]) -> bool:
    return any(
        in_range(release.version, ranges)
        or any(artifact.sha256 in digests for artifact in release.record.artifacts)
        for release in package.releases
    )


CATALOG_RULES = (
    name_taken,
    unknown_publisher,
    dangling_name,
    advisory_hits_nothing,
    *identities.CATALOG_RULES,
)
RELEASE_RULES: tuple[Rule, ...] = ()
RULES = (*CATALOG_RULES, *RELEASE_RULES)

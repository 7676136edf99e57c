"""NAM: names that mean something else to a client, to a disk, or to a host of files."""

import re
from collections.abc import Iterator

from chandlery.catalog import Catalog, PackageEntry
from chandlery.checks import Finding, rule
from chandlery.containers import LIMITS, Refusal
from chandlery.containers.paths import path_problems
from chandlery.documents import Document, Route
from chandlery.model.content import collisions, folded
from chandlery.model.reserved import reserved_marketplace_name
from chandlery.quoting import quoted
from chandlery.rules import renames

_NOT_ON_WINDOWS = frozenset({Refusal.RESERVED_NAME, Refusal.DRIVE_LETTER})
# What nothing is wrong with for sure; most names are so.
_ORDINARY = re.compile(
    r"(?!(?:con|prn|aux|nul|com.|lpt.)(?:\.|\Z))[a-z0-9_-]++(?:\.[a-z0-9_-]++)*+",
    re.ASCII | re.IGNORECASE,
)
# The page of a list is `plugins/index.html`, and a host that drops the ending calls it this.
_LIST = "index"


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
                ("names", "claude"),
                f"`{package.name}` is the name of the marketplace as well",
                "Rename one of them.",
                document=package.listing_document,
            )


@rule("NAM003")
def device_of_windows(catalog: Catalog) -> Iterator[Finding]:
    """Windows keeps the name for a device, or takes no file of such a name.

    ## Why it matters
    Names become folders: of the catalog, of the published site, and of everybody who installs. Who
    clones the catalog on Windows gets none of its files if one of them is called `aux`.

    ## Example
    `plugins/con/`, `publishers/nul.yml`, or an evidence file `com1.yml`.

    ## How to mend it
    Choose another name. Endings do not help: `con.yml` is `con` there.
    """
    for name, finding in _names(catalog):
        if _refused_by_windows(name):
            yield finding
    for path, document in sorted(_files(catalog).items()):
        # The folders of a record are names of other rules; a fixture's are its author's.
        for part in filter(_refused_by_windows, path.split("/")[2:]):
            yield _not_on_windows(part, (), document)


def _refused_by_windows(name: str) -> bool:
    return not _ORDINARY.fullmatch(name) and any(
        problem.refusal in _NOT_ON_WINDOWS for problem in path_problems(name, LIMITS)
    )


def _names(catalog: Catalog) -> Iterator[tuple[str, Finding]]:
    """Every name that a folder or a page will have, and what to say where Windows refuses it."""
    for entry in catalog.entries:
        yield entry.name, _not_on_windows(entry.name, (), entry.listing_document)
        for dialect, name in sorted(entry.listing.names.items()):
            yield name, _not_on_windows(name, ("names", dialect), entry.listing_document)
    for name, publisher in sorted(catalog.publishers.items()):
        yield name, _not_on_windows(name, (), publisher.document)
    for advisory in catalog.advisories:
        yield advisory.id, _not_on_windows(advisory.id, (), advisory.document)
    if catalog.renames_document:
        for old in sorted(catalog.renames):
            yield old, _not_on_windows(old, (old,), catalog.renames_document, on_key=True)


def _not_on_windows(
    name: str, route: Route, document: Document, *, on_key: bool = False
) -> Finding:
    return Finding(
        route,
        f"no file or folder of Windows can be called {quoted(name)}",
        "Choose another name.",
        "key" if on_key else "value",
        document=document,
    )


@rule("NAM004")
def named_like_a_list(catalog: Catalog) -> Iterator[Finding]:
    """The name is that of the page which lists its kind.

    ## Why it matters
    `plugins/index.html` is the list of all plugins. A host that drops the ending serves it for
    `plugins/index`, where the plugin of that name would be looked for.

    ## Example
    `plugins/index/` or `publishers/index.yml`

    ## How to mend it
    Choose another name.
    """
    documents = [entry.listing_document for entry in catalog.entries if entry.name == _LIST]
    documents += [item.document for item in catalog.advisories if item.id == _LIST]
    if publisher := catalog.publishers.get(_LIST):
        documents.append(publisher.document)
    for document in documents:
        yield Finding(
            (),
            f"`{_LIST}` is the address of the list itself",
            "Choose another name.",
            document=document,
        )
    if _LIST in catalog.renames:
        yield Finding(
            (_LIST,),
            f"`{_LIST}` is the address of the list itself",
            "Take the rename out; nothing could ever have had this name.",
            "key",
            document=catalog.renames_document,
        )


@rule("NAM005")
def differs_in_capitals(catalog: Catalog) -> Iterator[Finding]:
    """Two names differ in capitals or in how an accent is written, and in nothing else.

    ## Why it matters
    On the disks of macOS and Windows they are one name: the second file overwrites the first, or
    the second plugin is installed over the other.

    ## Example
    `names: {kari: Tide-Tables}` where another plugin is `tide-tables` for Kari, or the evidence
    files `Review.yml` and `review.yml`.

    ## How to mend it
    Give one of them another name.
    """
    taken: dict[tuple[str, str], tuple[str, str]] = {}
    for package in catalog.packages:
        for dialect in sorted(_dialects(package)):
            name = package.listing.names.get(dialect, package.name)
            first, owner = taken.setdefault((dialect, folded(name)), (name, package.folder))
            if first != name:
                yield Finding(
                    ("names", dialect),
                    f"{quoted(name)} is {quoted(first)} of `{owner}` where capitals do not count",
                    "Choose another name.",
                    document=package.listing_document,
                )
    files = _files(catalog)
    for one, other in collisions(files):
        if document := files.get(other) or files.get(one):
            yield Finding(
                (),
                f"{quoted(other, 200)} is {quoted(one, 200)} where capitals do not count",
                "Rename one of them.",
                document=document,
            )


def _dialects(package: PackageEntry) -> set[str]:
    native = {item.dialect for release in package.releases for item in release.manifests}
    return native | package.listing.names.keys()


def _files(catalog: Catalog) -> dict[str, Document]:
    """Governance, evidence and fixtures by path: files that their authors name freely."""
    documents = [
        Document(f"{integration.folder}/{fixture.path}", b"")
        for integration in catalog.integrations
        for fixture in integration.fixtures
    ]
    for package in catalog.packages:
        for release in package.releases:
            documents += [item.document for item in release.governance.records]
            documents += [item.document for item in release.governance.evidence]
    return {document.path: document for document in documents}


def _claude_plugins(catalog: Catalog) -> list[PackageEntry]:
    return [
        package
        for package in catalog.packages
        if any(release.manifest("claude") for release in package.releases)
    ]


CATALOG_RULES = (
    reserved_marketplace,
    named_like_the_marketplace,
    device_of_windows,
    named_like_a_list,
    differs_in_capitals,
    *renames.CATALOG_RULES,
)
RULES = CATALOG_RULES

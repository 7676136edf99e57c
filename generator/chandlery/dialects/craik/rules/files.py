"""What a Craik record names in the catalog: files beside it, and who publishes it.

Craik looks nothing up (its contract, section 2).  A docs reference without a scheme is a path by
its own rule; of entry points only those that are written as paths are taken for some, since a
command may be any name on the `PATH` and a module is a dotted name.
"""

from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import unquote, urlsplit

from chandlery.catalog import Catalog, IntegrationEntry, ReleaseEntry
from chandlery.checks import Finding, Once, Rule, rule
from chandlery.diagnostics import Severity
from chandlery.dialects.craik.records import (
    AdapterEntrypoint,
    AdapterPackage,
    PluginDescriptor,
    PluginEntrypoint,
    ReferenceIntegration,
)
from chandlery.dialects.craik.redaction import shown
from chandlery.dialects.source import PluginSource, inside

_README: Final = "README.md"  # beside every package's listing
_RUN: Final = frozenset({"command", "workflow", "service"})
_ADD: Final = "Correct the path, or add the file."


@rule("CRA254", severity=Severity.WARNING)
def docs_missing(release: ReleaseEntry) -> Iterator[Finding]:
    """A docs reference leads to a file that the release does not have.

    ## Why it matters
    Who is asked to grant something wants to read about it first, and finds nothing.

    ## Example
    `"docs": ["docs/gude.md"]` for a source with `docs/guide.md`

    ## How to mend it
    Correct the path, which is relative to the package; add the file; or give an `https` address.
    """
    native, sources = release.manifest("craik"), _sources(release)
    record = native.record if native else None
    if native and sources and isinstance(record, PluginDescriptor | AdapterPackage):
        for index, text in enumerate(record.docs):
            if (path := _path(text)) and path != _README and not _has(sources, path):
                message = f"there is no {shown(text)} in the release"
                hint = sources[0].near(path) or _ADD
                yield Finding(("docs", index), message, hint, document=native.document)


@rule("CRA255")
def entry_point_missing(release: ReleaseEntry) -> Iterator[Finding]:
    """An entry point is a path that leads to nothing.

    ## Why it matters
    Craik enters the plugin there, and fails on every machine.

    ## Example
    `{"kind": "command", "path": "bin/check-link"}` for a source with `bin/check-links`

    ## How to mend it
    Correct the path, or add the file. What is installed as a command is named alone, without `/`.
    """
    native, sources = release.manifest("craik"), _sources(release)
    record = native.record if native else None
    if native and sources and isinstance(record, PluginDescriptor | AdapterPackage):
        points: Sequence[PluginEntrypoint | AdapterEntrypoint] = record.entrypoints
        for index, point in enumerate(points):
            is_path = point.kind == "docs" or (point.kind in _RUN and "/" in point.path)
            path = _path(point.path) if is_path else None
            if path and not _has(sources, path) and (point.kind, path) != ("docs", _README):
                message = f"there is no {shown(point.path)} in the release"
                hint = sources[0].near(path) or _ADD
                route = ("entrypoints", index, "path")
                yield Finding(route, message, hint, document=native.document)


@rule("CRA256", severity=Severity.WARNING)
def publisher_differs(catalog: Catalog) -> Iterator[Finding]:
    """The descriptor names another publisher than the release.

    ## Why it matters
    The catalog knows and verifies the one, Craik shows the other to whoever is asked for a grant.

    ## Example
    `"publisher": "Acme Inc"` in a release of `acme`, whose title is `Acme`.

    ## How to mend it
    Write the publisher's name or its title, as its file in `publishers/` has it.
    """
    known = _known(catalog)
    for release, record in _descriptors(catalog):
        if _plain(record.publisher) not in known:
            yield _other(release, record)


@rule("CRA257")
def publisher_of_another(catalog: Catalog) -> Iterator[Finding]:
    """The descriptor bears the name of another publisher of the catalog.

    ## Why it matters
    People grant a plugin what they trust its publisher with. This one speaks for somebody else.

    ## Example
    `"publisher": "Harbourworks"` in a release of `acme`.

    ## How to mend it
    Write the name of who publishes it.
    """
    known = _known(catalog)
    for release, record in _descriptors(catalog):
        if _plain(record.publisher) in known:
            yield _other(release, record)


@rule("CRA258")
def fixture_missing(catalog: Catalog) -> Iterator[Finding]:
    """An integration names a fixture or a text that it does not have.

    ## Why it matters
    Who tries the integration needs what it was tried with, and cannot repeat it.

    ## Example
    `"fixture_paths": ["fixtures/runs.json"]` where `fixtures/` holds `runs.jsonl`

    ## How to mend it
    Correct the path, which is relative to the integration's folder, or add the file.
    """
    for entry in catalog.integrations:
        record = entry.manifest.record
        if not isinstance(record, ReferenceIntegration):
            continue
        files = _beside(entry)
        for key, texts in (("docs", record.docs), ("fixture_paths", record.fixture_paths)):
            for index, text in enumerate(texts):
                path = _path(text) if key == "docs" else inside(text)
                if path and not files.has(path):
                    message = f"there is no {shown(text)} in the integration"
                    hint = files.near(path) or _ADD
                    place = entry.manifest.document
                    yield Finding((key, index), message, hint, document=place)


def _path(text: str) -> str | None:
    """The path that a reference means; `None` for an address, and for what other rules refuse."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc else inside(unquote(parts.path))


@Once
def _sources(release: ReleaseEntry) -> Sequence[PluginSource]:
    """What the artifacts are packed from; nothing where the catalog does not hold it."""
    given = [item.source for item in release.record.artifacts if item.source]
    roots = dict.fromkeys([*(root for root in given if root.endswith("/")), "source/"])
    found = [
        PluginSource(
            folder=f"{release.folder}/{root}",
            sizes={
                file.path.removeprefix(root): file.size
                for file in release.source
                if file.path.startswith(root)
            },
            _read=release.read,
        )
        for root in roots
    ]
    return [source for source in found if source.sizes]


def _has(sources: Sequence[PluginSource], path: str) -> bool:
    return any(source.has(path) for source in sources)


def _beside(entry: IntegrationEntry) -> PluginSource:
    """The files of an integration."""
    sizes = {file.path: file.size for file in entry.fixtures}
    known = {"craik.json": 0, "listing.yml": 0, _README: 0}
    return PluginSource(folder=f"{entry.folder}/", sizes=known | sizes, _read=entry.read)


def _descriptors(catalog: Catalog) -> Iterator[tuple[ReleaseEntry, PluginDescriptor]]:
    """The descriptors that do not name the publisher of their release."""
    for package in catalog.packages:
        for release in package.releases:
            native = release.manifest("craik")
            publisher = catalog.publishers.get(release.record.publisher)
            if native and publisher and isinstance(native.record, PluginDescriptor):
                own = {_plain(publisher.name), _plain(publisher.record.title)}
                if _plain(native.record.publisher) not in own:
                    yield release, native.record


def _known(catalog: Catalog) -> frozenset[str]:
    """What the publishers of the catalog are called."""
    titles = (item.record.title for item in catalog.publishers.values())
    return frozenset(map(_plain, (*catalog.publishers, *titles)))


def _other(release: ReleaseEntry, record: PluginDescriptor) -> Finding:
    native, name = release.manifest("craik"), release.record.publisher
    return Finding(
        ("publisher",),
        f"the descriptor says {shown(record.publisher)}, and the release is of `{name}`",
        f"Write `{name}`, or its title.",
        document=native.document if native else None,
    )


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


RELEASE_RULES: Final[tuple[Rule, ...]] = (docs_missing, entry_point_missing)
CATALOG_RULES: Final[tuple[Rule, ...]] = (publisher_differs, publisher_of_another, fixture_missing)

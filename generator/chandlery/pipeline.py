"""The one place that knows the order of the stages."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol, TypeVar

from chandlery.catalog import Catalog, PublisherEntry, ReleaseEntry
from chandlery.diagnostics import Diagnostic, Outcome, in_order
from chandlery.dialects import DIALECTS
from chandlery.dialects.base import Step
from chandlery.model.content import HEADERS, PublishedFile
from chandlery.model.file_classes import headers
from chandlery.model.marketplace import Marketplace, Package, Release
from chandlery.stages.badges import badges
from chandlery.stages.contents import examine, fixtures
from chandlery.stages.exposure import discreetly, exposed
from chandlery.stages.feeds import feeds
from chandlery.stages.filenames import clashes
from chandlery.stages.index import close, index
from chandlery.stages.load import Sources, load
from chandlery.stages.pack import Fetch, Verified, pack
from chandlery.stages.render import Rendered, render
from chandlery.stages.resolve import resolve
from chandlery.stages.rulebook import every_rule
from chandlery.stages.scope import (
    EVERYTHING,
    WHOLE,
    Narrowing,
    Scope,
    affected_by,
    overlap,
    part_of,
    touched_by,
    with_neighbours,
)
from chandlery.stages.site.index_types import examples
from chandlery.stages.sitemap import Address, robots, sitemap
from chandlery.stages.transition import transition
from chandlery.stages.validate import validate
from chandlery.stages.waive import waive
from chandlery.stages.whole import changed, related, separate
from chandlery.trees import Tree

# What people call the ecosystems.
TITLES = {name: dialect.title for name, dialect in DIALECTS.items()}

A = TypeVar("A")
B = TypeVar("B")


class RunAll(Protocol):
    """How work is spread: the built-in `map`, or an executor's."""

    def __call__(self, function: Callable[[A], B], items: Iterable[A], /) -> Iterable[B]:
        """The results in the order of the items."""
        ...


class WrittenTwice(Exception):  # noqa: N818 - it reads as what happened
    """Two parts of a marketplace want to write one path, with different bytes."""

    hint = "Rename the page or file of the catalog's `site-src/` that comes to this path."

    def __init__(self, path: str) -> None:
        super().__init__(f"{path} is written twice, with different bytes")
        self.path = path


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """A catalog that was looked at as far as it goes.

    Attributes:
        catalog: `None` where ``marketplace.yml`` is missing or bad.
        artifacts: what was verified, by package and version.
        diagnostics: everything that was found, sorted; what a waiver covers is left out.
        at: the moment at which dates were judged.
        scope: which part of the catalog was looked at.
    """

    catalog: Catalog | None
    artifacts: Mapping[tuple[str, str], Verified] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()
    at: str = ""
    scope: Scope = WHOLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What one build is of, beside the catalog.

    Attributes:
        base_url: where the published root will be served; ``marketplace.yml`` says, unless told.
        at: the moment at which expiry is judged, RFC 3339 in UTC.
        serial: seconds since the epoch; the committer time of the source commit.
        commit: its full hash, or `None` for a working tree.
    """

    base_url: str
    at: str
    serial: int
    commit: str | None


def inspect(
    tree: Tree,
    *,
    fetch: Fetch,
    at: str | None = None,
    run_all: RunAll = map,
    narrowing: Narrowing = EVERYTHING,
) -> Inspection:
    """Load, validate and verify: everything that is wrong, in one run.

    Args:
        tree: the catalog.
        fetch: where artifacts come from that the catalog does not hold.
        at: the moment at which dates are judged, RFC 3339 in UTC; `None` for the newest on record.
        run_all: how to spread the packing.
        narrowing: what to look at, where that is not everything.
    """
    loaded = load(tree)
    catalog, judged, scope = _judge(tree, loaded.value, at, narrowing)
    found = [item for item in (*loaded.diagnostics, *judged) if scope.holds(item.file)]
    packages = [package for package in catalog.packages if scope.holds(package.folder)]
    releases = [release for package in packages for release in package.releases]
    signers = [catalog.publishers.get(release.record.publisher) for release in releases]
    packed = [*run_all(partial(_pack, fetch=fetch), zip(releases, signers, strict=True))]
    for outcome in packed:
        found += outcome.diagnostics
    verified = [(release, outcome.value) for release, outcome in zip(releases, packed, strict=True)]
    for integration in catalog.integrations:
        if scope.holds(integration.folder):
            found += examine(fixtures(integration))
    found += clashes((release, item.artifacts) for release, item in verified)
    at = at or newest_date(catalog)
    paths = {entry.path for entry in tree.entries()}
    found += exposed(loaded.value, catalog, paths, scope.holds)
    waived = waive(found, catalog, at, paths=paths, looked_at=scope.holds)
    told = (*waived.value, *waived.diagnostics)
    return Inspection(
        catalog=None if "marketplace" in catalog.unread else catalog,
        artifacts={(release.package, release.version): item for release, item in verified},
        diagnostics=in_order(discreetly(told, found, tree)),
        at=at,
        scope=scope,
    )


def _judge(
    tree: Tree, sources: Sources, at: str | None, narrowing: Narrowing
) -> tuple[Catalog, Iterable[Diagnostic], Scope]:
    """The whole catalog, what is wrong with its records, and how far that was looked for."""
    change, below = narrowing.change, narrowing.below
    touched = touched_by(change) if change else WHOLE
    narrow = touched is not WHOLE or below is not WHOLE
    between = partial(_between, at, change.paths if change else frozenset())
    everything = partial(_everything, between)
    typed = validate(sources, beyond=between if narrow else everything, thoroughly=not narrow)
    catalog, was, scope = typed.value, typed.value, WHOLE
    found: tuple[Diagnostic, ...] = typed.diagnostics
    if change:
        came = transition(change, tree, sources, catalog)
        was = came.was
        found += tuple(changed(came))
        if touched.units is not None:
            differing = set(found).symmetric_difference(between(was))
            scope = affected_by(touched.units, catalog, was, differing)
    if not narrow:
        return catalog, found, WHOLE
    scope = with_neighbours(overlap(scope, below), catalog, was)
    judged = validate(part_of(sources, scope), beyond=separate)
    return catalog, (*judged.diagnostics, *found), scope


def _between(at: str | None, touched: frozenset[str], catalog: Catalog) -> Iterator[Diagnostic]:
    return related(replace(catalog, touched=touched), at or newest_date(catalog))


def _everything(
    between: Callable[[Catalog], Iterable[Diagnostic]], catalog: Catalog
) -> Iterator[Diagnostic]:
    yield from separate(catalog)
    yield from between(catalog)


def _pack(item: tuple[ReleaseEntry, PublisherEntry | None], fetch: Fetch) -> Outcome[Verified]:
    release, publisher = item
    return pack(release, fetch, publisher)


def marketplace(inspection: Inspection, edition: Edition) -> Marketplace:
    """What a sound catalog publishes.

    Raises:
        RuntimeError: there is no catalog; the caller did not look at the diagnostics.
    """
    if inspection.catalog is None:
        raise RuntimeError("a catalog without settings cannot be published")
    artifacts = {key: verified.artifacts for key, verified in inspection.artifacts.items()}
    return resolve(inspection.catalog, artifacts, base_url=edition.base_url, at=edition.at)


def assemble(
    market: Marketplace,
    inspection: Inspection,
    edition: Edition,
    *,
    website: Mapping[str, bytes],
    templates: Sequence[Mapping[str, str]],
) -> tuple[PublishedFile, ...]:
    """Every file of the marketplace: artifacts, index, projections and site.

    Raises:
        WrittenTwice: a written page of the catalog's own site has the path of another file.
    """
    files: dict[str, PublishedFile] = {}
    for part in _parts(market, inspection, website, templates):
        for file in part:
            known = files.setdefault(file.path, file)
            if known.sha256 != file.sha256:
                raise WrittenTwice(file.path)
    last = close(market, files.values(), serial=edition.serial, commit=edition.commit)
    for file in last:
        if file.path in files:
            raise WrittenTwice(file.path)
    return (*files.values(), *last)


def _parts(
    market: Marketplace,
    inspection: Inspection,
    website: Mapping[str, bytes],
    templates: Sequence[Mapping[str, str]],
) -> Iterator[Iterable[PublishedFile]]:
    """Everything that is published, but for the list of it."""
    addresses: list[Address] = []
    described = index(market)

    def site() -> Iterator[tuple[str, bytes]]:
        for page in render_site(market, website, templates, examples(market, described)):
            addresses.extend([page.address] if page.address else [])
            yield page.path, page.data

    yield _artifacts(market, inspection)
    yield described
    for dialect in DIALECTS.values():
        yield _files(dialect.project(market).items())
    yield _files(site())
    yield _files(sitemap(market.base_url, addresses))
    yield _files(robots(market.base_url))
    yield _files(feeds(market, TITLES))
    if HEADERS not in website:  # a catalog's own file of this name is about its own host
        yield _files([(HEADERS, headers().encode())])
    yield _files(badges(market))


def _artifacts(market: Marketplace, inspection: Inspection) -> Iterator[PublishedFile]:
    served = {
        path
        for package in market.packages
        for release in package.releases
        for artifact in release.artifacts
        if artifact.path
        for path in (artifact.path, f"{artifact.path}.metadata")
    }
    for verified in inspection.artifacts.values():
        yield from (file for file in verified.files if file.path in served)


def render_site(
    market: Marketplace,
    website: Mapping[str, bytes],
    templates: Sequence[Mapping[str, str]],
    examples: Mapping[str, str],
) -> Iterator[Rendered]:
    """The pages, with each ecosystem's own installation steps."""

    def steps(package: Package, release: Release) -> Mapping[str, Sequence[Step]]:
        return {
            manifest.dialect: DIALECTS[manifest.dialect].install(market, package, release)
            for manifest in release.manifests
        }

    return render(
        market,
        website,
        templates,
        steps=steps,
        titles=TITLES,
        rules=tuple(every_rule().values()),
        examples=examples,
    )


def newest_date(catalog: Catalog) -> str:
    """The newest date on record: the moment at which a build without a commit judges expiry."""
    dates = [
        release.record.published for package in catalog.packages for release in package.releases
    ]
    dates += [advisory.record.published for advisory in catalog.advisories]
    dates += [rename.since for rename in catalog.renames.values()]
    verified = (item.record.verification.at for item in catalog.publishers.values())
    dates += filter(None, verified)
    return max(dates, default="1970-01-01T00:00:00Z")


def _files(written: Iterable[tuple[str, bytes]]) -> Iterator[PublishedFile]:
    return (PublishedFile.of(path, data) for path, data in written)

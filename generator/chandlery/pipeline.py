"""The one place that knows the order of the stages."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol, TypeVar

from chandlery.catalog import Catalog
from chandlery.diagnostics import Diagnostic
from chandlery.dialects import DIALECTS
from chandlery.dialects.base import Step
from chandlery.model.content import PublishedFile
from chandlery.model.marketplace import Marketplace, Package, Release
from chandlery.stages.dates import postdated
from chandlery.stages.filenames import clashes
from chandlery.stages.index import close, index
from chandlery.stages.load import load
from chandlery.stages.pack import Fetch, Verified, pack
from chandlery.stages.render import render
from chandlery.stages.resolve import resolve
from chandlery.stages.rulebook import every_rule
from chandlery.stages.validate import validate
from chandlery.stages.waive import waive
from chandlery.trees import Tree

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
    """

    catalog: Catalog | None
    artifacts: Mapping[tuple[str, str], Verified] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()
    at: str = ""


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
    tree: Tree, *, fetch: Fetch, at: str | None = None, run_all: RunAll = map
) -> Inspection:
    """Load, validate and verify: everything that is wrong, in one run.

    Args:
        tree: the catalog.
        fetch: where artifacts come from that the catalog does not hold.
        at: the moment at which dates are judged, RFC 3339 in UTC; `None` for the newest on record.
        run_all: how to spread the packing.
    """
    loaded = load(tree)
    validated = validate(loaded.value)
    catalog = validated.value
    found = [*loaded.diagnostics, *validated.diagnostics]
    releases = [release for package in catalog.packages for release in package.releases]
    packed = [*run_all(partial(pack, fetch=fetch), releases)]
    for outcome in packed:
        found += outcome.diagnostics
    verified = [(release, outcome.value) for release, outcome in zip(releases, packed, strict=True)]
    found += clashes((release, item.artifacts) for release, item in verified)
    at = at or newest_date(catalog)
    found += postdated(catalog, at)
    return Inspection(
        catalog=None if "marketplace" in catalog.unread else catalog,
        artifacts={(release.package, release.version): item for release, item in verified},
        diagnostics=tuple(sorted(set(waive(found, catalog.waivers, at)))),
        at=at,
    )


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
    served = {
        path
        for package in market.packages
        for release in package.releases
        for artifact in release.artifacts
        if artifact.path
        for path in (artifact.path, f"{artifact.path}.metadata")
    }
    parts: list[Iterable[PublishedFile]] = [
        (
            file
            for verified in inspection.artifacts.values()
            for file in verified.files
            if file.path in served
        ),
        index(market),
        *(_files(dialect.project(market).items()) for dialect in DIALECTS.values()),
        _files(render_site(market, website, templates)),
    ]
    for part in parts:
        for file in part:
            known = files.setdefault(file.path, file)
            if known.sha256 != file.sha256:
                raise WrittenTwice(file.path)
    last = close(market, files.values(), serial=edition.serial, commit=edition.commit)
    for file in last:
        if file.path in files:
            raise WrittenTwice(file.path)
    return (*files.values(), *last)


def render_site(
    market: Marketplace, website: Mapping[str, bytes], templates: Sequence[Mapping[str, str]]
) -> Iterator[tuple[str, bytes]]:
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
        titles={name: dialect.title for name, dialect in DIALECTS.items()},
        rules=tuple(every_rule().values()),
    )


def newest_date(catalog: Catalog) -> str:
    """The newest date on record: the moment at which a build without a commit judges expiry."""
    dates = [
        release.record.published for package in catalog.packages for release in package.releases
    ]
    dates += [advisory.record.published for advisory in catalog.advisories]
    return max(dates, default="1970-01-01T00:00:00Z")


def _files(written: Iterable[tuple[str, bytes]]) -> Iterator[PublishedFile]:
    return (PublishedFile.of(path, data) for path, data in written)

"""From a catalog that was found good to every published file: the order of those stages."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import starmap
from typing import Any

from chandlery.dialects import DIALECTS
from chandlery.dialects.base import Step
from chandlery.errors import CatalogError
from chandlery.model.content import HEADERS, PublishedFile
from chandlery.model.file_classes import headers
from chandlery.model.marketplace import Marketplace, Package, Release
from chandlery.model.parts import Part, made
from chandlery.model.search import SearchRecord, TextSearch
from chandlery.model.suppliers import Suppliers
from chandlery.pipeline import Inspection
from chandlery.stages.badges import badges
from chandlery.stages.browse_files import browse_files
from chandlery.stages.feeds import feeds
from chandlery.stages.index import Name, close, index
from chandlery.stages.render import Rendered, Spread, render
from chandlery.stages.resolve import resolve
from chandlery.stages.rulebook import every_rule
from chandlery.stages.search_records import search_records
from chandlery.stages.site.facets import Rows
from chandlery.stages.site.index_types import examples
from chandlery.stages.site.summaries import overview
from chandlery.stages.sitemap import Address, robots, sitemap

# What people call the ecosystems.
TITLES = {name: dialect.title for name, dialect in DIALECTS.items()}

_NO_SEARCH = TextSearch()

# How bytes are kept until they are published: in memory, or elsewhere.
Keep = Callable[[str, bytes], PublishedFile]


class WrittenTwice(CatalogError):  # noqa: N818 - it reads as what happened
    """Two parts of a marketplace want to write one path, with different bytes."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"{path} is written twice, with different bytes",
            "Rename the page or file of the catalog's `site-src/` that comes to this path.",
        )
        self.path = path


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


def marketplace(inspection: Inspection, edition: Edition) -> Marketplace:
    """What a sound catalog publishes.

    Raises:
        RuntimeError: there is no catalog; the caller did not look at the diagnostics.
    """
    if inspection.catalog is None:
        raise RuntimeError("a catalog without settings cannot be published")
    artifacts = {key: verified.artifacts for key, verified in inspection.artifacts.items()}
    return resolve(inspection.catalog, artifacts, base_url=edition.base_url, at=edition.at)


def parts(suppliers: Suppliers) -> tuple[Part[Any], ...]:
    """What is made of one package or integration at a time, the index before all else."""
    projections = (dialect.projection for dialect in DIALECTS.values())
    return (index(suppliers), *filter(None, projections))


def assemble(  # noqa: PLR0913 - everything that is published comes together here
    market: Marketplace,
    inspection: Inspection,
    edition: Edition,
    *,
    website: Mapping[str, bytes],
    templates: Sequence[Mapping[str, str]],
    search: TextSearch = _NO_SEARCH,
    spread: Spread = map,
    keep: Keep = PublishedFile.of,
) -> tuple[PublishedFile, ...]:
    """Every file of the marketplace: artifacts, index, projections and site.

    Args:
        spread: how to spread the rendering of pages.
        keep: takes pages and feeds, which are most of the bytes.

    Raises:
        WrittenTwice: a written page of the catalog's own site has the path of another file.
    """
    files: dict[str, PublishedFile] = {}
    names: dict[str, Name] = {}
    site = partial(render_site, market, website, templates, spread=spread)
    for part in _parts(market, inspection, website, site, search, keep, names):
        for file in part:
            known = files.setdefault(file.path, file)
            if known.sha256 != file.sha256:
                raise WrittenTwice(file.path)
    last = close(market, names, files.values(), serial=edition.serial, commit=edition.commit)
    for file in last:
        if file.path in files:
            raise WrittenTwice(file.path)
    return (*files.values(), *last)


def _parts(  # noqa: PLR0913, PLR0917 - as above
    market: Marketplace,
    inspection: Inspection,
    website: Mapping[str, bytes],
    rendered: Callable[[Mapping[str, str]], Iterator[Rendered]],
    search: TextSearch,
    keep: Keep,
    names: dict[str, Name],
) -> Iterator[Iterable[PublishedFile]]:
    """Everything that is published, but for the list of it.

    Args:
        names: takes what the index says of each name.
    """
    addresses: list[Address] = []
    described, *others = parts(Suppliers.of(market))
    indexed = [*starmap(keep, made(described, market, names))]

    def site() -> Iterator[PublishedFile]:
        for page in rendered(examples(market, names, indexed)):
            addresses.extend([page.address] if page.address else [])
            yield keep(page.path, page.data)

    yield _artifacts(market, inspection)
    yield indexed
    for part in others:
        yield starmap(keep, made(part, market))
    yield site()
    yield _files(search.files.items())
    yield _files(browse_files(Rows(overview(market)), TITLES))
    yield _files(sitemap(market.base_url, addresses))
    yield _files(robots(market.base_url))
    yield starmap(keep, feeds(market, TITLES))
    if HEADERS not in website:  # a catalog's own file of this name is about its own host
        yield _files([(HEADERS, headers().encode())])
    yield _files(badges(market))


def searched(market: Marketplace) -> Iterator[SearchRecord]:
    """What a text search of the marketplace is fed with."""
    return search_records(market, TITLES)


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
    *,
    spread: Spread = map,
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
        spread=spread,
    )


def _files(written: Iterable[tuple[str, bytes]]) -> Iterator[PublishedFile]:
    return (PublishedFile.of(path, data) for path, data in written)

"""From a marketplace to the files of its site, as `chandlery build` does it."""

from collections.abc import Callable, Mapping
from functools import partial
from itertools import starmap
from pathlib import Path

from chandlery.__main__ import collect_no_more, collect_seldom
from chandlery.assembly import TITLES, Materials, site
from chandlery.defaults import default_configuration, default_pages, default_templates
from chandlery.model.marketplace import Marketplace
from chandlery.model.parts import batches, subjects
from chandlery.ports.folder import FolderSink
from chandlery.ports.processes import begin, over_processes
from chandlery.ports.spool import Spool
from chandlery.ports.website import build_website
from chandlery.stages.feeds import feeds
from chandlery.stages.press import Rendered
from chandlery.stages.site.facets import Rows
from chandlery.stages.site.summaries import overview
from marketplaces import a_marketplace
from parts import made

Website = Callable[[], Mapping[str, bytes]]


def website_begun(jobs: int) -> Website:
    """The written pages, in the making while the marketplace is: as a build looks at a catalog."""
    collect_seldom()
    bare = a_marketplace()
    build = partial(
        build_website, [default_pages()], default_configuration(), bare.settings, bare.base_url
    )
    return build if jobs == 1 else begin(build)


def print_site(
    market: Marketplace,
    website: Website,
    out: Path,
    jobs: int,
    overlay: Mapping[str, str],
    *,
    with_feeds: bool = False,
) -> None:
    """Render the site with the written pages, and publish it into an empty folder."""
    keep = Spool().keep
    materials = Materials(website=website(), templates=[overlay, default_templates()])
    spread = partial(over_processes, processes=jobs)
    every = batches([*subjects(market).values()])
    pages = site(Rows(overview(market)), every, materials, dict, keep=keep, spread=spread)
    files = [page.file for page in pages if isinstance(page, Rendered)]
    if with_feeds:
        files += starmap(keep, made(feeds(TITLES), market))
    FolderSink(out, jobs).publish(files)
    collect_no_more()

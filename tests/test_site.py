"""Whole sites, the demo's and one of traps, below a path: links, ids, syntax, weight."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from tinyhtml5.parser import HTMLParser

from chandlery.defaults import default_configuration, default_pages, default_templates
from chandlery.model.description import Effect
from chandlery.model.governance import ReviewState
from chandlery.ports.folder import FolderTree
from chandlery.ports.website import build_website
from chandlery.stages.render import render
from chandlery.trees import MemoryTree
from served import CATALOG, publish
from site_reader import Site
from site_sample import (
    TITLES,
    artifact,
    capability,
    manifest,
    package,
    release,
    review,
    sample,
    steps,
)
from traps import AT, a_trapped_catalog

BASE_URL = "https://plugins.example.org/market/"
# Bytes of a plugin's page without its README, of a page of its releases, and of all that a page
# loads beside itself: 350 kB for a plugin.  Requests, that for the page among them.
HTML, RECORDS, BESIDE, REQUESTS = 40_000, 50_000, 310_000, 15
LISTED = re.compile(r"(plugins|adapters|integrations)/[^/]+/(releases/(\d+/)?)?index\.html")
READ = capability(Effect.FILES_READ, "fs.read")
_README = re.compile(r'<h2 id="readme">.*?(?=<h2 id="(?!readme))', re.S)


def read(folder: Path) -> Site:
    """A site in a folder."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    return Site(files, BASE_URL)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The demo's site."""
    folder = tmp_path_factory.mktemp("demo")
    publish(FolderTree(CATALOG), None, BASE_URL, folder)
    return read(folder)


@pytest.fixture(scope="module")
def traps(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site of what clients trip over."""
    folder = tmp_path_factory.mktemp("traps")
    publish(MemoryTree(a_trapped_catalog()), AT, BASE_URL, folder)
    return read(folder)


@pytest.fixture(params=["demo", "traps"])
def site(request: pytest.FixtureRequest) -> Site:
    """Each of both."""
    found: Site = request.getfixturevalue(request.param)
    return found


def test_every_link_and_every_place_in_a_page_is_there(site: Site) -> None:
    assert sorted(set(site.broken())) == []


def test_no_id_is_twice_in_a_page(site: Site) -> None:
    twice = [(path, id_) for path, it in site.pages.items() for id_, n in it.ids.items() if n > 1]
    assert twice == []


def test_no_page_has_an_error_of_syntax(site: Site) -> None:
    found = []
    for path in pages_to_parse(site):
        parser = HTMLParser()
        parser.parse(site.files[path].decode())
        found += [(path, *error) for error in parser.errors]
    assert found == []


def pages_to_parse(site: Site) -> list[str]:
    """All pages, but of the rules, of which there are hundreds, those of one family."""
    return [path for path in site.pages if not re.match(r"rules/(?!SYN)\w+/", path)]


def heavy(site: Site) -> Mapping[str, object]:
    """The pages that are heavier than they may be, with how heavy they are."""
    found: dict[str, object] = {}
    for path, page in site.pages.items():
        if LISTED.fullmatch(path):
            size = len(_README.sub("", page.html).encode())
            found |= {path: size} if size > (RECORDS if "/releases/" in path else HTML) else {}
        loads = site.loads(path)
        beside = sum(len(site.files[name]) for name in loads[1:])
        if beside > BESIDE or len(loads) > REQUESTS:
            found[path] = (beside, loads)
    return found


def test_no_page_of_the_demo_is_too_heavy(demo: Site) -> None:
    assert heavy(demo) == {}
    assert len([path for path in demo.pages if LISTED.fullmatch(path)]) > 20


def test_a_plugin_with_fifty_releases_is_not_too_heavy() -> None:
    states = [ReviewState.PROMOTED, ReviewState.REJECTED, ReviewState.PROMOTED]
    both = (manifest("caliban", "1.0.0", READ), manifest("claude", "1.0.0", READ))
    releases = [
        release(
            f"1.{n}.0",
            f"2026-01-01T00:{n:02}:00Z",
            manifests=both,
            artifacts=(artifact(f"1.{n}.0"), artifact(f"1.{n}.0", "claude")),
            notes="Better than the one before. " * 20,
            review=review(states[n % 3], "It was read, and looked well. " * 10),
        )
        for n in range(50)
    ]
    market = replace(sample(), packages=(package("old", *releases),), advisories=())
    market = replace(market, base_url=BASE_URL, integrations=())
    website = build_website([default_pages()], default_configuration(), market.settings, BASE_URL)
    pages = render(market, website, [default_templates()], steps=steps, titles=TITLES)
    files = {page.path: page.data for page in pages} | {"badges/old.svg": b"<svg/>" * 100}
    site = Site(files, BASE_URL)
    assert "plugins/old/releases/10/index.html" in site.pages
    assert heavy(site) == {}

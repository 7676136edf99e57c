"""Zensical renders the same site from the same ``mkdocs.yml``: pages, slots and links."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from posixpath import dirname, normpath

import pytest

from chandlery.stages.site.shell import SHELL_PATH, Shell, cut
from interop.clients import ROOT, ZENSICAL_PYTHON
from site_sample import BASE_URL

pytestmark = pytest.mark.skipif(not ZENSICAL_PYTHON.exists(), reason="not run: no Zensical here")

_LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"')
# Written by a publication about its own files.
_OWN = {"index/v1/entry.json", "index/v1/files.jsonl"}


@dataclass(frozen=True)
class Both:
    """The same, made with either engine."""

    mkdocs: Mapping[str, bytes]
    zensical: Mapping[str, bytes]

    def __iter__(self) -> Iterator[Mapping[str, bytes]]:
        return iter((self.mkdocs, self.zensical))


def run(python: str | Path, *words: str | Path) -> str:
    """Run a Python program with our modules in reach; it has to succeed."""
    reach = os.pathsep.join(str(ROOT / folder) for folder in ("generator", "tests"))
    env = os.environ | {"PYTHONPATH": reach}
    done = subprocess.run(
        [python, *words], check=False, capture_output=True, text=True, cwd=ROOT, env=env
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Both:
    """The written pages and the shell."""
    script = ROOT / "tests" / "interop" / "written_pages.py"
    made = []
    for python in (sys.executable, ZENSICAL_PYTHON):
        folder = tmp_path_factory.mktemp("written")
        run(python, script, folder)
        made.append(files(folder))
    return Both(*made)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Both:
    """The demo marketplace; where Zensical is, there is no MkDocs, and nobody says which."""
    made = []
    for python in (sys.executable, ZENSICAL_PYTHON):
        out = tmp_path_factory.mktemp("published") / "public"
        command = ("-m", "chandlery", "build", "--worktree", "--offline", "--out", out)
        run(python, *command, "--cache", out.parent / "cache")
        made.append(files(out))
    return Both(*made)


def pages(site: Mapping[str, bytes]) -> dict[str, str]:
    return {path: data.decode() for path, data in site.items() if path.endswith(".html")}


def targets(path: str, html: str) -> set[str]:
    """What a page of the site links to within it, as paths below the published root."""
    found = set()
    for address in _LINK.findall(html):
        bare = address.removeprefix(BASE_URL).partition("#")[0].partition("?")[0]
        if not address or (bare and not re.match("[a-z]+:", bare)):  # "" is the page itself
            # The page for lost addresses has absolute ones; the root is one level above no page.
            folder = "" if bare.startswith("/") else dirname(path)
            found.add(normpath(f"/{folder}/{bare}").strip("/"))
    return found


def shell_of(site: Mapping[str, bytes]) -> Shell:
    return cut(site[SHELL_PATH].decode(), f"{BASE_URL}_shell/")


def filled(shell: Shell, section: str) -> str:
    return shell.page(
        f"{section}/tidy/index.html",
        title="Tidy",
        description="Keeps order.",
        content='<h1 id="page">Tidy</h1><p>Here it stands.</p>',
        toc=[(2, "a", "First"), (2, "b", "Second"), (3, "c", "Below")],
        canonical=f"{BASE_URL}{section}/tidy/",
        section=section,
        head="<meta name=ours>",
    ).decode()


def test_it_renders_the_same_pages(written: Both) -> None:
    assert b"zensical" in written.zensical["index.html"].lower()
    assert b"zensical" not in written.mkdocs["index.html"].lower()
    assert pages(written.mkdocs).keys() == pages(written.zensical).keys()


def test_its_pages_have_the_same_links_within_the_site(written: Both) -> None:
    theirs = pages(written.zensical)
    for path, html in pages(written.mkdocs).items():
        assert targets(path, html) == targets(path, theirs[path]), path


def test_its_shell_has_the_same_slots(written: Both) -> None:
    navigation = (ROOT / "mkdocs.yml").read_text()
    sections = re.findall(r"^( *)- [^:]+: ([a-z-]+)/$", navigation, re.M)
    assert len(sections) > 5
    for indent, section in sections:
        ours, theirs = (filled(shell_of(site), section) for site in written)
        counts = [html.count(' aria-current="true"') for html in (ours, theirs)]
        assert counts[0] == counts[1]
        assert counts[0] or len(indent) > 2  # what lies in a closed part of the menu is not there
        for html in (ours, theirs):
            assert html.count("Here it stands.") == html.count("<meta name=ours>") == 1
            assert html.count(f'href="{BASE_URL}{section}/tidy/"') == 1
            assert html.count('content="Keeps order."') == 1
            assert "<title>Tidy - The Harbour</title>" in html
            places = [html.index(f'href="#{name}"') for name in "abc"]
            assert places == sorted(places)
        assert targets("a/b/index.html", ours) == targets("a/b/index.html", theirs)


def test_no_search_of_its_own_is_shown_or_published(written: Both) -> None:
    assert not [path for path in written.zensical if re.search(r"search\.json|workers/", path)]
    for path, html in pages(written.zensical).items():
        assert 'data-md-component="search"' not in html, path


def test_a_whole_marketplace_is_built_with_it(published: Both) -> None:
    ours, theirs = published
    assert pages(ours).keys() == pages(theirs).keys()
    engines = re.compile("assets/(javascripts|stylesheets|moved|images)/")
    for path, data in ours.items():
        if not path.endswith(".html") and not engines.match(path) and path not in _OWN:
            assert theirs[path] == data, path


def test_every_link_of_that_marketplace_leads_somewhere(published: Both) -> None:
    site = published.zensical
    root = re.search(r'rel="canonical" href="https://[^/]+/([^"]*)"', site["index.html"].decode())
    assert root
    for path, html in pages(site).items():
        for target in targets(path, html):
            if path == "404.html":  # its links are absolute
                target = target.removeprefix(root[1].strip("/")).strip("/")  # noqa: PLW2901
            assert target in site or f"{target}/index.html".lstrip("/") in site, (path, target)

"""MkDocs as we run it: the same bytes anywhere, nothing from another host, and clear failures."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZipFile

import pytest

from chandlery.defaults import default_configuration, default_pages, default_templates, defaults
from chandlery.ports import engines, website
from chandlery.ports.errors import StorageError
from chandlery.ports.website import WebsiteError, build_website
from chandlery.ports.website_configuration import EngineMissing
from chandlery.records.base import NAME_PATTERN
from chandlery.stages.site.guarding import moved
from chandlery.stages.site.shell import SHELL_PATH, cut, root
from site_sample import BASE_URL, settings

ROOT = Path(__file__).parents[2]
# Folders whose pages are made from records.
RENDERED = {
    "adapters", "advisories", "browse", "capabilities", "categories", "index-format",
    "integrations", "statistics",
    "plugins", "publishers", "review", "rules",
}  # fmt: skip


def built(*overlays: dict[str, bytes], workdir: Path | None = None) -> dict[str, bytes]:
    """The shipped site with something laid over it."""
    sources = [*overlays, default_pages()]
    return build_website(sources, default_configuration(), settings(), BASE_URL, workdir)


@pytest.fixture(scope="module")
def site() -> dict[str, bytes]:
    """The shipped site."""
    return built()


def test_two_runs_give_the_same_bytes(
    site: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "LC_ALL": "C",
        "PYTHONHASHSEED": "77",
        "SOURCE_DATE_EPOCH": "1600000000",
        "TZ": "Asia/Tokyo",
    }.items():
        monkeypatch.setenv(name, value)
    folder = tmp_path / "somewhere else" / "deeper"
    folder.mkdir(parents=True)
    assert built(workdir=folder) == site
    assert list(folder.iterdir()) == []


def test_the_engines_own_sitemap_and_source_maps_are_left_out(site: dict[str, bytes]) -> None:
    assert {"index.html", "404.html", SHELL_PATH} <= site.keys()
    assert not [path for path in site if path.endswith(".map") or path.startswith("sitemap")]
    assert not [path for path, data in site.items() if b"sourceMappingURL" in data]


def test_nothing_of_a_text_search_is_published(site: dict[str, bytes]) -> None:
    assert not [path for path in site if re.search("lunr|/workers/|^search/", path)]
    own = built({"assets/javascripts/workers/mine.js": b"1"})
    assert own["assets/javascripts/workers/mine.js"] == b"1"


def test_no_page_needs_what_the_policy_refuses(site: dict[str, bytes]) -> None:
    for path, data in site.items():
        if path.endswith(".html"):
            parts: dict[str, bytes] = {}
            html = moved(data.decode(), root(path).rstrip("/"), parts.__setitem__)
            assert parts
            assert not re.search(r"<[^>]+ (style|on[a-z]+)=|<style|javascript:", html), path
            scripts = re.findall(r"<script\b([^>]*)>", html)
            assert all("src=" in it or 'type="application/json"' in it for it in scripts), path


def test_the_shipped_shell_can_be_cut(site: dict[str, bytes]) -> None:
    shell = cut(site[SHELL_PATH].decode(), f"{BASE_URL}_shell/")
    page = shell.page(
        "plugins/tidy/index.html",
        title="Tidy",
        description="Keeps order.",
        content='<h1 id="page">Tidy</h1>',
        toc=[(2, "a", "A"), (3, "b", "B")],
        canonical=f"{BASE_URL}plugins/tidy/",
        section="plugins",
    ).decode()
    assert "<title>Tidy - The Harbour</title>" in page
    assert page.count('aria-current="true"') == 2  # the tabs, and the drawer on a phone
    assert 'href="#page"' in page  # the skip link leads to the page's heading
    assert page.index('href="#a"') < page.index('href="#b"')
    for address in re.findall(r'(?:href|src)="(\.\./[^"]*)"', page):
        target = address.removeprefix("../..").strip("/")
        assert not target.startswith(".."), address
        first = target.partition("/")[0]
        known = target in site or f"{target}/index.html".lstrip("/") in site
        assert known or first in RENDERED, address


def test_no_page_fetches_from_another_host(site: dict[str, bytes]) -> None:
    for path, data in site.items():
        text = data.decode(errors="replace")
        if path.endswith(".html"):
            for tag in re.findall(r"<(?:script|img|iframe|link)\b[^>]*>", text):
                foreign = re.search(r'(?:src|href)="(?:https?:)?//([^/"]*)', tag)
                assert not foreign or 'rel="canonical"' in tag, (path, tag)
        elif path.endswith(".css"):
            assert not re.search(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", text), path


def test_every_link_of_the_written_pages_leads_somewhere(site: dict[str, bytes]) -> None:
    for path, data in site.items():
        if not path.endswith(".html") or path in {"404.html", SHELL_PATH}:
            continue
        for link in re.findall(r'<a [^>]*?href="([^"#]*)', data.decode()):
            if not link or re.match("[a-z]+:", link):
                continue
            target = os.path.normpath(f"{Path(path).parent}/{link}")
            known = target in site or f"{target}/index.html".removeprefix("./") in site
            rendered = target.partition("/")[0] in RENDERED or target in {
                "feed.atom",
                "advisories.atom",
            }
            assert known or rendered, (path, link)


def test_every_decision_is_listed(site: dict[str, bytes]) -> None:
    index = site["decisions/index.html"].decode()
    decisions = {path.split("/")[1] for path in site if re.match(r"decisions/\d{4}-", path)}
    assert decisions
    assert {name for name in decisions if f'href="{name}/"' not in index} == set()


def test_the_marketplaces_words_are_text(site: dict[str, bytes]) -> None:
    record = settings().model_copy(
        update={"title": 'A "<b>bold</b>" & new', "description": 'Say\n"<i>hello</i>"'}
    )
    pages = build_website([default_pages()], default_configuration(), record, BASE_URL)
    home = pages["index.html"].decode()
    assert "<title>A &quot;&lt;b&gt;bold&lt;/b&gt;&quot; &amp; new</title>" in home
    assert 'content="Say &quot;&lt;i&gt;hello&lt;/i&gt;&quot;"' in home
    assert "<b>bold" not in home
    assert site.keys() == pages.keys()


def test_a_catalogs_own_page_comes_before_ours() -> None:
    own = {"guide/caching.md": b"# Our caches\n\nNone.\n", "extra.md": b"# More\n"}
    site = built(own)
    assert b"Our caches" in site["guide/caching/index.html"]
    assert "extra/index.html" in site
    assert "guide/quickstart/index.html" in site


def test_a_broken_link_fails_and_says_where() -> None:
    with pytest.raises(WebsiteError, match="MkDocs failed with status 1") as caught:
        built({"extra.md": b"# More\n\n[gone](guide/nowhere.md)\n"})
    assert "extra.md" in caught.value.output
    assert "nowhere.md" in caught.value.output
    assert "chandlery-site-" not in caught.value.output
    assert caught.value.hint


@pytest.mark.parametrize("path", ["../out.md", "/etc/x.md", "a/../../b.md", ""])
def test_a_page_outside_of_the_folder_is_refused(path: str) -> None:
    with pytest.raises(WebsiteError, match="outside of its folder"):
        built({path: b"# x\n"})


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("site_name: !!python/object/apply:os.system ['true']", "mkdocs.yml:1:12"),
        ("site_name: !ENV HOME", "!ENV"),
        ("hooks: [evil.py]", "`hooks` is not taken"),
        ("INHERIT: /etc/mkdocs.yml", "`INHERIT` is not taken"),
        ("plugins: [search]", "`plugins` is not taken"),
        ("theme: {name: material, custom_dir: /etc}", "`theme.custom_dir` is not taken"),
        ("markdown_extensions: [{pymdownx.snippets: {base_path: /etc}}]", "`pymdownx.snippets`"),
        ("markdown_extensions: [evil]", "the Markdown extension `evil`"),
        ("markdown_extensions: 5", "the Markdown extension `5`"),
        ("[]", "not a mapping"),
    ],
)
def test_a_configuration_that_could_run_code_is_refused(line: str, named: str) -> None:
    with pytest.raises(WebsiteError, match=r"mkdocs\.yml cannot be used") as caught:
        build_website([default_pages()], line.encode(), settings(), BASE_URL)
    assert named in str(caught.value)


def test_without_an_engine_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "find_spec", lambda name: None)
    with pytest.raises(EngineMissing, match="MkDocs is not installed") as caught:
        built()
    assert "chandlery[site]" in caught.value.hint
    with pytest.raises(EngineMissing, match="Zensical is not installed") as caught:
        engines.engine_for("zensical")
    assert "chandlery[zensical]" in caught.value.hint


def test_the_engine_that_is_installed_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    there = {"mkdocs", "zensical"}
    monkeypatch.setattr(engines, "find_spec", lambda name: name in there or None)
    assert engines.engine_for().title == "MkDocs"
    assert engines.engine_for("zensical").title == "Zensical"
    there.remove("mkdocs")
    assert engines.engine_for().title == "Zensical"


def test_what_an_engine_says_is_shown_as_text_without_its_stack() -> None:
    told = "\x1b[33mWarning:\x1b[0m gone.md\nTraceback (most recent call last):\n  File x\n"
    engine = engines.ENGINES["zensical"]
    assert engine.words(told) == "Warning: gone.md"
    assert "KeyError" in engine.words("Traceback (most recent call last):\n  KeyError: 'x'\n")


def test_an_engine_that_finds_the_disk_full_is_not_held_against_the_pages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    says = "echo INFO; echo 'OSError: [Errno 28] No space left on device: /x'; exit 1"
    full = replace(engines.ENGINES["mkdocs"], command=("sh", "-c", says))
    monkeypatch.setattr(website, "engine_for", lambda _: full)
    with pytest.raises(StorageError, match="No space left on device") as caught:
        built()
    assert "TMPDIR" in caught.value.hint


def test_a_folder_of_temporary_files_that_takes_none_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "none"))
    with pytest.raises(StorageError, match="none, the folder of temporary files"):
        built()


def test_no_rendered_folder_can_be_mistaken_for_a_written_one() -> None:
    assert re.match(NAME_PATTERN, "_shell") is None
    assert not {path.partition("/")[0] for path in default_pages()} & RENDERED


def test_a_checkout_is_read_live_and_a_wheel_carries_the_same(tmp_path: Path) -> None:
    assert (defaults() / "mkdocs.yml").read_bytes() == (ROOT / "mkdocs.yml").read_bytes()
    assert find_spec("hatchling") is not None
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    script = (
        "from chandlery.defaults import *\n"
        "import sys\n"
        "print(defaults())\n"
        "print(len(default_pages()), len(default_templates()))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path / "installed")},
        check=True,
        capture_output=True,
        text=True,
    )
    where, counts = done.stdout.splitlines()
    assert where == str(tmp_path / "installed" / "chandlery" / "_defaults")
    assert counts == f"{len(default_pages())} {len(default_templates())}"

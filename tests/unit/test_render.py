"""The site as its readers meet it: pages, links, words, and what cannot get in."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from html.parser import HTMLParser
from posixpath import dirname, join, normpath
from typing import Any
from urllib.parse import unquote

import pytest
from markupsafe import escape

from chandlery.checks import stated
from chandlery.defaults import default_templates
from chandlery.dialects.base import Step
from chandlery.gfm import MAX_NESTING, MAX_TEXT
from chandlery.model.capability_changes import capability_changes
from chandlery.model.description import Compatibility, Dependency, Effect
from chandlery.model.governance import Availability, ReviewState
from chandlery.model.marketplace import Kind, Marketplace, Package
from chandlery.ports.processes import over_processes
from chandlery.stages.consent import prompt
from chandlery.stages.press import Rendered
from chandlery.stages.render import Spread, render
from chandlery.stages.site import metadata
from chandlery.stages.site.page import Steps
from chandlery.stages.site.shell import ShellError
from chandlery.stages.site.templating import RenderError
from chandlery.stages.site.views import inline
from site_sample import (
    BASE_URL,
    EVIL,
    TITLES,
    capability,
    hostile_sample,
    manifest,
    package,
    release,
    review,
    sample,
    steps,
)

SHELL = """\
<!doctype html>
<html lang="en"><head><title>chandlery-slot-title - H</title>
<meta name="description" content="chandlery-slot-description">
<link rel="canonical" href="https://plugins.example.org/market/_shell/">
<link rel="stylesheet" href="../site.css"></head>
<body><a href="..">Home</a> <a href="../plugins/">Plugins</a>
<ul><li><a href="#chandlery-slot-leaf-id">chandlery-slot-leaf</a></li>
<li><a href="#chandlery-slot-branch-id">chandlery-slot-branch</a>
<ul><li><a href="#chandlery-slot-child-id">chandlery-slot-child</a></li></ul></li></ul>
<!-- chandlery-slot-content-begin --><!-- chandlery-slot-content-end -->
</body></html>
"""
HOME = """\
<html><head></head><body><h1><!-- chandlery:title --></h1><!-- chandlery:description -->
<!-- chandlery:counts --><!-- chandlery:newest --><!-- chandlery:contact --></body></html>
"""
WEBSITE = {
    "404.html": b"<h1>The engine's own</h1>",
    "_shell/index.html": SHELL.encode(),
    "guide/index.html": b"<h1>Guide</h1>",
    "index.html": HOME.encode(),
    "site.css": b"a{}",
}
RULES = [
    stated("CAL001", "`source` is missing.\n\n## Why it matters\nBecause."),
    stated("LAY001", "The name is not the folder's.\n\n## Why it matters\nBecause."),
    stated("XYZ001", "A rule of nobody.\n\n## Why it matters\nBecause."),
]
# What other stages publish beside the site.
ELSEWHERE = re.compile(
    r"index/v1/|browse/facets\.json/$|artifacts/|badges/|objectstack/.+json/$"
    r"|(.+/)?feed\.atom/$|advisories\.atom/$"
)


def rendered(
    marketplace: Marketplace | None = None,
    *overlays: Mapping[str, str],
    website: Mapping[str, bytes] = WEBSITE,
    install: Steps = steps,
) -> dict[str, str]:
    """The site by path."""
    pages = files(marketplace or sample(), *overlays, website=website, install=install)
    assert len({page.path for page in pages}) == len(pages)
    return {page.path: page.data.decode() for page in pages}


def files(
    marketplace: Marketplace,
    *overlays: Mapping[str, str],
    website: Mapping[str, bytes] = WEBSITE,
    install: Steps = steps,
    spread: Spread = map,
) -> list[Rendered]:
    """The site as files."""
    return [
        *render(
            marketplace,
            website,
            [*overlays, default_templates()],
            steps=install,
            titles=TITLES,
            rules=RULES,
            examples={"shard": EVIL},
            spread=spread,
        )
    ]


@pytest.fixture(scope="module")
def site() -> dict[str, str]:
    """The sample's site."""
    return rendered()


def test_processes_render_the_same_site() -> None:
    spread = partial(over_processes, processes=2, worth=1)
    assert files(sample(), spread=spread) == files(sample())
    with pytest.raises(RenderError, match=r"package\.html:1 failed for adapters/bridge: .nope."):
        files(sample(), {"package.html": "{{ nope }}"}, spread=spread)


class Reader(HTMLParser):
    """Reads a page as a browser would: ids, links, headings, and what it would fetch."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.levels: list[int] = []
        self.fetched: list[str] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        assert not any(name.startswith("on") for name in values), (tag, values)
        assert "style" not in values
        data = tag == "script" and values == {"type": "application/ld+json"}
        ours = tag == "script" and values.get("src", "").lstrip("./") == "assets/js/browse.js"
        assert data or ours or tag not in {"iframe", "object", "embed", "form", "style", "script"}
        assert tag != "img" or values["src"].lstrip("./").startswith("badges/")
        if tag not in {"link", "meta", "br", "hr", "input", "img"}:
            self.open.append(tag)
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if tag == "link" and values["rel"] in {"stylesheet", "icon"}:
            self.fetched.append(values["href"])
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, self.getpos()

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        """The words of the page, white space folded."""
        return " ".join(" ".join(self.words).split())


def words(part: str) -> str:
    """The words of a part of a page, white space folded."""
    return " ".join(re.sub(r"<[^>]+>", " ", part).split())


def html_pages(site: Mapping[str, str]) -> dict[str, Reader]:
    """The rendered pages, read."""
    return {path: Reader(html) for path, html in site.items() if path.endswith(".html")}


def test_there_is_a_page_for_everything(site: dict[str, str]) -> None:
    assert {
        "plugins/index.html",
        "plugins/tidy/index.html",
        "plugins/snoop/index.html",
        "adapters/index.html",
        "adapters/bridge/index.html",
        "integrations/index.html",
        "integrations/tidy-demo/index.html",
        "publishers/index.html",
        "publishers/acme/index.html",
        "categories/index.html",
        "categories/integration/index.html",
        "capabilities/index.html",
        "capabilities/network/index.html",
        "review/index.html",
        "review/rejected/index.html",
        "advisories/index.html",
        "advisories/2026-001/index.html",
        "rules/index.html",
        "rules/LAY001/index.html",
        "index-format/index.html",
        "index-format/shard/index.html",
        "plugins/neat/index.html",
        ".nojekyll",
        "404.html",
        "site.css",
    } <= site.keys()
    assert "_shell/index.html" not in site


def test_every_link_leads_somewhere(site: dict[str, str]) -> None:
    pages = html_pages(site)
    for path, page in pages.items():
        for link in page.links:
            if link.startswith(("https://", "mailto:")):
                continue
            address, _, fragment = re.sub(r"\?[^#]*", "", link).partition("#")
            if address.startswith("/market/"):  # as the page for nothing has them
                address = address.removeprefix("/market/") or "."
            target = normpath(join(dirname(path), unquote(address))) if address else path
            if ELSEWHERE.match(f"{target}/"):
                continue
            target = target if target in site else normpath(f"{target}/index.html")
            assert target in site, (path, link)
            assert not fragment or unquote(fragment) in pages[target].ids, (path, link)


def test_pages_are_well_formed(site: dict[str, str]) -> None:
    for path, page in html_pages(site).items():
        assert len(page.ids) == len(set(page.ids)), path
        assert page.levels.count(1) == 1, path
        steps_down = zip(page.levels, page.levels[1:], strict=False)
        assert all(below - above <= 1 for above, below in steps_down), (path, page.levels)
        assert page.open == [], path
        assert all("//" not in address for address in page.fetched), path


def test_no_text_of_any_record_becomes_markup() -> None:
    pages = html_pages(rendered(hostile_sample()))  # which refuses scripts, images and handlers
    assert "<script>alert(1)</script>" in pages["plugins/tidy/index.html"].text


def test_what_no_page_can_hold_is_in_none() -> None:
    for page in files(hostile_sample()):
        assert not re.search(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]", page.data), page.path


def test_a_plugin_page_answers_the_first_questions(site: dict[str, str]) -> None:
    text = Reader(site["plugins/tidy/index.html"]).text
    assert "Release 1.2.0 declares that it wants to: read files" in text
    assert "use the network" in text
    assert "high risk" in text
    assert "Acme verified" in text
    assert "The reviewers are looking at it." in text
    assert "Installers are offered 1.1.0" in text
    assert f"/plugin marketplace add {BASE_URL}caliban/index.json" in text
    assert "/plugin install tidy@1.1.0" in text
    assert "<li>Install the <code>tidy</code> plugin." in site["plugins/tidy/index.html"]
    assert "Asks to run" in text
    assert "script L1 , in a process of its own T2" in text
    assert "Reads file names only." in text
    assert "Keeps a folder in order." in text
    assert "Tidy at work" in text
    assert "limited to" not in text


def test_each_release_is_a_section_with_its_facts(site: dict[str, str]) -> None:
    html = site["plugins/tidy/index.html"]
    assert [html.index(f'<h3 id="v{version}">') for version in ("1.2.0", "1.1.0", "1.0.0")] == (
        sorted(html.index(f'<h3 id="v{version}">') for version in ("1.0.0", "1.1.0", "1.2.0"))
    )
    section = html[html.index('<h3 id="v1.1.0">') : html.index('<h3 id="v1.0.0">')]
    assert 'href="../../artifacts/abababababab/tidy-1.1.0.tar.gz"' in section
    assert "ab" * 32 in section
    assert 'title="18233 bytes">18.2 kB' in section
    assert "Notes of <em>1.1.0</em>." in section
    assert "Criteria passed: 1 of 1. Records: 1 of evidence, 1 grant, 1 receipt." in section
    assert '<a href="../../plugins/tidy/releases/#v1.1.0">All of 1.1.0</a>' in section
    oldest = html[html.index('<h3 id="v1.0.0">') :]
    assert "yanked" in oldest
    assert "Tidy 1.0.0 forgets hidden files" in oldest


def test_every_record_of_every_release_is_a_click_away(site: dict[str, str]) -> None:
    html = site["plugins/tidy/releases/index.html"]
    section = html[html.index('<h2 id="v1.1.0">') : html.index('<h2 id="v1.0.0">')]
    for words in ("Small, and read in full.", "Somebody read the source.", "approval required"):
        assert words in section
    assert "Sorted 14 files." in section
    assert '<pre class="prompt">' in section
    assert 'href="../../../artifacts/abababababab/tidy-1.1.0.tar.gz"' in section
    assert "Notes of <em>1.1.0</em>." in section
    assert "Tidy 1.0.0 forgets hidden files" in html


def test_the_page_of_a_package_with_one_release_tells_all_of_it(site: dict[str, str]) -> None:
    assert "adapters/bridge/releases/index.html" not in site
    one = release("1.0.0", "2026-01-01T00:00:00Z", review=review(ReviewState.PROMOTED, "Fine."))
    html = rendered(replace(sample(), packages=(package("one", one),), advisories=()))[
        "plugins/one/index.html"
    ]
    assert "Somebody read the source." in html
    assert "Fine." in html


def test_the_page_names_its_data_and_its_canonical_address(site: dict[str, str]) -> None:
    html = site["plugins/tidy/index.html"]
    assert f'<link rel="canonical" href="{BASE_URL}plugins/tidy/">' in html
    assert 'rel="describedby" href="../../index/v1/plugins/tidy.json"' in html
    assert feeds_of(html) == {
        "../../plugins/tidy/feed.atom": "Releases and advisories of Tidy",
        "../../feed.atom": "Releases in The Harbour",
        "../../advisories.atom": "Advisories in The Harbour",
    }
    assert '<a href="../../plugins/" aria-current="true">' in html


def test_a_release_says_what_it_asks_for_beyond_the_one_before(site: dict[str, str]) -> None:
    html = site["plugins/tidy/index.html"]
    section = words(html[html.index('<h3 id="v1.2.0">') : html.index('<h3 id="v1.1.0">')])
    assert "In Caliban, against 1.1.0: more net.fetch" in section
    assert "more fs.read" not in section  # for anything before, for less now
    before = words(html[html.index('<h3 id="v1.1.0">') : html.index('<h3 id="v1.0.0">')])
    assert "In Caliban it declares what 1.0.0 declared." in before


def test_a_page_shows_the_very_text_that_an_installer_asks_to_accept(site: dict[str, str]) -> None:
    marketplace = sample()
    package = next(item for item in marketplace.packages if item.name == "tidy")
    changes = {item.dialect: item for item in capability_changes(package, package.latest)}
    for told in package.latest.manifests:
        text = prompt(marketplace, package, package.latest, told, changes.get(told.dialect))
        assert (
            f'<pre class="prompt"><code>{escape(text)}</code></pre>'
            in (site["plugins/tidy/index.html"])
        )
        assert told.sha256 in text


def test_a_client_that_is_not_shown_a_release_is_named_with_the_reason(
    site: dict[str, str],
) -> None:
    text = Reader(site["plugins/snoop/index.html"]).text
    assert "The index for Caliban does not list it: The reviewers rejected it." in text


def test_each_ecosystem_has_a_tab_that_works_without_a_script() -> None:
    both = release(
        "1.0.0",
        "2026-01-01T00:00:00Z",
        manifests=(manifest("caliban", "1.0.0"), manifest("stigmem", "1.0.0")),
    )
    market = replace(sample(), packages=(package("both", both),), advisories=())
    ways = {"caliban": [Step(text="Add it.")], "stigmem": [Step(text="Get it.")]}
    html = rendered(market, install=lambda *_: ways)["plugins/both/index.html"]
    assert html.count('<input type="radio" name="install"') == 2
    assert html.count(" checked>") == 1
    assert '<label for="choose-stigmem">Stigmem</label>' in html
    assert '<h3 id="install-stigmem">' in html
    one = rendered(market, install=lambda *_: {**ways, "stigmem": []})["plugins/both/index.html"]
    assert "<fieldset" not in one


def test_dependencies_are_told_in_both_directions() -> None:
    def needing(name: str, *needs: str) -> Package:
        told = manifest("caliban", "1.0.0")
        wants = tuple(Dependency(native=need, range="^1.0") for need in needs)
        description = replace(told.description, native_name=name, dependencies=wants)
        native = replace(told, description=description)
        return package(name, release("1.0.0", "2026-01-01T00:00:00Z", manifests=(native,)))

    many = [needing(f"tool-{n:03}", "mast") for n in range(120)]
    packages = (needing("hull"), needing("mast", "hull", "sea"), *many)
    site = rendered(replace(sample(), packages=packages, integrations=(), advisories=()))
    mast = Reader(site["plugins/mast/index.html"]).text
    assert "It needs: Hull hull ^1.0 sea ^1.0 not of this marketplace" in mast
    assert "Install these before it, in this order: Hull" in mast
    assert "Needed by: Tool-000" in mast
    assert "and 70 more" in mast
    assert len(site["plugins/mast/index.html"]) < 40_000
    assert (
        'id="dependencies"'
        not in rendered(
            replace(sample(), packages=(needing("hull"),), integrations=(), advisories=())
        )["plugins/hull/index.html"]
    )


def test_effects_are_drawn_by_release_and_told_in_words(site: dict[str, str]) -> None:
    html = site["plugins/tidy/index.html"]
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in html
    text = Reader(html).text
    assert "use the network: high in 1.2.0" in text
    assert "read files: low in 1.0.0, 1.1.0 and 1.2.0" in text
    assert "platform macos: supported in 1.0.0, 1.1.0 and 1.2.0" in text


def test_an_adapter_has_a_table_of_every_combination() -> None:
    told = manifest("stigmem", "2.0.0")
    fits = Compatibility(
        runner_modes=("local", "docker"),
        platforms=("linux", "macos"),
        python_versions=("3.11", "3.12"),
        status="experimental",
    )
    native = replace(told, description=replace(told.description, compatibility=fits))
    bridge = package(
        "bridge", release("2.0.0", "2026-06-01T10:00:00Z", manifests=(native,)), kind=Kind.ADAPTER
    )
    html = rendered(replace(sample(), packages=(bridge,), advisories=(), integrations=()))[
        "adapters/bridge/index.html"
    ]
    table = html[html.index("<caption>") : html.index("</table>", html.index("<caption>"))]
    assert '<th scope="rowgroup" rowspan="2">docker</th>' in table
    assert table.count('<th scope="row">macos</th>') == 2
    assert '<th scope="col">Python 3.12</th>' in table
    assert table.count("experimental</span>") == 8


def feeds_of(html: str) -> dict[str, str]:
    """What a feed reader finds in the head of a page."""
    head = html.partition("</head>")[0]
    feed = (
        r'<link rel="alternate feed" href="([^"]+)" type="application/atom\+xml" title="([^"]+)">'
    )
    return dict(re.findall(feed, head))


def test_every_page_leads_feed_readers_to_the_feeds() -> None:
    page = b"<html><head></head><body></head></body></html>"
    site = rendered(website={**WEBSITE, "guide/index.html": page, "404.html": page})
    for path, html in site.items():
        if path.endswith(".html") and "refresh" not in html and path != "index.html":
            up = "/market/" if path == "404.html" else "../" * path.count("/")
            assert {f"{up}feed.atom", f"{up}advisories.atom"} <= feeds_of(html).keys(), path
    assert site["guide/index.html"].count("feed.atom") == 1


def test_every_page_begins_with_the_policy_and_holds_no_script_of_its_own() -> None:
    script = '<script>scope=new URL("{}",location)</script>'
    shell = SHELL.replace("</head>", f"{script.format('..')}</head>")
    page = f"<html><head>{script.format('..')}</head><body></body></html>"
    site = rendered(
        website={**WEBSITE, "_shell/index.html": shell.encode(), "guide/index.html": page.encode()}
    )
    for path, html in site.items():
        if path.endswith(".html"):
            assert html.partition("<meta")[2].startswith(' http-equiv="Content-Security-Policy"')
            assert not re.search(r"<script>|<script (?!src=|type=\"application/ld)", html), path
    (file,) = (path for path in site if path.startswith("assets/moved/"))
    assert site[file] == "scope=new URL(document.currentScript.dataset.root,location)"
    for path, up in {"guide": "..", "plugins/tidy": "../..", "404": "/market/."}.items():
        html = site.get(f"{path}/index.html") or site[f"{path}.html"]
        assert f'<script src="{up}/{file}" data-root="{up}"></script>' in html


def told(html: str) -> list[dict[str, Any]]:
    """The structured data of a page."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    return [item for text in found for item in json.loads(text)["@graph"]]


def test_a_plugin_page_tells_programs_what_it_is_about(site: dict[str, str]) -> None:
    html = site["plugins/tidy/index.html"]
    assert '<meta property="og:title" content="Tidy">' in html
    assert f'<meta property="og:url" content="{BASE_URL}plugins/tidy/">' in html
    trail, plugin = told(html)
    assert [item["item"] for item in trail["itemListElement"]] == [
        BASE_URL,
        f"{BASE_URL}plugins/",
        f"{BASE_URL}plugins/tidy/",
    ]
    assert plugin["@type"] == "SoftwareApplication"
    assert plugin["softwareVersion"] == sample_package("tidy").latest.version
    assert plugin["publisher"]["name"] == "Acme"
    assert plugin["downloadUrl"][0].startswith(f"{BASE_URL}artifacts/")
    assert [item["@type"] for item in told(site["index.html"])] == ["WebSite"]


def sample_package(name: str) -> Package:
    """One of the sample's packages."""
    return next(item for item in sample().packages if item.name == name)


def test_no_record_ends_the_element_of_the_structured_data() -> None:
    html = rendered(hostile_sample())["plugins/tidy/index.html"]
    _, plugin = told(html)
    assert "<script>alert(1)</script>" in plugin["name"]
    assert html.count('<script type="application/ld+json">') == html.count("</script>") == 1


def test_a_page_in_a_section_shows_the_way_up_to_it(site: dict[str, str]) -> None:
    assert '<li><a href="../../plugins/">Plugins</a></li>' in site["plugins/tidy/index.html"]
    assert 'aria-label="Breadcrumb"' not in site["plugins/index.html"]
    for section, title in metadata.SECTIONS.items():
        assert f"<title>{title} - H</title>" in site[f"{section}/index.html"]


def test_the_page_for_nothing_works_below_any_path_and_is_not_found(site: dict[str, str]) -> None:
    html = site["404.html"]
    assert "The engine's own" not in html
    links = Reader(html).links
    assert {link for link in links if not link.startswith(("/market/", "#"))} == set()
    assert "/market/browse/" in links
    assert '<meta name="robots" content="noindex">' in html
    assert "og:title" not in html


def test_a_plugin_page_shows_its_badge_and_how_to_show_it(site: dict[str, str]) -> None:
    html = site["plugins/tidy/index.html"]
    assert '<img src="../../badges/tidy.svg" alt="tidy: probationary" height="20">' in html
    assert f"[![Tidy in The Harbour]({BASE_URL}badges/tidy.svg)]({BASE_URL}plugins/tidy/)" in html
    assert '<a href="../../plugins/tidy/feed.atom">' in html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("It starts `git` and `sh`.", "It starts <code>git</code> and <code>sh</code>."),
        ("`<b>` & <i>", "<code>&lt;b&gt;</code> &amp; &lt;i&gt;"),
        ("One ` alone, ``two`` and ``", "One ` alone, ``two`` and ``"),
        ("`<script>alert(1)", "`&lt;script&gt;alert(1)"),
        ("`a\nb`", "`a\nb`"),
    ],
)
def test_words_in_backticks_become_code_and_nothing_else_does(text: str, html: str) -> None:
    assert inline(text) == html


def test_what_people_wrote_in_backticks_is_shown_as_code() -> None:
    judged = review(ReviewState.PROMOTED, "It starts `rationale`.")
    (probation,) = judged.probations
    (criterion,) = probation.criteria
    (evidence,) = judged.evidence
    (grant,) = judged.grants
    (receipt,) = judged.receipts
    judged = replace(
        judged,
        probations=(replace(probation, criteria=(replace(criterion, summary="`criterion`"),)),),
        evidence=(replace(evidence, title="What `title` does", summary="`summary`"),),
        grants=(replace(grant, reason="`reason`"),),
        receipts=(replace(receipt, summary="`receipt`"),),
    )
    reader = capability(Effect.FILES_READ, "get_reader", description="`get_reader`: sensitive.")
    told = release(
        "1.0.0",
        "2026-01-01T00:00:00Z",
        manifests=(manifest("caliban", "1.0.0", reader),),
        review=judged,
    )
    site = rendered(replace(sample(), packages=(package("told", told),), advisories=()))
    html = site["plugins/told/index.html"]
    assert "<br><code>get_reader</code>: sensitive." in html
    for word in ("rationale", "criterion", "title", "summary", "reason", "receipt"):
        assert f"<code>{word}</code>" in html, word
    assert "It starts <code>rationale</code>." in site["review/index.html"]
    assert "`" not in html + site["review/index.html"]


def test_families_of_rules_have_titles_in_words(site: dict[str, str]) -> None:
    html = site["rules/index.html"]
    headings = re.findall(r'<h2 id="([a-z]+)">(.*?)<a ', html)
    assert headings == [
        ("cal", "Caliban (CAL)"),
        ("lay", "Layout (LAY)"),
        ("xyz", "XYZ"),
    ]
    assert "</code></a> <code>source</code> is missing." in html
    assert "CAL001: <code>source</code> is missing." in site["rules/CAL001/index.html"]


def test_nothing_declared_is_said_in_words() -> None:
    bare = package("bare", release("1.0.0", "2026-01-01T00:00:00Z", manifests=()))
    site = rendered(replace(sample(), packages=(bare,), integrations=(), advisories=()))
    assert "declares no capabilities ." in Reader(site["plugins/bare/index.html"]).text


def test_a_plugin_without_releases_has_a_page() -> None:
    site = rendered(replace(sample(), packages=(package("new"),), advisories=()))
    pages = html_pages(site)
    assert "Nothing of it has been released yet." in pages["plugins/new/index.html"].text
    assert "New not released yet" in pages["plugins/index.html"].text


def test_a_withheld_artifact_keeps_its_facts_and_has_no_link() -> None:
    kept = release("1.0.0", "2026-01-01T00:00:00Z")
    (artifact,) = kept.artifacts
    kept = replace(kept, artifacts=(replace(artifact, path="", url=""),))
    site = rendered(replace(sample(), packages=(package("kept", kept),), advisories=()))
    assert "tidy-1.0.0.tar.gz withheld" in Reader(site["plugins/kept/index.html"]).text
    assert "artifacts/" not in site["plugins/kept/index.html"]


def test_a_refusal_keeps_its_reason(site: dict[str, str]) -> None:
    reason = "It sends file names to a third party."
    for path in ("plugins/snoop/index.html", "review/index.html", "review/rejected/index.html"):
        assert reason in site[path], path
    assert "No release of it is offered to installers." in site["plugins/snoop/index.html"]
    assert "Snoop" not in site["index.html"]


def test_a_block_is_said_at_the_top() -> None:
    blocked = release(
        "1.0.0", "2026-01-01T00:00:00Z", availability=Availability.BLOCKED, advisory_ids=("a",)
    )
    (advisory,) = sample().advisories
    advisory = replace(advisory, id="a", act="block", package="bad", versions=("1.0.0",))
    site = rendered(replace(sample(), packages=(package("bad", blocked),), advisories=(advisory,)))
    html = site["plugins/bad/index.html"]
    assert html.index("It must not be installed.") < html.index('id="declares"')


def test_an_old_name_leads_to_the_newest_one(site: dict[str, str]) -> None:
    for old in ("neat", "neater"):
        html = site[f"plugins/{old}/index.html"]
        assert '<meta http-equiv="refresh" content="0; url=../tidy/">' in html
        assert '<a href="../tidy/">' in html
        assert f'<link rel="canonical" href="{BASE_URL}plugins/tidy/">' in html


def test_written_pages_are_filled_with_what_records_say(site: dict[str, str]) -> None:
    home = site["index.html"]
    assert "<h1>The Harbour" in home
    assert "<em>six</em>" in home
    assert "<strong>2</strong> for Caliban" in home
    assert home.index("Tidy 1.2.0") < home.index("Tidy 1.1.0")
    assert 'href="./plugins/tidy/#v1.2.0"' in home
    assert "Tidy 1.0.0" not in home  # yanked
    assert "<!-- chandlery:" not in home


def test_search_engines_are_told_of_pages_with_the_dates_of_their_records() -> None:
    told = {page.address.path: page.address.changed for page in files(sample()) if page.address}
    assert told["plugins/tidy/"] == "2026-10-09T09:00:00Z"  # a receipt
    assert told["advisories/2026-001/"] == "2026-09-01T12:00:00Z"
    assert told["integrations/tidy-demo/"] == told["integrations/"] == "2026-09-02T10:00:00Z"
    assert told["categories/automation/"] == "2026-10-09T09:00:00Z"
    assert told["review/rejected/"] == "2026-10-09T08:00:00Z"
    assert told[""] == told["guide/"] == told["rules/LAY001/"] == ""
    assert not {"404.html", "site.css", "plugins/neat/", "plugins/neater/"} & told.keys()


def test_an_advisory_changes_the_page_of_what_it_hits() -> None:
    (advisory,) = sample().advisories
    late = replace(advisory, published="2026-12-01T12:00:00Z")
    told = {
        page.address.path: page.address.changed
        for page in files(replace(sample(), advisories=(late,)))
        if page.address
    }
    assert told["plugins/tidy/"] == "2026-12-01T12:00:00Z"


def test_an_empty_marketplace_has_a_site() -> None:
    empty = Marketplace(settings=sample().settings, base_url=BASE_URL)
    site = rendered(empty)
    assert "There are none in this catalog yet." in site["plugins/index.html"]
    html_pages(site)


def test_a_page_changes_only_with_what_it_shows(site: dict[str, str]) -> None:
    other = package(
        "other",
        release(
            "9.0.0",
            "2026-11-01T00:00:00Z",
            publisher="stray",
            review=review(ReviewState.PROMOTED, "Fine."),
        ),
    )
    before = sample()
    grown = rendered(replace(before, packages=(*before.packages, other)))
    changed = {path for path in site if site[path] != grown[path]}
    lists = {path for path in changed if path.startswith(("browse/", "statistics/"))}
    assert "browse/all/index.html" in lists  # every list that the other is in
    assert not any("stigmem" in path or "probationary" in path for path in lists)
    assert changed - lists <= {
        "capabilities/files-read/index.html",
        "capabilities/index.html",
        "categories/automation/index.html",
        "categories/index.html",
        "index.html",
        "plugins/index.html",
        "publishers/index.html",
        "publishers/stray/index.html",
        "review/index.html",
        "review/promoted/index.html",
    }
    assert "plugins/other/index.html" in grown


def test_a_long_category_is_cut_and_its_own_page_is_not() -> None:
    many = [package(f"p{n:03}", release("1.0.0", "2026-01-01T00:00:00Z")) for n in range(60)]
    site = rendered(replace(sample(), packages=tuple(many)))
    assert site["plugins/index.html"].count("<li>") < 60
    assert '<a href="../categories/automation/">All 60</a>' in site["plugins/index.html"]
    assert site["categories/automation/index.html"].count('class="entry-title"') == 60


def test_a_readme_too_large_is_named_and_the_site_goes_on() -> None:
    big = package("big", release("1.0.0", "2026-01-01T00:00:00Z"), readme="x" * 200_000)
    site = rendered(replace(sample(), packages=(big,)))
    assert "The README is not shown: it is longer than" in site["plugins/big/index.html"]


def test_the_catalogs_own_templates_come_first_and_may_use_ours() -> None:
    own = {
        "advisories.html": '<h1 id="page">Bulletins</h1>',
        "rule.html": '{% include "default/rule.html" %}<p>Ours.</p>',
    }
    site = rendered(None, own)
    assert "Bulletins" in site["advisories/index.html"]
    assert "Because." in site["rules/LAY001/index.html"]
    assert "<p>Ours.</p>" in site["rules/LAY001/index.html"]


@pytest.mark.parametrize(
    ("source", "place", "reason"),
    [
        ("<h1>\n{{ package.nmae }}", "package.html:2", "no attribute 'nmae'"),
        ("{% if %}", "package.html:1", "Expected an expression"),
        ("\n\n{{ 1 / 0 }}", "package.html:3", "ZeroDivisionError"),
        ("{{ marketplace.__class__.__mro__ }}", "package.html:1", "unsafe"),
        ('{% include "missing.html" %}', "package.html:1", "missing.html"),
    ],
)
def test_a_template_error_names_template_and_record(source: str, place: str, reason: str) -> None:
    with pytest.raises(RenderError, match=re.escape(reason)) as caught:
        rendered(None, {"package.html": source})
    assert caught.value.template == place
    assert caught.value.record == "adapters/bridge"


BAD_READMES = {
    "long": "x" * (MAX_TEXT + 1),
    "deep": ">" * (MAX_NESTING + 1),
    "large": "&" * (MAX_TEXT - 1),
}
ODD_READMES = {
    "binary": "".join(map(chr, range(256))) * 100,
    "tags": "<div>" * 2_000,
    "open": "[" * 20_000 + "<!-- ",
    "halves": "\ud800" * 1_000,
}


def test_one_bad_readme_never_stops_the_site() -> None:
    at = "2026-01-01T00:00:00Z"
    packages = [
        replace(package(name, release("1.0.0", at)), readme=text)
        for name, text in {**BAD_READMES, **ODD_READMES, "good": "Fine *words*."}.items()
    ]
    site = rendered(replace(sample(), packages=tuple(packages), advisories=()))
    said = "The README is not shown:"
    told = {name for name in (*BAD_READMES, *ODD_READMES) if said in site[page_of(name)]}
    assert told == BAD_READMES.keys()
    assert "Fine <em>words</em>." in site[page_of("good")]
    assert all(f'<h1 id="page">{name}' in site[page_of(name)].lower() for name in ODD_READMES)


def page_of(name: str) -> str:
    return f"plugins/{name}/index.html"


def test_an_unknown_slot_names_the_written_page() -> None:
    website = {**WEBSITE, "guide/index.html": b"<!-- chandlery:nosuch -->"}
    with pytest.raises(RenderError, match="nosuch") as caught:
        rendered(website=website)
    assert caught.value.record == "guide/index.html"


def test_a_page_cannot_be_written_and_made_from_records() -> None:
    with pytest.raises(RenderError, match=r"plugins/index\.html is a written page as well"):
        rendered(website={**WEBSITE, "plugins/index.html": b""})


def test_a_website_without_a_shell_is_refused() -> None:
    with pytest.raises(ShellError, match="_shell"):
        rendered(website={"index.html": b""})

"""What can be browsed: the facets file, the lists that stand in for it, statistics and home."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from benchmarks.marketplaces import generated
from chandlery.formats.browse_v1 import SCHEMAS
from chandlery.model.description import Compatibility
from chandlery.model.governance import ReviewState
from chandlery.model.marketplace import Marketplace
from chandlery.stages.browse_files import CARDS, browse_files
from chandlery.stages.notices import schema
from chandlery.stages.site.facets import Rows, questions
from chandlery.stages.site.home import NEWEST, PROMOTED, newest, promoted
from chandlery.stages.site.paging import PER_CHAPTER, PER_PAGE
from chandlery.stages.site.statistics import Month, growth
from chandlery.stages.site.summaries import overview
from chandlery.stages.site.views import stands
from marketplaces import a_marketplace
from site_sample import TITLES, hostile_sample, listing, package, release, sample
from unit.test_render import HOME, WEBSITE, Reader, rendered


def written(market: Marketplace) -> dict[str, bytes]:
    """The files below ``browse/`` by path."""
    return {file.path: file.make() for file in browse_files(Rows(overview(market)), TITLES)}


def answers(facets: dict[str, Any], name: str, row: int) -> list[str]:
    """How a row answers a question, by the file alone, as a reader of it would find out."""
    facet = next(facet for facet in facets["facets"] if facet["name"] == name)
    return [facet["values"][at] for at in facet["sets"][facet["rows"][row]]]


@pytest.fixture(scope="module")
def facets() -> dict[str, Any]:
    value: dict[str, Any] = json.loads(written(sample())["browse/facets.json"])
    return value


def test_a_row_answers_as_the_model_does(facets: dict[str, Any]) -> None:
    assert facets["names"] == ["bridge", "snoop", "tidy", "tidy-demo"]
    tidy = {facet["name"]: answers(facets, facet["name"], 2) for facet in facets["facets"]}
    assert tidy == {
        "ecosystem": ["caliban", "craik"],
        "kind": ["plugin"],
        "category": ["automation"],
        "effect": ["files-read", "network"],
        "isolation": ["T2"],
        "review": ["probationary"],
        "availability": ["available"],
        "publisher": ["acme"],
        "verification": ["verified"],
        "license": ["MIT"],
        "platform": ["linux", "macos"],
    }
    assert facets["days"][2] == 20727  # 2026-10-01
    assert answers(facets, "review", 1) == ["rejected"]
    assert answers(facets, "category", 0) == ["automation", "integration"]


def test_an_integration_is_found_and_answers_no_question_about_releases(
    facets: dict[str, Any],
) -> None:
    assert answers(facets, "kind", 3) == ["integration"]
    assert answers(facets, "ecosystem", 3) == ["craik"]
    assert answers(facets, "review", 3) == answers(facets, "publisher", 3) == []


def test_answers_are_called_what_people_call_them(facets: dict[str, Any]) -> None:
    titles = {facet["name"]: facet["titles"] for facet in facets["facets"]}
    assert titles["ecosystem"] == ["Caliban", "Craik", "Stigmem"]
    assert titles["effect"] == ["read files", "use the network"]
    assert titles["publisher"] == ["Acme", "Stray"]
    assert titles["platform"] == ["Linux", "macOS"]


def test_cards_tell_about_the_rows_in_their_order() -> None:
    many = tuple(
        package(f"p{n:02}", release(f"{n}.0.0", "2026-01-01T00:00:00Z"), listing=listing(f"P {n}"))
        for n in range(CARDS + 1)
    )
    files = written(replace(sample(), packages=many, integrations=()))
    first, second = (json.loads(files[f"browse/cards/{n}.json"]) for n in (0, 1))
    assert (first["titles"][3], first["latest"][3]) == ("P 3", "3.0.0")
    assert (second["titles"], second["names"]) == ([f"P {CARDS}"], [f"p{CARDS}"])
    assert second["summaries"] == [f"P {CARDS} does one thing."]
    assert json.loads(files["browse/facets.json"])["cards"] == CARDS


@pytest.mark.parametrize("market", [sample(), hostile_sample()], ids=["sample", "hostile"])
def test_every_file_holds_to_its_published_schema(market: Marketplace) -> None:
    files = written(market)
    for name, path in {
        "facets": "browse/facets.json",
        "cards": "browse/cards/0.json",
    }.items():
        described = json.loads(files[f"browse/schemas/{name}.json"])
        Draft202012Validator(described).validate(json.loads(files[path]))


def test_every_field_of_every_schema_says_what_it_means() -> None:
    for model in SCHEMAS.values():
        described = schema(model)
        for part in (described, *described.get("$defs", {}).values()):
            assert part["description"]
            assert all(field.get("description") for field in part["properties"].values())


def test_the_order_in_which_records_were_read_makes_no_difference() -> None:
    market = sample()
    turned = replace(
        market,
        packages=market.packages[::-1],
        publishers=dict(reversed([*market.publishers.items()])),
    )
    assert written(turned) == written(market)


def test_ten_thousand_rows_come_to_a_file_that_a_phone_can_fetch() -> None:
    # A row costs as much as its name and its set of answers, whatever else the catalog holds.
    some, many = (
        written(
            replace(
                sample(),
                packages=tuple(
                    package(f"p{n:04}", release("1.0.0", "2026-01-01T00:00:00Z"))
                    for n in range(count)
                ),
            )
        )["browse/facets.json"]
        for count in (100, 1100)
    )
    assert (len(many) - len(some)) / 1000 < 45


def test_without_a_script_every_answer_leads_to_a_list_of_its_rows() -> None:
    site = rendered()
    browse = Reader(site["browse/index.html"])
    for address, names in {
        "browse/ecosystem/craik": {"tidy", "tidy-demo"},
        "browse/review/rejected": {"snoop"},
        "browse/license/mit": {"bridge", "snoop", "tidy", "tidy-demo"},
        "browse/platform/macos": {"bridge", "snoop", "tidy"},
        "browse/isolation/t2": {"bridge", "snoop", "tidy"},
        "browse/verification/unverified": {"snoop"},
        "browse/all": {"bridge", "snoop", "tidy", "tidy-demo"},
        "publishers/stray": {"snoop"},
        "capabilities/network": {"tidy"},
        "categories/integration": {"bridge"},
    }.items():
        assert f"../{address}/" in browse.links, address
        links = Reader(site[f"{address}/index.html"]).links
        found = {
            match[1]
            for link in links
            if (match := re.search(r"(?:plugins|adapters|integrations)/([a-z-]+)/", link))
        }
        assert found == names, address


def test_licences_that_differ_in_a_plus_have_lists_of_their_own() -> None:
    packages = tuple(
        package(name, release("1.0.0", "2026-01-01T00:00:00Z"), listing=listing(name, license=text))
        for name, text in (("one", "GPL-2.0"), ("two", "GPL-2.0+"))
    )
    site = rendered(replace(sample(), packages=packages))
    assert "plugins/one/" in site["browse/license/gpl-2-0/index.html"]
    assert "plugins/two/" not in site["browse/license/gpl-2-0/index.html"]
    assert "plugins/two/" in site["browse/license/gpl-2-0-plus/index.html"]


def test_a_long_list_is_cut_into_pages_that_lead_to_each_other() -> None:
    many = tuple(
        package(f"p{n:03}", release("1.0.0", "2026-01-01T00:00:00Z"))
        for n in range(2 * PER_PAGE + 1)
    )
    site = rendered(replace(sample(), packages=many, integrations=()))
    pages = [site[f"browse/all/{part}index.html"] for part in ("", "2/", "3/")]
    shown = [page.count('class="entry-title"') for page in pages]
    assert sum(shown) == 2 * PER_PAGE + 1
    assert max(shown) <= PER_PAGE
    assert 'href="../../../browse/all/" rel="prev"' in pages[1]
    assert 'href="../../../browse/all/3/" rel="next"' in pages[1]
    assert "browse/all/4/index.html" not in site


def test_no_list_grows_with_the_catalog() -> None:
    (one,) = (item for item in sample().packages if item.name == "tidy")
    many = tuple(replace(one, name=f"p{n:03}") for n in range(PER_PAGE + 20))
    site = rendered(replace(sample(), packages=many, integrations=()))
    counts = {path: page.count('class="entry-title"') for path, page in site.items()}
    home = counts.pop("index.html", 0)
    assert home <= PER_PAGE
    assert PER_PAGE // 2 < max(counts.values()) <= PER_PAGE
    oldest = "review/probationary/1/index.html"
    assert counts[oldest] == PER_CHAPTER
    assert 'href="../../../review/probationary/" rel="prev">Newer</a>' in site[oldest]
    assert (
        'href="../../review/probationary/1/" rel="next">Older</a>'
        in (site["review/probationary/index.html"])
    )
    for address in (
        "browse/all",
        "categories/automation",
        "publishers/acme",
        "capabilities/network",
    ):
        first, second = f"{address}/index.html", f"{address}/2/index.html"
        assert counts[first] + counts[second] == PER_PAGE + 20
        assert f'href="../../../{address}/" rel="prev"' in site[second]


def test_one_platform_by_two_names_is_one_answer() -> None:
    one = release("1.0.0", "2026-06-01T09:00:00Z")
    (told,) = one.manifests
    described = replace(
        told.description, compatibility=Compatibility(platforms=("darwin", "win32"))
    )
    one = replace(one, manifests=(replace(told, description=described),))
    market = replace(sample(), packages=(package("knots", one),), integrations=())
    (asked,) = (item for item in questions(market, TITLES) if item.name == "platform")
    assert [*Rows(overview(market)).answered(asked)] == ["macos", "windows"]


def test_growth_counts_releases_and_the_packages_that_came_with_them() -> None:
    assert growth(overview(sample())) == [
        Month("2026-06", 1, 1, 1, 1),
        Month("2026-07", 1, 2, 1, 2),
        Month("2026-08", 1, 3, 1, 3),
        Month("2026-09", 0, 3, 1, 4),
        Month("2026-10", 0, 3, 1, 5),
    ]


def test_statistics_count_each_answer_and_lead_to_its_list() -> None:
    html = rendered()["statistics/index.html"]
    text = Reader(html).text
    assert "3 packages with 5 releases, and 1 reference integration." in text
    assert re.search(r"browse/ecosystem/craik/\">Craik</a></td><td>2</td>", html)
    assert "2026-09 0 3 1 4" in text


def test_home_shows_what_is_there_what_was_promoted_and_what_to_beware_of() -> None:
    slots = "<!-- chandlery:search --><!-- chandlery:promoted --><!-- chandlery:advisories -->"
    home = HOME.replace("</body>", f"{slots}</body>").encode()
    html = rendered(website={**WEBSITE, "index.html": home})["index.html"]
    assert 'href="./browse/ecosystem/caliban/"><strong>2</strong> for Caliban' in html
    assert 'action="./browse/" method="get"' in html
    assert 'href="./plugins/tidy/#v1.1.0"' in html  # promoted, and not yanked
    assert 'href="./plugins/tidy/#v1.0.0"' not in html
    assert 'href="./advisories/2026-001/"' in html


def test_the_header_of_every_page_has_a_search_that_needs_no_script() -> None:
    header = b"<header><nav>x</nav></header><nav>y</nav>"
    website = {path: data.replace(b"<body>", b"<body>" + header) for path, data in WEBSITE.items()}
    site = rendered(website=website)
    for path, up in {
        "index.html": ".",
        "plugins/tidy/index.html": "../..",
        "404.html": "/market/.",
    }.items():
        form = f'<form class="site-search" role="search" action="{up}/browse/" method="get">'
        assert site[path].count(form) == 1, path
        assert site[path].index(form) < site[path].index("</header>")


def test_home_shows_what_happened_last_among_many() -> None:
    seen = overview(generated(60, 4))
    pairs = [(item, release) for item in seen.packages.values() for release in item.releases]
    standing = [pair for pair in pairs if stands(pair[1].review, pair[1].availability)]
    by_name = sorted(standing, key=lambda pair: (pair[0].name, pair[1].version))
    by_date = sorted(by_name, key=lambda pair: pair[1].published, reverse=True)
    assert newest(seen) == by_date[:NEWEST]
    chosen = [pair for pair in standing if pair[1].review is ReviewState.PROMOTED]
    assert promoted(seen) == sorted(chosen, key=lambda it: it[1].decided, reverse=True)[:PROMOTED]
    assert newest(overview(a_marketplace())) == promoted(overview(a_marketplace())) == []

"""A package with many releases: what its page tells, and what further pages do."""

import re
from dataclasses import replace

import pytest

from chandlery.model.governance import Advisory, Availability, ReviewState
from chandlery.model.marketplace import Package
from chandlery.stages.site.release_pages import told
from site_sample import package, release, review, sample
from unit.test_render import html_pages, rendered, words


def many(count: int) -> Package:
    """A package with releases 1.0.0, 1.1.0 and so on, the last one refused."""
    versions = [
        release(
            f"1.{n}.0",
            f"2026-01-01T{n // 60:02}:{n % 60:02}:00Z",
            review=review(ReviewState.PROMOTED, f"Reason {n}."),
        )
        for n in range(count)
    ]
    versions[-1] = replace(versions[-1], review=review(ReviewState.REJECTED, "Not this one."))
    return package("old", *versions)


def site_of(item: Package, *advisories: Advisory) -> dict[str, str]:
    """The site of a marketplace with one package."""
    return rendered(replace(sample(), packages=(item,), advisories=advisories, integrations=()))


@pytest.fixture(scope="module")
def site() -> dict[str, str]:
    return site_of(many(60))


def test_the_newest_have_a_section_those_before_a_row_and_the_rest_a_link(
    site: dict[str, str],
) -> None:
    html = site["plugins/old/index.html"]
    assert re.findall(r'<h3 id="v(.*?)">', html) == [f"1.{n}.0" for n in range(59, 56, -1)]
    assert re.findall(r'<tr id="v(.*?)">', html) == [f"1.{n}.0" for n in range(56, 44, -1)]
    assert '<a href="../../plugins/old/releases/3/#v1.45.0">45 more</a>' in html
    assert html.count('<pre class="prompt">') == 1  # of the release that is shown first
    row = html[html.index('<tr id="v1.50.0">') :].partition("</tr>")[0]
    assert words(row) == "1.50.0 2026-01-01 promoted 18.2 kB as before"
    assert 'href="../../plugins/old/releases/2/#v1.50.0"' in row


def test_of_what_was_refused_the_reason_stays_on_the_page(site: dict[str, str]) -> None:
    html = site["plugins/old/index.html"]
    assert "Not this one." in html
    assert "Reason 58." in html  # of the one that is shown first
    assert "Reason 57." not in html
    assert "Reason 57." in site["plugins/old/releases/index.html"]


def test_every_release_is_told_whole_on_one_page(site: dict[str, str]) -> None:
    pages = ["plugins/old/releases/index.html"]
    pages += [f"plugins/old/releases/{number}/index.html" for number in range(2, 13)]
    told_on = [version for page in pages for version in re.findall(r'<h2 id="v(.*?)">', site[page])]
    assert told_on == [f"1.{n}.0" for n in range(59, -1, -1)]
    for page in pages:
        assert site[page].count('<pre class="prompt">') == 5
        assert site[page].count("Somebody read the source.") == 5


def test_the_way_back_leads_over_the_package(site: dict[str, str]) -> None:
    trail = site["plugins/old/releases/2/index.html"].partition('<nav class="trail"')[2]
    assert '<a href="../../../../plugins/old/">Old</a></li>\n</ol>' in trail


def test_the_release_that_is_shown_first_has_a_section_however_old_it_is() -> None:
    item = many(70)
    old = item.releases[3]
    refused = [
        it if it is old else replace(it, availability=Availability.YANKED) for it in item.releases
    ]
    item = replace(item, releases=tuple(refused))
    html = site_of(item)["plugins/old/index.html"]
    sections = re.findall(r'<h3 id="v(.*?)">', html)
    assert sections == ["1.69.0", "1.68.0", "1.67.0", "1.3.0"]
    assert "54 more" in html
    assert told(item, "1.3.0") == "plugins/old/#v1.3.0"


def test_a_link_to_a_release_leads_to_where_it_is() -> None:
    item = many(60)
    versions = tuple(release.version for release in item.releases)
    hit = replace(sample().advisories[0], id="2026-007", package="old", versions=versions)
    site = site_of(item, hit)
    pages = html_pages(site)
    links = [link for link in pages["advisories/2026-007/index.html"].links if "#v" in link]
    assert len(links) == 60
    for link in links:
        address, _, fragment = link.removeprefix("../../").partition("#")
        assert fragment in pages[f"{address}index.html"].ids

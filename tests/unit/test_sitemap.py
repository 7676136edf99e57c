"""The sitemap, as sitemaps.org has it, and the file that names it."""

import random
from xml.etree import ElementTree as ET

import pytest

from chandlery.stages.sitemap import Address, Limits, robots, sitemap, sitemap_again

BASE = "https://quay.example/market/"
SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def read(data: bytes) -> dict[str, str | None]:
    """Addresses and dates of a sitemap or of a list of sitemaps."""
    found = [*ET.fromstring(data)]
    return {item.findtext(f"{SPACE}loc") or "": item.findtext(f"{SPACE}lastmod") for item in found}


def test_addresses_are_sorted_and_dated_where_records_have_dates() -> None:
    addresses = [Address("b/", "2026-01-01T00:00:00Z"), Address(""), Address("a/")]
    made = dict(sitemap(BASE, addresses))
    assert [*made] == ["sitemap.xml"]
    assert [*read(made["sitemap.xml"]).items()] == [
        (BASE, None),
        (f"{BASE}a/", None),
        (f"{BASE}b/", "2026-01-01T00:00:00Z"),
    ]


def test_addresses_are_escaped_as_addresses_and_as_xml() -> None:
    made = dict(sitemap(BASE, [Address("guide/été & <b> (1)/")]))
    assert [*read(made["sitemap.xml"])] == [f"{BASE}guide/%C3%A9t%C3%A9%20&%20%3Cb%3E%20%281%29/"]


def test_as_many_as_one_file_may_hold_stay_in_one() -> None:
    addresses = [Address(f"p{n}/") for n in range(Limits().addresses)]
    assert [path for path, _ in sitemap(BASE, addresses)] == ["sitemap.xml"]
    more = dict(sitemap(BASE, [*addresses, Address("q/")]))
    assert [*more] == ["sitemap-1.xml", "sitemap-2.xml", "sitemap.xml"]
    assert [*read(more["sitemap-2.xml"])] == [f"{BASE}q/"]


def test_parts_keep_within_both_limits_and_their_list_has_the_newest_dates() -> None:
    addresses = [Address(f"p{n}/", f"2026-01-0{n}T00:00:00Z") for n in range(1, 8)]
    whole = read(dict(sitemap(BASE, addresses))["sitemap.xml"])
    limit = 400
    made = dict(sitemap(BASE, addresses, Limits(size=limit)))
    listed = read(made.pop("sitemap.xml"))
    assert len(made) > 1
    assert [*listed] == [BASE + path for path in made]
    assert all(len(data) <= limit for data in made.values())
    parts = [read(data) for data in made.values()]
    assert {loc: date for part in parts for loc, date in part.items()} == whole
    assert [*listed.values()] == [max(map(str, part.values())) for part in parts]


def test_no_addresses_make_an_empty_sitemap() -> None:
    made = dict(sitemap(BASE, []))
    assert read(made["sitemap.xml"]) == {}


@pytest.mark.parametrize(("base", "told"), [("https://quay.example/", True), (BASE, False)])
def test_crawlers_are_told_where_they_look(base: str, told: bool) -> None:
    made = dict(robots(base))
    assert bool(made) is told
    if told:
        assert b"Sitemap: https://quay.example/sitemap.xml\n" in made["robots.txt"]


STRANGE = [
    Address(path, changed)
    for path in ("", "a/", "a/2/", "a-b/", "a&b/", "a%20b/", "été/", "x <y>/", "z'\"/", "~/", "é/")
    for changed in ("", "2026-01-01T00:00:00Z")
]


@pytest.mark.parametrize("seed", range(40))
def test_a_sitemap_of_which_some_addresses_change_is_that_of_all(seed: int) -> None:
    chance = random.Random(seed)
    one, other = (
        {item.path: item for item in chance.sample(STRANGE, chance.randrange(12))} for _ in range(2)
    )
    before = dict(sitemap(BASE, one.values()))["sitemap.xml"]
    was, now = {*one.values()}, {*other.values()}
    made = sitemap_again(BASE, before, was - now, now - was)
    assert made == dict(sitemap(BASE, other.values()))["sitemap.xml"]


def test_a_sitemap_that_one_file_does_not_hold_any_more_is_made_anew() -> None:
    addresses = [Address(f"p{number}/") for number in range(4)]
    before = dict(sitemap(BASE, addresses[:3]))["sitemap.xml"]
    assert sitemap_again(BASE, before, (), addresses[3:], Limits(4)) is not None
    assert sitemap_again(BASE, before, (), addresses[3:], Limits(3)) is None
    assert sitemap_again(BASE, before, (), addresses[3:], Limits(size=len(before))) is None


def test_a_list_of_sitemaps_is_made_anew() -> None:
    addresses = [Address(f"p{number}/") for number in range(4)]
    parts = dict(sitemap(BASE, addresses, Limits(3)))
    assert sitemap_again(BASE, parts["sitemap.xml"], (), [Address("q/")]) is None

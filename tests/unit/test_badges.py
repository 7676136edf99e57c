"""Badges: small, readable by everybody, and honest about where a release stands."""

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from chandlery.model.governance import Availability, ReviewState
from chandlery.model.marketplace import Package, Release
from chandlery.stages.badges import BADGES, badge, markdown, status, width
from parts import whole
from site_sample import BASE_URL, package, release, review, sample, tidy

SVG = "{http://www.w3.org/2000/svg}"
GOOD, PLAIN, WARN, BAD = "#0b6b3a", "#595959", "#8a5200", "#a8201a"


def words(data: bytes) -> str:
    """What a badge says to somebody who cannot see it."""
    return ET.fromstring(data).attrib["aria-label"]


def a(version: str, state: ReviewState, availability: Availability) -> Release:
    """A release that stands somewhere."""
    return release(version, "2026-01-01T00:00:00Z", review=review(state), availability=availability)


def test_every_package_has_two_badges_and_an_old_name_keeps_its_own() -> None:
    made = whole(BADGES, sample())
    names = {"bridge", "snoop", "tidy", "neat", "neater"}
    assert made.keys() == {
        *(f"badges/{name}.svg" for name in names),
        *(f"badges/{name}/review.svg" for name in names),
    }
    assert words(made["badges/tidy.svg"]) == "The Harbour: 1.2.0 probationary"
    assert words(made["badges/tidy/review.svg"]) == "review: probationary"
    assert words(made["badges/bridge.svg"]) == "The Harbour: 2.0.0 promoted"
    assert made["badges/neat.svg"] == made["badges/tidy.svg"]


PROMOTED, EXPIRED = ReviewState.PROMOTED, ReviewState.EXPIRED
HERE, GONE = Availability.AVAILABLE, Availability.BLOCKED


@pytest.mark.parametrize(
    ("releases", "said", "colour"),
    [
        ([("1.0.0", PROMOTED, HERE)], "promoted", GOOD),
        ([("1.0.0", ReviewState.UNREVIEWED, HERE)], "unreviewed", PLAIN),
        ([("1.0.0", ReviewState.PROBATIONARY, HERE)], "probationary", WARN),
        ([("1.0.0", ReviewState.REJECTED, HERE)], "rejected", BAD),
        ([("1.0.0", EXPIRED, HERE)], "expired", WARN),
        ([("1.0.0", PROMOTED, Availability.DEPRECATED)], "promoted, deprecated", WARN),
        ([("1.0.0", PROMOTED, Availability.YANKED)], "yanked", BAD),
        ([("1.0.0", PROMOTED, GONE)], "blocked", BAD),
        ([("1.0.0", ReviewState.REJECTED, Availability.YANKED)], "rejected", BAD),
        ([("1.0.0", EXPIRED, Availability.YANKED)], "yanked", BAD),
        ([("1.0.0", ReviewState.REJECTED, GONE)], "blocked", BAD),
        ([("1.0.0", PROMOTED, HERE), ("1.1.0", PROMOTED, GONE)], "promoted; 1.1.0 blocked", BAD),
        ([("1.0.0", PROMOTED, GONE), ("1.1.0", PROMOTED, HERE)], "promoted", GOOD),
        ([("1.0.0", PROMOTED, HERE), ("2.0.0-rc.1", PROMOTED, GONE)], "promoted", GOOD),
        ([], "no release yet", PLAIN),
    ],
)
def test_a_badge_says_where_the_newest_release_stands(
    releases: list[tuple[str, ReviewState, Availability]], said: str, colour: str
) -> None:
    assert status(package("a", *(a(*item) for item in releases))) == (said, colour)


def test_a_package_without_a_release_has_badges() -> None:
    made = whole(BADGES, replace(sample(), packages=(package("a"),)))
    assert words(made["badges/a.svg"]) == "The Harbour: no release yet"


def test_a_badge_is_read_by_everybody_and_fetches_nothing() -> None:
    for data in whole(BADGES, sample()).values():
        svg = ET.fromstring(data)
        assert svg.attrib["role"] == "img"
        assert svg.findtext(f"{SVG}title") == svg.attrib["aria-label"]
        shown = [text.text or "" for text in svg.iter(f"{SVG}text")]
        assert ": ".join(shown) == svg.attrib["aria-label"]
        assert not re.search(rb"href|url\(|<style|<script|@import", data)
        assert b"safe" not in data.lower()
        lengths = [int(text.attrib["textLength"]) for text in svg.iter(f"{SVG}text")]
        assert int(svg.attrib["width"]) == sum(lengths) + 4 * 6


def test_white_on_every_colour_can_be_read() -> None:
    for colour in (GOOD, PLAIN, WARN, BAD, "#444444"):
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        assert 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) >= 4.5, colour


@pytest.mark.parametrize("title", ["&" * 300, "\U0001f9ed" * 300, "\ufffe" * 300, '"' * 300])
def test_the_longest_titles_and_versions_fit_and_leave_the_state(title: str) -> None:
    version = f"1.0.0-{'a' * 200}"
    item = package("a", a("1.0.0", PROMOTED, HERE), a(f"9.0.0+{'b' * 200}", PROMOTED, GONE))
    settings = sample().settings.model_copy(update={"title": title})
    long = package("b", a(version, PROMOTED, HERE))
    made = whole(BADGES, replace(sample(), packages=(item, long), settings=settings))
    assert max(map(len, made.values())) < 1500
    assert words(made["badges/a.svg"]).endswith("bbb… blocked")
    assert words(made["badges/b.svg"]).endswith("aaa… promoted")


@pytest.mark.parametrize(
    ("text", "pixels"),
    [("", 0), ("i", 3), ("W", 11), ("promoted", 54), ("e\u0301", 7), ("é", 8), ("港", 11)],
)
def test_a_text_is_as_wide_as_its_characters(text: str, pixels: int) -> None:
    assert width(text) == pixels


def test_what_is_said_is_text() -> None:
    data = badge("<b>&\ud800", '"1.0.0"', GOOD)
    assert words(data) == '<b>&�: "1.0.0"'
    data.decode()


def test_the_snippet_is_markdown_whatever_the_title() -> None:
    made = markdown(sample(), tidy())
    expected = f"({BASE_URL}badges/tidy.svg)]({BASE_URL}plugins/tidy/)"
    assert made == f"[![Tidy in The Harbour]{expected}"
    assert markdown(sample(), _called("a](x) [b")).startswith(r"[![a\](x) \[b in The Harbour](")


def _called(title: str) -> Package:
    item = tidy()
    return replace(item, listing=item.listing.model_copy(update={"title": title}))

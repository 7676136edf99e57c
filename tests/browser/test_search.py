"""Searching and browsing in a real browser: text, facets, the address, the keyboard."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.watch import PHONE, Watch, audit, watching

BOX = "#site-search"
SUGGESTED = ".site-search-results li a"
ENTRIES = ".browse-results .entry-title > a"


def asked(page: Page) -> dict[str, list[str]]:
    """What the address asks for."""
    return parse_qs(urlsplit(page.url).query)


def titles(page: Page) -> list[str]:
    """What the browse page shows."""
    return page.locator(ENTRIES).all_inner_texts()


def say(page: Page, text: str) -> None:
    """Wait until the browse page's count begins with a text."""
    expect(page.locator(".browse-status")).to_have_text(re.compile(f"^{text}"))


def opened(watch: Watch, query: str = "") -> Page:
    """The browse page, when it has shown its results."""
    watch.go(f"browse/{query}")
    say(watch.page, r"(\d+ result|Nothing)")
    return watch.page


def test_a_slash_leads_to_the_search_from_any_page(browser: Browser, demo: str) -> None:
    with watching(browser, demo) as watch:
        watch.go("plugins/link-keeper/")
        before = len(watch.requests)
        watch.page.keyboard.press("/")
        expect(watch.page.locator(BOX)).to_be_focused()
        watch.page.keyboard.type("tides")
        first = watch.page.locator(SUGGESTED).first
        expect(first).to_contain_text("Tide Tables")
        expect(first.locator("mark").first).to_have_text(re.compile("tide", re.I))
        badges = first.locator(".badge").all_inner_texts()
        assert badges == ["promoted", "ObjectStack"]
        assert watch.page.locator(BOX).input_value() == "tides"  # without the slash
        loaded = watch.requests[before:]
        assert any("/search/pagefind.js" in url for url in loaded)


def test_nothing_of_the_search_is_loaded_before_its_first_use(browser: Browser, demo: str) -> None:
    with watching(browser, demo) as watch:
        watch.go("")
        assert not any("/search/" in url or "suggest.js" in url for url in watch.requests)


def test_arrow_keys_walk_through_results_and_escape_closes_them(
    browser: Browser, demo: str
) -> None:
    with watching(browser, demo) as watch:
        watch.go("")
        watch.page.locator(BOX).click()
        watch.page.keyboard.type("plugin")
        links = watch.page.locator(SUGGESTED)
        expect(links.nth(1)).to_be_visible()
        watch.page.keyboard.press("ArrowDown")
        expect(links.nth(0)).to_be_focused()
        watch.page.keyboard.press("ArrowDown")
        expect(links.nth(1)).to_be_focused()
        watch.page.keyboard.press("ArrowUp")
        watch.page.keyboard.press("ArrowUp")
        expect(watch.page.locator(BOX)).to_be_focused()
        watch.page.keyboard.press("Escape")
        expect(watch.page.locator(".site-search-results")).to_be_hidden()
        expect(watch.page.locator(BOX)).to_be_focused()
        watch.page.keyboard.press("ArrowDown")  # nothing is open to walk through
        expect(watch.page.locator(BOX)).to_be_focused()


def test_a_result_leads_to_its_page_below_any_path(browser: Browser, demo: str) -> None:
    with watching(browser, demo) as watch:
        watch.go("guide/quickstart/")
        watch.page.locator(BOX).click()
        watch.page.keyboard.type("tides")
        watch.page.locator(SUGGESTED).first.click()
        watch.page.wait_for_url(f"{demo}plugins/tide-tables/")


def test_enter_leads_to_everything_that_matches(browser: Browser, demo: str) -> None:
    with watching(browser, demo) as watch:
        watch.go("")
        watch.page.locator(BOX).click()
        watch.page.keyboard.type("tides")
        expect(watch.page.locator(SUGGESTED).first).to_be_visible()
        watch.page.keyboard.press("Enter")
        watch.page.wait_for_url(f"{demo}browse/?q=tides")
        say(watch.page, "1 result")
        assert titles(watch.page) == ["Tide Tables"]


def test_facets_are_counted_combined_and_kept_in_the_address(browser: Browser, demo: str) -> None:
    with watching(browser, demo) as watch:
        page = opened(watch)
        everything = page.locator(".browse-status").inner_text()
        craik = page.get_by_label(re.compile(r"^Craik \d+$"))
        count = int(page.locator("label", has_text="Craik").locator(".quiet").inner_text())
        craik.check()
        say(page, f"{count} result")
        assert asked(page) == {"ecosystem": ["craik"]}
        page.get_by_label(re.compile(r"^Kari \d+$")).check()  # either of the two
        assert asked(page) == {"ecosystem": ["craik", "kari"]}
        page.get_by_label(re.compile(r"^Adapter \d+$")).check()  # and an adapter
        say(page, "2 results")
        assert asked(page)["kind"] == ["adapter"]

        page.go_back()
        page.go_back()
        say(page, f"{count} result")
        expect(craik).to_be_checked()
        page.go_back()
        say(page, everything)
        expect(craik).not_to_be_checked()
        page.go_forward()
        say(page, f"{count} result")

        page.get_by_role("button", name="Take out Ecosystem: Craik").click()
        say(page, everything)
        assert asked(page) == {}


def test_an_address_can_be_shared(browser: Browser, demo: str) -> None:
    with watching(browser, demo) as watch:
        page = opened(watch, "?q=release&ecosystem=caliban&ecosystem=nobody&sort=name&colour=red")
        expect(page.get_by_label(re.compile(r"^Caliban \d+$"))).to_be_checked()
        assert page.locator("#browse-query").input_value() == "release"
        assert page.locator("#browse-sort").input_value() == "name"
        shown = titles(page)
        assert shown == sorted(shown)
        assert "Changelog Scribe" in shown


def test_text_and_facets_narrow_each_other(browser: Browser, demo: str) -> None:
    with watching(browser, demo) as watch:
        page = opened(watch)
        page.locator("#browse-query").click()
        page.keyboard.type("tides")
        say(page, "1 result")
        assert asked(page) == {"q": ["tides"]}
        caliban = page.locator("label", has_text="Caliban").locator(".quiet")
        expect(caliban).to_have_text("0")
        page.get_by_label(re.compile("^Caliban 0$")).check()
        say(page, "Nothing matches")
        page.go_back()
        say(page, "1 result")
        page.go_back()  # everything that was typed in one go
        say(page, r"\d+ results")
        assert page.locator("#browse-query").input_value() == ""


def test_browsing_needs_no_mouse(browser: Browser, demo: str) -> None:
    with watching(browser, demo) as watch:
        page = opened(watch)
        page.keyboard.press("/")
        expect(page.locator("#browse-query")).to_be_focused()
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.id")
        assert focused == "facet-ecosystem-0"
        page.keyboard.press("Space")
        page.wait_for_url(f"{demo}browse/?ecosystem=caliban")
        expect(page.locator("#facet-ecosystem-0")).to_be_focused()  # and not lost


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_results_and_suggestions_are_for_everybody(
    browser: Browser, demo: str, scheme: str
) -> None:
    with watching(browser, demo, color_scheme=scheme) as watch:
        page = opened(watch, "?ecosystem=craik&ecosystem=caliban&q=release")
        assert audit(page) == []
        page.locator(BOX).click()
        page.keyboard.type("plugin")
        expect(page.locator(SUGGESTED).first).to_be_visible()
        assert audit(page) == []


def test_on_a_phone_filters_are_folded_and_nothing_sticks_out(browser: Browser, demo: str) -> None:
    with watching(browser, demo, viewport=PHONE, is_mobile=True, has_touch=True) as watch:
        page = opened(watch, "?ecosystem=craik")
        assert not page.get_by_label(re.compile(r"^Craik \d+$")).is_visible()
        page.locator("summary", has_text="Filters").click()
        page.get_by_label(re.compile(r"^Craik \d+$")).uncheck()
        assert asked(page) == {}
        page.locator(BOX).click()
        page.keyboard.type("plugin")
        expect(page.locator(SUGGESTED).first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_without_scripts_lists_are_reached_by_links(browser: Browser, demo: str) -> None:
    with watching(browser, demo, java_script_enabled=False) as watch:
        watch.go("browse/")
        watch.page.locator("article").get_by_role("link", name="promoted").first.click()
        assert watch.page.url == f"{demo}browse/review/promoted/"
        assert watch.page.locator(".entry-title").count() > 3


def test_where_the_text_search_is_missing_names_are_searched(browser: Browser, demo: str) -> None:
    with watching(browser, demo) as watch:
        watch.page.route("**/search/pagefind.js", lambda route: route.abort())
        page = opened(watch, "?q=tide")
        assert titles(page) == ["Tide Tables"]
        watch.wrong.clear()


def test_what_strangers_wrote_stays_text(browser: Browser, hostile: str) -> None:
    with watching(browser, hostile) as watch:
        page = opened(watch)
        assert len(titles(page)) > 4
        page.locator(BOX).click()
        page.keyboard.type("tidy")
        expect(page.locator(SUGGESTED).first).to_be_visible()
        page.wait_for_timeout(200)
        assert page.locator(".browse img, .site-search img, .browse script").count() == 0

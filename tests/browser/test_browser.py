"""The site in a real browser: under its own policy, by keyboard, on a phone and in the dark."""

import pytest
from playwright.sync_api import Browser, Page

from browser.kinds import KINDS, status_of
from browser.sites import write_demo
from browser.watch import PHONE, Watch, audit, site, watching
from hostile import ATTEMPTS

HOSTILE = ["", "plugins/tidy/", "adapters/bridge/", "integrations/tidy-demo/", "publishers/acme/"]
HOSTILE += ["review/", "advisories/2026-001/", "categories/", "capabilities/network/", "plugins/"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_fit_for_everybody(desktop: Watch, phone: Watch, plain: Watch, kind: str) -> None:
    """Policy, requests, accessibility and width: phone and desktop, light and dark, no scripts.

    One test, since opening pages is what takes the time.
    """
    for watch in (desktop, phone):
        with watch.minding(kind):
            watch.page.emulate_media(color_scheme="light")
            watch.go(KINDS[kind], status=status_of(kind))
            _keeps_its_policy(watch)
            assert audit(watch.page) == []
            watch.page.emulate_media(color_scheme="dark")
            watch.page.wait_for_selector("body[data-md-color-scheme=slate]", state="attached")
            assert audit(watch.page) == []
    _nothing_sticks_out(phone.page)
    if kind != "browse":  # lists stand in for it: test_search
        _is_whole_without_scripts(phone, plain, kind)


def _is_whole_without_scripts(phone: Watch, plain: Watch, kind: str) -> None:
    with plain.minding(kind):
        plain.go(KINDS[kind], status=status_of(kind), until="load")
        assert plain.page.locator("article h1").is_visible()
        shown, told = (
            {word.strip("¶") for word in watch.page.locator("article").inner_text().split()}
            for watch in (phone, plain)
        )
        assert shown <= told


def _keeps_its_policy(watch: Watch) -> None:
    policy = "meta[http-equiv='Content-Security-Policy']"
    assert watch.page.locator(f"head > {policy}").count() == 1
    classes = watch.page.evaluate("document.documentElement.className")
    assert "js" in classes.split()  # the theme's scripts ran
    assert len([url for url in watch.requests if not url.startswith("data:")]) <= 15


def test_a_script_in_a_page_would_not_run(browser: Browser, demo: str) -> None:
    """The policy is in force: without it the other tests would prove little."""
    with watching(browser, demo) as watch:
        watch.go("")
        watch.page.evaluate(
            """() => {
              const script = document.createElement("script");
              script.textContent = "window.ran = true";
              document.body.append(script);
              const div = document.createElement("div");
              div.innerHTML = "<img src=x onerror='window.ran = true'><p style='color:red'>x</p>";
              document.body.append(div);
              const far = new Image();
              far.src = "https://evil.example/x.png";
            }"""
        )
        watch.page.wait_for_timeout(300)
        assert watch.page.evaluate("window.ran") is None
        refused = [text for text in watch.wrong if "Content Security Policy" in text]
        assert len(refused) >= 4
        watch.wrong.clear()
        watch.requests.clear()


@pytest.mark.parametrize("address", HOSTILE)
def test_nothing_of_a_stranger_runs(browser: Browser, hostile: str, address: str) -> None:
    with watching(browser, hostile) as watch:
        watch.go(address)
        for summary in watch.page.locator("article details:not([open]) > summary").all():
            if summary.is_visible():
                summary.click()
        watch.page.wait_for_timeout(200)
        assert watch.page.url == hostile + address
        names = ["location", "__config", "currentScript", "constructor", "body", "page"]
        taken = watch.page.evaluate(
            """names => names.filter(name => {
              const found = document.getElementById(name) || document.getElementsByName(name)[0];
              return found && found.closest(".prose");
            })""",
            names,
        )
        assert taken == []
        assert watch.page.locator("#__config").get_attribute("type") == "application/json"


def test_no_attempt_of_a_stranger_runs_by_itself(browser: Browser, hostile: str) -> None:
    with watching(browser, hostile, viewport=PHONE) as watch:
        for number, attempt in enumerate(ATTEMPTS):
            address = f"plugins/attempt-{number}/"
            watch.page.goto(hostile + address, wait_until="load")
            assert watch.page.url == hostile + address, attempt
            assert watch.wrong == [], attempt
            _nothing_sticks_out(watch.page, attempt)


@pytest.mark.parametrize("address", HOSTILE)
def test_no_stranger_makes_a_page_wider(browser: Browser, hostile: str, address: str) -> None:
    with watching(browser, hostile, viewport=PHONE, is_mobile=True, has_touch=True) as watch:
        watch.go(address)
        _nothing_sticks_out(watch.page)


def _nothing_sticks_out(page: Page, shown: str = "") -> None:
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"], shown


def test_the_skip_link_comes_first_and_leads_to_the_heading(browser: Browser, demo: str) -> None:
    with watching(browser, demo) as watch:
        watch.go("plugins/link-keeper/")
        watch.page.keyboard.press("Tab")
        focused = "document.activeElement"
        assert watch.page.evaluate(f"{focused}.textContent.trim()") == "Skip to content"
        box = watch.page.evaluate(f"{focused}.getBoundingClientRect().height")
        assert box > 10
        watch.page.keyboard.press("Enter")
        assert watch.page.url.endswith("#page")


def test_the_chosen_scheme_is_there_before_anything_is_shown(browser: Browser, demo: str) -> None:
    """The theme's scripts do as files what they did within the page."""
    with watching(browser, demo, color_scheme="light") as watch:
        watch.go("plugins/")
        scheme = "document.body.getAttribute('data-md-color-scheme')"
        assert watch.page.evaluate(scheme) == "default"
        for _ in range(2):  # the system's choice, light, dark
            watch.page.locator("form[data-md-component=palette] label:not([hidden])").click()
        assert watch.page.evaluate(scheme) == "slate"
        watch.page.add_init_script(
            """new MutationObserver((_, self) => {
              if (document.querySelector("article")) {
                window.first = document.body.getAttribute("data-md-color-scheme");
                self.disconnect();
              }
            }).observe(document, {childList: true, subtree: true});"""
        )
        watch.go("plugins/link-keeper/")  # another depth, the same site
        assert watch.page.evaluate("window.first") == "slate"
        watch.go("")
        assert watch.page.evaluate(scheme) == "slate"


@pytest.mark.parametrize("address", ["guide/write-a-client/", "plugins/link-keeper/"])
def test_a_button_copies_the_code_that_is_shown(browser: Browser, demo: str, address: str) -> None:
    with watching(browser, demo, permissions=["clipboard-read", "clipboard-write"]) as watch:
        watch.go(address)
        code = watch.page.locator("article pre:visible").first
        shown = code.locator("code").inner_text().strip()
        code.hover()
        code.locator("button").first.click()
        watch.page.wait_for_timeout(200)
        assert watch.page.evaluate("navigator.clipboard.readText()").strip() == shown


def test_a_keyboard_reaches_everything_and_shows_where_it_is(browser: Browser, demo: str) -> None:
    with watching(browser, demo) as watch:
        watch.go("plugins/link-keeper/")
        reached: list[str] = []
        for _ in range(45):
            watch.page.keyboard.press("Tab")
            name, visible = watch.page.evaluate(
                """() => {
                  const at = document.activeElement;
                  const radio = at.matches("[type=radio]");
                  const style = getComputedStyle(radio ? at.nextElementSibling : at);
                  const text = at.textContent.trim() || at.labels?.[0]?.textContent || at.ariaLabel;
                  const shown = style.outlineStyle !== "none" && style.outlineWidth !== "0px";
                  return [`${at.localName} ${text}`, shown];
                }"""
            )
            assert visible, f"nothing shows that the focus is on {name!r}"
            reached.append(" ".join(name.split()))
        order = ["a Skip to content", "input Search plugins", "a Browse", "a read files"]
        places = [reached.index(name) for name in [*order, "input Caliban"]]
        assert places == sorted(places)


def test_arrow_keys_choose_a_tab(browser: Browser, demo: str) -> None:
    with watching(browser, demo) as watch:
        watch.go("plugins/link-keeper/")
        tabs = watch.page.locator(".tabs > .tab")
        assert [tabs.nth(at).is_visible() for at in (0, 1)] == [True, False]
        watch.page.locator("#choose-caliban").focus()
        watch.page.keyboard.press("ArrowRight")
        assert watch.page.evaluate("document.activeElement.id") == "choose-craik"
        assert [tabs.nth(at).is_visible() for at in (0, 1)] == [False, True]
        watch.page.keyboard.press("ArrowLeft")
        assert tabs.nth(0).is_visible()


def test_an_address_opens_what_it_leads_into(browser: Browser, demo: str) -> None:
    with watching(browser, demo) as watch:
        watch.go("plugins/link-keeper/#v1.0.0")
        heading = watch.page.locator("[id='v1.0.0']")
        assert 0 <= heading.evaluate("item => item.getBoundingClientRect().top") < 400
        fold = watch.page.locator(".release", has=heading).locator("details.fold").first
        assert fold.evaluate("item => item.open")
        watch.page.evaluate("location.hash = '#install-craik'")
        assert watch.page.locator("#install-craik").is_visible()
        watch.page.evaluate("location.hash = '#v1.1.0'")
        assert watch.page.locator(".release details.fold").first.evaluate("item => item.open")


def test_the_same_holds_where_the_host_sends_the_policy(browser: Browser) -> None:
    with site(write_demo, headers_sent=True) as root, watching(browser, root) as watch:
        for kind in ("home", "plugin", "guide with code"):
            watch.go(KINDS[kind])


def test_a_page_for_nothing_leads_back_from_anywhere(browser: Browser, demo: str) -> None:
    with watching(browser, demo) as watch:
        watch.go("a/b/c/d.html", status=404)
        watch.page.locator("article").get_by_role("link", name="All plugins").click()
        watch.page.wait_for_load_state("networkidle")
        assert watch.page.url == f"{demo}plugins/"
        watch.go("a/b/c/d.html", status=404)
        watch.page.get_by_role("searchbox").first.fill("secrets")
        watch.page.get_by_role("searchbox").first.press("Enter")
        watch.page.wait_for_url("**/browse/?q=secrets")
        watch.wrong[:] = [text for text in watch.wrong if "status of 404" not in text]


def test_paper_shows_what_is_folded(browser: Browser, demo: str) -> None:
    with watching(browser, demo) as watch:
        watch.go("plugins/link-keeper/")
        watch.page.emulate_media(media="print")
        shown = watch.page.evaluate(
            """() => [...document.querySelectorAll("article details > :not(summary)")]
              .every(item => item.checkVisibility({contentVisibilityAuto: true}))"""
        )
        assert shown
        for away in ("header", "footer", "nav", ".headerlink"):
            for item in watch.page.locator(away).all():
                assert not item.is_visible(), away
        parted = watch.page.locator("article details").first
        assert parted.evaluate("item => getComputedStyle(item).breakInside") == "auto"
        link = watch.page.locator(".facts a[href^='https:']").first
        told = link.evaluate("item => getComputedStyle(item, '::after').content")
        assert str(link.get_attribute("href")) in told  # on paper it can only be read


def test_nothing_moves_for_those_who_ask(browser: Browser, demo: str) -> None:
    with watching(browser, demo, reduced_motion="reduce") as watch:
        watch.go("plugins/link-keeper/")
        slow = watch.page.evaluate(
            """() => [...document.querySelectorAll("*")].filter(item => {
              const style = getComputedStyle(item);
              return [style.transitionDuration, style.animationDuration].some(
                times => times.split(",").some(time => parseFloat(time) > 0.01));
            }).length"""
        )
        assert slow == 0


def test_an_old_name_leads_to_the_new_one(browser: Browser, demo: str) -> None:
    with watching(browser, demo, viewport=PHONE) as watch:
        watch.page.goto(f"{demo}plugins/md-link-check/", wait_until="commit")
        watch.page.wait_for_url(f"{demo}plugins/link-keeper/")
        watch.page.wait_for_load_state("networkidle")
        # The page itself, which readers see where nothing leads them on.
        told = watch.page.request.get(f"{demo}plugins/md-link-check/").text()
        alone = watch.page.context.new_page()
        alone.set_content(told.replace('http-equiv="refresh"', "data-refresh"))
        assert audit(alone) == []
        assert alone.get_by_role("link", name="Go to link-keeper").is_visible()
        _nothing_sticks_out(alone)

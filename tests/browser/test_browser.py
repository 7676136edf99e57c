"""The site in a real browser: under its own policy, by keyboard, on a phone and in the dark."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from browser.sites import hosted, write_demo, write_hostile
from hostile import ATTEMPTS

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# Those that Debian's Chromium needs in a container, and what keeps it from calling home.
FLAGS = """--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync
--disable-background-networking --disable-component-update""".split()  # noqa: SIM905 - easier to read

# One of every kind of page that the demo marketplace has.
KINDS = {
    "home": "",
    "plugins": "plugins/",
    "plugin": "plugins/link-keeper/",
    "refused": "adapters/shell-runner/",
    "adapters": "adapters/",
    "adapter": "adapters/fixture-replay/",
    "integrations": "integrations/",
    "categories": "categories/",
    "category": "categories/data/",
    "capabilities": "capabilities/",
    "capability": "capabilities/network/",
    "publishers": "publishers/",
    "publisher": "publishers/harbourworks/",
    "review board": "review/",
    "review state": "review/promoted/",
    "advisories": "advisories/",
    "advisory": "advisories/harbour-2026-001/",
    "rules": "rules/",
    "rule": "rules/LAY001/",
    "index types": "index-format/",
    "index type": "index-format/shard/",
    "guide": "guide/quickstart/",
    "guide with code": "guide/write-a-client/",
    "decision": "decisions/0001-problems-are-values/",
    "missing": "plugins/no-such-plugin/at/all",
}
HOSTILE = ["", "plugins/tidy/", "adapters/bridge/", "integrations/tidy-demo/", "publishers/acme/"]
HOSTILE += ["review/", "advisories/2026-001/", "categories/", "capabilities/network/", "plugins/"]
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}


@dataclass
class Watch:
    """A page, and everything that it should not have done."""

    page: Page
    root: str
    wrong: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def go(self, address: str, *, status: int = 200) -> None:
        """Open a page of the site, and wait until it is quiet."""
        answer = self.page.goto(self.root + address, wait_until="networkidle")
        assert answer
        assert answer.status == status


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("there is no chromium on this machine: NOTHING of the site was looked at")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def _site(write: Callable[[Path, str], None], *, headers_sent: bool = False) -> Iterator[str]:
    with (
        TemporaryDirectory(prefix="chandlery-") as name,
        hosted(Path(name), headers_sent=headers_sent) as address,
    ):
        write(Path(name), address)
        yield address


@pytest.fixture(scope="session")
def demo() -> Iterator[str]:
    with _site(write_demo) as address:
        yield address


@pytest.fixture(scope="session")
def hostile() -> Iterator[str]:
    with _site(write_hostile) as address:
        yield address


@contextmanager
def watching(browser: Browser, root: str, **options: object) -> Iterator[Watch]:
    """A fresh page; at the end nothing may have gone wrong in it."""
    context = browser.new_context(**{"viewport": DESKTOP, **options})
    page = context.new_page()
    watch = Watch(page, root)
    found = watch.wrong.append
    page.on("console", lambda said: said.type in {"error", "warning"} and found(said.text))
    page.on("pageerror", lambda error: found(f"exception: {error}"))
    page.on("dialog", lambda dialog: (found(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("popup", lambda popup: found(f"popup: {popup.url}"))
    page.on(
        "requestfailed",  # not those that the next page cuts short
        lambda request: request.failure != "net::ERR_ABORTED" and found(f"failed: {request.url}"),
    )
    page.on("request", lambda request: watch.requests.append(request.url))
    page.on("frameattached", lambda frame: found(f"frame: {frame.url}"))
    yield watch
    context.close()
    own = (root, "data:")
    foreign = [url for url in watch.requests if not url.startswith(own)]
    assert (watch.wrong, foreign) == ([], [])


def _missing(kind: str) -> int:
    return 404 if kind == "missing" else 200


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_keeps_its_policy_and_stays_at_home(browser: Browser, demo: str, kind: str) -> None:
    with watching(browser, demo) as watch:
        watch.go(KINDS[kind], status=_missing(kind))
        if kind == "missing":  # a browser says of any 404 that it failed
            watch.wrong[:] = [text for text in watch.wrong if "status of 404" not in text]
        policy = "meta[http-equiv='Content-Security-Policy']"
        assert watch.page.locator(f"head > {policy}").count() == 1
        classes = watch.page.evaluate("document.documentElement.className")
        assert "js" in classes.split()  # the theme's scripts ran
        assert len(watch.requests) <= 15


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


@pytest.mark.parametrize("kind", KINDS)
def test_no_page_is_wider_than_a_phone(browser: Browser, demo: str, kind: str) -> None:
    with watching(browser, demo, viewport=PHONE, is_mobile=True, has_touch=True) as watch:
        watch.go(KINDS[kind], status=_missing(kind))
        watch.wrong[:] = [text for text in watch.wrong if "status of 404" not in text]
        _nothing_sticks_out(watch.page)


@pytest.mark.parametrize("address", HOSTILE)
def test_no_stranger_makes_a_page_wider(browser: Browser, hostile: str, address: str) -> None:
    with watching(browser, hostile, viewport=PHONE, is_mobile=True, has_touch=True) as watch:
        watch.go(address)
        _nothing_sticks_out(watch.page)


def _nothing_sticks_out(page: Page, shown: str = "") -> None:
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"], shown


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", KINDS)
def test_everybody_can_use_it(browser: Browser, demo: str, kind: str, scheme: str) -> None:
    with watching(browser, demo, color_scheme=scheme) as watch:
        watch.go(KINDS[kind], status=_missing(kind))
        watch.wrong[:] = [text for text in watch.wrong if "status of 404" not in text]
        assert _audit(watch.page) == []


# The theme's script puts each copy button into a landmark of its own.
NOT_OURS = {"landmark-unique"}


def _audit(page: Page) -> list[str]:
    """What axe finds."""
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text()
    page.evaluate(axe)
    found = page.evaluate("axe.run(document)")["violations"]
    return [
        f"{item['impact']} {item['id']}: {node['target']} {node['html'][:200]}"
        for item in found
        if item["id"] not in NOT_OURS
        for node in item["nodes"]
    ]


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


def test_code_can_be_copied_under_the_policy(browser: Browser, demo: str) -> None:
    with watching(browser, demo, permissions=["clipboard-read", "clipboard-write"]) as watch:
        watch.go("guide/write-a-client/")
        watch.page.locator("article pre").first.hover()
        watch.page.locator("[data-clipboard-target], .md-clipboard").first.click()
        watch.page.wait_for_timeout(200)
        assert watch.page.evaluate("navigator.clipboard.readText()").strip()


@pytest.mark.parametrize("kind", ["home", "plugins", "plugin", "review board", "missing"])
def test_a_page_is_whole_without_scripts(browser: Browser, demo: str, kind: str) -> None:
    with watching(browser, demo, java_script_enabled=False, viewport=PHONE) as watch:
        watch.go(KINDS[kind], status=_missing(kind))
        watch.wrong[:] = [text for text in watch.wrong if "status of 404" not in text]
        assert watch.page.locator("article h1").is_visible()
        for link in watch.page.locator("article > p a, article > ul a").all():
            assert link.is_visible()


def test_the_same_holds_where_the_host_sends_the_policy(browser: Browser) -> None:
    with _site(write_demo, headers_sent=True) as root, watching(browser, root) as watch:
        for kind in ("home", "plugin", "guide with code"):
            watch.go(KINDS[kind])


def test_a_page_for_nothing_leads_back_from_anywhere(browser: Browser, demo: str) -> None:
    with watching(browser, demo) as watch:
        watch.go("a/b/c/d.html", status=404)
        watch.page.locator("article").get_by_role("link", name="All plugins").click()
        watch.page.wait_for_load_state("networkidle")
        assert watch.page.url == f"{demo}plugins/"
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
        assert not watch.page.locator("header").first.is_visible()


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

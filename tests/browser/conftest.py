"""One browser for all tests, and the sites that they look at."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from browser.chromium import CHROMIUM, FLAGS
from browser.sites import write_demo, write_hostile
from browser.watch import PHONE, Watch, site, watched


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("there is no chromium on this machine: NOTHING of the site was looked at")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demo() -> Iterator[str]:
    with site(write_demo) as address:
        yield address


@pytest.fixture(scope="session")
def hostile() -> Iterator[str]:
    with site(write_hostile) as address:
        yield address


@pytest.fixture(scope="session")
def desktop(browser: Browser, demo: str) -> Iterator[Watch]:
    """A page of the demo's that tests share; each minds what it does with it."""
    with watched(browser, demo) as watch:
        yield watch


@pytest.fixture(scope="session")
def phone(browser: Browser, demo: str) -> Iterator[Watch]:
    """The same on a phone."""
    with watched(browser, demo, viewport=PHONE, is_mobile=True, has_touch=True) as watch:
        yield watch


@pytest.fixture(scope="session")
def plain(browser: Browser, demo: str) -> Iterator[Watch]:
    """The same on a phone that runs no scripts."""
    options = {"viewport": PHONE, "is_mobile": True, "java_script_enabled": False}
    with watched(browser, demo, **options) as watch:
        yield watch

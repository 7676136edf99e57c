"""One browser for all tests, and the sites that they look at."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from browser.chromium import CHROMIUM, FLAGS
from browser.sites import write_demo, write_hostile
from browser.watch import site


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

"""One browser for all tests, and the sites that they look at."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from browser.sites import write_demo, write_hostile
from browser.watch import site

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# Those that Debian's Chromium needs in a container, and what keeps it from calling home.
FLAGS = """--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync
--disable-background-networking --disable-component-update""".split()  # noqa: SIM905 - easier to read


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

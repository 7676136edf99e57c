"""A page in a browser, and everything that it should not have done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page

from browser.sites import hosted

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}


@dataclass
class Watch:
    """A page, and everything that it should not have done."""

    page: Page
    root: str
    wrong: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def go(self, address: str, *, status: int = 200, until: str = "networkidle") -> None:
        """Open a page of the site, and wait until it is quiet."""
        answer = self.page.goto(self.root + address, wait_until=until)
        assert answer
        assert answer.status == status

    @contextmanager
    def minding(self, kind: str) -> Iterator[None]:
        """Open one page, of several in a row; nothing may go wrong in it."""
        self.wrong.clear()
        self.requests.clear()
        yield
        if kind == "missing":  # a browser says of any 404 that it failed
            self.wrong[:] = [text for text in self.wrong if "status of 404" not in text]
        self.settle()

    def settle(self) -> None:
        """Fail where something went wrong."""
        own = (self.root, "data:")
        foreign = [url for url in self.requests if not url.startswith(own)]
        assert (self.wrong, foreign) == ([], [])


@contextmanager
def site(write: Callable[[Path, str], None], *, headers_sent: bool = False) -> Iterator[str]:
    with (
        TemporaryDirectory(prefix="chandlery-") as name,
        hosted(Path(name), headers_sent=headers_sent) as address,
    ):
        write(Path(name), address)
        yield address


@contextmanager
def watched(browser: Browser, root: str, **options: object) -> Iterator[Watch]:
    """A page, and a note of everything that goes wrong in it."""
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


@contextmanager
def watching(browser: Browser, root: str, **options: object) -> Iterator[Watch]:
    """A fresh page; at the end nothing may have gone wrong in it."""
    with watched(browser, root, **options) as watch:
        yield watch
    watch.settle()


def audit(page: Page) -> list[str]:
    """What axe finds."""
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text()
    page.evaluate(axe)
    found = page.evaluate("axe.run(document)")["violations"]
    return [
        f"{item['impact']} {item['id']}: {node['target']} {node['html'][:200]}"
        for item in found
        for node in item["nodes"]
    ]

"""The demo marketplace and one of strangers, served below a path, as project pages are."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from chandlery.defaults import default_configuration, default_pages, default_templates
from chandlery.model.content_policy import SENT
from chandlery.ports.folder import FolderTree
from chandlery.ports.search import build_search
from chandlery.ports.website import build_website
from chandlery.stages.render import render
from chandlery.stages.search_records import search_records
from chandlery.trees import MemoryTree
from hostile import ATTEMPTS, PAGE
from parts import told_by
from served import CATALOG, publish
from site_sample import TITLES, hostile_sample, steps
from traps import AT, a_trapped_catalog

BELOW = "/market/"


class _Handler(SimpleHTTPRequestHandler):
    """Serves a folder below a path, with the site's own page for what is missing.

    Attributes:
        headers_sent: whether the host sends what ``_headers`` asks for, as some do.
    """

    headers_sent = False

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing."""

    def translate_path(self, path: str) -> str:
        inside = path.removeprefix(BELOW.rstrip("/"))
        return super().translate_path(inside if inside != path else "/nowhere")

    def end_headers(self) -> None:
        for name, value in SENT if self.headers_sent else ():
            self.send_header(name, value)
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        body = Path(self.directory, "404.html").read_bytes()
        self.send_response(HTTPStatus.NOT_FOUND)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def hosted(folder: Path, *, headers_sent: bool = False) -> Iterator[str]:
    """Serve a folder, which may be filled later: the address of its root."""
    handler = type("Handler", (_Handler,), {"headers_sent": headers_sent})
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}{BELOW}"
        server.shutdown()
        thread.join()


def write_demo(folder: Path, base_url: str) -> None:
    """The demo marketplace."""
    publish(FolderTree(CATALOG), None, base_url, folder)


def write_traps(folder: Path, base_url: str) -> None:
    """What clients trip over."""
    publish(MemoryTree(a_trapped_catalog()), AT, base_url, folder)


def write_hostile(folder: Path, base_url: str) -> None:
    """A marketplace in which every text is an attack."""
    market = replace(hostile_sample(), base_url=base_url)
    packages = tuple(replace(item, readme=PAGE) for item in market.packages)
    tidy = next(item for item in packages if item.name == "tidy")
    packages += tuple(  # one each as well, for some swallow what comes after them
        replace(tidy, name=f"attempt-{number}", readme=attempt)
        for number, attempt in enumerate(ATTEMPTS)
    )
    integrations = tuple(replace(item, readme=PAGE) for item in market.integrations)
    market = replace(market, packages=packages, integrations=integrations)
    # Half of a surrogate pair can come from JSON, not from marketplace.yml.
    title = market.settings.title.replace("\ud800", "")
    settings = market.settings.model_copy(
        update={"title": title, "description": f"{market.settings.description[:60]} {title}"}
    )
    website = build_website([default_pages()], default_configuration(), settings, base_url)
    pages = render(market, website, [default_templates()], steps=steps, titles=TITLES)
    search = build_search(told_by(search_records(TITLES), market))
    written = [(page.path, page.data) for page in pages]
    written += search.files.items()
    for name, data in written:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    for package in market.packages:  # the pictures that the pages show
        path = folder / "badges" / f"{package.name}.svg"
        path.parent.mkdir(exist_ok=True)
        path.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')

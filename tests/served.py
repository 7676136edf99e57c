"""Marketplaces, built and served on the loopback interface, for tests that install."""

import argparse
import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from chandlery.cli.composition import compose, edition_of
from chandlery.pipeline import inspect
from chandlery.ports.folder import FolderSink, FolderTree
from chandlery.ports.progress import Quiet
from chandlery.stages.index import ENTRY, FILES
from chandlery.stages.pack import DownloadRefused
from chandlery.trees import Tree

CATALOG = Path(__file__).parent.parent / "catalog"


@dataclass(frozen=True)
class Host:
    """A static host.

    Attributes:
        asked: the path of every answered request, in order.
        missed: the path of every one that was answered with 404.
    """

    base_url: str
    asked: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)


class _Recorder(SimpleHTTPRequestHandler):
    """Serves a folder with ETags, as static hosts do, and remembers what it was asked for."""

    asked: list[tuple[str, int]]

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        data = path.read_bytes() if path.is_file() else b""
        etag = f'"{hashlib.sha256(data).hexdigest()}"'
        same = self.headers.get("If-None-Match") == etag
        status = 304 if same else 200 if path.is_file() else 404
        self.asked.append((self.path.lstrip("/"), status))
        self.send_response(status)
        self.send_header("ETag", etag)
        self.send_header("Content-Length", str(0 if same else len(data)))
        self.end_headers()
        self.wfile.write(b"" if same else data)


@contextmanager
def recorded(folder: Path) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """Serve a folder: where, and the list of the paths that are asked for, with their answers."""
    asked: list[tuple[str, int]] = []
    handler = type("Handler", (_Recorder,), {"asked": asked})
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/", asked
        server.shutdown()
        thread.join()


@contextmanager
def hosted(folder: Path, tree: Tree | None = None, at: str | None = None) -> Iterator[Host]:
    """Build a catalog, the demo's unless given, for an address, and serve it there."""
    asked: list[str] = []
    missed: list[str] = []

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
            """Say nothing."""

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            (asked if code == 200 else missed).append(self.path)

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    host = Host(f"http://127.0.0.1:{server.server_address[1]}/", asked, missed)
    publish(tree or FolderTree(CATALOG), at, host.base_url, folder)
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Build the demo catalog's working tree for an address, and serve it there."""
    with hosted(folder) as host:
        yield host.base_url


def publish(tree: Tree, at: str | None, base_url: str, folder: Path) -> None:
    """Build a catalog for an address, into a folder."""
    inspection = inspect(tree, fetch=_no_fetch, at=at)
    assert inspection.catalog, [item.message for item in inspection.diagnostics]
    args = argparse.Namespace(base_url=base_url, engine="", jobs=1)
    edition = edition_of(args, inspection, None)
    made = compose(args, tree, inspection, edition, Quiet())
    FolderSink(folder).publish(made.files, last=(FILES, ENTRY))


def _no_fetch(url: str, *, sha256: str, size: int) -> bytes:
    raise DownloadRefused(f"{url} was asked for", "", world=True)

"""The demo marketplace, built once and served on the loopback interface, for tests that install."""

import argparse
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from chandlery.cli.build import compose, edition_of
from chandlery.pipeline import inspect
from chandlery.ports.folder import FolderSink, FolderTree
from chandlery.ports.progress import Quiet
from chandlery.stages.index import ENTRY, FILES
from chandlery.stages.pack import DownloadRefused

CATALOG = Path(__file__).parent.parent / "catalog"


class _Handler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Build the demo catalog's working tree for an address, and serve it there."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    base_url = f"http://127.0.0.1:{server.server_address[1]}/"
    tree = FolderTree(CATALOG)
    inspection = inspect(tree, fetch=_no_fetch)
    edition = edition_of(argparse.Namespace(base_url=base_url), inspection, None)
    files = compose(tree, inspection, edition, Quiet())
    FolderSink(folder).publish(files, last=(FILES, ENTRY))
    thread.start()
    try:
        yield base_url
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _no_fetch(url: str, *, sha256: str, size: int) -> bytes:
    raise DownloadRefused(f"{url} was asked for", "", world=True)

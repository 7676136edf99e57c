"""``chandlery serve``: build the working tree and show it on this machine."""

import argparse
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

from chandlery.cli.composition import compose, edition_of, look
from chandlery.cli.exits import CLEAN
from chandlery.cli.options import (
    add_catalog,
    add_engine,
    add_fetching,
    now,
    positive,
    require_folder,
)
from chandlery.cli.shown import exit_code, show
from chandlery.diagnostics import has_errors
from chandlery.ports.folder import FolderSink, FolderTree
from chandlery.ports.progress import Terminal
from chandlery.ports.spool import Spool
from chandlery.stages.index import ENTRY, FILES

MAX_PORT = 65535
NOT_FOUND = "404.html"


def add(command: argparse.ArgumentParser) -> None:
    """Describe the command."""
    command.description = (
        "Builds the catalog's folder as it is and serves it on the loopback interface, "
        "with addresses that lead back to this machine."
    )
    add_catalog(command)
    command.add_argument("--port", type=port, default=8000)
    add_engine(command)
    add_fetching(command)
    command.set_defaults(run=run)


class _Handler(SimpleHTTPRequestHandler):
    """Serves files, and for a missing one the site's own page, as a static host does."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory, NOT_FOUND)
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.log_error("code %d, message %s", code, message)
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


@contextmanager
def _ending_on_sigterm() -> Iterator[None]:
    """Take SIGTERM for Ctrl-C, so that whoever ends the process leaves no folder behind."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def port(text: str) -> int:
    """A number that a port can have.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    if (number := positive(text)) > MAX_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is above {MAX_PORT}, the last port")
    return number


def run(args: argparse.Namespace) -> int:
    """Serve until interrupted."""
    tree = FolderTree(require_folder(args.catalog))
    progress = Terminal()
    inspection = look(args, tree, now(), progress, keep=Spool().keep)
    if inspection.diagnostics:
        show(inspection.diagnostics, tree, args.catalog)
    if has_errors(inspection.diagnostics):
        return exit_code(inspection.diagnostics)
    args.base_url = f"http://127.0.0.1:{args.port}/"
    with _ending_on_sigterm(), TemporaryDirectory(prefix="chandlery-") as folder:
        edition = edition_of(args, inspection, None)
        made = compose(args, tree, inspection, edition, progress)
        FolderSink(Path(folder)).publish(made.files, last=(FILES, ENTRY))
        handler = partial(_Handler, directory=folder)
        with ThreadingHTTPServer(("127.0.0.1", args.port), handler) as server:
            print(f"chandlery: serving at {args.base_url} (Ctrl-C ends it)", file=sys.stderr)
            try:
                server.serve_forever()
            except KeyboardInterrupt:
                print(file=sys.stderr)
    return CLEAN

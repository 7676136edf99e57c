"""Artifacts kept elsewhere: fetched, bounded, verified, and refused with a place."""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from builders import Files, a_catalog, a_release, no_network
from chandlery.cli.options import fetch_with
from chandlery.cli.shown import exit_code
from chandlery.diagnostics import Diagnostic
from chandlery.formats.canonical import readable
from chandlery.pipeline import Inspection, inspect
from chandlery.ports.fetch import Fetcher
from chandlery.ports.limits import FetchLimits
from chandlery.trees import MemoryTree

RECORD = "plugins/knot-counter/releases/1.0.0/release.json"
LIMITS = FetchLimits(connect=2, read=2, total=4, retries=1, backoff=0)


class Host(ThreadingHTTPServer):
    """A host that has one good file, and answers in bad ways beside it."""

    daemon_threads = True
    good = b""


class _Answers(BaseHTTPRequestHandler):
    server: Host

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing."""

    def do_GET(self) -> None:
        if self.path == "/missing.tar.gz":
            self.send_error(404)
            return
        self.send_response(200)
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(self.server.good)
            while self.path == "/endless.tar.gz":
                self.wfile.write(b"\0" * 65_536)


@pytest.fixture
def host() -> Iterator[Host]:
    with Host(("127.0.0.1", 0), _Answers) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def packed_elsewhere(host: Host, path: str, **changes: object) -> Files:
    """The catalog of `builders`, its artifact taken out and put on the host."""
    files = a_catalog()
    record = json.loads(bytes(files[RECORD]))  # type: ignore[arg-type]
    (artifact,) = record["artifacts"]
    verified = inspect(MemoryTree(files), fetch=no_network).artifacts
    (host.good,) = [file.read() for file in verified["knot-counter", "1.0.0"].files]
    del artifact["source"]
    artifact |= {"url": f"https://files.example{path}"} | changes
    return {name: data for name, data in files.items() if "/source/" not in name} | {
        RECORD: readable(record)
    }


def look(host: Host, files: Files, cache: Path, *, offline: bool = False) -> Inspection:
    fetch = fetch_with(Fetcher(cache, LIMITS, offline=offline))

    def on_loopback(url: str, *, sha256: str, size: int) -> bytes:
        local = f"http://127.0.0.1:{host.server_address[1]}"
        return fetch(url.replace("https://files.example", local), sha256=sha256, size=size)

    return inspect(MemoryTree(files), fetch=on_loopback)


def only(inspection: Inspection) -> Diagnostic:
    (found,) = inspection.diagnostics
    assert found.file == RECORD
    return found


def test_a_good_one_is_fetched_once_and_published_as_it_is(host: Host, tmp_path: Path) -> None:
    files = packed_elsewhere(host, "/good.tar.gz")
    inspection = look(host, files, tmp_path)
    assert inspection.diagnostics == ()
    (published,) = inspection.artifacts["knot-counter", "1.0.0"].files
    assert published.path.endswith("/good.tar.gz")
    assert hashlib.sha256(published.read()).hexdigest() == published.sha256
    host.shutdown()
    assert look(host, files, tmp_path, offline=True).diagnostics == ()


@pytest.mark.parametrize(
    ("path", "code", "exits"),
    [("/missing.tar.gz", "SRC002", 1), ("/endless.tar.gz", "SRC002", 1)],
)
def test_a_bad_answer_is_found_at_its_address(
    host: Host, tmp_path: Path, path: str, code: str, exits: int
) -> None:
    files = packed_elsewhere(host, path)
    inspection = look(host, files, tmp_path)
    found = only(inspection)
    assert found.code == code
    line = bytes(files[RECORD]).decode().splitlines()[found.span.line - 1]  # type: ignore[arg-type]
    assert '"url"' in line
    assert line[found.span.column - 1 :].startswith('"https://')
    assert exit_code(inspection.diagnostics) == exits


def test_more_bytes_than_pinned_are_not_read(host: Host, tmp_path: Path) -> None:
    files = packed_elsewhere(host, "/big.tar.gz", size=100)
    assert only(look(host, files, tmp_path)).code == "SRC002"


def test_other_bytes_than_pinned_are_refused(host: Host, tmp_path: Path) -> None:
    files = packed_elsewhere(host, "/other.tar.gz", sha256="0" * 64)
    assert only(look(host, files, tmp_path)).code == "SRC002"


def test_a_host_that_does_not_answer_is_the_worlds_fault(host: Host, tmp_path: Path) -> None:
    files = packed_elsewhere(host, "/good.tar.gz")
    host.shutdown()
    host.server_close()
    inspection = look(host, files, tmp_path)
    assert only(inspection).code == "SRC001"
    assert exit_code(inspection.diagnostics) == 3


def test_offline_without_a_cached_copy_is_not_called_verified(host: Host, tmp_path: Path) -> None:
    files = packed_elsewhere(host, "/good.tar.gz")
    inspection = look(host, files, tmp_path, offline=True)
    assert only(inspection).code == "SRC001"
    assert inspection.artifacts["knot-counter", "1.0.0"].artifacts == ()


def test_a_tree_that_is_not_the_pinned_one_is_refused(host: Host, tmp_path: Path) -> None:
    files = packed_elsewhere(host, "/good.tar.gz", tree="t1:" + "0" * 64)
    assert only(look(host, files, tmp_path)).code == "PIN004"


def test_a_fetched_manifest_that_disagrees_is_refused(host: Host, tmp_path: Path) -> None:
    files = packed_elsewhere(host, "/good.tar.gz")
    path = "plugins/knot-counter/releases/1.0.0/caliban.json"
    data = bytes(files[path])  # type: ignore[arg-type]
    files[path] = data.replace(b"Counts knots.", b"Counts boats.")
    (found,) = look(host, files, tmp_path).diagnostics
    assert (found.file, found.code) == (path, "PIN005")


def test_an_artifact_comes_from_one_place(host: Host, tmp_path: Path) -> None:
    files = packed_elsewhere(host, "/good.tar.gz", source="source/")
    assert "PIN007" in {item.code for item in look(host, files, tmp_path).diagnostics}


@pytest.mark.parametrize(
    "url", ["http://files.example/x.tgz", "file:///etc/passwd", "https://u@h/"]
)
def test_other_addresses_are_refused_before_anything_is_asked(
    host: Host, tmp_path: Path, url: str
) -> None:
    files = packed_elsewhere(host, "/good.tar.gz", url=url)
    assert {item.code[:3] for item in look(host, files, tmp_path).diagnostics} == {"MAN"}


def test_a_release_is_the_same_wherever_its_artifact_is_kept(host: Host, tmp_path: Path) -> None:
    here = inspect(MemoryTree(a_catalog(only=a_release())), fetch=no_network)
    there = look(host, packed_elsewhere(host, "/knot-counter-1.0.0.tar.gz"), tmp_path)
    key = ("knot-counter", "1.0.0")
    assert here.artifacts[key].artifacts == there.artifacts[key].artifacts

"""``chandlery serve``: the working tree, as a visitor would see it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from builders import a_catalog
from repositories import write


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(folder: Path, ended_by: signal.Signals = signal.SIGINT) -> Iterator[str]:
    """Serve a small catalog until the block ends; the process has to end well."""
    write(folder / "catalog", a_catalog())
    (folder / "tmp").mkdir()
    port = free_port()
    base = f"http://127.0.0.1:{port}/"
    process = subprocess.Popen(
        [sys.executable, "-m", "chandlery", "serve", "--port", str(port)],
        cwd=folder,
        env={**os.environ, "TMPDIR": str(folder / "tmp")},
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # A shell starts what runs in its background with interrupts ignored, and us with it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
    )
    try:
        for _ in range(300):
            if process.poll() is not None:
                break
            try:
                requests.head(base, timeout=5)
                break
            except requests.ConnectionError:
                time.sleep(0.1)
        yield base
    finally:
        process.send_signal(ended_by)
        process.communicate(timeout=30)
    assert process.returncode == 0


def test_it_shows_uncommitted_files_and_ends_when_told(tmp_path: Path) -> None:
    with serving(tmp_path) as base:
        entry = requests.get(f"{base}index/v1/entry.json", timeout=5)
        assert json.loads(entry.content)["marketplace"]["base_url"] == base
        assert requests.get(f"{base}plugins/knot-counter/", timeout=5).status_code == 200


def test_what_is_not_there_is_answered_with_the_sites_own_page(tmp_path: Path) -> None:
    with serving(tmp_path) as base:
        own = requests.get(f"{base}404.html", timeout=5)
        missing = requests.get(f"{base}plugins/none/", timeout=5)
        assert missing.status_code == 404
        assert missing.content == own.content
        assert missing.headers["Content-Type"].startswith("text/html")
        head = requests.head(f"{base}plugins/none/", timeout=5)
        assert (head.status_code, head.content) == (404, b"")
        assert head.headers["Content-Length"] == str(len(own.content))
        # Nothing else is dressed up as a missing page.
        assert requests.post(base, timeout=5).status_code == 501


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_nothing_stays_behind(tmp_path: Path, told: signal.Signals) -> None:
    with serving(tmp_path, ended_by=told):
        assert list((tmp_path / "tmp").glob("chandlery-*"))
    assert not list((tmp_path / "tmp").iterdir())


def test_a_broken_catalog_is_told_and_not_served(tmp_path: Path) -> None:
    write(tmp_path / "catalog", a_catalog() | {"marketplace.yml": b"name: quay\n"})
    done = subprocess.run(
        [sys.executable, "-m", "chandlery", "serve", "--port", str(free_port())],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "marketplace.yml:1:1: error[MAN" in done.stderr

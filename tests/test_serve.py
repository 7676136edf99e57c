"""``chandlery serve``: the working tree, as a visitor would see it."""

import json
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import requests

from builders import a_catalog
from repositories import write


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_it_shows_uncommitted_files_and_ends_when_told(tmp_path: Path) -> None:
    write(tmp_path / "catalog", a_catalog())
    port = free_port()
    base = f"http://127.0.0.1:{port}/"
    process = subprocess.Popen(
        [sys.executable, "-m", "chandlery", "serve", "--port", str(port)],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        for _ in range(300):
            if process.poll() is not None:
                break
            try:
                entry = requests.get(f"{base}index/v1/entry.json", timeout=5)
                break
            except requests.ConnectionError:
                time.sleep(0.1)
        assert json.loads(entry.content)["marketplace"]["base_url"] == base
        assert requests.get(f"{base}plugins/knot-counter/", timeout=5).status_code == 200
        assert requests.get(f"{base}plugins/none/", timeout=5).status_code == 404
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert process.returncode == 0


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

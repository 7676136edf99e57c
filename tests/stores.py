"""Object stores for tests: a real S3 API on this machine, and fsspec's own in memory."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import fsspec
import pytest
from moto.server import ThreadedMotoServer

from publications import Publication

PUBLIC = """{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
"Action": "s3:GetObject", "Resource": "arn:aws:s3:::%s/*"}]}"""
SECRET = "wJalrXUtnFEMIK7MDENGbPxRfiCYzzXLABYqs9w2"


@contextmanager
def s3_server() -> Iterator[str]:
    """An S3 API; its endpoint."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def s3_environment(monkeypatch: pytest.MonkeyPatch, endpoint: str) -> None:
    """Credentials for it, and nothing of this machine's own."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAQUAYQUAYQUAYQUAY")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    monkeypatch.setenv("NO_PROXY", "*")


def objects(address: str) -> Publication:
    """Everything below an address."""
    system: Any
    system, root = fsspec.url_to_fs(address, skip_instance_cache=True, use_listings_cache=False)
    found = system.find(root)
    return {path.removeprefix(f"{root}/"): system.cat_file(path) for path in found}

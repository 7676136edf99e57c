"""Bytes that wait on disk are the bytes that were given."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest

from chandlery.model.content import PublishedFile
from chandlery.ports.errors import StorageError
from chandlery.ports.spool import Spool


def test_what_is_kept_is_what_memory_would_keep() -> None:
    spool = Spool()
    given = {f"p{size}": os_bytes(size) for size in (0, 1, 70_000, 3, 1_000_000)}
    kept = [spool.keep(path, data) for path, data in given.items()]
    assert kept == [PublishedFile.of(path, data) for path, data in given.items()]
    with ThreadPoolExecutor(8) as threads:
        assert [*threads.map(lambda file: file.read(), kept * 20)] == [*given.values()] * 20
    assert spool.keep("later", b"x").read() == b"x"


def test_a_file_that_was_cut_short_is_not_published(monkeypatch: pytest.MonkeyPatch) -> None:
    file = Spool().keep("a", b"12345")
    monkeypatch.setattr("os.pread", lambda *_: b"123")
    with pytest.raises(StorageError, match="cut short"):
        file.read()


def os_bytes(size: int) -> bytes:
    return (hashlib.sha256(str(size).encode()).digest() * (size // 32 + 1))[:size]

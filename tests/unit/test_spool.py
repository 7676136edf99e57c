"""Bytes that wait on disk are the bytes that were given."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from tempfile import gettempdir

import pytest

from chandlery.model.content import PublishedFile
from chandlery.ports import spool
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


@pytest.mark.parametrize("buffer", [0, 1 << 20])
def test_a_temporary_folder_that_is_full_is_named(
    monkeypatch: pytest.MonkeyPatch, buffer: int
) -> None:
    with Path("/dev/full").open("w+b", buffering=buffer) as full:
        monkeypatch.setattr(spool, "TemporaryFile", lambda **_: full)
        with pytest.raises(StorageError, match="No space left on device") as caught:
            Spool().keep("a", b"x" * 70_000).read()
        assert (caught.value.path, "TMPDIR" in caught.value.hint) == (gettempdir(), True)
        with suppress(OSError):
            full.close()


def test_a_temporary_folder_that_there_is_not_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "none"))
    with pytest.raises(StorageError, match="none, the folder of temporary files: No such"):
        Spool()


def os_bytes(size: int) -> bytes:
    return (hashlib.sha256(str(size).encode()).digest() * (size // 32 + 1))[:size]

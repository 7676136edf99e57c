"""Bytes that wait on disk are the bytes that were given."""

import hashlib
import os
import pickle
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from tempfile import gettempdir
from time import sleep

import pytest

from chandlery.model.content import PublishedFile
from chandlery.ports import spool
from chandlery.ports.errors import ChandleryWorldError, StorageError
from chandlery.ports.processes import over_processes
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


def test_what_forks_keep_is_read_where_they_were_forked() -> None:
    spool = Spool()
    first = spool.keep("first", b"first")
    sizes = [*range(200)] * 2 + [3_000_000]
    told = [*over_processes(partial(_kept, spool), sizes, processes=2, worth=1)]
    assert os.getpid() not in {process for _, process in told}
    assert [file.read() for file, _ in told] == [os_bytes(size) for size in sizes]
    assert (first.read(), spool.keep("last", b"last").read()) == (b"first", b"last")


def _kept(spool: Spool, size: int) -> tuple[PublishedFile, int]:
    return spool.keep(str(size), os_bytes(size)), os.getpid()


def _ended_with_the_end_taken(spool: Spool, parent: int, taken: Path, number: int) -> int:
    """Keep something, when a fork has taken where the file ends; that is killed with it."""
    if os.getpid() == parent:
        while not taken.exists():
            sleep(0.01)
        return spool.keep("a", bytes(number)).size
    spool._end()
    taken.touch()
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


@pytest.mark.parametrize("busy", [False, True])
def test_who_is_killed_with_the_end_of_the_file_holds_up_nobody_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, busy: bool
) -> None:
    monkeypatch.setattr(spool, "_PATIENCE", 0.5)
    keep = partial(_ended_with_the_end_taken, Spool(), os.getpid(), tmp_path / "taken")
    with pytest.raises(ChandleryWorldError, match=r"ended a worker|was ended while"):
        [*over_processes(keep, range(50), processes=3, worth=1, busy=busy)]


def test_who_waits_for_one_that_was_killed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "_PATIENCE", 0.1)
    kept = Spool()
    kept._end()  # and never gives it back
    with pytest.raises(StorageError, match="ended while it put something on disk"):
        kept.keep("a", b"x")


def test_threads_that_keep_side_by_side_do_not_write_over_each_other() -> None:
    spool = Spool()
    sizes = [*range(300)] * 4
    with ThreadPoolExecutor(8) as threads:
        files = [*threads.map(lambda size: spool.keep("a", os_bytes(size)), sizes)]
    assert [file.read() for file in files] == [os_bytes(size) for size in sizes]


def test_what_lies_in_a_file_that_is_not_open_here_is_not_taken_from_another() -> None:
    sent = pickle.dumps(Spool().keep("a", b"theirs"))
    ours = Spool()
    with pytest.raises(RuntimeError, match="another process"):
        pickle.loads(sent)
    assert ours.keep("a", b"ours").read() == b"ours"


def os_bytes(size: int) -> bytes:
    return (hashlib.sha256(str(size).encode()).digest() * (size // 32 + 1))[:size]

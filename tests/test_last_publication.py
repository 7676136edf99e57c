"""Whatever fails while a marketplace is built: it is told clearly, and the last one stands."""

import errno
import os
import signal
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from builders import a_catalog
from chandlery.cli import run
from chandlery.defaults import default_configuration, default_pages
from chandlery.model.search import TextSearch
from chandlery.ports import publication, spool
from chandlery.ports.processes import over_processes
from chandlery.ports.website import build_website
from faults import full_after
from publications import files_of
from repositories import write
from site_sample import BASE_URL, settings

COMPOSITION = "chandlery.cli.composition"


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[list[str], Path]]:
    """Builds a catalog that was built before, and has changed since; the folder it is built in."""
    folder = tmp_path_factory.mktemp("marketplace")
    catalog = folder / "catalog"
    write(catalog, a_catalog())
    website = build_website([default_pages()], default_configuration(), settings(), BASE_URL)
    command = ["build", "--worktree", f"--catalog={catalog}", f"--out={folder / 'public'}"]
    command += [f"--cache={folder / 'cache'}", f"--base-url={BASE_URL}", "--jobs=2"]
    with pytest.MonkeyPatch.context() as quick:
        quick.setattr(f"{COMPOSITION}.build_website", lambda *_, **__: website)
        quick.setattr(f"{COMPOSITION}.build_search", lambda _: TextSearch())
        assert run(command) == 0
        listing = catalog / "plugins" / "knot-counter" / "listing.yml"
        listing.write_bytes(listing.read_bytes().replace(b"title: ", b"title: New "))
        yield command, folder


@pytest.fixture
def build(command: tuple[list[str], Path]) -> Iterator[Callable[[], int]]:
    """Builds it again; sees that what was published stands as it was."""
    words, folder = command
    out = folder / "public"
    before = files_of(out)
    assert "index/v1/entry.json" in before
    yield partial(run, words)
    assert files_of(out) == before


def in_workers(fault: Callable[[], object]) -> Callable[..., Iterator[Any]]:
    """Spreads work over two processes, and each has the fault."""

    def spread(*_: object, processes: int, **__: object) -> Iterator[Any]:
        assert processes == 2
        return over_processes(lambda _: fault(), range(64), processes=2)  # few are done here

    return spread


def fail() -> None:
    raise ValueError("a fault of ours")


def fill() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/memory/page")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize(
    ("fault", "code", "said"),
    [
        (fail, 70, "a fault of ours"),
        (fill, 3, "No space left on device: '/memory/page'"),
        (die, 3, "help: Ask for fewer with --jobs"),
    ],
)
def test_a_process_that_renders_and_fails(
    build: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    fault: Callable[[], object],
    code: int,
    said: str,
) -> None:
    monkeypatch.setattr(f"{COMPOSITION}.over_processes", in_workers(fault))
    assert build() == code
    assert said in capsys.readouterr().err


def test_a_full_folder_of_temporary_files(
    build: Callable[[], int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with Path("/dev/full").open("w+b", buffering=0) as full:
        monkeypatch.setattr(spool, "TemporaryFile", lambda **_: full)
        assert build() == 3
    said = capsys.readouterr().err
    assert f"{tempfile.gettempdir()}, the folder of temporary files: No space left" in said
    assert "help: Free some space there, or name a folder on another disk in TMPDIR." in said


@pytest.mark.parametrize("files", [0, 5])
def test_a_full_disk_where_it_is_published(
    build: Callable[[], int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    files: int,
) -> None:
    monkeypatch.setattr(publication, "write_new", full_after(files))
    assert build() == 3
    said = capsys.readouterr().err
    assert "No space left on device" in said
    assert "help: Free some space, or choose a folder on another disk." in said

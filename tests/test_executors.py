"""The work of a build done elsewhere: the same results, whatever becomes of who does it."""

import os
import pickle
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import pytest
from distributed import Client, LocalCluster

import faults
from benchmarks.catalogs import write_catalog
from builders import Files, a_catalog, a_release, no_network
from chandlery.cli import run
from chandlery.model.content import PublishedFile
from chandlery.pipeline import Inspection, Job, inspect
from chandlery.ports import executors, spool
from chandlery.ports.errors import ChandleryWorldError, StorageError
from chandlery.ports.executors import ExecutorLost, in_processes, on_dask
from chandlery.ports.folder import FolderTree
from chandlery.ports.git import open_catalog
from chandlery.ports.processes import over_processes
from chandlery.ports.spool import Spool
from chandlery.records.release import ArtifactFormat
from chandlery.stages.pack import DownloadRefused
from chandlery.trees import MemoryTree, Mode
from publications import files_of
from repositories import a_repository
from rules.artifacts import elsewhere
from rules.pins_cases import ZIP
from test_narrowing import CHANGES, FILES

DEMO = Path(__file__).parent.parent / "catalog"


def a_cluster(workers: int) -> Any:
    """Worker processes with one thread each, and their scheduler."""
    cluster: Any = LocalCluster
    return cluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        dashboard_address="127.0.0.1:0",
        silence_logs=50,
    )


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with a_cluster(2) as found:
        yield found


@pytest.fixture
def address(cluster: LocalCluster) -> Iterator[str]:
    yield str(cluster.scheduler_address)
    everywhere(str(cluster.scheduler_address), faults.heal)


def everywhere(address: str, function: Any, *arguments: Any) -> None:
    """Run something in every worker, and in those that come."""
    connected: Any = Client
    with connected(address, set_as_default=False) as client:
        client.wait_for_workers(2)
        client.run(function, *arguments)


@cache
def many() -> Files:
    """A catalog with more releases than are sent at a time."""
    releases = {
        f"r{number}": a_release(f"1.{number}.0", published="2026-07-02T00:00:00Z")
        for number in range(2 * executors._AT_A_TIME + 3)
    }
    return a_catalog(**releases)


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    for path, data in many().items():
        place = tmp_path / "catalog" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        content, mode = (data, Mode.FILE) if isinstance(data, bytes) else data
        place.write_bytes(content)
        place.chmod(0o755 if mode is Mode.EXECUTABLE else 0o644)
    return tmp_path / "catalog"


def facts(inspection: Inspection) -> Any:
    """All that was found and made, bytes included."""
    made = {
        name: (item.artifacts, [(file.path, file.read()) for file in item.files])
        for name, item in inspection.artifacts.items()
    }
    return inspection.diagnostics, list(made), made


def test_a_release_travels_with_its_source_and_without_what_is_found_again() -> None:
    catalog = inspect(FolderTree(DEMO), fetch=no_network).catalog
    assert catalog
    for package in catalog.packages:
        for release in package.releases:
            release.document.locate(())
            sent = pickle.dumps(Job(release, None))
            source = sum(entry.size for entry in release.source)
            assert len(sent) < source + 64 * 1024
            there = pickle.loads(sent).release
            for entry in release.source:
                assert there.read(entry.path) == release.read(entry.path)
            assert there.document.value == release.document.value
            assert there.document.locate(("artifacts",)) == release.document.locate(("artifacts",))


def test_two_workers_of_a_cluster_find_and_make_the_same(address: str) -> None:
    here = inspect(FolderTree(DEMO), fetch=no_network)
    with on_dask(address) as run_all:
        there = inspect(FolderTree(DEMO), fetch=no_network, run_all=run_all)
    assert facts(there) == facts(here)


def test_processes_find_and_make_the_same() -> None:
    here = inspect(MemoryTree(many()), fetch=no_network)
    with in_processes(2) as run_all:
        there = inspect(MemoryTree(many()), fetch=no_network, run_all=run_all)
    assert facts(there) == facts(here)


FORKS = partial(over_processes, processes=2, worth=1)


@pytest.mark.parametrize("change", CHANGES)
def test_forks_that_look_at_packages_find_and_make_the_same(change: str) -> None:
    tree = MemoryTree(CHANGES[change])
    here = inspect(tree, fetch=no_network)
    assert facts(inspect(tree, fetch=no_network, apart=FORKS)) == facts(here)
    assert facts(inspect(tree, fetch=no_network, apart=map)) == facts(here)


@pytest.mark.parametrize("apart", [FORKS, map])
@pytest.mark.parametrize("change", CHANGES)
def test_who_looks_at_packages_keeps_what_they_packed(change: str, apart: Any) -> None:
    tree = MemoryTree(CHANGES[change])
    here = inspect(tree, fetch=no_network)
    kept = inspect(tree, fetch=no_network, apart=apart, keep=Spool().keep)
    assert facts(kept) == facts(here)


def test_what_was_kept_holds_nothing_of_its_release(tmp_path: Path) -> None:
    tree, _ = open_catalog(a_repository(tmp_path, FILES) / "catalog", "HEAD")
    here = facts(inspect(MemoryTree(FILES), fetch=no_network))
    with tree:
        kept = inspect(tree, fetch=no_network, apart=FORKS, keep=Spool().keep)
    assert kept.artifacts
    for verified in kept.artifacts.values():
        alone = replace(verified, artifacts=())
        assert len(pickle.dumps(alone)) < 1000 * len(verified.files)
        assert pickle.loads(pickle.dumps(verified)) == verified
    assert facts(kept) == here  # the tree is closed: nothing is packed again


def test_workers_of_other_machines_keep_nothing_here() -> None:
    with in_processes(2) as run_all:
        there = inspect(MemoryTree(many()), fetch=no_network, run_all=run_all, keep=_never)
    assert facts(there) == facts(inspect(MemoryTree(many()), fetch=no_network))


def _never(path: str, data: bytes) -> PublishedFile:
    raise AssertionError(path, data)


def test_a_fork_whose_temporary_folder_is_full_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with Path("/dev/full").open("w+b", buffering=0) as full:
        monkeypatch.setattr(spool, "TemporaryFile", lambda **_: full)
        with pytest.raises(StorageError, match=r"temporary files: No space left") as caught:
            inspect(MemoryTree(a_catalog()), fetch=no_network, apart=FORKS, keep=Spool().keep)
    assert (caught.value.path, "TMPDIR" in caught.value.hint) == (gettempdir(), True)


def test_forks_read_a_commit_through_a_git_of_their_own(tmp_path: Path) -> None:
    tree, _ = open_catalog(a_repository(tmp_path, FILES) / "catalog", "HEAD")
    with tree:
        assert tree.read("marketplace.yml") == FILES["marketplace.yml"]  # Git is there, then
        forked = facts(inspect(tree, fetch=no_network, apart=FORKS))
        assert forked == facts(inspect(tree, fetch=no_network))


def test_what_must_be_fetched_is_verified_by_this_process() -> None:
    """So that downloads go side by side, and tell of themselves, however few packages there are."""
    asked = set[int]()

    def fetch(url: str, *, sha256: str, size: int) -> bytes:
        asked.add(os.getpid())
        raise DownloadRefused(url, "", world=True)

    tree = MemoryTree(elsewhere(ArtifactFormat.ZIP, ZIP).files)
    inspect(tree, fetch=fetch, apart=FORKS)
    assert asked == {os.getpid()}


def test_a_fork_with_a_fault_names_the_release(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chandlery.pipeline.verify", faults._full)
    with pytest.raises(ChandleryWorldError, match=r"^knot-counter 1\.0\.0: .*No space left"):
        inspect(MemoryTree(a_catalog()), fetch=no_network, apart=FORKS)


def test_with_one_job_no_process_is_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalog = write_catalog(tmp_path / "catalog", 40, 1)
    monkeypatch.setattr(os, "fork", _no_fork)
    command = ["check", "--catalog", str(catalog), "--cache", str(tmp_path / "cache")]
    assert run([*command, "--jobs", "1"]) == 0
    assert run([*command, "--jobs", "2"]) == 70


def _no_fork() -> int:
    raise AssertionError("no process is to be begun")


def test_a_build_by_a_cluster_is_the_same_to_the_byte(
    tmp_path: Path, catalog: Path, address: str
) -> None:
    which = {"here": "threads", "beside": "processes", "there": f"dask:{address}"}
    for name, executor in which.items():
        command = ["build", "--worktree", "--catalog", str(catalog), "--out", str(tmp_path / name)]
        assert run([*command, "--executor", executor, "--cache", str(tmp_path / "cache")]) == 0
    here = files_of(tmp_path / "here")
    assert files_of(tmp_path / "beside") == here
    assert files_of(tmp_path / "there") == here


def test_a_worker_that_is_killed_changes_nothing(tmp_path: Path, address: str) -> None:
    marker = tmp_path / "killed"
    everywhere(address, faults.die_once, str(marker))
    with on_dask(address) as run_all:
        there = inspect(MemoryTree(many()), fetch=no_network, run_all=run_all)
    assert marker.exists()
    assert facts(there) == facts(inspect(MemoryTree(many()), fetch=no_network))


def test_results_come_in_order_and_no_more_is_sent_than_is_worked_on(address: str) -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    with on_dask(address) as run_all:
        results = iter(run_all(abs, items()))
        assert next(results) == 0
        assert len(taken) <= executors._AT_A_TIME * executors._AHEAD * 2
        assert [0, *results] == list(range(100))


def test_large_items_travel_alone_and_small_ones_together() -> None:
    large = bytes(executors._ENOUGH)
    sizes = [len(chunk) for chunk in executors._chunks([b"", large, large, *[b""] * 20])]
    assert sizes == [2, 1, 8, 8, 4]


def checked(catalog: Path, address: str, tmp_path: Path) -> int:
    options = ["--executor", f"dask:{address}", "--cache", str(tmp_path / "cache")]
    return run(["check", "--catalog", str(catalog), *options])


def test_a_worker_with_a_fault_names_the_release(
    tmp_path: Path, catalog: Path, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    everywhere(address, faults.fail)
    assert checked(catalog, address, tmp_path) == 70
    said = capsys.readouterr().err
    assert "a fault of ours" in said
    assert "while verifying knot-counter 1." in said


def test_a_worker_with_a_full_disk_names_the_release_and_nothing_is_written(
    tmp_path: Path, catalog: Path, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    everywhere(address, faults.fill_the_disk)
    out = tmp_path / "public"
    out.mkdir()
    (out / "index.html").write_text("The last one.\n")
    command = ["build", "--worktree", "--catalog", str(catalog), "--out", str(out)]
    assert run([*command, "--executor", f"dask:{address}"]) == 3
    said = capsys.readouterr().err
    assert "knot-counter 1." in said
    assert "No space left on device" in said
    assert files_of(out) == {"index.html": b"The last one.\n"}


def test_the_same_faults_here_are_told_of_alike(
    tmp_path: Path,
    catalog: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for fault, code, said in (
        (faults._failed, 70, "while verifying knot-counter 1."),
        (faults._full, 3, "knot-counter 1."),
    ):
        monkeypatch.setattr("chandlery.pipeline.verify", fault)
        assert run(["check", "--catalog", str(catalog), "--cache", str(tmp_path / "cache")]) == code
        assert said in capsys.readouterr().err


def test_a_scheduler_that_is_not_there_is_told_of(
    tmp_path: Path,
    catalog: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(executors, "_TO_CONNECT", 1)
    assert checked(catalog, "tcp://127.0.0.1:9", tmp_path) == 3
    said = capsys.readouterr().err
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in said
    assert "correct the address" in said


def test_a_cluster_without_workers_is_told_of(
    tmp_path: Path, catalog: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with a_cluster(0) as empty:
        assert checked(catalog, str(empty.scheduler_address), tmp_path) == 3
    assert "has no workers" in capsys.readouterr().err


def test_a_cluster_that_goes_away_ends_the_run(
    tmp_path: Path,
    catalog: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(executors, "_PATIENCE", 1)
    marker = tmp_path / "begun"
    with a_cluster(2) as going:
        where = str(going.scheduler_address)
        everywhere(where, faults.wait, str(marker), 1.0)

        def close() -> None:
            while not marker.exists():
                time.sleep(0.05)
            going.close()

        closing = threading.Thread(target=close)
        closing.start()
        assert checked(catalog, where, tmp_path) == 3
        closing.join()
    said = capsys.readouterr().err
    assert "the executor went away" in said or "scheduler" in said
    assert "nothing was written" in said or "Run again" in said
    assert "Traceback" not in said


def test_processes_that_are_killed_end_the_run() -> None:
    with pytest.raises(ExecutorLost, match="went away"), in_processes(1) as run_all:
        list(run_all(os._exit, [1]))


def test_a_worker_with_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with in_processes(1) as run_all:
        monkeypatch.setattr(executors, "__version__", "9.9.9")
        with pytest.raises(ExecutorLost, match=r"and this is 9\.9\.9"):
            list(run_all(abs, [1]))


@pytest.mark.parametrize("text", ["dask", "dask:", "spark:x", "", "threads:2"])
def test_an_executor_that_there_is_not(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        run(["check", "--executor", text])
    assert left.value.code == 2
    assert "is not threads, processes or dask:ADDRESS" in capsys.readouterr().err

"""Publishing to an object store: in order, only what changed, and ended by the next run."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from chandlery.cli import run
from chandlery.ports.store_journal import JOURNAL
from chandlery.stages.retention import STATE
from editions import first, second, third
from faults import Killed
from publications import Publication, a_publication, publish, shard, written
from rules.guards_cases import ENTRY, LATER, ONE, TWO, later
from stores import objects
from test_index import BLOCK

DAY = 24 * 60 * 60


@pytest.fixture
def address() -> Iterator[str]:
    MemoryFileSystem.store.clear()
    yield "memory://quay/market"
    MemoryFileSystem.store.clear()


class Watched:
    """What is done to a store, in the order in which it is done."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, kill_after: int = 1_000_000) -> None:
        self.done: list[tuple[str, str]] = []
        self.before: Callable[[str, str], None] = lambda _what, _path: None
        self._left = kill_after
        self._lock = threading.Lock()
        for name in ("pipe_file", "cp_file", "rm_file"):
            original = getattr(MemoryFileSystem, name)
            monkeypatch.setattr(MemoryFileSystem, name, self._wrapped(name, original))

    def _wrapped(self, name: str, original: Any) -> Any:
        def call(system: Any, path: str, *rest: Any, **options: Any) -> Any:
            target = (rest[0] if name == "cp_file" else path).removeprefix("/quay/market/")
            self.before(name, target)
            with self._lock:
                if self._left == 0:
                    raise Killed
                self._left -= 1
                self.done.append((name, target))
                return original(system, path, *rest, **options)

        return call

    def paths(self, what: str) -> list[str]:
        return [path for name, path in self.done if name == what]


def test_a_publication_arrives_as_it_is_and_leaves_nothing_else(
    tmp_path: Path, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert publish(tmp_path, first(), address) == 0
    assert f"{len(first())} written, 0 unchanged, 0 removed" in capsys.readouterr().err
    assert objects(address) == first()


def test_what_never_changes_comes_first_and_the_entry_last(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = Watched(monkeypatch)
    assert publish(tmp_path, first(), address) == 0
    paths = [path for what, path in watched.done if what != "rm_file"]
    immutable = [path for path in paths if path.startswith(("artifacts/", "index/v1/shards/"))]
    seen = [path for path in paths if path in first()]
    assert seen[: len(immutable)] == immutable
    assert seen[-2:] == ["index/v1/files.jsonl", ENTRY]
    journal = paths.index(JOURNAL)
    assert not set(paths[:journal]) & set(first()) - set(immutable)


def test_only_what_changed_is_sent(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert publish(tmp_path, first(), address) == 0
    watched = Watched(monkeypatch)
    assert publish(tmp_path, second(), address) == 0
    changed = {path for path, data in second().items() if first().get(path) != data}
    sent = {*watched.paths("cp_file"), *watched.paths("pipe_file")} - {STATE}
    assert {path for path in sent if not path.startswith(".chandlery-staging/")} == changed
    assert len(changed) < len(second())
    assert {path: data for path, data in objects(address).items() if path in second()} == second()


def test_the_same_again_writes_nothing(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for publication in (first(), second()):
        assert publish(tmp_path, publication, address) == 0
    watched = Watched(monkeypatch)
    assert publish(tmp_path, second(), address) == 0
    assert not watched.done


def test_a_shard_that_is_at_hand_is_not_fetched(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert publish(tmp_path, first(), address) == 0
    read: list[str] = []
    original = MemoryFileSystem.cat_file

    def cat_file(self: Any, path: str, **options: Any) -> Any:
        read.append(path)
        return original(self, path, **options)

    monkeypatch.setattr(MemoryFileSystem, "cat_file", cat_file)
    assert publish(tmp_path, later(ONE), address) == 0
    assert read
    assert not [path for path in read if "/shards/" in path or "/artifacts/" in path]


def test_what_somebody_took_away_is_put_back(tmp_path: Path, address: str) -> None:
    assert publish(tmp_path, first(), address) == 0
    for path in (shard(first()), "claude/marketplace.json", "index/v1/schemas/shard.json"):
        MemoryFileSystem.store.pop(f"/quay/market/{path}", None)
    assert publish(tmp_path, later(ONE), address) == 0
    assert objects(address) == later(ONE)


def test_superseded_shards_stay_for_a_time_and_what_is_not_ours_stays(
    tmp_path: Path, address: str
) -> None:
    fsspec.filesystem("memory").pipe_file("/quay/market/CNAME", b"quay.example\n")
    fsspec.filesystem("memory").pipe_file("/quay/market2/index.html", b"Theirs.\n")
    assert publish(tmp_path, first(), address) == 0
    assert publish(tmp_path, second(), address, "--keep-days", "7") == 0
    assert shard(first()) in objects(address)
    last = a_publication(TWO | BLOCK, serial=LATER + 7 * DAY)
    assert publish(tmp_path, last, address, "--keep-days", "7") == 0
    there = objects(address)
    assert shard(first()) not in there
    assert there["CNAME"] == b"quay.example\n"
    assert objects("memory://quay/market2") == {"index.html": b"Theirs.\n"}


def test_a_refused_publication_changes_nothing(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert publish(tmp_path, second(), address) == 0
    watched = Watched(monkeypatch)
    assert publish(tmp_path, first(), address) == 1
    assert not watched.done


def test_a_dry_run_says_what_would_be_done(
    tmp_path: Path,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert publish(tmp_path, first(), address) == 0
    capsys.readouterr()
    watched = Watched(monkeypatch)
    assert publish(tmp_path, third(), address, "--dry-run", "--keep-days", "0") == 0
    told = capsys.readouterr()
    assert not watched.done
    assert publish(tmp_path, third(), address, "--keep-days", "0") == 0
    done = {*watched.paths("cp_file"), *watched.paths("pipe_file")}
    sent = {path for path in done if not path.startswith(".chandlery-staging/")}
    lines = [line.split(" ") for line in told.out.splitlines()]
    assert {line[1] for line in lines if line[0] == "write"} == sent
    assert all(int(line[2]) == len(third()[line[1]]) for line in lines if line[0] == "write")
    gone = {path for path in watched.paths("rm_file") if not path.startswith(".chandlery-staging/")}
    assert {line[1] for line in lines if line[0] == "remove"} == gone
    assert f"{len(sent)} to write" in told.err


def steps_of(tmp_path: Path, before: Publication | None, after: Publication) -> int:
    MemoryFileSystem.store.clear()
    with pytest.MonkeyPatch.context() as patched:
        if before:
            assert publish(tmp_path, before, "memory://quay/market") == 0
        watched = Watched(patched)
        assert publish(tmp_path, after, "memory://quay/market", "--keep-days", "0") == 0
        return len(watched.done)


def test_a_first_publication_that_was_killed_anywhere_is_ended_by_the_next(
    tmp_path: Path, address: str
) -> None:
    for step in range(steps_of(tmp_path, None, first())):
        MemoryFileSystem.store.clear()
        with pytest.MonkeyPatch.context() as patched, pytest.raises(Killed):
            Watched(patched, kill_after=step)
            publish(tmp_path, first(), address)
        if ENTRY in objects(address):
            assert objects(address).items() >= first().items(), step
        assert publish(tmp_path, second(), address, "--keep-days", "0") == 0, step
        assert objects(address) == second(), step


def test_a_publication_that_was_killed_anywhere_is_ended_by_the_next(
    tmp_path: Path, address: str
) -> None:
    for step in range(steps_of(tmp_path, first(), second())):
        MemoryFileSystem.store.clear()
        assert publish(tmp_path, first(), address) == 0
        with pytest.MonkeyPatch.context() as patched, pytest.raises(Killed):
            watched = Watched(patched, kill_after=step)
            publish(tmp_path, second(), address)
        if JOURNAL not in watched.paths("pipe_file"):  # readers have the last one, as it was
            assert objects(address).items() >= first().items(), step
        assert publish(tmp_path, third(), address, "--keep-days", "0") == 0, step
        assert objects(address) == third(), step


def test_a_dry_run_after_one_that_was_killed_sees_what_will_be(
    tmp_path: Path, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert publish(tmp_path, first(), address) == 0
    with pytest.MonkeyPatch.context() as patched, pytest.raises(Killed):
        watched = Watched(patched)

        def stop(what: str, path: str) -> None:
            if path == ENTRY:
                raise Killed

        watched.before = stop
        publish(tmp_path, second(), address)
    there = objects(address)
    capsys.readouterr()
    assert publish(tmp_path, second(), address, "--dry-run") == 0
    assert "0 to write" in capsys.readouterr().err
    assert objects(address) == there


def test_what_was_published_meanwhile_is_not_overwritten(
    tmp_path: Path,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert publish(tmp_path, first(), address) == 0
    watched = Watched(monkeypatch)
    there = MemoryFileSystem.store

    def meanwhile(what: str, path: str) -> None:
        if path == JOURNAL and what == "pipe_file":
            there[f"/quay/market/{ENTRY}"].seek(0)
            there[f"/quay/market/{ENTRY}"].write(b"Theirs")

    watched.before = meanwhile
    assert publish(tmp_path, second(), address) == 3
    assert "something else was published at memory://quay/market" in capsys.readouterr().err
    assert JOURNAL not in objects(address)
    assert not watched.paths("cp_file")


def test_two_do_not_publish_at_once(
    tmp_path: Path,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert publish(tmp_path, first(), address) == 0
    original = MemoryFileSystem.cat_file

    def cat_file(self: Any, path: str, **options: Any) -> Any:
        return b"{}" if path.endswith(JOURNAL) else original(self, path, **options)

    monkeypatch.setattr(MemoryFileSystem, "cat_file", cat_file)
    assert publish(tmp_path, second(), address) == 3
    assert "something else is being published" in capsys.readouterr().err
    monkeypatch.undo()
    assert objects(address).items() >= first().items()


@pytest.mark.parametrize("step", range(0, 60, 5))
def test_of_two_at_once_the_later_one_wins_or_is_refused_and_nothing_is_mixed(
    tmp_path: Path, address: str, step: int
) -> None:
    assert publish(tmp_path, first(), address) == 0
    codes: list[int] = []
    with pytest.MonkeyPatch.context() as patched:
        watched = Watched(patched)

        def the_other(what: str, path: str) -> None:
            if len(watched.done) == step and not codes:
                codes.append(-1)
                codes[0] = publish(tmp_path, third(), address, "--keep-days", "0")

        watched.before = the_other
        codes.append(publish(tmp_path, second(), address, "--keep-days", "0"))
    assert set(codes) <= {0, 1, 3}
    assert 0 in codes
    there = objects(address)
    assert there[ENTRY] in {second()[ENTRY], third()[ENTRY]}
    fourth = a_publication(TWO | BLOCK, serial=LATER + 2)
    assert publish(tmp_path, fourth, address, "--keep-days", "0") == 0
    assert objects(address) == fourth
    whole = third() if there[ENTRY] == third()[ENTRY] else second()
    assert {path: there.get(path) for path in whole} == whole


def test_what_changes_while_it_is_read_is_not_taken_for_altered(
    tmp_path: Path,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert publish(tmp_path, first(), address) == 0
    original = MemoryFileSystem.cat_file

    def cat_file(self: Any, path: str, **options: Any) -> Any:
        if path.endswith("bins.json"):
            MemoryFileSystem.store[path].seek(0)
            MemoryFileSystem.store[path].write(b"Theirs")
            self.pipe_file(f"/quay/market/{JOURNAL}", b"Theirs")
        return original(self, path, **options)

    monkeypatch.setattr(MemoryFileSystem, "cat_file", cat_file)
    assert publish(tmp_path, second(), address) == 3
    assert "something else is being published" in capsys.readouterr().err


def test_a_store_that_was_altered_is_not_trusted(tmp_path: Path, address: str) -> None:
    assert publish(tmp_path, first(), address) == 0
    fsspec.filesystem("memory").pipe_file("/quay/market/index/v1/bins.json", b"Theirs")
    assert publish(tmp_path, second(), address) == 3


def test_a_journal_over_what_somebody_else_published_since_counts_for_nothing(
    tmp_path: Path, address: str
) -> None:
    assert publish(tmp_path, first(), address) == 0
    with pytest.MonkeyPatch.context() as patched, pytest.raises(Killed):
        watched = Watched(patched)

        def stop(what: str, path: str) -> None:
            if what == "cp_file":
                raise Killed

        watched.before = stop
        publish(tmp_path, second(), address)
    for path, data in third().items():  # as a plain copy does it
        fsspec.filesystem("memory").pipe_file(f"/quay/market/{path}", data)
    fourth = a_publication(TWO | BLOCK, serial=LATER + 2)
    assert publish(tmp_path, fourth, address, "--keep-days", "0") == 0
    assert objects(address) == fourth


@pytest.mark.parametrize(
    "journal",
    [b"", b"[" * 100_000, b"{}", b'{"schema": "chandlery.store-journal.v1", "placed": 7}'],
)
def test_a_journal_that_is_none_counts_as_nothing(
    tmp_path: Path, address: str, journal: bytes
) -> None:
    fsspec.filesystem("memory").pipe_file(f"/quay/market/{JOURNAL}", journal)
    assert publish(tmp_path, first(), address) == 0
    assert objects(address) == first()


def test_a_folder_by_its_address_will_do(tmp_path: Path) -> None:
    address = (tmp_path / "www").as_uri()
    for publication in (first(), second()):
        assert publish(tmp_path, publication, "--to", address, "--keep-days", "0") == 0
    assert objects(address) == second()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://127.0.0.1:9/market", "cannot"),
        ("nosuch://quay", "no place to publish to"),
        ("sftp://quay.example/market", "needs a package that is not installed"),
        ("simplecache::memory://quay", "no place to publish to"),
        ("memory://", "no place to publish to"),
        ("s3://", "no place to publish to"),
    ],
)
def test_an_address_that_leads_nowhere_is_told_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], address: str, said: str
) -> None:
    assert publish(tmp_path, first(), address) == 3
    assert said in capsys.readouterr().err


def test_credentials_in_an_address_are_refused_and_not_repeated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert publish(tmp_path, first(), "s3://quay:hunter2secret@bucket/x") == 3
    said = capsys.readouterr().err
    assert "holds credentials" in said
    assert "hunter2" not in said


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["memory://a", "--to", "www"],
        ["memory://a", "--to-branch", "gh-pages"],
        ["www"],
        ["memory://a", "--push", "origin"],
    ],
)
def test_one_place_is_named(
    tmp_path: Path, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        publish(tmp_path, first(), *options)
    assert left.value.code == 2


def test_the_folder_may_go_unsaid(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path / "public", first())
    monkeypatch.chdir(tmp_path)
    assert run(["publish", address]) == 0
    assert objects(address) == first()

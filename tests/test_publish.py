"""Publishing as a maintainer does: to a folder, and what is refused."""

import json
import os
from pathlib import Path

import pytest

from builders import CALIBAN, CRAIK, Files, a_catalog, a_release, a_source, as_json, no_network
from chandlery.cli import run
from chandlery.pipeline import inspect
from chandlery.stages.retention import STATE, Keeping, retain, retained_from, state_of
from chandlery.trees import MemoryTree
from publications import SERIAL, a_publication, files_of, guarded, publish, shard, written
from rules.guards_cases import ENTRY, LATER, ONE, TWO, later, settings, with_waiver
from test_index import BLOCK

DAY = 24 * 60 * 60


@pytest.fixture
def www(tmp_path: Path) -> Path:
    return tmp_path / "www"


def test_a_first_publication_says_what_was_not_checked(
    tmp_path: Path, www: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publication = a_publication()
    assert publish(tmp_path, publication, "--to", str(www)) == 0
    assert "immutability not checked" in capsys.readouterr().err
    assert files_of(www) == publication


def test_unchanged_files_keep_their_times_and_stale_ones_go(tmp_path: Path, www: Path) -> None:
    assert publish(tmp_path, a_publication(ONE), "--to", str(www)) == 0
    for path in www.rglob("*"):
        os.utime(path, (1, 1))
    (www / "CNAME").write_text("quay.example\n")
    assert publish(tmp_path, later(TWO), "--to", str(www)) == 0
    assert (www / "index/v1/schemas/shard.json").stat().st_mtime == 1
    assert (www / ENTRY).stat().st_mtime > 1
    assert (www / "CNAME").exists()


def test_superseded_shards_stay_for_a_time(tmp_path: Path, www: Path) -> None:
    first = a_publication(ONE)
    assert publish(tmp_path, first, "--to", str(www)) == 0
    assert publish(tmp_path, later(TWO), "--to", str(www), "--keep-days", "7") == 0
    assert (www / shard(first)).exists()
    assert json.loads((www / STATE).read_bytes())["files"] == {shard(first): LATER}
    third = a_publication(TWO | BLOCK, serial=LATER + 7 * DAY)
    assert publish(tmp_path, third, "--to", str(www), "--keep-days", "7") == 0
    assert not (www / shard(first)).exists()
    assert (www / shard(later(TWO))).exists()


def test_what_is_blocked_goes_at_once(tmp_path: Path, www: Path) -> None:
    first = a_publication(ONE)
    (artifact,) = [path for path in first if path.startswith("artifacts/")]
    assert publish(tmp_path, first, "--to", str(www)) == 0
    assert publish(tmp_path, later(ONE | BLOCK), "--to", str(www)) == 0
    assert not (www / artifact).exists()
    assert (www / shard(first)).exists()


def test_a_publication_that_is_refused_changes_nothing(
    tmp_path: Path, www: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = a_catalog(one=a_release(source=a_source() | {"NEWS": b"More knots.\n"}))
    assert publish(tmp_path, a_publication(ONE), "--to", str(www)) == 0
    before = files_of(www)
    assert publish(tmp_path, later(other), "--to", str(www)) == 1
    said = capsys.readouterr().err
    assert "GRD004" in said
    assert "knot-counter 1.0.0 is published with the artifact" in said
    assert "nothing was published" in said
    assert files_of(www) == before


def test_a_dry_run_publishes_nothing(tmp_path: Path, www: Path) -> None:
    assert publish(tmp_path, a_publication(), "--to", str(www), "--dry-run") == 0
    assert not www.exists()


def test_the_last_publication_may_be_elsewhere(tmp_path: Path, www: Path) -> None:
    old = written(tmp_path / "old", a_publication(TWO))
    assert publish(tmp_path, later(ONE), "--to", str(www), "--previous", str(old)) == 1
    assert not www.exists()


def test_a_last_publication_that_was_altered_is_not_trusted(tmp_path: Path, www: Path) -> None:
    old = written(tmp_path / "old", a_publication(ONE))
    (old / "index/v1/bins.json").write_bytes(b"{}")
    assert publish(tmp_path, later(TWO), "--to", str(www), "--previous", str(old)) == 4


def test_a_missing_last_publication_is_no_first_one(tmp_path: Path, www: Path) -> None:
    gone = str(tmp_path / "gone")
    assert publish(tmp_path, a_publication(), "--to", str(www), "--previous", gone) == 3


def test_a_folder_without_an_index_is_not_published(tmp_path: Path, www: Path) -> None:
    assert publish(tmp_path, {"index.html": b"x"}, "--to", str(www)) == 3
    assert run(["publish", str(tmp_path / "nowhere"), "--to", str(www)]) == 3


def test_links_in_a_built_folder_are_not_followed(tmp_path: Path, www: Path) -> None:
    built = written(tmp_path / "built", a_publication())
    page = built / "caliban/index.json"
    page.rename(tmp_path / "elsewhere")
    page.symlink_to(tmp_path / "elsewhere")
    assert run(["publish", str(built), "--to", str(www)]) == 1
    assert not www.exists()


# -- waivers ---------------------------------------------------------------------------------------


def test_a_waiver_lets_a_release_go_that_must_not_stay() -> None:
    path = "index/v1/plugins/knot-counter.json"
    codes = {item.code for item in guarded(later(ONE), a_publication(TWO))}
    assert codes == {"GRD002", "GRD005"}
    waived = with_waiver(ONE, "GRD005", path)
    assert {item.code for item in guarded(later(waived), a_publication(TWO))} == {"GRD002"}


def test_a_waiver_that_ran_out_covers_nothing() -> None:
    late = 1_796_083_200 + DAY  # 2026-12-02
    waived = with_waiver(ONE, "GRD002", ENTRY)
    found = guarded(a_publication(waived, serial=late), a_publication(TWO))
    assert "GRD002" in {item.code for item in found}


def test_no_waiver_covers_changed_bytes() -> None:
    other = a_catalog(one=a_release(source=a_source() | {"NEWS": b"More knots.\n"}))
    files: Files = with_waiver(other, "GRD004", "index/v1/plugins/knot-counter.json")
    found = inspect(MemoryTree(files), fetch=no_network).diagnostics
    assert "GOV022" in {item.code for item in found}


def test_a_rename_is_no_loss() -> None:
    old = a_catalog()
    moved: Files = {path: data for path, data in old.items() if "/knot-counter/" not in path}
    for part in ("listing.yml", "README.md"):
        moved[f"plugins/knots/{part}"] = old[f"plugins/knot-counter/{part}"]
    manifest = as_json(CALIBAN | {"name": "knots"})
    new = (
        moved
        | a_release(
            name="knots",
            source=a_source() | {"plugin.json": manifest},
            extra={"craik.json": as_json(CRAIK | {"id": "knots"})},
        )
        | {"renames.yml": b"knot-counter: {to: knots, since: 2026-08-01T00:00:00Z, reason: x}\n"}
    )
    found = guarded(later(new), a_publication(old))
    assert "GRD005" not in {item.code for item in found}


def test_the_same_publication_again_is_nothing_new() -> None:
    assert guarded(a_publication(), a_publication()) == ()


def test_a_marketplace_may_change_its_address() -> None:
    moved = later(settings(b"https://quay.example/", b"https://dock.example/"))
    assert guarded(moved, a_publication()) == ()


# -- retention -------------------------------------------------------------------------------------

SHARD = f"index/v1/shards/{'a' * 64}.json"
ARTIFACT = f"artifacts/{'b' * 12}/knots.tar.gz"


def test_only_what_never_changes_is_kept() -> None:
    kept = retain({}, [SHARD, "index.html"], [], Keeping(serial=SERIAL, seconds=DAY))
    assert kept == {SHARD: SERIAL}


def test_the_time_counts_from_the_first_publication_without_it() -> None:
    first = retain({}, [SHARD], [], Keeping(serial=100, seconds=50))
    assert retain(first, [], [], Keeping(serial=149, seconds=50)) == {SHARD: 100}
    assert retain(first, [], [], Keeping(serial=150, seconds=50)) == {}


def test_what_is_published_again_is_not_kept_beside() -> None:
    assert retain({SHARD: 100}, [], [SHARD], Keeping(serial=101, seconds=50)) == {}


def test_what_was_withdrawn_is_not_kept() -> None:
    keeping = Keeping(serial=1, seconds=50, withdrawn=["b" * 64])
    assert retain({ARTIFACT: 1}, [f"{ARTIFACT}.sig", SHARD], [], keeping) == {SHARD: 1}


@pytest.mark.parametrize(
    "data",
    [
        None,
        b"",
        b"[",
        b"[" * 100_000,
        b"[]",
        b'{"schema": "chandlery.retained.v2", "files": {}}',
        b'{"schema": "chandlery.retained.v1", "files": {"../x": 1, "index.html": 1}}',
        b'{"schema": "chandlery.retained.v1", "files": {"artifacts/a/b": true}}',
    ],
)
def test_a_state_that_is_none_counts_as_nothing(data: bytes | None) -> None:
    assert retained_from(data) == {}


def test_the_state_is_read_as_it_was_written() -> None:
    assert retained_from(state_of({SHARD: 7, ARTIFACT: 8})) == {SHARD: 7, ARTIFACT: 8}

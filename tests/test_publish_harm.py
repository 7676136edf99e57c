"""Publishing under attack and by accident: what breaks off, what is forged, what was not meant."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from builders import CALIBAN, CRAIK, Files, a_release, a_source, as_json
from chandlery.cli import run
from chandlery.ports import publication
from chandlery.stages.index import FILES
from chandlery.stages.retention import Keeping, retain
from editions import first, second, third
from faults import Killed, full_after, killed_after
from publications import (
    Publication,
    a_publication,
    files_of,
    guarded,
    publish,
    written,
)
from rules.guards_cases import ENTRY, LATER, ONE, REJECTED, TWO, later, relisted, with_waiver
from test_index import BLOCK, EVIDENCE, GOVERNANCE, promoted


@pytest.fixture
def www(tmp_path: Path) -> Path:
    return tmp_path / "www"


@pytest.mark.parametrize("steps", range(11))
def test_a_publication_that_was_killed_is_ended_by_the_next(
    tmp_path: Path, www: Path, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    assert publish(tmp_path, first(), "--to", str(www)) == 0
    with monkeypatch.context() as patched, pytest.raises(Killed):
        killed_after(steps, patched)
        publish(tmp_path, second(), "--to", str(www))
    assert publish(tmp_path, third(), "--to", str(www), "--keep-days", "0") == 0
    assert files_of(www) == third()


@pytest.mark.parametrize("steps", [0, 5, 10])
def test_a_dry_run_after_one_that_was_killed_changes_nothing(
    tmp_path: Path, www: Path, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    assert publish(tmp_path, first(), "--to", str(www)) == 0
    with monkeypatch.context() as patched, pytest.raises(Killed):
        killed_after(steps, patched)
        publish(tmp_path, second(), "--to", str(www))
    before = files_of(www)
    options = ("--to", str(www), "--dry-run")
    assert publish(tmp_path, third(), *options) == 0
    assert files_of(www) == before


@pytest.mark.parametrize(
    "journal",
    [
        b"",
        b"[" * 100_000,
        *(
            b'{"schema": "chandlery.journal.v1", "first": %s, "written": %s, "then": []}' % forged
            for forged in (
                (b'["../mine"]', b"[]"),
                (b"[]", b'[["../mine", "a"]]'),
                (b"[7]", b"[7]"),
            )
        ),
    ],
)
def test_a_journal_that_is_none_counts_as_nothing(
    tmp_path: Path, www: Path, journal: bytes
) -> None:
    (tmp_path / "mine").write_text("Mine.\n")
    written(www, {".chandlery-staging/journal.json": journal})
    assert publish(tmp_path, first(), "--to", str(www)) == 0
    assert files_of(www) == first()
    assert (tmp_path / "mine").exists()


@pytest.mark.parametrize("files", [0, 3])
def test_a_full_disk_leaves_the_last_publication(
    tmp_path: Path,
    www: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    files: int,
) -> None:
    assert publish(tmp_path, first(), "--to", str(www)) == 0
    built = written(tmp_path / "second", second())
    with monkeypatch.context() as patched:
        patched.setattr(publication, "write_new", full_after(files))
        assert run(["publish", str(built), "--to", str(www)]) == 3
    said = capsys.readouterr().err
    assert "No space left on device" in said
    assert "Free some space" in said
    assert files_of(www) == first()
    assert run(["publish", str(built), "--to", str(www), "--keep-days", "0"]) == 0
    assert files_of(www) == second()


def test_what_was_published_meanwhile_is_not_overwritten(
    tmp_path: Path, www: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert publish(tmp_path, first(), "--to", str(www)) == 0
    with monkeypatch.context() as patched:
        patched.setattr("chandlery.cli.publish.show_read", lambda *_: written(www, third()))
        assert publish(tmp_path, second(), "--to", str(www)) == 3
    assert "meanwhile" in capsys.readouterr().err
    assert (www / ENTRY).read_bytes() == third()[ENTRY]


def test_an_older_copy_does_not_stand_for_what_is_there(tmp_path: Path, www: Path) -> None:
    assert publish(tmp_path, second(), "--to", str(www)) == 0
    old = written(tmp_path / "old", a_publication(ONE, serial=1))
    options = ("--to", str(www), "--previous", str(old))
    assert publish(tmp_path, first(), *options) == 1
    assert (www / ENTRY).read_bytes() == second()[ENTRY]


def test_a_place_that_cannot_be_read_takes_a_good_copy(
    tmp_path: Path, www: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert publish(tmp_path, first(), "--to", str(www)) == 0
    (www / "index/v1/bins.json").write_bytes(b"{}")
    assert publish(tmp_path, second(), "--to", str(www)) == 3
    assert "with --previous" in capsys.readouterr().err
    copy = written(tmp_path / "copy", first())
    options = ("--to", str(www), "--previous", str(copy), "--keep-days", "0")
    assert publish(tmp_path, later(ONE), *options) == 0
    assert files_of(www) == later(ONE)


def test_a_place_that_lost_its_entry_is_no_new_one(tmp_path: Path, www: Path) -> None:
    assert publish(tmp_path, a_publication(TWO), "--to", str(www)) == 0
    (www / ENTRY).unlink()
    assert publish(tmp_path, later(ONE), "--to", str(www)) == 3


# -- what was not meant ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [
        ["--to", "www", "--push", "origin"],
        ["--to", ""],
        ["--to", "www", "--previous", ""],
        ["--to-branch", "gh-pages", "--push", ""],
        ["--to", "www", "--to-branch", "gh-pages"],
        [],
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    built = written(tmp_path / "built", first())
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as caught:
        run(["publish", str(built), *options])
    assert caught.value.code == 2
    assert [item.name for item in tmp_path.iterdir()] == ["built"]


@pytest.mark.parametrize("to", ["built", "built/www", "."])
def test_a_built_folder_is_not_published_into_itself(tmp_path: Path, to: str) -> None:
    built = written(tmp_path / "built", first())
    before = files_of(tmp_path)
    assert run(["publish", str(built), "--to", str(tmp_path / to)]) == 3
    assert files_of(tmp_path) == before


# -- what is forged, or of another version ---------------------------------------------------------


def codes(built: Publication, before: Publication | None = None) -> set[str]:
    return {item.code for item in guarded(built, before)}


def with_entry(publication: Publication, **values: object) -> Publication:
    entry = json.loads(publication[ENTRY]) | values
    return publication | {ENTRY: json.dumps(entry).encode()}


def with_listing(publication: Publication, lines: list[bytes]) -> Publication:
    """A publication with another list of files, which its entry vouches for."""
    data = b"".join(lines)
    told = json.loads(publication[ENTRY])["files"]
    told["files.jsonl"] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
    return with_entry(publication | {FILES: data}, files=told)


def lines_of(publication: Publication) -> list[bytes]:
    return publication[FILES].splitlines(keepends=True)


@pytest.mark.parametrize("data", [b"null\n", b'""\n', b" " * 40, b"{}\n"])
def test_nothing_is_published_as_nothing(data: bytes) -> None:
    path = "index/v1/schemas/shard.json"
    assert codes(relisted(first(), path, lambda _: data)) == {"GRD003"}


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.decode().encode("utf-16"),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b'"name"', b'"odd": NaN, "name"', 1),
    ],
)
def test_json_that_not_all_clients_read_is_refused(change: Callable[[bytes], bytes]) -> None:
    assert codes(relisted(first(), "caliban/index.json", change)) == {"GRD007"}


def test_a_serial_beyond_the_calendar_is_no_bug_of_ours() -> None:
    assert codes(with_entry(first(), serial=10**17)) == set()


def test_a_waiver_until_a_day_that_there_is_not_covers_nothing() -> None:
    built = relisted(
        later(with_waiver(ONE, "GRD002", ENTRY)),
        "index/v1/waivers.json",
        lambda data: data.replace(b"2026-12-01", b"2026-02-31"),
    )
    assert "GRD002" in codes(built, a_publication(TWO))


@pytest.mark.parametrize(
    "part", [b"/shards/", b'"artifacts/', b"/plugins/", b"/bins.json", b"/names/"]
)
def test_what_the_index_leads_to_is_listed(part: bytes) -> None:
    """What is not listed would not be published."""
    kept = [line for line in lines_of(first()) if part not in line]
    assert codes(with_listing(first(), kept)) == {"GRD001"}


@pytest.mark.parametrize(
    "path", [".git/hooks/post-checkout", "a/.GIT/config", ".chandlery-staging/journal.json"]
)
def test_nothing_is_published_into_what_decides_for_others(
    tmp_path: Path, www: Path, path: str
) -> None:
    data = b"#!/bin/sh\n"
    line = {"path": path, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
    forged = with_listing(first() | {path: data}, [*lines_of(first()), json.dumps(line).encode()])
    assert publish(tmp_path, forged, "--to", str(www)) == 1
    assert not www.exists()


def test_words_of_a_newer_chandlery_are_let_pass() -> None:
    key = next(path for path in first() if "/names/" in path)
    names = json.loads(first()[key])
    names["names"]["knot-counter"]["review"] = "audited"
    data = json.dumps(names).encode()
    bins = json.loads(first()["index/v1/bins.json"])
    bins["bins"] = {name: hashlib.sha256(data).hexdigest() for name in bins["bins"]}
    before = relisted(
        first() | {key: data}, "index/v1/bins.json", lambda _: json.dumps(bins).encode()
    )
    assert codes(later(ONE), before) == set()


# -- what was decided ------------------------------------------------------------------------------


def test_an_advisory_does_not_let_go_of_a_version() -> None:
    narrow = BLOCK["advisories/2026-001.yml"]
    assert isinstance(narrow, bytes)
    wide: Files = {"advisories/2026-001.yml": narrow.replace(b"<1.1.0", b"<9.0.0")}
    assert codes(later(TWO | BLOCK), a_publication(TWO | wide)) == {"GRD010"}
    assert codes(later(TWO | wide), a_publication(TWO | BLOCK)) == set()


def test_a_rejection_that_was_overcome_is_not_taken_back() -> None:
    again = promoted().replace(b"2026-07", b"2026-08")
    again = again.replace(b"probation_knot", b"probation_again")
    both = ONE | REJECTED
    both |= {f"{GOVERNANCE}/probation-again.json": again.replace(b"ev-review", b"ev-again")}
    both |= {f"{GOVERNANCE}/evidence/ev-again.yml": EVIDENCE}
    alone = {path: data for path, data in both.items() if not path.endswith("-knot.json")}
    assert codes(later(alone), a_publication(both)) == {"GRD010"}
    assert codes(later(both), a_publication(ONE | REJECTED)) == set()


def test_what_must_not_stay_goes_at_once(tmp_path: Path, www: Path) -> None:
    """A release that is taken out is no superseded file, whatever it was taken out for."""
    detail = "index/v1/plugins/knot-counter.json"
    waived = with_waiver(ONE, "GRD005", detail)
    more = b"- {code: GRD002, path: %s, reason: So it is., approver: Grace, expires: %s}\n"
    data = waived["waivers.yml"]
    assert isinstance(data, bytes)
    waived |= {"waivers.yml": data + more % (ENTRY.encode(), b"2026-12-01T00:00:00Z")}
    before = a_publication(TWO)
    built = later(waived)
    assert publish(tmp_path, before, "--to", str(www)) == 0
    assert publish(tmp_path, built, "--to", str(www)) == 0
    assert files_of(www) == built


def test_a_state_from_the_future_keeps_nothing_for_ever() -> None:
    kept = retain({"index/v1/shards/a.json": 10**12}, [], [], Keeping(serial=LATER, seconds=60))
    assert retain(kept, [], [], Keeping(serial=LATER + 60, seconds=60)) == {}


def test_a_rename_does_not_swallow_what_has_that_name() -> None:
    """Two packages that become one are one that is gone."""
    knots: Files = {
        path.replace("/knot-counter/", "/knots/"): data
        for path, data in ONE.items()
        if path.startswith("plugins/") and path.count("/") == 2
    }
    manifest = as_json(CALIBAN | {"name": "knots"})
    knots |= a_release(
        name="knots",
        source=a_source() | {"plugin.json": manifest},
        extra={"craik.json": as_json(CRAIK | {"id": "knots"})},
    )
    rename = b"knot-counter: {to: knots, since: 2026-08-01T00:00:00Z, reason: x}\n"
    rest = {path: data for path, data in ONE.items() if "/knot-counter/" not in path}
    merged = later(rest | knots | {"renames.yml": rename})
    assert "GRD005" in codes(merged, a_publication(ONE | knots))
    assert "GRD005" not in codes(merged, a_publication(ONE))

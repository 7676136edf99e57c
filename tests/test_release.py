"""``chandlery release``: from a folder of files to a pinned release."""

import json
from pathlib import Path

import pytest

from builders import CRAIK, Files, a_catalog, a_source, as_json
from chandlery.cli import run
from repositories import write

NEW = ["--published", "2026-09-01T00:00:00Z"]


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    write(tmp_path / "catalog", a_catalog())
    return tmp_path / "catalog"


@pytest.fixture
def work(tmp_path: Path) -> Path:
    files = a_source("1.1.0") | {"craik.json": as_json(CRAIK | {"plugin_version": "1.1.0"})}
    write(tmp_path / "work", files)
    return tmp_path / "work"


def release(catalog: Path, *arguments: str) -> int:
    return run(["release", "knot-counter", "--catalog", str(catalog), *arguments])


def test_it_copies_pins_and_passes_the_check(catalog: Path, work: Path) -> None:
    assert release(catalog, "--from", str(work), *NEW, "--notes", "Faster.") == 0
    folder = catalog / "plugins/knot-counter/releases/1.1.0"
    record = json.loads((folder / "release.json").read_text())
    assert [artifact["format"] for artifact in record["artifacts"]] == ["tar.gz"]
    assert (record["publisher"], record["notes"]) == ("acme", "Faster.")
    assert (folder / "caliban.json").read_bytes() == (work / "plugin.json").read_bytes()
    assert (folder / "craik.json").exists()
    assert not (folder / "source/craik.json").exists()
    assert (folder / "source/bin/count").stat().st_mode & 0o111
    assert run(["check", "--catalog", str(catalog), "--jobs", "1"]) == 0


def test_pinning_twice_changes_nothing(catalog: Path, work: Path) -> None:
    assert release(catalog, "--from", str(work), *NEW) == 0
    record = catalog / "plugins/knot-counter/releases/1.1.0/release.json"
    before = record.read_bytes()
    assert release(catalog, "--from", str(work)) == 0
    assert record.read_bytes() == before


def test_other_bytes_under_a_pinned_version_are_refused(
    catalog: Path, work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert release(catalog, "--from", str(work), *NEW) == 0
    folder = catalog / "plugins/knot-counter/releases/1.1.0"
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    (work / "skills/count/SKILL.md").write_text("Other.\n")
    assert release(catalog, "--from", str(work)) == 1
    assert "is pinned as tar.gz" in capsys.readouterr().err
    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "neither --from nor --version"),
        (["--version", "9.9.9"], "there is no folder"),
        (["--from", "EMPTY", "--version", "1.1.0"], "no manifest of an ecosystem"),
    ],
)
def test_what_cannot_be_released_is_said(
    catalog: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
) -> None:
    (tmp_path / "empty").mkdir()
    assert release(catalog, *[a.replace("EMPTY", str(tmp_path / "empty")) for a in arguments])
    assert said in capsys.readouterr().err


def test_an_unknown_package_is_said(catalog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["release", "nobody", "--catalog", str(catalog), "--version", "1.0.0"]) == 1
    assert "no plugin or adapter `nobody`" in capsys.readouterr().err


def test_what_the_folder_lost_does_not_stay_in_an_unpublished_release(
    catalog: Path, work: Path
) -> None:
    (work / "skills/old").mkdir()
    (work / "skills/old/SKILL.md").write_text("Old.\n")
    assert release(catalog, "--from", str(work), *NEW) == 0
    folder = catalog / "plugins/knot-counter/releases/1.1.0"
    (folder / "release.json").unlink()
    (work / "skills/old/SKILL.md").unlink()
    assert release(catalog, "--from", str(work), *NEW) == 0
    assert not (folder / "source/skills/old").exists()
    assert run(["check", "--catalog", str(catalog), "--jobs", "1"]) == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["--version", "../../../../elsewhere"],
        ["--version", "v1"],
        ["--published", "yesterday"],
        ["--publisher", "No Name"],
        ["--notes", ""],
    ],
)
def test_what_no_release_can_be_called_writes_nothing(
    catalog: Path, work: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    before = sorted(catalog.parent.rglob("*"))
    assert release(catalog, "--from", str(work), *arguments) == 1
    assert "  help: " in capsys.readouterr().err
    assert sorted(catalog.parent.rglob("*")) == before


def test_a_version_that_leads_out_of_the_catalog_is_refused_in_a_manifest_too(
    catalog: Path, tmp_path: Path
) -> None:
    write(tmp_path / "bad", a_source("../../../../out"))
    before = sorted(tmp_path.rglob("*"))
    assert release(catalog, "--from", str(tmp_path / "bad")) == 1
    assert sorted(tmp_path.rglob("*")) == before


def test_a_part_of_the_release_is_no_source_for_it(catalog: Path) -> None:
    source = catalog / "plugins/knot-counter/releases/1.0.0/source"
    before = sorted(source.rglob("*"))
    assert release(catalog, "--from", str(source / "skills"), "--version", "1.0.0") == 1
    assert sorted(source.rglob("*")) == before


# -- what would not pass the check is not pinned ---------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--publisher", "nobody"], "error[REF002] there is no publisher `nobody`"),
        (["--version", "9.9.9"], "9.9.9"),
    ],
)
def test_what_check_would_refuse_is_not_pinned(
    catalog: Path,
    work: Path,
    arguments: list[str],
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert release(catalog, "--from", str(work), *NEW, *arguments) == 1
    told = capsys.readouterr().err
    assert said in told
    assert "is not pinned" in told
    assert {path.name for path in (catalog / "plugins/knot-counter/releases").iterdir()} == {
        "1.0.0"
    }


def test_a_manifest_with_a_wrong_key_is_shown_at_its_place(
    catalog: Path, work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (work / "plugin.json").write_text('{\n  "name": "knot-counter",\n  "verison": "1.1.0"\n}\n')
    assert release(catalog, "--from", str(work), *NEW) == 1
    told = capsys.readouterr().err
    assert "caliban.json:1:1: error[MAN001] the key `version` is missing" in told
    assert "Write it in place of `verison`." in told


def test_broken_json_is_shown_at_its_place(
    catalog: Path, work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (work / "plugin.json").write_text('{"name": "knot-counter",}\n')
    assert release(catalog, "--from", str(work), *NEW) == 1
    assert "caliban.json:1:25: error[SYN" in capsys.readouterr().err


def test_an_option_that_contradicts_the_record_is_not_ignored(
    catalog: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert release(catalog, "--version", "1.0.0", "--publisher", "rope") == 1
    assert "says `publisher`: `acme`" in capsys.readouterr().err
    assert release(catalog, "--version", "1.0.0", "--publisher", "acme") == 0


def test_what_tools_left_behind_is_not_released(
    catalog: Path, work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(work, {"bin/__pycache__/count.cpython-311.pyc": b"x", ".DS_Store": b"x"})
    assert release(catalog, "--from", str(work), *NEW) == 0
    assert "4 files, 1 that tools left behind are not in it" in capsys.readouterr().err
    source = catalog / "plugins/knot-counter/releases/1.1.0/source"
    assert {path.name for path in source.rglob("*") if path.is_file()} == {
        "LICENSE",
        "plugin.json",
        "SKILL.md",
        "count",
    }


@pytest.mark.parametrize("name", [".env", "conf/id_rsa", ".npmrc"])
def test_what_holds_secrets_by_its_name_stops_the_release(
    catalog: Path, work: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write(work, {name: b"TOKEN=hunter2\n"})
    assert release(catalog, "--from", str(work), *NEW) == 1
    told = capsys.readouterr().err
    assert f"`{name}` holds secrets" in told
    assert "hunter2" not in told


def test_a_pin_is_never_taken_away(
    catalog: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A manifest whose client installs no files, and an artifact that somebody asked for."""
    craik = as_json(CRAIK | {"plugin_version": "1.1.0"})
    files: Files = {"craik.json": craik, "bin/count": b"#!/bin/sh\n"}
    write(tmp_path / "bare", files)
    given = ["--from", str(tmp_path / "bare"), "--version", "1.1.0", *NEW]
    assert release(catalog, *given) == 1
    assert "nothing would hold the source" in capsys.readouterr().err
    assert release(catalog, *given, "--format", "tar.gz") == 0
    record = catalog / "plugins/knot-counter/releases/1.1.0/release.json"
    before = record.read_bytes()
    assert release(catalog, "--version", "1.1.0") == 0
    assert record.read_bytes() == before
    (record.parent / "source/bin/count").write_text("#!/bin/sh\necho 4\n")
    assert release(catalog, "--version", "1.1.0") == 1
    assert "is pinned as tar.gz" in capsys.readouterr().err
    assert record.read_bytes() == before


def test_a_waiver_counts_for_a_release_as_it_does_for_the_check(catalog: Path, work: Path) -> None:
    rope = b"title: Rope\ntype: individual\ncontact: x@rope.example\nprefixes: [knot-]\n"
    write(catalog, {"publishers/rope.yml": rope})
    assert release(catalog, "--from", str(work), *NEW) == 1
    path = "plugins/knot-counter/releases/1.1.0/release.json"
    waiver = (
        f"- {{code: PUB001, path: {path}, reason: x, approver: x, expires: 2099-01-01T00:00:00Z}}\n"
    )
    write(catalog, {"waivers.yml": waiver.encode()})
    assert release(catalog, "--from", str(work), *NEW) == 0

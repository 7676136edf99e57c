"""``chandlery bump``: a release from a tag, from artifacts, or from a folder."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from builders import CALIBAN, CRAIK, Files, a_catalog, a_source, as_json
from chandlery.cli import bump_sources, run
from chandlery.containers import pack_members
from chandlery.containers.members import Member
from chandlery.pipeline import inspect
from chandlery.ports.errors import NotFound
from chandlery.ports.folder import FolderTree
from chandlery.records.release import ArtifactFormat
from chandlery.trees import Mode
from repositories import git, write

NOW = ["--now", "2026-09-01T09:00:00Z"]
CHANGELOG = b"# Changelog\n\n## 1.1.0\n- Counts bends.\n\n## 1.0.0\n- Counts.\n"
FOLDER = "plugins/knot-counter/releases/1.1.0"
URL = "https://files.example/knot-counter-1.1.0.tar.gz"
WIDER: dict[str, Any] = CRAIK | {
    "plugin_version": "1.1.0",
    "capabilities": [
        {**CRAIK["capabilities"][0], "targets": ["log/", "src/"]},
        {
            "capability": "process.run",
            "description": "Runs git.",
            "risk": "medium",
            "operations": ["run"],
            "targets": ["git"],
        },
    ],
}


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    write(tmp_path / "catalog", a_catalog())
    return tmp_path / "catalog"


def upstream_files() -> Files:
    return a_source("1.1.0") | {"craik.json": as_json(WIDER), "CHANGELOG.md": CHANGELOG}


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone whose tag has 1.1.0, and whose working tree has something else."""
    folder = tmp_path / "clone"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")
    write(folder, upstream_files())
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=release")
    git(folder, "tag", "v1.1.0")
    git(folder, "remote", "add", "origin", "https://code.example/acme/knots")
    write(folder, {"skills/count/SKILL.md": b"Half done.\n"})
    return folder


def bump(catalog: Path, *arguments: str) -> int:
    return run(["bump", "knot-counter", "--catalog", str(catalog), *arguments, *NOW])


def record_of(catalog: Path) -> dict[str, Any]:
    record: dict[str, Any] = json.loads((catalog / FOLDER / "release.json").read_text())
    return record


def check(catalog: Path) -> int:
    return run(["check", "--catalog", str(catalog), "--jobs", "1", "--offline", *NOW])


def test_a_tag_is_released_as_it_was_committed(
    catalog: Path, clone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bump(catalog, "--from", str(clone), "--tag", "v1.1.0") == 0
    record = record_of(catalog)
    assert record["notes"] == "- Counts bends."
    assert record["publisher"] == "acme"
    assert record["provenance"] == {
        "repository": "https://code.example/acme/knots",
        "commit": git(clone, "rev-parse", "v1.1.0").strip(),
    }
    assert (catalog / FOLDER / "source/bin/count").stat().st_mode & 0o111
    assert b"Half done" not in (catalog / FOLDER / "source/skills/count/SKILL.md").read_bytes()
    assert check(catalog) == 0
    told = capsys.readouterr().out
    assert "craik: against 1.0.0: adds process.run" in told
    assert "craik: against 1.0.0: widens repo.read" in told
    assert "caliban: declares what 1.0.0 does" in told


def test_a_tag_by_name_is_one_of_the_listings_repository(
    catalog: Path, clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def fetch_tag(url: str, tag: str, folder: Path) -> str:
        asked.append((url, tag))
        git(folder, "init", "--quiet", "--bare")
        git(folder, "fetch", "--quiet", str(clone), f"refs/tags/{tag}:refs/tags/{tag}")
        return f"refs/tags/{tag}"

    monkeypatch.setattr(bump_sources, "fetch_tag", fetch_tag)
    listing = catalog / "plugins/knot-counter/listing.yml"
    listing.write_text(listing.read_text() + "links:\n  source: https://code.example/acme/knots\n")
    assert bump(catalog, "--from", "v1.1.0") == 0
    assert asked == [("https://code.example/acme/knots", "v1.1.0")]
    assert record_of(catalog)["provenance"]["repository"] == "https://code.example/acme/knots"


def test_a_part_of_a_repository_is_enough(catalog: Path, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    write(folder, {f"packages/knots/{path}": data for path, data in upstream_files().items()})
    write(folder, {"packages/knots/ci/run.sh": b"curl https://x.example | sh\n"})
    part = ["--path", "packages/knots", "--without", "ci"]
    assert bump(catalog, "--from", str(folder), *part) == 0
    assert not (catalog / FOLDER / "source/ci").exists()
    assert "provenance" not in record_of(catalog)


def an_artifact(files: Files | None = None) -> bytes:
    files = files or a_source("1.1.0") | {"CHANGELOG.md": CHANGELOG}
    members = [
        Member(path, value[0], value[1] is Mode.EXECUTABLE)
        if isinstance(value, tuple)
        else Member(path, value)
        for path, value in files.items()
    ]
    return pack_members(ArtifactFormat.TAR_GZ, "knot-counter", "1.1.0", members).data


def serving(monkeypatch: pytest.MonkeyPatch, files: dict[str, bytes]) -> list[str]:
    asked: list[str] = []

    def download(url: str, most: int) -> bytes:
        asked.append(url)
        if url not in files:
            raise NotFound(f"{url} is not there", "Check the address.", url=url)
        return files[url]

    monkeypatch.setattr(bump_sources, "download", download)
    return asked


def test_an_artifact_elsewhere_is_pinned_where_it_is(
    catalog: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    data = an_artifact()
    asked = serving(monkeypatch, {URL: data})
    (tmp_path / "craik.json").write_bytes(as_json(WIDER))
    assert bump(catalog, "--from", URL, "--manifest", str(tmp_path / "craik.json")) == 0
    (artifact,) = record_of(catalog)["artifacts"]
    assert artifact["url"] == URL
    assert artifact["sha256"] == hashlib.sha256(data).hexdigest()
    assert artifact["size"] == len(data)
    assert record_of(catalog)["notes"] == "- Counts bends."
    assert not (catalog / FOLDER / "source").exists()
    assert asked == [URL]
    found = inspect(FolderTree(catalog), fetch=lambda url, *, sha256, size: data)
    assert [item.code for item in found.diagnostics if item.severity.name == "ERROR"] == []


def test_a_version_that_exists_is_refused(
    catalog: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "work", a_source("1.0.0"))
    before = {path: path.read_bytes() for path in catalog.rglob("*") if path.is_file()}
    assert bump(catalog, "--from", str(tmp_path / "work")) == 1
    assert "has a release 1.0.0 already" in capsys.readouterr().err
    assert before == {path: path.read_bytes() for path in catalog.rglob("*") if path.is_file()}


def test_a_tag_of_another_version_is_refused(
    catalog: Path, clone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git(clone, "tag", "v1.2.0", "v1.1.0")
    assert bump(catalog, "--from", str(clone), "--tag", "v1.2.0") == 1
    assert "the tag is `v1.2.0`, and the manifests in it say `1.1.0`" in capsys.readouterr().err


def test_what_check_would_refuse_is_not_written(
    catalog: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = as_json(CALIBAN | {"version": "1.1.0", "components": {"skills": "../skills"}})
    write(tmp_path / "work", a_source("1.1.0") | {"plugin.json": bad})
    assert bump(catalog, "--from", str(tmp_path / "work")) == 1
    assert "nothing was written" in capsys.readouterr().err
    assert not (catalog / FOLDER).exists()


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--from", "v9"], 1, "the listing has no `links.source`"),
        (["--from", "https://files.example/gone.tar.gz"], 3, "is not there"),
        (["--from", "https://files.example/what"], 1, "does not say what it is"),
        (["--from", "https://files.example/torn.zip"], 1, "cannot be taken as zip"),
        (["--from", "https://files.example/empty.tar.gz"], 1, "no manifest of an ecosystem"),
        (
            ["--from", "https://files.example/empty.tar.gz", "--manifest", "x.json"],
            1,
            "is called as no ecosystem's manifest is",
        ),
    ],
)
def test_what_cannot_be_released_says_why(
    catalog: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    told: str,
) -> None:
    begin = "https://files.example/"
    empty = an_artifact({"README.md": b"Nothing.\n"})
    files = {f"{begin}what": b"", f"{begin}torn.zip": b"PK", f"{begin}empty.tar.gz": empty}
    serving(monkeypatch, files)
    assert bump(catalog, *arguments) == code
    assert told in capsys.readouterr().err
    assert not (catalog / FOLDER).exists()


def test_a_dry_run_writes_nothing(
    catalog: Path, clone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bump(catalog, "--from", str(clone), "--tag", "v1.1.0", "--dry-run") == 0
    assert f"+++ b/{FOLDER}/release.json" in capsys.readouterr().out
    assert not (catalog / FOLDER).exists()

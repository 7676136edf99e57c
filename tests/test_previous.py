"""What is published never changes: a build against the last publication."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from builders import a_catalog, a_release, a_source
from chandlery.cli import run
from repositories import a_repository, git, write
from served import recorded

RECORD = "plugins/knot-counter/releases/1.0.0/release.json"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose catalog was published into ``last/``."""
    folder = a_repository(tmp_path / "repo", a_catalog())
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert run(["build", "--jobs", "1", "--out", "last"]) == 0
    return folder


@pytest.fixture
def address(repository: Path) -> Iterator[str]:
    with recorded(repository / "last") as (address, _):
        yield address


def build(*arguments: str) -> int:
    return run(["build", "--worktree", "--jobs", "1", "--out", "next", *arguments])


def alter(repository: Path) -> None:
    """Change a published release and pin the change, as somebody might who means well."""
    source = a_source() | {"skills/count/SKILL.md": b"Count twice.\n"}
    write(repository / "catalog", a_release(source=source))


def test_the_same_catalog_may_be_published_again(repository: Path, address: str) -> None:
    assert build("--previous", "last") == 0
    assert build("--previous", address) == 0


def test_a_published_digest_that_would_change_is_refused_at_its_pin(
    repository: Path, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    alter(repository)
    assert build() == 0  # nothing in the catalog alone tells
    for previous in ("last", address):
        capsys.readouterr()
        assert build("--previous", previous) == 1
        told = capsys.readouterr().err
        assert f"{RECORD}:5:14: error[PIN008]" in told


def test_a_release_that_would_disappear_is_refused(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(repository / "catalog", a_release("1.1.0", published="2026-09-01T00:00:00Z"))
    git(repository, "rm", "-r", "--quiet", "catalog/plugins/knot-counter/releases/1.0.0")
    assert build("--previous", "last") == 1
    assert "error[PIN009]" in capsys.readouterr().err


def test_without_a_previous_publication_immutability_is_not_called_checked(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build() == 0
    assert "immutability not checked" in capsys.readouterr().err
    assert build("--previous", "last") == 0
    assert "immutability not checked" not in capsys.readouterr().err


@pytest.mark.parametrize("damage", ["index/v1/entry.json", "index/v1/bins.json"])
def test_a_publication_that_cannot_be_read_vouches_for_nothing(
    repository: Path, damage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "last" / damage).unlink()
    assert build("--previous", "last") == 3
    assert "no publication that can be read" in capsys.readouterr().err


@pytest.mark.parametrize("damage", ["bins.json", "names/*.json", "shards/*.json"])
def test_a_publication_that_somebody_touched_is_refused_for_trust(
    repository: Path, address: str, damage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    alter(repository)
    (path,) = (repository / "last/index/v1").glob(damage)
    data = path.read_bytes()
    path.write_bytes(data.replace(b'"name":"knot-counter"', b'"name":"knot_counter"') + b" ")
    for previous in ("last", address):
        capsys.readouterr()
        assert build("--previous", previous) == 4
        told = capsys.readouterr().err
        assert f"{path.name} is not the published file: expected SHA-256 " in told
        assert "Traceback" not in told


def test_a_published_manifest_that_would_change_is_refused(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = repository / "catalog/plugins/knot-counter/releases/1.0.0/craik.json"
    path.write_text(path.read_text().replace('"risk": "low"', '"risk": "medium"'))
    assert build() == 0
    assert build("--previous", "last") == 1
    told = capsys.readouterr().err
    assert "releases/1.0.0/craik.json:1:1: error[PIN008]" in told

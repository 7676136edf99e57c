"""Publishing to a branch: one commit or none, forwards, whatever the repository is like."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from chandlery.stages.retention import STATE
from publications import Publication, a_publication, files_of, publish, shard
from rules.guards_cases import ONE, TWO, later


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments], check=True, capture_output=True, text=True
    )
    return done.stdout


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Ada")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "ada@quay.example")
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch", "main")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "Begin")
    yield folder


def to_branch(tmp_path: Path, repository: Path, publication: Publication, *more: str) -> int:
    options = ("--to-branch", "gh-pages", "--repository", str(repository))
    return publish(tmp_path, publication, *options, *more)


def test_a_branch_holds_the_very_bytes(tmp_path: Path, repository: Path) -> None:
    publication = a_publication()
    assert to_branch(tmp_path, repository, publication) == 0
    out = tmp_path / "out"
    git(repository, "worktree", "add", "--quiet", str(out), "gh-pages")
    (out / ".git").unlink()
    assert files_of(out) == publication
    log = git(repository, "log", "--format=%an: %s", "gh-pages")
    assert log == f"Ada: Publish Quay as of {'c' * 40}\n"


def test_a_branch_moves_forward_and_keeps_what_is_not_ours(
    tmp_path: Path, repository: Path
) -> None:
    assert to_branch(tmp_path, repository, a_publication(ONE)) == 0
    out = tmp_path / "out"
    git(repository, "worktree", "add", "--quiet", str(out), "gh-pages")
    (out / "CNAME").write_text("quay.example\n")
    git(out, "add", "CNAME")
    git(out, "commit", "--quiet", "--message", "Name")
    git(repository, "worktree", "remove", str(out))
    assert to_branch(tmp_path, repository, later(TWO)) == 0
    names = git(repository, "ls-tree", "-r", "--name-only", "gh-pages").split("\n")
    assert {"CNAME", STATE, shard(a_publication(ONE)), shard(later(TWO))} <= set(names)
    assert git(repository, "rev-list", "--count", "gh-pages") == "3\n"
    assert to_branch(tmp_path, repository, later(TWO)) == 0  # nothing new: no commit
    assert git(repository, "rev-list", "--count", "gh-pages") == "3\n"


def test_a_refused_publication_leaves_the_branch(tmp_path: Path, repository: Path) -> None:
    assert to_branch(tmp_path, repository, later(TWO)) == 0
    tip = git(repository, "rev-parse", "gh-pages")
    assert to_branch(tmp_path, repository, a_publication(ONE)) == 1
    assert git(repository, "rev-parse", "gh-pages") == tip


def test_a_branch_that_somebody_works_on_is_left_alone(
    tmp_path: Path, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git(repository, "checkout", "--quiet", "-b", "gh-pages")
    assert to_branch(tmp_path, repository, a_publication()) == 3
    assert "is checked out" in capsys.readouterr().err


def test_a_branch_is_pushed_forwards(tmp_path: Path, repository: Path) -> None:
    remote = tmp_path / "remote.git"
    git(tmp_path, "init", "--quiet", "--bare", str(remote))
    assert to_branch(tmp_path, repository, a_publication(), "--push", str(remote)) == 0
    assert git(remote, "rev-parse", "gh-pages") == git(repository, "rev-parse", "gh-pages")


@pytest.mark.parametrize("name", ["a..b", "-x", "", "refs heads"])
def test_what_is_no_branch_is_refused(tmp_path: Path, repository: Path, name: str) -> None:
    options = (f"--to-branch={name}", "--repository", str(repository))
    assert publish(tmp_path, a_publication(), *options) == 3

"""Publishing to a branch: one commit or none, forwards, whatever the repository is like."""

import subprocess
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from chandlery.ports.branch import BranchPlace
from chandlery.stages.retention import STATE
from publications import Publication, a_publication, files_of, publish, shard
from rules.guards_cases import LATER, ONE, TWO, later
from test_index import BLOCK


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


@pytest.mark.parametrize("name", ["a..b", "-x", "", "refs heads", "@{-1}", "\udcff"])
def test_what_is_no_branch_is_refused(tmp_path: Path, repository: Path, name: str) -> None:
    options = (f"--to-branch={name}", "--repository", str(repository))
    assert publish(tmp_path, a_publication(), *options) == 3


# -- what goes wrong on the way --------------------------------------------------------------------


def no_branch(repository: Path) -> bool:
    return git(repository, "for-each-ref", "--format=%(refname)") == "refs/heads/main\n"


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(5, "Input/output error")])
def test_an_interrupted_publication_commits_nothing(
    tmp_path: Path, repository: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    """Git takes the end of its input for the end of the commit."""
    streamed = BranchPlace._commit

    def broken(self: BranchPlace, *arguments: Any) -> Iterator[bytes]:
        yield from islice(streamed(self, *arguments), 20)
        raise error

    monkeypatch.setattr(BranchPlace, "_commit", broken)
    assert to_branch(tmp_path, repository, a_publication()) in {130, 3}
    assert no_branch(repository)


def test_a_file_that_changes_while_it_is_published_is_not_committed(
    tmp_path: Path, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chandlery.ports.places._bytes", lambda root, path: b"")
    assert to_branch(tmp_path, repository, a_publication()) == 3
    assert no_branch(repository)


@pytest.mark.parametrize("to", ["further", "back", "away"])
def test_a_branch_that_moved_meanwhile_is_not_overwritten(
    tmp_path: Path,
    repository: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    to: str,
) -> None:
    assert to_branch(tmp_path, repository, a_publication(ONE)) == 0
    assert to_branch(tmp_path, repository, later(TWO)) == 0
    streamed = BranchPlace._commit
    tips = []

    def meanwhile(self: BranchPlace, *arguments: Any) -> Iterator[bytes]:
        if to == "away":
            git(repository, "branch", "-D", "gh-pages")
        else:
            further = ("commit-tree", "-p", "gh-pages", "-m", "Mine", "gh-pages^{tree}")
            new = git(repository, *further).strip() if to == "further" else "gh-pages~1"
            git(repository, "update-ref", "refs/heads/gh-pages", new)
        tips.append(git(repository, "for-each-ref"))
        yield from streamed(self, *arguments)

    monkeypatch.setattr(BranchPlace, "_commit", meanwhile)
    third = a_publication(TWO | BLOCK, serial=LATER + 1)
    assert to_branch(tmp_path, repository, third) == 3
    assert "publish again" in capsys.readouterr().err
    assert [git(repository, "for-each-ref")] == tips


def test_files_of_others_do_not_yield_to_ours(
    tmp_path: Path, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    git(repository, "worktree", "add", "--quiet", "-b", "gh-pages", str(out))
    (out / "caliban").write_text("Ours is a folder.\n")
    git(out, "add", "caliban")
    git(out, "commit", "--quiet", "--message", "Mine")
    git(repository, "worktree", "remove", str(out))
    assert to_branch(tmp_path, repository, a_publication()) == 3
    assert "'caliban' on refs/heads/gh-pages is in the way" in capsys.readouterr().err


def test_a_link_on_the_branch_is_no_file_of_ours(tmp_path: Path, repository: Path) -> None:
    publication = a_publication()
    assert to_branch(tmp_path, repository, publication) == 0
    out = tmp_path / "out"
    git(repository, "worktree", "add", "--quiet", str(out), "gh-pages")
    page = out / "caliban/index.json"
    target = page.read_bytes()
    page.unlink()
    page.symlink_to(target.decode())  # the same bytes, and another kind
    git(out, "commit", "--quiet", "--all", "--message", "Link")
    git(repository, "worktree", "remove", str(out))
    assert to_branch(tmp_path, repository, publication) == 0
    listed = git(repository, "ls-tree", "gh-pages", "caliban/index.json")
    assert listed.startswith("100644 ")


def test_who_publishes_has_to_be_known(
    tmp_path: Path,
    repository: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.delenv(f"GIT_{role}_NAME")
        monkeypatch.delenv(f"GIT_{role}_EMAIL")
    monkeypatch.setenv("HOME", str(tmp_path))
    git(repository, "config", "user.useConfigOnly", "true")
    assert to_branch(tmp_path, repository, a_publication()) == 3
    assert "git config user.name" in capsys.readouterr().err
    assert no_branch(repository)


def test_a_remote_that_moved_on_is_told_of(
    tmp_path: Path, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    remote = tmp_path / "remote.git"
    git(tmp_path, "init", "--quiet", "--bare", str(remote))
    push = ("--push", str(remote))
    assert to_branch(tmp_path, repository, a_publication(ONE), *push) == 0
    git(repository, "push", "--quiet", "--force", str(remote), "main:gh-pages")
    assert to_branch(tmp_path, repository, later(TWO), *push) == 3
    said = capsys.readouterr().err
    assert "gh-pages -> gh-pages" in said
    assert f"git fetch {remote} +refs/heads/gh-pages:refs/heads/gh-pages" in said


def test_a_repository_that_is_none_is_told_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert to_branch(tmp_path, tmp_path / "nowhere", a_publication()) == 3
    assert "nowhere" in capsys.readouterr().err


def test_objects_by_sha_256_and_a_bare_repository_will_do(tmp_path: Path, repository: Path) -> None:
    bare = tmp_path / "bare.git"
    git(tmp_path, "init", "--quiet", "--bare", "--object-format=sha256", str(bare))
    assert to_branch(tmp_path, bare, a_publication(ONE)) == 0
    assert to_branch(tmp_path, bare, later(TWO)) == 0
    assert git(bare, "rev-list", "--count", "gh-pages") == "2\n"

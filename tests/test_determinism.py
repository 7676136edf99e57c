"""Same commit in, same bytes out: whatever the clone, the machine's settings and the workers."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from repositories import git

CATALOG = Path(__file__).parent.parent / "catalog"


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def build(
    repository: Path, out: Path, jobs: int, *options: str, **environment: str
) -> dict[str, str]:
    command = [sys.executable, "-m", "chandlery", "build", "--jobs", str(jobs), "--out", str(out)]
    subprocess.run(
        [*command, *options],
        cwd=repository,
        env=os.environ | environment,
        check=True,
        capture_output=True,
    )
    return digests(out)


@pytest.fixture(scope="module")
def squashed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo catalog, half of it merged from a branch by squashing."""
    repository = tmp_path_factory.mktemp("origin")
    git(repository, "init", "--quiet", "--initial-branch=main")
    shutil.copytree(CATALOG, repository / "catalog", ignore=shutil.ignore_patterns("__pycache__"))
    git(repository, "add", "--all", ":!catalog/plugins")
    git(repository, "commit", "--quiet", "--message=first")
    git(repository, "switch", "--quiet", "--create", "topic")
    for plugin in sorted((repository / "catalog" / "plugins").iterdir()):
        git(repository, "add", str(plugin), date="2026-11-20T13:00:00+00:00")
        git(repository, "commit", "--quiet", f"--message={plugin.name}")
    git(repository, "switch", "--quiet", "main")
    git(repository, "merge", "--quiet", "--squash", "topic")
    git(repository, "commit", "--quiet", "--message=squashed", date="2026-11-20T14:00:00+00:00")
    return repository


def test_another_clone_and_machine_give_the_same_bytes(squashed: Path, tmp_path: Path) -> None:
    first = build(
        squashed, tmp_path / "one", 1, LC_ALL="C", TZ="UTC", PYTHONHASHSEED="0", HOME=str(tmp_path)
    )
    clone = tmp_path / "elsewhere" / "a clone"
    git(
        tmp_path,
        *("clone", "--quiet", "--depth", "1", "--no-local", "--config", "core.autocrlf=true"),
        squashed.as_uri(),
        str(clone),
    )
    # Without attributes, Git gives this clone other line ends; the commit is built all the same.
    assert b"\r\n" in (clone / "catalog" / "marketplace.yml").read_bytes()
    for path in clone.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000), follow_symlinks=False)
    second = build(
        clone, tmp_path / "two", 4, LC_ALL="C.UTF-8", TZ="Asia/Tokyo", PYTHONHASHSEED="4711"
    )
    assert first == second
    assert any(path.startswith("artifacts/") for path in first)


def test_history_is_never_content(squashed: Path, tmp_path: Path) -> None:
    merged = build(squashed, tmp_path / "merged", 2)
    git(squashed, "switch", "--quiet", "--detach", "topic")
    try:
        unmerged = build(squashed, tmp_path / "unmerged", 2)
    finally:
        git(squashed, "switch", "--quiet", "main")
    paths = merged.keys() | unmerged
    differing = {path for path in paths if merged.get(path) != unmerged.get(path)}
    assert differing == {"index/v1/entry.json"}  # it names the commit


def test_a_second_build_rewrites_nothing(squashed: Path, tmp_path: Path) -> None:
    out = tmp_path / "public"
    build(squashed, out, 1)
    times = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}
    (out / "CNAME").write_text("quay.example\n")
    build(squashed, out, 2)
    assert times == {
        path: path.stat().st_mtime_ns
        for path in out.rglob("*")
        if path.is_file() and path.name != "CNAME"
    }
    assert (out / "CNAME").exists()


def test_the_times_and_the_place_of_files_make_no_difference(tmp_path: Path) -> None:
    for name, time in (("here", 1_000_000_000), ("over there", 1_700_000_000)):
        folder = tmp_path / name
        shutil.copytree(CATALOG, folder / "catalog", ignore=shutil.ignore_patterns("__pycache__"))
        for path in folder.rglob("*"):
            os.utime(path, (time, time))
    first = build(tmp_path / "here", tmp_path / "one", 1, "--worktree")
    second = build(tmp_path / "over there", tmp_path / "two", 3, "--worktree")
    assert first == second

"""``check --changed-since`` reads the neighbours of a change, where they are known, and no more."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from builders import Files
from chandlery.cli import run
from chandlery.cli.neighbours import Neighbours
from chandlery.ports.folder import FolderTree
from chandlery.ports.git import open_catalog
from chandlery.ports.git_objects import ObjectTree
from chandlery.ports.git_units import units_in
from chandlery.ports.progress import Quiet
from repositories import a_repository, git, write
from test_narrowing import AT, CHANGES, FILES

SINCE = ("check", "--changed-since", "main", "--format", "json", "--now", AT, "--jobs", "1")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = a_repository(tmp_path / "repository", FILES)
    monkeypatch.chdir(root)
    return root


def become(root: Path, files: Files) -> None:
    for path in FILES.keys() - files.keys():
        (root / "catalog" / path).unlink()
    write(root / "catalog", {k: v for k, v in files.items() if FILES.get(k) != v})


def get_to_know(root: Path, cache: Path) -> None:
    """Learn what units have to do with each other, as a build or a review does."""
    tree, _ = open_catalog(root / "catalog", "main")
    with tree:
        side = tree.id, units_in(root, tree.id)
        Neighbours(tree.folder, cache, Quiet()).relations(side, side)


def told(capsys: pytest.CaptureFixture[str], cache: Path) -> tuple[int, Any]:
    code = run([*SINCE, "--cache", str(cache)])
    return code, json.loads(capsys.readouterr().out)


def said(report: Any) -> set[tuple[str, str, str]]:
    """What is said, but for hints and notes: those speak of the catalog as a whole."""
    found = (item for item in report["diagnostics"] if item["severity"] != "note")
    return {(item["code"], item["file"], item["message"]) for item in found}


@pytest.mark.parametrize("change", [name for name in CHANGES if name != "nothing"])
def test_the_same_is_found(
    repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], change: str
) -> None:
    get_to_know(repository, tmp_path / "known")
    become(repository, CHANGES[change])
    capsys.readouterr()
    near, whole = told(capsys, tmp_path / "known"), told(capsys, tmp_path / "empty")
    assert (near[0], said(near[1])) == (whole[0], said(whole[1]))
    assert packages(near[1]) == packages(whole[1])


def packages(report: Any) -> list[str]:
    return re.findall(r"of (\d+) packages", report["scope"] or "")


def test_nothing_else_is_read(
    repository: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    get_to_know(repository, tmp_path / "known")
    become(repository, FILES | {"plugins/ensign/README.md": b"# Other words\n\nSome.\n"})
    read: set[str] = set()
    for kind in (FolderTree, ObjectTree):
        real: Any = kind.read

        def noted(self: Any, path: str, real: Any = real) -> bytes:
            read.add(path)
            return bytes(real(self, path))

        monkeypatch.setattr(kind, "read", noted)
    capsys.readouterr()
    told(capsys, tmp_path / "known")
    assert "plugins/ensign/README.md" in read
    assert not [path for path in read if path.startswith(("plugins/bell/", "plugins/dinghy/"))]


def test_a_file_that_git_ignores_is_found(
    repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    get_to_know(repository, tmp_path / "known")
    write(repository, {".git/info/exclude": b"*.log\n"})
    write(repository / "catalog", {"plugins/bell/debug.log": b"x\n"})
    capsys.readouterr()
    _, report = told(capsys, tmp_path / "known")
    ignored = [item for item in report["diagnostics"] if "Git ignores" in item["message"]]
    assert [item["file"] for item in ignored] == ["plugins/bell/debug.log"]
    assert git(repository, "status", "--porcelain") == ""

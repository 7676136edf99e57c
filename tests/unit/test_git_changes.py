from pathlib import Path

import pytest

from chandlery.ports.errors import GitError
from chandlery.ports.git_changes import (
    catalog_at,
    differences,
    files_at,
    place_in_repository,
    touched_lines,
)
from chandlery.trees import MemoryTree
from repositories import a_repository, git, write


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    files = {
        "a.yml": b"1\n2\n3\n4\n",
        'ä "b"\t\\.yml': b"1\n2\n",
        "gone.yml": b"x\n",
        "run.sh": b"x\n",
        "same.yml": b"x\n",
        "tail.yml": b"1\n2",
    }
    return a_repository(tmp_path, {**files}) / "catalog"


def test_lines_that_are_new_are_touched(catalog: Path) -> None:
    write(
        catalog,
        {
            "a.yml": b"0\n1\n2\nthree\n+++ b/same.yml\n@@ -1 +1,9 @@\n4\n",
            'ä "b"\t\\.yml': b"1\nzwei\n",
            "tail.yml": b"1\n2\n3",
            "new.yml": b"x\n",
        },
    )
    (catalog / "gone.yml").unlink()
    (catalog / "run.sh").chmod(0o755)
    found = differences(catalog, "HEAD")
    assert found.paths == {*("a.yml", 'ä "b"\t\\.yml', "gone.yml", "run.sh", "tail.yml", "new.yml")}
    assert found.lines == {
        "a.yml": {1, 4, 5, 6},
        'ä "b"\t\\.yml': {2},
        "tail.yml": {2, 3},
    }


def test_the_configuration_changes_nothing(catalog: Path) -> None:
    for name, value in (
        ("diff.noprefix", "true"),
        ("diff.mnemonicPrefix", "true"),
        ("color.ui", "always"),
        ("diff.context", "9"),
        ("core.quotePath", "false"),
        ("diff.external", "false"),
    ):
        git(catalog, "config", name, value)
    write(catalog, {"a.yml": b"1\n2\n3\nfour\n"})
    assert differences(catalog, "HEAD").lines == {"a.yml": {4}}


def test_lines_of_a_file_that_lost_some_are_not_touched(catalog: Path) -> None:
    write(catalog, {"a.yml": b"1\n4\n"})
    found = differences(catalog, "HEAD")
    assert found.paths == {"a.yml"}
    assert found.lines == {"a.yml": frozenset()}


def test_nothing_changed(catalog: Path) -> None:
    found = differences(catalog, "HEAD")
    assert (found.paths, found.lines) == (frozenset(), {})


def test_a_patch_that_is_cut_off() -> None:
    assert touched_lines(b"+++ b/a\n@@ -0,0 +1,5 @@\n+x") == {"a": {1, 2, 3, 4, 5}}
    assert touched_lines(b"") == {}


def test_files_of_a_revision(catalog: Path) -> None:
    assert files_at(catalog, "HEAD") >= {"a.yml", 'ä "b"\t\\.yml'}
    with pytest.raises(GitError, match="no commit"):
        files_at(catalog, "none")


def test_a_catalog_that_was_not_there_is_empty(catalog: Path) -> None:
    write(catalog.parent / "other", {"a.yml": b"x"})
    assert files_at(catalog.parent / "other", "HEAD") == frozenset()
    assert isinstance(catalog_at(catalog.parent / "other", "HEAD"), MemoryTree)
    tree = catalog_at(catalog, "HEAD")
    assert not isinstance(tree, MemoryTree)
    with tree:
        assert tree.read("a.yml") == b"1\n2\n3\n4\n"


def test_where_a_folder_lies_in_its_repository(
    catalog: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert place_in_repository(catalog) == "catalog/"
    assert place_in_repository(catalog.parent) == ""
    assert place_in_repository(tmp_path_factory.mktemp("none")) is None

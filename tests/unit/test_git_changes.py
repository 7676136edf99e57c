from pathlib import Path

import pytest

from chandlery.ports.errors import GitError
from chandlery.ports.git_changes import (
    Base,
    base_of,
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


# -- what a change is counted from -----------------------------------------------------------------


def _commit(repository: Path, name: str) -> str:
    write(repository, {name: b"x"})
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", f"--message={name}")
    return git(repository, "rev-parse", "HEAD").strip()


def test_a_branch_that_moved_on_is_compared_where_it_was_left(catalog: Path) -> None:
    repository = catalog.parent
    start = _commit(repository, "start")
    git(repository, "checkout", "--quiet", "-b", "work")
    assert base_of(catalog, "main") == Base(start)
    _commit(repository, "work")
    git(repository, "checkout", "--quiet", "main")
    _commit(repository, "main")
    git(repository, "checkout", "--quiet", "work")
    assert base_of(catalog, "main") == Base(start, forked=True)
    assert base_of(catalog, "HEAD~1") == Base(start)


def test_without_a_common_history_the_revision_itself_counts(catalog: Path) -> None:
    repository = catalog.parent
    main = git(repository, "rev-parse", "main").strip()
    git(repository, "checkout", "--quiet", "--orphan", "other")
    assert base_of(catalog, "main") == Base(main)  # no commit yet
    _commit(repository, "other")
    assert base_of(catalog, "main") == Base(main)


def test_a_shallow_clone_that_lacks_the_base_says_so(catalog: Path, tmp_path: Path) -> None:
    repository = catalog.parent
    git(repository, "checkout", "--quiet", "-b", "work")
    _commit(repository, "work")
    git(repository, "checkout", "--quiet", "main")
    main = _commit(repository, "main")
    git(repository, "checkout", "--quiet", "-b", "merged")
    git(repository, "merge", "--quiet", "--no-edit", "work")
    clone = tmp_path / "clone"
    shallow = ("clone", "--quiet", "--depth=1", "--branch")
    git(tmp_path, *shallow, "work", repository.as_uri(), str(clone))
    with pytest.raises(GitError, match="has no commit") as unknown:
        base_of(clone, main)
    assert "`git fetch --unshallow`" in unknown.value.hint
    git(clone, "fetch", "--quiet", "--depth=1", "origin", main)
    with pytest.raises(GitError, match="lacks the commit at which HEAD left") as lacking:
        base_of(clone, main)
    assert "`git fetch --unshallow`" in lacking.value.hint
    git(clone, "fetch", "--quiet", "--unshallow")
    assert base_of(clone, main).forked
    # A merge that a workflow checks out names what it merges into, and that is enough.
    git(tmp_path, *shallow, "merged", repository.as_uri(), str(tmp_path / "merge"))
    git(tmp_path / "merge", "fetch", "--quiet", "--depth=1", "origin", main)
    assert base_of(tmp_path / "merge", main) == Base(main)

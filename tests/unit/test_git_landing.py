"""What would land: merged without a working tree, and a clear answer where nothing can land."""

from pathlib import Path

import pytest

from chandlery.ports.errors import GitError
from chandlery.ports.git_authors import Author, authors
from chandlery.ports.git_changes import lines_between, names_between
from chandlery.ports.git_landing import Manner, catalog_tree, landing
from repositories import a_repository, git, write


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    """A repository whose branch `change` alters one of two files."""
    files = {"one.yml": b"1\n2\n3\n", "two.yml": b"1\n"}
    root = a_repository(tmp_path / "repository", {**files})
    git(root, "checkout", "--quiet", "-b", "change")
    commit(root, {"one.yml": b"1\n2\nthree\n"}, "alter")
    return root / "catalog"


def commit(root: Path, files: dict[str, bytes], message: str) -> str:
    write(root / "catalog", {**files})
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--allow-empty", f"--message={message}")
    return git(root, "rev-parse", "HEAD").strip()


def on_main(catalog: Path, files: dict[str, bytes]) -> None:
    git(catalog, "checkout", "--quiet", "main")
    commit(catalog.parent, files, "move on")
    git(catalog, "checkout", "--quiet", "change")


def test_a_base_that_moved_on_is_no_deletion(catalog: Path) -> None:
    on_main(catalog, {"new.yml": b"x\n"})
    found = landing(catalog, "main", "change")
    assert found.manner is Manner.MERGE
    base = git(catalog, "rev-parse", "main^{tree}").strip()
    assert names_between(catalog, base, found.tree) == {"catalog/one.yml"}


def test_what_lands_as_it_is_is_not_merged(catalog: Path) -> None:
    found = landing(catalog, "main", "change")
    assert found.manner is Manner.FORWARD
    assert found.tree == git(catalog, "rev-parse", "change^{tree}").strip()


def test_a_change_that_is_there_already_brings_nothing(catalog: Path) -> None:
    git(catalog, "checkout", "--quiet", "main")
    git(catalog, "merge", "--quiet", "--squash", "change")
    git(catalog, "commit", "--quiet", "--message=squashed")
    squashed = landing(catalog, "main", "change")
    assert squashed.tree == git(catalog, "rev-parse", "main^{tree}").strip()
    assert landing(catalog, "change", "main~1").manner is Manner.NOTHING


def test_a_conflict_names_the_files(catalog: Path) -> None:
    on_main(catalog, {"one.yml": b"1\n2\ndrei\n"})
    found = landing(catalog, "main", "change")
    assert (found.manner, found.tree) == (Manner.CONFLICT, "")
    assert found.conflicts == ("catalog/one.yml",)


def test_no_common_history_is_said(catalog: Path) -> None:
    git(catalog, "checkout", "--quiet", "--orphan", "other")
    commit(catalog.parent, {"one.yml": b"other\n"}, "begin again")
    assert landing(catalog, "main", "other").manner is Manner.UNRELATED


def test_a_base_that_is_not_there_is_an_error(catalog: Path) -> None:
    with pytest.raises(GitError, match="no commit 'elsewhere'"):
        landing(catalog, "elsewhere", "change")


def test_a_shallow_clone_without_the_fork_is_an_error_that_says_what_to_do(
    catalog: Path, tmp_path: Path
) -> None:
    on_main(catalog, {"new.yml": b"x\n"})
    clone = tmp_path / "clone"
    source = catalog.parent.as_uri()
    git(tmp_path, "clone", "--quiet", "--depth=1", "--no-single-branch", source, str(clone))
    with pytest.raises(GitError, match="shallow") as raised:
        landing(clone, "origin/main", "origin/change")
    assert "fetch-depth: 0" in raised.value.hint


def test_neither_files_nor_index_are_touched(catalog: Path) -> None:
    on_main(catalog, {"new.yml": b"x\n"})
    (catalog / "one.yml").write_bytes(b"at work\n")
    index = (catalog.parent / ".git/index").read_bytes()
    landing(catalog, "main", "change")
    assert (catalog / "one.yml").read_bytes() == b"at work\n"
    assert (catalog.parent / ".git/index").read_bytes() == index


def test_settings_of_the_user_change_nothing(catalog: Path) -> None:
    on_main(catalog, {"new.yml": b"x\n"})
    before = landing(catalog, "main", "change")
    git(catalog, "mv", "two.yml", "moved.yml")
    git(catalog, "commit", "--quiet", "--message=move")
    on_main(catalog, {"two.yml": b"1\n2\n"})
    renamed = landing(catalog, "main", "change")
    for name, value in (("merge.renames", "false"), ("diff.relative", "true")):
        git(catalog, "config", name, value)
    assert landing(catalog, "main", "change") == renamed
    assert before.tree != renamed.tree


def test_lines_between_trees_are_those_of_the_new_one(catalog: Path) -> None:
    old, new = (catalog_tree(catalog, name, "catalog") for name in ("main", "change"))
    assert names_between(catalog, old, new) == {"one.yml"}
    assert lines_between(catalog, old, new) == {"one.yml": frozenset({3})}


def test_a_catalog_that_is_not_there_is_empty(catalog: Path) -> None:
    none, whole = (catalog_tree(catalog, "main", folder) for folder in ("elsewhere", "catalog"))
    assert names_between(catalog, none, whole) == {"one.yml", "two.yml"}


def test_authors_are_told_by_file_and_merging_is_no_authorship(catalog: Path) -> None:
    git(catalog, "config", "user.name", "ignored")
    on_main(catalog, {"new.yml": b"x\n"})
    git(catalog, "merge", "--quiet", "--no-edit", "main")
    write(catalog, {"ä b.yml": b"x\n"})
    git(catalog, "add", "--all")
    git(
        catalog,
        *("-c", "user.name=x", "commit", "--quiet", "--message=more"),
        *("--author", "Ada <ada@acme.example>"),
    )
    tests = Author("Tests", "tests@example.org")
    assert authors(catalog, "catalog", "main", "HEAD") == {
        "one.yml": {tests},
        "ä b.yml": {Author("Ada", "ada@acme.example")},
    }

"""Reading one commit: the committed bytes, whatever the clone and the caller's settings."""

import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from builders import Files
from chandlery.ports import git_batch
from chandlery.ports.errors import GitError
from chandlery.ports.git import (
    Commit,
    GitTree,
    changed_files,
    changed_uncommitted,
    open_catalog,
    read_commit,
)
from chandlery.ports.git_objects import _AHEAD_LONG
from chandlery.trees import Entry, Mode
from repositories import DATE, a_repository, git, write

COMMITTED_AT = 1_795_176_000  # DATE
ODD_NAME = b"stray-\xff.txt"


def contents(tree: GitTree) -> dict[str, bytes]:
    return {entry.path: tree.read(entry.path) for entry in tree.entries()}


def read_all(folder: Path, revision: str = "HEAD") -> dict[str, bytes]:
    tree, _ = open_catalog(folder, revision)
    with tree:
        return contents(tree)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return a_repository(
        tmp_path / "origin",
        {
            "marketplace.yml": b"name: quay\n",
            "dos.txt": b"one\r\ntwo\n",
            "run me.sh": (b"#!/bin/sh\n", Mode.EXECUTABLE),
            "empty": b"",
            "kn\u00f6t/\U0001f9f6.txt": b"wool",
            "tab\tand\nline.txt": b"odd",
        },
    )


def test_every_kind_of_entry_is_listed_and_read(repository: Path) -> None:
    catalog = repository / "catalog"
    (catalog / "link").symlink_to("../outside/kn\u00f6t")
    other = a_repository(repository / "catalog" / "nested", {"x": b"x"})
    git(other, "branch", "--quiet", "topic")
    git(repository, "add", "catalog/link")
    git(repository, "-c", "advice.addEmbeddedRepo=false", "add", "catalog/nested")
    git(repository, "commit", "--quiet", "--message=links")
    tree, _ = open_catalog(catalog)
    with tree:
        assert tree.entries() == (
            Entry("dos.txt", Mode.FILE, 9),
            Entry("empty", Mode.FILE, 0),
            Entry("kn\u00f6t/\U0001f9f6.txt", Mode.FILE, 4),
            Entry("link", Mode.SYMLINK, 16),
            Entry("marketplace.yml", Mode.FILE, 11),
            Entry("nested", Mode.GITLINK, 0),
            Entry("run me.sh", Mode.EXECUTABLE, 10),
            Entry("tab\tand\nline.txt", Mode.FILE, 3),
        )
        assert tree.read("link") == "../outside/kn\u00f6t".encode()
        assert tree.read("nested") == b""
        assert tree.read("tab\tand\nline.txt") == b"odd"
        with pytest.raises(KeyError):
            tree.read("kn\u00f6t")


def test_a_name_that_is_not_utf8_is_kept_and_can_be_read(repository: Path) -> None:
    (repository / "catalog" / os.fsdecode(ODD_NAME)).write_bytes(b"stray")
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message=stray")
    assert read_all(repository / "catalog")["stray-\udcff.txt"] == b"stray"


def test_entries_are_sorted_by_code_points(tmp_path: Path) -> None:
    names = ["a/b", "a.b", "\ue000", "\U0001f9f6", "B", "b"]
    folder = a_repository(tmp_path / "r", dict.fromkeys(names, b""))
    assert list(read_all(folder / "catalog")) == sorted(names)


def test_a_shallow_clone_with_filters_gives_the_same_bytes(
    repository: Path, tmp_path: Path
) -> None:
    write(repository, {"catalog/more.txt": b"$Id$\nmore\n", "catalog/left.txt": b"out\n"})
    (repository / ".gitattributes").write_text(
        "*.txt text ident filter=upper\ncatalog/left.txt export-ignore\n"
    )
    git(repository, "-c", "core.safecrlf=false", "add", "--all")
    git(repository, "commit", "--quiet", "--message=second")
    clone = tmp_path / "clone"
    settings = ["core.autocrlf=true", "core.eol=crlf", "filter.upper.smudge=tr a-z A-Z"]
    options = [word for setting in settings for word in ("--config", setting)]
    git(tmp_path, "clone", "-q", "--depth=1", *options, repository.as_uri(), str(clone))
    assert (clone / "catalog" / "more.txt").read_bytes() != b"$Id$\nmore\n"  # filters are on
    assert read_all(clone / "catalog") == read_all(repository / "catalog")
    assert read_all(clone / "catalog")["more.txt"] == b"$Id$\nmore\n"
    assert open_catalog_commit(clone) == open_catalog_commit(repository)


def open_catalog_commit(repository: Path) -> Commit:
    tree, commit = open_catalog(repository / "catalog")
    tree.close()
    return commit


def test_a_commit_is_its_full_hash_and_its_committers_time(repository: Path) -> None:
    head = git(repository, "rev-parse", "HEAD").strip()
    git(repository, "tag", "--annotate", "--message=tag", "v1", date="2027-01-01T00:00:00Z")
    git(repository, "config", "log.showSignature", "true")
    for revision in ("HEAD", "main", head[:10], "v1"):
        assert read_commit(repository, revision) == Commit(head, COMMITTED_AT)
    assert DATE.startswith("2026-11-20T12:00:00")


def test_the_working_tree_is_not_read(repository: Path) -> None:
    before = read_all(repository / "catalog")
    write(repository, {"catalog/marketplace.yml": b"changed", "catalog/new": b"new"})
    git(repository, "add", "--all")
    assert read_all(repository / "catalog") == before


def test_an_older_revision_may_have_a_folder_that_the_disk_lacks(repository: Path) -> None:
    before = read_all(repository / "catalog")
    git(repository, "mv", "catalog", "moved")
    git(repository, "commit", "--quiet", "--message=moved")
    assert read_all(repository / "catalog", "HEAD~1") == before
    assert read_all(repository / "moved") == before


def test_a_linked_worktree_is_a_repository_too(repository: Path, tmp_path: Path) -> None:
    git(repository, "worktree", "add", "--quiet", str(tmp_path / "linked"))
    assert read_all(tmp_path / "linked" / "catalog") == read_all(repository / "catalog")


def test_a_bare_repository_can_be_read_by_prefix(repository: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--bare", str(repository), "bare.git")
    with GitTree(tmp_path / "bare.git", "catalog/", "HEAD") as tree:
        assert contents(tree) == read_all(repository / "catalog")
    with pytest.raises(GitError, match="not in a working tree"):
        open_catalog(tmp_path / "bare.git")


def test_a_hooks_environment_does_not_lead_elsewhere(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = read_all(repository / "catalog")
    other = a_repository(tmp_path / "other", {"x": b"x"})
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git" / "index"))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(other / ".git" / "objects"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.bare")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "true")
    assert read_all(repository / "catalog") == expected
    assert not changed_uncommitted(repository / "catalog")


def test_replaced_objects_are_not_followed(repository: Path) -> None:
    before = read_all(repository / "catalog")
    blob = git(repository, "rev-parse", "HEAD:catalog/marketplace.yml").strip()
    write(repository, {"evil": b"name: evil\n"})
    git(repository, "replace", blob, git(repository, "hash-object", "-w", "evil").strip())
    assert "evil" in git(repository, "show", "HEAD:catalog/marketplace.yml")
    assert read_all(repository / "catalog") == before


@pytest.mark.parametrize("kept", [0, 100_000, git_batch._KEPT])
def test_threads_may_share_a_tree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: int
) -> None:
    monkeypatch.setattr(git_batch, "_KEPT", kept)
    files: dict[str, bytes | tuple[bytes, Mode]] = {
        f"a/b/f{number}": bytes([number]) * (number * 997) for number in range(60)
    }
    folder = a_repository(tmp_path / "r", files)
    tree, _ = open_catalog(folder / "catalog")
    with tree, ThreadPoolExecutor(8) as executor:
        names = sorted(files) * 4
        assert list(executor.map(tree.read, names)) == [files[name] for name in names]


FORKED = """
import os, sys
from pathlib import Path
from chandlery.ports import git_batch
from chandlery.ports.git import open_catalog
git_batch._KEPT = int(sys.argv[2])
tree, _ = open_catalog(Path(sys.argv[1]))
paths = [entry.path for entry in tree.entries()]
expected = [tree.read(path) for path in paths]
child = os.fork()
for _ in range(50):
    assert [tree.read(path) for path in paths] == expected
if child == 0:
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
tree.close()
"""


@pytest.mark.parametrize("kept", [0, git_batch._KEPT])
def test_a_forked_process_reads_for_itself(repository: Path, kept: int) -> None:
    command = [sys.executable, "-c", FORKED, str(repository / "catalog"), str(kept)]
    subprocess.run(command, check=True, timeout=60)


def test_the_files_of_a_package_are_asked_for_at_once_and_no_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files: Files = {f"plugins/a/f{number:02}": b"%d" % number * 30_000 for number in range(50)}
    files |= {"marketplace.yml": b"m", "plugins/b/f": b"b", "publishers/p.yml": b"p"}
    files |= {"publishers/q.yml": b"q", "plugins/a/f99": bytes(_AHEAD_LONG + 1)}
    monkeypatch.setattr(git_batch, "_LONG", _AHEAD_LONG)
    tree, _ = open_catalog(a_repository(tmp_path / "r", files) / "catalog")
    asked = questions(monkeypatch)
    with tree:
        assert {path: tree.read(path) for path in files} == files
        read_ahead = [len(batch) for batch in asked]
        assert {path: tree.read(path) for path in files} == files
    # A package by megabytes, one at the root, another package, a folder of files, and a long one.
    assert read_ahead == [22, 18, 10, 1, 1, 2, 1]
    assert [len(batch) for batch in asked[len(read_ahead) :]] == [1]  # the long one again


def test_of_what_was_read_no_more_is_kept_than_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git_batch, "_KEPT", 1000)
    monkeypatch.setattr(git_batch, "_LONG", 500)
    files: Files = {f"{name}.txt": name.encode() * 400 for name in "abcd"}
    files["long.txt"] = bytes(501)
    tree, _ = open_catalog(a_repository(tmp_path / "r", files) / "catalog")
    asked = questions(monkeypatch)
    with tree:
        for name in "a", "b", "a", "c", "a", "b", "long", "long":
            assert tree.read(f"{name}.txt") == files[f"{name}.txt"]
    # The one that was not asked for longest is forgotten first, and a long one at once.
    assert len(asked) == len(["a", "b", "c", "b", "long", "long"])


def test_a_file_that_is_missing_hides_none_of_those_asked_for_with_it(tmp_path: Path) -> None:
    files: Files = {f"plugins/a/{name}": name.encode() for name in "abcde"}
    repository = a_repository(tmp_path / "r", files)
    blob = git(repository, "rev-parse", "HEAD:catalog/plugins/a/c").strip()
    tree, _ = open_catalog(repository / "catalog")
    assert tree.entries()
    (repository / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    with tree:
        for name in "abdeabde":
            assert tree.read(f"plugins/a/{name}") == name.encode()
        for _ in range(2):
            with pytest.raises(GitError, match=r"cannot read 'plugins/a/c'"):
                tree.read("plugins/a/c")


def test_git_that_ends_between_two_answers_is_begun_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files: Files = {f"plugins/a/{name}": name.encode() * 11 for name in "abc"}
    repository = a_repository(tmp_path / "r", files)
    once = tmp_path / "once"
    one = "printf '%s blob 11\\naaaaaaaaaaa\\n' $id"
    first = f"[ -e '{once}' ] || {{ : >'{once}'; read id; {one}; exit; }}"
    script = f'case "$*" in *--batch*) {first};; esac\nexec {shutil.which("git")} "$@"'
    fake_git(tmp_path / "bin", script)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    tree, _ = open_catalog(repository / "catalog")
    with tree:
        assert {path: tree.read(path) for path in files} == files
    assert once.exists()


def questions(monkeypatch: pytest.MonkeyPatch) -> list[list[bytes]]:
    """What Git is asked for from now on, at once each."""
    asked: list[list[bytes]] = []
    read = git_batch.ObjectReader._read

    def noted(self: git_batch.ObjectReader, batch: list[bytes]) -> bytes | None:
        asked.append(batch)
        return read(self, batch)

    monkeypatch.setattr(git_batch.ObjectReader, "_read", noted)
    return asked


def test_a_closed_tree_is_not_read(repository: Path) -> None:
    tree, _ = open_catalog(repository / "catalog")
    tree.read("empty")
    tree.close()
    tree.close()
    with pytest.raises(RuntimeError, match="closed"):
        tree.read("empty")


def test_a_damaged_repository_is_said_to_be_so(repository: Path) -> None:
    blob = git(repository, "rev-parse", "HEAD:catalog/dos.txt").strip()
    tree, _ = open_catalog(repository / "catalog")
    assert tree.entries()
    (repository / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    with tree:
        with pytest.raises(GitError, match=r"cannot read 'dos\.txt'") as caught:
            tree.read("dos.txt")
        assert "fsck" in caught.value.hint
        assert tree.read("marketplace.yml") == b"name: quay\n"  # the rest can still be read


def test_half_an_answer_is_none_and_the_next_question_is_asked_anew(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    once = tmp_path / "once"
    half = f"[ -e '{once}' ] || {{ : >'{once}'; read id; printf '%s blob 11\\nhalf' $id; exit; }}"
    git_itself = shutil.which("git")
    script = f'case "$*" in *--batch*) {half};; esac\nexec {git_itself} "$@"'
    fake_git(tmp_path / "bin", script)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    tree, _ = open_catalog(repository / "catalog")
    with tree:
        with pytest.raises(GitError, match="cannot read"):
            tree.read("marketplace.yml")
        assert tree.read("marketplace.yml") == b"name: quay\n"


def tree_object(repository: Path, *lines: bytes) -> str:
    """A tree object as Git would never write it."""
    return (
        subprocess.run(
            ["git", "hash-object", "-t", "tree", "--literally", "-w", "--stdin"],
            cwd=repository,
            input=b"".join(lines),
            capture_output=True,
            check=True,
        )
        .stdout.decode()
        .strip()
    )


@pytest.mark.parametrize("names", [(b"..",), (b"a", b"a"), (b"../../x",)])
def test_forged_trees_are_refused(repository: Path, names: tuple[bytes, ...]) -> None:
    blob = bytes.fromhex(git(repository, "rev-parse", "HEAD:catalog/empty").strip())
    inner = tree_object(repository, *(b"100644 " + name + b"\0" + blob for name in names))
    outer = tree_object(repository, b"40000 catalog\0" + bytes.fromhex(inner))
    commit = git(repository, "commit-tree", outer, "-m", "forged").strip()
    tree, _ = open_catalog(repository / "catalog", commit)
    with tree, pytest.raises(GitError, match="never commits"):
        tree.entries()


@pytest.mark.parametrize(
    "revision", ["nowhere", "main..main", "^main", "HEAD:catalog", "main~9", "deadbeef"]
)
def test_an_unknown_revision_is_named(repository: Path, revision: str) -> None:
    with pytest.raises(GitError, match="has no commit") as caught:
        read_commit(repository, revision)
    assert caught.value.revision == revision
    assert caught.value.hint


@pytest.mark.parametrize("revision", ["", "-p", "--all", "a\nb", "a\0b"])
def test_what_is_no_revision_never_reaches_git(
    repository: Path, revision: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(GitError, match="is not a revision"):
        open_catalog_at(repository, revision)


def open_catalog_at(repository: Path, revision: str) -> None:
    GitTree(repository, "catalog", revision).close()


def test_a_repository_without_commits_has_no_head(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    with pytest.raises(GitError, match="has no commit 'HEAD'"):
        open_catalog(tmp_path)


@pytest.mark.parametrize("folder", ["cataolg", "catalog/empty"])
def test_a_folder_that_the_revision_lacks_is_named(repository: Path, folder: str) -> None:
    with pytest.raises(GitError, match=f"has no folder '{folder}'"):
        open_catalog(repository / folder)


def test_outside_a_repository(tmp_path: Path) -> None:
    for ask in (open_catalog, changed_uncommitted):
        with pytest.raises(GitError, match="not in a Git repository") as caught:
            ask(tmp_path)
        assert "--worktree" in caught.value.hint
        assert caught.value.folder == str(tmp_path)


def test_git_is_missing(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(GitError, match="cannot be started") as caught:
        open_catalog(repository / "catalog")
    assert "Install Git" in caught.value.hint
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), again.hint, again.folder) == (
        str(caught.value),
        caught.value.hint,
        caught.value.folder,
    )


def fake_git(folder: Path, script: str) -> None:
    folder.mkdir()
    program = folder / "git"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


@pytest.mark.parametrize(
    ("said", "fact", "hint"),
    [
        (
            "fatal: detected dubious ownership in repository at '/x'\nTo add an exception, call:",
            "belongs to somebody else",
            "safe.directory",
        ),
        ("fatal: disk on fire\nmore", ": disk on fire", ""),
    ],
)
def test_gits_complaints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, fact: str, hint: str
) -> None:
    fake_git(tmp_path / "bin", f"cat >&2 <<'END'\n{said}\nEND\nexit 128")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    with pytest.raises(GitError) as caught:
        open_catalog(tmp_path)
    assert fact in str(caught.value)
    assert hint in caught.value.hint
    assert "\n" not in str(caught.value)


def edit(catalog: Path) -> None:
    (catalog / "marketplace.yml").write_bytes(b"name: other\n")


def add(catalog: Path) -> None:
    (catalog / "kn\u00f6t" / "new").write_bytes(b"")


def remove(catalog: Path) -> None:
    (catalog / "dos.txt").unlink()


@pytest.mark.parametrize(
    ("change", "path"),
    [(edit, "marketplace.yml"), (add, "kn\u00f6t/new"), (remove, "dos.txt")],
)
def test_uncommitted_changes_are_seen(
    repository: Path, change: Callable[[Path], None], path: str
) -> None:
    catalog = repository / "catalog"
    git(repository, "config", "status.showUntrackedFiles", "no")
    os.utime(catalog / "empty", (1, 1))
    write(repository, {"outside": b"of the catalog"})
    assert not changed_uncommitted(catalog)
    assert changed_files(catalog, "HEAD") == ()
    change(catalog)
    assert changed_uncommitted(catalog)
    assert changed_files(catalog, "HEAD") == (path,)


def test_changes_since_a_revision(repository: Path) -> None:
    git(repository, "mv", "catalog/dos.txt", "catalog/tab\u00e9.txt")
    git(repository, "commit", "--quiet", "--message=renamed")
    assert changed_files(repository / "catalog", "HEAD~1") == ("dos.txt", "tab\u00e9.txt")
    with pytest.raises(GitError, match="has no commit"):
        changed_files(repository / "catalog", "HEAD~7")

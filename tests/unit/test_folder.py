"""Folders: a working tree as it is, and a published root that is never half written."""

import os
import pickle
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from chandlery.formats.canonical import canonical
from chandlery.model.content import LISTING, PublishedFile
from chandlery.ports import disk, publication
from chandlery.ports.errors import ChandleryWorldError, StorageError
from chandlery.ports.folder import (
    FolderSink,
    FolderTree,
    SinkReport,
    create_files,
    read_file,
    write_file,
)
from chandlery.ports.places import FolderPlace
from chandlery.trees import Entry, Mode
from faults import Killed, killed_after

ENTRY = "index/v1/entry.json"
LAST = (LISTING, ENTRY)


def write(root: Path, files: dict[str, bytes]) -> None:
    for path, data in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)


def snapshot(root: Path) -> dict[str, tuple[int, int, bytes]]:
    """Every path with its inode, its time and its bytes; links and folders by their targets."""
    found = {}
    for place in sorted(root.rglob("*")):
        facts = place.lstat()
        if place.is_symlink():
            data = os.fsencode(place.readlink())
        else:
            data = place.read_bytes() if place.is_file() else b""
        found[place.relative_to(root).as_posix()] = (facts.st_ino, facts.st_mtime_ns, data)
    return found


def contents(root: Path) -> dict[str, bytes]:
    return {path: data for path, (_, _, data) in snapshot(root).items() if (root / path).is_file()}


class TestFolderTree:
    def test_it_lists_what_git_would_commit(self, tmp_path: Path) -> None:
        write(
            tmp_path,
            {
                "b/two words.txt": b"x",
                "b.txt": b"",
                "kn\u00f6t/\U0001f9f6": b"wool",
                ".DS_Store": b"",
                "b/.DS_Store": b"",
                ".git/config": b"",
                "nested/.git/HEAD": b"",
                "nested/file": b"x",
                ".hidden": b"x",
            },
        )
        (tmp_path / "run.sh").write_bytes(b"#!")
        (tmp_path / "run.sh").chmod(0o700)
        (tmp_path / "b" / "others.sh").write_bytes(b"#!")
        (tmp_path / "b" / "others.sh").chmod(0o611)
        (tmp_path / "away").symlink_to("/etc")
        (tmp_path / "dangling").symlink_to("kn\u00f6t/none")
        os.mkfifo(tmp_path / "pipe")
        (tmp_path / "empty").mkdir()
        tree = FolderTree(tmp_path)
        assert tree.entries() == (
            Entry(".hidden", Mode.FILE, 1),
            Entry("away", Mode.SYMLINK, 4),
            Entry("b.txt", Mode.FILE, 0),
            Entry("b/others.sh", Mode.FILE, 2),
            Entry("b/two words.txt", Mode.FILE, 1),
            Entry("dangling", Mode.SYMLINK, 10),
            Entry("kn\u00f6t/\U0001f9f6", Mode.FILE, 4),
            Entry("nested", Mode.GITLINK, 0),
            Entry("run.sh", Mode.EXECUTABLE, 2),
        )
        assert [len(tree.read(entry.path)) for entry in tree.entries()] == [
            entry.size for entry in tree.entries()
        ]
        assert tree.read("away") == b"/etc"
        for path in ("away/passwd", "b", "../x", ".git/config", "pipe"):
            with pytest.raises(KeyError):
                tree.read(path)

    def test_a_socket_is_passed_over(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)  # a socket's path is short
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind("s")
            assert FolderTree(tmp_path).entries() == ()

    def test_folders_deeper_than_pythons_stack_are_listed(self, tmp_path: Path) -> None:
        depth = sys.getrecursionlimit() + 200
        path = str(tmp_path)
        for _ in range(depth):
            path += "/d"
            Path(path).mkdir()
        try:
            Path(path, "f").write_bytes(b"x")
            assert [entry.path for entry in FolderTree(tmp_path).entries()] == ["d/" * depth + "f"]
        finally:
            subprocess.run(["rm", "-r", tmp_path / "d"], check=True)

    @pytest.mark.parametrize("data", [b"longer than before", b"", None])
    def test_a_file_that_changed_since_the_listing_is_not_read(
        self, tmp_path: Path, data: bytes | None
    ) -> None:
        write(tmp_path, {"a": b"abc"})
        tree = FolderTree(tmp_path)
        tree.entries()
        (tmp_path / "a").unlink()
        if data is not None:
            write(tmp_path, {"a": data})
        with pytest.raises(StorageError) as caught:
            tree.read("a")
        assert caught.value.path == str(tmp_path / "a")
        assert caught.value.hint

    def test_a_file_that_became_a_pipe_is_not_waited_for(self, tmp_path: Path) -> None:
        write(tmp_path, {"a": b"abc"})
        tree = FolderTree(tmp_path)
        tree.entries()
        (tmp_path / "a").unlink()
        os.mkfifo(tmp_path / "a")
        with pytest.raises(StorageError):
            tree.read("a")

    def test_a_file_that_became_a_link_is_not_followed(self, tmp_path: Path) -> None:
        write(tmp_path, {"a": b"abc", "secret": b"xyz"})
        tree = FolderTree(tmp_path)
        tree.entries()
        (tmp_path / "a").unlink()
        (tmp_path / "a").symlink_to("secret")
        with pytest.raises(StorageError):
            tree.read("a")

    def test_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(StorageError, match=r"none: No such file") as caught:
            FolderTree(tmp_path / "none").entries()
        again = pickle.loads(pickle.dumps(caught.value))
        assert (again.path, again.hint) == (str(tmp_path / "none"), caught.value.hint)

    def test_names_do_not_depend_on_the_locale(self, tmp_path: Path) -> None:
        os.close(os.open(os.fsencode(tmp_path) + b"/kn\xc3\xb6t-\xff", os.O_CREAT))
        script = (
            "import sys; from pathlib import Path; from chandlery.ports.folder import FolderTree\n"
            "tree = FolderTree(Path(sys.argv[1]))\n"
            "print([(ascii(e.path), tree.read(e.path)) for e in tree.entries()])"
        )
        for locale in ("C.UTF-8", "C", "POSIX"):
            shown = subprocess.run(
                [sys.executable, "-X", f"utf8={int(locale == 'C.UTF-8')}", "-c", script, tmp_path],
                env=os.environ | {"LC_ALL": locale, "PYTHONCOERCECLOCALE": "0"},
                check=True,
                capture_output=True,
                text=True,
            )
            assert shown.stdout == "[(\"'kn\\\\xf6t-\\\\udcff'\", b'')]\n"


def publish(root: Path, files: dict[str, bytes], processes: int = 1) -> SinkReport:
    """Publish files with their listing and an entry, as a build does."""
    listed = [PublishedFile.of(path, data) for path, data in files.items()]
    return publish_files(root, listed, processes)


def publish_files(root: Path, listed: list[PublishedFile], processes: int = 1) -> SinkReport:
    lines = b"".join(
        canonical({"path": file.path, "sha256": file.sha256, "size": file.size}) for file in listed
    )
    listing = PublishedFile.of(LISTING, lines)
    entry = PublishedFile.of(ENTRY, canonical({"files": listing.sha256}))
    return FolderSink(root, processes).publish([entry, listing, *reversed(listed)], last=LAST)


FILES = {
    "index.html": b"<p>",
    "artifacts/0123456789ab/knot.tgz": b"tgz",
    "plugins/knot/index.html": b"knot",
    "index/v1/shards/ab.json": b"{}",
}
LATER = {
    "index.html": b"<b>",
    "artifacts/0123456789ab/knot.tgz": b"tgz",
    "artifacts/456789abcdef/knot.tgz": b"tgz 2",
    "plugins/knot/index.html": b"knot",
    "plugins/knot/versions/index.html": b"2",
    "index/v1/shards/cd.json": b"{}",
}
MANY = {f"many/{number % 3}/{number}/index.html": b"%d" % number for number in range(20)}


class TestFolderSink:
    def test_a_first_publication_writes_everything(self, tmp_path: Path) -> None:
        root = tmp_path / "deep" / "public"
        assert publish(root, FILES) == SinkReport(written=6, unchanged=0, removed=0)
        found = contents(root)
        assert {path: found.pop(path) for path in FILES} == FILES
        assert sorted(found) == [ENTRY, LISTING]
        umask = os.umask(0)
        os.umask(umask)
        assert (root / "index.html").stat().st_mode & 0o777 == 0o666 & ~umask

    def test_unchanged_files_are_neither_made_nor_touched(self, tmp_path: Path) -> None:
        publish(tmp_path, FILES)
        before = snapshot(tmp_path)
        files = {path: PublishedFile.of(path, data) for path, data in FILES.items()}
        lazy = [
            PublishedFile(file.path, file.sha256, file.size, partial(pytest.fail, "was made"))
            for file in files.values()
        ]
        assert publish_files(tmp_path, lazy) == SinkReport(written=0, unchanged=6, removed=0)
        assert snapshot(tmp_path) == before

    def test_only_what_changed_is_rewritten(self, tmp_path: Path) -> None:
        publish(tmp_path, FILES)
        before = snapshot(tmp_path)
        report = publish(tmp_path, FILES | {"index.html": b"<b>"})  # as long as before
        assert report == SinkReport(written=3, unchanged=3, removed=0)
        after = snapshot(tmp_path)
        assert after["index.html"][2] == b"<b>"
        for path in set(FILES) - {"index.html"}:
            assert after[path] == before[path]

    def test_a_damaged_content_addressed_file_is_mended(self, tmp_path: Path) -> None:
        publish(tmp_path, FILES)
        write(tmp_path, {"artifacts/0123456789ab/knot.tgz": b"zzz"})
        assert publish(tmp_path, FILES).written == 1
        assert contents(tmp_path)["artifacts/0123456789ab/knot.tgz"] == b"tgz"

    def test_what_trust_hangs_on_is_written_last(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        renamed: list[str] = []
        rename = Path.replace

        def spy(self: Path, target: Path) -> Path:
            renamed.append(target.relative_to(tmp_path).as_posix())
            return rename(self, target)

        monkeypatch.setattr(Path, "replace", spy)
        publish(tmp_path, FILES)
        journal = ".chandlery-staging/journal.json"
        assert renamed == [journal, "artifacts", "index", "index.html", "plugins", LISTING, ENTRY]
        renamed.clear()
        publish(tmp_path, LATER)
        assert renamed == [
            journal,
            "artifacts/456789abcdef",
            "index/v1/shards/cd.json",
            "index.html",
            "plugins/knot/versions",
            LISTING,
            ENTRY,
        ]

    @pytest.mark.parametrize("steps", range(8))
    def test_new_folders_of_a_run_that_was_killed_are_found_and_put_in_place(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: int
    ) -> None:
        with monkeypatch.context() as patched, pytest.raises(Killed):
            killed_after(steps, patched)
            publish(tmp_path, FILES)
        there = FolderPlace(tmp_path)
        begun = [there.read(path) for path in FILES]
        assert begun == [None if steps == 0 else data for data in FILES.values()]
        publish(tmp_path, LATER)
        assert contents(tmp_path).keys() == {*LATER, LISTING, ENTRY}

    def test_the_longest_path_is_found_where_it_waits(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        longest = "/".join(["a" * 249] * 4)
        with monkeypatch.context() as patched, pytest.raises(Killed):
            killed_after(1, patched)
            publish(tmp_path, {longest: b"long"})
        publish(tmp_path, FILES)
        assert contents(tmp_path).keys() == {*FILES, LISTING, ENTRY}

    def test_several_processes_do_what_one_does(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(publication, "_TOGETHER", 2)
        for files in (FILES | MANY, LATER | MANY, LATER):
            reports = [publish(tmp_path / str(processes), files, processes) for processes in (1, 3)]
            assert reports[0] == reports[1]
            assert contents(tmp_path / "1") == contents(tmp_path / "3")
        before = snapshot(tmp_path / "3")
        report = publish(tmp_path / "3", LATER, 3)
        assert report == SinkReport(unchanged=len(LATER) + 2)
        assert snapshot(tmp_path / "3") == before

    def test_a_fault_in_another_process_changes_nothing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(publication, "_TOGETHER", 2)
        publish(tmp_path, FILES)
        before = snapshot(tmp_path)

        def killed() -> bytes:
            os.kill(os.getpid(), signal.SIGKILL)
            return b""

        good = [PublishedFile.of(path, data) for path, data in MANY.items()]
        sink = FolderSink(tmp_path, processes=2)
        forged = replace(good[5], read=lambda: b"forged")
        with pytest.raises(StorageError, match="not those of its digest"):
            sink.publish([*good[:5], forged, *good[6:]])
        ended = replace(good[5], read=killed)
        with pytest.raises(ChandleryWorldError, match="ended a worker"):
            sink.publish([*good[:5], ended, *good[6:]])
        assert snapshot(tmp_path) == before

    def test_a_folder_that_has_come_meanwhile_keeps_what_is_in_it(self, tmp_path: Path) -> None:
        def read() -> bytes:
            write(tmp_path, {"plugins/knot/mine": b"mine"})
            return b"knot"

        knot = replace(PublishedFile.of("plugins/knot/index.html", b"knot"), read=read)
        others = [PublishedFile.of("plugins/knot/a/b", b"b"), PublishedFile.of("plugins/c", b"c")]
        assert FolderSink(tmp_path).publish([knot, *others]) == SinkReport(written=3)
        assert contents(tmp_path) == {
            "plugins/knot/mine": b"mine",
            "plugins/knot/index.html": b"knot",
            "plugins/knot/a/b": b"b",
            "plugins/c": b"c",
        }

    @pytest.mark.parametrize("link", [True, False])
    def test_what_has_come_in_the_way_meanwhile_is_not_replaced(
        self, tmp_path: Path, link: bool
    ) -> None:
        root, outside = tmp_path / "public", tmp_path / "outside"
        write(outside, {"mine": b"mine"})

        def read() -> bytes:
            (root / "plugins").symlink_to(outside) if link else write(root, {"plugins": b"mine"})
            return b"knot"

        knot = replace(PublishedFile.of("plugins/knot/index.html", b"knot"), read=read)
        with pytest.raises(StorageError, match="in the way"):
            FolderSink(root).publish([knot])
        assert contents(outside) == {"mine": b"mine"}
        assert (root / "plugins").is_symlink() == link

    def test_what_is_listed_no_more_is_removed_and_nothing_else(self, tmp_path: Path) -> None:
        publish(tmp_path, FILES | {"old/deep/a.html": b"a", "old/deep/b.html": b"b"})
        write(tmp_path, {"CNAME": b"quay.example", "plugins/mine.txt": b"mine"})
        (tmp_path / "old" / "deep" / "b.html").unlink()  # gone already
        kept = {path: data for path, data in FILES.items() if path != "plugins/knot/index.html"}
        assert publish(tmp_path, kept).removed == 2
        found = contents(tmp_path)
        assert sorted(found) == sorted([*kept, "CNAME", "plugins/mine.txt", ENTRY, LISTING])
        assert not (tmp_path / "old").exists()
        assert not (tmp_path / "plugins" / "knot").exists()

    @pytest.mark.parametrize(
        "line",
        [
            '{"path": "../victim"}',
            '{"path": "/VICTIM"}',
            '{"path": "link/victim"}',
            '{"path": "link"}',
            '{"path": "folder"}',
            '{"path": "a/../../victim"}',
            '{"path": 7}',
            '["../victim"]',
            "[" * 100_000,
            "\xff\x00",
            "",
        ],
    )
    def test_a_hostile_listing_removes_nothing(self, tmp_path: Path, line: str) -> None:
        root = tmp_path / "public"
        write(tmp_path, {"victim": b"x", "public/folder/f": b"x"})
        (root / "link").symlink_to(tmp_path)
        text = line.replace("VICTIM", str(tmp_path / "victim")[1:])
        write(root, {LISTING: text.encode("latin-1") + b"\n"})
        assert publish(root, FILES).removed == 0
        assert (tmp_path / "victim").exists()
        assert (root / "link").is_symlink()
        assert (root / "folder" / "f").exists()

    def test_a_listing_beyond_all_measure_is_not_read(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(publication, "MAX_LISTING_BYTES", 10)
        write(tmp_path, {LISTING: b"x" * 11})
        with pytest.raises(StorageError, match="larger than 10 bytes"):
            publish(tmp_path, FILES)

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ({"a": b"file"}, {"a/b/c": b"below"}),
            ({"a/b/c": b"below", "a/d": b"x"}, {"a": b"file"}),
            ({"A.html": b"old"}, {"a.html": b"old"}),
        ],
    )
    def test_our_own_files_give_way(
        self, tmp_path: Path, first: dict[str, bytes], second: dict[str, bytes]
    ) -> None:
        publish(tmp_path, first)
        report = publish(tmp_path, second)
        assert (report.written, report.removed) == (len(second) + 2, len(first))
        assert sorted(contents(tmp_path)) == sorted([*second, ENTRY, LISTING])

    def test_a_new_spelling_is_written_after_the_old_one_is_gone(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """On a disk that ignores capitals the old name, removed last, would take the new file."""
        publish(tmp_path, {"A.html": b"same"})
        write(tmp_path, {"a.html": b"same"})  # what such a disk would show
        done: list[str] = []
        unlink, rename = Path.unlink, Path.replace

        def unlinked(self: Path) -> None:
            done.append(f"- {self.name}")
            unlink(self)

        def replaced(self: Path, target: Path) -> Path:
            done.append(f"+ {target.name}")
            return rename(self, target)

        monkeypatch.setattr(Path, "unlink", unlinked)
        monkeypatch.setattr(Path, "replace", replaced)
        publish(tmp_path, {"a.html": b"same"})
        assert done[:3] == ["+ journal.json", "- A.html", "+ a.html"]

    @pytest.mark.parametrize(
        "foreign",
        [
            {"index.html/mine": b"x"},
            {"plugins": b"x"},
            {"plugins/knot/index.html/a/b": b"x"},
        ],
    )
    def test_foreign_files_in_the_way_stop_everything(
        self, tmp_path: Path, foreign: dict[str, bytes]
    ) -> None:
        write(tmp_path, foreign)
        assert_refused_untouched(tmp_path, FILES, "in the way")

    @pytest.mark.parametrize("link", ["plugins", "plugins/knot", "index.html", "index"])
    def test_links_inside_are_not_written_through(self, tmp_path: Path, link: str) -> None:
        root, outside = tmp_path / "public", tmp_path / "outside"
        write(outside, {"index.html": b"mine", "knot/index.html": b"mine"})
        (root / link).parent.mkdir(parents=True)
        (root / link).symlink_to(outside if link != "index.html" else outside / "index.html")
        before = snapshot(outside)
        assert_refused_untouched(root, FILES, "in the way")
        assert snapshot(outside) == before

    def test_the_root_itself_may_be_a_link(self, tmp_path: Path) -> None:
        (tmp_path / "disk").mkdir()
        (tmp_path / "public").symlink_to("disk")
        publish(tmp_path / "public", FILES)
        assert contents(tmp_path / "disk")["index.html"] == b"<p>"

    @pytest.mark.parametrize(
        ("paths", "message"),
        [
            (["A.html", "a.html"], "beside each other"),
            (["a", "a/b"], "beside each other"),
            (["a", "a"], "beside each other"),
            (["../x"], "cannot be published"),
            (["/tmp/x"], "cannot be published"),
            (["a/./b"], "cannot be published"),
        ],
    )
    def test_bad_paths_are_refused_before_anything_is_written(
        self, tmp_path: Path, paths: list[str], message: str
    ) -> None:
        root = tmp_path / "public"
        files = [PublishedFile.of(path, b"x") for path in ["ok", *paths]]
        with pytest.raises(StorageError, match=message):
            FolderSink(root).publish(files, last=())
        assert not root.exists()

    def test_a_last_path_that_is_not_published_is_our_bug(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match=r"entry\.json"):
            FolderSink(tmp_path).publish([PublishedFile.of("a", b"")], last=(ENTRY,))

    @pytest.mark.parametrize("data", [b"forged", b"tg"])
    def test_bytes_that_are_not_those_of_the_digest_change_nothing(
        self, tmp_path: Path, data: bytes
    ) -> None:
        publish(tmp_path, FILES)
        before = snapshot(tmp_path)
        good = PublishedFile.of("z/new.tgz", b"tgz!!!")
        files = [PublishedFile.of("a/first", b"x"), good]
        files.append(PublishedFile("zz", good.sha256, good.size, lambda: data))
        with pytest.raises(StorageError, match="not those of its digest"):
            FolderSink(tmp_path).publish(files)
        assert snapshot(tmp_path) == before

    def test_a_disk_that_is_full_changes_nothing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        publish(tmp_path, FILES)
        before = snapshot(tmp_path)
        write_new = disk.write_new

        def full(place: Path, data: bytes) -> None:
            if b"3" in data:
                raise OSError(28, "No space left on device", str(place))
            write_new(place, data)

        monkeypatch.setattr(publication, "write_new", full)
        with pytest.raises(StorageError, match="No space left") as caught:
            publish(tmp_path, {"index.html": b"1", "a": b"2", "b": b"3"})
        assert "Free some space" in caught.value.hint
        assert snapshot(tmp_path) == before

    def test_what_a_killed_run_left_is_cleared(self, tmp_path: Path) -> None:
        write(tmp_path, {".chandlery-staging/0": b"half"})
        publish(tmp_path, FILES)
        assert not (tmp_path / ".chandlery-staging").exists()

    def test_two_runs_do_not_write_at_once(self, tmp_path: Path) -> None:
        def second() -> bytes:
            with pytest.raises(StorageError, match="another run is writing"):
                publish(tmp_path, FILES)
            return b"x"

        file = PublishedFile.of("a", b"x")
        nested = PublishedFile("a", file.sha256, 1, second)
        assert FolderSink(tmp_path).publish([nested]) == SinkReport(written=1)

    def test_a_root_that_is_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "public").write_bytes(b"")
        with pytest.raises(StorageError) as caught:
            publish(tmp_path / "public", FILES)
        assert caught.value.path == str(tmp_path / "public")


def assert_refused_untouched(root: Path, files: dict[str, bytes], message: str) -> None:
    before = snapshot(root)
    with pytest.raises(StorageError, match=message) as caught:
        publish(root, files)
    assert caught.value.path.startswith(str(root))
    assert snapshot(root) == before


class TestSingleFiles:
    def test_a_file_is_written_as_a_whole_and_read_back(self, tmp_path: Path) -> None:
        place = tmp_path / "releases" / "1.0.0" / "run.sh"
        write_file(place, b"first")
        assert place.stat().st_mode & 0o111 == 0
        write_file(place, b"second", executable=True)
        assert read_file(place) == b"second"
        assert place.stat().st_mode & 0o111
        assert [path.name for path in place.parent.iterdir()] == ["run.sh"]

    @pytest.mark.parametrize(
        "ask", [read_file, lambda path: write_file(path / "below", b"")], ids=["read", "write"]
    )
    def test_the_system_says_no(self, tmp_path: Path, ask: Callable[[Path], object]) -> None:
        (tmp_path / "file").write_bytes(b"")
        with pytest.raises(StorageError) as caught:
            ask(tmp_path / "file" / "x")
        assert caught.value.path.startswith(str(tmp_path / "file"))


def test_new_files_are_all_written_or_none(tmp_path: Path) -> None:
    write_file(tmp_path / "b/there", b"old")
    files = {"a/new": b"1", "b/there": b"2", "c/new": b"3"}
    with pytest.raises(StorageError):
        create_files(tmp_path, files)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["there"]
    assert (tmp_path / "b/there").read_bytes() == b"old"
    assert not (tmp_path / "a").exists()


def test_new_files_may_be_programs(tmp_path: Path) -> None:
    create_files(tmp_path, {"bin/run": (b"#!/bin/sh\n", Mode.EXECUTABLE), "README": b"Read.\n"})
    assert FolderTree(tmp_path).entries() == (
        Entry("README", Mode.FILE, 6),
        Entry("bin/run", Mode.EXECUTABLE, 10),
    )


def test_a_folder_that_goes_away_meanwhile_costs_no_file_unnoticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "folder").mkdir()
    gone = partial(shutil.rmtree, tmp_path / "folder")
    monkeypatch.setattr("chandlery.ports.journal._make_folder", lambda *_: gone())
    with pytest.raises(StorageError, match="No such file"):
        FolderSink(tmp_path).publish([PublishedFile.of("folder/file", b"x")])

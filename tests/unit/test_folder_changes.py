"""A difference is published as the whole would be, and nothing else is looked at."""

import os
from hashlib import sha256
from pathlib import Path

import pytest

from chandlery.model.content import ENTRY_FILE, LISTING, STAGING, PublishedFile
from chandlery.ports import disk, publication
from chandlery.ports.errors import StorageError
from chandlery.ports.folder import FolderSink, SinkReport
from chandlery.stages.listing import listing_of, patched
from faults import Killed, full_after, killed_after
from publications import Publication, files_of

LAST = (LISTING, ENTRY_FILE)
BEFORE = {
    "index.html": b"<p>",
    "index/v1/shards/ab.json": b"{}",
    "artifacts/0123456789ab/knot.tgz": b"tgz",
    "plugins/knot/index.html": b"knot",
    "plugins/bell/index.html": b"bell",
    "feeds/all.xml": b"<feed/>",
}
AFTER = BEFORE | {
    "index/v1/shards/cd.json": b"{ }",
    "plugins/knot/index.html": b"knot 2",
    "plugins/knot/versions/index.html": b"new",
    "feeds/all.xml": b"<feed>knot 2</feed>",
}
del AFTER["index/v1/shards/ab.json"], AFTER["plugins/bell/index.html"]


def published(files: Publication) -> list[PublishedFile]:
    return [PublishedFile.of(path, data) for path, data in files.items()]


def closing(listing: bytes) -> list[PublishedFile]:
    entry = PublishedFile.of(ENTRY_FILE, sha256(listing).hexdigest().encode())
    return [PublishedFile.of(LISTING, listing), entry]


def whole(root: Path, files: Publication) -> SinkReport:
    listed = published(files)
    return FolderSink(root).publish([*listed, *closing(listing_of(listed))], last=LAST)


def difference(
    root: Path, before: Publication = BEFORE, after: Publication = AFTER
) -> SinkReport | None:
    listing = listing_of(published(before))
    changed = published({path: data for path, data in after.items() if before.get(path) != data})
    removed = before.keys() - after.keys()
    close = closing(patched(listing, changed, removed))
    return FolderSink(root).publish_changes([*close, *changed], removed, last=LAST, listing=listing)


def complete(files: Publication) -> Publication:
    """Files with those that close them."""
    listing = listing_of(published(files))
    return files | {file.path: file.read() for file in closing(listing)}


def test_what_changed_is_written_and_what_is_gone_goes(tmp_path: Path) -> None:
    whole(tmp_path, BEFORE)
    assert difference(tmp_path) == SinkReport(written=6, unchanged=0, removed=2)
    assert files_of(tmp_path) == complete(AFTER)
    assert not (tmp_path / "plugins" / "bell").exists()


def test_what_is_there_already_is_not_written_again(tmp_path: Path) -> None:
    whole(tmp_path, BEFORE)
    (tmp_path / "feeds" / "all.xml").write_bytes(AFTER["feeds/all.xml"])
    (tmp_path / "plugins" / "bell" / "index.html").unlink()
    assert difference(tmp_path) == SinkReport(written=5, unchanged=1, removed=1)
    assert files_of(tmp_path) == complete(AFTER)


def test_no_other_file_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many = {f"plugins/{number}/index.html": b"%d" % number for number in range(200)}
    whole(tmp_path, BEFORE | many)
    calls: list[str] = []
    lstat, opened = Path.lstat, os.open

    def looked(self: Path) -> os.stat_result:
        calls.append(str(self))
        return lstat(self)

    def opening(path: str, *rest: int, **named: int) -> int:
        calls.append(str(path))
        return opened(path, *rest, **named)

    monkeypatch.setattr(Path, "lstat", looked)
    monkeypatch.setattr(os, "open", opening)
    assert difference(tmp_path, BEFORE | many, AFTER | many)
    assert not [place for number in range(200) for place in calls if f"/{number}/" in place]
    assert len(calls) < 100


@pytest.mark.parametrize(
    "other",
    [None, b"", b"other\n", listing_of(published(AFTER)), "folder", "link"],
    ids=["none", "empty", "foreign", "later", "folder", "link"],
)
def test_a_folder_of_another_publication_is_left_alone(
    tmp_path: Path, other: bytes | str | None
) -> None:
    root, place = tmp_path / "www", tmp_path / "www" / LISTING
    whole(root, BEFORE)
    place.unlink()
    if other == "folder":
        place.mkdir()
    elif other == "link":
        (tmp_path / "elsewhere").write_bytes(listing_of(published(BEFORE)))
        place.symlink_to(tmp_path / "elsewhere")
    elif isinstance(other, bytes):
        place.write_bytes(other)
    before = files_of(root)
    if other == "link":
        with pytest.raises(StorageError):
            difference(root)
    else:
        assert difference(root) is None
    assert files_of(root) == before


def test_a_folder_that_is_gone_is_not_made(tmp_path: Path) -> None:
    assert difference(tmp_path / "www") is None
    assert not (tmp_path / "www").exists()


def test_a_path_that_was_not_published_is_not_removed(tmp_path: Path) -> None:
    whole(tmp_path, BEFORE)
    (tmp_path / "CNAME").write_bytes(b"quay.example")
    listing = listing_of(published(BEFORE))
    report = FolderSink(tmp_path).publish_changes(
        closing(listing), ["CNAME", "../x"], last=LAST, listing=listing
    )
    assert report == SinkReport(unchanged=2)
    assert (tmp_path / "CNAME").exists()


def test_content_addressed_files_come_first_and_the_entry_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole(tmp_path, BEFORE)
    done: list[str] = []
    replace = Path.replace

    def replaced(self: Path, target: Path) -> Path:
        done.append(target.relative_to(tmp_path).as_posix())
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", replaced)
    difference(tmp_path)
    assert done[1] == "index/v1/shards/cd.json"
    assert done[-2:] == [*LAST]


@pytest.mark.parametrize("link", ["plugins", "plugins/knot/index.html", "index"])
def test_links_inside_are_not_written_through(tmp_path: Path, link: str) -> None:
    root = tmp_path / "www"
    whole(root, BEFORE)
    (root / link).rename(tmp_path / "outside")
    (root / link).symlink_to(tmp_path / "outside")
    before = files_of(tmp_path)
    with pytest.raises(StorageError, match="in the way"):
        difference(root)
    assert files_of(tmp_path) == before


def test_bytes_that_are_not_those_of_the_digest_change_nothing(tmp_path: Path) -> None:
    whole(tmp_path, BEFORE)
    before = files_of(tmp_path)
    listing = listing_of(published(BEFORE))
    good = PublishedFile.of("a", b"good")
    forged = PublishedFile("a", good.sha256, good.size, lambda: b"evil")
    with pytest.raises(StorageError, match="not those of its digest"):
        FolderSink(tmp_path).publish_changes(
            [forged, *closing(listing)], (), last=LAST, listing=listing
        )
    assert files_of(tmp_path) == before


def test_a_path_that_cannot_be_published_is_refused(tmp_path: Path) -> None:
    whole(tmp_path, BEFORE)
    with pytest.raises(StorageError, match="cannot be published"):
        difference(tmp_path, BEFORE, BEFORE | {"../x": b""})


@pytest.mark.parametrize("files", [0, 3])
def test_a_full_disk_leaves_the_last_publication(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: int
) -> None:
    whole(tmp_path, BEFORE)
    monkeypatch.setattr(publication, "write_new", full_after(files))
    with pytest.raises(StorageError, match="No space left"):
        difference(tmp_path)
    assert files_of(tmp_path) == complete(BEFORE)


@pytest.mark.parametrize("steps", range(10))
def test_one_that_was_killed_is_ended_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    whole(tmp_path, BEFORE)
    with monkeypatch.context() as patch, pytest.raises(Killed):
        killed_after(steps, patch)
        difference(tmp_path)
    begun = (tmp_path / STAGING / disk.JOURNAL).exists()
    last = AFTER | {"plugins/last": b"last"}
    again = difference(tmp_path, AFTER, last)
    assert (again is not None) == begun  # what was begun was ended before
    assert files_of(tmp_path) == complete(last if begun else BEFORE)
    if not begun:
        assert difference(tmp_path) == SinkReport(written=6, removed=2)

"""What publishes a difference leaves what the publication of the whole would have left."""

import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given, settings
from hypothesis import strategies as st

from chandlery.formats.canonical import canonical
from chandlery.model.content import ENTRY_FILE, LISTING, PublishedFile
from chandlery.ports.errors import StorageError
from chandlery.ports.folder import FolderSink, SinkReport
from chandlery.stages.listing import listing_of, patched

Files = dict[str, bytes]

PARTS = st.sampled_from(["a", "A", "b", "\u00e9", "e\u0301", "a ", 'a"'])
PATHS = st.lists(PARTS, min_size=1, max_size=3).map("/".join)
FILES = st.dictionaries(PATHS, st.sampled_from([b"1", b"2"]), max_size=6)


def published(files: Files) -> list[PublishedFile]:
    return [PublishedFile.of(path, data) for path, data in files.items()]


def closing(listing: bytes) -> list[PublishedFile]:
    return [PublishedFile.of(LISTING, listing), PublishedFile.of(ENTRY_FILE, canonical("entry"))]


def whole(root: Path, files: Files) -> SinkReport | None:
    listed = published(files)
    closed = [*listed, *closing(listing_of(listed))]
    return FolderSink(root).publish(closed, last=(LISTING, ENTRY_FILE))


def difference(root: Path, before: Files, after: Files) -> SinkReport | None:
    listing = listing_of(published(before))
    changed = [file for file in published(after) if before.get(file.path) != after[file.path]]
    removed = before.keys() - after.keys()
    return FolderSink(root).publish_changes(
        [*changed, *closing(patched(listing, changed, removed))],
        removed,
        last=(LISTING, ENTRY_FILE),
        listing=listing,
    )


def left(root: Path, publish: Callable[[], SinkReport | None]) -> object:
    """What is there afterwards, and how it went."""
    went: object
    try:
        report = publish()
        went = report and (report.written, report.removed)
    except StorageError as error:
        went = error.hint
    found = {
        place.relative_to(root).as_posix(): place.read_bytes() if place.is_file() else b"/"
        for place in root.rglob("*")
    }
    return went, found


def sound(files: Files) -> bool:
    """Whether they can be published."""
    with TemporaryDirectory() as folder:
        try:
            whole(Path(folder), files)
        except StorageError:
            return False
    return True


@settings(max_examples=300, deadline=None)
@given(
    before=FILES.filter(sound),
    added=FILES,
    gone=st.sets(PATHS),
    foreign=st.dictionaries(PATHS, st.just(b"mine"), max_size=2),
)
@example({"A": b"1"}, {"a": b"1"}, set(), {})
@example({"A": b"1"}, {"a": b"1"}, {"A"}, {})
@example({"A/b": b"1"}, {"a/c": b"1"}, set(), {})
@example({"A/b": b"1"}, {"a/c": b"1"}, {"A/b"}, {})
@example({"a": b"1"}, {"a/b": b"1"}, set(), {})
@example({"a": b"1"}, {"a/b": b"1"}, {"a"}, {})
@example({"a/b": b"1", "a/A": b"1"}, {"a": b"1"}, {"a/b"}, {})
@example({"a/b": b"1", "a/A": b"1"}, {"a": b"1"}, {"a/b", "a/A"}, {})
@example({"b": b"1"}, {"a": b"1"}, set(), {"A": b"mine"})
@example({"b": b"1"}, {"a/b": b"1"}, {"b"}, {"a": b"mine"})
def test_a_difference_is_the_whole(
    before: Files, added: Files, gone: set[str], foreign: Files
) -> None:
    kept = {path: data for path, data in before.items() if path not in gone}
    after = kept | added
    with TemporaryDirectory() as folder:
        one, other = Path(folder) / "one", Path(folder) / "other"
        whole(one, before)
        for path, data in foreign.items():
            place = one / path
            if not place.exists() and all(not up.is_file() for up in place.parents):
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(data)
        shutil.copytree(one, other)
        assert left(one, lambda: difference(one, before, after)) == left(
            other, lambda: whole(other, after)
        )

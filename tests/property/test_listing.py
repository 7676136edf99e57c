"""A list of files that was patched is the list of the files that there are then."""

from hashlib import sha256

from hypothesis import example, given
from hypothesis import strategies as st

from chandlery.formats.canonical import canonical
from chandlery.formats.index_v1 import FileLine
from chandlery.model.content import PublishedFile
from chandlery.stages.listing import listing_of, patched, told_of

PATHS = st.text(st.sampled_from('ab/.-" !#[\u00e9\u4e00\uffef\U0001f9f6'), min_size=1, max_size=4)
FILES = st.dictionaries(PATHS, st.integers(0, 3), max_size=30)


def published(files: dict[str, int]) -> list[PublishedFile]:
    return [PublishedFile.of(path, b"x" * size) for path, size in files.items()]


@given(FILES, FILES, st.sets(PATHS))
@example({'a"': 1, "a#": 1, "a": 1, "a ": 1}, {'a"b': 1}, {"a"})
@example({"\uffef": 1, "\U0001f9f6": 1}, {}, {"\uffef"})
@example({}, {"a": 1}, {"b"})
def test_a_patched_list_is_a_new_one(
    before: dict[str, int], changed: dict[str, int], removed: set[str]
) -> None:
    after = {path: size for path, size in before.items() if path not in removed} | changed
    listing = patched(listing_of(published(before)), published(changed), removed)
    assert listing == listing_of(published(after))
    for path in (*before, *changed, *removed):
        line = told_of(listing, path)
        assert (line.size if line else None) == after.get(path)


@given(FILES)
def test_a_list_is_lines_of_its_type_sorted_by_path(files: dict[str, int]) -> None:
    digests = {size: sha256(b"x" * size).hexdigest() for size in files.values()}
    lines = [FileLine(path=path, sha256=digests[size], size=size) for path, size in files.items()]
    ordered = sorted(lines, key=lambda line: line.path)
    assert listing_of(published(files)) == b"".join(canonical(line.plain()) for line in ordered)

"""Which file of the index stands on the page of its type, when only some were made now."""

from collections.abc import Iterator

import pytest

from chandlery.model.content import FileFact
from chandlery.stages.site.examples import examples

SMALL, LARGE, SHORT = 1200, 5000, 300


def shard(name: str, size: int) -> FileFact:
    return FileFact(f"index/v1/shards/{name}.json", name, size)


def never() -> Iterator[FileFact]:
    raise AssertionError("everything was looked through")


def test_the_smallest_that_tells_something_is_shown() -> None:
    made = [shard("a", LARGE), shard("b", SHORT), shard("c", SMALL)]
    assert examples({}, made, (), never)["shard"].sha256 == "c"
    assert examples({}, made[:2], (), never)["shard"].sha256 == "a"


@pytest.mark.parametrize(("made", "shown"), [(SMALL - 1, "new"), (SMALL + 1, "old")])
def test_what_was_shown_stays_unless_a_better_one_is_made(made: int, shown: str) -> None:
    known = {"shard": shard("old", SMALL)}
    assert examples(known, [shard("new", made)], (), never)["shard"].sha256 == shown


def test_where_it_is_gone_or_grown_all_are_looked_at() -> None:
    known, every = {"shard": shard("old", SMALL)}, [shard("other", SMALL + 1)]
    gone = {"index/v1/shards/old.json"}
    assert examples(known, [], gone, lambda: every)["shard"].sha256 == "other"
    grown = [shard("old", LARGE)]
    assert examples(known, grown, (), lambda: [*grown, *every])["shard"].sha256 == "other"


def test_what_there_is_one_of_is_shown_however_it_grew() -> None:
    known = {"bins": FileFact("index/v1/bins.json", "old", SMALL)}
    made = [FileFact("index/v1/bins.json", "new", LARGE)]
    assert examples(known, made, (), never)["bins"].sha256 == "new"

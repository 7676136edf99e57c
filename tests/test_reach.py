"""What a client fetches stays small, however much is published: the design's budget."""

import pytest

from benchmarks import reach
from benchmarks.index_scale import published
from benchmarks.marketplaces import generated, names, one_more_release
from chandlery.model.content import PublishedFile
from chandlery.model.file_classes import class_of
from chandlery.model.marketplace import Marketplace

Files = list[PublishedFile]


@pytest.fixture(scope="module")
def market() -> Marketplace:
    return generated(150, 8)


@pytest.fixture(scope="module")
def files(market: Marketplace) -> Files:
    return [*published(market)]


def test_a_shard_of_eight_releases_leaves_room_for_the_bins_of_20_000_names(files: Files) -> None:
    """60 kB cold: 1 for the entry, 34 for the list of bins and a bin, and 25 for the shard."""
    shards = [file.size for file in files if class_of(file.path).name == "shards"]
    assert len(shards) == 150
    assert max(shards) <= 25_000


def test_reaching_a_name_takes_four_requests_and_less_with_what_is_known(
    market: Marketplace, files: Files
) -> None:
    elsewhere, *asked = names(market, 40)
    after = published(one_more_release(market, elsewhere))
    assert reach.cold(files, asked).requests == 4
    again = reach.unchanged(files, asked)
    assert (again.requests, again.worst) == (1, 0)
    later = reach.changed(files, after, asked)
    assert later.requests == 3  # the entry, the list of bins, and for some their bin
    assert later.worst < reach.cold(after, asked).worst / 2


def test_the_shards_of_others_are_not_touched_by_a_release(
    market: Marketplace, files: Files
) -> None:
    elsewhere = names(market, 1)[0]
    before = {file.path for file in files if file.path.startswith("index/v1/shards/")}
    after = {file.path for file in published(one_more_release(market, elsewhere))}
    assert len(before - after) == 1

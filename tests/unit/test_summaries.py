"""Summaries: all that pages about many know of a package, and small enough to read them all."""

from dataclasses import replace

import msgspec
import pytest

from benchmarks.marketplaces import generated
from chandlery.model.governance import ReviewState
from chandlery.model.marketplace import Kind, Marketplace
from chandlery.model.summary import DeclaredUse, Summary
from chandlery.stages.site.summaries import overview, recorded, reviewed, summarise
from site_sample import hostile_sample, package, release, sample


@pytest.mark.parametrize("market", [sample(), hostile_sample()], ids=["sample", "hostile"])
def test_a_summary_comes_out_of_json_as_it_went_in(market: Marketplace) -> None:
    for item in overview(market).items.values():
        data = msgspec.json.encode(item)
        again = msgspec.json.decode(data, type=Summary)
        assert again == item
        assert msgspec.json.encode(again) == data


def test_everything_is_there_by_name() -> None:
    found = overview(sample())
    assert [*found.items] == ["bridge", "snoop", "tidy", "tidy-demo"]
    assert [*found.packages] == ["bridge", "snoop", "tidy"]
    assert [*found.integrations] == ["tidy-demo"]
    assert found.items["tidy-demo"].uses == "tidy"
    assert not hasattr(found.frame, "packages")


def test_a_package_is_told_by_the_release_that_is_shown_first() -> None:
    tidy = overview(sample()).items["tidy"]
    assert (tidy.kind, tidy.latest.version, tidy.publishers) == (Kind.PLUGIN, "1.2.0", ("acme",))
    assert tidy.latest.review is ReviewState.PROBATIONARY
    use = DeclaredUse("caliban", "fs.read", ("list", "open"), ("~/**",))
    assert use in tidy.declared[0].uses
    assert [item.version for item in tidy.releases] == ["1.0.0", "1.1.0", "1.2.0"]


def test_what_has_no_release_has_none_to_show() -> None:
    bare = summarise(sample().frame, package("bare"))
    assert (bare.releases, bare.declared, bare.changed) == ((), (), "")
    with pytest.raises(LookupError):
        _ = bare.latest


def test_reviewers_records_are_kept_beside_and_a_summary_tells_when_they_change() -> None:
    (tidy,) = (item for item in sample().packages if item.name == "tidy")
    kept = reviewed(tidy)
    newest = tidy.releases[-1]
    assert recorded(kept[newest.version]) == replace(newest.review, grants=(), receipts=())
    current = newest.review.probations[-1]
    other = replace(newest.review, probations=(replace(current, rationale="Because."),))
    changed = replace(tidy, releases=(*tidy.releases[:-1], replace(newest, review=other)))
    before, after = (summarise(sample().frame, item).latest for item in (tidy, changed))
    assert before.records != after.records
    assert before == msgspec.structs.replace(after, records=before.records)
    assert summarise(sample().frame, package("new", release("1.0.0", ""))).latest.version == "1.0.0"


def test_a_package_of_five_releases_is_told_in_a_few_bytes() -> None:
    told = [len(msgspec.json.encode(item)) for item in overview(generated(50, 5)).items.values()]
    assert sum(told) / len(told) < 1700

"""The text search: what it is fed with, what it finds, and that it is the same every time."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace

import cbor2
import pytest

from chandlery.model.marketplace import Marketplace
from chandlery.model.search import SearchRecord, TextSearch, search_ids
from chandlery.ports import search
from chandlery.ports.search import build_search
from chandlery.ports.website_configuration import EngineMissing, WebsiteError
from chandlery.stages.search_records import MAX_README, beginning, search_records
from parts import told_by
from site_sample import TITLES, hostile_sample, package, release, sample


def opened(data: bytes) -> bytes:
    """What a file of the engine's holds."""
    return gzip.decompress(data).removeprefix(b"pagefind_dcd")


def pages_of(built: TextSearch) -> list[str]:
    """What the list of pages calls them, in its order."""
    (data,) = (data for path, data in built.files.items() if path.endswith(".pf_meta"))
    return [name for name, _ in cbor2.loads(opened(data))[1]]


def records_of(marketplace: Marketplace) -> Iterator[SearchRecord]:
    """What the search is fed with."""
    return told_by(search_records(TITLES), marketplace)


def test_a_record_says_what_people_look_for_and_what_results_show() -> None:
    records = {record.url: record for record in records_of(sample())}
    tidy = records["plugins/tidy/"]
    assert tidy.content.startswith("Tidy does one thing.\nTidy Keeps a folder in order.")
    assert tidy.content.endswith("tidy, files, folders, automation")
    assert tidy.meta == {
        "title": "Tidy",
        "ecosystems": "Caliban, Craik",
        "kind": "plugin",
        "states": "probationary",
    }
    assert records["integrations/tidy-demo/"].meta["kind"] == "integration"


def test_a_readme_is_searched_as_text_up_to_a_bound() -> None:
    text = beginning(
        "# A [link](https://x.example)\n\n<script>no()</script>\n\n```\ncode\n```\nend"
    )
    assert text == "A link end"
    long = beginning("word " * 1000)
    assert MAX_README - 5 <= len(long) <= MAX_README
    assert long.endswith("word")


def test_the_same_records_give_the_same_bytes() -> None:
    packages = tuple(
        package(f"p{n:03}", release("1.0.0", "2026-01-01T00:00:00Z")) for n in range(300)
    )
    records = [*records_of(replace(sample(), packages=packages))]
    assert build_search(records) == build_search(records)


def test_every_record_has_a_name_that_its_address_gives_it_and_no_filters_are_written() -> None:
    built = build_search(records_of(sample()))
    ids = search_ids(record.url for record in records_of(sample()))
    assert pages_of(built) == sorted(ids.values())
    fragment = opened(built.files[f"search/fragment/{ids['plugins/tidy/']}.pf_fragment"])
    assert json.loads(fragment)["meta"]["title"] == "Tidy"
    assert len([path for path in built.files if "/fragment/" in path]) == len(ids)
    kinds = {path.split("/")[1].partition(".")[0] for path in built.files}
    assert kinds == {"fragment", "index", "pagefind", "pagefind-entry", "wasm"}


def test_a_page_keeps_its_name_whatever_becomes_of_its_text_and_of_others() -> None:
    one = SearchRecord("plugins/one/", "first", {})
    before = build_search([one])
    after = build_search([replace(one, content="second"), SearchRecord("plugins/two/", "x", {})])
    assert {*pages_of(before)} < {*pages_of(after)}


def test_pages_that_share_a_short_name_are_called_by_their_addresses() -> None:
    names = (f"plugins/p{number}/" for number in range(20_000))
    by_short: dict[str, str] = {}
    for address in names:
        (short,) = search_ids([address]).values()
        if short in by_short:
            break
        by_short[short] = address
    pair = [by_short[short], address]
    assert [*search_ids(pair).values()] == [
        f"_{name.strip('/').replace('/', '_')}" for name in pair
    ]
    built = build_search(SearchRecord(name, "word", {}) for name in [*pair, "plugins/other/"])
    assert len(set(pages_of(built))) == 3


def test_what_strangers_wrote_can_be_indexed() -> None:
    assert len(pages_of(build_search(records_of(hostile_sample())))) == 4


def test_where_there_is_nothing_to_find_there_is_no_search() -> None:
    assert build_search(()) == TextSearch()


def test_without_pagefind_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "find_spec", lambda name: None)
    with pytest.raises(EngineMissing, match="Pagefind is not installed") as caught:
        build_search([SearchRecord("a/", "a", {})])
    assert "chandlery[site]" in caught.value.hint


def test_an_engine_that_ends_early_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "program", lambda: "true")
    with pytest.raises(WebsiteError, match="before it gave an index"):
        build_search([SearchRecord("a/", "word " * 100_000, {})])


def test_a_first_query_stays_small_where_there_are_ten_thousand() -> None:
    """What every first query fetches, reckoned up: `make benchmarks` counts it in full.

    Fewer pages lie further apart in the list, so that each costs more than one of ten thousand.
    """
    some, more = (
        build_search(
            SearchRecord(f"plugins/p{n}/", f"word{n % 400} " * (40 + n % 50), {})
            for n in range(count)
        ).files
        for count in (1000, 3000)
    )
    engine = sum(len(data) for path, data in more.items() if path.endswith(".pagefind"))
    script = len(gzip.compress(more["search/pagefind.js"], 6))
    listed = [
        next(len(data) for path, data in files.items() if path.endswith(".pf_meta"))
        for files in (some, more)
    ]
    each = (listed[1] - listed[0]) / 2000
    part = 24_000  # of the index, the largest that the engine makes
    assert engine + script + 10_000 * each + part < 140_000

"""The text search: what it is fed with, what it finds, and that it is the same every time."""

import gzip
import json
from dataclasses import replace

import pytest

from chandlery.model.search import SearchRecord, TextSearch
from chandlery.ports import search
from chandlery.ports.search import build_search
from chandlery.ports.website_configuration import EngineMissing, WebsiteError
from chandlery.stages.search_records import MAX_README, beginning, search_records
from site_sample import TITLES, hostile_sample, package, release, sample


def test_a_record_says_what_people_look_for_and_what_results_show() -> None:
    records = {record.url: record for record in search_records(sample(), TITLES)}
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
    records = [*search_records(replace(sample(), packages=packages), TITLES)]
    assert build_search(records) == build_search(records)


def test_every_record_is_found_under_a_name_of_its_own_and_no_filters_are_written() -> None:
    built = build_search(search_records(sample(), TITLES))
    assert set(built.found) == {
        "adapters/bridge/",
        "plugins/snoop/",
        "plugins/tidy/",
        "integrations/tidy-demo/",
    }
    fragment = gzip.decompress(
        built.files[f"search/fragment/{built.found['plugins/tidy/']}.pf_fragment"]
    )
    told = json.loads(fragment.removeprefix(b"pagefind_dcd"))
    assert told["meta"]["title"] == "Tidy"
    kinds = {path.split("/")[1].partition(".")[0] for path in built.files}
    assert kinds == {"fragment", "index", "pagefind", "pagefind-entry", "wasm"}


def test_what_strangers_wrote_can_be_indexed() -> None:
    assert len(build_search(search_records(hostile_sample(), TITLES)).found) == 4


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

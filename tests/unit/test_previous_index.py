"""The last publication is foreign input: it is read, or said to be unreadable."""

import json
from typing import Any

import pytest

from chandlery.stages.previous import Digests
from chandlery.stages.previous import digests as digests_of
from chandlery.stages.read_index import DigestDiffers, IndexReader, IndexUnreadable, Read
from sealed import ROOT, a_release, a_shard, an_artifact, closed, digest, plain, sealed

WHEELS = [
    an_artifact(format="wheel", sha256="3" * 64),
    an_artifact(format="wheel", sha256="4" * 64),
]
GOOD = sealed(a_shard("a", a_release(artifacts=WHEELS, more=1), more=1), more=1)
SHARD = next(path for path in GOOD if "/shards/" in path)
NAMES = next(path for path in GOOD if "/names/" in path)


def digests(read: Read) -> Digests:
    return digests_of(IndexReader(read))


def test_every_artifact_and_manifest_is_found_and_unknown_keys_are_ignored() -> None:
    assert digests(GOOD.get) == {
        ("a", "1.0.0", "wheel", "3" * 64),
        ("a", "1.0.0", "wheel", "4" * 64),
        ("a", "1.0.0", "caliban.json", "2" * 64),
    }


@pytest.mark.parametrize("path", [f"{ROOT}/bins.json", NAMES, SHARD])
def test_a_file_that_nothing_vouches_for_is_refused(path: str) -> None:
    forged = GOOD | {path: GOOD[path].replace(b"3333", b"5555") + b"\n"}
    with pytest.raises(DigestDiffers) as caught:
        digests(forged.get)
    assert caught.value.path == path


@pytest.mark.parametrize("path", [f"{ROOT}/entry.json", f"{ROOT}/bins.json", NAMES, SHARD])
def test_a_file_that_is_gone_is_said(path: str) -> None:
    with pytest.raises(IndexUnreadable, match="is missing"):
        digests({key: value for key, value in GOOD.items() if key != path}.get)


@pytest.mark.parametrize(
    "value", [None, [], 1, "x", {}, {"digits": 1, "bins": 1}, {"digits": 1, "bins": {"g": "0"}}]
)
def test_an_entry_or_bins_of_another_form_are_unreadable(value: Any) -> None:
    with pytest.raises(IndexUnreadable):
        digests({f"{ROOT}/entry.json": plain(value)}.get)
    with pytest.raises(IndexUnreadable):
        digests(closed(GOOD | {f"{ROOT}/bins.json": plain(value)}).get)


@pytest.mark.parametrize("bin_", ["../..", "..", "0/", "00", "G", ""])
def test_a_bin_leads_to_no_other_path(bin_: str) -> None:
    """Though the digests fit: whoever publishes may mean harm as well."""
    bins = {"schema": "chandlery.bins.v1", "digits": 1, "bins": {bin_: "0" * 64}}
    asked = []

    def read(path: str) -> bytes | None:
        asked.append(path)
        return forged.get(path)

    forged = closed({**GOOD, f"{ROOT}/bins.json": plain(bins)})
    with pytest.raises(IndexUnreadable, match="is no bin"):
        digests(read)
    assert asked == [f"{ROOT}/entry.json", f"{ROOT}/bins.json"]


def test_a_name_in_another_names_bin_is_refused() -> None:
    """Clients would not find it there, and a check against the last publication would."""
    key = next(key for key in "0123456789abcdef" if f"/{key}.json" not in NAMES)
    data = GOOD[NAMES]
    from_bins = json.loads(GOOD[f"{ROOT}/bins.json"])
    (value,) = from_bins["bins"].values()
    moved = {
        **GOOD,
        f"{ROOT}/names/{key}.json": data,
        f"{ROOT}/bins.json": plain(from_bins | {"bins": {key: value}}),
    }
    with pytest.raises(IndexUnreadable, match="belongs to another bin"):
        digests(closed(moved).get)


def test_a_shard_about_somebody_else_is_refused() -> None:
    files = sealed(a_shard("a", a_release()))
    swapped = json.loads(files[NAMES])
    other = sealed(a_shard("b", a_release()))
    shard = next(path for path in other if "/shards/" in path)
    swapped["names"]["a"]["shard"] = shard.rpartition("/")[2].removesuffix(".json")
    files |= {shard: other[shard], NAMES: plain(swapped)}
    bins = json.loads(files[f"{ROOT}/bins.json"])
    bins["bins"] = {key: digest(files[NAMES]) for key in bins["bins"]}
    with pytest.raises(IndexUnreadable, match="is about the plugin 'b', not 'a'"):
        digests(closed(files | {f"{ROOT}/bins.json": plain(bins)}).get)


def test_brackets_without_end_are_unreadable() -> None:
    with pytest.raises(IndexUnreadable):
        digests(lambda path: b"[" * 10_000)


def test_an_entry_that_is_no_small_file_is_not_parsed() -> None:
    with pytest.raises(IndexUnreadable, match="longer than"):
        digests(lambda path: b" " * 100_000 + b"{}")

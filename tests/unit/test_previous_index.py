"""The last publication is foreign input: it is read, or said to be unreadable."""

import json
from typing import Any

import pytest

from chandlery.stages.previous import PreviousUnreadable, digests

GOOD: dict[str, Any] = {
    "entry.json": {"of": "a newer version"},
    "bins.json": {"bins": {"0": "…"}, "more": 1},
    "names/0.json": {"names": {"a": {"shard": "s", "more": 1}}},
    "shards/s.json": {
        "name": "a",
        "releases": [
            {
                "version": "1.0.0",
                "artifacts": [
                    {"format": "wheel", "sha256": "1"},
                    {"format": "wheel", "sha256": "2"},
                ],
            }
        ],
    },
}


def of(files: dict[str, Any]) -> Any:
    written = {f"index/v1/{path}": json.dumps(value).encode() for path, value in files.items()}
    return digests(written.get)


def test_every_artifact_is_found_and_unknown_keys_are_ignored() -> None:
    assert of(GOOD) == {("a", "1.0.0", "wheel", "1"), ("a", "1.0.0", "wheel", "2")}


@pytest.mark.parametrize("path", ["bins.json", "names/0.json", "shards/s.json"])
@pytest.mark.parametrize("value", [None, [], 1, "x", {}, {"bins": 1, "names": [], "releases": "x"}])
def test_anything_else_is_unreadable(path: str, value: Any) -> None:
    with pytest.raises(PreviousUnreadable):
        of(GOOD | {path: value})


def test_a_version_that_is_no_text_is_unreadable() -> None:
    shard = {
        "name": "a",
        "releases": [{"version": 1, "artifacts": [{"format": "x", "sha256": ""}]}],
    }
    with pytest.raises(PreviousUnreadable):
        of(GOOD | {"shards/s.json": shard})


def test_brackets_without_end_are_unreadable() -> None:
    with pytest.raises(PreviousUnreadable):
        digests(lambda path: b"[" * 100_000)

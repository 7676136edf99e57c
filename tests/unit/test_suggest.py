"""The nearest word, whatever its capitals."""

import pytest

from chandlery.suggest import did_you_mean, nearest


@pytest.mark.parametrize("word", ["macOS", "MACOS", "macs"])
def test_capitals_do_not_matter(word: str) -> None:
    assert nearest(word, ["linux", "macos", "windows"]) == "macos"
    assert did_you_mean("mit", ["MIT"]) == "Did you mean `MIT`?"


def test_nothing_is_near_to_something_else() -> None:
    assert nearest("plan9", ["linux", "macos", "windows"]) is None
    assert did_you_mean("plan9", []) == ""

"""The nearest word, whatever its capitals."""

from time import process_time

import pytest

from chandlery.suggest import Choices, did_you_mean, nearest


@pytest.mark.parametrize("word", ["macOS", "MACOS", "macs"])
def test_capitals_do_not_matter(word: str) -> None:
    assert nearest(word, ["linux", "macos", "windows"]) == "macos"
    assert did_you_mean("mit", ["MIT"]) == "Did you mean `MIT`?"


def test_nothing_is_near_to_something_else() -> None:
    assert nearest("plan9", ["linux", "macos", "windows"]) is None
    assert did_you_mean("plan9", []) == ""


@pytest.mark.parametrize(
    "word",
    ["plug-0a", "plu-07", "plug-077", "plug-70", "PLUG-07", "pluh-07"],
    ids=["changed", "left out", "added", "swapped", "in capitals", "mistyped"],
)
def test_a_slip_is_found_among_any_number_of_words_after_any_number_of_mistakes(word: str) -> None:
    names = {"plug-07", *(f"other-name-{at}" for at in range(2_000))}
    choices = Choices(names)
    first = choices.hint(word)
    for at in range(200):
        choices.hint(f"nothing-{at}")
    assert first == choices.hint(word) == "Did you mean `plug-07`?"


def test_many_mistakes_among_many_words_are_not_compared_one_by_one() -> None:
    choices = Choices(f"plug-{at}-of-many" for at in range(5_000))
    started = process_time()
    for at in range(5_000):
        choices.hint(f"gone-{at}-of-many")
    assert process_time() - started < 10  # each with each they take minutes

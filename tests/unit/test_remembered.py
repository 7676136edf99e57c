"""Answers are kept for the very thing that was asked about, and for no other that is like it."""

from chandlery.model.remembered import remembered


def test_an_answer_is_given_again_for_the_same_thing_and_worked_out_for_its_twin() -> None:
    asked: list[list[int]] = []

    @remembered(2)
    def total(numbers: list[int], more: int = 0) -> int:
        asked.append(numbers)
        return sum(numbers) + more

    one, twin = [1, 2], [1, 2]
    assert [total(one), total(one), total(twin), total(one, more=1)] == [3, 3, 3, 4]
    assert [id(it) for it in asked] == [id(one), id(twin), id(one)]


def test_only_the_last_answers_are_kept() -> None:
    asked: list[str] = []

    @remembered(2)
    def loud(text: str) -> str:
        asked.append(text)
        return text.upper()

    for text in ("a", "b", "c", "c", "a"):
        loud(text)
    assert asked == ["a", "b", "c", "a"]


def test_none_is_forgotten_before_there_are_too_many() -> None:
    asked: list[str] = []

    @remembered(10)
    def loud(text: str) -> str:
        asked.append(text)
        return text.upper()

    for text in "abcdefgh" * 2:
        loud(text)
    assert asked == [*"abcdefgh"]

"""Names that a slip of the pen makes of each other are told without looking at every slip."""

import random

import pytest

from chandlery.rules.confusables import skeleton
from chandlery.rules.slips import Known, Owned, slipped, slips


def found(one: str, other: str) -> bool:
    """Whether one of two names is found where the other is known."""
    for name, older in ((one, other), (other, one)):
        known = Known()
        known.add(Owned(older, frozenset({"older"})))
        if known.near(Owned(name, frozenset({"newer"}))):
            return True
    return False


@pytest.mark.parametrize("seed", range(40))
def test_what_is_passed_over_is_no_slip(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(200):
        one = "".join(chance.choices("ab12-", k=chance.choice([5, 6, 7])))
        at = chance.randrange(len(one))
        middle = "".join(chance.choices("ab12-", k=chance.choice([0, 1, 1, 2])))
        other = one[:at] + middle + one[at + chance.choice([0, 1, 1, 2]) :]
        if found(one, other) and skeleton(one) != skeleton(other):  # those are found by that
            assert slipped(one, other), (one, other)


def test_numbers_are_told_apart() -> None:
    assert not slipped("rope-splicer-3", "rope-splicer-4")
    assert not slipped("rope-splicer-3", "rope-splicer-34")
    assert slipped("rope-splicer-3", "rope-spilcer-3")


@pytest.mark.parametrize("seed", range(20))
def test_of_many_names_the_same_are_found_as_of_each_two(seed: int) -> None:
    chance = random.Random(seed)
    names = {"".join(chance.choices("ab1o0-", k=chance.choice([3, 5, 6]))) for _ in range(150)}
    apart = {
        name: near
        for name in names
        if (near := {other for other in names if other != name and slipped(name, other)})
    }
    assert slips(names) == apart
    assert len(apart) > 5

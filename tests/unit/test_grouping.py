"""A catalog in groups: nobody is lost, and a neighbour is found as if everybody had been asked."""

import random

import pytest

from chandlery.rules.slips import slipped
from chandlery.stages.grouping import Neighbourhoods, grouped
from chandlery.stages.related import Listed, Related
from chandlery.stages.relations import BEGINNING, PREFIX, PROBATION, Relations

LETTERS = "abcde-1"


def some_name(chance: random.Random) -> str:
    return "".join(chance.choices(LETTERS, k=chance.choice([3, 5, 6, 10, 12, 13, 14, 20])))


def slip(name: str, chance: random.Random) -> str:
    at = chance.randrange(len(name))
    return chance.choice(
        [
            name[:at] + name[at + 1 :],
            name[:at] + chance.choice(LETTERS) + name[at:],
            name[:at] + chance.choice(LETTERS) + name[at + 1 :],
            name[:at] + name[at + 1 : at + 2] + name[at : at + 1] + name[at + 2 :],
        ]
    )


def some_units(chance: random.Random) -> dict[str, Relations]:
    """Units whose names are near to each other, and that mention each other at random."""
    names = [some_name(chance) for _ in range(30)]
    names += [slip(chance.choice(names), chance) for _ in range(30)]
    words = [f"{kind}:{name}" for kind in "nipaw" for name in names[:8]]
    units = [f"{chance.choice(['plugins', 'publishers', 'advisories'])}/{name}" for name in names]
    known = {
        unit: Relations(
            [f"n:{unit.split('/')[-1]}", *chance.choices(words, k=1)], chance.choices(words, k=2)
        )
        for unit in [*units, "marketplace", "waivers"]
    }
    known[units[0]] = Relations([PROBATION], [])
    begun = names[2][:3]
    beginnings = [f"{BEGINNING}{begun[:end]}" for end in range(len(begun) + 1)]
    known[f"publishers/{names[1]}"] = Relations([f"{PREFIX}{begun}", *beginnings], [])
    return known


@pytest.mark.parametrize("seed", range(20))
def test_words_lead_to_the_same_neighbours_as_asking_everybody(seed: int) -> None:
    chance = random.Random(seed)
    known = some_units(chance)
    indexed, asked = Neighbourhoods(known), Related(Listed(known))
    for _ in range(10):
        touched = frozenset(chance.sample([*known], k=chance.choice([1, 2, 5])))
        assert indexed.neighbourhood(touched) == asked.neighbourhood(touched)


def test_the_samples_have_names_that_are_near() -> None:
    names = [unit.rpartition("/")[2] for unit in some_units(random.Random(1))]
    assert sum(slipped(one, other) for one in names for other in names) > len(names) + 20


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_everybody_is_in_one_group(size: int) -> None:
    known = some_units(random.Random(3))
    groups = grouped(known, size)
    assert sorted(unit for group in groups for unit in group) == sorted(known)
    assert max(map(len, groups)) <= size


def test_what_is_of_one_publisher_is_in_one_group() -> None:
    known = {
        "plugins/sail": Relations(["n:sail"], ["p:zenith"]),
        "plugins/rope": Relations(["n:rope"], ["p:acme"]),
        "integrations/sail-demo": Relations(["n:sail-demo"], ["n:sail"]),
        "advisories/A-1": Relations([], ["n:rope"]),
        "publishers/acme": Relations(["p:acme"], []),
        "publishers/zenith": Relations(["p:zenith"], []),
    }
    assert [*map(set, grouped(known, 3))] == [
        {"publishers/acme", "plugins/rope", "advisories/A-1"},
        {"publishers/zenith", "plugins/sail", "integrations/sail-demo"},
    ]

"""A feed has the last events of all, although most packages are not looked at."""

import random

import msgspec
import pytest

from chandlery.model.marketplace import Kind
from chandlery.stages.feed_choice import (
    LENGTH,
    Chosen,
    Event,
    Fed,
    Told,
    by_ecosystem,
    last_by_ecosystem,
    latest,
)
from chandlery.stages.site.feed_entries import About
from site_sample import sample

DIALECTS = ("caliban", "claude", "craik")


def a_package(chance: random.Random) -> Fed:
    days = range(1, chance.choice([3, 400]))
    releases = tuple(
        Chosen(
            f"2026-{chance.choice(days):04}",
            f"{number}.0.0",
            tuple(sorted(chance.sample(DIALECTS, chance.choice([0, 1, 1, 2])))),
        )
        for number in range(chance.randrange(5))
    )
    return Fed(About(Kind.PLUGIN, "A", DIALECTS), releases, "")


@pytest.mark.parametrize("count", [0, 1, 60, 500])
def test_a_feed_has_the_last_events_of_all(count: int) -> None:
    chance = random.Random(count)
    every = {f"p{number:03}": a_package(chance) for number in range(count)}
    told = {
        name: Told(last_by_ecosystem(item), msgspec.Raw(msgspec.json.encode(item)))
        for name, item in every.items()
    }
    read: set[str] = set()

    def fed(name: str) -> Fed | None:
        read.add(name)
        return msgspec.json.decode(told[name].package, type=Fed) if name in told else None

    found = by_ecosystem(sample().frame, told, fed)
    for dialect in ("", *DIALECTS):
        events: list[Event] = [
            (item.at, name, item.version, None)
            for name, package in every.items()
            for item in package.releases
            if not dialect or dialect in item.dialects
        ]
        assert latest(found.get(dialect, ()), LENGTH) == latest(events, LENGTH)
    assert len(read & told.keys()) <= 4 * LENGTH

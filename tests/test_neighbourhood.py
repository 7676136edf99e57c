"""A change looked at among its neighbours alone reads as among the whole catalog."""

import random
from collections.abc import Iterable

import pytest

from builders import Files, no_network
from chandlery.diagnostics import Diagnostic, Severity
from chandlery.pipeline import Inspection, inspect
from chandlery.stages.load import load
from chandlery.stages.related import Listed, Related, beside
from chandlery.stages.relations import Relations, relations
from chandlery.stages.scope import Change, Narrowing, PartOf, Scope, unit_of
from chandlery.stages.validate import validate
from chandlery.trees import MemoryTree
from test_narrowing import AT, CHANGES, FILES, _mutated, _plugin, replaced, since


def known(files: Files) -> dict[str, Relations]:
    """The relations of each unit, learned from that unit alone."""
    found: dict[str, Relations] = {}
    for unit in {*map(unit_of, files)}:
        part = PartOf(MemoryTree(files), Scope(units=frozenset({unit})))
        found[unit] = relations(validate(load(part).value).catalog)[unit]
    return found


def among_neighbours(before: Files, after: Files) -> tuple[frozenset[str], Inspection]:
    """What is found where both catalogs hold nothing but the neighbours of the change."""
    paths = frozenset(path for path in before | after if before.get(path) != after.get(path))
    touched = frozenset(map(unit_of, paths))
    units = Related(Listed(known(after)), Listed(known(before))).neighbourhood(touched)
    units |= beside(touched, {unit_of(path) for path in before | after})
    scope = Scope(units=units)
    change = Change(paths=paths, before=PartOf(MemoryTree(before), scope))
    tree = PartOf(MemoryTree(after), scope)
    return units, inspect(tree, fetch=no_network, at=AT, narrowing=Narrowing(change=change))


def told(found: Iterable[Diagnostic]) -> set[tuple[str, str, str]]:
    """What is said, but for hints and notes: those speak of the catalog as a whole."""
    return {(i.code, i.file, i.message) for i in found if i.severity > Severity.NOTE}


@pytest.mark.parametrize("change", [name for name in CHANGES if "settings" not in name])
def test_the_neighbours_are_enough(change: str) -> None:
    after = CHANGES[change]
    _, near = among_neighbours(FILES, after)
    assert told(near.diagnostics) == told(since(FILES, after).diagnostics)


@pytest.mark.parametrize("seed", range(60))
def test_the_neighbours_are_enough_whatever_changed(seed: int) -> None:
    chance = random.Random(seed)
    before = _mutated(FILES, chance)
    after = _mutated(before, chance)
    if before == after or before.get("marketplace.yml") != after.get("marketplace.yml"):
        return  # nothing is looked at then, or everything
    _, near = among_neighbours(before, after)
    assert told(near.diagnostics) == told(since(before, after).diagnostics)


def test_others_are_no_neighbours() -> None:
    after = replaced("plugins/ensign/README.md", b"Many", b"Some")
    units, _ = among_neighbours(FILES, after)
    assert "publishers/acme" in units
    assert units.isdisjoint({"plugins/bell", "plugins/dinghy", "publishers/other"})


@pytest.mark.parametrize("like", ["be1l", "bel", "blel", "belll"])
def test_a_name_that_can_be_taken_for_another_is_a_neighbour(like: str) -> None:
    bells = {path.replace("bell", "bells"): data for path, data in _plugin("bell").items()}
    before = FILES | bells
    name = like + "s"
    after = before | {path.replace("bell", name): data for path, data in _plugin("bell").items()}
    assert "plugins/bells" in among_neighbours(before, after)[0]

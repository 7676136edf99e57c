"""Parts: what is told comes out of JSON as it went in, and nothing looks at other packages."""

import random
from pathlib import Path
from typing import Any

import msgspec
import pytest

from builders import no_network
from chandlery.assembly import Edition, marketplace, parts
from chandlery.model.content import FileFact, PublishedFile
from chandlery.model.marketplace import Marketplace
from chandlery.model.parts import Told, no_again, subjects
from chandlery.model.suppliers import Suppliers
from chandlery.pipeline import inspect
from chandlery.ports.folder import FolderTree
from chandlery.stages.ledger import new as new_entry
from chandlery.trees import MemoryTree, Tree
from parts import whole
from traps import AT, a_trapped_catalog

CATALOG = Path(__file__).parents[2] / "catalog"
NAMES = [part.name for part in parts(Suppliers({}))]
AGAIN = [part.name for part in parts(Suppliers({})) if part.again is not no_again]


def a_market(tree: Tree, at: str) -> Marketplace:
    edition = Edition(base_url="https://quay.example/", at=at, serial=1, commit=None)
    return marketplace(inspect(tree, fetch=no_network, at=at), edition)


@pytest.fixture(scope="module", params=["demo", "traps"])
def market(request: pytest.FixtureRequest) -> Marketplace:
    if request.param == "demo":
        return a_market(FolderTree(CATALOG), "2026-11-01T00:00:00Z")
    return a_market(MemoryTree(a_trapped_catalog()), AT)


def test_no_two_parts_have_one_name() -> None:
    assert len({*NAMES}) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_part_is_made_of_what_was_told_alone(name: str, market: Marketplace) -> None:
    """As if each package had been looked at in another build, and its words kept as JSON."""
    (part,) = (item for item in parts(Suppliers.of(market)) if item.name == name)
    files: dict[str, bytes] = {}
    told: dict[str, bytes] = {}
    kept: dict[tuple[str, str], bytes] = {}
    for key, subject in subjects(market).items():
        one = part.one(market.frame, subject)
        assert not files.keys() & dict(one.files).keys()
        files |= dict(one.files)
        kept |= {(key, which): data for which, data in (one.kept or {}).items()}
        if one.told is not None:
            told[key] = msgspec.json.encode(one.told)
            assert msgspec.json.decode(told[key], type=part.told) == one.told
    again = {key: msgspec.json.decode(data, type=part.told) for key, data in told.items()}
    files |= dict(part.joined(market.frame, again, lambda name, key: kept[name, key]))
    assert files == whole(part, market)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("name", AGAIN)
def test_files_about_all_are_made_again_as_if_nothing_had_been_known(
    name: str, seed: int, market: Marketplace
) -> None:
    (part,) = (item for item in parts(Suppliers.of(market)) if item.name == name)
    looked = {key: part.one(market.frame, it).told for key, it in subjects(market).items()}
    everything = {key: told for key, told in looked.items() if told is not None}
    chance = random.Random(seed)
    new, gone = (frozenset(chance.sample(sorted(everything), count)) for count in (2, seed % 3))
    before = {key: told for key, told in everything.items() if key not in new - gone}
    now = {key: told for key, told in everything.items() if key not in gone}
    was = dict(part.joined(market.frame, before, no_more))
    facts = {path: new_entry(PublishedFile.of(path, data))[0] for path, data in was.items()}
    changed = Told(
        frame=market.frame,
        names=sorted(new | gone),
        now=now,
        was={key: before[key] for key in new | gone if key in before},
        published=facts,
        read=lambda fact: was[fact.path],
    )
    made = part.again(changed)
    assert made is not None
    files = [(it.path, was[it.path]) if isinstance(it, FileFact) else it for it in made]
    assert dict(files) == dict(part.joined(market.frame, now, no_more))


def test_a_list_that_is_not_as_it_was_published_is_joined_of_all() -> None:
    fact = FileFact("index/v1/changes.jsonl", "", 1)
    published = {fact.path: fact}
    frame = a_market(MemoryTree(a_trapped_catalog()), AT).frame
    told: Told[Any] = Told(
        frame=frame, names=(), now={}, was={}, published=published, read=lambda _: None
    )
    (part,) = (item for item in parts(Suppliers({})) if item.name == "changes")
    assert part.again(told) is None


def no_more(name: str, key: str) -> bytes:
    raise AssertionError(name, key)

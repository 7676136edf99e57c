"""Parts: what is told comes out of JSON as it went in, and nothing looks at other packages."""

from pathlib import Path

import msgspec
import pytest

from builders import no_network
from chandlery.assembly import Edition, marketplace, parts
from chandlery.model.marketplace import Marketplace
from chandlery.model.parts import subjects
from chandlery.model.suppliers import Suppliers
from chandlery.pipeline import inspect
from chandlery.ports.folder import FolderTree
from chandlery.trees import MemoryTree, Tree
from parts import whole
from traps import AT, a_trapped_catalog

CATALOG = Path(__file__).parents[2] / "catalog"
NAMES = [part.name for part in parts(Suppliers({}))]


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

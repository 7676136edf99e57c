"""Parts: what is told comes out of JSON as it went in, and nothing looks at other packages."""

from dataclasses import fields
from pathlib import Path
from typing import Any

import msgspec
import pytest

from builders import no_network
from chandlery.assembly import Edition, marketplace
from chandlery.dialects import DIALECTS
from chandlery.model.marketplace import Frame, Marketplace
from chandlery.model.parts import Part, subjects, whole
from chandlery.pipeline import inspect
from chandlery.ports.folder import FolderTree
from chandlery.trees import MemoryTree, Tree
from traps import AT, a_trapped_catalog

CATALOG = Path(__file__).parents[2] / "catalog"
PARTS: dict[str, Part[Any]] = {
    name: dialect.projection for name, dialect in DIALECTS.items() if dialect.projection
}


def a_market(tree: Tree, at: str) -> Marketplace:
    edition = Edition(base_url="https://quay.example/", at=at, serial=1, commit=None)
    return marketplace(inspect(tree, fetch=no_network, at=at), edition)


@pytest.fixture(scope="module", params=["demo", "traps"])
def market(request: pytest.FixtureRequest) -> Marketplace:
    if request.param == "demo":
        return a_market(FolderTree(CATALOG), "2026-11-01T00:00:00Z")
    return a_market(MemoryTree(a_trapped_catalog()), AT)


def frame_of(market: Marketplace) -> Frame:
    """The marketplace without a package to look at."""
    return Frame(**{item.name: getattr(market, item.name) for item in fields(Frame)})


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_a_part_is_made_of_what_was_told_alone(part: Part[Any], market: Marketplace) -> None:
    """As if each package had been looked at in another build, and its words kept as JSON."""
    files: dict[str, bytes] = {}
    told: dict[str, bytes] = {}
    kept: dict[tuple[str, str], bytes] = {}
    frame = frame_of(market)
    for name, subject in subjects(market).items():
        one = part.one(frame, subject)
        assert not files.keys() & dict(one.files).keys()
        files |= dict(one.files)
        kept |= {(name, key): data for key, data in (one.kept or {}).items()}
        if one.told is not None:
            told[name] = msgspec.json.encode(one.told)
            assert msgspec.json.decode(told[name], type=part.told) == one.told
    again = {name: msgspec.json.decode(data, type=part.told) for name, data in told.items()}
    files |= dict(part.joined(frame, again, lambda name, key: kept[name, key]))
    assert files == whole(part, market)

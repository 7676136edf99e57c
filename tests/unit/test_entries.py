"""Entries of the index are made without their types; here the types say whether they are right."""

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.marketplaces import generated
from builders import no_network
from chandlery.assembly import Edition, marketplace
from chandlery.formats.canonical import canonical
from chandlery.formats.index_v1 import SCHEMAS, schema_of
from chandlery.model.marketplace import Marketplace
from chandlery.pipeline import inspect
from chandlery.ports.folder import FolderTree
from chandlery.stages.index import ROOT
from chandlery.trees import MemoryTree, Tree
from marketplaces import a_closed_index
from traps import AT, a_trapped_catalog

CATALOG = Path(__file__).parent.parent.parent / "catalog"
MARKETS: dict[str, Callable[[], Marketplace]] = {
    "generated": lambda: generated(60, 4, seed=7),
    "demo": lambda: of(FolderTree(CATALOG), None),
    "traps": lambda: of(MemoryTree(a_trapped_catalog()), AT),
}


def of(tree: Tree, at: str | None) -> Marketplace:
    inspection = inspect(tree, fetch=no_network, at=at)
    edition = Edition(base_url="https://x.example/", at=inspection.at, serial=1, commit=None)
    return marketplace(inspection, edition)


@pytest.mark.parametrize("make", MARKETS.values(), ids=MARKETS)
def test_every_record_is_what_its_type_would_write(make: Callable[[], Marketplace]) -> None:
    looked_at = set()
    for file in a_closed_index(make()):
        name = schema_of(file.path.removeprefix(f"{ROOT}/"))
        if name in {"shard", "package", "integration"}:
            typed = SCHEMAS[name].model_validate_json(file.read())
            assert canonical(typed.plain()) == file.read(), file.path
            looked_at.add(name)
    assert looked_at >= {"shard", "package"}

from collections.abc import Iterable

from builders import a_catalog, no_network
from chandlery.diagnostics import Diagnostic
from chandlery.pipeline import inspect
from chandlery.rules.sizes import measured, oversized
from chandlery.trees import MemoryTree
from rules.case import RuleCase, Run

SHARD = f"index/v1/shards/{'a' * 64}.json"


def published(shard: int, entry: int = 1000) -> Run:
    """Two files of these sizes, in a marketplace whose shards may have 60 kB."""
    files = a_catalog()
    settings = files["marketplace.yml"]
    assert isinstance(settings, bytes)
    settings += b"limits:\n  shards: {file: 60000}\n  all: {total: 70000, files: 2}\n"

    def run() -> Iterable[Diagnostic]:
        tree = MemoryTree(files | {"marketplace.yml": settings})
        catalog = inspect(tree, fetch=no_network).catalog
        assert catalog
        return oversized(measured([("index/v1/entry.json", entry), (SHARD, shard)]), catalog)

    return Run(run, {"marketplace.yml": settings})


CASES = [
    RuleCase("SIZ001", under="60000", bad=published(60_001), good=published(60_000)),
    RuleCase("SIZ001", under="70000", bad=published(60_000, 10_001), good=published(60_000)),
]

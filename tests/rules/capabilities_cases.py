"""CAP: declarations that contradict each other, or widen unseen."""

from typing import Any

from builders import CALIBAN, CRAIK, Files, a_catalog, a_release, as_json
from craik_records import GOVERNANCE, filed, in_review
from rules.case import RuleCase, Tree

READS: dict[str, Any] = CRAIK["capabilities"][0]
RUNS = READS | {"capability": "process.run", "operations": ["run"], "targets": ["git"]}
RELEASES = "plugins/knot-counter/releases"


def craik(*capabilities: dict[str, Any], version: str = "1.0.0") -> bytes:
    return as_json(CRAIK | {"plugin_version": version, "capabilities": list(capabilities)})


def with_hooks(*capabilities: dict[str, Any]) -> Tree:
    """A release whose manifest for Caliban runs programs."""
    manifest = as_json(CALIBAN | {"components": {"hooks": "hooks/all.json"}})
    source: Files = {"plugin.json": manifest, "hooks/all.json": b'{"hooks": {}}\n'}
    extra = {"craik.json": craik(*capabilities)}
    return Tree(a_catalog(only=a_release(source=source, extra=extra)))


def updated(*capabilities: dict[str, Any], **governance: Any) -> Tree:
    """A second release, which declares these."""
    later = a_release("1.1.0", extra={"craik.json": craik(*capabilities, version="1.1.0")})
    files: Files = a_catalog() | later
    return Tree(files | filed(GOVERNANCE.replace("1.0.0", "1.1.0"), **governance))


CASES: tuple[RuleCase, ...] = (
    RuleCase(
        "CAP001",
        Tree(a_catalog(only=a_release(extra={"craik.json": craik(READS, RUNS)}))),
        Tree(a_catalog(only=a_release(extra={"craik.json": craik(READS, RUNS, READS)}))),
        '"repo.read"',
        f"{RELEASES}/1.0.0/craik.json",
    ),
    RuleCase(
        "CAP002",
        with_hooks(READS, RUNS),
        with_hooks(READS),
        '"hooks/all.json"',
        f"{RELEASES}/1.0.0/caliban.json",
    ),
    RuleCase(
        "CAP003",
        updated(READS, RUNS, probation_1=in_review(evidence_ids=[])),
        updated(READS, RUNS),
        '"process.run"',
        f"{RELEASES}/1.1.0/craik.json",
    ),
)

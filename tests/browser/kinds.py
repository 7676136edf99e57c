"""One page of every kind that the demo marketplace has, by what the kind is called."""

KINDS = {
    "home": "",
    "browse": "browse/",
    "list": "browse/ecosystem/craik/",
    "plugins": "plugins/",
    "plugin": "plugins/link-keeper/",
    "plugin on probation": "plugins/changelog-scribe/",
    "plugin for ObjectStack": "plugins/tide-tables/",
    "renamed": "plugins/md-link-check/",
    "adapters": "adapters/",
    "adapter with its matrix": "adapters/fixture-replay/",
    "refused adapter": "adapters/shell-runner/",
    "integrations": "integrations/",
    "integration with fixtures": "integrations/fixture-replay-demo/",
    "categories": "categories/",
    "category": "categories/data/",
    "capabilities": "capabilities/",
    "capability": "capabilities/network/",
    "vocabulary of Stigmem": "capabilities/stigmem/",
    "vocabulary of Caliban": "capabilities/caliban/",
    "publishers": "publishers/",
    "publisher": "publishers/harbourworks/",
    "review board": "review/",
    "review: promoted": "review/promoted/",
    "review: probationary": "review/probationary/",
    "review: rejected": "review/rejected/",
    "review: expired": "review/expired/",
    "advisories": "advisories/",
    "advisory": "advisories/harbour-2026-001/",
    "rules": "rules/",
    "rule": "rules/LAY001/",
    "statistics": "statistics/",
    "index types": "index-format/",
    "index type": "index-format/shard/",
    "ObjectStack apps": "objectstack/apps/",
    "ObjectStack contributions": "objectstack/contributions/",
    "guide": "guide/quickstart/",
    "guide with code": "guide/write-a-client/",
    "decision": "decisions/0001-problems-are-values/",
    "missing": "plugins/no-such-plugin/at/all",
}


def status_of(kind: str) -> int:
    """What the host answers."""
    return 404 if kind == "missing" else 200

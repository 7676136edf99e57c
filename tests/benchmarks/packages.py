"""Packages of a catalog for the benchmarks: what each is depends on its number alone.

So a larger catalog holds the smaller ones, and one more release changes nothing else.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import yaml

from benchmarks.governance import Reviewed, governance, moment
from benchmarks.manifests import adapter_package, native, value_of
from benchmarks.marketplaces import MIX, STATES
from benchmarks.sources import of_adapter, of_plugin
from benchmarks.texts import name_of, readme, sentence
from builders import Files, as_json
from chandlery.model.governance import ReviewState
from chandlery.model.marketplace import Kind
from chandlery.records.listing import Listing
from chandlery.records.release import ArtifactFormat
from chandlery.stages.draft import Request, draft
from chandlery.trees import MemoryTree

FIRST = datetime(2025, 1, 6, 9, tzinfo=UTC)
_BETWEEN = timedelta(days=40)
_CATEGORIES = ("automation", "code-quality", "data", "documentation", "integration", "memory")
PER_PUBLISHER = 10
_ADAPTERS, _EXAMPLES = 20, 40  # one of so many packages is an adapter, or has an example
_LOOK_BACK = 40  # packages, for one to depend on


@dataclass(frozen=True, slots=True)
class Plan:
    """What is the same in all releases of a package."""

    number: int
    name: str
    kind: Kind
    dialects: tuple[str, ...]
    asks: int

    @property
    def folder(self) -> str:
        return f"{self.kind.folder}/{self.name}"

    @property
    def publisher(self) -> str:
        return publisher_of(self.number)


def publisher_of(number: int) -> str:
    """Who publishes the package of a number."""
    return f"harbour-{number // PER_PUBLISHER:05}"


def plan(number: int) -> Plan:
    """The package of a number."""
    name, random = name_of(number), Random(f"plan {number}")
    if number % _ADAPTERS == _ADAPTERS - 1:
        return Plan(number, name, Kind.ADAPTER, ("craik",), 2)
    (dialects,) = random.choices([*MIX], [*MIX.values()])
    name = native("stigmem", name) if dialects == ("stigmem",) else name
    return Plan(number, name, Kind.PLUGIN, dialects, random.randint(3, 6))


def a_package(number: int, releases: int) -> Files:
    """A plugin or an adapter with its releases and reviews; some adapters have an example."""
    of = plan(number)
    files: Files = {
        f"{of.folder}/listing.yml": as_yaml(listing(of)),
        f"{of.folder}/README.md": readme(Random(of.name), title_of(of.name), of.name).encode(),
    }
    for minor in range(releases):
        files |= a_release(of, minor)
    return files | (_example(of) if number % _EXAMPLES == _ADAPTERS - 1 else {})


def a_release(of: Plan, minor: int) -> Files:
    """A release of a package, and what its reviewers wrote down."""
    version, when = f"1.{minor}.0", FIRST + minor * _BETWEEN + timedelta(hours=of.number % 900)
    manifests = _manifests(of, version, minor)
    plugin = of.kind is Kind.PLUGIN
    files = of_plugin(of.name, version, manifests) if plugin else of_adapter(of.name, version)
    random = Random(f"{of.name} {version}")
    drafted = draft(MemoryTree(files), _request(random, of, version, when, manifests))
    written = {f"{of.folder}/releases/{version}/{path}": data for path, data in drafted.items()}
    (state,) = random.choices([*STATES], [*STATES.values()])
    judged = Reviewed(
        folder=of.folder,
        name=of.name,
        version=version,
        published=when,
        state=state if plugin else ReviewState.PROMOTED,
        craik=manifests.get("craik") if plugin else None,
    )
    return written | governance(judged)


def _request(
    random: Random, of: Plan, version: str, when: datetime, manifests: Mapping[str, Any]
) -> Request:
    return Request(
        kind=of.kind,
        package=of.name,
        version=version,
        publisher=of.publisher,
        published=moment(when),
        listing=Listing.model_validate(listing(of)),
        notes="\n".join(f"- {sentence(random)}" for _ in range(3)),
        existing={f"{dialect}.json": as_json(value) for dialect, value in manifests.items()},
        formats=_formats(of),
        provenance={
            "repository": f"https://harbourworks.example/source/{of.name}",
            "commit": f"{random.getrandbits(160):040x}",
        },
    )


def _formats(of: Plan) -> tuple[ArtifactFormat, ...]:
    """What is packed where the manifests' clients want no file."""
    if of.kind is Kind.ADAPTER:
        return (ArtifactFormat.WHEEL,)
    return (ArtifactFormat.TAR_GZ,) if of.dialects == ("craik",) else ()


def _manifests(of: Plan, version: str, minor: int) -> dict[str, Any]:
    if of.kind is Kind.ADAPTER:
        return {"craik": adapter_package(of.name, version, f"evidence_{of.name}_1-0-0_source")}
    asks = min(6, of.asks + minor // 4)  # it comes to do more
    made = {
        dialect: value_of(dialect, of.name, version, asks, _needs(of, dialect))
        for dialect in of.dialects
    }
    if "craik" in made:
        made["craik"] |= {"publisher": of.publisher, "created_at": moment(FIRST)}
    return made


def _needs(of: Plan, dialect: str) -> list[str]:
    """What a package depends on: one of five, on the one before it for the same ecosystem."""
    if of.number % 5:
        return []
    for number in range(of.number - 1, max(of.number - _LOOK_BACK, -1), -1):
        other = plan(number)
        if other.kind is Kind.PLUGIN and dialect in other.dialects:
            return [other.name]
    return []


def listing(of: Plan) -> dict[str, Any]:
    """What people read about a package."""
    random = Random(f"listing of {of.name}")
    names = {
        dialect: native(dialect, of.name)
        for dialect in of.dialects
        if native(dialect, of.name) != of.name
    }
    return {
        "title": title_of(of.name),
        "summary": sentence(random, 14),
        "categories": random.sample(_CATEGORIES, 2),
        "license": "MIT",
        "tags": [*of.name.split("-")[:2], "release-notes"],
        "links": {
            "homepage": f"https://harbour.example/plugins/{of.name}/",
            "source": f"https://harbourworks.example/source/{of.name}",
        },
        "maintainers": [{"name": "Harbourworks", "email": "plugins@harbourworks.example"}],
        "examples": [{"title": sentence(random, 4), "code": f"{of.name} look --all"}],
        **({"names": names} if names else {}),
    }


def title_of(name: str) -> str:
    """What people call a package."""
    return name.replace("-", " ").title()


def _example(of: Plan) -> Files:
    """A worked example of an adapter."""
    name = f"{of.name}-demo"
    record = {
        "schema": "craik.reference_integration",
        "version": "0.1.0",
        "id": name,
        "kind": "adapter",
        "name": f"{title_of(of.name)}, step by step",
        "description": "Answers two requests, and compares the answers.",
        "adapter_package_id": of.name,
        "docs": ["README.md"],
        "fixture_paths": ["fixtures/requests.jsonl"],
        "check_commands": ["python3 -m json.tool --json-lines fixtures/requests.jsonl"],
        "compatibility_notes": ["Tried with Craik 0.12.9."],
        "safe_to_run_locally": True,
        "reproducible": True,
        "provenance_ids": [f"evidence_{of.name}_1-0-0_source"],
        "created_at": "2025-06-01T09:00:00Z",
    }
    told = listing(of) | {"title": record["name"]}
    requests = b"".join(as_line({"prompt": sentence(Random(key))}) for key in range(20))
    return {
        f"integrations/{name}/craik.json": as_json(record),
        f"integrations/{name}/listing.yml": as_yaml(told),
        f"integrations/{name}/README.md": readme(Random(name), title_of(name), name).encode(),
        f"integrations/{name}/fixtures/requests.jsonl": requests,
    }


def as_line(value: Mapping[str, Any]) -> bytes:
    """A line of JSON."""
    return json.dumps(value).encode() + b"\n"


def as_yaml(value: Mapping[str, Any]) -> bytes:
    """YAML as somebody would write it."""
    return yaml.safe_dump(dict(value), sort_keys=False, allow_unicode=True).encode()

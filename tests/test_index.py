"""Index v1: a chain of digests from one small file, and types that the world can rely on."""

import hashlib
import json
import re
from collections import Counter
from html import escape, unescape
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic import ValidationError

from builders import CRAIK, Files, a_catalog, a_release, as_json, no_network
from chandlery.assembly import Edition, marketplace
from chandlery.diagnostics import has_errors
from chandlery.formats.index_v1 import (
    PLACES,
    SCHEMAS,
    ArtifactEntry,
    ReleaseEntry,
    Shard,
    schema_of,
)
from chandlery.model.governance import Availability, ReviewState
from chandlery.model.marketplace import Marketplace
from chandlery.pipeline import inspect
from chandlery.stages.index import ENTRY, FILES, bin_digits
from chandlery.trees import MemoryTree
from marketplaces import a_closed_index
from sealed import a_release as a_sealed_release
from sealed import a_shard
from served import served

EDITION = Edition(
    base_url="https://quay.example/",
    at="2026-11-01T00:00:00Z",
    serial=1_793_491_200,
    commit="c" * 40,
)
GUIDE = Path(__file__).parent.parent / "site-src" / "guide" / "index-format.md"
GOVERNANCE = "plugins/knot-counter/governance/1.0.0"


def a_market(files: Files, at: str = EDITION.at) -> Marketplace:
    inspection = inspect(MemoryTree(files), fetch=no_network)
    assert not has_errors(inspection.diagnostics)
    edition = Edition(base_url=EDITION.base_url, at=at, serial=1, commit=None)
    return marketplace(inspection, edition)


def published(market: Marketplace) -> dict[str, bytes]:
    files = a_closed_index(market, serial=EDITION.serial, commit=EDITION.commit)
    return {file.path: file.read() for file in files}


def a_probation(**changes: object) -> dict[str, object]:
    return {
        "schema": "craik.plugin_probation",
        "version": "0.1.0",
        "id": "probation_knot",
        "plugin_descriptor_id": "knot-counter",
        "policy_envelope_id": "policy_review",
        "criteria": [{"name": "source_review", "summary": "Somebody read it."}],
        "created_at": "2026-07-01T09:00:00Z",
    } | changes


def promoted() -> bytes:
    return as_json(
        a_probation(
            status="promoted",
            criteria=[
                {"name": "r", "summary": "Read.", "passed": True, "evidence_ids": ["ev-review"]}
            ],
            compatibility_check_ids=["ev-review"],
            evidence_ids=["ev-review"],
            decision={
                "decision": "promote",
                "decided_by": "ada",
                "rationale": "It counts.",
                "evidence_ids": ["ev-review"],
                "decided_at": "2026-07-20T09:00:00Z",
            },
            durable_trust_granted=True,
        )
    )


EVIDENCE = b"""\
title: Source review
kind: review
summary: Read in full.
by: ada
recorded: 2026-07-19T09:00:00Z
"""
PROMOTED: Files = {
    f"{GOVERNANCE}/probation-knot.json": promoted(),
    f"{GOVERNANCE}/evidence/ev-review.yml": EVIDENCE,
}
BLOCK: Files = {
    "advisories/2026-001.yml": b"""\
title: It leaks
act: block
package: knot-counter
versions: [">=1.0.0,<1.1.0"]
severity: critical
reason: Sends the log away.
evidence: [https://quay.example/a]
published: 2026-09-01T00:00:00Z
expires: 2027-01-01T00:00:00Z
appeal: security@quay.example
"""
}


def test_a_client_reaches_a_release_by_digests_alone() -> None:
    market = a_market(a_catalog() | PROMOTED)
    files = published(market)

    def verified(path: str, digest: str) -> dict[str, object]:
        assert hashlib.sha256(files[path]).hexdigest() == digest
        value = json.loads(files[path])
        assert isinstance(value, dict)
        return value

    entry = json.loads(files[ENTRY])
    bins = verified("index/v1/bins.json", entry["files"]["bins.json"]["sha256"])
    digits = bins["digits"]
    assert isinstance(digits, int)
    key = hashlib.sha256(b"knot-counter").hexdigest()[:digits]
    names = verified(f"index/v1/names/{key}.json", bins["bins"][key])  # type: ignore[index]
    name = names["names"]["knot-counter"]  # type: ignore[index]
    assert (name["kind"], name["latest"], name["review"]) == ("plugin", "1.0.0", "promoted")
    shard = verified(f"index/v1/shards/{name['shard']}.json", name["shard"])
    releases = shard["releases"]
    assert isinstance(releases, list)
    (release,) = releases
    (artifact,) = release["artifacts"]
    assert artifact["path"].startswith(f"artifacts/{artifact['sha256'][:12]}/")
    assert release["offered"] is True
    assert release["publisher_verified"] is True
    assert set(release["dialects"]) == {"caliban", "craik"}


def test_files_lists_everything_but_itself_and_the_entry() -> None:
    files = published(a_market(a_catalog()))
    lines = [json.loads(line) for line in files[FILES].splitlines()]
    assert [line["path"] for line in lines] == sorted(files.keys() - {FILES, ENTRY})
    for line in lines:
        data = files[line["path"]]
        assert (line["sha256"], line["size"]) == (hashlib.sha256(data).hexdigest(), len(data))


def test_the_entry_is_small_and_names_its_source() -> None:
    entry = published(a_market(a_catalog()))[ENTRY]
    assert len(entry) <= 4096
    value = json.loads(entry)
    assert (value["serial"], value["source"]["commit"]) == (EDITION.serial, EDITION.commit)


SCHEMA_CASES = [
    ("entry", "index/v1/entry.json"),
    ("bins", "index/v1/bins.json"),
    ("names", "index/v1/names/"),
    ("shard", "index/v1/shards/"),
    ("package", "index/v1/plugins/"),
    ("advisories", "index/v1/advisories.json"),
    ("renames", "index/v1/renames.json"),
    ("waivers", "index/v1/waivers.json"),
    ("change", "index/v1/changes.jsonl"),
    ("file", "index/v1/files.jsonl"),
]


@pytest.mark.parametrize(("schema", "prefix"), SCHEMA_CASES)
def test_every_file_holds_to_its_published_schema(schema: str, prefix: str) -> None:
    files = published(
        a_market(
            a_catalog(one=a_release(), two=a_release("1.1.0", published="2026-08-02T00:00:00Z"))
            | PROMOTED
            | BLOCK
            | {
                "renames.yml": b"old-knots: {to: knot-counter, since: 2026-08-01T00:00:00Z,"
                b" reason: x}\n"
            }
        )
    )
    validator = jsonschema.Draft202012Validator(
        json.loads(files[f"index/v1/schemas/{schema}.json"])
    )
    found = [path for path in files if path.startswith(prefix)]
    assert found
    for path in found:
        lines = files[path].splitlines() if path.endswith(".jsonl") else [files[path]]
        for line in lines:
            validator.validate(json.loads(line))


def test_every_field_of_every_schema_says_what_it_means() -> None:
    files = published(a_market(a_catalog()))
    for name in SCHEMAS:
        schema = json.loads(files[f"index/v1/schemas/{name}.json"])
        parts = schema.get("$defs", {})
        for part in (schema, *parts.values()):
            if part.get("type") != "object":
                continue
            assert part["description"]
            for key, field in part.get("properties", {}).items():
                # A field that means what its type does leaves it to that.
                told = field if "description" in field else parts[field["$ref"].split("/")[-1]]
                assert told["description"].endswith("."), (name, part["title"], key)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published demo marketplace."""
    folder = tmp_path_factory.mktemp("public")
    with served(folder):
        return folder


def test_every_file_of_the_demo_holds_to_its_published_schema(demo: Path) -> None:
    root = demo / "index" / "v1"
    seen: Counter[str] = Counter()
    for path in sorted(item for item in root.rglob("*") if item.is_file()):
        place = path.relative_to(root).as_posix()
        if place.startswith("schemas/"):
            jsonschema.Draft202012Validator.check_schema(json.loads(path.read_bytes()))
            continue
        name = schema_of(place)
        assert name is not None, f"{place} has no schema"
        seen[name] += 1
        data = path.read_bytes()
        for line in data.splitlines() if place.endswith(".jsonl") else [data]:
            validator(demo, name).validate(json.loads(line))
    assert seen.keys() == SCHEMAS.keys()


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_page_of_a_type_has_every_field_and_an_example_that_is_sound(
    demo: Path, name: str
) -> None:
    page = (demo / "index-format" / name / "index.html").read_text()
    schema = json.loads((demo / "index/v1/schemas" / f"{name}.json").read_text())
    for part in (schema, *schema.get("$defs", {}).values()):
        for key, field in part.get("properties", {}).items():
            assert f"<td><code>{key}</code>" in page
            meaning = re.sub("`([^`]+)`", r"<code>\1</code>", escape(field.get("description", "")))
            assert unescape(meaning) in unescape(page)
    (example,) = re.findall(r"<pre><code>(.*?)</code></pre>", page, re.S)
    text = unescape(example)
    lines = text.splitlines() if PLACES[name].endswith(".jsonl") else [text]
    assert lines
    for line in lines:
        validator(demo, name).validate(json.loads(line))


def validator(demo: Path, name: str) -> jsonschema.Draft202012Validator:
    schema = json.loads((demo / "index/v1/schemas" / f"{name}.json").read_bytes())
    return jsonschema.Draft202012Validator(strict(schema))


def test_the_guide_names_every_file_and_every_field_of_a_release() -> None:
    guide = GUIDE.read_text("utf-8")
    section = guide.split("## A release\n")[1].split("\n## ")[0]
    rows = [row.split("|")[1] for row in section.splitlines() if row.startswith("| `")]
    assert {key for row in rows for key in re.findall("`([a-z_0-9]+)`", row)} == set(
        ReleaseEntry.model_fields
    )
    (artifact,) = [row for row in section.splitlines() if row.startswith("| `artifacts`")]
    told = set(re.findall("`([a-z_0-9]+)`", artifact.split("|")[2]))
    assert told == set(ArtifactEntry.model_fields)
    tree = guide.split("```text\n")[1].split("```")[0]
    for place in PLACES.values():
        assert place.replace("<plugins|adapters>", "plugins").partition("/")[0] in tree


def strict(schema: Any) -> Any:
    """A published schema, shut again: readers let added fields pass, and we may write none."""
    if isinstance(schema, list):
        return [strict(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    shut = {key: strict(value) for key, value in schema.items()}
    if "properties" in shut and shut.get("type") == "object":
        shut["additionalProperties"] = False
    return shut


def test_there_is_a_schema_for_every_published_type() -> None:
    files = published(a_market(a_catalog()))
    assert {path for path in files if path.startswith("index/v1/schemas/")} == {
        f"index/v1/schemas/{name}.json" for name in SCHEMAS
    }


@pytest.mark.parametrize(
    ("names", "digits"),
    [(0, 1), (20, 1), (1_000, 1), (4_000, 2), (20_000, 2), (400_000, 2), (1_000_000, 3)],
)
def test_a_client_fetches_the_shortest_list_of_bins_and_bin(names: int, digits: int) -> None:
    assert bin_digits(names) == digits


def test_what_releases_declare_is_written_once_in_a_shard() -> None:
    (reads,) = CRAIK["capabilities"]
    writes = reads | {"capability": "repo.write", "operations": ["write"], "risk": "medium"}
    more = {**CRAIK, "plugin_version": "1.2.0", "capabilities": [reads, writes]}
    files = published(
        a_market(
            a_catalog(
                first=a_release(),
                second=a_release("1.1.0"),
                third=a_release("1.2.0", extra={"craik.json": as_json(more)}),
            )
        )
    )
    (shard,) = (files[path] for path in files if path.startswith("index/v1/shards/"))
    listed = Shard.model_validate_json(shard)
    assert [release.dialects["craik"].declares for release in listed.releases] == [1, 1, 2]
    assert [len(declared) for declared in listed.capabilities] == [1, 1, 2]
    detail = json.loads(files["index/v1/plugins/knot-counter.json"])
    for entry, release in zip(listed.entries(), detail["releases"], strict=True):
        assert entry.plain()["dialects"] == release["dialects"]


def test_a_shard_whose_release_declares_a_list_that_is_not_there_is_refused() -> None:
    shard = a_shard("knots", a_sealed_release())
    with pytest.raises(ValidationError, match="declares list 0 of capabilities, and there are 0"):
        Shard.model_validate(shard | {"capabilities": []})


def test_without_a_probation_a_release_is_unreviewed_and_not_offered() -> None:
    market = a_market(a_catalog())
    (release,) = market.packages[0].releases
    assert release.review.state is ReviewState.UNREVIEWED
    assert not market.offered(release)


def test_a_probation_that_ran_out_is_expired_at_the_time_of_the_build() -> None:
    files = a_catalog() | {
        f"{GOVERNANCE}/probation-knot.json": as_json(a_probation(expires_at="2026-10-01T00:00:00Z"))
    }
    before = a_market(files, at="2026-09-30T23:59:59Z").packages[0].releases[0]
    after = a_market(files, at="2026-10-01T00:00:00Z").packages[0].releases[0]
    assert before.review.state is ReviewState.PROBATIONARY
    assert after.review.state is ReviewState.EXPIRED


def test_a_blocked_release_is_shown_and_not_served() -> None:
    market = a_market(a_catalog() | PROMOTED | BLOCK)
    (release,) = market.packages[0].releases
    assert release.availability is Availability.BLOCKED
    (artifact,) = release.artifacts
    assert (artifact.path, artifact.url) == ("", "")
    detail = json.loads(published(market)["index/v1/plugins/knot-counter.json"])
    (entry,) = detail["releases"]
    assert "path" not in entry["artifacts"][0]
    assert entry["artifacts"][0]["sha256"] == artifact.sha256
    assert entry["advisories"] == ["2026-001"]
    assert entry["governance"]["probations"][0]["rationale"] == "It counts."


def test_an_advisory_lapses_at_its_expiry() -> None:
    market = a_market(a_catalog() | PROMOTED | BLOCK, at="2027-01-01T00:00:00Z")
    assert market.packages[0].releases[0].availability is Availability.AVAILABLE
    assert [advisory.in_force for advisory in market.advisories] == [False]


def test_changes_are_the_records_own_dates_in_order() -> None:
    data = published(a_market(a_catalog() | PROMOTED | BLOCK))["index/v1/changes.jsonl"]
    lines = [json.loads(line) for line in data.splitlines()]
    assert [(line["at"], line["change"]) for line in lines] == [
        ("2026-07-02T09:00:00Z", "published"),
        ("2026-07-20T09:00:00Z", "promote"),
        ("2026-09-01T00:00:00Z", "block"),
    ]


def test_releases_are_ordered_by_precedence_not_by_text() -> None:
    files = a_catalog(
        nine=a_release("1.9.0"),
        ten=a_release("1.10.0", published="2026-08-02T00:00:00Z"),
        pre=a_release("1.10.0-rc.1", published="2026-08-01T00:00:00Z"),
    )
    (package,) = a_market(files).packages
    assert [release.version for release in package.releases] == ["1.9.0", "1.10.0-rc.1", "1.10.0"]
    assert package.latest.version == "1.10.0"


def test_the_native_manifest_is_published_as_written() -> None:
    files = published(a_market(a_catalog()))
    detail = json.loads(files["index/v1/plugins/knot-counter.json"])
    assert detail["releases"][0]["manifests"]["craik"]["value"] == CRAIK


def test_immutable_files_are_named_by_their_content() -> None:
    for file in a_closed_index(a_market(a_catalog())):
        if file.path.startswith("index/v1/shards/"):
            assert file.path == f"index/v1/shards/{file.sha256}.json"
            assert file.immutable


def test_a_cool_down_is_counted_from_publication() -> None:
    policy = b"policy: {cool_down_hours: 36}\n"
    files = a_catalog()
    settings = files["marketplace.yml"]
    assert isinstance(settings, bytes)
    market = a_market(files | {"marketplace.yml": settings + policy})
    (shard,) = [data for path, data in published(market).items() if "/shards/" in path]
    (release,) = json.loads(shard)["releases"]
    assert (release["published"], release["available_after"]) == (
        "2026-07-02T09:00:00Z",
        "2026-07-03T21:00:00Z",
    )


def test_what_an_ecosystem_is_not_shown_stays_visible_with_a_reason() -> None:
    files = published(a_market(a_catalog() | PROMOTED | BLOCK))
    (shard,) = [json.loads(data) for path, data in files.items() if "/shards/" in path]
    detail = json.loads(files["index/v1/plugins/knot-counter.json"])
    blocked = {"caliban": "blocked", "craik": "blocked"}
    assert shard["releases"][0]["left_out"] == detail["releases"][0]["left_out"] == blocked
    assert detail["releases"][0]["why_left_out"]["caliban"].startswith("It is blocked")

"""A demo plugin of each ecosystem, installed from the published files as its client would.

The simple index is tried by `test_installers`, with the real ones.  The others are read by the
rules of `contracts/`: which file the client asks for, what it takes from it, what it refuses.
"""

import base64
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
import requests
from jsonschema import Draft202012Validator
from semver import Version

from chandlery.dialects.base import HostVerdict
from chandlery.dialects.craik import DIALECT as CRAIK
from chandlery.documents import read_json
from chandlery.stages.judge import judge
from served import served


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("public")) as base_url:
        yield base_url


def get(url: str) -> bytes:
    answer = requests.get(url, timeout=30)
    assert answer.status_code == 200, url
    return answer.content


def get_json(url: str) -> Any:
    answer = requests.get(url, timeout=30)
    assert answer.status_code == 200, url
    # Kari's registry client takes nothing else, and says nothing about it.
    assert answer.headers["Content-Type"] == "application/json"
    return answer.json()


def pip_install(base: str, name: str, target: Path) -> None:
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-cache-dir"),
            *("--index-url", f"{base}simple/", "--target", str(target), name),
        ],
        env={**os.environ, "PIP_CONFIG_FILE": os.devnull, "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        check=True,
    )


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def keys_of(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield key, item
            yield from keys_of(item)
    elif isinstance(value, list):
        for item in value:
            yield from keys_of(item)


def test_the_factory_of_an_installed_wheel_returns_what_the_catalog_says(
    base: str, tmp_path: Path
) -> None:
    name = "stigmem-plugin-recall-notes"
    pip_install(base, name, tmp_path)
    code = (
        "from importlib.metadata import distribution\n"
        f"(point,) = [p for p in distribution({name!r}).entry_points"
        " if p.group == 'stigmem.plugins']\n"
        "manifest = point.load()()\n"
        "import json\n"
        "print(json.dumps([manifest.name, manifest.version, sorted(manifest.capabilities),"
        " sorted(manifest.hooks)]))\n"
    )
    stubs = Path(__file__).parent / "demo" / "stubs"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{stubs}"},
        check=True,
        capture_output=True,
        text=True,
    )
    releases = get_json(f"{base}index/v1/plugins/{name}.json")["releases"]
    twin = releases[-1]["manifests"]["stigmem"]["value"]
    assert json.loads(done.stdout) == [
        twin["name"],
        twin["version"],
        sorted(twin["capabilities"]),
        sorted(twin["hooks"]),
    ]


def test_caliban(base: str) -> None:
    url = f"{base}caliban/index.json"
    index = get_json(url)
    assert index["url"] == url  # compared as a string by operators' allow lists
    assert all(value is not None for _, value in keys_of(index))
    assert "download_url" not in {key for key, _ in keys_of(index)}
    entry = next(item for item in index["plugins"] if item["name"] == "commit-guard")
    versions = [item["version"] for item in entry["versions"]]
    assert versions == sorted(versions, key=Version.parse)
    chosen = entry["versions"][-1]  # the client's rule for "latest"
    assert chosen["version"] == "2.0.0"
    data = get(chosen["tarball"])
    assert sha256(data) == chosen["sha256"]
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as archive:
        names = archive.getnames()
        assert "plugin.json" not in names
        manifest = archive.extractfile("commit-guard/plugin.json")
        assert manifest
        value = json.load(manifest)
    assert (value["name"], value["version"]) == ("commit-guard", chosen["version"])


def test_claude(base: str) -> None:
    marketplace = get_json(f"{base}claude/marketplace.json")
    assert marketplace["owner"]["name"]
    entry = next(item for item in marketplace["plugins"] if item["name"] == "commit-guard")
    source = entry["source"]
    assert source["source"] == "archive"
    assert urlsplit(source["url"]).path.endswith(".zip")
    data = get(source["url"])
    assert sha256(data) == source["sha256"]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        roots = {name.split("/")[0] for name in archive.namelist()}
        assert roots == {"commit-guard"}  # at most one level down
        manifest = json.loads(archive.read("commit-guard/.claude-plugin/plugin.json"))
    assert manifest["name"] == entry["name"] != marketplace["name"]


def test_craik(base: str) -> None:
    listed = get_json(f"{base}craik/index.json")
    entries = listed["records"] if isinstance(listed, dict) else listed
    kinds = {entry["kind"] for entry in entries}
    assert kinds == {"plugin_descriptor", "adapter_package", "reference_integration"}
    for entry in entries:
        data = get(urljoin(base, entry["path"]))
        assert sha256(data) == entry["sha256"]
        reading = read_json(entry["path"], data)
        judgement = judge(CRAIK.kind(entry["kind"]), reading.document)
        assert judgement.valid
        assert judgement.hosts == (HostVerdict(host="craik 0.12.9 store", loads=True),)
        assert json.loads(data)["id"] == entry["id"]
    assert "csv-lens" not in {entry["id"] for entry in entries}  # rejected, and expired


def test_kari(base: str) -> None:
    # The client appends "/plugins"; the question mark turns that into a query.
    index = get_json(f"{base}kari/index.json?/plugins")
    item = next(item for item in index["plugins"] if item.get("id") == "unit-converter")
    assert datetime.fromisoformat(item["last_updated"]).tzinfo is None
    assert item["version"] == "1.0.0"  # 1.1.0 is on probation
    manifest = json.loads(get(item["manifest_url"]))
    data = get(item["download_url"])
    assert urlsplit(item["download_url"]).path.endswith(".tgz")
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as archive:
        packed = archive.extractfile("unit-converter/plugin_manifest.json")
        assert packed
        assert json.load(packed) == manifest
        assert "unit-converter/handler.py" in archive.getnames()


def test_stigmem_index_describes_what_the_wheel_holds(base: str) -> None:
    listed = get_json(f"{base}stigmem/index.json")
    entries = listed["plugins"] if isinstance(listed, dict) else listed
    names = {entry["name"] for entry in entries}
    assert {"stigmem-plugin-recall-notes", "stigmem-plugin-audit-digest"} <= names


def test_objectstack_app(base: str) -> None:
    # What the marketplace proxy asks for, in its order.
    packages = get_json(f"{base}objectstack/packages.json")
    assert packages["success"] is True
    item = next(
        item
        for item in packages["data"]["items"]
        if item["manifest_id"] == "com.harbourworks.berth-planner"
    )
    detail = get_json(f"{base}objectstack/packages/{item['id']}.json")["data"]
    assert detail["package"]["manifest_id"] == item["manifest_id"]
    folder = f"{base}objectstack/packages/{item['id']}/versions"
    latest = get_json(f"{folder}/latest/manifest.json")["data"]
    pinned = get_json(f"{folder}/{latest['version']}/manifest.json")["data"]
    assert latest["manifest"] == pinned["manifest"]
    assert requests.get(f"{base}objectstack/packages/none.json", timeout=30).status_code == 404
    for key, value in keys_of(packages):
        if key.endswith("_at"):
            assert str(value).endswith("Z")


def test_objectstack_contribution(base: str) -> None:
    listed = get_json(f"{base}objectstack/contributions.json")
    entries = listed["contributions"] if isinstance(listed, dict) else listed
    text = json.dumps(entries)
    assert "com.harbourworks.tide-tables" in text
    index = get_json(f"{base}index/v1/plugins/tide-tables.json")
    artifact = index["releases"][-1]["artifacts"][0]
    data = get(urljoin(base, artifact["path"]))
    assert sha256(data) == artifact["sha256"]
    assert artifact["sha256"] in text
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as archive:
        assert all(member.isreg() for member in archive.getmembers())
        content = {name: archive.extractfile(name) for name in archive.getnames()}
        files = {name: file.read() for name, file in content.items() if file}
    assert files.pop("SIGNATURE") == b"unsigned\n"
    manifest = json.loads(files.pop("objectstack.plugin.json"))
    assert manifest["integrity"] == {
        name: "sha256-" + base64.b64encode(hashlib.sha256(body).digest()).decode()
        for name, body in sorted(files.items())
    }


def test_every_listed_file_is_served_with_its_digest(base: str) -> None:
    for line in get(f"{base}index/v1/files.jsonl").splitlines():
        entry = json.loads(line)
        data = get(base + entry["path"])
        assert (sha256(data), len(data)) == (entry["sha256"], entry["size"]), entry["path"]


def test_what_was_rejected_is_shown_and_not_served(base: str) -> None:
    detail = get_json(f"{base}index/v1/plugins/csv-lens.json")
    rejected = next(item for item in detail["releases"] if item["review"] == "rejected")
    assert all("path" not in artifact for artifact in rejected["artifacts"])
    (probation,) = [
        item for item in rejected["governance"]["probations"] if item["status"] == "rejected"
    ]
    assert len(probation["rationale"]) > 20
    assert probation["rationale"] in get(f"{base}plugins/csv-lens/").decode()


SCHEMA_OF = (
    ("entry.json", "entry"),
    ("bins.json", "bins"),
    ("advisories.json", "advisories"),
    ("renames.json", "renames"),
    ("waivers.json", "waivers"),
    ("changes.jsonl", "change"),
    ("files.jsonl", "file"),
    ("names/", "names"),
    ("shards/", "shard"),
    ("plugins/", "package"),
    ("adapters/", "package"),
    ("integrations/", "integration"),
)


def test_every_file_of_the_index_holds_to_its_published_schema(base: str) -> None:
    paths = [json.loads(line)["path"] for line in get(f"{base}index/v1/files.jsonl").splitlines()]
    paths += ["index/v1/entry.json", "index/v1/files.jsonl"]
    seen = set()
    for path in (path for path in paths if path.startswith("index/v1/")):
        inner = path.removeprefix("index/v1/")
        if inner.startswith("schemas/"):
            continue
        (schema,) = [name for prefix, name in SCHEMA_OF if inner.startswith(prefix)]
        validator = Draft202012Validator(get_json(f"{base}index/v1/schemas/{schema}.json"))
        data = get(base + path)
        for line in data.splitlines() if path.endswith(".jsonl") else [data]:
            validator.validate(json.loads(line))
        seen.add(schema)
    assert seen == {name for _, name in SCHEMA_OF}


def test_a_schema_lets_a_field_of_tomorrow_pass(base: str) -> None:
    validator = Draft202012Validator(get_json(f"{base}index/v1/schemas/bins.json"))
    bins = get_json(f"{base}index/v1/bins.json")
    validator.validate(bins | {"of_tomorrow": 1})
    assert not validator.is_valid(bins | {"digits": "1"})

"""What the demo's published files hold together: the wheel and its description, digests, schemas.

How each ecosystem's client reads them is in `conformance/`; the real installers are in
`test_installers`.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from clients import get, get_json, sha256
from served import served


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("public")) as base_url:
        yield base_url


def pip_install(base: str, name: str, target: Path) -> None:
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-cache-dir"),
            *("--index-url", f"{base}simple/", "--target", str(target), name),
        ],
        env={**os.environ, "PIP_CONFIG_FILE": os.devnull, "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        check=True,
    )


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


def test_stigmem_index_describes_what_the_wheel_holds(base: str) -> None:
    listed = get_json(f"{base}stigmem/index.json")
    entries = listed["plugins"] if isinstance(listed, dict) else listed
    names = {entry["name"] for entry in entries}
    assert {"stigmem-plugin-recall-notes", "stigmem-plugin-audit-digest"} <= names


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

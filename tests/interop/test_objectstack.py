"""The published client of ObjectStack's marketplace browses and installs from a static host."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chandlery.trees import MemoryTree
from interop.clients import HERE, NODE, OBJECTSTACK
from served import Host, hosted
from traps import APP, AT, OFFERED, TITLE, a_trapped_catalog

BERTHS = "com.harbourworks.berth-planner"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    with hosted(tmp_path_factory.mktemp("demo")) as host:
        yield host


@pytest.fixture(scope="module")
def traps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    with hosted(tmp_path_factory.mktemp("traps"), MemoryTree(a_trapped_catalog()), AT) as host:
        yield host


def browse(host: Host, folder: Path, **app: Any) -> dict[str, Any]:
    """What the client says, and what it has written, of one app."""
    script = OBJECTSTACK / "objectstack.mjs"  # its imports are looked for beside it
    shutil.copy(HERE / script.name, script)
    result = folder / "result.json"
    outside = ("OS_", "NODE_")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(outside)}
    nowhere = "http://127.0.0.1:9"  # the cloud that a client falls back to
    environment = kept | {
        "OS_CLOUD_URL": nowhere,
        "OS_MARKETPLACE_PUBLIC_BASE_URL": f"{host.base_url}objectstack",
    }
    done = subprocess.run(
        [NODE, script, result, folder / "ledger", json.dumps(app)],
        cwd=folder,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(result.read_text())
    ledger = {path.name: json.loads(path.read_text()) for path in (folder / "ledger").iterdir()}
    return {**told, **told["apps"][app["id"]], "ledger": ledger}


def bodies(answers: list[dict[str, Any]]) -> list[Any]:
    assert [answer["status"] for answer in answers] == [200] * len(answers)
    return [answer["body"]["data"] for answer in answers]


def test_a_demo_app_is_found_and_installed_and_updated(demo: Host, tmp_path: Path) -> None:
    demo.missed.clear()
    told = browse(
        demo,
        tmp_path,
        id=BERTHS,
        query="berth pl",
        versions=["1.0.0", "latest"],
        objects=["quay_berth", "quay_closure", "quay_none"],
    )
    assert told["list"]["via"] == "PUBLIC-R2"
    listed, found, detail = bodies([told["list"], told["found"], told["detail"]])
    assert [item["id"] for item in found["items"]] == [BERTHS]
    assert found["items"][0] in listed["items"]
    assert detail["package"]["manifest_id"] == BERTHS
    assert [item["version"] for item in detail["versions"]] == ["1.1.0", "1.0.0"]
    assert [item["version"] for item in bodies(told["manifests"])] == ["1.0.0", "1.1.0"]
    installs = bodies(told["installs"])
    assert [item["version"] for item in installs] == ["1.0.0", "1.1.0"]
    assert [item["hotLoaded"] for item in installs] == [True, True]
    assert told["registered"] == ["quay_berth", "quay_closure"]  # the second came with 1.1.0
    assert told["ledger"][f"{BERTHS}.json"]["version"] == "1.1.0"
    assert [item["manifestId"] for item in told["installed"]["body"]["data"]["items"]] == [BERTHS]
    assert told["said"] == []
    assert demo.missed == []


def test_of_a_trapped_app_the_offered_versions_alone_are_there(traps: Host, tmp_path: Path) -> None:
    told = browse(
        traps,
        tmp_path,
        id=APP,
        query="knots &",
        versions=[*OFFERED, "latest"],
        objects=["knots_knot"],
    )
    found, detail = bodies([told["found"], told["detail"]])
    assert [item["display_name"] for item in found["items"]] == [TITLE]
    assert [item["version"] for item in detail["versions"]] == OFFERED[::-1]
    assert detail["versions"][-1]["status"] == "deprecated"
    assert [item["version"] for item in bodies(told["installs"])] == [*OFFERED, "1.10.0"]
    assert told["registered"] == ["knots_knot"]
    assert told["said"] == []


@pytest.mark.parametrize("version", ["1.8.0", "1.11.0", "1.12.0", "1.13.0"])
def test_what_is_withheld_is_missing_and_the_client_asks_the_cloud(
    traps: Host, version: str, tmp_path: Path
) -> None:
    (tmp_path / "ledger").mkdir()
    told = browse(
        traps, tmp_path, id=APP, query="knots", versions=[version], objects=["knots_knot"]
    )
    assert [answer["status"] for answer in told["installs"]] == [502]  # no cloud is there
    assert f"/objectstack/packages/{APP}/versions/{version}/manifest.json" in traps.missed
    assert (told["registered"], told["ledger"]) == ([], {})

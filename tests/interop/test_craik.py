"""The published Craik stores every record that is published for it."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
import requests

from chandlery.trees import MemoryTree
from interop.clients import CRAIK_PYTHON, HERE, NO_PYTHON
from served import Host, hosted
from traps import AT, KNOTS, a_trapped_catalog

pytestmark = pytest.mark.skipif(not CRAIK_PYTHON.exists(), reason=NO_PYTHON)


@pytest.fixture(scope="module", params=["demo", "traps"])
def host(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Host]:
    tree = MemoryTree(a_trapped_catalog()) if request.param == "traps" else None
    with hosted(tmp_path_factory.mktemp("public"), tree, AT if tree else None) as served:
        yield served


def take(records: list[tuple[str, Path]], home: Path) -> dict[str, Any]:
    """What Craik's store holds once it was given these."""
    done = subprocess.run(
        [CRAIK_PYTHON, HERE / "craik_take.py"],
        input=json.dumps([[kind, str(path)] for kind, path in records]),
        env={**os.environ, "CRAIK_HOME": str(home), "HOME": str(home)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_every_record_is_stored_and_read_again(host: Host, tmp_path: Path) -> None:
    listed = requests.get(f"{host.base_url}craik/index.json", timeout=30).json()
    assert listed
    records = []
    expected: dict[str, list[str]] = {}
    for entry in listed:
        path = tmp_path / entry["path"].replace("/", "-")
        path.write_bytes(requests.get(urljoin(host.base_url, entry["path"]), timeout=30).content)
        records.append((entry["kind"], path))
        expected.setdefault(entry["kind"], []).append(entry["id"])
    told = take(records, tmp_path / "home")
    assert told["refused"] == []
    assert {kind: ids for kind, ids in told["kept"].items() if ids} == expected


def test_what_we_leave_out_is_what_craik_refuses(tmp_path: Path) -> None:
    """The trap that the projection guards against, so that this test could fail."""
    files = a_trapped_catalog()
    data = files[f"plugins/{KNOTS}/releases/1.10.0/craik.json"]
    assert isinstance(data, bytes)
    path = tmp_path / "record.json"
    path.write_text(json.dumps(json.loads(data) | {"description": "token=" + "x" * 12}))
    told = take([("plugin_descriptor", path)], tmp_path / "home")
    assert [refused for refused, _ in told["refused"]] == [str(path)]
    assert told["kept"]["plugin_descriptor"] == []

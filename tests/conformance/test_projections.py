"""Every projection, read whole by its client's rules: of the demo, and of a catalog of traps."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import clients
import simple_client
from chandlery.trees import MemoryTree
from served import hosted
from traps import APP, AT, KNOTS, NOTES, OFFERED, SUMMARY, TITLE, TOOL, YANK, a_trapped_catalog


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with hosted(tmp_path_factory.mktemp("demo")) as host:
        yield host.base_url


@pytest.fixture(scope="module")
def traps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with hosted(tmp_path_factory.mktemp("traps"), MemoryTree(a_trapped_catalog()), AT) as host:
        yield host.base_url


# -- the demo: all of it ---------------------------------------------------------------------------


def test_the_demo_for_caliban(demo: str) -> None:
    found = clients.caliban(demo)
    assert {"commit-guard", "link-keeper"} <= found.keys()
    assert found["commit-guard"]["versions"][-1]["version"] == "2.0.0"


def test_the_demo_for_claude_code(demo: str) -> None:
    assert clients.claude(demo)["commit-guard"]["version"] == "2.0.0"


def test_the_demo_for_craik(demo: str) -> None:
    found = clients.craik(demo)
    kinds = {entry["kind"] for entry in found.values()}
    assert kinds == {"plugin_descriptor", "adapter_package", "reference_integration"}
    assert "csv-lens" not in found  # rejected, and expired


def test_the_demo_for_kari(demo: str) -> None:
    found = clients.kari(demo)
    assert {"text-stats", "unit-converter"} <= found.keys()
    assert found["unit-converter"]["version"] == "1.0.0"  # 1.1.0 is on probation


def test_the_demo_for_objectstack(demo: str) -> None:
    assert "com.harbourworks.berth-planner" in clients.objectstack(demo)
    assert "com.harbourworks.tide-tables" in clients.contributions(demo)


def test_the_demo_for_python_installers(demo: str) -> None:
    found = simple_client.simple(demo)
    assert {"stigmem-plugin-recall-notes", "shell-runner"} <= found.keys()
    assert all(found.values())


# -- the traps -------------------------------------------------------------------------------------


def test_caliban_gets_what_is_offered_with_the_newest_last(traps: str) -> None:
    (entry,) = clients.caliban(traps).values()
    assert (entry["name"], entry["description"]) == (KNOTS, SUMMARY)
    assert [item["version"] for item in entry["versions"]] == OFFERED
    assert "repository" not in entry  # the listing has none, and null is refused
    assert "min_caliban" not in entry["versions"][0]


def test_claude_code_gets_the_newest(traps: str) -> None:
    (entry,) = clients.claude(traps).values()
    assert (entry["name"], entry["version"]) == (KNOTS, OFFERED[-1])
    assert (entry["displayName"], entry["description"]) == (TITLE, SUMMARY)
    assert entry["author"] == {"name": "Ada O'Hara"}
    assert not {"homepage", "repository", "keywords", "tags"} & entry.keys()


def test_craik_gets_the_newest_record(traps: str) -> None:
    (entry,) = clients.craik(traps).values()
    assert (entry["id"], entry["version"]) == (KNOTS, OFFERED[-1])
    assert entry["record"]["description"] == SUMMARY


def test_kari_gets_the_newest(traps: str) -> None:
    (item,) = clients.kari(traps).values()
    assert (item["id"], item["version"]) == (KNOTS, OFFERED[-1])
    assert (item["display_name"], item["description"]) == (TITLE, SUMMARY)
    assert item["last_updated"] == "2026-07-02T09:00:00"
    assert "homepage" not in item


def test_objectstack_gets_the_offered_versions_newest_first(traps: str) -> None:
    (item,) = clients.objectstack(traps).values()
    assert (item["id"], item["display_name"], item["description"]) == (APP, TITLE, SUMMARY)
    versions = item["detail"]["versions"]
    assert [version["version"] for version in versions] == OFFERED[::-1]
    assert [version["status"] for version in versions] == ["published", "published", "deprecated"]
    assert item["tags"] == ""
    assert "homepage_url" not in item
    (tool,) = clients.contributions(traps).values()
    assert (tool["id"], tool["name"]) == (TOOL, TITLE)


def test_python_installers_get_all_versions_with_the_yanked_one_marked(traps: str) -> None:
    (files,) = simple_client.simple(traps).values()
    told = {str(link["version"]): link.get("data-yanked") for link in files}
    assert told == {
        **dict.fromkeys(OFFERED),
        "1.11.0": f"{YANK} (quay-{NOTES}-yank)",
        "2.0.0rc1": None,
    }
    assert [link["version"] for link in files] == sorted(link["version"] for link in files)


def test_what_the_traps_withhold_is_nowhere(traps: str, tmp_path: Path) -> None:
    """Blocked and rejected files have no address at all, so that no client can be sent to one."""
    lines = clients.get(f"{traps}index/v1/files.jsonl").decode().splitlines()
    for version in ("1.8.0", "1.12.0"):
        assert not [line for line in lines if '"artifacts/' in line and f"-{version}" in line]
    assert [line for line in lines if '"artifacts/' in line and "-1.11.0" in line]

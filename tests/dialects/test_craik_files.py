"""What a descriptor names: looked up where its contract says that it is a path."""

from typing import Any

import pytest

from builders import CRAIK, a_catalog, a_release, as_json, no_network
from chandlery.diagnostics import Diagnostic
from chandlery.pipeline import inspect
from chandlery.trees import MemoryTree


def found(**changes: Any) -> list[Diagnostic]:
    files = a_catalog(only=a_release(extra={"craik.json": as_json(CRAIK | changes)}))
    said = inspect(MemoryTree(files), fetch=no_network).diagnostics
    return [item for item in said if item.code in {"CRA254", "CRA255", "CRA256", "CRA257"}]


def point(kind: str, path: str) -> dict[str, Any]:
    return {"id": "x", "kind": kind, "path": path, "description": "X."}


@pytest.mark.parametrize(
    "docs",
    [
        ["https://acme.example/guide", "README.md", "./LICENSE"],
        ["LICENSE?plain=1#top", "skills/", "skills/count", "skills%2Fcount"],
        ["#use", "."],
    ],
)
def test_docs_that_are_there(docs: list[str]) -> None:
    assert found(docs=docs) == []


def test_docs_that_are_not_there_may_have_been_others() -> None:
    (said,) = found(docs=["licence"])
    assert (said.code, said.hint) == ("CRA254", "Did you mean `LICENSE`?")


@pytest.mark.parametrize(
    ("kind", "path", "code"),
    [
        ("command", "bin/count", ""),
        ("command", "bin/counts", "CRA255"),
        ("command", "count-knots", ""),  # a name on the PATH
        ("module", "knots/count:run", ""),
        ("module", "knots.count:Counter", ""),
        ("docs", "LICENSE", ""),
        ("docs", "README.md", ""),
        ("docs", "MANUAL.md", "CRA255"),
        ("workflow", "flows/count.yml", "CRA255"),
        ("service", "http://localhost:80/x", ""),
        ("service", "https://acme.example/x", ""),
    ],
)
def test_entry_points_that_are_paths_are_looked_up(kind: str, path: str, code: str) -> None:
    verified = [item.code for item in found(entrypoints=[point(kind, path)])]
    assert verified == ([code] if code else [])


@pytest.mark.parametrize("name", ["acme", "Acme", " ACME "])
def test_a_publisher_goes_by_name_or_title(name: str) -> None:
    assert found(publisher=name) == []


def test_what_is_kept_elsewhere_is_not_looked_up() -> None:
    files = a_catalog(only=a_release(extra={"craik.json": as_json(CRAIK | {"docs": ["a.md"]})}))
    bare = {path: data for path, data in files.items() if "/source/" not in path}
    said = inspect(MemoryTree(bare), fetch=no_network).diagnostics
    assert not [item for item in said if item.code == "CRA254"]

"""What each client would refuse of what is published for it: one fault, one refusal, nothing else.

The good case is the demo marketplace; each bad one differs from it in one place.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from builders import no_network
from chandlery.assembly import Edition, marketplace
from chandlery.dialects import DIALECTS
from chandlery.pipeline import inspect
from chandlery.ports.folder import FolderTree
from marketplaces import projection

CATALOG = Path(__file__).parents[2] / "catalog"
EDITION = Edition(
    base_url="https://harbour.example/", at="2026-11-01T00:00:00Z", serial=1, commit=None
)
Files = dict[str, bytes]


@pytest.fixture(scope="module")
def projected() -> Files:
    market = marketplace(inspect(FolderTree(CATALOG), fetch=no_network), EDITION)
    return {
        path: data
        for dialect in DIALECTS.values()
        for path, data in projection(dialect, market).items()
    }


def refusals(files: Files, dialect: str) -> list[tuple[str, str]]:
    return [(item.path, item.why) for item in DIALECTS[dialect].refuses(files.get)]


@pytest.mark.parametrize("dialect", sorted(DIALECTS))
def test_what_we_publish_is_taken(projected: Files, dialect: str) -> None:
    assert refusals(projected, dialect) == []


@pytest.mark.parametrize("dialect", sorted(DIALECTS))
def test_a_missing_file_is_refused(dialect: str) -> None:
    ((_, why),) = refusals({}, dialect)
    assert why == "it is missing"


@pytest.mark.parametrize("dialect", sorted(DIALECTS))
@pytest.mark.parametrize("data", [b"", b"null\n", b"{", b"[" * 100_000, b"\xff"])
def test_what_is_no_answer_is_refused(projected: Files, dialect: str, data: bytes) -> None:
    root = {
        "caliban": "caliban/index.json",
        "claude": "claude/marketplace.json",
        "craik": "craik/index.json",
        "kari": "kari/index.json",
        "objectstack": "objectstack/packages.json",
        "stigmem": "simple/index.json",
    }[dialect]
    assert refusals(projected | {root: data}, dialect)


Change = Callable[[Any], object]


def swap(versions: list[Any]) -> None:
    versions.reverse()


CALIBAN = "caliban/index.json"
CLAUDE = "claude/marketplace.json"
KARI = "kari/index.json"
APPS = "objectstack/packages.json"
APP = "objectstack/packages/com.harbourworks.berth-planner"
WHEEL = "simple/stigmem-plugin-recall-notes/index.json"


def several(document: Any) -> Any:
    """The first plugin of Caliban's index that has more than one version."""
    return next(item for item in document["plugins"] if len(item["versions"]) > 1)


FAULTS: list[tuple[str, str, Change, str]] = [
    ("caliban", CALIBAN, lambda it: swap(several(it)["versions"]), "1."),
    ("caliban", CALIBAN, lambda it: it["plugins"][0].update(description=None), "is null"),
    ("caliban", CALIBAN, lambda it: it["plugins"][0]["versions"][0].pop("sha256"), "sha256"),
    (
        "caliban",
        CALIBAN,
        lambda it: it["plugins"][0]["versions"][0].update(download_url="https://x.example/a"),
        "twice",
    ),
    ("caliban", CALIBAN, lambda it: it["plugins"][0]["versions"].clear(), "no version"),
    ("claude", CLAUDE, lambda it: it.update(name="npm"), "keeps `npm`"),
    ("claude", CLAUDE, lambda it: it["plugins"].append(it["plugins"][0]), "listed twice"),
    ("claude", CLAUDE, lambda it: it["plugins"][0].update(name=it["name"]), "marketplace's own"),
    ("claude", CLAUDE, lambda it: it["plugins"][0].update(name="a b"), "no name"),
    ("claude", CLAUDE, lambda it: it["plugins"][0].update(author="Ada"), "Author"),
    (
        "claude",
        CLAUDE,
        lambda it: it["plugins"][0]["source"].update(url="https://x.example/a.tar.gz"),
        "pattern",
    ),
    ("kari", KARI, lambda it: it["plugins"][0].update(author=None), "is null"),
    (
        "kari",
        KARI,
        lambda it: it["plugins"][0].update(last_updated="2026-07-02T09:00:00Z"),
        "last_updated",
    ),
    (
        "kari",
        KARI,
        lambda it: it["plugins"][0].update(download_url="https://x.example/a.tar.gz"),
        "download_url",
    ),
    ("kari", KARI, lambda it: it["plugins"].append(it["plugins"][0]), "listed twice"),
    ("objectstack", APPS, lambda it: it.update(success=False), "success"),
    ("objectstack", APPS, lambda it: it["data"].update(total=7), "`total`"),
    (
        "objectstack",
        APPS,
        lambda it: it["data"]["items"][0].update(updated_at="2026-07-02T09:00:00+00:00"),
        "updated_at",
    ),
    ("objectstack", APPS, lambda it: it["data"]["items"][0].update(tags=["a"]), "tags"),
    ("objectstack", f"{APP}.json", lambda it: it["data"]["versions"].clear(), "versions"),
    (
        "objectstack",
        f"{APP}/versions/latest/manifest.json",
        lambda it: it["data"].update(version="0.0.1"),
        "0.0.1",
    ),
    ("stigmem", "simple/index.json", lambda it: it["meta"].update({"api-version": "2.0"}), "meta"),
    ("stigmem", "simple/index.json", lambda it: swap(it["projects"]), "other projects"),
    ("stigmem", WHEEL, lambda it: it["files"][0].pop("size"), "size"),
    ("stigmem", WHEEL, lambda it: it["files"][0].update(yanked=True), "not those of"),
    ("stigmem", WHEEL, lambda it: it["files"][0].update(filename="a.whl"), "no distribution"),
    ("craik", "craik/index.json", lambda it: it[0].update(kind="plugin"), "no records of the kind"),
    ("craik", "craik/index.json", lambda it: it[0].update(path="../a.json"), "path"),
    ("craik", "craik/index.json", lambda it: it[0].update(sha256="0" * 64), "digest"),
]


@pytest.mark.parametrize(("dialect", "path", "change", "why"), FAULTS)
def test_a_fault_is_refused(
    projected: Files, dialect: str, path: str, change: Change, why: str
) -> None:
    document = json.loads(projected[path])
    change(document)
    found = refusals(projected | {path: json.dumps(document).encode()}, dialect)
    assert any(why in text for _, text in found), found


def test_a_missing_manifest_of_an_app_is_refused(projected: Files) -> None:
    """The client would fall back to another marketplace."""
    path = f"{APP}/versions/latest/manifest.json"
    rest = {key: data for key, data in projected.items() if key != path}
    assert refusals(rest, "objectstack") == [(path, "it is missing")]


def test_a_record_that_craik_cannot_store_is_refused(projected: Files) -> None:
    path = "craik/plugin_descriptor/link-keeper.json"
    data = projected[path].replace(b'"description": "', b'"description": "AKIAIOSFODNN7EXAMPLE ', 1)
    assert any(where == path for where, _ in refusals(projected | {path: data}, "craik"))


def test_pages_of_the_simple_index_agree(projected: Files) -> None:
    page = WHEEL.replace(".json", ".html")
    data = projected[page].replace(b"#sha256=", b"#sha256=0", 1)
    ((where, why),) = refusals(projected | {page: data}, "stigmem")
    assert (where, why) == (page, f"its files, digests or yanks are not those of {WHEEL}")

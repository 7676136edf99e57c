"""A clean catalog is read once, and nobody asks where anything in it stands."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from builders import LISTING, Files, a_catalog, a_release, a_source, no_network
from chandlery import documents
from chandlery.pipeline import inspect
from chandlery.ports.folder import FolderTree
from chandlery.positions.parts import Lines
from chandlery.trees import MemoryTree, Tree

DEMO = Path(__file__).parents[2] / "catalog"
LISTING_YML = "plugins/knot-counter/listing.yml"


class Counted:
    """How often anything about places was computed."""

    def __init__(self) -> None:
        self.calls: list[str] = []


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counted]:
    found = Counted()

    def watch(holder: object, name: str) -> None:
        real = getattr(holder, name)

        def call(*args: object, **options: object) -> object:
            found.calls.append(name)
            return real(*args, **options)

        monkeypatch.setattr(holder, name, call)

    for name in ("json_positions", "json_troubles", "compose_yaml"):
        watch(documents, name)
    watch(Lines, "__init__")
    watch(documents.Document, "locate")
    yield found


def positions_of(tree: Tree, counted: Counted) -> tuple[list[str], list[str]]:
    """What was computed while a tree was inspected, and the codes of what was found."""
    counted.calls.clear()
    found = inspect(tree, fetch=no_network, at="2026-11-20T00:00:00Z").diagnostics
    return counted.calls, [item.code for item in found]


def clean_catalog() -> Files:
    source = a_source() | {"LICENSE": b"MIT License\n\nCopyright Ada\n"}
    return a_catalog(only=a_release(source=source)) | {
        "renames.yml": b"old-knots: {to: knot-counter, since: 2026-08-01T00:00:00Z, reason: x}\n",
        "mkdocs.yml": b"nav: []\n",
        "templates/package.html": b"{% extends 'default/package.html' %}\n",
        "site-src/guide/more.md": b"# More\n",
    }


def test_no_place_in_a_clean_catalog_is_computed(counted: Counted) -> None:
    calls, codes = positions_of(MemoryTree(clean_catalog()), counted)
    assert (calls, codes) == ([], [])


def test_no_place_in_the_demo_is_computed_but_those_of_its_findings(counted: Counted) -> None:
    calls, codes = positions_of(FolderTree(DEMO), counted)
    assert calls.count("locate") <= len(codes)
    assert calls.count("compose_yaml") + calls.count("json_positions") <= len(codes)
    assert "json_troubles" not in calls


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [(b"license", b"licence", {"MAN002"}), (b"MIT", b"&a MIT", {"SYN010"})],
)
def test_the_places_of_one_bad_file_are_computed_once(
    counted: Counted, old: bytes, new: bytes, codes: set[str]
) -> None:
    listing = LISTING.replace(old, new)
    calls, found = positions_of(MemoryTree(clean_catalog() | {LISTING_YML: listing}), counted)
    assert codes <= set(found)
    assert calls.count("compose_yaml") == 1
    assert "json_positions" not in calls

"""The written pages, begun before the catalog is looked at: used where they are the right ones."""

import subprocess
import sys
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from builders import MARKETPLACE, Files, a_catalog
from chandlery.cli import beforehand, composition
from chandlery.defaults import default_configuration, default_pages
from chandlery.model.marketplace import Frame
from chandlery.ports.website import WebsiteError, build_website
from chandlery.stages.load import load
from chandlery.stages.resolve import resolve
from chandlery.stages.validate import validate
from chandlery.trees import MemoryTree, Mode

LOGO = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
ARGS = Namespace(jobs=2, base_url=None, engine="")


def frame_of(files: Files) -> Frame:
    catalog = validate(load(MemoryTree(files)).value).catalog
    base_url = catalog.settings.base_url
    return resolve(catalog, {}, base_url=base_url, at="2026-01-01T00:00:00Z").frame


def pages(monkeypatch: pytest.MonkeyPatch, files: Files, frame: Frame) -> Mapping[str, bytes]:
    """What is taken of what was begun; a second build of the pages is an error."""
    begun = beforehand.beforehand(ARGS, MemoryTree(files))
    assert begun
    monkeypatch.setattr(composition, "build_website", lambda *_, **__: pytest.fail("built again"))
    return composition.materials_of(MemoryTree(files), frame, "", begun).website


def test_what_was_begun_is_what_would_have_been_made(monkeypatch: pytest.MonkeyPatch) -> None:
    own = MARKETPLACE + b"brand: {logo: assets/logo.svg}\n"
    files = a_catalog() | {"marketplace.yml": own, "site-src/assets/logo.svg": LOGO}
    frame = frame_of(files)
    sources = [{"assets/logo.svg": LOGO}, default_pages()]
    made = build_website(sources, default_configuration(), frame.settings, frame.base_url)
    assert pages(monkeypatch, files, frame) == made


def test_what_was_begun_for_another_address_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    other = replace(frame_of(a_catalog()), base_url="https://other.example/")
    with pytest.raises(pytest.fail.Exception, match="built again"):
        pages(monkeypatch, a_catalog(), other)


def test_what_went_wrong_is_told_where_it_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beforehand, "default_configuration", lambda: b"site_name: [")
    with pytest.raises(WebsiteError, match=r"mkdocs\.yml cannot be used\nmkdocs.yml:1:"):
        pages(monkeypatch, a_catalog(), frame_of(a_catalog()))


@pytest.mark.parametrize(
    ("change", "args"),
    [
        ({"marketplace.yml": b"name: ["}, ARGS),
        ({"marketplace.yml": (b"other.yml", Mode.SYMLINK)}, ARGS),
        ({"mkdocs.yml": b"theme: material\n"}, ARGS),
        ({"site-src/guide/ours.md": b"# Ours\n"}, ARGS),
        ({"site-src/assets/large.png": bytes(1024 * 1024)}, ARGS),
        ({}, Namespace(jobs=1, base_url=None, engine="")),
    ],
)
def test_nothing_is_begun_of_what_has_to_be_looked_at_first(change: Files, args: Namespace) -> None:
    assert beforehand.beforehand(args, MemoryTree(a_catalog() | change)) is None


def test_a_catalog_without_settings_begins_nothing() -> None:
    assert beforehand.beforehand(ARGS, MemoryTree({})) is None


def test_what_nobody_waits_for_leaves_nothing_behind(tmp_path: Path) -> None:
    script = (
        "import os, sys, time, tempfile, pathlib\n"
        "from chandlery.ports.processes import begin\n"
        "def work():\n"
        "    with tempfile.TemporaryDirectory(dir=sys.argv[1]):\n"
        "        time.sleep(60)\n"
        "begin(work)\n"
        "while not os.listdir(sys.argv[1]): time.sleep(0.01)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path], capture_output=True, timeout=30, check=True
    )
    assert (done.stdout, done.stderr, [*tmp_path.iterdir()]) == (b"", b"", [])

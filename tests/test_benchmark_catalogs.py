"""Catalogs of the benchmarks: sound, of all ecosystems, and the same each time."""

import subprocess
import sys
from pathlib import Path

from benchmarks.catalogs import catalog
from benchmarks.imported import CHANGE, repository
from builders import no_network
from chandlery.dialects import DIALECTS
from chandlery.model.governance import Availability, ReviewState
from chandlery.model.marketplace import Kind
from chandlery.pipeline import inspect
from chandlery.stages.resolve import resolve
from chandlery.trees import MemoryTree
from repositories import git

AT = "2026-11-18T00:00:00Z"


def test_nothing_is_wrong_and_everything_is_there() -> None:
    inspection = inspect(MemoryTree(dict(catalog(80, 3))), fetch=no_network, at=AT)
    assert {item.code for item in inspection.diagnostics} <= {"GOV010", "CAP003", "REF009"}
    assert inspection.catalog
    artifacts = {key: item.artifacts for key, item in inspection.artifacts.items()}
    market = resolve(inspection.catalog, artifacts, base_url="https://x.example/", at=AT)
    releases = [release for package in market.packages for release in package.releases]
    assert {dialect for package in market.packages for dialect in package.dialects} == {*DIALECTS}
    assert {package.kind for package in market.packages} == {Kind.PLUGIN, Kind.ADAPTER}
    assert {release.review.state for release in releases} == {*ReviewState}
    assert {release.availability for release in releases} == {*Availability}
    assert market.integrations
    assert market.renames
    manifests = [manifest for release in releases for manifest in release.manifests]
    assert any(manifest.description.dependencies for manifest in manifests)
    assert any(release.review.grants and release.review.receipts for release in releases)


def test_a_larger_catalog_holds_the_smaller_one() -> None:
    small, large = dict(catalog(3, 2)), dict(catalog(4, 3))
    assert {path: large[path] for path in small} == small


def test_a_change_adds_one_release(tmp_path: Path) -> None:
    repository(tmp_path / "one", 4, 2)
    repository(tmp_path / "two", 4, 2)
    told = git(tmp_path / "one", "diff", "--name-status", "main", CHANGE)
    assert "/releases/1.2.0/release.json" in told
    assert all(line[0] == "A" and "/releases/1.2.0/" in line for line in told.splitlines())
    assert git(tmp_path / "two", "rev-parse", CHANGE) == git(tmp_path / "one", "rev-parse", CHANGE)
    assert git(tmp_path / "one", "ls-tree", "-r", "--name-only", "main").splitlines() == sorted(
        f"catalog/{path}" for path, _ in catalog(4, 2)
    )


def test_every_stage_that_is_watched_is_there() -> None:
    told = "from benchmarks.stage_watch import Watch; print(Watch().missing)"
    done = subprocess.run(
        [sys.executable, "-c", told], cwd=Path(__file__).parent, check=True, capture_output=True
    )
    assert done.stdout == b"[]\n", "a stage would seem to take nothing"

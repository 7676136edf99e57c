"""Small publications: an index and its projections, without the site."""

from pathlib import Path

from builders import Files, a_catalog, no_network
from chandlery.assembly import Edition, marketplace
from chandlery.cli import run
from chandlery.diagnostics import Diagnostic, has_errors
from chandlery.dialects import DIALECTS
from chandlery.model.content import PublishedFile
from chandlery.pipeline import inspect
from chandlery.stages.guards import Side, guard
from chandlery.trees import MemoryTree
from marketplaces import a_closed_index, projection

Publication = dict[str, bytes]
SERIAL = 1_793_491_200  # 2026-11-01


def a_publication(
    files: Files | None = None, *, serial: int = SERIAL, commit: str | None = "c" * 40
) -> Publication:
    """What a catalog is published as."""
    inspection = inspect(MemoryTree(files or a_catalog()), fetch=no_network)
    assert not has_errors(inspection.diagnostics), inspection.diagnostics
    edition = Edition(
        base_url="https://quay.example/", at="2026-11-01T00:00:00Z", serial=serial, commit=commit
    )
    market = marketplace(inspection, edition)
    served = {
        artifact.path
        for package in market.packages
        for release in package.releases
        for artifact in release.artifacts
    }
    artifacts = [
        file for item in inspection.artifacts.values() for file in item.files if file.path in served
    ]
    projected = [
        PublishedFile.of(path, data)
        for dialect in DIALECTS.values()
        for path, data in projection(dialect, market).items()
    ]
    others = {file.path: file for file in (*artifacts, *projected)}
    closed = a_closed_index(market, others.values(), serial=serial, commit=commit)
    return {file.path: file.read() for file in closed}


def guarded(built: Publication, before: Publication | None = None) -> tuple[Diagnostic, ...]:
    """What speaks against publishing one after the other."""

    def differs(path: str, told: object) -> bool:
        data = built.get(path)
        return data is None or PublishedFile.of(path, data).sha256 != getattr(told, "sha256", "")

    old = [Side.of(before.get, "before")] if before else []
    return guard(Side.of(built.get, "built"), old, differs=differs)


def written(folder: Path, publication: Publication) -> Path:
    """A publication as a folder."""
    for path, data in publication.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return folder


def files_of(folder: Path) -> Publication:
    """All files below a folder."""
    return {
        item.relative_to(folder).as_posix(): item.read_bytes()
        for item in folder.rglob("*")
        if item.is_file()
    }


def shard(publication: Publication) -> str:
    """The one shard of a publication with one name."""
    (found,) = [path for path in publication if "/shards/" in path]
    return found


def publish(tmp_path: Path, publication: Publication, *options: str) -> int:
    """Publish from a folder of its own; the exit code."""
    built = tmp_path / f"built-{len(list(tmp_path.glob('built-*')))}"
    return run(["publish", str(written(built, publication)), *options])

"""Releases with one artifact, kept in the catalog or elsewhere: for cases of ART, PIN and OBJ."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from builders import Files, a_catalog, a_release, as_json, no_network
from chandlery.containers import Member, tree_digest, unpack
from chandlery.diagnostics import Diagnostic
from chandlery.pipeline import inspect
from chandlery.records.release import ArtifactFormat
from chandlery.trees import MemoryTree
from rules.case import MOMENT, Run, Tree

FOLDER = "plugins/knot-counter/releases/1.0.0"
RELEASE = f"{FOLDER}/release.json"


def record(files: Files, path: str = RELEASE) -> dict[str, Any]:
    """A ``release.json``, to be changed."""
    data = files[path]
    assert isinstance(data, bytes)
    return dict(json.loads(data))


def pinned(files: Files, **changes: Any) -> Files:
    """The files with other facts about the first artifact."""
    value = record(files)
    first, *others = value["artifacts"]
    value["artifacts"] = [first | changes, *others]
    return files | {RELEASE: as_json(value)}


def kept(
    format_: ArtifactFormat, source: str, files: Files, manifests: Files | None = None
) -> Tree:
    """A release with an artifact of the files below ``source/``; its pins hold nothing."""
    artifact = {"format": format_, "source": source, "sha256": "0" * 64, "size": 1}
    value = {"published": "2026-07-02T09:00:00Z", "publisher": "acme"}
    artifacts = [artifact | {"tree": "t1:" + "0" * 64}]
    catalog = {path: data for path, data in a_catalog().items() if not path.startswith(FOLDER)}
    catalog |= {f"{FOLDER}/{path}": data for path, data in (manifests or craik()).items()}
    catalog |= {f"{FOLDER}/source/{path}": data for path, data in files.items()}
    return Tree(catalog | {RELEASE: as_json(value | {"artifacts": artifacts})})


def craik() -> Files:
    """A manifest whose client installs no files."""
    data = a_release()[f"{FOLDER}/craik.json"]
    return {"craik.json": data}


def elsewhere(
    format_: ArtifactFormat,
    data: bytes,
    manifests: Files | None = None,
    suffix: str = "",
    **changes: Any,
) -> Run:
    """A release whose artifact is fetched; its pins are those of the bytes."""
    url = f"https://files.example/knot-counter-1.0.0.{suffix or format_}"
    members = unpack(format_, data).members
    facts = {
        "format": format_,
        "url": url,
        "sha256": hashlib.sha256(data).hexdigest(),
        "size": len(data),
        "tree": tree_digest(members),
    }
    tree = kept(format_, "source/", {}, manifests)
    value = record(tree.files) | {"artifacts": [facts | changes]}
    files = tree.files | {RELEASE: as_json(value)}
    return Run(lambda: inspected(files, data), files)


def inspected(files: Files, data: bytes) -> Sequence[Diagnostic]:
    """What is found in a catalog whose artifacts are fetched, each as these bytes."""

    def fetch(url: str, *, sha256: str, size: int) -> bytes:
        return data

    return inspect(MemoryTree(files), fetch=fetch, at=MOMENT).diagnostics


def here(files: Files) -> Iterable[Diagnostic]:
    """What is found in a catalog that holds everything."""
    return inspect(MemoryTree(files), fetch=no_network, at=MOMENT).diagnostics


def text(path: str, data: bytes | str = b"x") -> Member:
    """A file of an archive."""
    return Member(path, data.encode() if isinstance(data, str) else data)

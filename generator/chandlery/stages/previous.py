"""A catalog against its last publication: what is published never changes."""

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

from chandlery.catalog import Catalog, ReleaseEntry
from chandlery.checks import Finding
from chandlery.diagnostics import Diagnostic
from chandlery.documents import Document, Route
from chandlery.rules import pins
from chandlery.stages.index import ENTRY, ROOT

# (package, version, format, SHA-256) of every artifact; for manifests, ``<dialect>.json`` stands in
# place of the format
Digests = frozenset[tuple[str, str, str, str]]


class PreviousUnreadable(Exception):  # noqa: N818 - it reads as what happened
    """The last publication is there, but is no index that we can read."""


def digests(read: Callable[[str], bytes | None]) -> Digests:
    """Every artifact and every native manifest that a publication holds.

    Keys that this version does not know are ignored, as the format asks of its readers.

    Args:
        read: bytes of a path below the published root, `None` for one that is not there.

    Raises:
        PreviousUnreadable: there is an ``entry.json``, and it leads to something unreadable.
    """
    try:
        _object(read, ENTRY)
        shards = [
            f"{ROOT}/shards/{entry['shard']}.json"
            for key in sorted(_object(read, f"{ROOT}/bins.json")["bins"])
            for entry in _object(read, f"{ROOT}/names/{key}.json")["names"].values()
        ]
        return frozenset(
            (_text(shard["name"]), _text(release["version"]), _text(what), _text(digest))
            for shard in (_object(read, path) for path in shards)
            for release in shard["releases"]
            for what, digest in _contents(release)
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise PreviousUnreadable(f"{type(error).__name__}: {error}") from error


def _contents(release: dict[str, Any]) -> Iterator[tuple[Any, Any]]:
    for artifact in release["artifacts"]:
        yield artifact["format"], artifact["sha256"]
    for dialect, manifest in release.get("dialects", {}).items():
        yield f"{dialect}.json", manifest["manifest_sha256"]


def altered(catalog: Catalog, published: Digests) -> Iterator[Diagnostic]:
    """What the catalog would change of what was published."""
    releases = {
        (release.package, release.version): release
        for package in catalog.packages
        for release in package.releases
    }
    held = {
        (*key, what, digest)
        for key, release in releases.items()
        for what, digest, _, _ in _parts(release)
    }
    for name, version, what, digest in sorted(published - held):
        release = releases.get((name, version))
        place = (
            next((part for part in _parts(release) if part[0] == what), None) if release else None
        )
        if place is None:
            yield pins.WITHDRAWN.report(
                catalog.document,
                Finding(
                    (),
                    f"{name} {version} was published as {what}, and is gone",
                    "Restore the release; an advisory takes it out of new installs.",
                ),
            )
        else:
            _, _, document, route = place
            yield pins.ALTERED.report(
                document,
                Finding(
                    route,
                    f"{name} {version} was published as {what} with the digest {digest}",
                    "Restore the release; to publish a change, make a new one.",
                ),
            )


def _parts(release: ReleaseEntry) -> Iterator[tuple[str, str, Document, Route]]:
    """What of a release may not change, its digest, and where that stands."""
    for index, artifact in enumerate(release.record.artifacts):
        route: Route = ("artifacts", index, "sha256")
        yield artifact.format.value, artifact.sha256, release.document, route
    for native in release.manifests:
        digest = hashlib.sha256(native.document.data).hexdigest()
        yield f"{native.dialect}.json", digest, native.document, ()


def _object(read: Callable[[str], bytes | None], path: str) -> dict[str, Any]:
    value = json.loads(_bytes(read, path))
    if not isinstance(value, dict):
        raise TypeError(f"{path} holds no object")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _bytes(read: Callable[[str], bytes | None], path: str) -> bytes:
    data = read(path)
    if data is None:
        raise PreviousUnreadable(f"{path} is missing")
    return data

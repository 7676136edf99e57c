"""A catalog against its last publication: what is published never changes."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from chandlery.catalog import Catalog
from chandlery.checks import Finding
from chandlery.diagnostics import Diagnostic
from chandlery.rules import pins
from chandlery.stages.index import ENTRY, ROOT

# (package, version, format, SHA-256) of every artifact
Digests = frozenset[tuple[str, str, str, str]]


class PreviousUnreadable(Exception):  # noqa: N818 - it reads as what happened
    """The last publication is there, but is no index that we can read."""


def digests(read: Callable[[str], bytes | None]) -> Digests:
    """Every artifact that a publication holds.

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
            (_text(shard["name"]), _text(release["version"]), _text(artifact["format"]), digest)
            for shard in (_object(read, path) for path in shards)
            for release in shard["releases"]
            for artifact in release["artifacts"]
            for digest in [_text(artifact["sha256"])]
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise PreviousUnreadable(f"{type(error).__name__}: {error}") from error


def altered(catalog: Catalog, published: Digests) -> Iterator[Diagnostic]:
    """What the catalog would change of what was published."""
    pinned = {
        (release.package, release.version, artifact.format.value, artifact.sha256)
        for package in catalog.packages
        for release in package.releases
        for artifact in release.record.artifacts
    }
    releases = {
        (release.package, release.version): release
        for package in catalog.packages
        for release in package.releases
    }
    for name, version, format_, digest in sorted(published - pinned):
        release = releases.get((name, version))
        formats = [item.format.value for item in release.record.artifacts] if release else []
        if release is None or format_ not in formats:
            yield pins.WITHDRAWN.report(
                catalog.document,
                Finding(
                    (),
                    f"{name} {version} was published as {format_}, and is gone",
                    "Restore the release; an advisory takes it out of new installs.",
                ),
            )
        else:
            yield pins.ALTERED.report(
                release.document,
                Finding(
                    ("artifacts", formats.index(format_), "sha256"),
                    f"{name} {version} was published as {format_} with the digest {digest}",
                    "Restore the release; to publish a change, make a new one.",
                ),
            )


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

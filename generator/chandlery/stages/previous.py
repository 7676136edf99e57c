"""A catalog against its last publication: what is published never changes."""

import json
from collections.abc import Callable, Iterator, Mapping

from pydantic import ValidationError

from chandlery.catalog import Catalog
from chandlery.checks import Finding
from chandlery.diagnostics import Diagnostic
from chandlery.formats import index_v1 as v1
from chandlery.rules import pins
from chandlery.stages.index import ENTRY, ROOT

# (package, version, format) → SHA-256
Digests = Mapping[tuple[str, str, str], str]


class PreviousUnreadable(Exception):  # noqa: N818 - it reads as what happened
    """The last publication is there, but is no index that we can read."""


def digests(read: Callable[[str], bytes | None]) -> Digests:
    """The digest of every artifact that a publication holds.

    Args:
        read: bytes of a path below the published root, `None` for one that is not there.

    Raises:
        PreviousUnreadable: there is an ``entry.json``, and it leads to something unreadable.
    """
    try:
        v1.Entry.model_validate_json(_bytes(read, ENTRY))
        bins = v1.Bins.model_validate_json(_bytes(read, f"{ROOT}/bins.json"))
        shards = [
            entry.shard
            for key in sorted(bins.bins)
            for entry in v1.NameBin.model_validate_json(
                _bytes(read, f"{ROOT}/names/{key}.json")
            ).names.values()
        ]
        found = [json.loads(_bytes(read, f"{ROOT}/shards/{digest}.json")) for digest in shards]
        return {
            (shard["name"], release["version"], artifact["format"]): artifact["sha256"]
            for shard in found
            for release in shard["releases"]
            for artifact in release["artifacts"]
        }
    except (ValidationError, ValueError, KeyError, TypeError) as error:
        raise PreviousUnreadable(str(error).splitlines()[0]) from error


def altered(catalog: Catalog, published: Digests) -> Iterator[Diagnostic]:
    """What the catalog would change of what was published."""
    now = {
        (release.package, release.version, artifact.format.value): (release, index, artifact.sha256)
        for package in catalog.packages
        for release in package.releases
        for index, artifact in enumerate(release.record.artifacts)
    }
    for key, digest in sorted(published.items()):
        name, version, format_ = key
        if key not in now:
            yield pins.WITHDRAWN.report(
                catalog.document,
                Finding(
                    (),
                    f"{name} {version} was published as {format_}, and is gone",
                    "Restore the release; an advisory takes it out of new installs.",
                ),
            )
        elif now[key][2] != digest:
            release, index, _ = now[key]
            yield pins.ALTERED.report(
                release.document,
                Finding(
                    ("artifacts", index, "sha256"),
                    f"{name} {version} was published as {format_} with the digest {digest}",
                    "Restore the release; to publish a change, make a new one.",
                ),
            )


def _bytes(read: Callable[[str], bytes | None], path: str) -> bytes:
    data = read(path)
    if data is None:
        raise PreviousUnreadable(f"{path} is missing")
    return data

"""A catalog against its last publication: what is published never changes."""

import hashlib
from collections.abc import Iterator

from chandlery.catalog import Catalog, ReleaseEntry
from chandlery.checks import Finding
from chandlery.diagnostics import Diagnostic
from chandlery.documents import Document, Route
from chandlery.formats import index_v1 as v1
from chandlery.rules import pins
from chandlery.stages.read_index import IndexReader

# (package, version, format, SHA-256) of every artifact; for manifests, ``<dialect>.json`` stands in
# place of the format
Digests = frozenset[tuple[str, str, str, str]]


def digests(reader: IndexReader) -> Digests:
    """Every artifact and every native manifest that a publication holds, its digests verified.

    Raises:
        IndexUnreadable: there is no index, or it leads to something unreadable.
        DigestDiffers: it leads to a file that it does not vouch for.
    """
    return frozenset(
        (name, release.version, what, digest)
        for name, entry in reader.names()
        for release in reader.shard(name, entry).releases
        for what, digest in _contents(release)
    )


def _contents(release: v1.ShardRelease) -> Iterator[tuple[str, str]]:
    for artifact in release.artifacts:
        yield artifact.format, artifact.sha256
    for dialect, manifest in release.dialects.items():
        yield f"{dialect}.json", manifest.manifest_sha256


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

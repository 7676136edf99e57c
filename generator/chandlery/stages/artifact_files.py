"""What is published of a release's verified artifacts, and where its bytes come from.

They do not stay in memory: somebody keeps them, or `PublishedFile.read` makes them again when a
sink asks, which it does only for what it lacks.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from chandlery.catalog import ReleaseEntry
from chandlery.containers import Packed, members_of, pack_members
from chandlery.dialects import DIALECTS
from chandlery.model.content import Keep, PublishedFile
from chandlery.model.marketplace import Artifact
from chandlery.records.release import ArtifactFormat, ArtifactRecord


class Fetch(Protocol):
    """Bytes from an address, never more than the pinned size."""

    def __call__(self, url: str, *, sha256: str, size: int) -> bytes:
        """The bytes.

        Raises:
            DownloadRefused: they could not be had, or are not what was pinned.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a release's artifacts came to: the facts, and the files to publish.

    Files that somebody keeps hold nothing of the release, and can be sent to another process.
    """

    artifacts: tuple[Artifact, ...] = ()
    files: tuple[PublishedFile, ...] = ()


def publishable(release: ReleaseEntry, verified: Verified, fetch: Fetch) -> Verified:
    """All that is published of what was verified; what nobody keeps is made when it is read."""
    kept = {file.path for file in verified.files}
    records = {record.sha256: record for record in release.record.artifacts}
    others = (
        file
        for artifact in verified.artifacts
        if artifact.path not in kept
        for file in _files(release, records[artifact.sha256], artifact, fetch)
    )
    return replace(verified, files=(*verified.files, *others))


def of_packed(artifact: Artifact, data: bytes, keep: Keep) -> Iterator[PublishedFile]:
    """What is published of an artifact that was packed."""
    yield keep(artifact.path, data)
    if artifact.core_metadata is not None:
        yield keep(_beside(artifact), artifact.core_metadata)


def pack_source(release: ReleaseEntry, format_: ArtifactFormat, source: str) -> Packed:
    """Pack a part of a release's source, under the name that the format's client knows it by."""
    contents = members_of(release.source, release.read, source)
    if contents.problems:
        return Packed(problems=contents.problems)
    client = next((name for name in DIALECTS if format_ in DIALECTS[name].formats), "")
    return pack_members(format_, release.native_name(client), release.version, contents.members)


def _files(
    release: ReleaseEntry, record: ArtifactRecord, artifact: Artifact, fetch: Fetch
) -> Iterator[PublishedFile]:
    """What is published of an artifact: itself, and a wheel's metadata beside it (PEP 658)."""
    read: Callable[[], bytes]
    if record.url is None:
        read = partial(_pack_again, release, record)
    else:
        read = partial(fetch, record.url, sha256=record.sha256, size=record.size)
    yield PublishedFile(artifact.path, artifact.sha256, artifact.size, read)
    if artifact.core_metadata is not None:
        yield PublishedFile.of(_beside(artifact), artifact.core_metadata)


def _beside(artifact: Artifact) -> str:
    return f"{artifact.path}.metadata"


def _pack_again(release: ReleaseEntry, record: ArtifactRecord) -> bytes:
    return pack_source(release, record.format, record.source or "source/").data

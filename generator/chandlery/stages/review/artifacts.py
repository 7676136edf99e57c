"""What clients would install of a release, against what they install of the one before."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import urlsplit

from chandlery.catalog import ReleaseEntry
from chandlery.containers import Member, unpack
from chandlery.containers.members import members_of
from chandlery.diagnostics import Diagnostic
from chandlery.formats import review_v1 as v1
from chandlery.model.marketplace import Artifact
from chandlery.records.release import ArtifactRecord
from chandlery.rules.pins import WORLD_CODES
from chandlery.stages.artifact_files import Fetch
from chandlery.stages.pack import DownloadRefused

_MOST: Final = 200  # paths of a kind

# What an artifact holds: the path without its version → the path, the digest, whether it runs.
_Content = Mapping[str, tuple[str, str, bool]]


def artifacts(
    release: ReleaseEntry,
    previous: ReleaseEntry | None,
    verified: Iterable[Artifact],
    found: Iterable[Diagnostic],
    fetch: Fetch,
) -> list[v1.ArtifactReview]:
    """The artifacts of a release.

    Args:
        release: whose they are.
        previous: the release that they are compared with.
        verified: those whose bytes came to their pins.
        found: what is wrong with the release's record.
        fetch: gives what the catalog does not hold.
    """
    names = {(item.format, item.sha256): item.filename for item in verified}
    unreachable = any(item.code in WORLD_CODES for item in found)
    before = {item.format: item for item in previous.record.artifacts} if previous else {}
    reviews = []
    for record in release.record.artifacts:
        earlier = before.get(record.format)
        filename = names.get((record.format, record.sha256))
        missing = "not checked" if unreachable and record.url else "failed"
        review = _facts_of(record, earlier).model_copy(
            update={"filename": filename, "checked": "recomputed" if filename else missing}
        )
        if previous and earlier:
            files = _compared(previous, earlier, release, record, fetch) if filename else {}
            review = review.model_copy(update={"previous": previous.version, **files})
        reviews.append(review)
    return reviews


def _facts_of(record: ArtifactRecord, earlier: ArtifactRecord | None) -> v1.ArtifactReview:
    """What the records say of an artifact, and of the one before."""
    return v1.ArtifactReview(
        format=record.format.value,
        url=record.url,
        size=record.size,
        previous_size=earlier.size if earlier else None,
        sha256=record.sha256,
        checked="failed",
        signature=record.signature.key if record.signature else None,
        signer_was=earlier.signature.key if earlier and earlier.signature else None,
    )


def hosts(releases: Iterable[ReleaseEntry]) -> set[str]:
    """The machines that artifacts are fetched from."""
    urls = (item.url for release in releases for item in release.record.artifacts if item.url)
    return {urlsplit(url).netloc for url in urls}


def _compared(
    previous: ReleaseEntry,
    earlier: ArtifactRecord,
    release: ReleaseEntry,
    record: ArtifactRecord,
    fetch: Fetch,
) -> dict[str, list[str]]:
    """Which files came, changed and went; nothing where one of the two cannot be had."""
    was, now = (_content(*item, fetch) for item in ((previous, earlier), (release, record)))
    if was is None or now is None:
        return {}
    return {
        "added": sorted(now[key][0] for key in now.keys() - was.keys())[:_MOST],
        "changed": sorted(
            now[key][0] for key in now.keys() & was.keys() if now[key][1:] != was[key][1:]
        )[:_MOST],
        "removed": sorted(was[key][0] for key in was.keys() - now.keys())[:_MOST],
    }


def _content(release: ReleaseEntry, record: ArtifactRecord, fetch: Fetch) -> _Content | None:
    if record.url is None:
        contents = members_of(release.source, release.read, record.source or "source/")
    else:
        try:
            data = fetch(record.url, sha256=record.sha256, size=record.size)
        except DownloadRefused:
            return None
        contents = unpack(record.format, data)
    return (
        None
        if contents.problems
        else dict(map(_facts, contents.members, [release.version] * len(contents.members)))
    )


def _facts(member: Member, version: str) -> tuple[str, tuple[str, str, bool]]:
    # Python's archives have their version in the names of their folders.
    root, slash, rest = member.path.partition("/")
    key = f"{root.replace(version, '')}/{rest}" if slash else member.path
    return key, (member.path, hashlib.sha256(member.data).hexdigest(), member.executable)

"""Decisions against a release that were published, and are not, or read otherwise, any more."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from chandlery.formats import index_v1 as v1
from chandlery.stages.index import ROOT
from chandlery.stages.index_summary import renamed
from chandlery.stages.read_index import IndexReader, IndexUnreadable

_DENIALS: Final = frozenset({"rejected", "expired"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LostDenial:
    """One decision; `path` is of the file of the index that told of it."""

    path: str
    message: str


def lost_denials(new: IndexReader, old: IndexReader) -> Iterator[LostDenial]:
    """What was rejected or had expired, with its rationale, and is not told of any more.

    Only names whose shards differ, and that have such a release, are read.
    """
    names = dict(new.names())
    for name, before in old.names():
        now = names.get(name) or names.get(renamed(new, name))
        if now is not None and now.shard == before.shard:
            continue
        if any(release.review in _DENIALS for release in old.shard(name, before).releases):
            kept = dict[str, v1.ReleaseDetail]()
            if now is not None:
                kept = _releases(new, now.kind, name if name in names else renamed(new, name))
            for version, release in _releases(old, before.kind, name).items():
                yield from _lost(name, before.kind, release, kept.get(version))


def _lost(
    name: str, kind: str, was: v1.ReleaseDetail, now: v1.ReleaseDetail | None
) -> Iterator[LostDenial]:
    said = _decided(now) if now else {}
    for key, told in _decided(was).items():
        if said.get(key) != told:
            became = "altered" if key in said else "gone"
            yield LostDenial(
                path=f"{ROOT}/{kind}s/{name}.json",
                message=f"{name} {was.version} was {told[0]} by {key}, which would be {became}",
            )


def _decided(release: v1.ReleaseDetail) -> Mapping[str, tuple[str, str]]:
    """What each record says that denies, by its id."""
    return {
        item.id: (item.status, item.rationale or "")
        for item in release.governance.probations
        if item.status in _DENIALS
    }


def _releases(index: IndexReader, kind: str, name: str) -> dict[str, v1.ReleaseDetail]:
    path = f"{ROOT}/{kind}s/{name}.json"
    told = index.files.get(path)
    if told is None:
        raise IndexUnreadable(f"{path} is not listed")
    data = index.verified(path, told.sha256, told.size)
    detail = v1.PackageDetail.model_validate_json(data, extra="ignore")
    return {release.version: release for release in detail.releases}

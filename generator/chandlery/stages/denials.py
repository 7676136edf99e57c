"""Decisions against a release that were published, and are not, or read otherwise, any more."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from chandlery.formats import index_v1 as v1
from chandlery.stages.index import ROOT
from chandlery.stages.index_summary import renamed
from chandlery.stages.read_index import IndexReader

_DETAIL: Final = re.compile(rf"{ROOT}/(plugin|adapter)s/([^/]+)\.json")
_DENIALS: Final = frozenset({"rejected", "expired"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LostDenial:
    """One decision; `path` is of the file of the index that told of it."""

    path: str
    message: str


def lost_denials(new: IndexReader, old: IndexReader) -> Iterator[LostDenial]:
    """What was rejected or had expired, with its rationale, and is not told of any more.

    Only names of which the detail differs are read: a decision that a later one took the place of
    is nowhere else.
    """
    for name, kind in _packages(old):
        path = f"{ROOT}/{kind}s/{name}.json"
        if old.files.get(path) == new.files.get(path):
            continue
        before = _releases(old, kind, name)
        if any(map(_decided, before.values())):
            is_called = name if new.find(name) else renamed(new, name)
            now = new.find(is_called)
            kept = _releases(new, now.kind, is_called) if now else {}
            for version, release in before.items():
                yield from _lost(name, kind, release, kept.get(version))


def _packages(index: IndexReader) -> Iterator[tuple[str, str]]:
    """Names that have releases, by the list of files, and their kinds."""
    for path in index.files:
        if match := _DETAIL.fullmatch(path):
            yield match[2], match[1]


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
    if kind == "integration":
        return {}
    return {release.version: release for release in index.detail(kind, name).releases}

"""Marketplace → the files of index v1 (design §5), and the list of all files that closes it."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from msgspec import Struct

from chandlery.formats import index_v1 as v1
from chandlery.formats.canonical import canonical, compact, compact_object, readable, whole
from chandlery.model.content import ENTRY_FILE, LISTING, PublishedFile
from chandlery.model.marketplace import Frame, Integration, Kind, Subject
from chandlery.model.parts import Ask, File, One, Part
from chandlery.model.suppliers import Suppliers
from chandlery.stages.changes import Change, happened, lines_of
from chandlery.stages.entries import Entries, integration_detail
from chandlery.stages.listing import REACHED, entry_over, listing_of

ROOT = "index/v1"
ENTRY = ENTRY_FILE
FILES = LISTING

# About how many bytes a bin takes in `bins.json`, and a name in its bin.
_LISTED_BIN = 74
_LISTED_NAME = 175


class Name(Struct, frozen=True, array_like=True, gc=False):
    """What the files about all names say of one.

    Attributes:
        entry: in the bin of the name, written.
        releases: how many there are.
        artifacts: of all releases, how many there are.
    """

    kind: Kind
    entry: str
    releases: int = 0
    artifacts: int = 0
    changes: tuple[Change, ...] = ()


def index(suppliers: Suppliers) -> Part[Name]:
    """Everything of the index that does not depend on the other published files.

    Args:
        suppliers: what a package needs is told with the names that it has here.
    """
    return Part(name="index", told=Name, one=partial(_one, suppliers), joined=_joined)


def _one(suppliers: Suppliers, frame: Frame, subject: Subject) -> One[Name]:
    """The shard of a name, and everything about it."""
    if isinstance(subject, Integration):
        return _integration(subject)
    shard, detail = Entries(frame, suppliers).package(subject)
    file = _shard(shard)
    latest = subject.latest
    entry = v1.NameEntry(
        kind=subject.kind.value,
        shard=_digest(file),
        latest=latest.version,
        review=latest.review.state.value,
        availability=latest.availability.value,
    )
    told = Name(
        subject.kind,
        compact(entry.plain()),
        len(subject.releases),
        sum(len(release.artifacts) for release in subject.releases),
        happened(subject),
    )
    return One(files=(file, _detail(subject.kind, detail)), told=told)


def _integration(subject: Integration) -> One[Name]:
    file = _shard(v1.Shard(kind="integration", name=subject.name, releases=[], capabilities=[]))
    entry = v1.NameEntry(kind="integration", shard=_digest(file))
    return One(
        files=(file, _detail(Kind.INTEGRATION, integration_detail(subject))),
        told=Name(Kind.INTEGRATION, compact(entry.plain())),
    )


def _joined(frame: Frame, told: Mapping[str, Name], _ask: Ask) -> Iterator[File]:
    yield from _bins({name: item.entry for name, item in told.items()})
    yield from _notices(frame)
    lines = lines_of(frame, {name: item.changes for name, item in told.items()})
    yield f"{ROOT}/changes.jsonl", lines
    for name, model in v1.SCHEMAS.items():
        yield f"{ROOT}/schemas/{name}.json", readable(schema(model))


def close(
    frame: Frame,
    told: Mapping[str, Name],
    files: Iterable[PublishedFile],
    *,
    serial: int,
    commit: str | None,
) -> tuple[PublishedFile, PublishedFile]:
    """``files.jsonl`` over all the files given, and ``entry.json`` over that.

    Args:
        told: of every name, for the index.
        serial: committer time of the source commit, in seconds.
        commit: the source commit's full hash, or `None` for a working tree.
    """
    listed = {file.path: file for file in files}
    everything = PublishedFile.of(FILES, listing_of(listed.values()))
    reached = [listed[f"{ROOT}/{name}"] for name in REACHED]
    counts = counted(told, len(listed))
    over = entry_over(frame, counts, everything, reached, serial=serial, commit=commit)
    return everything, over


def counted(told: Mapping[str, Name], files: int) -> v1.Counts:
    """How much there is.

    Args:
        told: of every name, for the index.
        files: how many the list of files has.
    """
    kinds = [item.kind for item in told.values()]
    return v1.Counts(
        plugins=kinds.count(Kind.PLUGIN),
        adapters=kinds.count(Kind.ADAPTER),
        integrations=kinds.count(Kind.INTEGRATION),
        releases=sum(item.releases for item in told.values()),
        artifacts=sum(item.artifacts for item in told.values()),
        files=files,
    )


def bin_digits(names: int) -> int:
    """How many hex digits name a bin, so that the list of bins and one bin are shortest together.

    A client fetches both; at best they grow with the root of the names.
    """

    def both(digits: int) -> float:
        bins: int = 16**digits
        return min(bins, names) * _LISTED_BIN + names / bins * _LISTED_NAME

    return min(range(1, 5), key=both)


def schema(model: type[v1.Published]) -> dict[str, Any]:
    """A type's JSON Schema as readers should hold it: fields will be added, and are let pass."""
    described: dict[str, Any] = _opened(model.model_json_schema())
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **described}


def _opened(part: Any) -> Any:
    if isinstance(part, list):
        return [_opened(item) for item in part]
    if not isinstance(part, dict):
        return part
    opened = {key: _opened(value) for key, value in part.items()}
    if opened.get("additionalProperties") is False:
        del opened["additionalProperties"]
        constant = {key for key, field in opened["properties"].items() if "const" in field}
        opened["required"] = sorted({*opened.get("required", ()), *constant})  # always written
    if isinstance(words := opened.get("description"), str):
        opened["description"] = " ".join(words.replace("``", "`").split())
    return opened


def _bins(entries: Mapping[str, str]) -> Iterator[File]:
    """Each name in its bin, and the list of bins.

    Args:
        entries: by name, written.
    """
    digits = bin_digits(len(entries))
    bins: dict[str, dict[str, str]] = defaultdict(dict)
    for name, entry in entries.items():
        bins[hashlib.sha256(name.encode()).hexdigest()[:digits]][name] = entry
    head = {key: compact(value) for key, value in v1.NameBin(names={}).plain().items()}
    digests = {}
    for key in sorted(bins):
        data = whole(compact_object({**head, "names": compact_object(bins[key])}))
        digests[key] = hashlib.sha256(data).hexdigest()
        yield f"{ROOT}/names/{key}.json", data
    yield _file("bins.json", v1.Bins(digits=digits, bins=digests))


def _notices(frame: Frame) -> Iterator[File]:
    advisories = [
        v1.AdvisoryEntry(
            id=advisory.id,
            title=advisory.title,
            act=advisory.act,
            package=advisory.package,
            ranges=list(advisory.ranges),
            digests=list(advisory.digests),
            versions=list(advisory.versions),
            severity=advisory.severity,
            reason=advisory.reason,
            evidence=list(advisory.evidence),
            published=advisory.published,
            expires=advisory.expires or None,
            in_force=advisory.in_force,
            appeal=advisory.appeal,
        )
        for advisory in frame.advisories
    ]
    renames = {
        old: v1.RenameEntry(to=rename.to, since=rename.since, reason=rename.reason)
        for old, rename in frame.renames.items()
    }
    waivers = [v1.WaiverEntry(**waiver.dump()) for waiver in frame.waivers]
    yield _file("advisories.json", v1.Advisories(advisories=advisories))
    yield _file("renames.json", v1.Renames(renames=renames))
    yield _file("waivers.json", v1.Waivers(waivers=waivers))


def _shard(value: v1.Shard) -> File:
    data = canonical(value.plain())
    return f"{ROOT}/shards/{hashlib.sha256(data).hexdigest()}.json", data


def _digest(shard: File) -> str:
    """The digest of a shard, which is its name."""
    return shard[0].removeprefix(f"{ROOT}/shards/").removesuffix(".json")


def _detail(kind: Kind, value: v1.PackageDetail | v1.IntegrationDetail) -> File:
    return _file(f"{kind.folder}/{value.name}.json", value)


def _file(path: str, value: v1.Published) -> File:
    return f"{ROOT}/{path}", canonical(value.plain())

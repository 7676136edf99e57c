"""Marketplace → the files of index v1 (design §5), and the list of all files that closes it."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from chandlery.formats import index_v1 as v1
from chandlery.formats.canonical import canonical, readable
from chandlery.model.content import ENTRY_FILE, LISTING, PublishedFile
from chandlery.model.marketplace import Kind, Marketplace, Package, Release
from chandlery.stages.entries import Entries, integration_detail
from chandlery.stages.listing import REACHED, entry_over, listing_of

ROOT = "index/v1"
ENTRY = ENTRY_FILE
FILES = LISTING

# About how many bytes a bin takes in `bins.json`, and a name in its bin.
_LISTED_BIN = 74
_LISTED_NAME = 175


def index(marketplace: Marketplace) -> tuple[PublishedFile, ...]:
    """Everything of the index that does not depend on the other published files."""
    files: list[PublishedFile] = []
    names: dict[str, v1.NameEntry] = {}
    entries = Entries(marketplace)
    for package in marketplace.packages:
        shard, detail = entries.package(package)
        file = _shard(shard)
        names[package.name] = _name(package, file.sha256)
        files += [file, _file(f"{package.kind.folder}/{package.name}.json", detail)]
    for integration in marketplace.integrations:
        value = v1.Shard(kind="integration", name=integration.name, releases=[], capabilities=[])
        file = _shard(value)
        names[integration.name] = v1.NameEntry(kind="integration", shard=file.sha256)
        files += [
            file,
            _file(f"integrations/{integration.name}.json", integration_detail(integration)),
        ]
    files += _bins(names)
    files += _notices(marketplace)
    files.append(PublishedFile.of(f"{ROOT}/changes.jsonl", _lines(changes(marketplace))))
    files += [
        PublishedFile.of(f"{ROOT}/schemas/{name}.json", readable(schema(model)))
        for name, model in v1.SCHEMAS.items()
    ]
    return tuple(files)


def close(
    marketplace: Marketplace,
    files: Iterable[PublishedFile],
    *,
    serial: int,
    commit: str | None,
) -> tuple[PublishedFile, PublishedFile]:
    """``files.jsonl`` over all the files given, and ``entry.json`` over that.

    Args:
        serial: committer time of the source commit, in seconds.
        commit: the source commit's full hash, or `None` for a working tree.
    """
    listed = {file.path: file for file in files}
    everything = PublishedFile.of(FILES, listing_of(listed.values()))
    reached = [listed[f"{ROOT}/{name}"] for name in REACHED]
    counts = _counts(marketplace, len(listed))
    over = entry_over(marketplace, counts, everything, reached, serial=serial, commit=commit)
    return everything, over


def bin_digits(names: int) -> int:
    """How many hex digits name a bin, so that the list of bins and one bin are shortest together.

    A client fetches both; at best they grow with the root of the names.
    """

    def both(digits: int) -> float:
        bins: int = 16**digits
        return min(bins, names) * _LISTED_BIN + names / bins * _LISTED_NAME

    return min(range(1, 5), key=both)


def changes(marketplace: Marketplace) -> Iterator[v1.ChangeLine]:
    """What happened, by the records' own dates, oldest first."""
    lines: list[v1.ChangeLine] = []
    for package in marketplace.packages:
        for release in package.releases:
            lines.append(
                v1.ChangeLine(
                    at=release.published,
                    change="published",
                    name=package.name,
                    version=release.version,
                )
            )
            lines += _decisions(package.name, release)
    for advisory in marketplace.advisories:
        lines += [
            v1.ChangeLine(
                at=advisory.published,
                change=advisory.act,
                name=advisory.package,
                version=version,
                ref=advisory.id,
            )
            for version in advisory.versions
        ]
    lines += [
        v1.ChangeLine(at=rename.since, change="rename", name=old, ref=rename.to)
        for old, rename in marketplace.renames.items()
    ]
    yield from sorted(lines, key=lambda line: (line.at, line.name, line.version or "", line.change))


def _decisions(name: str, release: Release) -> Iterator[v1.ChangeLine]:
    words = {"promoted": "promote", "rejected": "reject", "expired": "expire"}
    for probation in release.review.probations:
        if probation.decided_at and probation.status.value in words:
            yield v1.ChangeLine(
                at=probation.decided_at,
                change=words[probation.status.value],
                name=name,
                version=release.version,
                ref=probation.id,
            )


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


def _name(package: Package, digest: str) -> v1.NameEntry:
    latest = package.latest
    return v1.NameEntry(
        kind=package.kind.value,
        shard=digest,
        latest=latest.version,
        review=latest.review.state.value,
        availability=latest.availability.value,
    )


def _bins(names: dict[str, v1.NameEntry]) -> list[PublishedFile]:
    digits = bin_digits(len(names))
    bins: dict[str, dict[str, v1.NameEntry]] = defaultdict(dict)
    for name, entry in names.items():
        bins[hashlib.sha256(name.encode()).hexdigest()[:digits]][name] = entry
    files = [_file(f"names/{key}.json", v1.NameBin(names=bins[key])) for key in sorted(bins)]
    digests = {key: file.sha256 for key, file in zip(sorted(bins), files, strict=True)}
    return [*files, _file("bins.json", v1.Bins(digits=digits, bins=digests))]


def _notices(marketplace: Marketplace) -> list[PublishedFile]:
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
        for advisory in marketplace.advisories
    ]
    renames = {
        old: v1.RenameEntry(to=rename.to, since=rename.since, reason=rename.reason)
        for old, rename in marketplace.renames.items()
    }
    waivers = [v1.WaiverEntry(**waiver.dump()) for waiver in marketplace.waivers]
    return [
        _file("advisories.json", v1.Advisories(advisories=advisories)),
        _file("renames.json", v1.Renames(renames=renames)),
        _file("waivers.json", v1.Waivers(waivers=waivers)),
    ]


def _counts(marketplace: Marketplace, files: int) -> v1.Counts:
    kinds = [package.kind for package in marketplace.packages]
    releases = [release for package in marketplace.packages for release in package.releases]
    return v1.Counts(
        plugins=kinds.count(Kind.PLUGIN),
        adapters=kinds.count(Kind.ADAPTER),
        integrations=len(marketplace.integrations),
        releases=len(releases),
        artifacts=sum(len(release.artifacts) for release in releases),
        files=files,
    )


def _shard(value: v1.Shard) -> PublishedFile:
    data = canonical(value.plain())
    digest = hashlib.sha256(data).hexdigest()
    return PublishedFile.of(f"{ROOT}/shards/{digest}.json", data)


def _file(path: str, value: v1.Published) -> PublishedFile:
    return PublishedFile.of(f"{ROOT}/{path}", canonical(value.plain()))


def _lines(values: Iterable[v1.Published]) -> bytes:
    return b"".join(canonical(value.plain()) for value in values)

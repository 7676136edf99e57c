"""Releases and marketplaces in memory, made without any stage: what dialects work on."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from itertools import starmap
from typing import Any

from chandlery.catalog import NativeRecord, ReleaseEntry
from chandlery.checks import Rule
from chandlery.dialects.base import Dialect, RecordKind
from chandlery.documents import Document, Syntax, read_json
from chandlery.model.content import PublishedFile
from chandlery.model.governance import Availability, Review, ReviewState
from chandlery.model.marketplace import (
    Artifact,
    Kind,
    Manifest,
    Marketplace,
    Package,
    Publisher,
    Release,
)
from chandlery.model.suppliers import Suppliers
from chandlery.records.listing import Listing
from chandlery.records.marketplace import MarketplaceRecord
from chandlery.records.notices import Rename
from chandlery.records.publisher import PublisherRecord
from chandlery.records.release import ArtifactFormat, ArtifactRecord, ReleaseRecord
from chandlery.stages.changes import CHANGES
from chandlery.stages.index import Name, close, index, tally
from chandlery.stages.judge import Judgement, judge
from chandlery.stages.notices import NOTICES
from chandlery.trees import MemoryTree
from parts import made, whole

BASE_URL = "https://quay.example/"
PUBLISHED = "2026-07-02T09:00:00Z"


def a_judgement(kind: RecordKind, value: Any) -> Judgement:
    """A record, judged as `check-record` does."""
    return judge(kind, read_json("record.json", json.dumps(value).encode()).document)


def codes(judgement: Judgement) -> list[str]:
    """The codes of what was found, sorted."""
    return sorted(item.code for item in judgement.diagnostics)


def a_listing(**changes: Any) -> Listing:
    """What people read about a plugin."""
    fields: dict[str, Any] = {
        "title": "Knot Counter",
        "summary": "Counts knots.",
        "categories": ["productivity"],
        "license": "MIT",
        "maintainers": [{"name": "Ada"}],
    }
    return Listing.model_validate(fields | changes)


def an_entry(
    dialect: Dialect,
    manifest: Mapping[str, Any],
    format_: ArtifactFormat,
    files: Mapping[str, bytes],
    *,
    package: str = "knot-counter",
    version: str = "1.0.0",
    fetched: bool = False,
    **listing: Any,
) -> ReleaseEntry:
    """A release as its authors wrote it; `files` are those below ``source/``."""
    folder = f"plugins/{package}/releases/{version}"
    kind = dialect.kind(dialect.manifests[Kind.PLUGIN])
    tree = MemoryTree({f"source/{path}": data for path, data in files.items()})
    artifact: dict[str, Any] = {"format": format_, "sha256": "0" * 64, "size": 1}
    artifact |= {"url": "https://elsewhere.example/x"} if fetched else {"source": "source/"}
    return ReleaseEntry(
        kind=Kind.PLUGIN,
        package=package,
        version=version,
        folder=folder,
        document=Document(f"{folder}/release.json", b"{}", Syntax.JSON, {}),
        record=ReleaseRecord(
            published=PUBLISHED,
            publisher="acme",
            artifacts=[ArtifactRecord(**artifact, tree="t1:" + "0" * 64)],
        ),
        listing=a_listing(**listing),
        manifests=(
            NativeRecord(
                dialect=dialect.name,
                kind=kind.name,
                document=Document(
                    f"{folder}/{dialect.name}.json", b"{}", Syntax.JSON, dict(manifest)
                ),
                record=kind.model.model_validate(manifest),
            ),
        ),
        source=() if fetched else tree.entries(),
        read=tree.read,
    )


def found(rules: tuple[Rule, ...], entry: ReleaseEntry) -> list[str]:
    """The codes of what release rules find, in the order of the rules."""
    return [rule.code for rule in rules for _ in rule.run(entry.document, entry)]


def a_release(
    dialect: Dialect,
    manifest: Mapping[str, Any],
    format_: ArtifactFormat,
    version: str = "1.0.0",
    *,
    state: ReviewState = ReviewState.PROMOTED,
    availability: Availability = Availability.AVAILABLE,
    url: str | None = None,
    publisher: str = "acme",
) -> Release:
    """A release that is promoted and available, with one manifest and one artifact."""
    value = dict(manifest) | {"version": version}
    data = json.dumps(value).encode()
    kind = dialect.kind(dialect.manifests[Kind.PLUGIN])
    assert kind.describe is not None
    filename = f"{manifest['name']}-{version}.{format_.value}"
    path = f"artifacts/{hashlib.sha256(filename.encode()).hexdigest()[:12]}/{filename}"
    return Release(
        version=version,
        published=PUBLISHED,
        publisher=publisher,
        manifests=(
            Manifest(
                dialect=dialect.name,
                kind=kind.name,
                data=data,
                value=value,
                sha256=hashlib.sha256(data).hexdigest(),
                description=kind.describe(kind.model.model_validate(value)),
            ),
        ),
        artifacts=(
            Artifact(
                format=format_,
                filename=filename,
                path=path,
                url=BASE_URL + path if url is None else url,
                sha256=hashlib.sha256(filename.encode()).hexdigest(),
                size=1,
                tree="t1:" + "0" * 64,
                dialects=(dialect.name,),
            ),
        ),
        review=Review(state=state),
        availability=availability,
    )


def a_package(*releases: Release, name: str = "knot-counter", **listing: Any) -> Package:
    """A plugin with releases, the oldest first."""
    return Package(
        kind=Kind.PLUGIN, name=name, listing=a_listing(**listing), readme="", releases=releases
    )


def a_marketplace(
    *packages: Package, renames: Mapping[str, str] | None = None, base_url: str = BASE_URL
) -> Marketplace:
    """A marketplace of one verified and one unknown publisher."""
    settings = {
        "name": "quay",
        "title": "Quay",
        "description": "Plugins for the tests.",
        "base_url": BASE_URL,
        "owner": {"name": "Quay maintainers", "email": "owner@quay.example"},
        "contact": "security@quay.example",
    }
    acme = {
        "title": "Acme",
        "type": "organization",
        "contact": "hello@acme.example",
        "verification": {"level": "verified"},
    }
    return Marketplace(
        settings=MarketplaceRecord.model_validate(settings),
        base_url=base_url,
        packages=tuple(sorted(packages, key=lambda package: package.name)),
        publishers={"acme": Publisher(name="acme", record=PublisherRecord.model_validate(acme))},
        renames={
            old: Rename(to=new, since=PUBLISHED, reason="a better name")
            for old, new in (renames or {}).items()
        },
    )


def projection(dialect: Dialect, marketplace: Marketplace) -> dict[str, bytes]:
    """What an ecosystem's client reads, by path."""
    return whole(dialect.projection, marketplace) if dialect.projection else {}


def a_closed_index(
    marketplace: Marketplace,
    others: Iterable[PublishedFile] = (),
    *,
    serial: int = 1,
    commit: str | None = None,
) -> list[PublishedFile]:
    """The index of a marketplace, and of other files that are published with it."""
    names: dict[str, Name] = {}
    own = {
        **dict(made(index(Suppliers.of(marketplace)), marketplace, names)),
        **whole(CHANGES, marketplace),
        **whole(NOTICES, marketplace),
    }
    files = [*starmap(PublishedFile.of, own.items()), *others]
    return [*files, *close(marketplace, tally(names.values()), files, serial=serial, commit=commit)]

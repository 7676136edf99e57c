"""A package or an integration → what pages about many know of it."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from hashlib import blake2b
from typing import Any, TypeVar, cast

import msgspec

from chandlery.model.governance import Review, ReviewState
from chandlery.model.marketplace import (
    Frame,
    Integration,
    Kind,
    Marketplace,
    Package,
    Release,
    Subject,
)
from chandlery.model.overview import Overview
from chandlery.model.remembered import remembered
from chandlery.model.summary import DeclaredEffect, DeclaredUse, Denial, ReleaseSummary, Summary
from chandlery.model.suppliers import supplies
from chandlery.stages.site import views
from chandlery.stages.site.objectstack_pages import objectstack_entry

T = TypeVar("T")

# Ecosystems differ in what they call one platform; a page shows the manifest's own word.
_PLATFORMS = {"darwin": "macos", "win32": "windows"}


def summarise(frame: Frame, subject: Subject) -> Summary:
    """What pages about many know of a package or an integration."""
    if isinstance(subject, Integration):
        return _sound(_integration(subject))
    return _sound(_package(frame, subject))


def reviewed(subject: Subject) -> Mapping[str, bytes]:
    """What the reviewers recorded of each release that they looked at, by version.

    The review board shows that; a summary has a digest of it.
    """
    releases = subject.releases if isinstance(subject, Package) else ()
    return {item.version: _records(item) for item in releases if item.review.current}


def recorded(data: bytes) -> Review:
    """What the reviewers recorded of a release, as `reviewed` has written it."""
    return msgspec.json.decode(data, type=Review)


def overview(marketplace: Marketplace) -> Overview:
    """A marketplace as pages about many see it."""
    subjects: list[Subject] = [*marketplace.packages, *marketplace.integrations]
    frame = marketplace.frame
    releases = {item.name: item.releases for item in marketplace.packages}

    def ask(name: str, version: str) -> bytes:
        return next(_records(item) for item in releases[name] if item.version == version)

    ordered = sorted(subjects, key=lambda item: item.name)
    items = {item.name: summarise(frame, item) for item in ordered}
    return Overview(frame=frame, items=items, ask=ask)


def _package(frame: Frame, package: Package) -> Summary:
    latest = package.latest if package.releases else None
    described = [item.description for item in latest.manifests] if latest else []
    named = {name for item in described for name in item.compatibility.platforms}
    return Summary(
        kind=package.kind,
        name=package.name,
        title=package.listing.title,
        summary=package.listing.summary,
        categories=tuple(package.listing.categories),
        license=package.listing.license,
        dialects=package.dialects,
        date=latest.published[:10] if latest else "",
        changed=views.last_changed([package]),
        releases=tuple(map(_release, package.releases)),
        shown=next((at for at, item in enumerate(package.releases) if item is latest), -1),
        publishers=tuple(sorted({release.publisher for release in package.releases})),
        declared=tuple(map(_declared, views.declared(latest))) if latest else (),
        isolation=tuple(sorted({item.isolation for item in described})),
        platforms=tuple(sorted({_PLATFORMS.get(name, name) for name in named})),
        supplies=supplies(frame, package),
        objectstack=objectstack_entry(frame, package),
    )


def _integration(integration: Integration) -> Summary:
    listing = integration.listing
    return Summary(
        kind=Kind.INTEGRATION,
        name=integration.name,
        title=listing.title,
        summary=listing.summary,
        categories=tuple(listing.categories),
        license=listing.license,
        dialects=(integration.manifest.dialect,),
        date=integration.created_at[:10],
        changed=integration.created_at,
        uses=integration.uses,
    )


def _release(release: Release) -> ReleaseSummary:
    current = release.review.current
    denials = (
        Denial(place, item.decided_at or item.created_at)
        for place, item in enumerate(release.review.probations)
        if item.status is ReviewState.REJECTED and item is not current
    )
    return ReleaseSummary(
        version=release.version,
        published=release.published,
        publisher=release.publisher,
        review=release.review.state,
        availability=release.availability,
        dialects=tuple(manifest.dialect for manifest in release.manifests),
        decided=(current.decided_at or current.created_at) if current else "",
        denials=tuple(denials),
        records=blake2b(_records(release), digest_size=12).hexdigest() if current else "",
    )


@remembered(64)
def _records(release: Release) -> bytes:
    """What the review board shows of a release: neither grants nor receipts."""
    shown = replace(release.review, grants=(), receipts=())
    try:
        return msgspec.json.encode(shown)
    except UnicodeEncodeError:
        return msgspec.json.encode(_readable(shown))


def _declared(declared: views.Declared) -> DeclaredEffect:
    uses = (
        DeclaredUse(
            use.dialect, use.capability.native, use.capability.operations, use.capability.targets
        )
        for use in declared.uses
    )
    return DeclaredEffect(declared.effect, declared.risk, tuple(uses))


def _sound(value: T) -> T:
    """The same, with a sign for what is no text: the document of an artifact may hold it."""
    try:
        msgspec.json.encode(value)
    except UnicodeEncodeError:
        return cast("T", _readable(value))
    return value


def _readable(value: Any) -> Any:
    if type(value) is str:
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, tuple):
        return tuple(map(_readable, value))
    if isinstance(value, msgspec.Struct):
        texts = {name: _readable(getattr(value, name)) for name in value.__struct_fields__}
        return msgspec.structs.replace(value, **texts)
    if is_dataclass(value) and not isinstance(value, type):
        texts = {item.name: _readable(getattr(value, item.name)) for item in fields(value)}
        return replace(value, **texts)
    return value

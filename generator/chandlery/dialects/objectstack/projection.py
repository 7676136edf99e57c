"""What is published for ObjectStack: the marketplace of apps, and the catalog of all else.

Apps go where the host's own client browses and installs (contract, section 6.1).  For drivers,
plugins and the rest there is no client; ``contributions.json`` is our own list of them, with all
that one would need to fetch and check an artifact by hand.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from chandlery.dialects.objectstack.connectors import has_code
from chandlery.dialects.objectstack.hosts import loads
from chandlery.dialects.objectstack.listing import Category
from chandlery.dialects.objectstack.manifest import Manifest
from chandlery.dialects.offers import Shelf, offers
from chandlery.formats.canonical import list_of, object_of, whole, written
from chandlery.model.description import Layer
from chandlery.model.governance import Availability
from chandlery.model.marketplace import Artifact, Frame, Package, Release, Subject
from chandlery.model.marketplace import Manifest as Native
from chandlery.model.parts import Ask, File, One, Part
from chandlery.records.release import ArtifactFormat

_CATEGORIES = frozenset(get_args(Category))
# Our default categories that the marketplace has another word for.
_CATEGORY = {
    "code-quality": "developer-tools",
    "data": "analytics",
    "memory": "ai",
    "operations": "automation",
    "productivity": "collaboration",
    "testing": "developer-tools",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Offer:
    """One offered release with its manifest and the artifact that a host would take."""

    release: Release
    record: Manifest
    artifact: Artifact
    layer: Layer


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """The entries of a package, written; ``""`` where it is no app, or nothing else."""

    app: str = ""
    other: str = ""


def _one(frame: Frame, subject: Subject) -> One[_Told]:
    """The files of an app, and the signatures beside signed artifacts."""
    found = list(_offers(frame, subject))
    if not found or not isinstance(subject, Package):
        return One()
    files = {path: data for offer in found for path, data in _signature(offer.artifact)}
    app = other = ""
    if apps := [offer for offer in found if offer.record.type == "app"]:
        app = written(_item(frame, subject, apps))
        files |= _app_files(frame, subject, apps)
    if others := [offer for offer in found if offer.record.type != "app"]:
        other = written(_contribution(frame, subject, others))
    return One(files=tuple(files.items()), told=_Told(app=app, other=other))


def _joined(_frame: Frame, told: Mapping[str, _Told], _ask: Ask) -> Iterator[File]:
    """The list of apps, and that of everything else."""
    items = [item.app for item in told.values() if item.app]
    count = written(len(items))
    listed = {"items": list_of(items), "total": count, "limit": count, "offset": written(0)}
    yield "objectstack/packages.json", _answer(object_of(listed))
    contributions = list_of(item.other for item in told.values() if item.other)
    yield "objectstack/contributions.json", whole(object_of({"contributions": contributions}))


PROJECTION = Part(name="objectstack", told=_Told, one=_one, joined=_joined)


def _takes(manifest: Native, format_: ArtifactFormat) -> bool:
    """Whether a host would look at the artifact: an app is data, all else is code."""
    is_app = Manifest.model_validate(manifest.value).type == "app"
    return is_app is (format_ is ArtifactFormat.JSON)


def _unfit(frame: Frame, package: Package, release: Release) -> str:  # noqa: ARG001
    artifact = release.artifact(ArtifactFormat.JSON)
    if artifact and SHELF.artifact(release) is artifact and artifact.document is None:
        return "The app's bundle is no JSON object."
    return ""


SHELF = Shelf(
    dialect="objectstack",
    formats=(ArtifactFormat.JSON, ArtifactFormat.OSPLUGIN),
    takes=_takes,
    unfit=_unfit,
)


def _offers(frame: Frame, subject: Subject) -> Iterator[_Offer]:
    for offer in offers(SHELF, frame, subject):
        layer = offer.manifest.description.layer
        if layer is Layer.DECLARATIVE and has_code(offer.artifact.document):
            layer = Layer.SCRIPT
        yield _Offer(
            release=offer.release,
            record=Manifest.model_validate(offer.manifest.value),
            artifact=offer.artifact,
            layer=layer,
        )


def _signature(artifact: Artifact) -> Iterator[tuple[str, bytes]]:
    if artifact.signature:
        yield f"{artifact.path}.sig", f"{artifact.signature.value}\n".encode()


def _answer(data: str) -> bytes:
    return whole(object_of({"success": "true", "data": data}))


# -- apps ------------------------------------------------------------------------------------------


def _app_files(frame: Frame, package: Package, listed: Sequence[_Offer]) -> dict[str, bytes]:
    """The detail, and what installs each version; ids need no quoting in a path (OBJ201)."""
    folder = f"objectstack/packages/{listed[-1].record.id}"
    detail = {
        "package": {**_item(frame, package, listed), "readme": package.readme},
        # The console takes the first for the newest.
        "versions": [_version(offer) for offer in reversed(listed)],
    }
    files = {f"{folder}.json": _answer(written(detail))}
    for offer in listed:
        files[f"{folder}/versions/{offer.release.version}/manifest.json"] = _installed(offer)
    files[f"{folder}/versions/latest/manifest.json"] = _installed(listed[-1])
    return files


def _installed(offer: _Offer) -> bytes:
    version = offer.release.version
    manifest = offer.artifact.document
    answer = {"manifest": manifest, "version_id": version, "version": version}
    return _answer(written(answer))


def _item(frame: Frame, package: Package, listed: Sequence[_Offer]) -> Mapping[str, Any]:
    newest = listed[-1]
    listing = package.listing
    published = sorted(offer.release.published for offer in listed)
    item = {
        "id": newest.record.id,
        "manifest_id": newest.record.id,
        "display_name": listing.title,
        "description": listing.summary,
        "category": _category(listing.categories),
        "tags": ", ".join(listing.tags),
        "license": listing.license,
        "publisher": _publisher(frame, newest.release),
        "is_starter": False,
        "created_at": published[0],
        "updated_at": published[-1],
        "latest_version": _version(newest),
    }
    if listing.links.homepage:
        item["homepage_url"] = listing.links.homepage
    return item


def _category(categories: Sequence[str]) -> str:
    words = (_CATEGORY.get(word, word) for word in categories)
    return next((word for word in words if word in _CATEGORIES), "other")


def _publisher(frame: Frame, release: Release) -> str:
    known = frame.publishers.get(release.publisher)
    return known.record.title if known else release.publisher


def _version(offer: _Offer) -> Mapping[str, Any]:
    release = offer.release
    deprecated = release.availability is Availability.DEPRECATED
    return {
        "id": release.version,
        "version": release.version,
        "status": "deprecated" if deprecated else "published",
        "is_prerelease": False,  # manifests have none
        "published_at": release.published,
        "release_notes": release.notes,
        "listing_status": "approved",
        "artifact_kind": "manifest",
        "contains_code": offer.layer is not Layer.DECLARATIVE,
        "signed": offer.artifact.signature is not None,
        # Shown as "reviewed": what this catalog's reviewers say, not a counter-signature.
        # The platform's counter-signature is the platform's to give.
        "platform_verified": False,
        **_declared(offer.record),
    }


def _declared(record: Manifest) -> dict[str, Any]:
    """What the manifest declares, as written; absent keys stay absent."""
    keys = {"runtime", "packaging", "permissions", "engines"}
    written = record.model_dump(by_alias=True, exclude_unset=True, include=keys)
    if not isinstance(written.get("permissions"), dict):
        written.pop("permissions", None)  # the old list means nothing to any host
    return written


# -- everything else -------------------------------------------------------------------------------


def _contribution(frame: Frame, package: Package, listed: Sequence[_Offer]) -> Mapping[str, Any]:
    newest = listed[-1]
    publisher = frame.publishers.get(newest.release.publisher)
    return {
        "id": newest.record.id,
        "name": package.listing.title,
        "package": package.name,
        "type": newest.record.type,
        "description": package.listing.summary,
        "license": package.listing.license,
        "publisher": {
            "id": newest.release.publisher,
            "name": _publisher(frame, newest.release),
            "verified": bool(publisher and publisher.verified),
            "keys": [key.dump() for key in publisher.record.keys] if publisher else [],
        },
        "versions": [_contributed(offer) for offer in listed],
    }


def _contributed(offer: _Offer) -> Mapping[str, Any]:
    release, artifact = offer.release, offer.artifact
    value: dict[str, Any] = {
        "version": release.version,
        "published": release.published,
        "deprecated": release.availability is Availability.DEPRECATED,
        "review": release.review.state.value,
        "url": artifact.url,
        "pinned_url": f"{artifact.url}#sha256={artifact.sha256}",
        "sha256": artifact.sha256,
        "size": artifact.size,
        "dependencies": offer.record.dependencies or {},
        "hosts": [
            {"host": verdict.host, "loads": verdict.loads, "reason": verdict.reason}
            for verdict in loads(offer.record)
        ],
        **_declared(offer.record),
    }
    if artifact.signature:
        value["signature"] = {"key": artifact.signature.key, "url": f"{artifact.url}.sig"}
    return value

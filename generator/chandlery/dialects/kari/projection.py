"""``kari/index.json``: what Kari's custom registry reads, and how a person installs from it.

The registry lists one version of a plugin and checks no digest.  Nothing in Kari at 166eab1f
installs a plugin of the published format from an address, so a person unpacks it by hand; the
steps say so, with the digest to check.
"""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from chandlery.dialects.base import Step
from chandlery.dialects.kari.hosts import HOST_LOADER
from chandlery.dialects.kari.manifest import is_name
from chandlery.dialects.listings import Entry, by_name
from chandlery.dialects.offers import Offer, Shelf, offers
from chandlery.formats.canonical import object_of, whole, written
from chandlery.model.marketplace import Frame, Package, Release, Subject
from chandlery.model.parts import Ask, File, One, Part
from chandlery.records.release import ArtifactFormat

INDEX = "kari/index.json"

SHELF = Shelf(dialect="kari", formats=(ArtifactFormat.TGZ,), one_version=True)
_ANY_VERSION = replace(SHELF, one_version=False)

_FOLDER = "src/ai_karen_engine/extensions/plugins"


def _one(frame: Frame, subject: Subject) -> One[Entry]:
    """The manifest that the registry's list points at."""
    for offer in offers(SHELF, frame, subject)[-1:]:
        item = _item(frame, offer)
        return One(
            files=((_manifest_path(offer), offer.manifest.data),),
            told=Entry(item["name"], written(item)),
        )
    return One()


def _joined(_frame: Frame, told: Mapping[str, Entry], _ask: Ask) -> Iterator[File]:
    """The registry's list, sorted by name."""
    yield INDEX, whole(object_of({"plugins": by_name(told)}))


PROJECTION = Part(name="kari", told=Entry, one=_one, joined=_joined)


def install(frame: Frame, package: Package, release: Release) -> Sequence[Step]:
    """How a person gets the release into Kari."""
    found = offers(_ANY_VERSION, frame, package)
    offer = next((item for item in found if item.release.version == release.version), None)
    if offer is None:
        return ()
    artifact = offer.artifact
    check = shlex.quote(f"{artifact.sha256}  {artifact.filename}")
    steps = [
        Step(
            text="Download the archive.",
            command=f"curl -fsSL -o {shlex.quote(artifact.filename)} {shlex.quote(artifact.url)}",
        ),
        Step(
            text="Check that it is the file that this marketplace publishes. Kari checks nothing.",
            command=f"echo {check} | sha256sum -c",
        ),
        _unpack(offer),
        Step(
            text="As an admin, let Kari read its plugins again: `POST /api/plugins/reload`. "
            f"The {HOST_LOADER} refuses this format; discovery takes it."
        ),
    ]
    if offer is found[-1]:
        steps.insert(
            0,
            Step(
                text="To see it in Kari's own search, add a custom registry with the base URL "
                f"`{frame.base_url}{INDEX}?`. The question mark belongs to it: Kari appends "
                "`/plugins`."
            ),
        )
    return steps


def _unpack(offer: Offer) -> Step:
    """Unpack into a folder that is called as the manifest's `module` says.

    The archive has one folder, called as the plugin; of a plugin `unit-converter` that is no name
    of a Python package, and its module is ``….unit_converter.handler``.
    """
    text = "Unpack it into Kari's plugin folder, from the root of its repository."
    archive = shlex.quote(offer.artifact.filename)
    folder = _package(str(offer.manifest.value.get("module", "")))
    if not folder or folder == offer.manifest.description.native_name:
        return Step(text=text, command=f"tar -xzf {archive} -C {_FOLDER}")
    target = f"{_FOLDER}/{folder}"
    return Step(
        text=f"{text} Its folder is to be called `{folder}`: the manifest's `module` says so.",
        command=f"mkdir -p {target} && tar -xzf {archive} --strip-components=1 -C {target}",
    )


def _package(module: str) -> str:
    """The folder that a dotted path expects its last module in, or ""."""
    *_, folder, _ = ["", "", *module.split(".")]
    return folder if is_name(folder) else ""


def _item(frame: Frame, offer: Offer) -> dict[str, Any]:
    listing, release = offer.package.listing, offer.release
    value, description = offer.manifest.value, offer.manifest.description
    publisher = frame.publishers.get(release.publisher)
    item = {
        "id": description.native_name,
        "name": description.native_name,
        "display_name": listing.title,
        "version": release.version,
        "description": listing.summary,
        "author": value.get("author"),
        "download_url": offer.artifact.url,
        "manifest_url": frame.base_url + quote(_manifest_path(offer), safe="/+"),
        "homepage": listing.links.homepage or listing.links.source,
        "license": listing.license,
        "category": value.get("category", "general"),
        "tags": list(listing.tags),
        # Without a zone: Kari compares it with local times that have none.
        "last_updated": release.published.removesuffix("Z"),
        "verified": publisher is not None and publisher.verified,
    }
    return {key: member for key, member in item.items() if member is not None}


def _manifest_path(offer: Offer) -> str:
    return f"kari/manifests/{offer.package.name}-{offer.release.version}.json"

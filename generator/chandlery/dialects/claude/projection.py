"""``claude/marketplace.json``: what Claude Code reads, and how a person installs from it.

Each plugin is an ``archive`` source with its SHA-256, so that a static host is enough.  A
marketplace offers one version of a plugin: the newest that may be installed.  Claude Code fetches
archives over https alone; a preview on another address is written the same.
"""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from chandlery.dialects.base import Step
from chandlery.dialects.listings import Entry, by_name
from chandlery.dialects.offers import Offer, Shelf, offers
from chandlery.formats.canonical import object_of, whole, written
from chandlery.model.marketplace import Frame, Package, Release, Subject
from chandlery.model.parts import Ask, File, One, Part
from chandlery.records.release import ArtifactFormat

MARKETPLACE = "claude/marketplace.json"


def _unfit(frame: Frame, package: Package, release: Release) -> str:  # noqa: ARG001
    manifest = release.manifest("claude")
    if manifest and manifest.description.native_name == frame.settings.name:
        return "Claude Code cannot tell a plugin from the marketplace of its name."
    return ""


SHELF = Shelf(dialect="claude", formats=(ArtifactFormat.ZIP,), one_version=True, unfit=_unfit)
_ANY_VERSION = replace(SHELF, one_version=False)


def _one(frame: Frame, subject: Subject) -> One[Entry]:
    for offer in offers(SHELF, frame, subject)[-1:]:
        return One(told=Entry(_name(offer), written(_entry(offer))))
    return One()


def _joined(frame: Frame, told: Mapping[str, Entry], _ask: Ask) -> Iterator[File]:
    """The marketplace file, its plugins sorted by name."""
    settings = frame.settings
    document = {
        "name": written(settings.name),
        "owner": written(settings.owner.dump()),
        "metadata": written({"description": settings.description}),
        "plugins": by_name(told),
    }
    if renames := _renames(frame, {name: entry.name for name, entry in told.items()}):
        document["renames"] = written(renames)
    yield MARKETPLACE, whole(object_of(document))


PROJECTION = Part(name="claude", told=Entry, one=_one, joined=_joined)


def install(frame: Frame, package: Package, release: Release) -> Sequence[Step]:
    """How Claude Code takes the release, as commands of a session."""
    listed = offers(_ANY_VERSION, frame, package)
    if release.version not in {offer.release.version for offer in listed}:
        return ()
    newest = listed[-1]
    if newest.release.version != release.version:
        text = f"Claude Code is offered the newest version alone, {newest.release.version}."
        return (Step(text=text),)
    url = frame.base_url + MARKETPLACE
    steps = [
        Step(
            text="Add the marketplace, once, in a session of Claude Code 2.1.224 or later.",
            command=f"/plugin marketplace add {shlex.quote(url)}",
        ),
        Step(
            text="Install the plugin.",
            command=f"/plugin install {_name(newest)}@{frame.settings.name}",
        ),
    ]
    if not url.startswith("https://"):
        steps.append(
            Step(text="Claude Code fetches archives over https only, so not from this address.")
        )
    return steps


def _entry(offer: Offer) -> dict[str, Any]:
    listing = offer.package.listing
    entry = {
        "name": _name(offer),
        "displayName": listing.title,
        "source": {
            "source": "archive",
            "url": offer.artifact.url,
            "sha256": offer.artifact.sha256,
        },
        "description": listing.summary,
        "version": offer.release.version,
        "author": _author(offer),
        "homepage": listing.links.homepage or offer.manifest.value.get("homepage"),
        "repository": listing.links.source,
        "license": listing.license,
        "keywords": listing.tags,
        "tags": listing.tags,
        "category": listing.categories[0],
    }
    return {key: value for key, value in entry.items() if value}


def _author(offer: Offer) -> dict[str, str]:
    author = offer.manifest.value.get("author")
    if author:
        return {key: author[key] for key in ("name", "email", "url") if author.get(key)}
    return {
        key: str(value)
        for key, value in offer.package.listing.maintainers[0].dump().items()
        if key in {"name", "email", "url"}
    }


def _renames(frame: Frame, names: Mapping[str, str]) -> dict[str, str]:
    """Old names of listed plugins; a chain of renames becomes one step, which always resolves.

    Args:
        names: what is listed, by its name in the catalog.
    """
    taken = {*names.values()}
    ends = {old: frame.successor(old) for old in sorted(frame.renames)}
    return {old: names[end] for old, end in ends.items() if end in names and old not in taken}


def _name(offer: Offer) -> str:
    return offer.manifest.description.native_name

"""``caliban/index.json``: what Caliban's client reads, and how a person installs from it.

The client takes the last version of an entry and knows neither pre-releases nor yanks, so only
what may be installed is listed, oldest to newest.  One malformed entry would cut off every user of
the marketplace: an entry that the client's own model refuses is left out.
"""

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from chandlery.dialects.base import Step
from chandlery.dialects.caliban.index import NAME, RULES, SHA256, Index
from chandlery.dialects.listings import Entry, by_name
from chandlery.dialects.offers import Offer, Shelf, offers
from chandlery.formats.canonical import object_of, whole, written
from chandlery.model.marketplace import Frame, Package, Release, Subject
from chandlery.model.parts import Ask, File, One, Part
from chandlery.records.release import ArtifactFormat

INDEX = "caliban/index.json"

# What we write of a version.
_WRITTEN = frozenset({"version", "tarball", "sha256", "min_caliban"})
# An address with nothing in it that two readers could read in two ways.
_ADDRESS = re.compile(r"https?://[a-z0-9.-]+/[A-Za-z0-9._~/+-]*")


def _unfit(frame: Frame, package: Package, release: Release) -> str:  # noqa: ARG001
    """Whether one entry of this release alone would be refused."""
    manifest, artifact = release.manifest("caliban"), release.artifact(ArtifactFormat.TAR_GZ)
    if manifest is None or artifact is None:
        return ""
    offer = Offer(package=package, release=release, manifest=manifest, artifact=artifact)
    return "" if is_sound(_entry([offer])) else "Caliban could not read an index that lists it."


SHELF = Shelf(dialect="caliban", formats=(ArtifactFormat.TAR_GZ,), unfit=_unfit)


def _one(frame: Frame, subject: Subject) -> One[Entry]:
    listed = offers(SHELF, frame, subject)
    if listed and is_sound(entry := _entry(listed)):
        return One(told=Entry(entry["name"], written(entry)))
    return One()


def _joined(frame: Frame, told: Mapping[str, Entry], _ask: Ask) -> Iterator[File]:
    """The index, its plugins sorted by name."""
    document = {
        "name": written(frame.settings.name),
        "url": written(_url(frame)),
        "plugins": by_name(told),
    }
    yield INDEX, whole(object_of(document))


PROJECTION = Part(name="caliban", told=Entry, one=_one, joined=_joined)


def install(frame: Frame, package: Package, release: Release) -> Sequence[Step]:
    """How Caliban takes the release, as its command line really works."""
    listed = offers(SHELF, frame, package)
    if release.version not in {offer.release.version for offer in listed}:
        return ()
    newest = listed[-1]
    if newest.release.version != release.version:
        text = f"Caliban installs the newest version that it finds here, {newest.release.version}."
        return (Step(text=text),)
    name = newest.manifest.description.native_name
    steps = [
        Step(
            text="Install it. Without `--yes` Caliban asks for nothing and refuses.",
            command=f"caliban plugin install {shlex.quote(f'{name}@{_url(frame)}')} --yes",
        ),
        Step(
            text="Caliban records this address, the version and the SHA-256 of the manifest, "
            f"`{newest.manifest.sha256}`; a later install that differs in one of them needs "
            "`--yes` again."
        ),
    ]
    platforms = newest.manifest.description.compatibility.platforms
    if platforms:
        steps.append(
            Step(
                text=f"It loads on {', '.join(platforms)} only; elsewhere it installs and Caliban "
                "leaves it out without a word."
            )
        )
    return steps


def _entry(listed: Sequence[Offer]) -> dict[str, Any]:
    newest = listed[-1]
    entry: dict[str, Any] = {
        "name": newest.manifest.description.native_name,
        "description": newest.package.listing.summary,
        "versions": [_version(offer) for offer in listed],
    }
    source = newest.package.listing.links.source
    return entry | ({"repository": source} if source else {})


def is_sound(entry: Mapping[str, Any]) -> bool:
    """Whether Caliban's own model, and every rule of ours about it, takes an entry."""
    if is_plain(entry):
        return True
    try:
        index = Index.model_validate({"plugins": [entry]})
    except ValidationError:
        return False
    return not any(True for rule in RULES if rule.check for _ in rule.check(index))


def is_plain(entry: Mapping[str, Any]) -> bool:
    """Whether an entry is so ordinary that it is sound, as nearly all are: no for any doubt.

    To ask the model takes a hundred times as long, and each release is asked about.
    """
    versions = entry["versions"]
    if len(versions) != 1:
        return False
    (version,) = versions
    texts = (*version.values(), *(value for value in entry.values() if value is not versions))
    return (
        version.keys() <= _WRITTEN
        and all(type(text) is str and text.isascii() for text in texts)
        and NAME.fullmatch(entry["name"]) is not None
        and SHA256.fullmatch(version["sha256"]) is not None
        and _ADDRESS.fullmatch(version["tarball"]) is not None
    )


def _version(offer: Offer) -> dict[str, str]:
    version = {
        "version": offer.release.version,
        "tarball": offer.artifact.url,
        "sha256": offer.artifact.sha256,
    }
    minimum = (offer.manifest.value.get("caliban") or {}).get("min_version")
    return version | ({"min_caliban": minimum} if minimum else {})


def _url(frame: Frame) -> str:
    return frame.base_url + INDEX

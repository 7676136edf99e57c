"""What of a part is not what it was, but for its releases' own contents."""

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel

from chandlery.catalog import AdvisoryEntry, Catalog, IntegrationEntry, PackageEntry, PublisherEntry
from chandlery.formats import review_v1 as v1
from chandlery.records.listing import Links, Listing, Maintainer
from chandlery.stages.review.artifacts import hosts
from chandlery.stages.review.differences import value, values
from chandlery.stages.review.proposal import Proposal
from chandlery.stages.review.releases import Releases

_ADVISORY = (
    *("act", "package", "versions", "digests", "severity", "title", "reason", "evidence"),
    *("expires", "appeal"),
)
Entry = PackageEntry | IntegrationEntry


def details(proposal: Proposal, part: v1.Part) -> dict[str, Any]:
    """The `values`, `lists` and `releases` of a part."""
    was, now = proposal.was, proposal.now
    match part.kind:
        case "plugin" | "adapter" | "integration":
            return _package(proposal, part)
        case "publisher":
            people = was.publishers.get(part.name), now.publishers.get(part.name)
            return {"values": [*_publisher(*people)], "lists": [*_keys(*people)]}
        case "advisory":
            given = (_found(catalog.advisories, part.name) for catalog in (was, now))
            hit = (
                next((item.versions for item in market.advisories if item.id == part.name), ())
                for market in (proposal.market_was, proposal.market)
            )
            found: dict[str, Any] = {
                "values": [*_advisory(*given)],
                "lists": [*values("releases that it is about", *hit, review=False)],
            }
        case "settings":
            found = {"values": [*_settings(was, now)]}
        case "renames":
            found = {"lists": [*values("renames", _renames(was), _renames(now))]}
        case "waivers":
            found = {"lists": [*values("accepted findings", _waivers(was), _waivers(now))]}
        case _:
            found = {}
    return found


def _package(proposal: Proposal, part: v1.Part) -> dict[str, Any]:
    now = next((item for item in proposal.now.entries if item.folder == part.path), None)
    was = before(proposal, part.path)
    found: dict[str, Any] = {
        "values": [*_listing(was.listing, now.listing if now else None)] if was else [],
        "lists": [*_people(was, now), *_sources(was, now)] if was else [],
    }
    if isinstance(now, PackageEntry):
        earlier = was if isinstance(was, PackageEntry) else None
        found["releases"] = [*Releases(proposal, now, earlier).reviews()]
    return found


def before(proposal: Proposal, folder: str) -> Entry | None:
    """A package as it was, under this name or the one that it had."""
    kind, _, name = folder.partition("/")
    names = {name, *(old for old, item in proposal.now.renames.items() if item.to == name)}
    known = [item for item in proposal.was.entries if item.name in names]
    return next((item for item in known if item.folder.startswith(f"{kind}/")), None)


def _listing(was: Listing, now: Listing | None) -> Iterator[v1.ValueChange]:
    yield from value("licence", was.license, _text(now, "license"), review=True)
    for what in ("title", "summary", "replaced_by"):
        yield from value(what, _text(was, what), _text(now, what), review=False)
    for what in Links.model_fields:
        links = was.links, now.links if now else None
        yield from value(f"link to {what}", *(_text(item, what) for item in links), review=False)


def _people(was: Entry | None, now: Entry | None) -> Iterator[v1.ListChange]:
    given = (map(_maintainer, item.listing.maintainers if item else ()) for item in (was, now))
    yield from values("maintainers", *given)


def _maintainer(item: Maintainer) -> str:
    return ", ".join(filter(None, (item.name, item.email, item.url)))


def _sources(was: Entry | None, now: Entry | None) -> Iterator[v1.ListChange]:
    """Who publishes it, and where its artifacts come from."""
    old, new = (item.releases if isinstance(item, PackageEntry) else () for item in (was, now))
    names = ([item.record.publisher for item in releases] for releases in (old, new))
    yield from values("publishers", *names)
    yield from values("hosts of artifacts", hosts(old), hosts(new))


def _publisher(was: PublisherEntry | None, now: PublisherEntry | None) -> Iterator[v1.ValueChange]:
    if was is None or now is None:
        return
    for what in ("title", "type", "contact", "website"):
        yield from value(what, _text(was.record, what), _text(now.record, what), review=True)
    for what in ("level", "method", "by", "at"):
        texts = (_text(item.record.verification, what) for item in (was, now))
        yield from value(f"verification: {what}", *texts, review=True)


def _keys(was: PublisherEntry | None, now: PublisherEntry | None) -> Iterator[v1.ListChange]:
    old, new = (item.record if item else None for item in (was, now))
    keys = (
        [f"{key.id} ({key.public})" for key in item.keys] if item else [] for item in (old, new)
    )
    yield from values("keys", *keys)
    yield from values("name prefixes", *(item.prefixes if item else [] for item in (old, new)))


def _advisory(was: AdvisoryEntry | None, now: AdvisoryEntry | None) -> Iterator[v1.ValueChange]:
    records = [item.record if item else None for item in (was, now)]
    for what in _ADVISORY:
        yield from value(what, *(_text(record, what) for record in records), review=False)


def _found(advisories: Iterable[AdvisoryEntry], name: str) -> AdvisoryEntry | None:
    return next((item for item in advisories if item.id == name), None)


def _settings(was: Catalog, now: Catalog) -> Iterator[v1.ValueChange]:
    old, new = (dict(_flat(item.settings.model_dump(mode="json"))) for item in (was, now))
    for what in sorted(old.keys() | new.keys()):
        yield from value(what, old.get(what), new.get(what), review=True)


def _flat(settings: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, item in settings.items():
        if isinstance(item, dict):
            yield from _flat(item, f"{prefix}{key}.")
        elif item is not None:
            yield f"{prefix}{key}", _words(item)


def _renames(catalog: Catalog) -> list[str]:
    return [f"{old} to {rename.to}" for old, rename in catalog.renames.items()]


def _waivers(catalog: Catalog) -> list[str]:
    return [
        f"{item.code} in {item.path} until {item.expires}, approved by {item.approver}"
        for item in catalog.waivers
    ]


def _text(record: BaseModel | None, what: str) -> str | None:
    found = getattr(record, what) if record else None
    return None if found is None else _words(found)


def _words(found: Any) -> str:
    return ", ".join(map(str, found)) if isinstance(found, list) else str(found)

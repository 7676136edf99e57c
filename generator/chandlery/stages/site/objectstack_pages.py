"""ObjectStack's two catalogs, kept apart: apps for consumers, contributions for those who build.

Connectors are told as declarations or as code.  User interface is listed with the tiers U0 and U1,
although no schema of ObjectStack's takes ``runtime: ui``: a manifest cannot ask for either.
"""

from collections.abc import Iterator
from operator import attrgetter
from typing import NamedTuple

from chandlery.dialects.objectstack.connectors import connectors
from chandlery.dialects.objectstack.manifest import Manifest
from chandlery.dialects.objectstack.projection import SHELF
from chandlery.dialects.offers import offers
from chandlery.model.description import Effect
from chandlery.model.marketplace import Frame, Package, Release
from chandlery.model.overview import Overview
from chandlery.model.summary import ObjectStackEntry, ReleaseSummary, Summary
from chandlery.stages.site import views
from chandlery.stages.site.page import Page
from chandlery.stages.site.paging import parts

DECLARATIVE = "a declaration: the host's own executor for {} makes it"
DESCRIBED = "a description of what some plugin's code registers"
PROGRAM = "code: it {}"
_TIERS = {
    True: "U0 or U1: a module in the console, or a frame, as the host decides",
    False: "U1: a frame of its own, since nobody has verified the publisher",
}


class Entry(NamedTuple):
    """One package in one of the catalogs.

    Attributes:
        said: what the catalog says of it.
        tier: where its user interface runs by ObjectStack's design; "" where it is none.
    """

    package: Summary
    release: ReleaseSummary
    said: ObjectStackEntry
    tier: str


def objectstack_pages(overview: Overview) -> Iterator[Page]:
    """A page for each catalog."""
    found: dict[str, list[Entry]] = {"apps": [], "contributions": []}
    for package in overview.packages.values():
        if said := package.objectstack:
            catalog = "apps" if said.type == "app" else "contributions"
            found[catalog].append(_entry(overview.frame, package, said))
    for name, title in (
        ("apps", "ObjectStack apps"),
        ("contributions", "ObjectStack contributions"),
    ):
        for part in parts(f"objectstack/{name}", found[name], attrgetter("package.name")):
            yield Page(
                path=part.path,
                template=f"objectstack_{name}.html",
                title=part.called(title),
                description=f"{title} of {overview.frame.settings.title}.",
                record=f"objectstack/{name}",
                context={"part": part},
                changed=views.newest_change(entry.package for entry in part.items),
            )


def _entry(frame: Frame, package: Summary, said: ObjectStackEntry) -> Entry:
    release = package.release(said.version)
    publisher = frame.publishers.get(release.publisher)
    verified = publisher is not None and publisher.verified
    return Entry(package, release, said, _TIERS[verified] if said.type == "ui" else "")


def objectstack_entry(frame: Frame, package: Package) -> ObjectStackEntry | None:
    """The newest release that ObjectStack's catalog carries, else the newest that serves it."""
    serving = [release for release in package.releases if release.manifest(SHELF.dialect)]
    if not serving:
        return None
    offered = [offer.release for offer in offers(SHELF, frame, package)]
    for release in (offered or serving)[-1:]:
        if native := release.manifest(SHELF.dialect):
            record = Manifest.model_validate(native.value)
            declared = native.description.capabilities
            return ObjectStackEntry(
                version=release.version,
                type=record.type,
                connectors=tuple(_connectors(record, release)),
                scopes=tuple(item.native for item in declared if item.effect is Effect.TENANTS),
                offered=bool(offered),
            )
    return None


def _connectors(record: Manifest, release: Release) -> Iterator[tuple[str, str]]:
    documents = (record.model_extra, *(artifact.document for artifact in release.artifacts))
    for document in documents:
        for connector in connectors(document):
            programs = [what for _, what in connector.programs()]
            if programs:
                yield connector.name, PROGRAM.format(views.joined(programs))
            elif connector.provider:
                yield connector.name, DECLARATIVE.format(connector.provider)
            else:
                yield connector.name, DESCRIBED

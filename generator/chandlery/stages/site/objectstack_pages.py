"""ObjectStack's two catalogs, kept apart: apps for consumers, contributions for those who build.

Connectors are told as declarations or as code.  User interface is listed with the tiers U0 and U1,
although no schema of ObjectStack's takes ``runtime: ui``: a manifest cannot ask for either.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from chandlery.dialects.objectstack.connectors import connectors
from chandlery.dialects.objectstack.manifest import Manifest
from chandlery.dialects.objectstack.projection import SHELF
from chandlery.dialects.offers import offers
from chandlery.model.description import Capability, Effect
from chandlery.model.marketplace import Marketplace, Package, Release
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One package in one of the catalogs.

    Attributes:
        connectors: names, each with what it is made of.
        tier: where its user interface runs by ObjectStack's design; "" where it is none.
        scopes: what it declares of the environment's own records.
        offered: whether ObjectStack's catalog carries it.
    """

    package: Package
    release: Release
    type: str
    connectors: tuple[tuple[str, str], ...]
    tier: str
    scopes: tuple[Capability, ...]
    offered: bool


def objectstack_pages(marketplace: Marketplace) -> Iterator[Page]:
    """A page for each catalog."""
    entries = [
        entry for package in marketplace.packages for entry in _entries(marketplace, package)
    ]
    found = {"apps": [], "contributions": []}  # type: dict[str, list[Entry]]
    for entry in entries:
        found["apps" if entry.type == "app" else "contributions"].append(entry)
    for name, title in (
        ("apps", "ObjectStack apps"),
        ("contributions", "ObjectStack contributions"),
    ):
        for part in parts(f"objectstack/{name}", found[name]):
            yield Page(
                path=part.path,
                template=f"objectstack_{name}.html",
                title=part.called(title),
                description=f"{title} of {marketplace.settings.title}.",
                record=f"objectstack/{name}",
                context={"part": part},
                changed=views.last_changed(entry.package for entry in part.items),
            )


def _entries(marketplace: Marketplace, package: Package) -> Iterator[Entry]:
    """The newest release that ObjectStack's catalog carries, else the newest that serves it."""
    offered = [offer.release for offer in offers(SHELF, marketplace, package)]
    serving = [release for release in package.releases if release.manifest(SHELF.dialect)]
    for release in (offered or serving)[-1:]:
        native = release.manifest(SHELF.dialect)
        if native:
            record = Manifest.model_validate(native.value)
            publisher = marketplace.publishers.get(release.publisher)
            verified = publisher is not None and publisher.verified
            declared = native.description.capabilities
            yield Entry(
                package=package,
                release=release,
                type=record.type,
                connectors=tuple(_connectors(record, release)),
                tier=_TIERS[verified] if record.type == "ui" else "",
                scopes=tuple(item for item in declared if item.effect is Effect.TENANTS),
                offered=bool(offered),
            )


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

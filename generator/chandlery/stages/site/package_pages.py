"""The page of a plugin or an adapter, with its releases as sections."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chandlery.dialects import left_out
from chandlery.model.capability_changes import CapabilityChanges, capability_changes
from chandlery.model.marketplace import Integration, Marketplace, Package, Release
from chandlery.model.offering import LeftOut
from chandlery.model.suppliers import Suppliers
from chandlery.stages import badges
from chandlery.stages.consent import prompt
from chandlery.stages.site import views
from chandlery.stages.site.declarations import capability_matrix, compatibility_history, matrices
from chandlery.stages.site.page import Page, Steps, package_feed
from chandlery.stages.site.readmes import addressed, readme
from chandlery.stages.site.relations import relations

# Releases that are shown whole; what is older has a line, and its facts as data.
SHOWN_WHOLE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A release, with what is worked out of it.

    Attributes:
        changes: what it declares beyond the release before, by dialect.
        prompts: what an installer shows before it installs, by dialect.
        left_out: why its clients are not shown it, by dialect.
        whole: whether all of it is shown.
    """

    release: Release
    changes: Mapping[str, CapabilityChanges]
    prompts: Mapping[str, str]
    left_out: Mapping[str, LeftOut]
    whole: bool


class PackagePages:
    """Makes the page of each package of a marketplace."""

    def __init__(self, marketplace: Marketplace, steps: Steps, titles: Mapping[str, str]) -> None:
        """Look through the marketplace once for all pages."""
        self._marketplace = marketplace
        self._steps = steps
        self._titles = titles
        self._advised = views.advised(marketplace.advisories)
        self._addressed = addressed(marketplace)
        self._suppliers = Suppliers(marketplace)
        self._packages = {package.name: package for package in marketplace.packages}
        self._shown_in: dict[str, list[Integration]] = defaultdict(list)
        for integration in marketplace.integrations:
            self._shown_in[integration.uses].append(integration)

    def page(self, package: Package) -> Page:
        """The page of one package."""
        address = f"{package.kind.folder}/{package.name}"
        advisories = self._advised.get(package.name, ())
        return Page(
            path=f"{address}/index.html",
            template="package.html",
            title=package.listing.title,
            description=package.listing.summary,
            record=address,
            context={
                "package": package,
                "readme": readme(package, address, self._addressed),
                "integrations": self._shown_in[package.name],
                "advisories": advisories,
                **self._released(package),
                **_badges(self._marketplace, package),
            },
            changed=views.last_changed([package], advisories),
            data=f"index/v1/{address}.json",
            feed=package_feed(package),
            subject=package,
        )

    def _released(self, package: Package) -> dict[str, Any]:
        """What is told of a package's releases."""
        offered = views.installable(self._marketplace, package)
        latest = package.latest if package.releases else None
        found = relations(package, latest, self._suppliers, self._packages) if latest else ()
        return {
            "offered": offered,
            "steps": self._steps(package, offered) if offered else {},
            "sections": list(_sections(self._marketplace, package)),
            "relations": list(found),
            "matrix": capability_matrix(package, self._titles),
            "history": compatibility_history(package),
            "matrices": list(matrices(latest)) if latest else [],
        }


def _badges(marketplace: Marketplace, package: Package) -> dict[str, str]:
    return {
        "badge": badges.path(package.name),
        "badge_words": f"{package.name}: {badges.status(package)[0]}",
        "review_badge": badges.path(package.name, "review"),
        "snippet": badges.markdown(marketplace, package),
    }


def _sections(marketplace: Marketplace, package: Package) -> Iterator[Section]:
    """The releases, the newest first; the shown one is whole however old it is."""
    missing = left_out(marketplace, package)
    for age, release in enumerate(reversed(package.releases)):
        whole = age < SHOWN_WHOLE or release == package.latest
        changes = {item.dialect: item for item in capability_changes(package, release)}
        yield Section(
            release=release,
            changes=changes,
            prompts=_prompts(marketplace, package, release, changes) if whole else {},
            left_out=missing[release.version],
            whole=whole,
        )


def _prompts(
    marketplace: Marketplace,
    package: Package,
    release: Release,
    changes: Mapping[str, CapabilityChanges],
) -> Mapping[str, str]:
    return {
        item.dialect: prompt(marketplace, package, release, item, changes.get(item.dialect))
        for item in release.manifests
    }

"""The page of a plugin or an adapter, with its releases as sections."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chandlery.dialects import left_out
from chandlery.model.governance import Advisory
from chandlery.model.marketplace import Integration, Marketplace, Package
from chandlery.model.suppliers import Suppliers
from chandlery.stages import badges
from chandlery.stages.site import views
from chandlery.stages.site.declarations import capability_matrix, compatibility_history, matrices
from chandlery.stages.site.page import Page, Steps, package_feed
from chandlery.stages.site.readmes import addressed, readme
from chandlery.stages.site.relations import relations
from chandlery.stages.site.release_pages import Missing, address, release_pages, told_on_page


class PackagePages:
    """Makes the page of each package of a marketplace."""

    def __init__(self, marketplace: Marketplace, steps: Steps, titles: Mapping[str, str]) -> None:
        """Look through the marketplace once for all pages."""
        self._marketplace = marketplace
        self._steps = steps
        self._titles = titles
        self._advised = views.advised(marketplace.advisories)
        self._addressed = addressed(marketplace)
        self._suppliers = Suppliers.of(marketplace)
        self._packages = {package.name: package for package in marketplace.packages}
        self._shown_in: dict[str, list[Integration]] = defaultdict(list)
        for integration in marketplace.integrations:
            self._shown_in[integration.uses].append(integration)

    def pages(self, package: Package) -> Iterator[Page]:
        """The page of one package, and those of its releases."""
        missing = left_out(self._marketplace, package)
        advisories = self._advised.get(package.name, ())
        yield self._page(package, missing, advisories)
        yield from release_pages(self._marketplace, package, missing, advisories)

    def _page(self, package: Package, missing: Missing, advisories: Sequence[Advisory]) -> Page:
        here = address(package)
        return Page(
            path=f"{here}/index.html",
            template="package.html",
            title=package.listing.title,
            description=package.listing.summary,
            record=here,
            context={
                "package": package,
                "readme": readme(package, here, self._addressed),
                "integrations": self._shown_in[package.name],
                "advisories": advisories,
                **self._told(package),
                **told_on_page(self._marketplace, package, missing),
                **_badges(self._marketplace, package),
            },
            changed=views.last_changed([package], advisories),
            data=f"index/v1/{here}.json",
            feed=package_feed(package),
            subject=package,
        )

    def _told(self, package: Package) -> dict[str, Any]:
        """What is told of a package beside its releases."""
        offered = views.installable(self._marketplace, package)
        latest = package.latest if package.releases else None
        found = relations(package, latest, self._suppliers, self._packages) if latest else ()
        return {
            "offered": offered,
            "steps": self._steps(package, offered) if offered else {},
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

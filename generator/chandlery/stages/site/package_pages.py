"""The page of a plugin or an adapter, with its releases as sections."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chandlery.dialects import left_out
from chandlery.model.governance import Advisory
from chandlery.model.marketplace import Frame, Package
from chandlery.model.overview import Overview
from chandlery.model.summary import Summary
from chandlery.model.suppliers import Suppliers
from chandlery.stages import badges
from chandlery.stages.site import views
from chandlery.stages.site.declarations import capability_matrix, compatibility_history, matrices
from chandlery.stages.site.page import Page, Steps, package_feed
from chandlery.stages.site.readmes import addressed, readme
from chandlery.stages.site.relations import relations
from chandlery.stages.site.release_pages import Missing, address, release_pages, told_on_page


class PackagePages:
    """Makes the page of each package: of it, the frame, and a summary of the others."""

    def __init__(self, overview: Overview, steps: Steps, titles: Mapping[str, str]) -> None:
        """Look through the marketplace once for all pages."""
        self._frame = overview.frame
        self._steps = steps
        self._titles = titles
        self._advised = views.advised(overview.frame.advisories)
        self._addressed = addressed(overview)
        self._packages = overview.packages
        self._suppliers = Suppliers({it.name: it.supplies for it in self._packages.values()})
        self._shown_in: dict[str, list[Summary]] = defaultdict(list)
        for integration in overview.integrations.values():
            self._shown_in[integration.uses].append(integration)

    def pages(self, package: Package) -> Iterator[Page]:
        """The page of one package, and those of its releases."""
        missing = left_out(self._frame, package)
        advisories = self._advised.get(package.name, ())
        yield self._page(package, missing, advisories)
        yield from release_pages(self._frame, package, missing, advisories)

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
                "integrations": self._shown_in.get(package.name, []),
                "advisories": advisories,
                **self._told(package),
                **told_on_page(self._frame, package, missing),
                **_badges(self._frame, package),
            },
            changed=views.last_changed([package], advisories),
            data=f"index/v1/{here}.json",
            feed=package_feed(package),
            subject=package,
            owner=package.name,
        )

    def _told(self, package: Package) -> dict[str, Any]:
        """What is told of a package beside its releases."""
        offered = views.installable(self._frame, package)
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


def _badges(frame: Frame, package: Package) -> dict[str, str]:
    return {
        "badge": badges.path(package.name),
        "badge_words": f"{package.name}: {badges.status(package)[0]}",
        "review_badge": badges.path(package.name, "review"),
        "snippet": badges.markdown(frame, package),
    }

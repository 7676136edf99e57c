"""The page of a plugin or an adapter, with its releases as sections."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chandlery.dialects import left_out
from chandlery.model.governance import Advisory
from chandlery.model.marketplace import Frame, Package, Release
from chandlery.stages import badges
from chandlery.stages.site import views
from chandlery.stages.site.declarations import capability_matrix, compatibility_history, matrices
from chandlery.stages.site.page import Page, Steps, package_feed
from chandlery.stages.site.readmes import Asked, readme
from chandlery.stages.site.relations import Relation, relations
from chandlery.stages.site.release_pages import Missing, address, release_pages, told_on_page
from chandlery.stages.site.surroundings import Surroundings


class PackagePages:
    """Makes the page of each package: of it, the frame, and a summary of the others."""

    def __init__(self, surroundings: Surroundings, steps: Steps, titles: Mapping[str, str]) -> None:
        """Take what is the same for all."""
        self._frame = surroundings.frame
        self._surroundings = surroundings
        self._steps = steps
        self._titles = titles

    def pages(self, package: Package) -> Iterator[Page]:
        """The page of one package, and those of its releases."""
        missing = left_out(self._frame, package)
        advisories = self._frame.advised.get(package.name, ())
        yield self._page(package, missing, advisories)
        yield from release_pages(self._frame, package, missing, advisories)

    def _page(self, package: Package, missing: Missing, advisories: Sequence[Advisory]) -> Page:
        here = address(package)
        asked = Asked(self._surroundings.addressed)
        shown = readme(package, here, asked)
        return Page(
            path=f"{here}/index.html",
            template="package.html",
            title=package.listing.title,
            description=package.listing.summary,
            record=here,
            context={
                "package": package,
                "readme": shown,
                "integrations": self._surroundings.shown_in(package.name),
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
            asked=asked.addresses,
        )

    def _told(self, package: Package) -> dict[str, Any]:
        """What is told of a package beside its releases."""
        offered = views.installable(self._frame, package)
        latest = package.latest if package.releases else None
        found = self._relations(package, latest) if latest else ()
        return {
            "offered": offered,
            "steps": self._steps(package, offered) if offered else {},
            "relations": list(found),
            "matrix": capability_matrix(package, self._titles),
            "history": compatibility_history(package),
            "matrices": list(matrices(latest)) if latest else [],
        }

    def _relations(self, package: Package, latest: Release) -> Iterator[Relation]:
        return relations(package, latest, self._surroundings.suppliers, self._surroundings.packages)


def _badges(frame: Frame, package: Package) -> dict[str, str]:
    return {
        "badge": badges.path(package.name),
        "badge_words": f"{package.name}: {badges.status(package)[0]}",
        "review_badge": badges.path(package.name, "review"),
        "snippet": badges.markdown(frame, package),
    }

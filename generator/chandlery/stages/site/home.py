"""What the written pages ask of records: the home page's lists."""

from collections.abc import Mapping
from typing import Any

from chandlery.model.governance import Advisory, ReviewState
from chandlery.model.marketplace import Marketplace, Package, Release
from chandlery.stages.site import views
from chandlery.stages.site.browse import Choice, choices
from chandlery.stages.site.facets import questions, rows

# Two lists beside each other.
NEWEST = 6
PROMOTED = 6
ADVISORIES = 5


def home(marketplace: Marketplace, titles: Mapping[str, str]) -> dict[str, Any]:
    """What the templates below ``slots/`` may show.

    Args:
        titles: dialect to what people call the ecosystem.
    """
    in_force = [item for item in marketplace.advisories if item.in_force]
    return {
        "newest": views.newest(marketplace.packages, NEWEST, standing=True),
        "promoted": promoted(marketplace),
        "in_force": _newest(in_force)[:ADVISORIES],
        "advisories": len(in_force),
        "ecosystems": _ecosystems(marketplace, titles),
        "total": len(marketplace.packages) + len(marketplace.integrations),
    }


def promoted(marketplace: Marketplace) -> list[tuple[Package, Release]]:
    """The releases that reviewers promoted last, the newest decision first."""
    found = [
        (package, release)
        for package in marketplace.packages
        for release in package.releases
        if release.review.state is ReviewState.PROMOTED and views.stands(release)
    ]
    return sorted(found, key=lambda pair: decided(pair[1]), reverse=True)[:PROMOTED]


def decided(release: Release) -> str:
    """When the reviewers decided on a release, or "" where they have not."""
    current = release.review.current
    return current.decided_at or current.created_at if current else ""


def _newest(advisories: list[Advisory]) -> list[Advisory]:
    by_id = sorted(advisories, key=lambda item: item.id)
    return sorted(by_id, key=lambda item: item.published, reverse=True)


def _ecosystems(marketplace: Marketplace, titles: Mapping[str, str]) -> Choice | None:
    """How much there is for each ecosystem."""
    asked = [item for item in questions(marketplace, titles) if item.name == "ecosystem"]
    return next(iter(choices(rows(marketplace), asked)), None)

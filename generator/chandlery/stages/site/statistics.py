"""The statistics page: how much there is of what, and how it grew."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from chandlery.model.overview import Overview
from chandlery.stages.site import pictures, views
from chandlery.stages.site.browse import choices
from chandlery.stages.site.facets import Rows, questions
from chandlery.stages.site.page import Page

# Not by availability: that is what the advisories are about.
_SHOWN = ("ecosystem", "kind", "category", "effect", "review", "publisher", "license", "platform")


@dataclass(frozen=True, slots=True)
class Month:
    """What came in a month, and how much there was at its end."""

    month: str
    packages: int
    packages_in_all: int
    releases: int
    releases_in_all: int


def statistics_pages(rows: Rows, titles: Mapping[str, str]) -> Iterator[Page]:
    """The page."""
    overview = rows.overview
    asked = [item for item in questions(overview.frame, titles) if item.name in _SHOWN]
    packages, months = overview.packages.values(), growth(overview)
    yield Page(
        path="statistics/index.html",
        template="statistics.html",
        title="Statistics",
        description=f"How much {overview.frame.settings.title} has of what, and how it grew.",
        record="statistics",
        context={
            "choices": choices(rows, asked),
            "total": len(overview.items),
            "packages": len(packages),
            "releases": sum(len(package.releases) for package in packages),
            "months": months,
        },
        late=partial(_drawn, months),
        changed=views.newest_change(packages),
    )


def _drawn(months: Sequence[Month]) -> Mapping[str, Any]:
    begun = (month for item in months for month in [item.month] * item.packages)
    title = "Packages at the end of each month"
    return {"picture": pictures.growth("growth-picture", title, pictures.monthly(begun))}


def _begun(overview: Overview) -> list[str]:
    """When the first release of each package was published."""
    return [
        min([release.published for release in package.releases])
        for package in overview.packages.values()
        if package.releases
    ]


def growth(overview: Overview) -> list[Month]:
    """Every month in which a release was published, oldest first.

    A package comes with its first release.
    """
    packages = Counter([moment[:7] for moment in _begun(overview)])
    releases = Counter(
        [
            release.published[:7]
            for package in overview.packages.values()
            for release in package.releases
        ]
    )
    found: list[Month] = []
    in_all = packages_in_all = 0
    for month in sorted(releases):
        in_all += releases[month]
        packages_in_all += packages[month]
        found.append(Month(month, packages[month], packages_in_all, releases[month], in_all))
    return found

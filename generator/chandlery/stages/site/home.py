"""What the written pages ask of records: the home page's lists."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from heapq import nlargest
from operator import attrgetter
from typing import Any

from chandlery.model.governance import Advisory, ReviewState
from chandlery.model.overview import Overview
from chandlery.model.summary import ReleaseSummary, Summary
from chandlery.stages.site import views
from chandlery.stages.site.browse import Choice, choices
from chandlery.stages.site.facets import Rows, questions

# Two lists beside each other.
NEWEST = 6
PROMOTED = 6
ADVISORIES = 5


Pair = tuple[Summary, ReleaseSummary]


def home(rows: Rows, titles: Mapping[str, str]) -> dict[str, Any]:
    """What the templates below ``slots/`` may show.

    Args:
        titles: dialect to what people call the ecosystem.
    """
    overview = rows.overview
    standing = _standing(overview)
    in_force = [item for item in overview.frame.advisories if item.in_force]
    return {
        "newest": newest(standing),
        "promoted": promoted(standing),
        "in_force": _newest(in_force)[:ADVISORIES],
        "advisories": len(in_force),
        "ecosystems": _ecosystems(rows, titles),
        "total": len(overview.items),
    }


def newest(standing: Sequence[Pair]) -> list[Pair]:
    """What was published last, newest first; equal times by name and version."""
    found = _last(standing, NEWEST, attrgetter("published"))
    found.sort(key=lambda pair: (pair[0].name, pair[1].version))
    found.sort(key=lambda pair: pair[1].published, reverse=True)
    return found[:NEWEST]


def promoted(standing: Sequence[Pair]) -> list[Pair]:
    """The releases that reviewers promoted last, the newest decision first."""
    state = ReviewState.PROMOTED
    found = [pair for pair in standing if pair[1].review is state]
    found = _last(found, PROMOTED, attrgetter("decided"))
    return sorted(found, key=lambda pair: pair[1].decided, reverse=True)[:PROMOTED]


def _standing(overview: Overview) -> list[Pair]:
    """What nobody has refused or withdrawn."""
    return [
        (package, release)
        for package in overview.packages.values()
        for release in package.releases
        if views.stands(release.review, release.availability)
    ]


def _last(found: Sequence[Pair], count: int, moment: Callable[[ReleaseSummary], str]) -> list[Pair]:
    """At least so many, with the last moments, in the order of what was found."""
    moments = [moment(release) for _, release in found]
    first = min(nlargest(count, moments), default="")
    return [pair for pair, at in zip(found, moments, strict=True) if at >= first]


def _newest(advisories: Iterable[Advisory]) -> list[Advisory]:
    by_id = sorted(advisories, key=lambda item: item.id)
    return sorted(by_id, key=lambda item: item.published, reverse=True)


def _ecosystems(rows: Rows, titles: Mapping[str, str]) -> Choice | None:
    """How much there is for each ecosystem."""
    asked = [item for item in questions(rows.overview.frame, titles) if item.name == "ecosystem"]
    return next(iter(choices(rows, asked)), None)

"""What the written pages ask of records: the home page's lists."""

from collections.abc import Callable, Iterable, Mapping
from heapq import heappush, heappushpop
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
    in_force = [item for item in overview.frame.advisories if item.in_force]
    return {
        "newest": newest(overview),
        "promoted": promoted(overview),
        "in_force": _newest(in_force)[:ADVISORIES],
        "advisories": len(in_force),
        "ecosystems": _ecosystems(rows, titles),
        "total": len(overview.items),
    }


def newest(overview: Overview) -> list[Pair]:
    """What was published last, newest first; equal times by name and version."""
    found = _last(overview, NEWEST, attrgetter("published"))
    found.sort(key=lambda pair: (pair[0].name, pair[1].version))
    found.sort(key=lambda pair: pair[1].published, reverse=True)
    return found[:NEWEST]


def promoted(overview: Overview) -> list[Pair]:
    """The releases that reviewers promoted last, the newest decision first."""
    state = ReviewState.PROMOTED
    found = _last(overview, PROMOTED, lambda it: it.decided if it.review is state else None)
    found.sort(key=lambda pair: pair[0].name)
    return sorted(found, key=lambda pair: pair[1].decided, reverse=True)[:PROMOTED]


def _last(
    overview: Overview, count: int, moment: Callable[[ReleaseSummary], str | None]
) -> list[Pair]:
    """What happened last, at least so many, of what nobody has refused or withdrawn.

    Args:
        moment: when it happened to a release, or `None` where it did not.
    """
    found: list[Pair] = []
    latest: list[str] = []  # a heap of so many moments
    by_change = sorted(overview.packages.values(), key=attrgetter("changed"), reverse=True)
    for package in by_change:
        if len(latest) == count and package.changed < latest[0]:
            break  # nothing happened later to this one, nor to those that follow
        for release in package.releases:
            at = moment(release)
            if at is not None and views.stands(release.review, release.availability):
                found.append((package, release))
                (heappush if len(latest) < count else heappushpop)(latest, at)
    return found


def _newest(advisories: Iterable[Advisory]) -> list[Advisory]:
    by_id = sorted(advisories, key=lambda item: item.id)
    return sorted(by_id, key=lambda item: item.published, reverse=True)


def _ecosystems(rows: Rows, titles: Mapping[str, str]) -> Choice | None:
    """How much there is for each ecosystem."""
    asked = [item for item in questions(rows.overview.frame, titles) if item.name == "ecosystem"]
    return next(iter(choices(rows, asked)), None)

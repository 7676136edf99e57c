"""The pages of those who keep watch: review board, advisories and rules."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import Any

from msgspec import Struct

from chandlery.checks import Rule
from chandlery.model.governance import Probation, Review, ReviewState
from chandlery.model.overview import Overview
from chandlery.model.summary import ReleaseSummary, Summary
from chandlery.stages.site import markdown
from chandlery.stages.site.page import SHOWN, Page
from chandlery.stages.site.paging import chapters
from chandlery.stages.site.summaries import recorded

_DECIDED = (
    ReviewState.PROBATIONARY,
    ReviewState.PROMOTED,
    ReviewState.REJECTED,
    ReviewState.EXPIRED,
)


class Decision(Struct, frozen=True, gc=False):
    """A release that reviewers have looked at, for the review board.

    Attributes:
        at: the place of the release among those of the package.
        place: of the probation among those of the release; -1 for the one that decides.
        moment: when it was decided, or begun where it was not yet.
    """

    package: Summary
    at: int
    place: int
    moment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A decision with what was recorded of it.

    Attributes:
        again: whether the reviewers have decided again since.
    """

    package: Summary
    release: ReleaseSummary
    probation: Probation
    review: Review
    again: bool


def oversight_pages(overview: Overview, rules: Sequence[Rule]) -> Iterator[Page]:
    """Every page about decisions and about what is asked of records."""
    yield from _review_pages(overview)
    yield from _advisory_pages(overview)
    yield from _rule_pages(rules)


def _review_pages(overview: Overview) -> Iterator[Page]:
    board = _board(overview)
    shown = [(state, decisions[:SHOWN], len(decisions)) for state, decisions in board.items()]

    def records() -> Mapping[str, Any]:
        return {
            "board": [
                (state, _records(overview, decisions), total) for state, decisions, total in shown
            ]
        }

    yield Page(
        path="review/index.html",
        template="review.html",
        title="Review board",
        description="Releases on probation, promoted, rejected and expired, with the reasons.",
        record="review",
        context={"decisions": shown},
        late=records,
        changed=max(_newest(decisions) for decisions in board.values()),
    )
    for state, decisions in board.items():
        for part in chapters(f"review/{state}", decisions):
            yield Page(
                path=part.path,
                template="review_state.html",
                title=part.called(f"Review board: {state}"),
                description=f"Releases whose review state is {state}, with the reasons.",
                record=f"review/{state}",
                context={"state": state, "part": part},
                late=partial(_shown, overview, part.items),
                changed=_newest(part.items),
            )


def _board(overview: Overview) -> dict[ReviewState, list[Decision]]:
    """The decisions of each state, the latest first."""
    # By value: members of an enumeration are slow to hash.
    found: dict[str, list[Decision]] = {state.value: [] for state in ReviewState}
    rejected = found[ReviewState.REJECTED.value]
    for package in overview.packages.values():
        for at, release in enumerate(package.releases):
            if release.records:
                found[release.review._value_].append(Decision(package, at, -1, release.decided))
            # A denial stays, whatever was decided after it.
            if release.denials:
                rejected += [Decision(package, at, it.place, it.moment) for it in release.denials]
    for decisions in found.values():
        decisions.sort(key=attrgetter("moment"), reverse=True)
    return {state: found[state.value] for state in _DECIDED}


def _shown(overview: Overview, decisions: Sequence[Decision]) -> Mapping[str, Any]:
    return {"records": _records(overview, decisions)}


def _records(overview: Overview, decisions: Sequence[Decision]) -> list[Record]:
    return [_record(overview, decision) for decision in decisions]


def _record(overview: Overview, decision: Decision) -> Record:
    release = decision.package.releases[decision.at]
    review = recorded(overview.ask(decision.package.name, release.version))
    probation = review.probations[decision.place]
    return Record(
        package=decision.package,
        release=release,
        probation=probation,
        review=review,
        again=probation != review.current,
    )


def _newest(decisions: Sequence[Decision]) -> str:
    """The moment of the first of some that are in order, or "" where there is none."""
    return decisions[0].moment if decisions else ""


def _advisory_pages(overview: Overview) -> Iterator[Page]:
    newest_first = sorted(overview.frame.advisories, key=lambda item: item.id)
    newest_first.sort(key=lambda item: item.published, reverse=True)
    for part in chapters("advisories", newest_first):
        yield Page(
            path=part.path,
            template="advisories.html",
            title=part.called("Advisories"),
            description="Releases that are yanked, blocked or deprecated, and why.",
            record="advisories",
            context={"part": part},
            changed=max((item.published for item in part.items), default=""),
        )
    for advisory in newest_first:
        yield Page(
            path=f"advisories/{advisory.id}/index.html",
            template="advisory.html",
            title=advisory.title,
            description=f"Advisory {advisory.id}: {advisory.act} of {advisory.package}.",
            record=f"advisories/{advisory.id}",
            context={"advisory": advisory, "package": overview.packages.get(advisory.package)},
            changed=advisory.published,
        )


def _rule_pages(rules: Sequence[Rule]) -> Iterator[Page]:
    ordered = sorted(rules, key=lambda rule: rule.code)
    families: dict[str, list[Rule]] = defaultdict(list)
    for rule in ordered:
        families[rule.code[:3]].append(rule)
    yield Page(
        path="rules/index.html",
        template="rules.html",
        title="Rules",
        description="Everything that a check of the catalog can find, by code.",
        record="rules",
        context={"families": sorted(families.items())},
    )
    for rule in ordered:
        yield Page(
            path=f"rules/{rule.code}/index.html",
            template="rule.html",
            title=rule.code,
            description=rule.title,
            record=f"rules/{rule.code}",
            context={"rule": rule},
            late=partial(_body, rule),
        )


def _body(rule: Rule) -> Mapping[str, Any]:
    return {"body": markdown.rule_page(rule.page)}

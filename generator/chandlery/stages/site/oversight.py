"""The pages of those who keep watch: review board, advisories and rules."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from chandlery.checks import Rule
from chandlery.model.governance import Probation, ReviewState
from chandlery.model.marketplace import Marketplace, Package, Release
from chandlery.stages.site import markdown
from chandlery.stages.site.page import SHOWN, Page
from chandlery.stages.site.paging import parts

_DECIDED = (
    ReviewState.PROBATIONARY,
    ReviewState.PROMOTED,
    ReviewState.REJECTED,
    ReviewState.EXPIRED,
)


@dataclass(frozen=True, slots=True)
class Decision:
    """A release that reviewers have looked at, for the review board."""

    package: Package
    release: Release
    probation: Probation


def oversight_pages(marketplace: Marketplace, rules: Sequence[Rule]) -> Iterator[Page]:
    """Every page about decisions and about what is asked of records."""
    yield from _review_pages(marketplace)
    yield from _advisory_pages(marketplace)
    yield from _rule_pages(rules)


def _review_pages(marketplace: Marketplace) -> Iterator[Page]:
    board: dict[ReviewState, list[Decision]] = {state: [] for state in _DECIDED}
    for package in marketplace.packages:
        for release in package.releases:
            current = release.review.current
            if current is not None and release.review.state in board:
                board[release.review.state].append(Decision(package, release, current))
            # A denial stays, whatever was decided after it.
            board[ReviewState.REJECTED] += (
                Decision(package, release, probation)
                for probation in release.review.probations
                if probation.status is ReviewState.REJECTED and probation is not current
            )
    for decisions in board.values():
        decisions.sort(key=_moment, reverse=True)
    yield Page(
        path="review/index.html",
        template="review.html",
        title="Review board",
        description="Releases on probation, promoted, rejected and expired, with the reasons.",
        record="review",
        context={"board": list(board.items()), "shown": SHOWN},
        changed=_newest(item for decisions in board.values() for item in decisions),
    )
    for state, decisions in board.items():
        for part in parts(f"review/{state}", decisions):
            yield Page(
                path=part.path,
                template="review_state.html",
                title=part.called(f"Review board: {state}"),
                description=f"Releases whose review state is {state}, with the reasons.",
                record=f"review/{state}",
                context={"state": state, "part": part},
                changed=_newest(part.items),
            )


def _moment(decision: Decision) -> str:
    return decision.probation.decided_at or decision.probation.created_at


def _newest(decisions: Iterable[Decision]) -> str:
    return max(map(_moment, decisions), default="")


def _advisory_pages(marketplace: Marketplace) -> Iterator[Page]:
    packages = {package.name: package for package in marketplace.packages}
    newest_first = sorted(marketplace.advisories, key=lambda item: item.id)
    newest_first.sort(key=lambda item: item.published, reverse=True)
    for part in parts("advisories", newest_first):
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
            context={"advisory": advisory, "package": packages.get(advisory.package)},
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
            context={"rule": rule, "body": markdown.rule_page(rule.page)},
        )

"""A change to a catalog → what a maintainer has to know to merge it."""

from chandlery.formats import review_v1 as v1
from chandlery.stages.review.parts import parts
from chandlery.stages.review.proposal import Authors, Proposal
from chandlery.stages.review.reasons import landing_reasons, verdict_of, whole_reasons
from chandlery.stages.review.steps import commands, steps

__all__ = ["Authors", "Proposal", "refused", "review", "unread"]


def review(proposal: Proposal) -> v1.Review:
    """Judge a change by what would land."""
    found = parts(proposal)
    reasons = [*whole_reasons(proposal, found)]
    every = [*reasons, *(reason for part in found for reason in part.reasons)]
    return v1.Review(
        verdict=verdict_of(every),
        landing=proposal.landing,
        at=proposal.at,
        reasons=reasons,
        parts=found,
        not_checked=list(proposal.not_checked),
        next=[*steps(proposal.landing, reasons, found)],
        commands=commands(proposal.landing),
    )


def refused(landing: v1.Landing) -> v1.Review:
    """The answer where nothing can land, so that there is nothing to look at."""
    return _without_parts(landing, [*landing_reasons(landing)], "nothing can land as it is")


def unread(landing: v1.Landing) -> v1.Review:
    """The answer where what would land has no `marketplace.yml` that can be read."""
    message = "`marketplace.yml` cannot be read as it would land"
    reasons = [v1.Reason(verdict="fail", what="findings", message=message)]
    return _without_parts(landing, reasons, "there is no catalog without it")


def _without_parts(landing: v1.Landing, reasons: list[v1.Reason], why: str) -> v1.Review:
    return v1.Review(
        verdict=verdict_of(reasons),
        landing=landing,
        reasons=reasons,
        parts=[],
        not_checked=[f"what each part would be: {why}"],
        next=[*steps(landing, reasons, [])],
        commands=commands(landing),
    )

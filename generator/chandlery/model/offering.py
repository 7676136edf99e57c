"""What becomes of a release in the ecosystems' own indexes: one table of its two states.

Decision 0006 tells why.  The projections, the index and the site ask here and nowhere else.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from chandlery.model.governance import Availability, ReviewState


class Placing(StrEnum):
    """Where a release is listed."""

    LISTED = "listed"  # in every index
    MARKED = "marked"  # in every index, with a mark where its format has one
    PINNED = "pinned"  # only where the format can mark it as there for those who have pinned it
    WITHHELD = "withheld"  # nowhere


class Reason(StrEnum):
    """Why a release is not in a client's index: the first that holds, in this order."""

    BLOCKED = "blocked"
    REJECTED = "rejected"
    EXPIRED = "expired"
    UNREVIEWED = "unreviewed"
    PROBATIONARY = "probationary"
    YANKED = "yanked"
    NO_ARTIFACT = "no-artifact"
    UNREPRESENTABLE = "unrepresentable"
    SUPERSEDED_PRERELEASE = "superseded-prerelease"
    OLDER_VERSION = "older-version"


# By review, then by availability: available, deprecated, yanked, blocked.
_L, _M, _P, _W = Placing.LISTED, Placing.MARKED, Placing.PINNED, Placing.WITHHELD
TABLE: Final[Mapping[ReviewState, Mapping[Availability, Placing]]] = {
    review: dict(zip(Availability, row, strict=True))
    for review, row in {
        ReviewState.PROMOTED: (_L, _M, _P, _W),
        ReviewState.PROBATIONARY: (_L, _M, _P, _W),
        ReviewState.UNREVIEWED: (_L, _M, _P, _W),
        ReviewState.REJECTED: (_W, _W, _W, _W),
        ReviewState.EXPIRED: (_W, _W, _W, _W),
    }.items()
}
# The rows that hold only where `policy.projections` admits them; all is withheld otherwise.
BY_POLICY: Final = frozenset({ReviewState.PROBATIONARY, ReviewState.UNREVIEWED})

_TEXTS: Final[Mapping[Reason, str]] = {
    Reason.BLOCKED: "It is blocked: nobody is to install it.",
    Reason.REJECTED: "The reviewers rejected it.",
    Reason.EXPIRED: "Its review has expired.",
    Reason.UNREVIEWED: "It is unreviewed, and this marketplace does not offer such releases.",
    Reason.PROBATIONARY: "It is on probation, and this marketplace does not offer such releases.",
    Reason.YANKED: "It was yanked, and this index has no mark for that.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Why a release is not in a client's index: a word for machines, a sentence for people."""

    reason: Reason
    text: str


def placing(review: ReviewState, availability: Availability, admitted: Collection[str]) -> Placing:
    """What the table says of the two states of a release.

    Args:
        admitted: the review states that `policy.projections` admits beside `promoted`.
    """
    if review in BY_POLICY and review not in admitted:
        return Placing.WITHHELD
    return TABLE[review][availability]


def why_withheld(
    review: ReviewState, availability: Availability, admitted: Collection[str]
) -> LeftOut:
    """Why a release of these states is not listed, where it is not."""
    if availability is Availability.BLOCKED:
        reason = Reason.BLOCKED
    elif placing(review, Availability.AVAILABLE, admitted) is Placing.WITHHELD:
        reason = Reason(review)
    else:
        reason = Reason.YANKED
    return LeftOut(reason=reason, text=_TEXTS[reason])

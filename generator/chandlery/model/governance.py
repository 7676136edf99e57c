"""Review and availability: two states of a release, never one (design §5), and their records."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Holding(StrEnum):
    """What a catalog holds that an id can name; the value is what people call it."""

    PLUGIN = "plugin"
    ADAPTER = "adapter"
    INTEGRATION = "integration"
    PROBATION = "probation"
    GRANT = "grant"
    RECEIPT = "receipt"
    EVIDENCE = "evidence"


class ReviewState(StrEnum):
    """What the reviewers have decided so far."""

    UNREVIEWED = "unreviewed"
    PROBATIONARY = "probationary"
    PROMOTED = "promoted"
    REJECTED = "rejected"
    EXPIRED = "expired"


class Availability(StrEnum):
    """What the advisories say; the later word is the stronger one."""

    AVAILABLE = "available"
    DEPRECATED = "deprecated"
    YANKED = "yanked"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Something that a governance record points at."""

    id: str
    title: str
    kind: str
    summary: str
    by: str
    recorded: str
    url: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One thing that a plugin on probation must show."""

    name: str
    summary: str
    required: bool
    passed: bool
    evidence_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Probation:
    """One probation record; denials keep their rationale."""

    id: str
    status: ReviewState
    criteria: tuple[Criterion, ...]
    created_at: str
    policy_envelope_id: str
    decided_by: str = ""
    rationale: str = ""
    decided_at: str = ""
    expires_at: str = ""
    evidence_ids: tuple[str, ...] = ()
    compatibility_check_ids: tuple[str, ...] = ()
    durable_trust: bool = False


def by_age(probation: Probation) -> tuple[str, str]:
    """A sort key, the oldest first: by creation, then id, as Craik does (its contract, 5)."""
    return probation.created_at, probation.id


def standing(probations: Iterable[Probation], at: str = "") -> ReviewState:
    """Where a release with these probations stands: the newest of them decides.

    Args:
        at: RFC 3339 in UTC. A probation that has run out by then is expired, whatever was decided
            before it; without it that is not judged.
    """
    newest = max(probations, key=by_age, default=None)
    if newest is None:
        return ReviewState.UNREVIEWED
    ran_out = newest.status is ReviewState.PROBATIONARY and newest.expires_at
    return ReviewState.EXPIRED if ran_out and newest.expires_at <= at else newest.status


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """An authority that somebody gave or refused; shown, never exercised by us."""

    id: str
    status: str
    capability: str
    operations: tuple[str, ...]
    targets: tuple[str, ...]
    reason: str
    created_at: str
    approved_by: str = ""
    expires_at: str = ""
    evidence_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What happened when a grant was used."""

    id: str
    action: str
    actor: str
    status: str
    summary: str
    created_at: str
    grant_ids: tuple[str, ...] = ()
    probation_id: str = ""
    evidence_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Where a release stands with the reviewers.  `probations` run from oldest to newest."""

    state: ReviewState = ReviewState.UNREVIEWED
    probations: tuple[Probation, ...] = ()
    grants: tuple[Grant, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @property
    def current(self) -> Probation | None:
        """The probation that decides: the newest by creation, then id, as Craik does."""
        return self.probations[-1] if self.probations else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Advisory:
    """What the maintainers say of some releases of one package.

    Attributes:
        versions: the versions of the package that it hits, oldest first.
        in_force: judged at the time of the source commit; clients judge `expires` again.
    """

    id: str
    title: str
    act: str
    package: str
    ranges: tuple[str, ...]
    digests: tuple[str, ...]
    versions: tuple[str, ...]
    severity: str
    reason: str
    evidence: tuple[str, ...]
    published: str
    appeal: str
    expires: str = ""
    in_force: bool = True

"""What ``chandlery review --format json`` prints, version 1: only ever gains keys.

Sentences (``reasons``, ``next``, ``not_checked``) hold values of records between backquotes.
"""

from typing import Literal

from pydantic import Field

from chandlery.formats.index_v1 import CapabilityChangesEntry, CapabilityEntry
from chandlery.formats.index_v1.base import (
    Availability,
    Isolation,
    Published,
    ReviewState,
    Sha256,
    Time,
)
from chandlery.formats.index_v1.governance import CriterionEntry
from chandlery.formats.index_v1.listing import ProvenanceEntry

Verdict = Literal["ok", "needs_review", "fail"]
Belonging = Literal["owner", "claimed", "stranger", "unknown", "nobody"]
Change = Literal["added", "changed", "removed", "affected"]


class Reason(Published):
    """Why a change is not simply *ok*."""

    verdict: Literal["needs_review", "fail"] = Field(description="What it makes of the verdict.")
    what: str = Field(
        description="The kind of reason: a word that stays, such as `capabilities` or `ownership`."
    )
    message: str = Field(description="The fact, in a sentence.")


class Revision(Published):
    """A commit, and how it was named."""

    name: str = Field(description="What was asked for, such as `origin/main`.")
    commit: str = Field(description="The full id.")


class Landing(Published):
    """How the change comes to lie on its base."""

    base: Revision = Field(description="What it would land on.")
    head: Revision = Field(description="What would land.")
    fork: str | None = Field(None, description="The commit where both parted.")
    manner: Literal["nothing", "fast-forward", "merge", "conflict", "unrelated"] = Field(
        description="How Git joins them; `conflict` and `unrelated` leave nothing to review."
    )
    tree: str | None = Field(
        None, description="Id of the tree that would land, which is what was reviewed."
    )
    conflicts: list[str] = Field(description="Paths in conflict, from the repository's root.")
    outside: list[str] = Field(
        description="Paths that differ and are no part of the catalog, from the repository's root; "
        "nothing is known of them."
    )


class Files(Published):
    """Which files of a part differ, by their paths in the catalog."""

    added: list[str] = Field(description="That are new.")
    changed: list[str] = Field(description="That are not what they were.")
    removed: list[str] = Field(description="That are gone.")


class ValueChange(Published):
    """A value that is not what it was; absent where there is none."""

    what: str = Field(description="What it is of, such as `licence` or `required_roles`.")
    was: str | None = Field(None, description="On the base, or in the release before.")
    now: str | None = Field(None, description="As it would land.")
    review: bool = Field(description="Whether a maintainer must look at it.")


class ListChange(Published):
    """Values of a list that came or went."""

    what: str = Field(description="What they are: `hosts`, `programs`, `entry points`.")
    added: list[str] = Field(description="That are new.")
    removed: list[str] = Field(description="That are gone.")
    review: bool = Field(description="Whether a maintainer must look at it.")


class DialectReview(Published):
    """What a release is for one ecosystem, against the release that whoever updates has."""

    dialect: str = Field(description="The ecosystem.")
    manifest_sha256: Sha256 = Field(description="SHA-256 of the native manifest.")
    previous: str | None = Field(None, description="The version compared with; absent for none.")
    isolation: Isolation = Field(description="Where its code runs.")
    capabilities: list[CapabilityEntry] = Field(description="All that it declares.")
    changes: CapabilityChangesEntry | None = Field(
        None, description="What it declares beyond the release before; absent where there is none."
    )
    lists: list[ListChange] = Field(description="What else it lists: programs, hooks, hosts.")
    values: list[ValueChange] = Field(description="What else its manifest says otherwise.")
    prompt: str = Field(description="What an installer shows before it installs the release.")


class ArtifactReview(Published):
    """One artifact of a release, against the one of its format in the release before."""

    format: str = Field(description="The container.")
    filename: str | None = Field(None, description="Its name; absent where it was not verified.")
    url: str | None = Field(None, description="Where it is fetched from; absent where it is kept.")
    size: int = Field(description="How many bytes it has.")
    previous_size: int | None = Field(None, description="The same of the one before.")
    sha256: Sha256 = Field(description="Its pin.")
    checked: Literal["recomputed", "not checked", "failed"] = Field(
        description="Whether the bytes were made or fetched, and came to the pin."
    )
    signature: str | None = Field(None, description="Id of the key that it is signed with.")
    signer_was: str | None = Field(None, description="The key of the one before.")
    previous: str | None = Field(None, description="The version compared with; absent for none.")
    added: list[str] | None = Field(None, description="Files that are new; absent if unknown.")
    changed: list[str] | None = Field(None, description="Files that are not what they were.")
    removed: list[str] | None = Field(None, description="Files that are gone.")


class Governance(Published):
    """Where a release stands with the reviewers, and where it would stand."""

    was: ReviewState | None = Field(None, description="On the base; absent for a new release.")
    now: ReviewState = Field(description="As it would land.")
    criteria: list[CriterionEntry] = Field(description="What its newest probation asks.")
    decided_by: str | None = Field(None, description="Who decided that.")
    rationale: str | None = Field(None, description="Why.")
    expires_at: Time | None = Field(None, description="When the probation runs out.")
    evidence: list[str] = Field(description="The evidence on record, each as `id: title`.")
    may_decide: list[str] = Field(description="Who may decide, as the catalog names them.")


class Check(Published):
    """One line of a checklist."""

    of: str = Field(description="Whose checklist: `Stigmem`, `Craik`, or the catalog's own.")
    question: str = Field(description="What is to be seen to.")
    state: Literal["proved", "failed", "open"] = Field(
        description="`proved` and `failed` by what was checked; `open` where a person must judge."
    )
    why: str = Field(description="What was found, or what to look at.")


class ReleaseReview(Published):
    """One release that came, changed or went."""

    version: str = Field(description="The release's version.")
    change: Change = Field(description="What became of it; `affected` where its state alone did.")
    published: Time = Field(description="When it was published, as it says.")
    publisher: str = Field(description="Who publishes it.")
    publisher_verified: bool = Field(description="Whether somebody checked who that is.")
    notes: str | None = Field(None, description="What its author says is new.")
    availability_was: Availability | None = Field(None, description="What advisories said of it.")
    availability: Availability = Field(description="What advisories say of it.")
    dialects: list[DialectReview] = Field(description="For each ecosystem that it serves.")
    artifacts: list[ArtifactReview] = Field(description="What clients install.")
    provenance: ProvenanceEntry | None = Field(None, description="Where it says it was made.")
    governance: Governance = Field(description="Where it stands with the reviewers.")
    checklist: list[Check] = Field(description="What to see to before it is merged or promoted.")


class Ownership(Published):
    """Whose the part is, and who changes it."""

    state: Belonging = Field(
        description="`owner` where the author was given and is one of them, `claimed` where the "
        "commits say so, which anybody can write; `nobody` where it is new and names no account."
    )
    owners: list[str] = Field(description="By the records of the base; of a new part, its own.")
    authors: list[str] = Field(description="Who changes it.")


class Part(Published):
    """A package, a publisher, an advisory or a file of the catalog that the change touches."""

    kind: str = Field(
        description="`plugin`, `adapter`, `integration`, `publisher`, `advisory`, `settings`, "
        "`renames`, `waivers` or `file`."
    )
    name: str = Field(description="What it is called.")
    path: str = Field(description="Its folder or file below the catalog.")
    change: Change = Field(description="What became of it.")
    verdict: Verdict = Field(description="Of this part alone.")
    reasons: list[Reason] = Field(description="Why that is not `ok`.")
    ownership: Ownership | None = Field(None, description="Whose it is, and who changes it.")
    values: list[ValueChange] = Field(description="Licence, publisher and the like.")
    lists: list[ListChange] = Field(description="Maintainers, hosts, keys and the like.")
    releases: list[ReleaseReview] = Field(description="The releases that it concerns.")
    files: Files = Field(description="Which files differ.")


class Review(Published):
    """What a change to a catalog would make of it, judged as it would land."""

    schema_: Literal["chandlery.review.v1"] = Field("chandlery.review.v1", alias="schema")
    verdict: Verdict = Field(description="The whole of it: the worst of all reasons.")
    landing: Landing = Field(description="What was compared.")
    at: Time | None = Field(None, description="When dates were judged; absent where none were.")
    reasons: list[Reason] = Field(description="Of the change as a whole; parts have their own.")
    parts: list[Part] = Field(description="What it touches, the weightiest first.")
    not_checked: list[str] = Field(description="What did not run; never to be read as passed.")
    next: list[str] = Field(description="What the maintainer must do, in this order.")
    commands: list[str] = Field(description="What gives the same answer at home.")

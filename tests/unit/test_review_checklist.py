"""The checklist of a release: ticked by what was proved, open where a person must judge."""

from typing import Any

from chandlery.formats import review_v1 as v1
from chandlery.formats.index_v1 import CapabilityChangesEntry
from chandlery.model.capability_changes import CapabilityChanges
from chandlery.model.governance import Criterion, Probation, Review, ReviewState
from chandlery.model.marketplace import Release
from chandlery.stages.entry_parts import changes_entry
from chandlery.stages.review.checklist import checklist


def a_release(*criteria: Criterion) -> Release:
    probation = Probation(
        id="p",
        status=ReviewState.PROBATIONARY,
        criteria=criteria,
        created_at="2026-08-01T00:00:00Z",
        policy_envelope_id="x",
    )
    review = Review(state=probation.status, probations=(probation,)) if criteria else Review()
    return Release(
        version="1.1.0", published="2026-08-01T00:00:00Z", publisher="acme", review=review
    )


def a_dialect(name: str, **changes: Any) -> v1.DialectReview:
    given: dict[str, Any] = {
        "dialect": name,
        "manifest_sha256": "0" * 64,
        "isolation": "T0",
        "capabilities": [],
        "lists": [],
        "values": [],
        "prompt": "x",
    }
    return v1.DialectReview(**given | changes)


def told(release: Release, dialect: v1.DialectReview, *, altered: bool = False) -> dict[str, str]:
    return {
        item.question: item.state
        for item in checklist(release, [dialect], [], altered=altered)
        if item.of != "Catalog"
    }


def test_a_criterion_is_ticked_with_its_evidence_alone() -> None:
    def named(name: str, *, passed: bool, evidence: tuple[str, ...] = ()) -> Criterion:
        return Criterion(
            name=name, summary="x", required=True, passed=passed, evidence_ids=evidence
        )

    release = a_release(
        named("read", passed=True, evidence=("e",)),
        named("tried", passed=True),
        named("asked", passed=False),
    )
    states = told(release, a_dialect("craik"))
    assert [*states.values()] == ["proved", "open", "open"]
    assert {*told(release, a_dialect("craik"), altered=True).values()} == {"open"}


def test_a_release_without_a_probation_asks_for_one() -> None:
    assert told(a_release(), a_dialect("craik")) == {"Is it on probation?": "open"}


def test_stigmem_compares_hooks_and_capabilities_itself_and_leaves_the_rest() -> None:
    question = "Are hooks, capabilities and identity those of 1.0.0?"
    nothing = changes_entry(CapabilityChanges(dialect="stigmem", previous="1.0.0"))
    more = CapabilityChangesEntry(previous="1.0.0", added=["fact.write"])
    hooks = [v1.ListChange(what="hooks", added=["recall_filter"], removed=[], review=True)]

    def state(**changes: Any) -> str:
        return told(a_release(), a_dialect("stigmem", previous="1.0.0", **changes))[question]

    assert state(changes=nothing) == "proved"
    assert state(changes=more) == "open"
    assert state(changes=nothing, lists=hooks) == "open"
    first = told(a_release(), a_dialect("stigmem"))
    assert {*first.values()} == {"open"}
    assert question not in first

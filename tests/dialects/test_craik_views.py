"""What Craik's records come to in the model."""

import pytest

from chandlery.dialects.craik import DIALECT
from chandlery.dialects.craik.governance import to_grant, to_probation, to_receipt
from chandlery.model.description import Effect, Isolation, Layer, Risk
from chandlery.model.governance import ReviewState
from craik_records import DECISION, PROMOTED, a_record, a_value


@pytest.mark.parametrize(
    ("kinds", "isolation", "layer"),
    [
        (["docs"], Isolation.SANDBOX, Layer.DECLARATIVE),
        (["docs", "workflow"], Isolation.SANDBOX, Layer.SCRIPT),
        (["workflow", "command"], Isolation.WORKER, Layer.CODE),
        (["service"], Isolation.WORKER, Layer.CODE),
        (["command", "module"], Isolation.IN_PROCESS, Layer.CODE),
    ],
)
def test_the_most_powerful_entry_point_decides(
    kinds: list[str], isolation: Isolation, layer: Layer
) -> None:
    points = [{"id": kind, "kind": kind, "path": "x", "description": "X."} for kind in kinds]
    record = a_record("plugin_descriptor", entrypoints=points)
    describe = DIALECT.kind("plugin_descriptor").describe
    assert describe
    view = describe(record)
    assert (view.isolation, view.layer) == (isolation, layer)
    assert [point.kind for point in view.entry_points] == kinds


def test_the_view_of_a_plugin() -> None:
    asked = a_value("plugin_descriptor")["capabilities"][0]
    record = a_record(
        "plugin_descriptor",
        capabilities=[asked, {**asked, "capability": "warp.drive", "risk": "critical"}],
    )
    describe = DIALECT.kind("plugin_descriptor").describe
    assert describe
    view = describe(record)
    known, unknown = view.capabilities
    assert (view.native_name, view.version) == (record.id, record.plugin_version)
    assert (known.native, known.effect, known.risk) == ("repo.read", Effect.FILES_READ, Risk.LOW)
    assert known.grant_required
    # Nobody knows what it does: it counts as the most that there is.
    assert (unknown.effect, unknown.risk) == (Effect.HOST_CODE, Risk.CRITICAL)
    assert view.compatibility.host == ("0.12.9",)
    assert view.security_notes == tuple(record.security_notes)


def test_the_view_of_an_adapter() -> None:
    record = a_record("adapter_package", capability_surfaces=["prompt.read", "shell.run"])
    describe = DIALECT.kind("adapter_package").describe
    assert describe
    view = describe(record)
    assert [(item.effect, item.risk) for item in view.capabilities] == [
        (Effect.MEMORY, Risk.LOW),
        (Effect.PROCESSES, Risk.MEDIUM),
    ]
    assert view.compatibility.runner_modes == ("prompt-handoff",)
    assert view.isolation is Isolation.IN_PROCESS


# -- governance ------------------------------------------------------------------------------------


def test_a_probation_keeps_its_rationale() -> None:
    changes = {**PROMOTED, "decision": {**DECISION, "evidence_ids": ["source-review", "tests"]}}
    probation = to_probation(a_record("plugin_probation", **changes, evidence_ids=["tests"]))
    assert probation.status is ReviewState.PROMOTED
    assert probation.rationale == "The source was read and does what it says."
    assert (probation.decided_by, probation.decided_at) == ("mara", "2026-07-02T09:00:00Z")
    assert probation.evidence_ids == ("tests", "source-review")
    assert [item.passed for item in probation.criteria] == [True]
    waiting = to_probation(a_record("plugin_probation"))
    assert (waiting.status, waiting.rationale, waiting.expires_at) == (
        ReviewState.PROBATIONARY,
        "",
        "",
    )


def test_a_grant_shows_what_it_reaches() -> None:
    target = {
        "repo": "acme/docs",
        "paths": ["guide/"],
        "exclude": ["guide/private/"],
        "metadata": {"draft": False, "branch": "main"},
    }
    grant = to_grant(a_record("plugin_capability_grant", target=target, expires_at="2027-01-01"))
    assert grant.targets == (
        "repo:acme/docs",
        "guide/",
        "!guide/private/",
        "branch=main",
        "draft=false",
    )
    assert grant.expires_at == "2027-01-01T00:00:00Z"


def test_a_receipt_names_its_grants() -> None:
    receipt = to_receipt(a_record("plugin_receipt", receipt_hmac="0" * 64))
    assert receipt.grant_ids == ("grant_link_checker_read",)
    assert (receipt.status, receipt.probation_id) == ("passed", "")

"""What Craik's records come to in the model."""

from typing import Any

import pytest

from chandlery.dialects.craik import DIALECT
from chandlery.dialects.craik.governance import to_grant, to_probation, to_receipt
from chandlery.model.description import (
    Capability,
    Compatibility,
    Description,
    Effect,
    EntryPoint,
    Isolation,
    Layer,
    Risk,
)
from chandlery.model.governance import Criterion, Grant, Probation, Receipt, ReviewState
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


# -- all of it -------------------------------------------------------------------------------------


def described(kind: str, **changes: Any) -> Description:
    describe = DIALECT.kind(kind).describe
    assert describe
    return describe(a_record(kind, **changes))


def test_nothing_of_a_plugin_is_lost() -> None:
    capability = {
        "capability": "http.get",
        "description": "Asks for pages.",
        "required": False,
        "grant_required": False,
        "risk": "medium",
        "operations": ["get"],
        "targets": ["example.org"],
    }
    compatibility = {
        "craik_versions": ["0.12.9", "0.12.8"],
        "python_versions": ["3.12"],
        "platforms": ["linux"],
        "status": "supported",
        "notes": "Tried.",
    }
    view = described("plugin_descriptor", capabilities=[capability], compatibility=compatibility)
    assert view == Description(
        native_name="plugin_link_checker",
        version="1.4.0",
        summary="Finds dead links in a docs tree.",
        entry_points=(
            EntryPoint(
                name="check",
                kind="command",
                target="bin/check-links",
                description="Walks a tree and reports dead links.",
            ),
        ),
        capabilities=(
            Capability(
                native="http.get",
                effect=Effect.NETWORK,
                risk=Risk.MEDIUM,
                operations=("get",),
                targets=("example.org",),
                grant_required=False,
                required=False,
                description="Asks for pages.",
            ),
        ),
        compatibility=Compatibility(
            host=("0.12.9", "0.12.8"),
            platforms=("linux",),
            python_versions=("3.12",),
            status="supported",
            notes="Tried.",
        ),
        isolation=Isolation.WORKER,
        isolated_by=("entrypoints",),
        layer=Layer.CODE,
        security_notes=("Reads files only; opens no network connection.",),
    )
    assert described("plugin_descriptor").compatibility.notes == ""


def test_nothing_of_an_adapter_is_lost() -> None:
    compatibility = a_value("adapter_package")["compatibility"] | {"notes": "Tried."}
    view = described("adapter_package", compatibility=compatibility)
    assert view == Description(
        native_name="adapter_shell_runner",
        version="0.3.1",
        summary="Hands prompts to a local shell runner.",
        entry_points=(
            EntryPoint(
                name="main",
                kind="module",
                target="shell_runner.adapter:Adapter",
                description="Adapter class.",
            ),
        ),
        capabilities=(Capability(native="prompt.read", effect=Effect.MEMORY, risk=Risk.LOW),),
        compatibility=Compatibility(
            host=("0.12.9",),
            platforms=("linux",),
            python_versions=("3.12",),
            runner_modes=("prompt-handoff",),
            notes="Tried.",
        ),
        isolation=Isolation.IN_PROCESS,
        isolated_by=("entrypoints", 0, "kind"),
        layer=Layer.CODE,
    )
    assert described("adapter_package").compatibility.notes == ""


def test_nothing_of_an_integration_is_lost() -> None:
    assert described("reference_integration", compatibility_notes=["One.", "Two."]) == Description(
        native_name="reference_link_checker",
        version="",
        summary="Runs the link checker on a tiny docs tree.",
        compatibility=Compatibility(notes="One.\nTwo."),
        layer=Layer.DECLARATIVE,
    )


def test_nothing_of_a_probation_is_lost() -> None:
    record = {**PROMOTED, "durable_trust_granted": True, "expires_at": "2026-10-01T00:00:00Z"}
    assert to_probation(a_record("plugin_probation", **record)) == Probation(
        id="probation_link_checker",
        status=ReviewState.PROMOTED,
        criteria=(
            Criterion(
                name="source_review",
                summary="A maintainer read the source.",
                required=True,
                passed=True,
                evidence_ids=("source-review",),
            ),
        ),
        created_at="2026-07-01T09:00:00Z",
        policy_envelope_id="policy_catalog_review",
        decided_by="mara",
        rationale="The source was read and does what it says.",
        decided_at="2026-07-02T09:00:00Z",
        expires_at="2026-10-01T00:00:00Z",
        evidence_ids=("source-review",),
        compatibility_check_ids=("craik-0-12-9",),
        durable_trust=True,
    )


def test_nothing_of_a_grant_is_lost() -> None:
    target = {"metadata": {"limits": {"files": 3, "bytes": 9}}}
    record = a_record("plugin_capability_grant", approved_by="mara", target=target)
    assert to_grant(record) == Grant(
        id="grant_link_checker_read",
        status="allowed",
        capability="repo.read",
        operations=("read",),
        targets=('limits={"bytes": 9, "files": 3}',),
        reason="The weekly docs sweep needs to read docs.",
        created_at="2026-07-01T09:00:00Z",
        approved_by="mara",
        expires_at="2027-01-01T00:00:00Z",
        evidence_ids=("evidence_sweep_plan",),
    )
    assert to_grant(a_record("plugin_capability_grant")).approved_by == ""


def test_nothing_of_a_receipt_is_lost() -> None:
    assert to_receipt(a_record("plugin_receipt", plugin_probation_id="probation")) == Receipt(
        id="receipt_link_checker_run",
        action="links.check",
        actor="agent:sweeper",
        status="passed",
        summary="212 links checked, 3 dead.",
        created_at="2026-07-01T09:00:00Z",
        grant_ids=("grant_link_checker_read",),
        probation_id="probation",
        evidence_ids=("evidence_sweep_log",),
    )

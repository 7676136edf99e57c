"""The ids in Craik's records that name others, and what a grant is for."""

from typing import Any

import pytest

from builders import LISTING, a_catalog, no_network
from chandlery.dialects.craik import DIALECT
from chandlery.model.description import Effect, Risk
from chandlery.model.governance import Holding
from chandlery.pipeline import inspect
from chandlery.trees import MemoryTree
from craik_records import DECISION, PASSED, PROMOTED, a_record, governed

EVIDENCE = (Holding.EVIDENCE,)
POLICY = ("policy_envelope_id", "policy_catalog_review", (), "policy envelope")
TASK = ("task_id", "task_docs_sweep", (), "task")


def links(kind: str, **changes: Any) -> list[tuple[str, str, tuple[Holding, ...], str]]:
    found = DIALECT.kind(kind).links(a_record(kind, **changes))
    return [(".".join(map(str, at.route)), at.id, at.holdings, at.stranger) for at in found]


@pytest.mark.parametrize(
    ("kind", "changes", "expected"),
    [
        ("plugin_descriptor", {}, []),
        (
            "plugin_descriptor",
            {"skill_package_ids": ["s"], "provenance_ids": ["a", "b"]},
            [
                ("skill_package_ids.0", "s", (), "skill package"),
                ("provenance_ids.0", "a", EVIDENCE, ""),
                ("provenance_ids.1", "b", EVIDENCE, ""),
            ],
        ),
        ("plugin_probation", {}, [POLICY]),
        (
            "plugin_probation",
            {
                **PROMOTED,
                "criteria": [PASSED, {**PASSED, "evidence_ids": ["x", "y"]}],
                "decision": {**DECISION, "evidence_ids": ["z"]},
                "receipt_ids": ["r"],
                "evidence_ids": ["e"],
            },
            [
                POLICY,
                (
                    "compatibility_check_ids.0",
                    "craik-0-12-9",
                    (Holding.EVIDENCE, Holding.RECEIPT),
                    "compatibility check",
                ),
                ("evidence_ids.0", "e", EVIDENCE, ""),
                ("receipt_ids.0", "r", (Holding.RECEIPT,), "run receipt"),
                ("criteria.0.evidence_ids.0", "source-review", EVIDENCE, ""),
                ("criteria.1.evidence_ids.0", "x", EVIDENCE, ""),
                ("criteria.1.evidence_ids.1", "y", EVIDENCE, ""),
                ("decision.evidence_ids.0", "z", EVIDENCE, ""),
            ],
        ),
        (
            "plugin_capability_grant",
            {"receipt_ids": ["r"]},
            [
                TASK,
                POLICY,
                ("evidence_ids.0", "evidence_sweep_plan", EVIDENCE, ""),
                ("receipt_ids.0", "r", (Holding.RECEIPT,), ""),
            ],
        ),
        (
            "plugin_receipt",
            {"plugin_probation_id": "p"},
            [
                TASK,
                ("plugin_probation_id", "p", (Holding.PROBATION,), ""),
                ("capability_grant_ids.0", "grant_link_checker_read", (Holding.GRANT,), ""),
                ("evidence_ids.0", "evidence_sweep_log", EVIDENCE, ""),
                ("handoff_ids.0", "handoff_docs_sweep", (), "handoff"),
            ],
        ),
        (
            "adapter_package",
            {"runner_metadata_ids": ["m"], "plugin_descriptor_ids": ["p"]},
            [
                ("runner_metadata_ids.0", "m", (), "runner"),
                ("plugin_descriptor_ids.0", "p", (Holding.PLUGIN,), ""),
                ("provenance_ids.0", "evidence_adapter_source", EVIDENCE, ""),
            ],
        ),
        (
            "reference_integration",
            {"skill_package_id": "s", "adapter_package_id": "a"},
            [
                ("skill_package_id", "s", (), "skill package"),
                ("plugin_descriptor_id", "plugin_link_checker", (Holding.PLUGIN,), ""),
                ("adapter_package_id", "a", (Holding.ADAPTER,), ""),
                ("receipt_ids.0", "receipt_link_checker_run", (Holding.RECEIPT,), ""),
                ("provenance_ids.0", "evidence_walkthrough", EVIDENCE, ""),
            ],
        ),
    ],
)
def test_every_id_that_names_another_record(
    kind: str, changes: dict[str, Any], expected: list[Any]
) -> None:
    assert links(kind, **changes) == expected


def test_an_empty_id_names_nothing() -> None:
    assert links("plugin_descriptor", provenance_ids=["", " ", "a"]) == [
        ("provenance_ids.2", "a", EVIDENCE, "")
    ]
    found = links("reference_integration", skill_package_id="", adapter_package_id=None)
    assert next(link[0] for link in found) == "plugin_descriptor_id"


def test_what_a_grant_is_for() -> None:
    target = {"repo": "acme/docs", "paths": ["docs/"], "exclude": ["x"], "metadata": {"a": "b"}}
    kind = DIALECT.kind("plugin_capability_grant")
    assert kind.describe
    view = kind.describe(a_record("plugin_capability_grant", target=target, capability="http.get"))
    (asked,) = view.capabilities
    assert (asked.native, asked.effect, asked.risk) == ("http.get", Effect.NETWORK, Risk.MEDIUM)
    assert (asked.operations, asked.targets) == (("read",), ("docs/",))
    assert (view.native_name, view.version) == ("plugin_link_checker", "")
    assert view.summary == "The weekly docs sweep needs to read docs."


def test_which_kinds_govern() -> None:
    assert [kind.name for kind in DIALECT.kinds if kind.govern] == [
        "plugin_probation",
        "plugin_capability_grant",
        "plugin_receipt",
    ]


def test_governance_goes_by_what_craik_calls_the_plugin() -> None:
    files = a_catalog() | governed()
    files["plugins/knot-counter/listing.yml"] = LISTING + b"names: {craik: bowline}\n"
    found = inspect(MemoryTree(files), fetch=no_network, at="2026-08-01T00:00:00Z").diagnostics
    told = [item for item in found if item.code == "CRA253"]
    assert [item.file.rpartition("/")[2] for item in told] == [
        "grant-1.json",
        "probation-1.json",
        "receipt-1.json",
    ]
    assert {item.message for item in told} == {
        "the record speaks of `knot-counter`, and lies with `bowline`"
    }

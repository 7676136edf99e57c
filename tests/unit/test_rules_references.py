"""Following the ids in records: near before far, one kind apart from another."""

import pytest

from builders import Files, a_catalog, a_release, no_network
from chandlery.diagnostics import Diagnostic, Severity
from chandlery.pipeline import inspect
from chandlery.trees import MemoryTree
from craik_records import (
    GOVERNANCE,
    a_grant,
    a_plugin,
    a_receipt,
    an_adapter,
    an_integration,
    decided,
    evidence,
    filed,
    governed,
    in_review,
)

AT = "2026-08-01T00:00:00Z"
LATER = GOVERNANCE.replace("1.0.0", "1.1.0")
LISTING = "plugins/knot-counter/listing.yml"


def told(files: Files, *codes: str) -> list[Diagnostic]:
    """What is said with these codes, or in the whole family."""
    found = inspect(MemoryTree(files), fetch=no_network, at=AT).diagnostics
    return [item for item in found if item.code.startswith(codes or ("REF",))]


def messages(files: Files, *codes: str) -> list[str]:
    return [item.message for item in told(files, *codes)]


def test_a_catalog_whose_ids_all_lead_somewhere() -> None:
    files = a_catalog() | governed() | an_adapter() | an_integration()
    assert {item.severity for item in told(files)} == {Severity.NOTE}
    assert {item.code for item in told(files)} == {"REF009"}


@pytest.mark.parametrize(
    ("files", "message", "hint"),
    [
        (
            governed(receipt_1=a_receipt(plugin_probation_id="probation_knto")),
            "there is no probation `probation_knto`",
            "Did you mean `probation_knot`?",
        ),
        (
            governed(receipt_1=a_receipt(capability_grant_ids=["grant_knot", "x"])),
            "there is no grant `x`",
            "Correct the id, or add the grant that it names.",
        ),
        (
            governed(grant_1=a_grant(receipt_ids=["receipt_knut"])),
            "there is no receipt `receipt_knut`",
            "Did you mean `receipt_knot`?",
        ),
        (
            governed() | an_adapter(plugin_descriptor_ids=["knot-conter"]),
            "there is no plugin `knot-conter`",
            "Did you mean `knot-counter`?",
        ),
        (
            governed() | an_integration(provenance_ids=["runn"]),
            "there is no evidence `runn`",
            "Did you mean `run`?",
        ),
    ],
)
def test_what_dangles_is_told_with_what_was_meant(files: Files, message: str, hint: str) -> None:
    (found,) = told(a_catalog() | files, "REF005")
    assert (found.message, found.hint) == (message, hint)


def test_every_place_of_a_probation_that_names_evidence_is_looked_at() -> None:
    record = decided(evidence_ids=["gone"])
    record["criteria"][0]["evidence_ids"] = ["reading", "lost"]
    record |= {"evidence_ids": ["missing"]}
    files = a_catalog() | governed(probation_1=record)
    assert sorted(messages(files, "REF005")) == [
        "there is no evidence `gone`",
        "there is no evidence `lost`",
        "there is no evidence `missing`",
    ]


def test_nothing_is_suggested_from_another_package() -> None:
    files = (
        a_catalog()
        | governed()
        | a_plugin(
            "bowline",
            probation_1=in_review(
                id="probation_bowline", plugin_descriptor_id="bowline", evidence_ids=["readinq"]
            ),
        )
    )
    (found,) = told(files, "REF005")
    assert "mean" not in found.hint


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (
            governed(receipt_1=a_receipt(capability_grant_ids=["probation_knot"])),
            "`probation_knot` is a probation record, where a grant is meant",
        ),
        (
            governed(receipt_1=a_receipt(evidence_ids=["receipt_knot"])),
            "`receipt_knot` is a receipt, where evidence is meant",
        ),
        (
            governed(probation_1=decided(compatibility_check_ids=["grant_knot"])),
            "`grant_knot` is a grant, where evidence or a receipt is meant",
        ),
        (
            governed() | an_adapter(plugin_descriptor_ids=["shell-runner"]),
            "`shell-runner` is an adapter, where a plugin is meant",
        ),
        (
            governed() | an_adapter(plugin_descriptor_ids=["walk-through"]) | an_integration(),
            "`walk-through` is an integration, where a plugin is meant",
        ),
        (
            governed()
            | an_integration(
                kind="adapter",
                adapter_package_id="knot-counter",
                plugin_descriptor_id=None,
                receipt_ids=[],
            ),
            "`knot-counter` is a plugin, where an adapter is meant",
        ),
    ],
)
def test_the_wrong_kind_is_not_called_missing(files: Files, message: str) -> None:
    found = told(a_catalog() | files, "REF005", "REF006")
    assert [(item.code, item.message) for item in found] == [("REF006", message)]


def test_the_wrong_kind_is_told_with_what_was_meant() -> None:
    files = a_catalog() | governed(grant_2=a_grant(id="probation_knob"))
    files |= filed(receipt_1=a_receipt(plugin_probation_id="probation_knob"))
    (found,) = told(files, "REF006")
    assert found.hint == "Did you mean `probation_knot`?"
    assert told(files, "REF005") == []


def test_a_check_may_be_on_record_or_elsewhere() -> None:
    for checks in (["reading"], ["receipt_knot"]):
        files = a_catalog() | governed(probation_1=decided(compatibility_check_ids=checks))
        assert not any("compatibility check" in text for text in messages(files))
    files = a_catalog() | governed(
        probation_1=decided(compatibility_check_ids=["probe-1"], receipt_ids=["run-1"])
    )
    found = told(files, "REF005", "REF009")
    assert {item.severity for item in found} == {Severity.NOTE}
    assert [item.message.split(" is named")[0] for item in found if "-1`" in item.message] == [
        "not checked: a catalog holds no compatibility check, and 1",
        "not checked: a catalog holds no run receipt, and 1",
    ]


def test_one_note_for_each_kind_of_thing_that_no_catalog_holds() -> None:
    grants = {
        f"grant_{number}": a_grant(id=f"grant_{number}", task_id=f"task_{number}")
        for number in range(1, 7)
    }
    files = a_catalog() | governed(
        **grants, receipt_1=a_receipt(capability_grant_ids=["grant_1"], task_id="task_1")
    )
    assert messages(files, "REF009") == [
        (
            "not checked: a catalog holds no task, and 6 are named: `task_1`, `task_2`, `task_3`, "
            "`task_4`, `task_5` and 1 more"
        ),
        "not checked: a catalog holds no policy envelope, and 1 is named: `policy_quay`",
        "not checked: a catalog holds no handoff, and 1 is named: `handoff_knots`",
    ]
    del files[f"{GOVERNANCE}/grant-6.json"]
    assert "and 5 are named" in messages(files, "REF009")[0]
    assert messages(files, "REF009")[0].endswith("`task_5`")


def test_an_id_is_one_record_s_within_its_kind() -> None:
    files = a_catalog() | governed(
        grant_1=a_grant(id="knot"), receipt_1=a_receipt(id="knot", capability_grant_ids=["knot"])
    )
    assert told(files, "REF007") == []
    files |= a_plugin(
        "bowline", grant_1=a_grant(id="knot", plugin_descriptor_id="bowline", evidence_ids=["run"])
    )
    (found,) = told(files, "REF007")
    # Packages come by name, so the plugin that is read first keeps the id.
    assert found.file == f"{GOVERNANCE}/grant-1.json"
    assert found.message == (
        "`knot` is the id of a grant in `plugins/bowline/governance/1.0.0/grant-1.json` already"
    )


def test_all_but_the_first_of_several_are_told() -> None:
    files = a_catalog() | governed(grant_2=a_grant(), grant_3=a_grant())
    assert [item.file[-12:] for item in told(files, "REF007")] == ["grant-2.json", "grant-3.json"]


# -- evidence --------------------------------------------------------------------------------------


def test_evidence_of_the_own_release_comes_first_and_that_of_the_package_next() -> None:
    own = a_catalog() | a_release("1.1.0") | governed()
    own |= filed(LATER, probation_1=decided(id="probation_later"), reading=evidence())
    assert told(own, "REF005", "REF008", "REF011") == []
    # The same id in another package is farther away than that of an older release.
    near = a_catalog() | a_release("1.1.0") | governed()
    near |= filed(LATER, probation_1=decided(id="probation_later"))
    near |= a_plugin("bowline", reading=evidence())
    assert [item.file for item in told(near, "REF005", "REF008", "REF011")] == [
        "plugins/bowline/governance/1.0.0/evidence/reading.yml"
    ]


def test_evidence_may_be_of_another_package() -> None:
    files = (
        a_catalog()
        | governed()
        | a_plugin(
            "bowline", probation_1=in_review(id="probation_bowline", plugin_descriptor_id="bowline")
        )
    )
    assert told(files, "REF005", "REF008", "REF010", "REF011") == []


def test_evidence_that_is_equally_far_away_is_ambiguous() -> None:
    files = a_catalog() | an_adapter(provenance_ids=["reading"])
    files |= governed() | a_plugin("bowline", reading=evidence())
    files |= a_plugin("splice", reading=evidence())
    (found,) = told(files, "REF011")
    assert found.file == "adapters/shell-runner/releases/1.0.0/craik.json"
    # Two of the three are enough to see what is meant.
    assert found.message == (
        "`reading` is evidence in `plugins/bowline/governance/1.0.0/evidence/reading.yml` and "
        f"`{GOVERNANCE}/evidence/reading.yml`"
    )


@pytest.mark.parametrize(
    ("said", "idle"),
    [("log: 3 knots", False), ("see log", False), ("the logs", True), ("log-2: no", True)],
)
def test_an_advisory_may_point_at_evidence(said: str, idle: bool) -> None:
    advisory = f"""\
title: It leaks
act: deprecate
package: knot-counter
versions: [">=1.0.0"]
reason: Sends the log away.
evidence: ["a report", "{said}"]
published: 2026-07-20T00:00:00Z
appeal: security@quay.example
"""
    files = a_catalog() | governed(log=evidence()) | {"advisories/a.yml": advisory.encode()}
    assert messages(files, "REF008") == (["nothing points at the evidence `log`"] if idle else [])


# -- whose record it is ----------------------------------------------------------------------------


def test_an_example_is_proven_by_receipts_of_what_it_shows() -> None:
    files = a_catalog() | governed() | a_plugin("bowline")
    assert told(files | an_integration(), "REF010") == []
    (found,) = told(files | an_integration(plugin_descriptor_id="bowline"), "REF010")
    assert found.message == (
        "`receipt_knot` is a receipt of `plugins/knot-counter`, not of `plugins/bowline`"
    )
    # What shows a skill, which no catalog holds, may be proven by anything.
    skill = an_integration(kind="skill", skill_package_id="knots", plugin_descriptor_id=None)
    assert told(files | skill, "REF005", "REF006", "REF010") == []


def test_a_plugin_is_meant_by_what_craik_calls_it() -> None:
    files = a_catalog() | governed() | an_integration(plugin_descriptor_id="bowline")
    assert messages(files, "REF005") == ["there is no plugin `bowline`"]
    data = files[LISTING]
    assert isinstance(data, bytes)
    files[LISTING] = data + b"names: {craik: bowline}\n"
    assert told(files, "REF005", "REF010") == []


# -- what cannot be read ---------------------------------------------------------------------------


def test_nothing_is_missing_that_may_be_in_a_file_that_cannot_be_read() -> None:
    broken = {f"{GOVERNANCE}/grant-1.json": b"{"}
    files = a_catalog() | governed() | broken | an_integration(receipt_ids=["receipt_other"])
    assert told(files, "REF005", "REF008", "REF010") == []
    settled = a_catalog() | governed() | an_integration(receipt_ids=["receipt_other"])
    assert messages(settled, "REF005") == ["there is no receipt `receipt_other`"]


def test_nor_is_what_is_in_a_package_that_cannot_be_read() -> None:
    files = a_catalog() | governed() | an_adapter(plugin_descriptor_ids=["bowline"])
    assert messages(files, "REF005") == ["there is no plugin `bowline`"]
    files["plugins/bowline/listing.yml"] = b"{"
    assert told(files, "REF005") == []
    # An integration for it may name receipts that it has.
    shown = an_integration(plugin_descriptor_id="bowline", receipt_ids=["receipt_bowline"])
    assert told(files | shown, "REF005", "REF010") == []
    adapter: Files = {"adapters/bowline/listing.yml": b"{"}
    del files["plugins/bowline/listing.yml"]
    assert messages(files | shown | adapter, "REF005").count("there is no plugin `bowline`") == 0


def test_the_wrong_kind_is_told_of_what_was_read_alone() -> None:
    wrong = governed(receipt_1=a_receipt(capability_grant_ids=["reading"]))
    assert len(told(a_catalog() | wrong, "REF006")) == 1
    assert told(a_catalog() | wrong | {f"{GOVERNANCE}/grant-2.json": b"{"}, "REF006") == []


def test_a_release_is_no_definition_of_its_plugin() -> None:
    """A plugin with several releases has one name, which is not ambiguous."""
    files = a_catalog() | a_release("1.1.0") | governed() | an_integration()
    assert told(files, "REF007", "REF010", "REF011") == []


def test_what_is_excused_hides_nothing_of_others() -> None:
    wrong = {"evidence_ids": ["receipt_knot"]}
    files = a_catalog() | governed(receipt_1=a_receipt(**wrong))
    files |= a_plugin("bowline", receipt_1=a_receipt(id="receipt_bowline", **wrong))
    files["plugins/bowline/listing.yml"] = b"{"
    assert [item.file for item in told(files, "REF006")] == [f"{GOVERNANCE}/receipt-1.json"]


def test_a_grant_of_another_package_is_told_with_the_own_one() -> None:
    other = a_grant(id="grant_knut", plugin_descriptor_id="splice")
    files = a_catalog() | governed(receipt_1=a_receipt(capability_grant_ids=["grant_knut"]))
    # What comes before it, and cannot be read whole, may hold what it names.
    files |= a_plugin("bowline", receipt_1=a_receipt(id="receipt_bowline"))
    files["plugins/bowline/listing.yml"] = b"{"
    files |= a_plugin("splice", grant_1=other)
    (found,) = told(files, "REF010")
    assert found.message == (
        "`grant_knut` is a grant of `plugins/splice`, not of `plugins/knot-counter`"
    )
    assert found.hint == "Did you mean `grant_knot`?"
    far = files | filed(receipt_1=a_receipt(capability_grant_ids=["x"]))
    far |= a_plugin("splice", grant_1=other | {"id": "x"})
    assert [item.hint for item in told(far, "REF010")] == ["Name a record of the same package."]


def test_a_skill_may_be_shown_by_runs_of_several_plugins() -> None:
    files = a_catalog() | governed()
    files |= a_plugin(
        "bowline",
        receipt_1=a_receipt(
            id="receipt_bowline",
            plugin_descriptor_id="bowline",
            capability_grant_ids=["grant_bowline"],
        ),
    )
    files |= an_integration(
        kind="skill",
        skill_package_id="knots",
        plugin_descriptor_id=None,
        receipt_ids=["receipt_knot", "receipt_bowline"],
    )
    assert [item.file for item in told(files, "REF010")] == [
        "plugins/bowline/governance/1.0.0/receipt-1.json"
    ]


def test_an_empty_id_is_said_once() -> None:
    files = a_catalog() | governed(grant_1=a_grant(evidence_ids=["reading", " "]))
    assert told(files, "REF005") == []

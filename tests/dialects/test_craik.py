"""Craik's values, as loose and as strict as Craik takes them."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from chandlery.dialects.craik import DIALECT
from craik_records import DECISION, PASSED, a_record, a_value, refusals


def taken(kind: str, **changes: Any) -> bool:
    return refusals(kind, a_value(kind, **changes)) == []


# -- values ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [True, False, 0, 1, 0.0, 1.0, "true", "FALSE", "t", "F", "yes", "No", "y", "n", "On", "off"],
)
def test_a_bool_may_be_said_in_many_ways(said: object) -> None:
    assert taken("plugin_capability_grant", approval_required=said, approved_by="mara")


@pytest.mark.parametrize("said", [2, -1, 0.5, None, "", " true", "true ", "2", "enabled", [], {}])
def test_and_not_in_others(said: object) -> None:
    assert not taken("plugin_capability_grant", approval_required=said, approved_by="mara")


@pytest.mark.parametrize(
    ("said", "ok"), [(False, True), (0, True), (True, False), ("false", False)]
)
def test_runtime_authority_is_never_given(said: object, ok: bool) -> None:
    assert taken("plugin_descriptor", runtime_authority=said) is ok


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("2026-07-01T09:00:00Z", "2026-07-01T09:00:00Z"),
        ("2026-07-01T09:00:00+02:00", "2026-07-01T07:00:00Z"),
        ("2026-07-01", "2026-07-01T00:00:00Z"),
        ("2026-07-01_09:00", "2026-07-01T09:00:00Z"),
        ("2026-07-01 09:00:00,987654321-0530", "2026-07-01T14:30:00Z"),
        ("1700000000", "2023-11-14T22:13:20Z"),
        ("1700000000.5", "2023-11-14T22:13:20Z"),
        (1_700_000_000, "2023-11-14T22:13:20Z"),
        (1_700_000_000_000, "2023-11-14T22:13:20Z"),
        (-1, "1969-12-31T23:59:59Z"),
        ("0001-01-01T00:00:00+23:59", "0001-01-01T00:00:00+23:59"),
    ],
)
def test_a_time_may_be_written_in_many_ways(written: object, published: str) -> None:
    record = a_record("plugin_descriptor", created_at=written)
    assert record.created_at.text == published
    assert record.model_dump(mode="json", by_alias=True)["created_at"] == published


@pytest.mark.parametrize(
    "written",
    [
        "2026-07-01T09:00:60Z",
        "2026-07-01T24:00:00Z",
        "2026-02-29",
        "0000-01-01",
        "10000-01-01",
        " 2026-07-01",
        "2026-7-1",
        "20260701T0900Z",
        "2026-W27-3",
        "2026-07-01T09:00:00+05",
        "2026-07-01T09:00:00+24:00",
        "1e9",
        True,
        None,
        "",
    ],
)
def test_and_not_in_other_ways(written: object) -> None:
    assert not taken("plugin_descriptor", created_at=written)


def test_times_can_be_compared_whether_they_have_a_zone_or_not() -> None:
    naive = a_record("plugin_descriptor", created_at="2026-07-01T09:00").created_at
    zoned = a_record("plugin_descriptor", created_at="2026-07-01T09:00:00+01:00").created_at
    assert zoned.instant < naive.instant == datetime(2026, 7, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("version", "ok"),
    [
        ("1.0.0", True),
        ("01.002.3", True),
        ("1.0.0-rc.1", True),
        ("1.0.0+b1", True),
        ("١.٢.٣", True),
        ("1.0.0-rc.1+b1", False),
        ("1.0.0rc1", False),
        ("v1.0.0", False),
        ("1.0", False),
        ("1.0.0\n", False),
        (">=0.12.0", False),
    ],
)
def test_a_version_is_matched_whole(version: str, ok: bool) -> None:
    host = a_value("plugin_descriptor")["compatibility"] | {"craik_versions": [version]}
    assert taken("plugin_descriptor", plugin_version=version) is ok
    assert taken("plugin_descriptor", compatibility=host) is ok
    assert taken("adapter_package", package_version=version) is ok


@pytest.mark.parametrize(
    ("text", "ok"),
    [("a", True), ("0a_b-c", True), ("a\n", False), ("é", False), ("", False), ("_a", False)],
)
def test_an_id_is_matched_whole(text: str, ok: bool) -> None:
    for kind in ("plugin_probation", "plugin_capability_grant", "plugin_receipt"):
        assert taken(kind, id=text) is ok
        assert taken(kind, plugin_descriptor_id=text) is ok
    # Other links are free text.
    assert taken("adapter_package", plugin_descriptor_ids=[text])


@pytest.mark.parametrize(
    "reference",
    [
        "README.md",
        "",
        "#start",
        "~/guide.md",
        "a\\..\\b",
        "1a:b",
        "https:",
        "HTTPS://example.org/",
        " https://example.org/",
        "http://localhost:8000/",
        "http://[::1]/",
    ],
)
def test_a_docs_reference_may_be(reference: str) -> None:
    assert taken("adapter_package", docs=[reference])


@pytest.mark.parametrize(
    "reference",
    [
        "/etc/passwd",
        "//example.org/x",
        "a/../b",
        "..",
        "http://example.org/",
        "http://localhost@example.org/",
        "http://localhost.example.org/",
        "data:text/plain,x",
        "file:///etc/passwd",
        "javascript:x",
        "C:\\x",
        "http://[",
        "http://℀/",
    ],
)
def test_a_docs_reference_may_not_be(reference: str) -> None:
    assert refusals("adapter_package", a_value("adapter_package", docs=["ok.md", reference])) == [
        ("CRA103", ("docs", 1))
    ]


def test_a_refused_reference_keeps_its_password() -> None:
    model = DIALECT.kind("adapter_package").model
    with pytest.raises(ValueError, match="CRA103") as caught:
        model.model_validate(a_value("adapter_package", docs=["http://ann:hunter2@example.org/"]))
    errors = caught.value.errors(include_input=False)  # type: ignore[attr-defined]
    assert "hunter2" not in json.dumps(errors)


# -- the envelope ------------------------------------------------------------------------------


def test_the_envelope_may_be_left_out_but_not_be_wrong() -> None:
    bare = a_value("plugin_receipt")
    del bare["schema"], bare["version"]
    assert refusals("plugin_receipt", bare) == []
    assert refusals("plugin_receipt", {**bare, "schema_": "craik.plugin_receipt"}) == []
    assert refusals("plugin_receipt", {**bare, "schema_": "craik.plugin_grant"})
    assert refusals("plugin_receipt", {**bare, "version": "0.2.0"})
    assert refusals("plugin_receipt", {**bare, "schema_version": "0.1.0"})


@pytest.mark.parametrize("value", [None, [], [{}], "x", 1, True])
def test_what_is_no_object_is_refused(value: object) -> None:
    for kind in DIALECT.kinds:
        assert [route for _, route in refusals(kind.name, value)] == [()]


def test_only_metadata_is_free() -> None:
    odd = {"anything": [1, {"nested": None}], "score": float("nan")}
    assert taken("plugin_capability_grant", target={"metadata": odd})
    assert not taken("plugin_capability_grant", target={"paths": ["docs/"], "branch": "main"})
    assert not taken("plugin_receipt", result={"status": "passed", "summary": "", "took": 3})


# -- the record as a whole -------------------------------------------------------------------------


def test_emptiness_is_judged_as_craik_judges_it() -> None:
    assert refusals("plugin_capability_grant", a_value("plugin_capability_grant")) == []
    # Not null is enough to be an approver where there must be none, and not enough to be one.
    for changes, code in (
        ({"status": "denied", "approved_by": ""}, "CRA125"),
        (
            {"status": "approval_required", "approval_required": True, "approved_by": ""},
            "CRA125",
        ),
        ({"approval_required": True, "approved_by": ""}, "CRA123"),
    ):
        value = a_value("plugin_capability_grant", **changes)
        assert refusals("plugin_capability_grant", value) == [(code, ("approved_by",))]
    for target, ok in (
        ({"repo": ""}, False),
        ({"exclude": ["x"]}, False),
        ({"paths": [""]}, True),
        ({"metadata": {"x": None}}, True),
    ):
        assert taken("plugin_capability_grant", target=target) is ok
    assert taken("plugin_capability_grant", operations=["ALL", "read*"])


def test_every_fault_of_a_record_is_found_at_once() -> None:
    unmet = {**PASSED, "passed": False}
    value = a_value(
        "plugin_probation",
        status="promoted",
        criteria=[unmet, {**PASSED, "evidence_ids": []}],
        decision={**DECISION, "decision": "reject"},
    )
    assert refusals("plugin_probation", value) == [
        ("CRA111", ("criteria", 1, "evidence_ids")),
        ("CRA112", ("decision", "decision")),
        ("CRA114", ("criteria", 0, "passed")),
        ("CRA115", ("compatibility_check_ids",)),
    ]

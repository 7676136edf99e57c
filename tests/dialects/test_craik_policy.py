"""What this catalog, and Craik's store, ask beyond what Craik calls valid."""

import json
from typing import Any

import pytest

from chandlery.diagnostics import Verdict
from chandlery.dialects.craik import DIALECT
from craik_records import DECISION, PASSED, PROMOTED, a_record, a_value, findings, objections

KINDS = [kind.name for kind in DIALECT.kinds]


@pytest.mark.parametrize("kind", KINDS)
def test_a_good_record_has_nothing_against_it(kind: str) -> None:
    assert objections(kind) == []
    record = a_record(kind)
    assert findings(kind, record, Verdict.LOADS) == []


def capability(**changes: Any) -> list[dict[str, Any]]:
    return [{**a_value("plugin_descriptor")["capabilities"][0], **changes}]


@pytest.mark.parametrize("word", ["*", "**", "/**", "all", "ALL", " any ", "", " ", "./*"])
def test_everything_is_no_scope(word: str) -> None:
    for name in ("operations", "targets"):
        changes = {"capabilities": capability(**{name: ["read", word]})}
        route = ("capabilities", 0, name, 1)
        assert objections("plugin_descriptor", **changes) == [("CRA201", route)]
    assert objections("plugin_capability_grant", target={"paths": [word]}) == [
        ("CRA201", ("target", "paths", 0))
    ]


@pytest.mark.parametrize("word", ["docs/**", "*.md", "allow", "src/*/x", "/"])
def test_a_pattern_is_a_scope(word: str) -> None:
    assert objections("plugin_descriptor", capabilities=capability(targets=[word])) == []


def test_what_needs_no_grant_needs_no_scope() -> None:
    free = capability(grant_required=False, operations=["*"], targets=[])
    assert objections("plugin_descriptor", capabilities=free) == []


@pytest.mark.parametrize(
    ("kind", "changes", "route"),
    [
        ("plugin_descriptor", {"name": ""}, ("name",)),
        ("plugin_descriptor", {"description": " "}, ("description",)),
        ("plugin_descriptor", {"security_notes": ["Reads.", ""]}, ("security_notes", 1)),
        ("adapter_package", {"name": "\t"}, ("name",)),
        ("reference_integration", {"check_commands": [""]}, ("check_commands", 0)),
        ("plugin_capability_grant", {"reason": " "}, ("reason",)),
        ("plugin_receipt", {"actor": ""}, ("actor",)),
    ],
)
def test_nothing_said(kind: str, changes: dict[str, Any], route: tuple[str | int, ...]) -> None:
    assert objections(kind, **changes) == [("CRA202", route)]


def test_metadata_may_be_empty_where_fields_may_not() -> None:
    assert objections("plugin_capability_grant", target={"metadata": {"name": ""}}) == []


@pytest.mark.parametrize("version", ["01.0.0", "1.0.0-01", "١.٢.٣", "1.0.0-a..b"])
def test_versions_are_semver(version: str) -> None:
    assert objections("plugin_descriptor", plugin_version=version) == [
        ("CRA203", ("plugin_version",))
    ]
    assert objections("adapter_package", package_version=version) == [
        ("CRA203", ("package_version",))
    ]
    host = {**a_value("plugin_descriptor")["compatibility"], "craik_versions": ["0.12.9", version]}
    assert objections("plugin_descriptor", compatibility=host) == [
        ("CRA203", ("compatibility", "craik_versions", 1))
    ]


@pytest.mark.parametrize(("status", "decision"), [("rejected", "reject"), ("expired", "expire")])
def test_denials_keep_their_rationale(status: str, decision: str) -> None:
    decided = {
        "status": status,
        "decision": {**DECISION, "decision": decision, "rationale": " "},
        "expires_at": "2026-08-01T00:00:00Z",
    }
    assert objections("plugin_probation", **decided) == [("CRA204", ("decision", "rationale"))]


def test_promotion_rests_on_something() -> None:
    assert objections("plugin_probation", **PROMOTED) == []
    optional = {**PASSED, "passed": False, "required": False}
    assert objections("plugin_probation", **{**PROMOTED, "criteria": [optional]}) == [
        ("CRA205", ("criteria",))
    ]


def test_links_are_not_empty() -> None:
    blank = {**PASSED, "evidence_ids": [""]}
    assert objections("plugin_probation", **{**PROMOTED, "criteria": [blank]}) == [
        ("CRA206", ("criteria", 0, "evidence_ids", 0))
    ]
    assert objections("plugin_receipt", capability_grant_ids=[" "]) == [
        ("CRA206", ("capability_grant_ids", 0))
    ]


@pytest.mark.parametrize("said", [0, "false", None, "yes", 1, []])
def test_redaction_is_said_clearly_or_not_at_all(said: object) -> None:
    result = {"status": "passed", "summary": "Done.", "metadata": {"redacted": said}}
    assert objections("plugin_receipt", result=result) == [
        ("CRA207", ("result", "metadata", "redacted"))
    ]


def test_redaction_said_clearly() -> None:
    result = {"status": "passed", "summary": "Done.", "metadata": {"redacted": True}}
    assert objections("plugin_receipt", result=result) == []


@pytest.mark.parametrize(
    "reference", ["", "  ", "https:", "https:///x", " https://example.org", "~/x", "a\\b", "a\tb"]
)
def test_docs_lead_somewhere(reference: str) -> None:
    for kind in ("plugin_descriptor", "adapter_package", "reference_integration"):
        assert objections(kind, docs=[reference]) == [("CRA208", ("docs", 0))]


def test_an_unknown_capability_is_refused_with_the_nearest_known() -> None:
    record = a_record("plugin_descriptor", capabilities=capability(capability="repo.raed"))
    ((code, finding),) = findings("plugin_descriptor", record, Verdict.POLICY)
    assert (code, finding.route) == ("CRA210", ("capabilities", 0, "capability"))
    assert finding.hint == "Did you mean `repo.read`?"
    assert objections("adapter_package", capability_surfaces=["prompt.read", "warp"]) == [
        ("CRA210", ("capability_surfaces", 1))
    ]


@pytest.mark.parametrize("name", ["tenant.billing", "audit.export", "ui.sidebar.badge"])
def test_a_whole_family_is_known(name: str) -> None:
    assert objections("plugin_descriptor", capabilities=capability(capability=name)) == []


@pytest.mark.parametrize("name", ["tenant", "tenant.", "tenants.read", "Audit.read", "repo.own"])
def test_and_no_more(name: str) -> None:
    (found,) = objections("plugin_descriptor", capabilities=capability(capability=name))
    assert found[0] == "CRA210"


@pytest.mark.parametrize("path", ["/etc", "../x", "a/../../b", "C:\\x", "a\\b", "~/x", "", "C:x"])
def test_fixtures_stay_inside(path: str) -> None:
    assert objections("reference_integration", fixture_paths=["fixtures/docs", path]) == [
        ("CRA211", ("fixture_paths", 1))
    ]


def test_other_text_is_no_hmac() -> None:
    assert objections("plugin_receipt", receipt_hmac="0123abcd" * 8) == []
    assert objections("plugin_receipt", receipt_hmac="to do") == [("CRA212", ("receipt_hmac",))]
    assert objections("plugin_probation", receipt_hmac="") == [("CRA212", ("receipt_hmac",))]


@pytest.mark.parametrize("time", ["2026-07-01", "2026-07-01T09:00:00", 1700000000, "1700000000"])
def test_times_are_written_in_full(time: object) -> None:
    assert objections("plugin_capability_grant", expires_at=time) == [("CRA213", ("expires_at",))]
    assert objections(
        "plugin_probation", **{**PROMOTED, "decision": {**DECISION, "decided_at": time}}
    ) == [("CRA213", ("decision", "decided_at"))]


# -- the store -------------------------------------------------------------------------------------

SECRETS = [
    "Bearer abcdefgh",
    "token=abc",
    "x API-KEY=abc",
    "--password hunter2",
    "run --secret=hunter2",
    "ghp_12345678",
    "github_pat-abcdefgh",
    "task-sk-12345678",
    "sk_learning_data",
    "https://ann:hunter2@example.org/",
    "http://abcdefgh@example.org/",
]
HARMLESS = [
    "Bearer abc",
    "Bearer [REDACTED]",
    "token=[REDACTED]",
    "--token [REDACTED]",
    "my_token=abc",
    "token = abc",
    "risk_12345678",
    "xoxc-12345678",
    "https://[REDACTED]:[REDACTED]@example.org/",
    "https://ann@example.org/",
    "https://example.org/a:b@c",
]


@pytest.mark.parametrize("text", SECRETS)
def test_the_store_refuses_what_looks_like_a_secret_and_nobody_repeats_it(text: str) -> None:
    record = a_record("plugin_descriptor", description=text)
    ((code, finding),) = findings("plugin_descriptor", record, Verdict.LOADS)
    (verdict,) = DIALECT.kind("plugin_descriptor").loads(record)
    assert (code, finding.route, verdict.loads) == ("CRA301", ("description",), False)
    told = finding.message + finding.hint + verdict.reason
    assert not any(word in told for word in (text, "hunter2", "12345678", "abcdefgh"))


@pytest.mark.parametrize("text", HARMLESS)
def test_the_store_takes_what_is_redacted_or_only_looks_odd(text: str) -> None:
    record = a_record("plugin_descriptor", description=text)
    assert findings("plugin_descriptor", record, Verdict.LOADS) == []


@pytest.mark.parametrize(
    ("metadata", "loads"),
    [
        ({"api_key": "x"}, False),
        ({"deep": [{"Credentials": []}]}, False),
        ({"token": 0}, False),
        ({"token": ""}, False),
        ({"passwordless": False}, False),
        ({"token": None}, True),
        ({"TOKEN": "Redacted"}, True),
        ({"Max_Tokens": 4000}, True),
        ({"api-key": "x"}, True),
        ({"deep": [{"text": "sk-12345678"}]}, False),
    ],
)
def test_keys_that_are_called_like_secrets(metadata: dict[str, Any], loads: bool) -> None:
    record = a_record("plugin_capability_grant", target={"metadata": metadata})
    (verdict,) = DIALECT.kind("plugin_capability_grant").loads(record)
    assert verdict.loads is loads


def test_a_secret_in_metadata_is_pointed_at_and_not_repeated() -> None:
    metadata = {"login": {"api_token": "hunter2-hunter2"}}
    record = a_record("plugin_capability_grant", target={"metadata": metadata})
    ((code, finding),) = findings("plugin_capability_grant", record, Verdict.LOADS)
    assert (code, finding.on) == ("CRA301", "key")
    assert finding.route == ("target", "metadata", "login", "api_token")
    (verdict,) = DIALECT.kind("plugin_capability_grant").loads(record)
    assert verdict.reason.startswith("target.metadata.login.api_token: the key")
    assert "hunter2" not in finding.message + verdict.reason


def test_the_store_cannot_read_half_characters_again() -> None:
    record = a_record("plugin_descriptor", name=json.loads('"Link \\ud83d"'))
    ((code, finding),) = findings("plugin_descriptor", record, Verdict.LOADS)
    assert (code, finding.route) == ("CRA302", ("name",))
    assert finding.message.encode()  # printable, though the text is not


def test_the_store_writes_its_own_hmac() -> None:
    record = a_record("plugin_receipt", receipt_hmac="token=abc")
    (verdict,) = DIALECT.kind("plugin_receipt").loads(record)
    assert verdict.loads


# -- what is said ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "changes", "message"),
    [
        (
            "plugin_descriptor",
            {"capabilities": capability(targets=["x", ""])},
            "the target is empty",
        ),
        (
            "plugin_descriptor",
            {"capabilities": capability(operations=["**"])},
            "the operation `**` means everything",
        ),
        ("plugin_capability_grant", {"target": {"paths": [""]}}, "the target is empty"),
        (
            "plugin_capability_grant",
            {"operations": ["any"]},
            "the operation `any` means everything",
        ),
        ("plugin_descriptor", {"docs": [" "]}, "the docs reference is empty"),
        ("plugin_descriptor", {"docs": ["~/x"]}, "`~/x` begins in somebody's home folder"),
        ("reference_integration", {"fixture_paths": [" "]}, "the fixture's path is empty"),
        ("reference_integration", {"check_commands": [" "]}, "`check_commands` is empty"),
        ("plugin_descriptor", {"description": ""}, "`description` is empty"),
        (
            "plugin_receipt",
            {"result": {"status": "failed", "summary": "x", "metadata": {"redacted": [1]}}},
            "the metadata says `[1]` where it should say true",
        ),
        (
            "plugin_receipt",
            {"created_at": 1700000000},
            "`1700000000` is not a time by RFC 3339",
        ),
    ],
)
def test_what_is_wrong_is_named(kind: str, changes: dict[str, Any], message: str) -> None:
    ((_, finding),) = findings(kind, a_record(kind, **changes), Verdict.POLICY)
    assert finding.message == message


@pytest.mark.parametrize(
    ("changes", "route", "message", "hint"),
    [
        (
            {**PROMOTED, "status": "probationary"},
            ("decision",),
            "the status is `probationary` and the decision is `promote`",
            "Take the decision out.",
        ),
        (
            {**PROMOTED, "decision": None},
            ("decision",),
            "the status is `promoted` and there is no decision",
            "Give the decision to `promote`.",
        ),
        (
            {**PROMOTED, "decision": {**DECISION, "decision": "expire"}},
            ("decision", "decision"),
            "the status is `promoted` and the decision is `expire`",
            "Give the decision to `promote`.",
        ),
    ],
)
def test_a_decision_that_does_not_fit_is_named(
    changes: dict[str, Any], route: tuple[str, ...], message: str, hint: str
) -> None:
    found = dict(
        findings("plugin_probation", a_record("plugin_probation", **changes), Verdict.VALID)
    )
    finding = found["CRA112"]
    assert (finding.route, finding.message, finding.hint) == (route, message, hint)


def test_what_craik_refuses_itself_hides_nothing_after_it() -> None:
    value = a_value("plugin_capability_grant", operations=["all", "", "*", "**"])
    record = a_record("plugin_capability_grant", **value)
    found = findings("plugin_capability_grant", record, Verdict.POLICY)
    assert [(code, finding.route) for code, finding in found] == [
        ("CRA201", ("operations", 1)),
        ("CRA201", ("operations", 3)),
    ]


def test_a_receipt_may_contradict_itself_in_its_metadata() -> None:
    result = {"status": "passed", "summary": "x", "metadata": {"redacted": False}}
    ((code, finding),) = findings(
        "plugin_receipt", a_record("plugin_receipt", result=result), Verdict.VALID
    )
    assert (code, finding.route) == ("CRA131", ("result", "metadata", "redacted"))
    assert finding.message == "the metadata says that it is not redacted"
    assert finding.hint == "Redact the receipt, then say so."


def test_a_place_in_a_list_is_named_with_its_number() -> None:
    capabilities = capability(description="Bearer abcdefgh")
    (verdict,) = DIALECT.kind("plugin_descriptor").loads(
        a_record("plugin_descriptor", capabilities=capabilities)
    )
    assert verdict.reason.startswith("capabilities[0].description: the text looks like ")


def test_everything_that_looks_like_a_secret_is_found() -> None:
    record = a_record(
        "plugin_capability_grant",
        reason="Bearer abcdefgh",
        target={"metadata": {"token": None, "password": "x", "note": "token=x"}},
    )
    found = findings("plugin_capability_grant", record, Verdict.LOADS)
    assert [finding.route[-1] for _, finding in found] == ["reason", "password", "note"]
    assert all(finding.hint.startswith(("Take it out", "Put `[REDACTED]`")) for _, finding in found)

from typing import Any

from builders import CRAIK, LISTING, Files, a_catalog, a_release, as_json
from craik_records import DECISION, PASSED, PROMOTED, a_value
from rules.case import Record, RuleCase, Tree
from rules.names_cases import TIDEPOOL

FOLDER = "plugins/knot-counter/releases/1.0.0"
PROBATION = "plugins/knot-counter/governance/1.0.0/probation-1.json"
WAITING = {"status": "approval_required", "approval_required": True}
EXPIRED = {"status": "expired", "decision": {**DECISION, "decision": "expire"}}
END = "2026-09-01T00:00:00Z"


def pair(code: str, kind: str, under: str, good: dict[str, Any], bad: dict[str, Any]) -> RuleCase:
    """A good and a bad record of a kind: the minimal one with some keys changed."""
    left, right = (Record(f"craik/{kind}", a_value(kind, **changes)) for changes in (good, bad))
    return RuleCase(code, left, right, under)


def plugin(code: str, under: str, good: dict[str, Any], bad: dict[str, Any]) -> RuleCase:
    return pair(code, "plugin_descriptor", under, good, bad)


def capability(code: str, under: str, good: dict[str, Any], bad: dict[str, Any]) -> RuleCase:
    base = a_value("plugin_descriptor")["capabilities"][0]
    return plugin(code, under, {"capabilities": [base | good]}, {"capabilities": [base | bad]})


def compatibility(code: str, under: str, good: dict[str, Any], bad: dict[str, Any]) -> RuleCase:
    base = a_value("plugin_descriptor")["compatibility"]
    return plugin(code, under, {"compatibility": base | good}, {"compatibility": base | bad})


def probation(code: str, under: str, good: dict[str, Any], bad: dict[str, Any]) -> RuleCase:
    return pair(code, "plugin_probation", under, good, bad)


def grant(code: str, under: str, good: dict[str, Any], bad: dict[str, Any]) -> RuleCase:
    return pair(code, "plugin_capability_grant", under, good, bad)


def receipt(code: str, under: str, good: dict[str, Any], bad: dict[str, Any]) -> RuleCase:
    return pair(code, "plugin_receipt", under, good, bad)


def integration(code: str, under: str, good: dict[str, Any], bad: dict[str, Any]) -> RuleCase:
    return pair(code, "reference_integration", under, good, bad)


def entry_point(code: str, good: str, bad: str) -> RuleCase:
    base = a_value("plugin_descriptor")["entrypoints"][0]
    points = ({"entrypoints": [base | {"path": path}]} for path in (good, bad))
    return plugin(code, f'"{bad}"', *points)


def result(**changes: Any) -> dict[str, Any]:
    return {"result": {"status": "passed", "summary": "Done.", **changes}}


def released(**changes: Any) -> Files:
    return a_catalog(only=a_release(extra={"craik.json": as_json(CRAIK | changes)}))


def beside(code: str, under: str, good: dict[str, Any], bad: dict[str, Any]) -> RuleCase:
    """A case of what a descriptor names in its release."""
    file = f"{FOLDER}/craik.json"
    return RuleCase(code, Tree(released(**good)), Tree(released(**bad)), under, file)


def docs(*paths: str) -> dict[str, Any]:
    return {"docs": [*paths]}


def point(path: str, kind: str = "command") -> dict[str, Any]:
    return {"entrypoints": [CRAIK["entrypoints"][0] | {"path": path, "kind": kind}]}


def walk(fixture: str) -> Tree:
    """An integration that names a fixture; it has ``fixtures/tiny/a.md``."""
    value = a_value("reference_integration", fixture_paths=[fixture], docs=["README.md"])
    files: Files = {"README.md": b"# Walk\n", "listing.yml": LISTING, "craik.json": as_json(value)}
    files |= {"fixtures/tiny/a.md": b"a\n"}
    return Tree(a_catalog() | {f"integrations/walk/{path}": data for path, data in files.items()})


def reviewed(**changes: Any) -> Files:
    value = a_value("plugin_probation", **({"plugin_descriptor_id": "knot-counter"} | changes))
    return a_catalog() | {PROBATION: as_json(value)}


FIELDS = (
    plugin("CRA101", '"Plugin.LinkChecker"', {}, {"id": "Plugin.LinkChecker"}),
    compatibility("CRA102", '">=0.12"', {}, {"craik_versions": [">=0.12"]}),
    plugin("CRA103", '"../guide.md"', {"docs": ["guide.md"]}, {"docs": ["../guide.md"]}),
    capability("CRA104", "[", {}, {"operations": []}),
    capability(
        "CRA105",
        "false",
        {"risk": "medium", "grant_required": False},
        {"risk": "high", "grant_required": False},
    ),
    compatibility(
        "CRA106",
        "{",
        {"status": "supported", "python_versions": ["3.12"], "platforms": ["linux"]},
        {"status": "supported", "python_versions": ["3.12"]},
    ),
    compatibility(
        "CRA107",
        '""',
        {"status": "unsupported", "notes": "Too old."},
        {"status": "unsupported", "notes": ""},
    ),
)
RECORDS = (
    probation("CRA111", "[", {"criteria": [PASSED]}, {"criteria": [PASSED | {"evidence_ids": []}]}),
    probation(
        "CRA112",
        '"reject"',
        PROMOTED,
        PROMOTED | {"decision": DECISION | {"decision": "reject"}},
    ),
    probation(
        "CRA113",
        "true",
        PROMOTED | {"durable_trust_granted": True},
        {"durable_trust_granted": True},
    ),
    probation(
        "CRA114",
        "false",
        PROMOTED | {"criteria": [PASSED | {"passed": False, "required": False}]},
        PROMOTED | {"criteria": [PASSED | {"passed": False}]},
    ),
    probation("CRA115", "[", PROMOTED, PROMOTED | {"compatibility_check_ids": []}),
    probation("CRA116", "null", EXPIRED | {"expires_at": END}, EXPIRED | {"expires_at": None}),
    grant("CRA121", '"all"', {}, {"operations": ["all"]}),
    grant("CRA122", "{", {"target": {"paths": ["docs/"]}}, {"target": {"exclude": ["docs/"]}}),
    grant(
        "CRA123",
        '""',
        {"approval_required": True, "approved_by": "mara"},
        {"approval_required": True, "approved_by": ""},
    ),
    grant("CRA124", "null", {"expires_at": END}, {"expires_at": None}),
    grant(
        "CRA125",
        '"mara"',
        {"status": "denied", "approved_by": None},
        {"status": "denied", "approved_by": "mara"},
    ),
    grant("CRA126", "false", WAITING, WAITING | {"approval_required": False}),
    receipt("CRA131", "false", {"redacted": True}, {"redacted": False}),
    receipt("CRA132", '""', {"plugin_probation_id": "probation_1"}, {"plugin_probation_id": ""}),
    receipt(
        "CRA133",
        '""',
        result(status="denied", summary="Not granted."),
        result(status="denied", summary=""),
    ),
    integration(
        "CRA141",
        "null",
        {"plugin_descriptor_id": "plugin_link_checker"},
        {"plugin_descriptor_id": None},
    ),
    integration(
        "CRA142", '"adapter_x"', {"adapter_package_id": ""}, {"adapter_package_id": "adapter_x"}
    ),
    integration("CRA143", "[", {"receipt_ids": ["receipt_1"]}, {"receipt_ids": []}),
    integration("CRA144", "false", {"reproducible": True}, {"reproducible": False}),
)
POLICY = (
    capability("CRA201", '"**"', {"targets": ["docs/**"]}, {"targets": ["**"]}),
    plugin("CRA202", '""', {"name": "Link Checker"}, {"name": ""}),
    plugin("CRA203", '"1.04.0"', {"plugin_version": "1.4.0"}, {"plugin_version": "1.04.0"}),
    probation(
        "CRA204",
        '""',
        {"status": "rejected", "decision": DECISION | {"decision": "reject"}},
        {"status": "rejected", "decision": DECISION | {"decision": "reject", "rationale": ""}},
    ),
    probation(
        "CRA205",
        "[",
        PROMOTED,
        PROMOTED | {"criteria": [PASSED | {"passed": False, "required": False}]},
    ),
    grant("CRA206", '""', {"evidence_ids": ["a"]}, {"evidence_ids": [""]}),
    receipt("CRA207", "0", result(metadata={"redacted": True}), result(metadata={"redacted": 0})),
    plugin("CRA208", '"https:"', {"docs": ["https://a.example"]}, {"docs": ["https:"]}),
    capability("CRA210", '"repo.raed"', {}, {"capability": "repo.raed"}),
    integration("CRA211", '"/etc"', {"fixture_paths": ["etc"]}, {"fixture_paths": ["/etc"]}),
    entry_point("CRA214", "http://localhost:80/", "http://links.example/"),
    receipt("CRA212", '"to do"', {"receipt_hmac": "0" * 64}, {"receipt_hmac": "to do"}),
    grant("CRA213", '"2027-01-01"', {}, {"expires_at": "2027-01-01"}),
)
TOGETHER = (
    RuleCase(
        "CRA251",
        Tree(released()),
        Tree(released(id="bowline")),
        '"bowline"',
        f"{FOLDER}/craik.json",
    ),
    RuleCase(
        "CRA252",
        Tree(released()),
        Tree(released(plugin_version="1.0.1")),
        '"1.0.1"',
        f"{FOLDER}/craik.json",
    ),
    beside("CRA254", '"docs/count.md"', docs("README.md", "LICENSE#mit"), docs("docs/count.md")),
    beside("CRA255", '"bin/cuont"', point("./bin/count"), point("bin/cuont")),
    beside("CRA256", '"Acme Inc"', {"publisher": " ACME"}, {"publisher": "Acme Inc"}),
    RuleCase(
        "CRA257",
        Tree(released(publisher="Tidepool")),
        Tree(released(publisher="Tidepool") | {"publishers/tidepool.yml": TIDEPOOL}),
        '"Tidepool"',
        f"{FOLDER}/craik.json",
    ),
    RuleCase(
        "CRA258",
        walk("fixtures/tiny/"),
        walk("fixtures/tinny"),
        '"fixtures/tinny"',
        "integrations/walk/craik.json",
    ),
    RuleCase(
        "CRA253",
        Tree(reviewed()),
        Tree(reviewed(plugin_descriptor_id="bowline")),
        '"bowline"',
        PROBATION,
    ),
)
STORE = (
    plugin(
        "CRA301",
        '"Reads sk-12345678."',
        {"description": "Reads risk-12345678."},
        {"description": "Reads sk-12345678."},
    ),
    plugin("CRA302", '"Link \\ud83d"', {"name": "Link \ud83d\ude00"}, {"name": "Link \ud83d"}),
)

CASES: tuple[RuleCase, ...] = (*FIELDS, *RECORDS, *POLICY, *TOGETHER, *STORE)

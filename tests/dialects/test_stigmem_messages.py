"""What people read: the fact with the value, and the cure, for every rule about Stigmem."""

# ruff: noqa: E501 - messages stand here as they are read

from typing import Any

import pytest

from chandlery.catalog import ReleaseEntry
from chandlery.diagnostics import Diagnostic, Severity, Verdict
from chandlery.dialects.stigmem import DIALECT
from chandlery.dialects.stigmem.code import MAX_MODULE_BYTES
from chandlery.dialects.stigmem.context import ACCESSORS
from chandlery.dialects.stigmem.hooks import CAPABILITIES, HOOKS
from chandlery.dialects.stigmem.manifest import Manifest
from chandlery.documents import Route
from chandlery.records.release import ArtifactFormat
from chandlery.stages.rulebook import every_rule
from dialects.stigmem_releases import (
    CODE,
    FACTORY,
    FILES,
    artifact,
    entry,
    messages,
    with_code,
)
from marketplaces import a_judgement
from rules.stigmem_cases import CASES

HOST = "stigmem-node 0.9.0a10"
ACL = "stigmem-plugin-memory-garden-acl"

# By code: the message and the hint of its bad case.
SAID = {
    "STI101": (
        "`facts.delete` is none of Stigmem's 13 capabilities",
        "`chandlery explain STI101` lists them.",
    ),
    "STI102": (
        "`health_check` is none of Stigmem's 22 hooks",
        "`chandlery explain STI102` lists them.",
    ),
    "STI103": (
        "the value is neither `true` nor left out",
        "Write `true` where the code gives one; else leave the key out.",
    ),
    "STI104": ("`stigmem-plugin-notes` is the plugin itself", "Take the name out."),
    "STI201": ("`1.2.0-foo` is no version by PEP 440", "Write it like `1.2.0` or `1.2.0rc1`."),
    "STI202": (
        "`requires_stigmem` is empty",
        "Write the range of nodes, such as `>=0.9.0a10,<1.0.0`.",
    ),
    "STI203": (
        "`0.9.0a10` is no set of version specifiers (PEP 440)",
        "Give every version an operator, such as `>=0.9.0a10`.",
    ),
    "STI204": (
        "`stigmem-plugin-base>=1.0` is no name of a Stigmem plugin",
        "Write the name alone, without a range.",
    ),
    "STI205": ("`audit.emit` stands here again", "Take it out."),
    "STI206": (
        "`recall-notes` is not of the form `stigmem-plugin-<slug>`",
        "Name it so, or waive this with a reason.",
    ),
    "STI207": ("the node ignores `capabilites`", "Did you mean `capabilities`?"),
    "STI210": ("the manifest says `1.2.1`, the release is 1.2.0", "Make them the same version."),
    "STI211": ("there is a source distribution and no wheel", "Publish a wheel, too."),
    "STI212": (
        "it is no TOML: Expected ']' at the end of a table declaration (at line 2, column 9)",
        "Mend it.",
    ),
    "STI213": ("there is no `requires-python`", "Correct it in the `[project]` table."),
    "STI214": (
        "the entry point `notes` is `stigmem_plugin_notes`, no `module:function`",
        "Correct it in the `[project]` table.",
    ),
    "STI215": (
        "`plugin_manifest` asks for arguments (source/src/stigmem_plugin_notes/manifest.py:10)",
        "Name a function of the package that can be called without arguments.",
    ),
    "STI216": (
        'the description says `["audit.emit", "recall.read"]`, the code `["audit.emit"]` (source/src/stigmem_plugin_notes/manifest.py:15)',
        "Make them say the same.",
    ),
    "STI217": (
        "cannot be compared: it is an expression (source/src/stigmem_plugin_notes/manifest.py:13)",
        "State it with a literal.",
    ),
    "STI218": (
        "the manifest says `stigmem-plugin-note`, the listing `stigmem-plugin-notes`",
        "Give the name under `names` in listing.yml, or correct it here.",
    ),
    "STI301": (
        "`>=1.0.0` leaves out stigmem-node 0.9.0a10 and stigmem-node 0.9.0a12",
        "Widen the range to the nodes on which the plugin was tried.",
    ),
    "STI302": (
        "`>=0.9.0a11` leaves out stigmem-node 0.9.0a10",
        "Widen the range if the plugin works there, too.",
    ),
    "STI303": (
        "`stigmem-plugin-memory-garden-acl` is part of stigmem-node 0.9.0a12, which skips an installed copy",
        "End the range before 0.9.0a12.",
    ),
    "STI304": (
        "stigmem-node 0.9.0a12 skips `stigmem-plugin-memory-garden-acl`, and then misses it",
        "Take it out, or end the range before 0.9.0a12.",
    ),
    "STI310": (
        "the handler of `recall_filter` takes 1 positional argument, and stigmem-node 0.9.0a10 and stigmem-node 0.9.0a12 ask for 2",
        "Let it take the context and the value: `def handler(ctx, value, **more):`.",
    ),
    "STI311": (
        "`get_facts_writer` asks for `facts.write`, which the manifest does not declare",
        "Declare `facts.write`, or take the call out.",
    ),
    "STI312": (
        "no code of the release asks for `audit.emit`: nothing calls `get_audit_emitter`",
        "Take it out, unless reviewers should know of it all the same.",
    ),
    "STI313": (
        "its use of the node cannot be checked: it is no Python: '(' was never closed",
        "Mend the file, or split it.",
    ),
    "STI320": ("`stigmem-plugin-on` is not held here", "Did you mean `stigmem-plugin-one`?"),
    "STI321": (
        "the plugins wait for each other: `stigmem-plugin-one` → `stigmem-plugin-other` → `stigmem-plugin-one`",
        "Take one of the dependencies out.",
    ),
    "STI401": (
        "`get_identity_writer` is none of Stigmem's 13 accessors",
        "Did you mean `get_identity_reader`?",
    ),
    "STI402": (
        "stigmem-node 0.9.0a10: the range `>=1.0.0` leaves it out",
        "Give a range that holds the node.",
    ),
    "STI403": (
        "stigmem-node 0.9.0a10: the handler of `recall_filter` takes 1 of 2 positional arguments",
        "Let it take 2.",
    ),
    "STI404": (
        "stigmem-node 0.9.0a10: `stigmem-plugin-notes` is discovered twice",
        "Take one out.",
    ),
    "STI405": (
        "stigmem-node 0.9.0a10: `stigmem-plugin-notes` depends on `base`, which is not there",
        "Install it, too.",
    ),
    "STI406": (
        "stigmem-node 0.9.0a10: the plugins wait for each other: `one` → `two` → `one`",
        "Take one of the dependencies out.",
    ),
    "STI407": (
        "stigmem-node 0.9.0a10: `stranger@example.com` is no trusted publisher",
        "Write it into `trusted_publishers` as it is, if you trust it.",
    ),
    "STI408": (
        "stigmem-node 0.9.0a10: signing is switched off without the acknowledgement",
        "Give `unsigned_ack` as `i-understand-plugins-are-unsigned`.",
    ),
    "STI409": (
        "stigmem-node 0.9.0a10: `plugin` cannot call `get_facts_reader`: it does not declare `facts.read`",
        "Declare `facts.read`.",
    ),
}


def reported(code: str) -> list[Diagnostic]:
    (case,) = (case for case in CASES if case.code == code)
    return [item for item in case.bad.diagnostics() if item.code == code]


@pytest.mark.parametrize("code", SAID)
def test_the_words_of_a_rule(code: str) -> None:
    assert {(item.message, item.hint) for item in reported(code)} == {SAID[code]}


def test_every_rule_has_its_words_here() -> None:
    assert SAID.keys() == {code for code in every_rule() if code.startswith("STI")}


def test_whose_rules_they_are() -> None:
    """What a node refuses is *valid* or *loads*; everything else is this marketplace's."""
    verdicts = {code: rule.verdict for code, rule in every_rule().items() if code in SAID}
    of = {verdict: {code for code in SAID if verdicts[code] is verdict} for verdict in Verdict}
    assert of[Verdict.LOADS] == {"STI301", "STI302", "STI303", "STI304", "STI310"}
    assert of[Verdict.VALID] == {
        code for code in SAID if code < "STI105" or code.startswith("STI4")
    }


def test_what_only_may_be_wrong_fails_nothing() -> None:
    severities = {code: rule.severity for code, rule in every_rule().items() if code in SAID}
    of = {level: {code for code in SAID if severities[code] is level} for level in Severity}
    assert of[Severity.NOTE] == {"STI207", "STI302", "STI312", "STI320"}
    assert of[Severity.WARNING] == {
        *("STI205", "STI206", "STI217", "STI301", "STI303", "STI304", "STI313")
    }


# -- more words of the same rules ------------------------------------------------------------------


def finding(release: ReleaseEntry, code: str) -> tuple[str, Route, str, str]:
    """File below the release, route, message and hint of the one finding of a rule."""
    (rule,) = (rule for rule in DIALECT.release_rules if rule.code == code)
    assert rule.check
    ((file, item),) = ((item.document, item) for item in rule.check(release))
    path = file.path.removeprefix(f"{release.folder}/") if file else "stigmem.json"
    return path, item.route, item.message, item.hint


PYPROJECT_FILE = "source/pyproject.toml"
WITHOUT = {path: text for path, text in FILES.items() if path != PYPROJECT_FILE}


@pytest.mark.parametrize(
    ("files", "told"),
    [
        (
            WITHOUT,
            ("release.json", ("artifacts",), f"there is no `{PYPROJECT_FILE}`", "Add it."),
        ),
        (
            FILES | {PYPROJECT_FILE: "project = 1"},
            (PYPROJECT_FILE, (), "it has no `[project]` table", "Add the table."),
        ),
    ],
)
def test_where_a_project_is_missed(
    files: dict[str, str], told: tuple[str, Route, str, str]
) -> None:
    assert finding(entry(files), "STI212") == told


def test_a_project_that_is_no_toml_is_pointed_at() -> None:
    path, route, message, hint = finding(entry(FILES | {PYPROJECT_FILE: "["}), "STI212")
    assert (path, route, hint) == (PYPROJECT_FILE, (), "Mend it.")
    assert message.startswith("it is no TOML: ")


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        (
            'name = "stigmem-plugin-notes"',
            "name = 5",
            (3, 8, 9),
            "the name is no text, the manifest's `stigmem-plugin-notes`",
        ),
        (
            'version = "1.2.0"',
            'version = "2"',
            (4, 11, 14),
            "the version is `2`, the manifest's `1.2.0`",
        ),
    ],
)
def test_a_project_that_disagrees(
    old: str, new: str, place: tuple[int, int, int], message: str
) -> None:
    release = entry(with_code(old, new, PYPROJECT_FILE))
    hint = "Correct it in the `[project]` table."
    assert finding(release, "STI213") == (PYPROJECT_FILE, place, message, hint)


def test_code_that_is_not_plain_is_told_with_its_place() -> None:
    release = entry(with_code("def plugin_manifest", "@changed\ndef plugin_manifest"))
    why = f"cannot be compared: `plugin_manifest` is decorated ({FACTORY}:11)"
    told = ("stigmem.json", ("name",), why, "State the manifest plainly.")
    assert finding(release, "STI217") == told
    large = entry(FILES | {FACTORY: CODE + "#" * MAX_MODULE_BYTES})
    assert finding(large, "STI217")[2].endswith(f"bytes ({FACTORY})")


def test_code_that_is_elsewhere_is_asked_for() -> None:
    why = "cannot be compared: the code is not in the catalog"
    release = entry({}, artifacts=())
    told = ("stigmem.json", ("name",), why, "Add it as `source/`.")
    assert finding(release, "STI217") == told
    assert messages(release, "STI211") == []


def test_a_source_distribution_alone_is_pointed_at() -> None:
    release = entry(FILES, artifacts=(artifact(ArtifactFormat.SDIST),))
    told = ("artifacts",), "there is a source distribution and no wheel", "Publish a wheel, too."
    assert finding(release, "STI211") == ("release.json", *told)


def judged(kind: str, **value: Any) -> list[tuple[str, str]]:
    found = a_judgement(DIALECT.kind(kind), value).diagnostics
    return [(item.message, item.hint) for item in found]


MANIFEST = {"name": "notes", "version": "1.0.0"}
VERIFIER = "Pass the node a verifier of your own."


def test_a_manifest_of_itself_is_told_in_a_scenario() -> None:
    assert judged("registration", **MANIFEST, depends_on=["notes"]) == [
        ("`notes` depends on itself", "Take the name out of `depends_on`.")
    ]


def test_who_is_not_trusted_is_named() -> None:
    assert judged("trust", manifest=MANIFEST, signing_identity="a@x") == [
        (f"{HOST}: nobody verified that `a@x` signed the plugin", VERIFIER)
    ]
    assert judged("trust", manifest=MANIFEST, signature_verified=True) == [
        (f"{HOST}: `unsigned` is what a plugin without a signature is signed by", VERIFIER)
    ]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"requires_stigmem": "*"}, "`*` cannot be read as a range"),
        ({"requires_stigmem": "<0.9.0a12"}, "the range `<0.9.0a12` leaves it out"),
        ({"name": ACL}, f"`{ACL}` is part of the node now; an installed copy is skipped"),
        ({"depends_on": [ACL]}, f"it depends on `{ACL}`, which the node skips"),
    ],
)
def test_why_a_node_would_not_load_a_manifest(changes: dict[str, Any], reason: str) -> None:
    hosts = DIALECT.kind("manifest").loads(Manifest.model_validate(MANIFEST | changes))
    assert (hosts[1].host, hosts[1].loads, hosts[1].reason) == (
        "stigmem-node 0.9.0a12",
        False,
        reason,
    )


def test_routers_that_are_none_have_a_cure() -> None:
    ((message, hint),) = judged("manifest", **MANIFEST, requires_stigmem=">=0", routes=5)
    assert message == "the value is neither `true` nor a list"
    assert hint.startswith("Write `true`")


@pytest.mark.parametrize(
    ("key", "hint"),
    [("capabilites", "Did you mean `capabilities`?"), ("x", "Correct the key or take it out.")],
)
def test_a_key_that_is_ignored_is_pointed_at(key: str, hint: str) -> None:
    rules = {rule.code: rule for rule in DIALECT.kind("manifest").rules}
    check = rules["STI207"].check
    assert check
    (item,) = check(Manifest.model_validate(MANIFEST | {key: 1}))
    assert (item.route, item.on, item.hint) == ((key,), "key", hint)


def test_a_range_that_was_left_out_is_told_from_an_empty_one() -> None:
    rules = {rule.code: rule for rule in DIALECT.kind("manifest").rules}
    check = rules["STI202"].check
    assert check
    (item,) = check(Manifest.model_validate(MANIFEST))
    assert item.message == "`requires_stigmem` is not written out"
    (item,) = check(Manifest.model_validate(MANIFEST | {"requires_stigmem": " "}))
    assert item.message == "`requires_stigmem` is empty"


def test_pages_list_all_the_names() -> None:
    pages = {code: rule.page for code, rule in every_rule().items()}
    for code, names in (("STI101", CAPABILITIES), ("STI102", HOOKS), ("STI401", ACCESSORS)):
        assert all(f"`{name}`" in pages[code] for name in names)
        assert max(map(len, pages[code].splitlines())) <= 100

"""Stigmem: the verdicts of its own code, what we ask beyond, and the twin beside the code."""

import json
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from chandlery.diagnostics import Severity, Verdict
from chandlery.dialects.stigmem import DIALECT
from chandlery.dialects.stigmem.code import MAX_MODULE_BYTES
from chandlery.dialects.stigmem.hooks import CAPABILITIES, HOOKS
from chandlery.dialects.stigmem.manifest import Manifest
from chandlery.model.description import Effect, Isolation, Risk
from chandlery.records.release import ArtifactFormat, ArtifactRecord
from chandlery.toml import MAX_TOML_BYTES
from dialects.stigmem_releases import (
    CODE,
    FACTORY,
    FILES,
    NAME,
    PACKAGE,
    PYPROJECT,
    TWIN,
    artifact,
    entry,
    found,
    messages,
    with_code,
)

CASES = Path(__file__).parent.parent / "cases" / "stigmem"
EXPECTED = json.loads((CASES / "EXPECTED.json").read_text())
MANIFESTS = sorted(case for case in EXPECTED if case.startswith("manifest/"))
KIND = DIALECT.kind("manifest")


def codes(**changes: Any) -> set[str]:
    """What the rules of one manifest say of the good one, changed."""
    return {code for code, _ in said(TWIN | changes)}


def said(value: dict[str, Any]) -> list[tuple[str, tuple[str | int, ...]]]:
    record = Manifest.model_validate(value)
    return [
        (rule.code, finding.route)
        for rule in KIND.rules
        if rule.check
        for finding in rule.check(record)
    ]


# -- the manifest ----------------------------------------------------------------------------------


def valid(value: Any) -> tuple[bool, list[str]]:
    """The verdict, and the keys that it is about."""
    try:
        record = KIND.model.model_validate(value)
    except ValidationError as error:
        return False, [str(item["loc"][0]) for item in error.errors()]
    found = [
        str(finding.route[0])
        for rule in KIND.rules
        if rule.check and rule.verdict is Verdict.VALID and rule.severity is Severity.ERROR
        for finding in rule.check(record)
    ]
    return not found, found


@pytest.mark.parametrize("case", MANIFESTS)
def test_valid_is_what_stigmem_says(case: str) -> None:
    verdict, keys = valid(json.loads((CASES / case).read_text(encoding="utf-8")))
    assert verdict is EXPECTED[case]["accepted"]["0.9.0a10"]
    assert keys == [place.partition("@")[2] for place in EXPECTED[case]["error_at"]]


@pytest.mark.parametrize("case", [case for case in MANIFESTS if EXPECTED[case].get("detail")])
def test_what_is_read_is_what_stigmem_reads(case: str) -> None:
    record = Manifest.model_validate_json((CASES / case).read_bytes())
    detail = EXPECTED[case]["detail"]
    for key in ("capabilities", "hooks", "depends_on"):
        assert sorted(set(getattr(record, key))) == detail[key]
    assert (record.name, record.version) == (detail["name"], detail["version"])


@pytest.mark.parametrize(
    ("key", "value", "verdict"),
    [
        ("capabilities", "facts.read", False),
        ("capabilities", {"facts.read": True}, False),
        ("capabilities", ["facts.read", "facts.read"], True),
        ("capabilities", ["Facts.read"], False),
        ("requires_stigmem", None, False),
        ("requires_stigmem", "*", True),
        ("async_safe", "yes", True),
        ("async_safe", "perhaps", False),
        ("hooks", {"recall_filter": 1}, False),
        ("health_check", "module:function", False),
        ("health_check", None, True),
        ("routes", [], True),
        ("routes", None, False),
        ("routes", "router", False),
        ("depends_on", ["not a name"], True),
        ("depends_on", [NAME], False),
        ("name", "abc\n", False),
        ("version", "1.2.0\n", False),
        ("unheard_of", None, True),
    ],
)
def test_coercions_and_limits_are_upstreams(key: str, value: Any, verdict: bool) -> None:
    assert valid(TWIN | {key: value})[0] is verdict


def test_refusals_name_the_value_and_the_nearest() -> None:
    with pytest.raises(ValidationError) as caught:
        Manifest.model_validate(TWIN | {"capabilities": ["facts.reed"]})
    (error,) = caught.value.errors()
    assert error["type"] == "STI101"
    assert error["loc"] == ("capabilities", 0)
    assert error["msg"] == "`facts.reed` is none of Stigmem's 13 capabilities"
    assert error["ctx"]["hint"] == "Did you mean `facts.read`?"


def test_the_lists_are_as_long_as_stigmems() -> None:
    assert (len(CAPABILITIES), len(HOOKS)) == (13, 22)


def test_a_good_manifest_has_no_findings() -> None:
    assert codes() == set()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"depends_on": [NAME]}, "STI104"),
        ({"version": "1.2.0-foo"}, "STI201"),
        ({"version": "\u0661.2.0"}, "STI201"),
        ({"requires_stigmem": "  "}, "STI202"),
        ({"requires_stigmem": "0.9.0a10"}, "STI203"),
        ({"depends_on": ["stigmem-plugin-base>=1"]}, "STI204"),
        ({"depends_on": ["stigmem-plugin-base"] * 2}, "STI205"),
        ({"hooks": ["recall_filter"] * 2}, "STI205"),
        ({"name": "recall-notes"}, "STI206"),
        ({"capabilites": []}, "STI207"),
    ],
)
def test_a_rule_objects(changes: dict[str, Any], code: str) -> None:
    assert codes(**changes) == {code}


def test_a_range_left_out_is_told_from_an_empty_one() -> None:
    left_out = {key: value for key, value in TWIN.items() if key != "requires_stigmem"}
    assert said(left_out) == [("STI202", ("requires_stigmem",))]


@pytest.mark.parametrize("version", ["1.2.0", "1.2.0rc1", "1.2.0-beta.1", "1.2.0+local.1"])
def test_versions_that_python_takes(version: str) -> None:
    assert codes(version=version) == set()


# -- nodes -----------------------------------------------------------------------------------------


def loads(**changes: Any) -> list[bool]:
    value = {key: value for key, value in (TWIN | changes).items() if value is not ...}
    return [verdict.loads for verdict in KIND.loads(Manifest.model_validate(value))]


def test_every_node_is_asked() -> None:
    hosts = [verdict.host for verdict in KIND.loads(Manifest.model_validate(TWIN))]
    assert hosts == ["stigmem-node 0.9.0a10", "stigmem-node 0.9.0a12"]


@pytest.mark.parametrize(
    ("changes", "verdicts"),
    [
        ({}, [True, True]),
        ({"requires_stigmem": ...}, [True, True]),
        ({"requires_stigmem": ""}, [True, True]),
        ({"requires_stigmem": ">=0.9.0a11"}, [False, True]),
        ({"requires_stigmem": ">=1.0.0"}, [False, False]),
        ({"requires_stigmem": "0.9.0a10"}, [False, False]),
        ({"name": "stigmem-plugin-memory-garden-acl"}, [True, False]),
        ({"depends_on": ["stigmem-plugin-memory-garden-acl"]}, [True, False]),
    ],
)
def test_which_nodes_load_it(changes: dict[str, Any], verdicts: list[bool]) -> None:
    assert loads(**changes) == verdicts


@pytest.mark.parametrize(
    "case", [c for c in EXPECTED if c.startswith("registration/") and "handler" not in c]
)
def test_registration_is_what_the_nodes_say(case: str) -> None:
    record = Manifest.model_validate_json((CASES / case).read_bytes())
    accepted = EXPECTED[case]["accepted"]
    verdicts = {verdict.host: verdict.loads for verdict in KIND.loads(record)}
    assert verdicts == {f"stigmem-node {node}": loads for node, loads in accepted.items()}


# -- the normalised view ---------------------------------------------------------------------------


def test_capabilities_become_effects() -> None:
    assert KIND.describe is not None
    description = KIND.describe(
        Manifest.model_validate(
            TWIN | {"capabilities": ["federation.write", "config.read"], "routes": True}
        )
    )
    assert description.isolation is Isolation.IN_PROCESS
    assert [(item.native, item.effect, item.risk) for item in description.capabilities] == [
        ("python", Effect.HOST_CODE, Risk.HIGH),
        ("routes", Effect.NETWORK, Risk.HIGH),
        ("config.read", Effect.CONFIGURATION, Risk.MEDIUM),
        ("federation.write", Effect.MEMORY, Risk.HIGH),
        ("federation.write", Effect.NETWORK, Risk.HIGH),
    ]
    # Nobody should read the list as a sandbox.
    assert "no sandbox" in description.capabilities[0].description
    assert [(hook.name, hook.target) for hook in description.entry_points] == [
        ("recall_filter", "filter_chain"),
        ("post_recall_audit", "fire_and_forget"),
    ]
    assert description.compatibility.host == (">=0.9.0a10,<1.0.0",)


# -- the release -----------------------------------------------------------------------------------


def flat(files: dict[str, str]) -> dict[str, str]:
    return {path.replace("/src/", "/"): text for path, text in files.items()}


def elsewhere(files: dict[str, str]) -> dict[str, str]:
    tool = '\n[tool.hatch.build.targets.wheel]\npackages = ["lib/stigmem_plugin_notes"]\n'
    moved = {path.replace("/src/", "/lib/"): text for path, text in files.items()}
    return moved | {"source/pyproject.toml": PYPROJECT + tool}


@pytest.mark.parametrize("layout", [dict, flat, elsewhere], ids=["src", "flat", "configured"])
def test_a_release_that_agrees(layout: Callable[[dict[str, str]], dict[str, str]]) -> None:
    assert found(entry(layout(FILES))) == []


def test_a_source_that_serves_several_keeps_the_wheels_in_a_folder() -> None:
    files = {path.replace("source/", "source/stigmem/"): text for path, text in FILES.items()}
    wheel = artifact(ArtifactFormat.WHEEL, "source/stigmem/")
    assert found(entry(files, artifacts=(wheel,))) == []


@pytest.mark.parametrize(
    ("folder", "twin"), [("1.2.0-rc.1", "1.2.0rc1"), ("1.2.0-rc.1", "1.2.0-rc.1")]
)
def test_versions_are_equal_as_python_reads_them(folder: str, twin: str) -> None:
    files = with_code('"1.2.0"', f'"{twin}"', f"{PACKAGE}/version.py")
    files["source/pyproject.toml"] = PYPROJECT.replace('"1.2.0"', '"1.2.0rc1"')
    assert found(entry(files, TWIN | {"version": twin}, version=folder)) == []


def test_another_version_than_the_releases() -> None:
    assert ("STI210", ("version",)) in [item[:2] for item in found(entry(FILES, version="1.3.0"))]


def test_a_source_distribution_alone() -> None:
    only = entry(FILES, artifacts=(artifact(ArtifactFormat.SDIST),))
    assert [code for code, _, _ in found(only)] == ["STI211"]


def test_another_name_than_the_listings() -> None:
    other = entry(FILES, native_name="stigmem-plugin-other")
    assert [item[:2] for item in found(other)] == [("STI218", ("name",))]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "there is no `source/pyproject.toml`"),
        ("[project", "it is no TOML"),
        ("a = " + "[" * 5_000, "it is no TOML"),
        ("a" + ".a" * 30_000 + " = 1", "keys of absurd length"),
        ("project = 1", "it has no `[project]` table"),
        ("#" * (MAX_TOML_BYTES + 1), "at most"),
    ],
)
def test_a_project_that_cannot_be_read(text: str | None, message: str) -> None:
    files = {path: body for path, body in FILES.items() if path != "source/pyproject.toml"}
    release = entry(files if text is None else files | {"source/pyproject.toml": text})
    (only,) = found(release)
    assert only[0] == "STI212"
    assert message in only[2]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"stigmem-plugin-notes"', '"stigmem-plugin-other"', "the name is `stigmem-plugin-other`"),
        ('name = "stigmem-plugin-notes"', "", "the name is missing"),
        ('version = "1.2.0"', 'version = "1.2.1"', "the version is `1.2.1`"),
        ('version = "1.2.0"', 'dynamic = ["version"]', "the version is missing"),
        ('requires-python = ">=3.11"', "", "there is no `requires-python`"),
    ],
)
def test_a_project_that_disagrees(old: str, new: str, message: str) -> None:
    files = with_code(old, new, "source/pyproject.toml")
    (said,) = messages(entry(files), "STI213")
    assert message in said


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("stigmem.plugins", "stigmem.others", "has 0 entries"),
        ("[project.entry-points", "other = 1\n[project.entry-points", None),
        ('notes = "', 'again = "a:b"\nnotes = "', "has 2 entries"),
        ("notes:plugin_manifest", "notes", "no `module:function`"),
        ("notes:plugin_manifest", "notes:Plugin.manifest", "no `module:function`"),
        ('"stigmem_plugin_notes:plugin_manifest"', "5", "no `module:function`"),
    ],
)
def test_entry_points(old: str, new: str, message: str | None) -> None:
    said = messages(entry(with_code(old, new, "source/pyproject.toml")), "STI214")
    assert len(said) == (message is not None)
    assert message is None or message in said[0]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"pyproject": ("notes:plugin_manifest", "others:plugin_manifest")}, "no module"),
        ({"pyproject": ("notes:plugin_manifest", "notes:manifest")}, "bound nowhere"),
        ({"manifest": ("def plugin", "async def plugin")}, "is a coroutine"),
        ({"manifest": ("plugin_manifest()", "plugin_manifest(config)")}, "asks for arguments"),
        ({"manifest": ("plugin_manifest()", "plugin_manifest(*, config)")}, "asks for arguments"),
        ({"manifest": ("return", "retrun")}, "it is no Python"),
        ({"manifest": ("return", "\0")}, "it is no Python"),
    ],
)
def test_a_factory_that_does_not_work(changes: dict[str, tuple[str, str]], message: str) -> None:
    paths = {"pyproject": "source/pyproject.toml", "manifest": FACTORY}
    ((name, (old, new)),) = changes.items()
    release = entry(with_code(old, new, paths[name]))
    (said,) = messages(release, "STI215")
    assert message in said
    assert messages(release, "STI216") == messages(release, "STI217") == []


@pytest.mark.parametrize(
    ("key", "twin", "shown"),
    [
        ("requires_stigmem", ">=0.9.0a10", '">=0.9.0a10,<1.0.0"'),
        ("capabilities", ["recall.read"], '["audit.emit", "recall.read"]'),
        ("hooks", ["recall_filter"], '["post_recall_audit", "recall_filter"]'),
        ("health_check", None, "true"),
        ("config_schema", None, "true"),
    ],
)
def test_a_twin_that_differs(key: str, twin: Any, shown: str) -> None:
    release = entry(FILES, TWIN | {key: twin})
    differing = [(route, message) for code, route, message in found(release) if code == "STI216"]
    ((route, message),) = differing
    assert route == (key,)
    assert f"the code `{shown}`" in message
    assert f"({PACKAGE}/" in message  # where to look


@pytest.mark.parametrize(
    ("key", "twin", "code"),
    [("name", "stigmem-plugin-notes2", "STI218"), ("version", "1.2.1", "STI210")],
)
def test_a_slip_in_the_twin_is_told_once(key: str, twin: str, code: str) -> None:
    assert [item[:2] for item in found(entry(FILES, TWIN | {key: twin}))] == [(code, (key,))]


def test_a_slip_in_the_twin_hides_none_in_the_project_or_the_code() -> None:
    project = with_code('version = "1.2.0"', 'version = "9.9"', "source/pyproject.toml")
    assert [item[0] for item in found(entry(project, TWIN | {"version": "1.2.1"}))] == [
        "STI210",
        "STI213",
    ]
    other = with_code('name="stigmem-plugin-notes"', 'name="stigmem-plugin-votes"', FACTORY)
    assert [item[0] for item in found(entry(other, TWIN | {"name": "stigmem-plugin-n"}))] == [
        "STI216",
        "STI218",
    ]


@pytest.mark.parametrize(
    ("key", "twin"),
    [("depends_on", ["stigmem-plugin-base"]), ("async_safe", False), ("routes", True)],
)
def test_a_twin_that_says_more_than_the_code(key: str, twin: Any) -> None:
    (message,) = messages(entry(FILES, TWIN | {key: twin}), "STI216")
    assert "the code nothing" in message
    assert message.endswith(f"({FACTORY}:11)")


@pytest.mark.parametrize(
    "line",
    [
        'depends_on={"stigmem-plugin-base"}',
        "async_safe=False",
        "routes=(router,)",
    ],
)
def test_code_that_says_more_than_the_twin(line: str) -> None:
    files = with_code("        hooks=", f"        {line},\n        hooks=")
    ((code, route, message),) = found(entry(files))
    assert (code, route) == ("STI216", (line.partition("=")[0],))
    assert message.endswith(f"({FACTORY}:16)")


SAME = [
    ("hooks=HOOKS", 'hooks={"recall_filter": keep, "post_recall_audit": tell}'),
    ("health_check=handlers.health", "health_check=lambda: None"),
    ("config_schema=NotesConfig,", "config_schema=NotesConfig, routes=(), async_safe=True,"),
    ('frozenset({"recall.read", "audit.emit"})', 'set(["audit.emit", "recall.read"])'),
    ("return PluginManifest(", "made = PluginManifest("),
    ("PluginManifest(\n", "plugins.PluginManifest(\n"),
    ("plugin_manifest()", "plugin_manifest(config=None)"),
]


@pytest.mark.parametrize(("old", "new"), SAME)
def test_other_ways_to_say_the_same(old: str, new: str) -> None:
    files = with_code(old, new)
    if new.startswith("made"):
        files[FACTORY] += "    return made\n"
    assert found(entry(files)) == []


OPEN = [
    ('name="stigmem-plugin-notes"', "name=f'stigmem-plugin-{SLUG}'", "name"),
    ("version=PLUGIN_VERSION", 'version=metadata.version("x")', "version"),
    ("HOOKS = {", "HOOKS = {**MORE, ", "hooks"),
    ("def plugin_manifest", 'HOOKS["x"] = 1\ndef plugin_manifest', "hooks"),
    ("def plugin_manifest", "def more():\n    HOOKS.update(x=1)\n\ndef plugin_manifest", "hooks"),
    ("    return Plugin", "    HOOKS = build()\n    return Plugin", "hooks"),
    ("health_check=handlers.health", "health_check=make()", "health_check"),
    ("config_schema=NotesConfig", "config_schema=pick(), **more", "config_schema"),
    ('{"recall.read", "audit.emit"}', "BASE | MORE", "capabilities"),
    ('{"recall.read", "audit.emit"}', "{" + "(" * 20 + '"x"' + ",)" * 20 + "}", "capabilities"),
]


@pytest.mark.parametrize(("old", "new", "key"), OPEN)
def test_what_only_running_can_tell_is_not_compared(old: str, new: str, key: str) -> None:
    release = entry(with_code(old, new))
    assert messages(release, "STI216") == []
    said = {route: message for code, route, message in found(release) if code == "STI217"}
    assert "cannot be compared" in said[key,]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    )\n", "    ).model_copy(update=more)\n"),
        ("    )\n", "    )\n    return other\n"),
        ("    return PluginManifest(", "    PluginManifest("),
        ("    return", "    yield PluginManifest(); return"),
        ("def plugin_manifest", "@changed\ndef plugin_manifest"),
        ("def plugin_manifest", "def plugin_manifest(): ...\ndef plugin_manifest"),
        ("from stigmem_node.plugins import PluginManifest", "PluginManifest = other"),
        ("from stigmem_node.plugins", "from other import *\nfrom stigmem_node.plugins"),
    ],
)
def test_a_factory_that_is_not_plain_is_not_compared(old: str, new: str) -> None:
    files = with_code(old, new)
    assert {code for code, _, _ in found(entry(files, TWIN | {"hooks": []}))} == {"STI217"}


def test_what_cannot_be_compared_is_a_warning() -> None:
    severities = {rule.code: rule.severity for rule in DIALECT.release_rules}
    assert severities["STI217"] is Severity.WARNING
    assert severities["STI216"] is Severity.ERROR


def test_a_wheel_whose_code_is_elsewhere_is_not_compared() -> None:
    away = ArtifactRecord(
        format=ArtifactFormat.WHEEL,
        url="https://quay.example/notes.whl",
        sha256="0" * 64,
        size=1,
        tree="t1:" + "0" * 64,
    )
    (only,) = found(entry({}, artifacts=(away,)))
    assert only[0] == "STI217"
    assert "not in the catalog" in only[2]


BOMBS = {
    "parentheses": "(" * 10_000,
    "unary": "x = " + "-" * 100_000 + "1",
    "attributes": "x = a" + ".b" * 100_000,
    "branches": "if 1:\n pass\n" + "elif 1:\n pass\n" * 20_000,
    "integer": "x = " + "9" * 5_000,
    "coding": "# coding: rot13\n",
    "size": "#" * (MAX_MODULE_BYTES + 1),
}


@pytest.mark.parametrize("name", BOMBS)
def test_code_that_is_made_to_hurt_is_a_finding(name: str) -> None:
    release = entry(FILES | {FACTORY: BOMBS[name]})
    ((code, _, message),) = found(release)
    assert code in {"STI215", "STI217"}
    assert FACTORY in message


def test_names_that_go_round_in_circles_end() -> None:
    files = with_code("HOOKS = {", "HOOKS = AGAIN\nAGAIN = HOOKS\nUNUSED = {")
    assert "leads too far" in " ".join(messages(entry(files), "STI217"))


def test_nothing_of_the_code_is_run(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    trap = textwrap.dedent(f"""
        from pathlib import Path
        Path({str(mark)!r}).touch()
    """)
    assert found(entry(FILES | {FACTORY: trap + CODE})) == []
    assert not mark.exists()

"""ObjectStack's connectors: declarations, told from what brings code along."""

import json
from typing import Any

import pytest

from chandlery.catalog import ArtifactEntry
from chandlery.containers import JSON_MEMBER, Member
from chandlery.dialects.objectstack import DIALECT
from chandlery.dialects.objectstack.connectors import connectors, has_code, is_granted
from chandlery.dialects.objectstack.manifest import Manifest
from chandlery.model.description import Effect, Layer, Risk
from chandlery.records.release import ArtifactFormat
from marketplaces import an_entry

APP: dict[str, Any] = {
    "id": "com.example.rates",
    "name": "Rates",
    "version": "1.0.0",
    "type": "app",
}
OPENAPI = {
    "name": "billing",
    "provider": "openapi",
    "providerConfig": {"spec": "./billing.json", "baseUrl": "https://billing.example/v1"},
}
MCP = {
    "name": "files",
    "provider": "mcp",
    "providerConfig": {"transport": {"kind": "http", "url": "https://files.example:8443/mcp"}},
}
STDIO = {
    "name": "files",
    "provider": "mcp",
    "providerConfig": {"transport": {"kind": "stdio", "command": "npx"}},
}
SCRIPT = {"language": "js", "source": "ctx.total = 1"}


def judged(
    *entries: Any, network: list[str] | None = None, fetched: bool = False
) -> list[tuple[str, str]]:
    """What is said of an app's bundle with these connectors: code, and text there."""
    app = APP | ({"permissions": {"network": network}} if network is not None else {})
    data = json.dumps({"manifest": app, "connectors": list(entries)}, indent=1).encode()
    release = an_entry(DIALECT, app, ArtifactFormat.JSON, {}, fetched=fetched)
    opened = ArtifactEntry(release=release, index=0, members=(Member(JSON_MEMBER, data),))
    found = []
    for rule in DIALECT.artifact_rules:
        for item in rule.run(release.document, opened):
            assert item.hint
            line = data.decode().splitlines()[item.span.line - 1]
            inside = item.file.endswith("/source/")
            found.append((rule.code, line[item.span.column - 1 :] if inside else item.message))
    return found


def test_a_declaration_is_fine_where_its_hosts_are_declared() -> None:
    granted = ["billing.example", "files.example:8443"]
    assert judged(OPENAPI, MCP, {"name": "known"}, network=granted) == []


@pytest.mark.parametrize("network", [None, [], ["other.example"], ["bill.example"]])
def test_a_host_that_the_manifest_does_not_name(network: list[str] | None) -> None:
    assert judged(OPENAPI, network=network) == [("OBJ228", '"https://billing.example/v1"')]
    assert judged(MCP, network=network) == [("OBJ228", '"https://files.example:8443/mcp"')]


def test_a_document_from_elsewhere_is_an_address() -> None:
    spec = {"spec": "https://specs.example/a.json", "baseUrl": "https://billing.example"}
    found = judged(OPENAPI | {"providerConfig": spec}, network=["billing.example"])
    assert found == [("OBJ228", '"https://specs.example/a.json",')]


@pytest.mark.parametrize(
    "config",
    [
        {"spec": {"openapi": "3.1.0"}},
        {"baseUrl": "ftp://x.example"},
        {"baseUrl": "https://"},
        {"baseUrl": "https://[x"},
        {"baseUrl": "https://x.example:port"},
        {"baseUrl": 5},
        {"transport": []},
        [],
    ],
)
def test_what_is_no_address(config: Any) -> None:
    assert judged(OPENAPI | {"providerConfig": config}) == []


@pytest.mark.parametrize(
    ("entry", "network", "verdict"),
    [
        ("https://a.example/x", ["a.example"], True),
        ("http://a.example/x", ["a.example"], True),
        ("https://a.example/x", ["*"], True),
        ("https://a.example/x", ["*.example"], True),
        ("https://a.example/x", ["https://a.example/*"], True),
        ("https://a.example/x", ["https://b.example/*", "a.*"], True),
        ("https://a.example/x", ["b.example"], False),
        ("https://a.example/x", ["[a].example"], False),
        ("https://a.example/x", ["?.example"], False),
        ("https://a.example:444/x", ["a.example"], False),
        ("https://a.example/x", [], False),
    ],
)
def test_what_a_permission_covers(entry: str, network: list[str], verdict: bool) -> None:
    assert is_granted(entry, network) is verdict


def test_a_program_is_no_declaration() -> None:
    assert judged(STDIO) == [("OBJ227", '"stdio",')]
    assert judged(STDIO, fetched=True) == [
        ("OBJ227", "the connector `files` starts the program `npx`")
    ]


def test_a_script_is_no_declaration() -> None:
    ((code, where),) = judged({"name": "a", "provider": "rest", "providerConfig": {"map": SCRIPT}})
    assert (code, where) == ("OBJ227", "{")


@pytest.mark.parametrize(
    ("entry", "parts"),
    [
        (OPENAPI | {"actions": [{"key": "a"}], "triggers": [{"key": "b"}]}, 2),
        (OPENAPI | {"actions": [], "triggers": []}, 0),
        ({"name": "known", "actions": [{"key": "a"}], "triggers": [{"key": "b"}]}, 0),
        (OPENAPI | {"authentication": {"type": "bearer", "token": "x"}}, 1),
        ({"name": "known", "authentication": {"type": "bearer", "token": "x"}}, 1),
        (OPENAPI | {"authentication": {"type": "none"}}, 0),
        (OPENAPI | {"authentication": {}}, 0),
        (OPENAPI | {"auth": {"type": "bearer", "credentialRef": "x"}}, 0),
        ({"name": "known", "auth": {"type": "none"}, "providerConfig": {}}, 2),
    ],
)
def test_what_hosts_refuse_in_an_entry(entry: dict[str, Any], parts: int) -> None:
    found = judged(entry, network=["*"])
    assert [code for code, _ in found] == ["OBJ229"] * parts


@pytest.mark.parametrize("value", [None, [], "x", {}, {"connectors": {}}, {"connectors": [1, []]}])
def test_documents_without_connectors(value: Any) -> None:
    assert list(connectors(value)) == []
    assert has_code(value) is False


def test_an_entry_is_counted_where_it_stands() -> None:
    second = list(connectors({"connectors": [1, {"name": 5, "provider": "mcp"}]}))
    assert [(item.route, item.name, item.provider) for item in second] == [
        (("connectors", 1), "", "mcp")
    ]


def test_what_makes_a_bundle_more_than_data() -> None:
    assert has_code({"connectors": [OPENAPI, MCP]}) is False
    assert has_code({"connectors": [OPENAPI, STDIO]}) is True
    assert has_code({"objects": [{"hook": SCRIPT}]}) is True


def test_a_manifest_that_holds_its_connectors_is_described_with_them() -> None:
    kind = DIALECT.kind("manifest")
    assert kind.describe
    declared = kind.describe(Manifest.model_validate(APP | {"connectors": [OPENAPI, MCP]}))
    assert declared.layer is Layer.DECLARATIVE
    assert [(item.native, item.effect, item.targets) for item in declared.capabilities] == [
        ("connectors:billing", Effect.NETWORK, ("https://billing.example/v1",)),
        ("connectors:files", Effect.NETWORK, ("https://files.example:8443/mcp",)),
    ]
    started = kind.describe(Manifest.model_validate(APP | {"connectors": [STDIO]}))
    assert started.layer is Layer.CODE
    (program,) = started.capabilities
    assert (program.effect, program.risk) == (Effect.PROCESSES, Risk.HIGH)

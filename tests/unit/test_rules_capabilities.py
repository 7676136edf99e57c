"""What a release declares: once, alike in all its manifests, and no more than before."""

from typing import Any

import pytest

from builders import CALIBAN, CRAIK, Files, a_catalog, a_release, as_json, no_network
from chandlery.diagnostics import Diagnostic
from chandlery.pipeline import inspect
from chandlery.trees import MemoryTree
from craik_records import GOVERNANCE, an_adapter, filed, in_review
from rules.case import text_under

READS: dict[str, Any] = CRAIK["capabilities"][0]
RELEASE = "plugins/knot-counter/releases/1.0.0"


def capability(name: str, **changes: Any) -> dict[str, Any]:
    return READS | {"capability": name} | changes


def craik(*names: str, version: str = "1.0.0", **changes: Any) -> bytes:
    capabilities = [capability(name) for name in names]
    return as_json(CRAIK | {"plugin_version": version, "capabilities": capabilities} | changes)


def told(files: Files, code: str) -> list[Diagnostic]:
    found = inspect(MemoryTree(files), fetch=no_network, at="2026-08-01T00:00:00Z").diagnostics
    return [item for item in found if item.code == code]


def texts(files: Files, code: str) -> list[str]:
    """The source text that each finding points at."""
    return [
        text_under(item, data)
        for item in told(files, code)
        if isinstance(data := files[item.file], bytes)
    ]


# -- twice -----------------------------------------------------------------------------------------


def test_the_second_declaration_is_the_one_too_many() -> None:
    files = a_catalog(
        only=a_release(extra={"craik.json": craik("repo.read", "process.run", "repo.read")})
    )
    (found,) = told(files, "CAP001")
    assert found.message == "`repo.read` is declared already"
    assert found.span.line == lines_with(files[found.file], '"repo.read"')[1]


def lines_with(data: object, text: str) -> list[int]:
    assert isinstance(data, bytes)
    return [number for number, line in enumerate(data.decode().splitlines(), 1) if text in line]


def test_a_third_one_is_told_as_well() -> None:
    files = a_catalog(only=a_release(extra={"craik.json": craik(*["repo.read"] * 3)}))
    found = told(files, "CAP001")
    assert [item.span.line for item in found] == lines_with(files[found[0].file], '"repo.read"')[1:]
    surfaces = an_adapter(capability_surfaces=["prompt.read", "prompt.read"])
    assert texts(a_catalog() | surfaces, "CAP001") == ['"prompt.read"']


def test_two_names_for_one_effect_are_two_capabilities() -> None:
    files = a_catalog(only=a_release(extra={"craik.json": craik("repo.read", "docs.read")}))
    assert told(files, "CAP001") == []


def test_a_server_that_speaks_over_the_network_is_declared_once() -> None:
    """One name that comes to two effects is one declaration."""
    server = {"command": "serve", "transport": "http"}
    manifest = as_json(CALIBAN | {"mcpServers": {"knots": server}})
    release = a_release(source={"plugin.json": manifest}, extra={"caliban.json": manifest})
    assert told(a_catalog(only=release), "CAP001") == []


# -- alike -----------------------------------------------------------------------------------------


def with_caliban(*names: str, **components: Any) -> Files:
    """A release for Caliban and for Craik, which is told of these capabilities."""
    manifest = as_json(CALIBAN | components)
    source: Files = {
        "plugin.json": manifest,
        "hooks.json": b'{"hooks": {}}\n',
        "skills/count/SKILL.md": b"---\nname: count\ndescription: Counts.\n---\n",
    }
    extra = {"caliban.json": manifest} | ({"craik.json": craik(*names)} if names else {})
    return a_catalog(only=a_release(source=source, extra=extra))


HOOKS = {"components": {"hooks": "hooks.json"}}
SERVER = {"mcpServers": {"knots": {"command": "serve", "transport": "http"}}}


@pytest.mark.parametrize(
    ("names", "components", "under"),
    [
        (["repo.read"], HOOKS, ['"hooks.json"']),
        (["repo.read", "shell.run"], HOOKS, []),
        (["repo.read"], {"components": {"skills": "skills/"}}, []),
        (["repo.read"], SERVER, ["{", "{"]),
        (["process.run"], SERVER, ["{"]),
        (["process.run", "http.get"], SERVER, []),
        ([], HOOKS, []),
    ],
)
def test_craik_is_told_what_the_others_are(
    names: list[str], components: dict[str, Any], under: list[str]
) -> None:
    files = with_caliban(*names, **components)
    assert texts(files, "CAP002") == under
    assert {item.file for item in told(files, "CAP002")} <= {f"{RELEASE}/caliban.json"}


def test_both_manifests_are_named() -> None:
    (found,) = told(with_caliban("repo.read", **HOOKS), "CAP002")
    assert found.message == (
        f"`components.hooks` comes to: run processes; `{RELEASE}/craik.json` declares nothing of "
        "the kind"
    )


# -- wider -----------------------------------------------------------------------------------------


def update(*names: str, version: str = "1.1.0", before: tuple[str, ...] = ("repo.read",)) -> Files:
    first = a_release(extra={"craik.json": craik(*before)})
    later = a_release(version, extra={"craik.json": craik(*names, version=version)})
    return a_catalog(first=first, later=later)


@pytest.mark.parametrize(
    ("names", "under"),
    [
        (["repo.read"], []),
        (["docs.read"], []),
        (["repo.read", "process.run"], ['"process.run"']),
        (["process.run", "http.get", "shell.run"], ['"process.run"', '"http.get"']),
    ],
)
def test_each_new_effect_is_told_once(names: list[str], under: list[str]) -> None:
    assert texts(update(*names), "CAP003") == under


def test_what_is_new_is_named() -> None:
    (found,) = told(update("process.run"), "CAP003")
    assert found.message == (
        "`process.run` is new since 1.0.0 (run processes), and 1.1.0 has no probation"
    )


def test_what_the_release_before_declared_in_any_manifest_is_not_new() -> None:
    files = with_caliban("repo.read", **HOOKS)
    files |= a_release("1.1.0", extra={"craik.json": craik("process.run", version="1.1.0")})
    # Only the skills are new.
    assert texts(files, "CAP003") == ['"skills/"']


def test_the_release_before_is_the_one_before_by_version() -> None:
    files = update("process.run", version="1.10.0") | a_release(
        "1.9.0", extra={"craik.json": craik("shell.run", version="1.9.0")}
    )
    assert [item.file.split("/")[3] for item in told(files, "CAP003")] == ["1.9.0"]


def test_somebody_looks_at_it() -> None:
    files = update("process.run")
    record = in_review(id="probation_later", evidence_ids=[])
    later = GOVERNANCE.replace("1.0.0", "1.1.0")
    assert len(told(files | filed(probation_1=record), "CAP003")) == 1
    assert told(files | filed(later, probation_1=record), "CAP003") == []
    # What cannot be read may be the probation.
    assert told(files | {f"{later}/probation-1.json": b"{"}, "CAP003") == []


def test_the_next_package_is_looked_at_all_the_same() -> None:
    files = update("process.run") | {"adapters/bowline/listing.yml": b"{"}
    assert len(told(files, "CAP003")) == 1
    record = in_review(id="probation_later", evidence_ids=[])
    files |= filed(GOVERNANCE.replace("1.0.0", "1.1.0"), probation_1=record)
    files |= a_release("1.2.0", extra={"craik.json": craik("http.get", version="1.2.0")})
    assert [item.file.split("/")[3] for item in told(files, "CAP003")] == ["1.2.0"]

"""What a reviewer is shown beside the capabilities, by ecosystem, and when that is more."""

import json
from typing import Any

import pytest

from chandlery.catalog import ReleaseEntry
from chandlery.dialects import DIALECTS
from chandlery.records.release import ArtifactFormat
from chandlery.stages.review.differences import values
from marketplaces import an_entry

KARI = {
    "name": "knot-counter",
    "version": "1.0.0",
    "description": "Counts knots.",
    "author": "Ada",
    "module": "ai_karen_engine.plugins.knot_counter.handler",
    "plugin_api_version": "1.0",
    "intent": "count_knots",
    "enable_external_workflow": False,
}
PROGRAM = {"name": "knot-counter", "version": "1.0.0", "description": "Counts knots."}
FORMATS = {
    "caliban": ArtifactFormat.TAR_GZ,
    "claude": ArtifactFormat.ZIP,
    "kari": ArtifactFormat.TGZ,
}


def listed(dialect: str, manifest: dict[str, Any], **files: Any) -> list[tuple[str, ...]]:
    """What a release lists; of files, `hooks` is the one of hooks."""
    data = {"hooks/hooks.json": json.dumps(files["hooks"]).encode()} if files else {}
    entry: ReleaseEntry = an_entry(DIALECTS[dialect], manifest, FORMATS[dialect], data)
    return [item.values for item in DIALECTS[dialect].lists(entry)]


def test_a_hook_is_told_with_its_event_matcher_and_environment() -> None:
    handler = {"type": "command", "command": "bin/count", "args": ["-v"], "env": {"LOG": "1"}}
    caliban = {"hooks": {"PreToolUse": [{"matcher": "Bash", "handlers": [handler]}]}}
    claude = {"hooks": {"PreToolUse": [{"matcher": "Bash", "hooks": [handler]}]}}
    told = [("hooks PreToolUse (Bash): LOG=1 bin/count -v",)]
    assert listed("caliban", PROGRAM, hooks=caliban) == told
    assert listed("claude", PROGRAM, hooks=claude) == told


@pytest.mark.parametrize("dialect", ["caliban", "claude"])
def test_servers_are_told_by_what_they_start_and_speak_to(dialect: str) -> None:
    servers = {"a": {"command": "python3", "args": ["x.py"]}, "b": {"url": "https://b.example"}}
    manifest = PROGRAM | {"mcpServers": {"a": servers["a"]}}
    assert listed(dialect, manifest) == [("mcp a: python3 x.py",)]
    if dialect == "claude":
        both = listed(dialect, PROGRAM | {"mcpServers": servers})
        assert both == [("mcp a: python3 x.py", "mcp b: url https://b.example")]


def test_roles_are_those_of_the_manifest() -> None:
    assert listed("kari", KARI | {"required_roles": ["admin"]}) == [("admin",)]


@pytest.mark.parametrize(
    ("was", "now", "wider"),
    [
        (["admin"], ["admin", "user"], True),
        (["admin"], [], True),  # everybody
        (["admin", "user"], ["admin"], False),
        ([], ["admin"], False),
    ],
)
def test_a_role_more_lets_in_more_and_so_does_none(
    was: list[str], now: list[str], wider: bool
) -> None:
    (change,) = values("roles", was, now, admits=True)
    assert change.review is wider


def test_a_program_less_is_nothing_to_look_at() -> None:
    (fewer,) = values("programs", ["a", "b"], ["a"])
    (more,) = values("programs", ["a"], ["a", "b"])
    assert (fewer.review, more.review) == (False, True)
    assert [*values("programs", ["a"], ["a"])] == []

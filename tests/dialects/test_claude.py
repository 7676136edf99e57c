"""Claude Code: what its reference asks, what we ask beyond, and what we write for it."""

import json
from typing import Any

import pytest

from chandlery.dialects.claude import DIALECT
from chandlery.model.description import Dependency, Effect, Isolation, Layer
from chandlery.model.governance import Availability, ReviewState
from chandlery.model.marketplace import Marketplace, Release
from chandlery.model.reserved import RESERVED_MARKETPLACE_NAMES, reserved_marketplace_name
from chandlery.records.release import ArtifactFormat
from marketplaces import (
    BASE_URL,
    a_judgement,
    a_marketplace,
    a_package,
    a_release,
    an_entry,
    codes,
    found,
    projection,
)

MANIFEST = DIALECT.kind("manifest")
GOOD = {"name": "knot-counter", "version": "1.0.0", "description": "Counts knots."}
HOOK = {"PreToolUse": [{"matcher": "Write", "hooks": [{"type": "command", "command": "guard"}]}]}


# -- the manifest --------------------------------------------------------------------------------


def test_it_is_not_offered_as_measured() -> None:
    assert not MANIFEST.measured


@pytest.mark.parametrize(
    ("code", "bad"),
    [
        ("CLA101", {"name": "knot counter"}),
        ("CLA101", {"name": ""}),
        ("CLA101", {"name": "a/b"}),
        ("CLA101", {"name": "a\N{RIGHT-TO-LEFT OVERRIDE}b"}),
        ("CLA102", {"homepage": "knots.example"}),
        ("CLA102", {"homepage": "http://[::1"}),
        ("CLA103", {"hooks": "hooks/a.json"}),
        ("CLA103", {"skills": ["./a/", "./../b/"]}),
        ("CLA103", {"commands": {"count": {"source": "/etc/count.md"}}}),
        ("CLA103", {"experimental": {"monitors": "monitors.json"}}),
        ("CLA103", {"mcpServers": "http://a.example/x.mcpb"}),
    ],
)
def test_what_is_invalid(code: str, bad: dict[str, Any]) -> None:
    judged = a_judgement(MANIFEST, GOOD | bad)
    assert code in codes(judged)
    assert not judged.valid


@pytest.mark.parametrize("bad", [{"author": "Ada"}, {"keywords": "knots"}, {"hooks": 1}])
def test_types_are_as_documented(bad: dict[str, Any]) -> None:
    assert not a_judgement(MANIFEST, GOOD | bad).valid


def test_what_is_taken() -> None:
    value = GOOD | {
        "author": {"name": "Ada", "x": 1},
        "homepage": "https://knots.example",
        "repository": {"type": "git"},
        "skills": ["./skills/", "."],
        "commands": {"count": {"content": "Count."}, "more": {"source": "./more.md"}},
        "hooks": [{"PreToolUse": []}, "./hooks/a.json"],
        "mcpServers": ["https://a.example/x.mcpb", "./servers.json"],
        "userConfig": {},
        "x-own": 1,
    }
    assert codes(a_judgement(MANIFEST, value)) == []


@pytest.mark.parametrize(
    ("code", "bad", "good"),
    [
        ("CLA201", {"name": "knot_counter"}, {"name": "knot-2"}),
        ("CLA201", {"name": "k" * 129}, {"name": "k" * 128}),
        ("CLA202", {"version": ""}, {"version": "2026.1"}),
        ("CLA203", {"description": ""}, {}),
        ("CLA204", {"name": "claude-knots"}, {"name": "knots-for-claude"}),
        ("CLA204", {"name": "knots-official-anthropic"}, {"name": "claudius"}),
        ("CLA205", {"mcp_servers": {}}, {"mcpServers": {}}),
    ],
)
def test_policy(code: str, bad: dict[str, Any], good: dict[str, Any]) -> None:
    judged = a_judgement(MANIFEST, GOOD | bad)
    assert judged.valid
    assert codes(judged) == [code]
    assert codes(a_judgement(MANIFEST, GOOD | good)) == []


# -- the release ---------------------------------------------------------------------------------


def release_codes(
    manifest: dict[str, Any], files: dict[str, bytes] | None = None, **release: Any
) -> list[str]:
    files = files or {".claude-plugin/plugin.json": b"{}"}
    entry = an_entry(DIALECT, GOOD | manifest, ArtifactFormat.ZIP, files, **release)
    return found(DIALECT.release_rules, entry)


def test_name_and_version_are_the_releases() -> None:
    assert release_codes({}) == []
    assert release_codes({"name": "knots"}) == ["CLA301"]
    assert release_codes({"name": "knots"}, names={"claude": "knots"}) == []
    assert release_codes({"version": "1.0"}) == ["CLA302"]
    assert release_codes({"version": "1.0.0"}, version="1.0.1") == ["CLA302"]


def test_components_are_in_the_source() -> None:
    files = {"skills/count/SKILL.md": b"", "hooks/guard.json": b"{}"}
    assert release_codes({"skills": "./skills/", "hooks": "./hooks/guard.json"}, files) == []
    assert release_codes({"hooks": ["./hooks/guard.json", "./hooks/g.json"]}, files) == ["CLA303"]
    assert release_codes({"commands": {"a": {"source": "./a.md"}}}, files) == ["CLA303"]
    assert release_codes({"hooks": "./hooks/g.json"}, fetched=True) == []


def test_what_runs_is_said() -> None:
    files = {"hooks/hooks.json": b"{}", ".mcp.json": b"{}", "monitors/monitors.json": b"[]"}
    assert release_codes({}, files) == ["CLA304", "CLA304", "CLA304"]
    said = {
        "hooks": "./hooks/hooks.json",
        "mcpServers": "./.mcp.json",
        "experimental": {"monitors": "./monitors/monitors.json"},
    }
    assert release_codes(said, files) == []
    # The file is loaded beside the manifest's own hooks.
    assert release_codes({"hooks": HOOK}, {"hooks/hooks.json": b"{}"}) == ["CLA304"]


def test_member() -> None:
    place = "knots/.claude-plugin/plugin.json"
    assert DIALECT.member("knots", ArtifactFormat.ZIP) == place
    assert DIALECT.member("knots", ArtifactFormat.TAR_GZ) is None


# -- the view ------------------------------------------------------------------------------------


def view_of(changes: dict[str, Any]) -> Any:
    assert MANIFEST.describe
    return MANIFEST.describe(MANIFEST.model.model_validate(GOOD | changes))


def test_hooks_and_servers_run_programs() -> None:
    view = view_of(
        {
            "hooks": ["./hooks/a.json", HOOK],
            "mcpServers": {
                "local": {"command": "python3", "args": ["-m", "a b", 3]},
                "remote": {"type": "http", "url": "https://a.example/mcp"},
            },
            "lspServers": {"x": {"command": "lsp", "args": 5}},
            "skills": "./skills/",
            "commands": {"count": {"content": "Count."}},
        }
    )
    assert [(item.native, item.effect, item.targets) for item in view.capabilities] == [
        ("hooks", Effect.PROCESSES, ("./hooks/a.json", "guard")),
        ("mcpServers", Effect.PROCESSES, ("python3 -m 'a b'",)),
        ("mcpServers", Effect.NETWORK, ("https://a.example/mcp",)),
        ("lspServers", Effect.PROCESSES, ("lsp",)),
        ("skills", Effect.INTERFACE, ("./skills/",)),
        ("commands", Effect.INTERFACE, ("count",)),
    ]
    assert (view.isolation, view.layer) == (Isolation.WORKER, Layer.CODE)


def test_a_bundle_is_fetched_and_run() -> None:
    view = view_of({"mcpServers": "https://a.example/x.mcpb"})
    assert [item.effect for item in view.capabilities] == [Effect.PROCESSES, Effect.NETWORK]


def test_texts_alone_are_declarative() -> None:
    view = view_of({"skills": ".", "outputStyles": ["./styles/"]})
    assert (view.isolation, view.layer) == (Isolation.SANDBOX, Layer.DECLARATIVE)


def test_dependencies() -> None:
    view = view_of({"dependencies": ["a", "b@quay", {"name": "c", "version": "^1"}, {}, 7]})
    assert view.dependencies == (
        Dependency(native="a"),
        Dependency(native="b@quay"),
        Dependency(native="c", range="^1"),
    )


# -- the projection ------------------------------------------------------------------------------


def release(version: str = "1.0.0", *, name: str = "knot-counter", **changes: Any) -> Release:
    manifest = GOOD | {"name": name, "author": {"name": "Ada", "email": "ada@knots.example"}}
    return a_release(DIALECT, manifest, ArtifactFormat.ZIP, version, **changes)


def file_of(marketplace: Marketplace) -> Any:
    files = projection(DIALECT, marketplace)
    assert list(files) == ["claude/marketplace.json"]
    return json.loads(files["claude/marketplace.json"])


def test_a_plugin_is_one_pinned_archive() -> None:
    newest = release("1.10.0")
    links = {"homepage": "https://knots.example/", "source": "https://git.example/knots"}
    package = a_package(
        release("1.9.0"), newest, release("2.0.0-rc.1"), links=links, tags=["knots"]
    )
    document = file_of(a_marketplace(package))
    assert document == {
        "name": "quay",
        "owner": {"name": "Quay maintainers", "email": "owner@quay.example"},
        "metadata": {"description": "Plugins for the tests."},
        "plugins": [
            {
                "name": "knot-counter",
                "displayName": "Knot Counter",
                "source": {
                    "source": "archive",
                    "url": newest.artifacts[0].url,
                    "sha256": newest.artifacts[0].sha256,
                },
                "description": "Counts knots.",
                "version": "1.10.0",
                "author": {"name": "Ada", "email": "ada@knots.example"},
                "homepage": "https://knots.example/",
                "repository": "https://git.example/knots",
                "license": "MIT",
                "keywords": ["knots"],
                "tags": ["knots"],
                "category": "productivity",
            }
        ],
    }
    assert newest.artifacts[0].url.endswith(".zip")


def test_the_author_is_a_maintainer_where_the_manifest_names_none() -> None:
    (entry,) = file_of(a_marketplace(a_package(a_release(DIALECT, GOOD, ArtifactFormat.ZIP))))[
        "plugins"
    ]
    assert entry["author"] == {"name": "Ada"}


@pytest.mark.parametrize(
    "hidden",
    [
        release("2.0.0", availability=Availability.YANKED),
        release("2.0.0", state=ReviewState.REJECTED, url=""),
        release("2.0.0", state=ReviewState.UNREVIEWED),
    ],
)
def test_what_must_not_be_installed_is_not_listed(hidden: Release) -> None:
    (entry,) = file_of(a_marketplace(a_package(release("1.0.0"), hidden)))["plugins"]
    assert entry["version"] == "1.0.0"
    assert file_of(a_marketplace(a_package(hidden)))["plugins"] == []


def test_a_plugin_of_the_marketplaces_name_is_left_out() -> None:
    names = {"claude": "quay"}
    assert file_of(a_marketplace(a_package(release(name="quay"), names=names)))["plugins"] == []


def test_renames_lead_to_what_is_listed() -> None:
    document = file_of(
        a_marketplace(
            a_package(release()),
            a_package(release(name="anchors"), name="anchor", names={"claude": "anchors"}),
            a_package(release(name="dory", state=ReviewState.UNREVIEWED), name="dory"),
            renames={
                "knots": "knot-counter",
                "counter": "knots",
                "moor": "anchor",
                "boat": "dory",
                "a": "b",
                "b": "a",
            },
        )
    )
    assert document["renames"] == {
        "counter": "knot-counter",
        "knots": "knot-counter",
        "moor": "anchors",
    }


def test_steps() -> None:
    package = a_package(release("1.0.0"), release("2.0.0"), release("3.0.0-rc.1"))
    market = a_marketplace(package)
    old, new, early = package.releases
    assert [step.command for step in DIALECT.install(market, package, new)] == [
        f"/plugin marketplace add {BASE_URL}claude/marketplace.json",
        "/plugin install knot-counter@quay",
    ]
    (other,) = DIALECT.install(market, package, old)
    assert "2.0.0" in other.text
    assert not other.command
    assert DIALECT.install(market, package, early) == ()


def test_a_preview_is_written_and_says_that_it_cannot_be_installed_from() -> None:
    package = a_package(release())
    market = a_marketplace(package, base_url="http://127.0.0.1:8000/")
    assert file_of(market)["plugins"]
    assert "https only" in DIALECT.install(market, package, package.releases[0])[-1].text


# -- reserved names ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        *sorted(RESERVED_MARKETPLACE_NAMES),
        *("NPM", "claude.code.plugins", "inline.", "claudeai-tools", "official-claude-plugins"),
        *("claude-plugins-v2", "anthropic-plugin", "anthropic-official", "hárbour"),
    ],
)
def test_names_that_a_marketplace_cannot_have(name: str) -> None:
    assert reserved_marketplace_name(name)


@pytest.mark.parametrize("name", ["harbour", "quay", "uv-tools", "claudette", "healthcare-tools"])
def test_names_that_a_marketplace_can_have(name: str) -> None:
    assert reserved_marketplace_name(name) is None


def test_the_contract_lists_thirty_reserved_names() -> None:
    assert len(RESERVED_MARKETPLACE_NAMES) == 19 + 5 + 6

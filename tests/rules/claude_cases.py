"""CLA: Claude Code's manifests, and what its hooks and servers start."""

from typing import Any

from builders import Files, a_catalog, a_release, as_json
from rules.case import RuleCase, Tree, changed

FOLDER = "plugins/knot-counter/releases/1.0.0/"
MANIFEST = f"{FOLDER}claude.json"
SOURCE = f"{FOLDER}source/"
GOOD: dict[str, Any] = {
    "name": "knot-counter",
    "version": "1.0.0",
    "description": "Counts knots.",
    "homepage": "https://knots.example/",
    "skills": "./skills/",
}
SKILL = "---\nname: %s\ndescription: Counts knots.\n---\nCount them.\n"
HOOK = '{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "%s"}]}]}}'


def plugin(manifest: dict[str, Any], texts: dict[str, str] | None = None) -> Tree:
    """A catalog with a release of that manifest and those files."""
    files: Files = {
        ".claude-plugin/plugin.json": as_json(GOOD | manifest),
        "skills/count/SKILL.md": (SKILL % "count").encode(),
        "bin/count": b"#!/bin/sh\necho 3\n",
    }
    files |= {path: text.encode() for path, text in (texts or {}).items()}
    return Tree(a_catalog(only=a_release(source=files)))


def server(**given: Any) -> Tree:
    """A release that starts an MCP server by its manifest."""
    return plugin({"mcpServers": {"knots": {"command": "python3"} | given}})


RELEASE = plugin({})


def written(code: str, old: str, new: str, under: str) -> RuleCase:
    """A case about the manifest, whatever its artifact says."""
    bad = Tree(changed(RELEASE.files, MANIFEST, old, new))
    return RuleCase(code, RELEASE, bad, under, MANIFEST)


def file_case(code: str, path: str, good: str, bad: str, under: str) -> RuleCase:
    """A case about a file of the source, in a place where Claude Code looks."""
    good_files, bad_files = ({path: text} for text in (good, bad))
    return RuleCase(code, plugin({}, good_files), plugin({}, bad_files), under, SOURCE + path)


CASES: tuple[RuleCase, ...] = (
    written("CLA101", '"knot-counter"', '"knot counter"', '"knot counter"'),
    written("CLA102", '"https://knots.example/"', '"knots.example"', '"knots.example"'),
    written("CLA103", '"./skills/"', '"skills/"', '"skills/"'),
    written("CLA201", '"knot-counter"', '"knot_counter"', '"knot_counter"'),
    written("CLA202", '"1.0.0"', '""', '""'),
    written("CLA203", '"Counts knots."', '" "', '" "'),
    written("CLA204", '"knot-counter"', '"claude-knots"', '"claude-knots"'),
    written("CLA205", '"homepage"', '"homepag"', '"homepag"'),
    written("CLA301", '"knot-counter"', '"knots"', '"knots"'),
    written("CLA302", '"1.0.0"', '"1.0.1"', '"1.0.1"'),
    written("CLA303", '"./skills/"', '"./Skills/"', '"./Skills/"'),
    RuleCase(
        "CLA304",
        plugin({"hooks": "./hooks/hooks.json"}, {"hooks/hooks.json": "{}"}),
        plugin({}, {"hooks/hooks.json": "{}"}),
        "{",
        MANIFEST,
    ),
    file_case(
        "CLA305",
        "hooks/hooks.json",
        HOOK % "/bin/sh -c true",
        HOOK % "/opt/guard --fast",
        '"/opt/guard --fast"',
    ),
    RuleCase(
        "CLA306",
        server(args=["--config", "/knots"]),
        server(args=["--config=/usr/local/etc/knots.json"]),
        '"--config=/usr/local/etc/knots.json"',
        MANIFEST,
    ),
    file_case(
        "CLA307",
        "hooks/hooks.json",
        HOOK % "${CLAUDE_PLUGIN_ROOT}/bin/count",
        HOOK % "${CLAUDE_PLUGIN_ROOT}/bin/Count",
        '"${CLAUDE_PLUGIN_ROOT}/bin/Count"',
    ),
    file_case(
        "CLA308",
        "hooks/hooks.json",
        HOOK % "count bin/knots",
        HOOK % "sh bin/count",
        '"sh bin/count"',
    ),
    RuleCase(
        "CLA309",
        server(args=["${CLAUDE_PLUGIN_ROOT}"]),
        server(args=["${CALIBAN_PLUGIN_ROOT}"]),
        '"${CALIBAN_PLUGIN_ROOT}"',
        MANIFEST,
    ),
    RuleCase(
        "CLA310",
        server(env={"MODE": "${CLAUDE_PROJECT_DIR}"}),
        server(env={"MODE": "${CLAUDE_PROJECT_DIRS}"}),
        '"${CLAUDE_PROJECT_DIRS}"',
        MANIFEST,
    ),
    file_case("CLA311", ".mcp.json", "{}", "7", "7"),
    file_case(
        "CLA312",
        "hooks/hooks.json",
        HOOK % "guard",
        (HOOK % "guard").replace('"hooks": [', '"handlers": ['),
        '"handlers"',
    ),
    file_case(
        "CLA313",
        ".mcp.json",
        '{"mcpServers": {"a": {"url": "https://a.example/", "type": "http"}}}',
        '{"mcpServers": {"a": {"url": "https://a.example/", "type": "htpp"}}}',
        '"htpp"',
    ),
    file_case("CLA313", ".lsp.json", '{"a": {"command": "b"}}', '{"a": {"args": []}}', "{"),
    file_case(
        "CLA317",
        ".mcp.json",
        '{"mcpServers": {"a": {"url": "http://127.0.0.1:8/", "type": "http"}}}',
        '{"mcpServers": {"a": {"url": "http://a.example/", "type": "http"}}}',
        '"http://a.example/"',
    ),
    file_case("CLA314", "skills/more/SKILL.md", SKILL % "more", SKILL % "Count", "Count"),
    file_case("CLA315", "agents/ada.md", "---\nname: ada\n---\n", "---\nname: ada\n", "---"),
    RuleCase(
        "CLA316",
        plugin({}, {"commands/more.md": "Count."}),
        plugin({}, {"commands/count.md": "Count."}),
        "",
        f"{SOURCE}commands/count.md",
    ),
)

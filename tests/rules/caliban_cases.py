"""CAL: Caliban's manifests, its index, and what its hooks and servers start."""

from typing import Any

from builders import CALIBAN, Files, a_catalog, a_release, a_source, as_json
from rules.case import Record, RuleCase, Tree, changed

FOLDER = "plugins/knot-counter/releases/1.0.0/"
MANIFEST = f"{FOLDER}caliban.json"
SOURCE = f"{FOLDER}source/"
GOOD: dict[str, Any] = {"name": "knot-counter", "version": "1.0.0", "description": "Counts knots."}
VERSION = {"version": "1.0.0", "tarball": "https://a.example/1.tar.gz", "sha256": "0" * 64}
SKILL = "---\nname: %s\ndescription: Counts knots.\n---\nCount them.\n"


def record(code: str, good: dict[str, Any], bad: dict[str, Any], under: str) -> RuleCase:
    """A case about a manifest alone."""
    kind = "caliban/manifest"
    return RuleCase(code, Record(kind, GOOD | good), Record(kind, GOOD | bad), under)


def index(code: str, good: dict[str, Any], bad: dict[str, Any], under: str) -> RuleCase:
    """A case about an index of one entry."""
    entry: dict[str, Any] = {"name": "knot-counter", "versions": [VERSION]}
    good_index, bad_index = ({"plugins": [entry | changes]} for changes in (good, bad))
    return RuleCase(
        code, Record("caliban/index", good_index), Record("caliban/index", bad_index), under
    )


def plugin(manifest: dict[str, Any], texts: dict[str, str] | None = None) -> Tree:
    """A catalog with a release of that manifest and those files."""
    files: Files = a_source() | {"plugin.json": as_json(CALIBAN | manifest)}
    files |= {path: text.encode() for path, text in (texts or {}).items()}
    return Tree(a_catalog(only=a_release(source=files)))


def server(**given: Any) -> Tree:
    """A release that starts an MCP server by its manifest."""
    return plugin({"mcpServers": {"knots": {"command": "python3"} | given}})


def hooks(text: str) -> Tree:
    """A release with that file of hooks."""
    return plugin(
        {"components": {"skills": "skills/", "hooks": "hooks/hooks.json"}},
        {"hooks/hooks.json": text},
    )


def file_case(code: str, path: str, good: str, bad: str, under: str) -> RuleCase:
    """A case about a file of the source, in a place where Caliban looks."""
    good_files, bad_files = ({path: text} for text in (good, bad))
    return RuleCase(code, plugin({}, good_files), plugin({}, bad_files), under, SOURCE + path)


RELEASE = plugin({})
HOOK = '{"Stop": [{"handlers": [{"type": "command", "command": "%s"}]}]}'

CASES: tuple[RuleCase, ...] = (
    record("CAL101", {}, {"version": "1.02.0"}, '"1.02.0"'),
    record(
        "CAL102",
        {"caliban": {"min_version": "0.8"}},
        {"caliban": {"min_version": "v0.8"}},
        '"v0.8"',
    ),
    index(
        "CAL151",
        {},
        {"versions": [VERSION | {"download_url": "https://a.example/1.tar.gz"}]},
        "{",
    ),
    index("CAL152", {}, {"versions": []}, "{"),
    record(
        "CAL201",
        {"components": {"skills": ["ok", "etc"]}},
        {"components": {"skills": ["ok", "/etc"]}},
        '"/etc"',
    ),
    record("CAL202", {}, {"description": " "}, '" "'),
    record("CAL203", {"caliban": {"platforms": ["linux"]}}, {"caliban": {"platforms": []}}, "["),
    record(
        "CAL204",
        {"components": {"output_styles": "x"}},
        {"components": {"outputStyles": "x"}},
        '"outputStyles"',
    ),
    record(
        "CAL205",
        {"caliban": {"min_version": "0.5.0"}},
        {"caliban": {"min_version": "0.5"}},
        '"0.5"',
    ),
    record("CAL206", {}, {"name": "_knots"}, '"_knots"'),
    record("CAL207", {"homepage": "x"}, {"homepag": "x"}, '"homepag"'),
    record(
        "CAL208",
        {"components": {"mcp_servers": "x"}},
        {"components": {"mcp_servers": "x"}, "mcpServers": {"a": {"command": "b"}}},
        '"x"',
    ),
    record(
        "CAL209",
        {"mcpServers": {"a": {"command": "b", "transport": "stdio"}}},
        {"mcpServers": {"a": {"command": "b", "type": "stdio"}}},
        '"type"',
    ),
    index(
        "CAL251",
        {"versions": [VERSION, VERSION | {"version": "2.0.0"}]},
        {"versions": [VERSION | {"version": "2.0.0"}, VERSION]},
        '"1.0.0"',
    ),
    index("CAL252", {}, {"versions": [VERSION | {"sha256": "A" * 64}]}, f'"{"A" * 64}"'),
    index("CAL253", {}, {"versions": [VERSION | {"tarball": "1.tar.gz"}]}, '"1.tar.gz"'),
    index("CAL254", {}, {"name": "Knots"}, '"Knots"'),
    RuleCase(
        "CAL301",
        RELEASE,
        Tree(changed(RELEASE.files, MANIFEST, '"knot-counter"', '"knots"')),
        '"knots"',
        MANIFEST,
    ),
    RuleCase(
        "CAL302",
        RELEASE,
        Tree(changed(RELEASE.files, MANIFEST, '"1.0.0"', '"1.0.0+b"')),
        '"1.0.0+b"',
        MANIFEST,
    ),
    RuleCase(
        "CAL303",
        RELEASE,
        Tree(changed(RELEASE.files, MANIFEST, '"skills/"', '"Skills/"')),
        '"Skills/"',
        MANIFEST,
    ),
    RuleCase("CAL304", hooks("{}"), plugin({}, {"hooks/hooks.json": "{}"}), "{", MANIFEST),
    RuleCase(
        "CAL305",
        server(args=["${CALIBAN_PLUGIN_ROOT}/plugin.json"]),
        server(args=["/home/ada/server.py"]),
        '"/home/ada/server.py"',
        MANIFEST,
    ),
    file_case(
        "CAL305",
        "hooks/hooks.json",
        HOOK % "/usr/bin/env guard",
        HOOK % "/opt/guard",
        '"/opt/guard"',
    ),
    RuleCase(
        "CAL306",
        server(args=["--config", "knots.json"]),
        server(args=["--config", "/usr/local/etc/knots.json"]),
        '"/usr/local/etc/knots.json"',
        MANIFEST,
    ),
    RuleCase(
        "CAL307",
        server(args=["${CALIBAN_PLUGIN_ROOT}/bin/count"]),
        server(args=["${CALIBAN_PLUGIN_ROOT}/bin/counts"]),
        '"${CALIBAN_PLUGIN_ROOT}/bin/counts"',
        MANIFEST,
    ),
    RuleCase(
        "CAL308",
        server(args=["bin/count"], cwd="${CALIBAN_PLUGIN_ROOT}"),
        server(args=["bin/count"]),
        '"bin/count"',
        MANIFEST,
    ),
    RuleCase(
        "CAL309",
        server(cwd="${CLAUDE_PLUGIN_ROOT}"),
        server(cwd="$CALIBAN_PLUGIN_ROOT"),
        '"$CALIBAN_PLUGIN_ROOT"',
        MANIFEST,
    ),
    RuleCase(
        "CAL310",
        server(env={"MODE": "${KNOTS_MODE:-fast}"}),
        server(env={"MODE": "${KNOTS_MODE}"}),
        '"${KNOTS_MODE}"',
        MANIFEST,
    ),
    file_case("CAL311", "hooks/hooks.json", "{}", "{\n,}", ""),
    file_case(
        "CAL312",
        "hooks/hooks.json",
        HOOK % "guard",
        (HOOK % "guard").replace("Stop", "Stopp"),
        '"Stopp"',
    ),
    file_case(
        "CAL313",
        "mcp/.mcp.json",
        '{"mcpServers": {"a": {"url": "https://a.example/", "transport": "http"}}}',
        '{"mcpServers": {"a": {"url": "https://a.example/"}}}',
        '"https://a.example/"',
    ),
    file_case(
        "CAL317",
        "mcp/.mcp.json",
        '{"mcpServers": {"a": {"url": "http://127.0.0.1:8/", "transport": "http"}}}',
        '{"mcpServers": {"a": {"url": "http://a.example/", "transport": "http"}}}',
        '"http://a.example/"',
    ),
    file_case("CAL314", "skills/more/SKILL.md", SKILL % "more", SKILL % "count", "count"),
    file_case("CAL315", "agents/ada.md", SKILL % "'a: b'", SKILL % "a: b", ""),
    RuleCase(
        "CAL316",
        plugin({"components": {"commands": "commands"}}, {"commands/more.md": "x"}),
        plugin({"components": {"commands": "commands"}}, {"commands/count.md": "x"}),
        "",
        f"{SOURCE}commands/count.md",
    ),
)

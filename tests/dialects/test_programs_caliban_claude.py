"""What hooks and servers start, and what texts are called: Caliban and Claude Code."""

import json
from typing import Any

import pytest

from chandlery.catalog import ReleaseEntry
from chandlery.checks import Finding
from chandlery.dialects.caliban import DIALECT as CALIBAN
from chandlery.dialects.claude import DIALECT as CLAUDE
from chandlery.records.release import ArtifactFormat
from marketplaces import an_entry, found

GOOD: dict[str, Any] = {"name": "knot-counter", "version": "1.0.0", "description": "Counts knots."}
FILES = {"plugin.json": b"{}", "bin/count": b"", "server.py": b"", "data/knots.json": b""}


def caliban(
    manifest: dict[str, Any], files: dict[str, bytes] | None = None, **release: Any
) -> ReleaseEntry:
    return an_entry(
        CALIBAN, GOOD | manifest, ArtifactFormat.TAR_GZ, FILES | (files or {}), **release
    )


def claude(
    manifest: dict[str, Any], files: dict[str, bytes] | None = None, **release: Any
) -> ReleaseEntry:
    return an_entry(CLAUDE, GOOD | manifest, ArtifactFormat.ZIP, FILES | (files or {}), **release)


def of(entry: ReleaseEntry) -> list[str]:
    """The codes of what the release rules of the entry's dialect find."""
    dialect = CALIBAN if entry.manifest("caliban") else CLAUDE
    return found(dialect.release_rules, entry)


def findings(entry: ReleaseEntry, code: str) -> list[Finding]:
    dialect = CALIBAN if entry.manifest("caliban") else CLAUDE
    (rule,) = [rule for rule in dialect.release_rules if rule.code == code]
    assert rule.check
    return list(rule.check(entry))


def server(**given: Any) -> ReleaseEntry:
    """A release for Caliban that starts one server."""
    return caliban({"mcpServers": {"a": {"command": "python3"} | given}})


def claude_server(**given: Any) -> ReleaseEntry:
    return claude({"mcpServers": {"a": {"command": "python3"} | given}})


def claude_hook(command: str, **more: Any) -> ReleaseEntry:
    value = {"hooks": {"Stop": [{"hooks": [{"type": "command", "command": command} | more]}]}}
    named = {"hooks": "./hooks/hooks.json"}
    return claude(named, {"hooks/hooks.json": json.dumps(value).encode()})


# -- paths ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"command": "/opt/server"}, ["305"]),
        ({"command": "~/server"}, ["305"]),
        ({"command": "$HOME/server"}, ["305"]),
        ({"command": "${HOME}/server"}, ["305"]),
        ({"command": "C:\\\\server.exe"}, ["305"]),
        ({"command": "/usr/local/bin/server"}, ["305"]),
        ({"command": "/usr/bin/env"}, []),
        ({"command": "/bin/sh"}, []),
        ({"command": "server"}, []),
        ({"cwd": "/opt"}, ["305"]),
        ({"cwd": "/tmp/knots"}, []),
        ({"args": ["/home/ada/x.py"]}, ["305"]),
        ({"args": ["/Users/ada/x.py"]}, ["305"]),
        ({"args": ["/root/x.py"]}, ["305"]),
        ({"args": ["--data=/home/ada/x"]}, ["305"]),
        ({"env": {"DATA": "C:/knots"}}, ["305"]),
        ({"args": ["/opt/knots/x.py"]}, ["306"]),
        ({"args": ["--data=/opt/knots"]}, ["306"]),
        ({"env": {"DATA": "/opt/knots"}}, ["306"]),
        ({"env": {"DATA": "/opt/a:/opt/b"}}, []),
        ({"args": ["/knots", "/", "//", "https://knots.example/a/b", "a/b/c"]}, []),
        ({"args": ["/dev/null", "/usr/bin/git", "x=1=/opt"]}, []),
        ({"args": ["~/knots", "/home"]}, []),
        ({"note": "/opt/knots/x and /home/ada/y"}, []),
    ],
)
def test_paths_outside_of_the_plugin(given: dict[str, Any], expected: list[str]) -> None:
    assert of(server(**given)) == [f"CAL{code}" for code in expected]
    assert of(claude_server(**given)) == [f"CLA{code}" for code in expected]


def test_a_command_line_is_taken_apart() -> None:
    assert of(claude_hook("/opt/guard --fast")) == ["CLA305"]
    assert of(claude_hook("guard /opt/knots/x; true")) == ["CLA306"]
    assert of(claude_hook("guard '/home/ada/a b'")) == ["CLA305"]
    assert of(claude_hook("guard 'unfinished /home/ada/x")) == ["CLA305"]
    assert of(claude_hook('guard "${CLAUDE_PLUGIN_ROOT}/bin/count"; true')) == []


def test_the_place_is_the_string_itself() -> None:
    (item,) = findings(server(args=["-B", "/home/ada/x.py"]), "CAL305")
    assert item.route == ("mcpServers", "a", "args", 1)
    assert item.document is None
    (item,) = findings(claude_hook("/opt/guard"), "CLA305")
    assert item.route == ("hooks", "Stop", 0, "hooks", 0, "command")
    assert item.document
    assert item.document.path.endswith("source/hooks/hooks.json")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/bin/count", []),
        ("/bin", []),
        ("/", []),
        ("", []),
        ("/bin/./count", []),
        ("/bin/counts", ["307"]),
        ("/bin/Count", ["307"]),
        ("/../x", ["307"]),
        ("/bin/*", []),
        ("/bin/${X:-a}", []),
        ("/bin/$X", []),
        ("/of/many/letters/$X", []),
        ("/of/many/letters", ["307"]),
        ("/bin/counts:x", ["307"]),
    ],
)
def test_what_the_root_leads_to(text: str, expected: list[str]) -> None:
    for role in ("args", "env", "cwd", "command"):
        for name, client, make in (
            ("CALIBAN_PLUGIN_ROOT", "CAL", server),
            ("CLAUDE_PLUGIN_ROOT", "CAL", server),
            ("CLAUDE_PLUGIN_ROOT", "CLA", claude_server),
        ):
            path = f"${{{name}}}{text}"
            given: Any = {"args": [path], "env": {"A": path}}.get(role, path)
            assert of(make(**{role: given})) == [f"{client}{code}" for code in expected]


def test_a_missing_file_is_not_said_of_other_texts() -> None:
    assert of(claude_server(description="${CLAUDE_PLUGIN_ROOT}/none")) == []


def test_the_right_path_is_named() -> None:
    def hint(text: str) -> str:
        (item,) = findings(server(args=[f"${{CALIBAN_PLUGIN_ROOT}}/{text}"]), "CAL307")
        return item.hint

    assert hint("Bin/Count").startswith("Did you mean `bin/count`? Capitals")
    assert hint("BIN").startswith("Did you mean `bin`?")
    assert hint("bin/counts") == "Did you mean `bin/count`?"
    assert hint("serber.py") == "Did you mean `server.py`?"
    assert hint("bim/count") == "Correct the path, or add the file."


def test_several_paths_in_a_word() -> None:
    path = "--path=${CALIBAN_PLUGIN_ROOT}/a:${CALIBAN_PLUGIN_ROOT}/bin"
    (item,) = findings(server(args=[path]), "CAL307")
    assert "`a`" in item.message


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"args": ["bin/count"]}, ["308"]),
        ({"args": ["./bin/count"]}, ["308"]),
        ({"args": ["server.py"]}, ["308"]),
        ({"command": "./bin/count"}, ["308"]),
        ({"args": ["bin"]}, []),
        ({"args": ["count"]}, []),
        ({"args": ["other.py"]}, []),
        ({"args": ["../server.py"]}, []),
        ({"env": {"A": "server.py"}}, []),
        ({"args": ["server.py"], "cwd": "${CLAUDE_PLUGIN_ROOT}/bin"}, []),
        ({"args": ["server.py"], "cwd": "bin"}, ["308"]),
        ({"args": ["server.py"], "cwd": 7}, ["308"]),
    ],
)
def test_a_file_is_named_with_the_root(given: dict[str, Any], expected: list[str]) -> None:
    assert of(claude_server(**given)) == [f"CLA{code}" for code in expected]


def test_what_is_fetched_is_not_compared() -> None:
    value = {"mcpServers": {"a": {"command": "/opt/x", "args": ["${CALIBAN_PLUGIN_ROOT}/y"]}}}
    assert of(caliban(value, fetched=True)) == ["CAL305"]
    value = {"mcpServers": {"a": {"command": "/opt/x", "args": ["${CLAUDE_PLUGIN_ROOT}/y"]}}}
    assert of(claude(value, fetched=True)) == ["CLA305"]


def messages(entry: ReleaseEntry, code: str) -> list[str]:
    return [item.message for item in findings(entry, code)]


def test_the_value_of_an_option_is_named() -> None:
    assert messages(server(args=["--a=/opt/knots=x"]), "CAL306") == [
        "`/opt/knots=x` is a path that not every machine has"
    ]
    assert messages(server(args=["${CALIBAN_PLUGIN_ROOT}/../x"]), "CAL307") == [
        "`../x` leads out of the plugin"
    ]
    assert messages(server(cwd="${CALIBAN_PLUGIN_ROOT:-.}"), "CAL309") == [
        "Caliban leaves `${CALIBAN_PLUGIN_ROOT:-.}` as it is"
    ]
    assert messages(claude({"mcpServers": {"a": {"type": "http"}, "b": 7}}), "CLA313") == [
        "the server `a` has no `url`",
        "`b` is no object",
    ]
    bad = {"hooks": {"Stop": [{"hooks": [{"type": "http"}]}]}}
    assert messages(claude(bad), "CLA312") == ["a handler of the type `http` has no `url`"]
    assert messages(caliban({"components": {"hooks": "h"}}, {"h": b"7"}), "CAL311") == [
        "`h` is no object"
    ]


# -- variables ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${CALIBAN_PLUGIN_ROOT}", []),
        ("${CLAUDE_PLUGIN_ROOT}", []),
        ("${CLAUDE_PROJECT_DIR}", []),
        ("${HOME_PORT:-1}", []),
        ("${PATH}", []),
        ("${lower}", []),
        ("$OTHER", []),
        ("${PLUGIN_ROOT}", ["309"]),
        ("${CALIBAN_PLUGINROOT}", ["309"]),
        ("$CALIBAN_PLUGIN_ROOT", ["309"]),
        ("$CLAUDE_PLUGIN_ROOT/x", ["309"]),
        ("${CALIBAN_PLUGIN_ROOT:-.}", ["309"]),
        ("${OTHER}", ["310"]),
        ("${OTHER} ${OTHER} ${MORE}", ["310", "310"]),
        ("${OTHER", []),
        ("$CALIBAN_PLUGIN_ROOTS", []),
    ],
)
def test_variables_of_caliban(text: str, expected: list[str]) -> None:
    assert of(server(env={"A": text})) == [f"CAL{code}" for code in expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${CLAUDE_PLUGIN_ROOT}", []),
        ("${CLAUDE_PLUGIN_DATA}", []),
        ("${CLAUDE_PLUGIN_ROOT:-.}", []),
        ("${user_config.token}", []),
        ("${CALIBAN_PLUGIN_ROOT}", ["309"]),
        ("$CLAUDE_PLUGIN_ROOT", ["309"]),
        ("${OTHER}", ["310"]),
    ],
)
def test_variables_of_claude(text: str, expected: list[str]) -> None:
    assert of(claude_server(env={"A": text})) == [f"CLA{code}" for code in expected]


def test_a_shell_replaces_what_the_client_sets() -> None:
    assert of(claude_hook('"$CLAUDE_PLUGIN_ROOT"/bin/count')) == []
    assert of(claude_hook('"$CLAUDE_PLUGIN_ROOT"/bin/none')) == ["CLA307"]
    assert of(claude_hook('"$CALIBAN_PLUGIN_ROOT"/bin/count')) == ["CLA309"]
    assert of(claude_hook("guard", url="$CLAUDE_PLUGIN_ROOT")) == ["CLA309"]


def test_hints_of_variables() -> None:
    (item,) = findings(server(env={"A": "${PLUGIN_ROOT}"}), "CAL309")
    assert item.hint == "Write `${CALIBAN_PLUGIN_ROOT}`."
    (item,) = findings(claude_server(env={"A": "${CLAUDE_PLUGIN_DATAS}"}), "CLA310")
    assert item.hint == "Did you mean `CLAUDE_PLUGIN_DATA`?"
    (item,) = findings(claude_server(env={"A": "${TOKEN}"}), "CLA310")
    assert item.hint.startswith("Say in the README")


# -- where configurations are ---------------------------------------------------------------------

BAD_SERVERS = b'{"mcpServers": {"a": {"command": "/opt/x"}}}'
BAD_HOOKS = b'{"hooks": {"Stop": [{"handlers": [{"type": "command", "command": "/opt/x"}]}]}}'


def test_where_caliban_looks() -> None:
    def codes(manifest: dict[str, Any], files: dict[str, bytes]) -> list[str]:
        return [code for code in of(caliban(manifest, files)) if code != "CAL304"]

    assert codes({}, {"mcp/.mcp.json": BAD_SERVERS}) == ["CAL305"]
    assert codes({}, {"mcp/.mcp.json": b'{"a": {"command": "/opt/x"}}'}) == ["CAL305"]
    assert codes({}, {"hooks/hooks.json": BAD_HOOKS}) == ["CAL305"]
    assert codes({}, {"other.json": BAD_HOOKS}) == []
    named = {"components": {"hooks": ["./a.json", "b"], "mcp_servers": "c.json"}}
    files = {"a.json": BAD_HOOKS, "b/x": b"", "c.json": BAD_SERVERS, "mcp/.mcp.json": BAD_SERVERS}
    assert codes(named, files) == ["CAL305", "CAL305"]
    # The manifest's own servers win over any file.
    assert codes({"mcpServers": {"a": {"command": "b"}}}, {"mcp/.mcp.json": BAD_SERVERS}) == []


def test_where_claude_looks() -> None:
    bad = {"command": "/opt/x"}
    hooks = {"Stop": [{"hooks": [{"type": "command"} | bad]}]}
    wrapped = json.dumps({"hooks": hooks}).encode()
    for manifest, files in (
        ({"hooks": hooks}, {}),
        ({"hooks": {"hooks": hooks}}, {}),
        ({"hooks": ["./none/", hooks]}, {"none/x": b""}),
        ({"hooks": "./guard"}, {"guard": wrapped}),
        ({"hooks": "./hooks/hooks.json"}, {"hooks/hooks.json": wrapped}),
        ({"mcpServers": {"a": bad}}, {}),
        ({"mcpServers": ["./m.json"]}, {"m.json": BAD_SERVERS}),
        ({"mcpServers": "./.mcp.json"}, {".mcp.json": BAD_SERVERS}),
        ({"lspServers": {"a": bad}}, {}),
        ({"lspServers": "./.lsp.json"}, {".lsp.json": json.dumps({"a": bad}).encode()}),
        ({"experimental": {"monitors": [bad]}}, {}),
        ({"experimental": {"monitors": "./m.json"}}, {"m.json": json.dumps([bad]).encode()}),
        ({}, {"agents/a.md": b"---\nmcpServers: {a: {command: /opt/x}}\n---\n"}),
        ({}, {"skills/a/SKILL.md": b"---\nhooks: " + json.dumps(hooks).encode() + b"\n---\n"}),
    ):
        assert of(claude(manifest, files)) == ["CLA305"], (manifest, files)


def test_a_file_is_looked_at_though_nobody_names_it() -> None:
    assert of(claude({}, {".mcp.json": BAD_SERVERS})) == ["CLA304", "CLA305"]


def test_a_bundle_is_no_text() -> None:
    assert of(claude({"mcpServers": "./a.mcpb"}, {"a.mcpb": b"PK"})) == []


def test_routes_lead_into_what_only_holds_them() -> None:
    hooks = {"Stop": [{"hooks": [{"type": "command", "command": "/opt/x"}]}]}
    (item,) = findings(claude({"hooks": [{"hooks": hooks}]}), "CLA305")
    assert item.route == ("hooks", 0, "hooks", "Stop", 0, "hooks", 0, "command")
    (item,) = findings(claude({"experimental": {"monitors": [{"command": "/opt/x"}]}}), "CLA305")
    assert item.route == ("experimental", "monitors", 0, "command")


@pytest.mark.parametrize("data", [b"{", b"7", b"\xff", b'"a"', b"null"])
def test_files_that_cannot_be_read(data: bytes) -> None:
    entry = caliban({"components": {"hooks": "h.json"}}, {"h.json": data})
    assert of(entry) == ["CAL311"]
    entry = claude({"hooks": "./h.json"}, {"h.json": data})
    assert of(entry) == ["CLA311"]
    (item,) = findings(entry, "CLA311")
    assert item.document
    assert item.document.path.endswith("source/h.json")


# -- shapes ---------------------------------------------------------------------------------------


def hook_codes(value: Any) -> list[str]:
    """What is said of hooks of Claude Code."""
    return of(claude({"hooks": value}))


@pytest.mark.parametrize(
    ("value", "count"),
    [
        ({}, 0),
        ({"Stop": []}, 0),
        ({"Stop": [{"hooks": []}]}, 0),
        ({"Stop": [{"hooks": [{"type": "command", "command": "a"}]}]}, 0),
        ({"Stop": [{"hooks": [{"type": "http", "url": "https://a.example"}]}]}, 0),
        ({"Stop": [{"hooks": [{"type": "mcp_tool", "server": "a", "tool": "b"}]}]}, 0),
        ({"stop": []}, 1),
        ({"Stop": {}}, 1),
        ({"stop": 7}, 2),
        ({"Stop": 7, "stopp": []}, 2),
        ({"Stop": [{}]}, 1),
        ({"Stop": [7, {"hooks": {}}]}, 2),
        ({"Stop": [{"handlers": []}]}, 1),
        ({"Stop": [{"handlers": [], "hooks": []}]}, 0),
        ({"Stop": [{"hooks": [7]}]}, 1),
        ({"Stop": [{"hooks": [{}]}]}, 1),
        ({"Stop": [{"hooks": [{"type": "commando", "command": "a"}]}]}, 1),
        ({"Stop": [{"hooks": [{"type": ["command"]}]}]}, 1),
        ({"Stop": [{"hooks": [{"type": "command"}]}]}, 1),
        ({"Stop": [{"hooks": [{"type": "command", "command": " "}]}]}, 1),
        ({"Stop": [{"hooks": [{"type": "command", "command": 7}]}]}, 1),
        ({"Stop": [{"hooks": [{"type": "mcp_tool"}]}]}, 2),
        ({"Stop": [{"hooks": [{"type": "agent", "prompt": "a"}, {"type": "prompt"}]}]}, 1),
    ],
)
def test_hooks_that_never_run(value: Any, count: int) -> None:
    assert hook_codes(value) == ["CLA312"] * count


def test_hooks_of_the_other_client_are_told_how_to_change() -> None:
    (item,) = findings(claude({"hooks": {"Stop": [{"handlers": []}]}}), "CLA312")
    assert item.hint == "Call the list `hooks`."
    assert (item.route, item.on) == (("hooks", "Stop", 0, "handlers"), "key")
    named = {"components": {"hooks": "h.json"}}
    entry = caliban(named, {"h.json": b'{"Stop": [{"hooks": []}]}'})
    (item,) = findings(entry, "CAL312")
    assert item.hint == "Call the list `handlers`."


def test_hints_of_hooks() -> None:
    def hint(value: Any) -> tuple[str, str]:
        (item,) = findings(claude({"hooks": value}), "CLA312")
        return item.hint, item.on

    assert hint({"PreTooluse": []}) == ("Did you mean `PreToolUse`?", "key")
    assert hint({"X": []})[0].startswith("Take it out")
    assert hint({"Stop": [{"hooks": [{"type": "commando"}]}]}) == (
        "Did you mean `command`?",
        "value",
    )
    assert "`agent`, `command`" in hint({"Stop": [{"hooks": [{"type": "x"}]}]})[0]


def server_codes(value: Any, key: str = "mcpServers") -> list[str]:
    return of(claude({key: value}))


@pytest.mark.parametrize(
    ("server", "dead"),
    [
        ({"command": "a"}, False),
        ({"command": "a", "type": "stdio"}, False),
        ({"command": "a", "url": "https://a.example"}, False),
        ({"type": "http", "url": "https://a.example"}, False),
        ({"type": "sse", "url": "https://a.example", "command": ""}, False),
        (7, True),
        ({}, True),
        ({"command": ""}, True),
        ({"command": ["a"]}, True),
        ({"url": "https://a.example"}, True),
        ({"type": "http"}, True),
        ({"type": "http", "url": 7}, True),
        ({"type": "http", "command": "a"}, True),
        ({"type": "htpp", "url": "https://a.example"}, True),
        ({"type": 7, "command": "a"}, True),
    ],
)
def test_servers_that_are_dead(server: Any, dead: bool) -> None:
    assert server_codes({"a": server}) == ["CLA313"] * dead


def test_language_servers_are_programs() -> None:
    assert server_codes({"a": {"command": "b", "type": "odd"}}, "lspServers") == []
    assert server_codes({"a": {"url": "https://b.example"}}, "lspServers") == ["CLA313"]
    assert server_codes({"a": 7}, "lspServers") == ["CLA313"]


def test_hints_of_servers() -> None:
    def hint(server: Any) -> str:
        (item,) = findings(claude({"mcpServers": {"a": server}}), "CLA313")
        return item.hint

    assert hint({"url": "https://a.example"}) == 'Add `"type": "http"`.'
    assert hint({"type": "htpp"}) == "Did you mean `http`?"
    assert hint({"type": "zzz"}) == "Use `stdio` or `http`."


def test_transports_of_caliban() -> None:
    assert of(server(transport="stdio")) == []
    assert of(server(transport="ws")) == ["CAL313"]
    assert of(server(transport="http")) == ["CAL313"]
    files = {"mcp/.mcp.json": b'{"a": {"url": "https://a.example", "transport": "http"}}'}
    assert of(caliban({"components": {"mcp_servers": "mcp/.mcp.json"}}, files)) == []


# -- texts ----------------------------------------------------------------------------------------


def text(name: str) -> bytes:
    return f"---\nname: {name}\n---\n".encode()


def names(files: dict[str, bytes], **components: Any) -> list[str]:
    return of(caliban({"components": components}, files))


def test_names_within_a_kind() -> None:
    assert names({"skills/a/SKILL.md": b"", "skills/b/SKILL.md": text("a")}) == ["CAL314"]
    assert names({"skills/a/SKILL.md": b"", "skills/b/SKILL.md": text("A")}) == ["CAL314"]
    assert names({"skills/a/SKILL.md": b"", "skills/b/SKILL.md": text("c")}) == []
    assert names({"skills/a/SKILL.md": text("b"), "skills/b/SKILL.md": text("a")}) == []
    assert names({"skills/a/SKILL.md": b"", "skills/b/SKILL.md": text("7")}) == []
    assert names({"skills/a/SKILL.md": b"", "skills/b/more/SKILL.md": text("a")}) == []
    assert names({"skills/a/SKILL.md": b"", "skills/b/skill.md": text("a")}) == []
    assert names({"agents/a.md": b"", "agents/b.md": text("a")}) == ["CAL314"]
    assert names({"agents/a.md": b"", "agents/b/a.md": b""}) == []
    assert names({"agents/a.md": b"", "agents/a.txt": b""}) == []
    assert names({"agents/a.md": b"", "skills/a/SKILL.md": b""}) == []


def test_where_texts_are() -> None:
    files = {"x/a/SKILL.md": b"", "y/b/SKILL.md": text("a"), "skills/c/SKILL.md": text("a")}
    assert names(files, skills=["x", "y"]) == ["CAL314"]
    assert names(files, skills=["x/a", "./y/b/"]) == ["CAL314"]
    assert names(files, skills=["x", "x/"]) == []
    assert names(files, skills=["x", "/y"]) == []
    assert names(files, skills=".") == []
    assert names({"x/a.md": b"", "y/a.md": b""}, commands=["x", "y"]) == ["CAL314"]
    assert names({"x/a.md": b"", "y/a.md": b""}, commands=["x/a.md", "y/a.md"]) == ["CAL314"]
    assert names({"x/a.md": b"", "y/a.md": b""}, agents=["x", "y"]) == ["CAL314"]
    assert names({"commands/a.md": b"", "x/a.md": b""}, commands=["x"]) == []


def test_claude_looks_at_its_own_places_too() -> None:
    files = {"skills/a/SKILL.md": b"", "more/b/SKILL.md": text("a")}
    assert of(claude({"skills": "./more/"}, files)) == ["CLA314"]
    files = {"commands/a.md": b"", "more/a.md": b""}
    assert of(claude({"commands": "./more/"}, files)) == ["CLA314"]
    files = {"agents/a.md": b"", "more/a.md": b""}
    assert of(claude({"agents": ["./more/"]}, files)) == ["CLA314"]


def test_a_command_and_a_skill() -> None:
    files = {"skills/a/SKILL.md": b"", "commands/a.md": b"", "commands/b.md": text("a")}
    assert names(files, commands="commands") == ["CAL316"]
    assert of(claude({}, files)) == ["CLA316"]
    (item,) = findings(claude({}, files), "CLA316")
    assert item.message == "the command `a` has the name of `skills/a/SKILL.md`"
    assert item.document
    assert item.document.path.endswith("source/commands/a.md")
    assert names({"agents/a.md": b"", "commands/a.md": b""}, commands="commands") == []


def test_the_second_of_a_name_is_meant() -> None:
    files = {"skills/a/SKILL.md": text("x"), "skills/b/SKILL.md": text("x")}
    (item,) = findings(caliban({}, files), "CAL314")
    assert item.route == ("name",)
    assert item.document
    assert item.document.path.endswith("skills/b/SKILL.md")
    span = item.document.locate(item.route)
    assert (span.line, span.column) == (2, 7)


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"", None),
        (b"Hello.\n", None),
        (b"----\n", None),
        (b"---\n---\n", (1, 1, 4)),
        (b"---\nname: a\n---\nHello.\n---\n", None),
        (b"---\r\nname: a\r\n---\r\n", None),
        (b"\xef\xbb\xbf---\nname: a\n---\n", None),
        (b"---\nname: a\n", (1, 1, 4)),
        (b"---\n- a\n---\n", (1, 1, 4)),
        (b"---\nname: a\nb: c: d\n---\n", (3, 5, 5)),
    ],
)
def test_front_matter(data: bytes, place: tuple[int, ...] | None) -> None:
    entry = caliban({}, {"agents/a.md": data})
    assert of(entry) == ([] if place is None else ["CAL315"])
    if place:
        (item,) = findings(entry, "CAL315")
        assert item.route == place
        assert item.document
        assert item.document.data == data

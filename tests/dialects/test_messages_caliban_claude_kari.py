"""What is said of the bad examples: the fact with its value, and the cure."""

import pytest

from rules import caliban_cases, claude_cases, kari_cases

# What is wrong with Python is in Python's words (KAR304), which change with its version.
CASES = (*caliban_cases.CASES, *claude_cases.CASES, *kari_cases.CASES)
SAID = {
    ("CAL101", "1.02.0 is not a SemVer version", "Write three numbers: `1.2.0`."),
    ("CAL102", "v0.8 is not a version of Caliban", "Write three numbers: `0.8.0`."),
    ("CAL151", "the version gives its address twice", "Keep `tarball`."),
    (
        "CAL152",
        "`knot-counter` has no version that can be installed",
        "Give `versions`, or leave the entry out.",
    ),
    (
        "CAL201",
        "`/etc` does not stay inside the plugin",
        "Write a path below the plugin's folder, with `/`.",
    ),
    ("CAL202", "there is no description", "Say what the plugin does."),
    (
        "CAL203",
        "`platforms` is empty, which matches no machine",
        "Name the platforms, or take the key out.",
    ),
    ("CAL204", "Caliban does not read `outputStyles` here", "Did you mean `output_styles`?"),
    ("CAL205", "`0.5` is not a version of three numbers", "Write three numbers: `0.8.0`."),
    ("CAL206", "`_knots` begins with `_`", "Begin the name with a letter or a digit."),
    ("CAL207", "Caliban does not read `homepag`", "Did you mean `homepage`?"),
    ("CAL208", "`mcpServers` wins over this file", "Keep one of the two."),
    ("CAL209", "Caliban does not read `type` here", "Take it out."),
    ("CAL251", "`1.0.0` comes after `2.0.0`", "Put the newest version last."),
    (
        "CAL252",
        "`AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA…` is no SHA-256",
        "Give 64 lower-case hexadecimal digits.",
    ),
    ("CAL253", "`1.tar.gz` is no absolute address", "Begin it with `https://`."),
    ("CAL254", "`Knots` is no name for a plugin", "Choose another name."),
    (
        "CAL301",
        "the name is `knots`, and the package is called `knot-counter`",
        "Use the package's name, or map it in `listing.yml`.",
    ),
    (
        "CAL302",
        "the version is 1.0.0+b, and the release is 1.0.0",
        "Set `version` to 1.0.0, or move the manifest.",
    ),
    (
        "CAL303",
        "there is no `Skills/` in `plugins/knot-counter/releases/1.0.0/source/`",
        "Did you mean `skills`? Capitals make a difference on most machines.",
    ),
    (
        "CAL304",
        "`hooks/hooks.json` is in the source, and `components.hooks` does not name it",
        'Add `"hooks": "hooks/hooks.json"` to `components`.',
    ),
    (
        "CAL305",
        "`/home/ada/server.py` is not in the plugin",
        "Ship it and write `${CALIBAN_PLUGIN_ROOT}/…`, or name a program on the `PATH`.",
    ),
    (
        "CAL305",
        "`/opt/guard` is not in the plugin",
        "Ship it and write `${CALIBAN_PLUGIN_ROOT}/…`, or name a program on the `PATH`.",
    ),
    (
        "CAL306",
        "`/usr/local/etc/knots.json` is a path that not every machine has",
        "Write `${CALIBAN_PLUGIN_ROOT}/…` for a file of the plugin, or ask for the path.",
    ),
    (
        "CAL307",
        "there is no `bin/counts` in `plugins/knot-counter/releases/1.0.0/source/`",
        "Did you mean `bin/count`?",
    ),
    (
        "CAL308",
        "`bin/count` is looked for where the person works, not in the plugin",
        "Write `${CALIBAN_PLUGIN_ROOT}/bin/count`.",
    ),
    ("CAL309", "Caliban leaves `$CALIBAN_PLUGIN_ROOT` as it is", "Write `${CALIBAN_PLUGIN_ROOT}`."),
    (
        "CAL310",
        "`${KNOTS_MODE}` is not set by Caliban, but by the person's environment",
        "Say in the README what to set it to.",
    ),
    (
        "CAL311",
        "`hooks/hooks.json` cannot be read: expected a key in double quotes, found `,`",
        "Write one JSON object.",
    ),
    ("CAL312", "Caliban has no event `Stopp`", "Did you mean `Stop`?"),
    ("CAL313", "`a` has an address, and its transport is `stdio`", 'Add `"transport": "http"`.'),
    ("CAL317", "`http://a.example/` is spoken to in the open", "Write `https://`."),
    (
        "CAL314",
        "the skill `count` has the name of `skills/count/SKILL.md`",
        "Give it a name of its own.",
    ),
    (
        "CAL315",
        "the YAML before the text cannot be read: found `:` where no key can end",
        "Correct it; put a text with `: ` or `#` in it into quotation marks.",
    ),
    (
        "CAL316",
        "the command `count` has the name of `skills/count/SKILL.md`",
        "Give it a name of its own.",
    ),
    (
        "CLA101",
        "the name knot counter has a character that no name has",
        "Write it in lower case with dashes.",
    ),
    ("CLA102", "knots.example is no URL", "Begin it with https://."),
    ("CLA103", "`skills/` does not begin with `./`", "Begin it with `./`."),
    (
        "CLA201",
        "`knot_counter` is not in kebab-case",
        "Use lower-case letters, digits and single dashes.",
    ),
    ("CLA202", "there is no version", "Give the version of the release."),
    ("CLA203", "there is no description", "Say what the plugin does."),
    (
        "CLA204",
        "`claude-knots` reads like a plugin of Anthropic's",
        "Choose a name that begins otherwise.",
    ),
    ("CLA205", "Claude Code does not read `homepag`", "Did you mean `homepage`?"),
    (
        "CLA301",
        "the name is `knots`, and the package is called `knot-counter`",
        "Use the package's name, or map it in `listing.yml`.",
    ),
    (
        "CLA302",
        "the version is `1.0.1`, and the release is 1.0.0",
        "Set `version` to 1.0.0, or move the manifest.",
    ),
    (
        "CLA303",
        "there is no `./Skills/` in `plugins/knot-counter/releases/1.0.0/source/`",
        "Did you mean `skills`? Capitals make a difference on most machines.",
    ),
    (
        "CLA304",
        "`hooks/hooks.json` is in the source, and `hooks` does not name it",
        "Give the file another name and write that into `hooks`.",
    ),
    (
        "CLA305",
        "`/opt/guard` is not in the plugin",
        "Ship it and write `${CLAUDE_PLUGIN_ROOT}/…`, or name a program on the `PATH`.",
    ),
    (
        "CLA306",
        "`/usr/local/etc/knots.json` is a path that not every machine has",
        "Write `${CLAUDE_PLUGIN_ROOT}/…` for a file of the plugin, or ask for the path.",
    ),
    (
        "CLA307",
        "there is no `bin/Count` in `plugins/knot-counter/releases/1.0.0/source/`",
        "Did you mean `bin/count`? Capitals make a difference on most machines.",
    ),
    (
        "CLA308",
        "`bin/count` is looked for where the person works, not in the plugin",
        "Write `${CLAUDE_PLUGIN_ROOT}/bin/count`.",
    ),
    (
        "CLA309",
        "Claude Code does not know `${CALIBAN_PLUGIN_ROOT}`",
        "Write `${CLAUDE_PLUGIN_ROOT}`.",
    ),
    (
        "CLA310",
        "`${CLAUDE_PROJECT_DIRS}` is not set by Claude Code, but by the person's environment",
        "Did you mean `CLAUDE_PROJECT_DIR`?",
    ),
    ("CLA311", "`.mcp.json` is no object", "Write an object."),
    (
        "CLA312",
        "the handlers stand in `handlers`, which is another client's word",
        "Call the list `hooks`.",
    ),
    ("CLA313", "Claude Code has no transport `htpp`", "Did you mean `http`?"),
    ("CLA313", "the server `a` has no `command`", "Give `command`."),
    ("CLA317", "`http://a.example/` is spoken to in the open", "Write `https://`."),
    (
        "CLA314",
        "the skill `Count` has the name of `skills/count/SKILL.md`",
        "Give it a name of its own.",
    ),
    (
        "CLA315",
        "the YAML before the text cannot be read: it does not end in a line `---`",
        "Correct it; put a text with `: ` or `#` in it into quotation marks.",
    ),
    (
        "CLA316",
        "the command `count` has the name of `skills/count/SKILL.md`",
        "Give it a name of its own.",
    ),
    ("KAR201", "`banana` is not a SemVer version", "Write three numbers: `1.2.0`."),
    ("KAR202", "`Knots!` cannot be an id", "Use lower-case letters, digits, `-` and `_`."),
    ("KAR203", "`author` is empty", "Fill it in."),
    ("KAR204", "`yes` is no boolean", "Write `true` or `false`."),
    (
        "KAR205",
        "`os` is no dotted path that ends in `handler`",
        "Write the path of the module that `handler.py` will be.",
    ),
    (
        "KAR206",
        "`a:run` is no name of a function in `handler.py`",
        "Write the function's name: `run`.",
    ),
    ("KAR207", "Kari refuses the key `optionally` here", "Did you mean `optional`?"),
    ("KAR208", "Kari refuses the key `os_platform` here", "Did you mean `os_platforms`?"),
    (
        "KAR209",
        "`macos` is no system that Python knows by this name",
        "Use `linux`, `darwin` or `windows`.",
    ),
    ("KAR210", "no part of Kari knows the role `wizard`", "Use `user` or `admin`."),
    ("KAR211", "Kari takes `>=1.0` for the version itself", "Give the exact version, or none."),
    ("KAR212", "Kari does not read `required_role`", "Did you mean `required_roles`?"),
    (
        "KAR301",
        "the name is `knots`, and the package is called `knot-counter`",
        "Use the package's name, or map it in `listing.yml`.",
    ),
    (
        "KAR302",
        "the version is `1.0.1`, and the release is 1.0.0",
        "Set `version` to 1.0.0, or move the manifest.",
    ),
    (
        "KAR303",
        "there is no `plugins/knot-counter/releases/1.0.0/source/handler.py`",
        "Add the file with the handler.",
    ),
    (
        "KAR305",
        "`handler.py` does not define `run` at its top level",
        "Define `run(params)` there.",
    ),
    (
        "KAR306",
        "`run` in `handler.py` is no function that is defined there",
        "Define it there: `def run(params)`.",
    ),
    ("KAR307", "`run` cannot be called with one argument", "Write `def run(params)`."),
    (
        "KAR308",
        "there is no `plugins/knot-counter/releases/1.0.0/source/__init__.py`",
        "Add an empty one.",
    ),
    (
        "KAR309",
        "there is no `plugins/knot-counter/releases/1.0.0/source/ui.py`",
        "Set `trusted_ui` to `false`.",
    ),
    ("KAR310", "`ui.py` does not define `render`", "Define `render()` there."),
    ("KAR311", "`render` cannot be called without arguments", "Write `def render()`."),
}


@pytest.mark.parametrize("code", sorted({case.code for case in CASES} - {"KAR304"}))
def test_the_message_has_the_value_and_the_hint_the_cure(code: str) -> None:
    found = {
        (code, item.message, item.hint)
        for case in CASES
        if case.code == code
        for item in case.bad.diagnostics()
        if item.code == code
    }
    assert found == {item for item in SAID if item[0] == code}

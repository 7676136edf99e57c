"""SRC: what is fetched when a plugin runs."""

from typing import Any

from builders import CALIBAN, Files, a_catalog, a_release, a_source, as_json
from rules.case import RuleCase, Tree

SOURCE = "plugins/knot-counter/releases/1.0.0/source/"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
DIGEST = "sha256:" + "ab" * 32


def with_file(path: str, text: str) -> Tree:
    """A release whose source has one more file."""
    files: Files = a_source() | {path: text.encode()}
    return Tree(a_catalog(only=a_release(source=files)))


def with_server(command: str, *words: str) -> Tree:
    """A release whose manifest starts an MCP server."""
    server: dict[str, Any] = {"command": command, "args": list(words)}
    files: Files = a_source() | {"plugin.json": as_json(CALIBAN | {"mcpServers": {"a": server}})}
    return Tree(a_catalog(only=a_release(source=files)))


def in_file(code: str, path: str, good: str, bad: str, under: str) -> RuleCase:
    """A case about a file of the source."""
    return RuleCase(code, with_file(path, good), with_file(path, bad), under, SOURCE + path)


MANIFEST = "plugins/knot-counter/releases/1.0.0/caliban.json"
HOOK = '{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "%s"}]}]}}\n'

CASES: tuple[RuleCase, ...] = (
    RuleCase(
        "SRC003",
        with_server("npx", "-y", "@knots/server@1.2.3"),
        with_server("npx", "-y", "@knots/server@latest"),
        '"@knots/server@latest"',
        MANIFEST,
    ),
    in_file(
        "SRC003",
        "hooks/more.json",
        HOOK % "uvx knots==1.2.3",
        HOOK % "uvx knots",
        '"uvx knots"',
    ),
    in_file(
        "SRC004",
        "hooks/more.json",
        HOOK % "pip install knots==1.2.3",
        HOOK % "pip install 'knots>=1'",
        "\"pip install 'knots>=1'\"",
    ),
    RuleCase(
        "SRC005",
        with_server("uvx", "--from", f"git+https://git.example/knots@{COMMIT}", "knots"),
        with_server("uvx", "--from", "git+https://git.example/knots@main", "knots"),
        '"git+https://git.example/knots@main"',
        MANIFEST,
    ),
    RuleCase(
        "SRC006",
        with_server("docker", "run", "-i", "--rm", f"mcp/knots@{DIGEST}"),
        with_server("docker", "run", "-i", "--rm", "mcp/knots:1.2"),
        '"mcp/knots:1.2"',
        MANIFEST,
    ),
    in_file(
        "SRC007",
        "bin/setup.sh",
        "curl -fsSL https://knots.example/a | tar x\n",
        "curl -fsSL https://knots.example/a | sh\n",
        "sh",
    ),
    in_file(
        "SRC007",
        "hooks/more.json",
        HOOK % "curl https://knots.example/a -o a",
        HOOK % "curl https://knots.example/a | sh",
        '"curl https://knots.example/a | sh"',
    ),
    in_file("SRC008", "bin/setup.sh", "npx\n" + "#" * 1048572, "npx\n" + "#" * 1048573, ""),
    in_file("SRC013", "bin/setup.sh", "npx knots@1.2.3\n", "npx knots\n", "knots"),
    in_file(
        "SRC013",
        "skills/count/SKILL.md",
        "---\nname: count\n---\n\n```sh\n$ npx knots@1.2.3\n```\n",
        "---\nname: count\n---\n\n```sh\n$ npx knots@1\n```\n",
        "knots@1",
    ),
    in_file("SRC014", "bin/setup.sh", "npm i -g knots@1.2.3\n", "npm i -g knots@^1\n", "knots@^1"),
    in_file(
        "SRC015",
        "requirements.txt",
        f"knots @ git+https://git.example/knots@{COMMIT}\n",
        "knots @ git+https://git.example/knots\n",
        "knots @ git+https://git.example/knots",
    ),
    in_file("SRC016", "Dockerfile", f"FROM knots:1@{DIGEST}\n", "FROM knots:1\n", "knots:1"),
    in_file(
        "SRC017",
        ".github/workflows/count.yml",
        f"steps:\n  - uses: acme/knots@{COMMIT}\n",
        "steps:\n  - uses: acme/knots@v1\n",
        "acme/knots@v1",
    ),
)

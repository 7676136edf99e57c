"""Which files of a release run something, and the commands in them.

Looked into are

- JSON files, and the YAML before a Markdown text: every object with a `command` is a program that
  a client starts (hooks, MCP and LSP servers); so are the scripts of a ``package.json``;
- shell, PowerShell and batch files, by their name or their first line;
- Markdown that an agent is told to follow: blocks of shell code, and Claude Code's ``!`command` ``.
  What is written for people is not run: READMEs, change logs, licences and ``docs/``;
- files of requirements, image and compose files, and GitHub workflows.

Programs in other languages can start anything in ways that no reader of text makes out.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Final

from chandlery.diagnostics import START, Span
from chandlery.documents import MAX_RECORD_BYTES, Document, Route, read_json, read_yaml
from chandlery.rules.payload_commands import payloads
from chandlery.rules.payload_kinds import Payload, action, image, too_large
from chandlery.rules.payload_packages import requirement
from chandlery.rules.payload_shell import Place, Word, at_once, commands, in_text
from chandlery.rules.payload_values import objects, programs
from chandlery.secrecy.marks import Marks

MAX_FOUND: Final = 1000  # in one file; nobody reads more

_SCRIPT: Final = re.compile(r".*\.(?:sh|bash|zsh|ksh|fish|ps1|psm1|cmd|bat)")
_SHEBANG: Final = re.compile(rb"#!.{0,200}?\b(?:sh|bash|zsh|dash|ksh|ash|fish|pwsh)\b")
_REQUIREMENTS: Final = re.compile(r"[a-z0-9_.-]{0,100}requirements[a-z0-9_.-]{0,100}\.txt")
_IMAGE_FILE: Final = re.compile(r"(?:docker|container)file(?:\..*)?|.*\.(?:docker|container)file")
_COMPOSE: Final = re.compile(r"(?:docker-)?compose(?:\..*)?\.ya?ml")
_WORKFLOW: Final = re.compile(r"(?:.*/)?(?:\.github/workflows/[^/]*|action)\.ya?ml")
_FOR_PEOPLE: Final = re.compile(
    r"(?:.*/)?(?:docs?/.*|(?:readme|changelog|changes|contributing|code_of_conduct|history|licen[cs]e"
    r"|notice|security|authors)[^/]*)"
)
_CONFIGURATION: Final = re.compile(
    r"(?:.*/)?(?:hooks|mcp|\.claude|monitors)/.*|(?:.*/)?[^/]*(?:hooks|mcp|lsp|settings|plugin"
    r"|plugin_manifest|package)\.json"
)
# No command that is looked for can be written without one of these, but for JSON's escapes, and
# for what a shell leaves out of a word.
_TRIGGERS: Final = Marks(
    (
        *("npx", "uv", "pip", "bun", "pnp", "yarn", "npm", "cargo", "go", "gem", "deno"),
        *("docker", "podman", "nerdctl", "curl", "wget", "aria2c", "iwr", "irm", "invoke-"),
        *("iex", "git+", "downloadstring", "fetch"),
    )
)
_LEFT_OUT: Final = b"'\"\\"
_YAML_KEYS: Final = frozenset({"command", "container", "entrypoint", "image", "run", "uses"})
_SHELL_BLOCKS: Final = frozenset(
    {"", "bash", "bat", "cmd", "console", "powershell", "ps1", "pwsh", "sh", "shell", "zsh"}
    | {"shell-session", "sh-session", "terminal"}
)
_FENCE: Final = re.compile(r" {0,3}(`{3,}+|~{3,}+)[ \t]*+([A-Za-z0-9_-]*+)")
_AT_ONCE: Final = re.compile(r"!`([^`\n]++)`")
_PROMPT: Final = re.compile(r"[ \t]*+(?:\$|PS>|>)[ \t]++")


def may_fetch(data: bytes) -> bool:
    """Whether a program that a JSON file, a script or a text names may fetch something."""
    lower = data.lower()
    return b"\\u" in lower or bool(_TRIGGERS.standing_in(lower.translate(None, _LEFT_OUT)))


def found_in(path: str, data: bytes) -> tuple[tuple[bool, Payload], ...]:
    """What a file fetches, each with whether a client starts it by configuration.

    The places are routes of text, as `documents.Syntax.TEXT` has them.
    """
    if len(data) > MAX_RECORD_BYTES:
        return tuple(_unread(path, data))
    return _found_in(path, data)


@lru_cache(maxsize=8)
def _found_in(path: str, data: bytes) -> tuple[tuple[bool, Payload], ...]:
    return tuple(dict.fromkeys(islice(_looked_into(path, data), MAX_FOUND)))


def _unread(path: str, data: bytes) -> Iterator[tuple[bool, Payload]]:
    """What there is to say of a file that is not looked into: its name says whether it runs."""
    whole = path.lower()
    read = _reader(whole, data)
    if _is_json(whole, data, read):
        if _CONFIGURATION.fullmatch(whole):
            yield True, too_large(len(data))
    elif read is not None:
        yield False, too_large(len(data))


def _looked_into(path: str, data: bytes) -> Iterator[tuple[bool, Payload]]:
    whole = path.lower()
    read = _reader(whole, data)
    json = _is_json(whole, data, read)
    # The others need no program to fetch something.
    if (json or read in {_markdown, _script}) and not may_fetch(data):
        return
    if json:
        yield from _json_file(whole, data)
    elif read is not None:
        text = data.decode("utf-8", "replace").removeprefix("\ufeff")
        if read is _markdown:
            yield from _front_matter(text)
        for item in read(text):
            yield False, item


def _reader(whole: str, data: bytes) -> Callable[[str], Iterator[Payload]] | None:
    """What reads a file that is no JSON, or `None` where nobody runs it."""
    name = whole.rpartition("/")[2]
    if _IMAGE_FILE.fullmatch(name):
        return _image_file
    if _WORKFLOW.fullmatch(whole) or _COMPOSE.fullmatch(name):
        return _yaml_file
    if _REQUIREMENTS.fullmatch(name):
        return _requirements
    if name.endswith((".md", ".markdown")):
        return None if _FOR_PEOPLE.fullmatch(whole) else _markdown
    return _script if _SCRIPT.fullmatch(name) or _SHEBANG.match(data) else None


def _is_json(whole: str, data: bytes, read: Callable[[str], Iterator[Payload]] | None) -> bool:
    return whole.endswith(".json") or (read is None and data[:100].lstrip()[:1] == b"{")


# -- configuration -----------------------------------------------------------------------------


def _json_file(whole: str, data: bytes) -> Iterator[tuple[bool, Payload]]:
    document = read_json(whole, data).document
    if document is None:
        return
    for item in programs(document.value):
        yield True, _moved(item, document)
    if whole.rpartition("/")[2] == "package.json" and isinstance(document.value, dict):
        scripts = document.value.get("scripts")
        for key, text in scripts.items() if isinstance(scripts, dict) else ():
            if isinstance(text, str):
                for item in payloads(commands(text, at_once(("scripts", key)))):
                    yield False, _moved(item, document)


def _moved(item: Payload, document: Document | None) -> Payload:
    """The same at its place in the file's text."""
    span = document.locate(item.place) if document else START
    place = (span.line, span.column, span.end_column)
    return Payload(item.kind, place, item.message, item.hint)


# -- texts ---------------------------------------------------------------------------------------


def _script(text: str) -> Iterator[Payload]:
    yield from payloads(commands(text, in_text(text)))


def _markdown(text: str) -> Iterator[Payload]:
    for before, block in _blocks(text):
        yield from payloads(commands(block, _below(block, before)))
    for number, line in enumerate(text.split("\n"), start=1):
        for match in _AT_ONCE.finditer(line):
            place = at_once((number, match.start(1) + 1, match.end(1) + 1))
            yield from payloads(commands(match[1], place))


def _front_matter(text: str) -> Iterator[tuple[bool, Payload]]:
    """The hooks and servers of an agent or a skill, in the YAML before its text."""
    end = text.find("\n---", 3)
    if not text.startswith("---") or end < 0:
        return
    document = read_yaml("", text[: end + 1].encode()).document
    for item in programs(document.value) if document else ():
        yield True, _moved(item, document)


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """The blocks of shell code, each with the number of the line before it."""
    fence, start, lines = "", 0, list[str]()
    shell = False
    for number, line in enumerate(text.split("\n"), start=1):
        match = _FENCE.match(line)
        if not fence:
            if match:
                fence, start, lines = match[1], number, []
                shell = match[2].lower() in _SHELL_BLOCKS
        elif match and match[1].startswith(fence) and not line[match.end(1) :].strip():
            if shell:
                yield start, "\n".join(lines)
            fence = ""
        else:
            # Spaces in place of a prompt keep the columns.
            prompt = _PROMPT.match(line)
            lines.append(" " * prompt.end() + line[prompt.end() :] if prompt else line)
    if fence and shell:
        yield start, "\n".join(lines)


def _below(text: str, line: int) -> Place:
    inside = in_text(text)

    def place(start: int, end: int) -> Route:
        first, *rest = inside(start, end)
        return (int(first) + line, *rest)

    return place


def _requirements(text: str) -> Iterator[Payload]:
    for number, line in enumerate(text.split("\n"), start=1):
        spec = line.partition(" #")[0].partition(" --hash")[0].rstrip(" \\\t\r")
        bare = spec.lstrip()
        if bare and not bare.startswith(("#", "-")):
            start = len(spec) - len(bare) + 1
            yield from requirement(Word(bare, (number, start, start + len(bare))))


def _image_file(text: str) -> Iterator[Payload]:
    """``FROM`` lines, and the commands of the other instructions."""
    stages = {"scratch"}
    found = commands(text, in_text(text))
    for command in found:
        words = [word for word in command.words if not word.text.startswith("--")]
        verb = words[0].text.upper() if words else ""
        if verb == "FROM":
            yield from image(words[1]) if len(words) > 1 and words[1].text not in stages else ()
            stages.update(word.text for word in words[3:4])
        elif verb in {"CMD", "ENTRYPOINT", "RUN"}:
            command.words = _listed(words[1:])
    yield from payloads(found)


def _listed(words: list[Word]) -> list[Word]:
    """The words of an instruction that is written as a JSON array, or of any other."""
    if not words or not words[0].text.startswith("["):
        return words
    pieces = [(piece, word.place) for word in words for piece in word.text.strip("[]").split(",")]
    return [Word(piece, place) for piece, place in pieces if piece]


def _yaml_file(text: str) -> Iterator[Payload]:
    """Images, actions and commands, whatever they stand in."""
    document = read_yaml("", text.encode()).document
    lines = text.split("\n")
    for route, part in objects(document.value if document else None):
        for key, value in part.items():
            if key not in _YAML_KEYS or not isinstance(value, str):
                continue
            span = document.locate((*route, key)) if document else START
            word = Word(value, (span.line, span.column, span.end_column))
            if key == "uses":
                yield from action(word)
            elif key in {"image", "container"}:
                yield from image(word)
            else:
                yield from payloads(commands(value, _in_block(value, span, lines)))


def _in_block(value: str, span: Span, lines: list[str]) -> Place:
    """The places of the words of a scalar; where it is folded, that of the whole."""
    whole = (span.line, span.column, span.end_column if span.end_line == span.line else 0)
    inside, shown = in_text(value), value.split("\n")

    def place(start: int, end: int) -> Route:
        line, column, end_column = (int(step) for step in inside(start, end))
        text, at = shown[line - 1], span.line + line - 1
        indent = lines[at].find(text) if at < len(lines) else -1
        if span.end_line == span.line or indent < 0 or lines[at].strip() != text.strip():
            return whole
        return (at + 1, column + indent, end_column + indent)

    return place

"""What hooks and servers are configured to start: Caliban's and Claude Code's way, which is one.

A configuration is an object of a manifest or a JSON file of the source.  The checks here are asked
by both dialects, which say what their client is like and whose rule is broken.
"""

import re
import shlex
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, wraps
from itertools import islice
from typing import Any, Final, ParamSpec

from chandlery.checks import Finding, Once
from chandlery.dialects.source import PluginSource, inside
from chandlery.documents import Document, Reading, Route, Syntax, read_json
from chandlery.quoting import quoted
from chandlery.suggest import did_you_mean

P = ParamSpec("P")

MAX_FOUND: Final = 1000  # by one check in one release

_ROLES: Final = ("command", "args", "cwd", "env")
# Characters of a command line that is taken apart as a shell does; that takes time by the square
# of a word's length.
_MAX_COMMAND: Final = 8192
_REMEMBERED: Final = 256  # characters; a longer command line is taken apart again
_VARIABLE: Final = re.compile(r"\$\{([^{}]*+)\}")
_BARE_ROOT: Final = re.compile(r"\$([A-Z_]*PLUGIN_?ROOT)\b")
_ANY_ROOT: Final = re.compile(r"\$\{?[A-Z_]*PLUGIN_?ROOT\b")
_OUTSIDE: Final = re.compile(r"/[^/\s]|~|[A-Za-z]:[\\/]|\\\\|\$HOME|\$\{HOME\}")
_SEVERAL_FOLDERS: Final = re.compile(r"/[^/\s:]+/[^/\s:]+[^\s:]*")
_PERSONAL: Final = re.compile(r"/(?:home|Users)/[^/]|/root/|[A-Za-z]:[\\/]")
# Every machine of the kind has these, and none of them is the plugin's.
_SYSTEM: Final = ("/bin/", "/usr/bin/", "/usr/sbin/", "/sbin/", "/dev/", "/tmp/")  # noqa: S108
_PATH_END: Final = re.compile(r"[^:;,*?$|&<>()'\"`{}\s]*+")
_NAME: Final = re.compile(r"[A-Z][A-Z0-9_]*")
_EVERYWHERE: Final = frozenset({"HOME", "LANG", "PATH", "PWD", "SHELL", "TMPDIR", "USER"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """What the checks need to know of a client.

    Attributes:
        root: the variable for the plugin's folder, and others that stand for it.
        filled: further variables that the client fills in.
        literal: whether only ``${…}`` is replaced, and nothing set in the environment.
        transport: the key that names a server's transport.
        transports: those that the client knows.
    """

    title: str
    root: str
    aliases: frozenset[str] = frozenset()
    filled: frozenset[str] = frozenset()
    literal: bool = False
    transport: str = "transport"
    transports: frozenset[str] = frozenset()

    @property
    def roots(self) -> frozenset[str]:
        """Every variable for the plugin's folder."""
        return self.aliases | {self.root}


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """An object that says what to start.

    Attributes:
        kind: ``hooks``, ``mcp``, ``lsp`` or ``monitors``.
        document: the file, or `None` for the manifest itself.
        route: where `value` stands in it.
    """

    kind: str
    document: Document | None
    route: Route
    value: Any

    def found(self, route: Route, message: str, hint: str, *, on_key: bool = False) -> Finding:
        """A finding about a part of the value."""
        on = "key" if on_key else "value"
        return Finding((*self.route, *route), message, hint, on, self.document)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Text:
    """One string of a configuration.

    Attributes:
        role: the key that says what it is for: ``command``, ``args``, ``cwd``, ``env`` or another.
        words: of a command line its words; anything else is one word.
        at_home: whether the program is started in the plugin's folder.
    """

    part: Configuration
    route: Route
    role: str
    text: str
    words: Sequence[str]
    at_home: bool

    def found(self, message: str, hint: str) -> Finding:
        """A finding about this string."""
        return self.part.found(self.route, message, hint)


def _words(text: str) -> Sequence[str]:
    return (_remembered if len(text) <= _REMEMBERED else _taken_apart)(text)


def _taken_apart(text: str) -> Sequence[str]:
    if len(text) > _MAX_COMMAND:
        return tuple(text.split())
    try:
        return tuple(word.strip(";,()") for word in shlex.split(text))
    except ValueError:
        return tuple(text.split())


# Most programs of a release are started as they were in the release before.
_remembered = lru_cache(maxsize=1024)(_taken_apart)


def read(source: PluginSource, path: str) -> Reading:
    """A JSON file of the source."""
    document = source.document(path)
    return read_json(document.path, document.data)


def unread(source: PluginSource, paths: Iterable[str]) -> Iterator[Finding]:
    """Which files of configuration are no JSON object."""
    for path in paths:
        reading = read(source, path)
        document = source.document(path)
        if stopper := reading.stopper:
            span = stopper.span
            yield Finding(
                (span.line, span.column, span.column),
                f"{quoted(path)} cannot be read: {stopper.detail}",
                "Write one JSON object.",
                document=as_text(document),
            )
        elif reading.document and not isinstance(reading.document.value, dict | list):
            yield Finding(
                (), f"{quoted(path)} is no object", "Write an object.", document=reading.document
            )


def as_text(document: Document) -> Document:
    """The same file with lines and columns for routes."""
    return Document(document.path, document.data, Syntax.TEXT)


def few(check: Callable[P, Iterator[Finding]]) -> Callable[P, Iterator[Finding]]:
    """Have a check find no more than anybody reads."""

    @wraps(check)
    def limited(*args: P.args, **kwargs: P.kwargs) -> Iterator[Finding]:
        yield from islice(check(*args, **kwargs), MAX_FOUND)

    return limited


@Once
def texts(configurations: Iterable[Configuration]) -> list[Text]:
    """Every string, in the order in which they stand there."""
    return list(_texts(configurations))


def _texts(configurations: Iterable[Configuration]) -> Iterator[Text]:
    for part in configurations:
        waiting: list[tuple[Route, str, bool, Any]] = [((), "", False, part.value)]
        while waiting:
            route, role, at_home, value = waiting.pop()
            if isinstance(value, str):
                words = _words(value) if role == "command" else [value]
                yield Text(part, route, role, value, words, at_home)
            elif isinstance(value, dict):
                cwd = value.get("cwd")
                home = at_home or (isinstance(cwd, str) and _ANY_ROOT.search(cwd) is not None)
                members = [
                    ((*route, key), role if role == "env" else key, home, item)
                    for key, item in value.items()
                ]
                waiting.extend(reversed(members))
            elif isinstance(value, list):
                items = [((*route, at), role, at_home, item) for at, item in enumerate(value)]
                waiting.extend(reversed(items))


@few
def outside_programs(given: Iterable[Text], client: Client) -> Iterator[Finding]:
    """Programs, working folders and files of one person that lie outside of the plugin."""
    for item in given:
        for at, word in enumerate(item.words if item.role in _ROLES else ()):
            path = _value(word)
            starts = item.role == "cwd" or (item.role == "command" and at == 0)
            outside = starts and _OUTSIDE.match(path) and not path.startswith(_SYSTEM)
            if outside or _PERSONAL.match(path):
                yield item.found(
                    f"{quoted(path)} is not in the plugin",
                    f"Ship it and write `${{{client.root}}}/…`, or name a program on the `PATH`.",
                )


@few
def outside_arguments(given: Iterable[Text], client: Client) -> Iterator[Finding]:
    """Absolute paths among arguments and in the environment."""
    for item in given:
        if item.role not in {"command", "args", "env"}:
            continue
        for word in item.words[1:] if item.role == "command" else item.words:
            path = _value(word)
            absolute = _SEVERAL_FOLDERS.fullmatch(path) and not path.startswith(_SYSTEM)
            if absolute and not _PERSONAL.match(path):
                yield item.found(
                    f"{quoted(path)} is a path that not every machine has",
                    f"Write `${{{client.root}}}/…` for a file of the plugin, or ask for the path.",
                )


@few
def missing_files(given: Iterable[Text], client: Client, source: PluginSource) -> Iterator[Finding]:
    """Paths below the plugin's folder that lead to nothing, or out again."""
    for item in given:
        for word in item.words if item.role in _ROLES else ():
            for path in _below_root(word, client):
                below = inside(path)
                if below is None:
                    yield item.found(f"{quoted(path)} leads out of the plugin", "Keep it inside.")
                elif not source.has(below):
                    hint = source.near(below) or "Correct the path, or add the file."
                    yield item.found(f"there is no {quoted(path)} in `{source.folder}`", hint)


@few
def rootless_files(
    given: Iterable[Text], client: Client, source: PluginSource
) -> Iterator[Finding]:
    """Files of the plugin that are named as if it were the working folder."""
    for item in given:
        if item.role not in {"command", "args"} or item.at_home:
            continue
        for word in item.words:
            below = inside(word)
            if below in source.sizes and ("/" in word or "." in word):
                yield item.found(
                    f"{quoted(word)} is looked for where the person works, not in the plugin",
                    f"Write `${{{client.root}}}/{below}`.",
                )


@few
def wrong_roots(given: Iterable[Text], client: Client) -> Iterator[Finding]:
    """Variables that are meant for the plugin's folder, and that the client leaves as they are."""
    hint = f"Write `${{{client.root}}}`."
    for item in given:
        if "$" not in item.text:
            continue
        for match in _VARIABLE.finditer(item.text):
            name, default, _ = match[1].partition(":-")
            if name not in client.roots and _BARE_ROOT.fullmatch(f"${name}"):
                yield item.found(f"{client.title} does not know {quoted(match[0])}", hint)
            elif name in client.roots and default and client.literal:
                yield item.found(f"{client.title} leaves {quoted(match[0])} as it is", hint)
        # A shell would replace it, where the client sets it.
        shell = item.part.kind == "hooks" and item.role == "command" and not client.literal
        for match in _BARE_ROOT.finditer(item.text):
            if not (shell and match[1] in client.roots):
                yield item.found(f"{client.title} leaves {quoted(match[0])} as it is", hint)


@few
def open_variables(given: Iterable[Text], client: Client) -> Iterator[Finding]:
    """Variables that come from the environment, without a default."""
    known = client.roots | client.filled
    for item in given:
        for name in _names_of_variables(item.text) if "$" in item.text else ():
            if not _NAME.fullmatch(name) or name in known or name in _EVERYWHERE:
                continue
            if not _BARE_ROOT.fullmatch(f"${name}"):
                yield item.found(
                    f"`${{{name}}}` is not set by {client.title}, but by the person's environment",
                    did_you_mean(name, known) or "Say in the README what to set it to.",
                )


def _names_of_variables(text: str) -> Iterable[str]:
    return dict.fromkeys(match[1] for match in _VARIABLE.finditer(text))


def _value(word: str) -> str:
    """The value of ``--option=value`` or ``NAME=value``; else the word itself."""
    name, equals, value = word.partition("=")
    return value if equals and re.fullmatch(r"-{0,2}[A-Za-z][\w-]*", name) else word


def _below_root(word: str, client: Client) -> Iterator[str]:
    """The paths behind the variable for the plugin's folder that can be told from the text."""
    for name in sorted(client.roots) if "$" in word else ():
        bare = "" if client.literal else rf"|{name}\b"
        for match in re.finditer(rf"\$(?:\{{{name}\}}{bare})/*+", word):
            end = _PATH_END.match(word, match.end())
            rest = end[0] if end else ""
            behind = match.end() + len(rest)
            if rest and word[behind : behind + 1] not in {"*", "?", "$", "{", "`", "("}:
                yield rest

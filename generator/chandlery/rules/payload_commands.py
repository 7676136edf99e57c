"""Commands → what they fetch and run that nobody pinned, shells in shells included."""

from collections.abc import Iterable, Iterator
from typing import Final

from chandlery.quoting import quoted
from chandlery.rules import payload_specs as specs
from chandlery.rules.payload_kinds import Payload, PayloadKind, address
from chandlery.rules.payload_options import arguments, unwrapped
from chandlery.rules.payload_packages import CHECKS, NPX_VALUES, python_module
from chandlery.rules.payload_shell import Command, Word, at_once, commands

MAX_INNER: Final = 4  # shells in shells: `sh -c "sh -c …"`

_SHELLS: Final = frozenset({"ash", "bash", "dash", "fish", "ksh", "sh", "zsh"})
_POWERSHELLS: Final = frozenset({"powershell", "pwsh"})
_EVALUATORS: Final = frozenset({".", "eval", "iex", "invoke-expression", "source"})
_LANGUAGES: Final = frozenset(
    {"bun", "deno", "node", "perl", "php", "py", "python", "python3", "ruby"}
)
DOWNLOADERS: Final = frozenset(
    {"aria2c", "curl", "fetch", "invoke-restmethod", "invoke-webrequest", "irm", "iwr", "wget"}
)
_PRINTERS: Final = frozenset({"cat", "echo", "grep", "printf", "rg", "sed", "write-host"})


def payloads(found: Iterable[Command], depth: int = 0) -> Iterator[Payload]:
    """What commands fetch, in their order."""
    fed: set[int] = set()
    for command in found:
        before = command.piped_from
        if before is not None and (id(before) in fed or _downloads(before)):
            fed.add(id(command))
        words = unwrapped(command.words)
        if words:
            yield from _of(words, command, fed=id(command) in fed, depth=depth)


def name_of(word: Word) -> str:
    """The program that a word calls, however it is spelt."""
    name = word.text.replace("\\", "/").rpartition("/")[2].lower()
    for suffix in (".exe", ".cmd", ".bat", ".ps1"):
        name = name.removesuffix(suffix)
    return name


def _of(words: list[Word], command: Command, *, fed: bool, depth: int) -> Iterator[Payload]:
    name, rest = name_of(words[0]), words[1:]
    from_inside = _takes_a_program(name) and any(map(_downloads, command.inner))
    if from_inside or (fed and _runs_what_it_reads(name, rest)):
        yield _piped(words[0])
    if name in _PRINTERS:
        return
    scripts = _scripts(name, rest) if depth < MAX_INNER else []
    for word in scripts:
        yield from payloads(commands(word.text, at_once(word.place)), depth + 1)
    check = CHECKS.get(name)
    if check:
        yield from check(rest)
    elif name.startswith("python") or name == "py":
        yield from python_module(rest)
    for word in rest:
        if word in scripts:
            continue  # its own words were looked at
        if "git+" in word.text and not specs.is_fixed_address(word.text):
            yield address(word)


def _scripts(name: str, rest: list[Word]) -> list[Word]:
    """The arguments that are shell text."""
    if name in {"eval", "iex", "invoke-expression"}:
        return rest
    if name in _SHELLS:
        option = next((at for at, word in enumerate(rest) if _has_c(word.text)), None)
        return [] if option is None else rest[option + 1 : option + 2]
    if name in _POWERSHELLS:
        option = next(
            (at for at, word in enumerate(rest) if word.text.lower() in {"-c", "-command"}), None
        )
        return [] if option is None else rest[option + 1 : option + 2]
    if name == "npx":
        given = arguments(rest, NPX_VALUES)
        return [*given.values("-c"), *given.values("--call")]
    return []


def _has_c(option: str) -> bool:
    return option.startswith("-") and not option.startswith("--") and "c" in option


# -- downloads that are run --------------------------------------------------------------------


def _downloads(command: Command) -> bool:
    words = unwrapped(command.words)
    if not words:
        return any(name_of(inner.words[0]) in DOWNLOADERS for inner in command.inner if inner.words)
    return name_of(words[0]) in DOWNLOADERS or any(
        "downloadstring" in word.text.lower() for word in words
    )


def _runs_what_it_reads(name: str, rest: list[Word]) -> bool:
    """Whether a command runs what comes from its standard input."""
    if name in {"iex", "invoke-expression"}:
        return True
    if name in {".", "source"}:
        return any(word.text == "/dev/stdin" for word in rest)
    if name in _SHELLS:
        return not _scripts(name, rest) and (
            any(word.text in {"-s", "-", "/dev/stdin"} for word in rest)
            or all(word.text.startswith("-") for word in rest)
        )
    if name in _LANGUAGES or name in _POWERSHELLS or name.startswith("python3."):
        return all(word.text in {"-", "/dev/stdin"} for word in rest)
    return False


def _takes_a_program(name: str) -> bool:
    return name in _SHELLS or name in _EVALUATORS or name in _POWERSHELLS or name in _LANGUAGES


def _piped(word: Word) -> Payload:
    return Payload(
        PayloadKind.PIPED,
        word.place,
        f"{quoted(word.text)} runs what was downloaded a moment before",
        "Ship the script with the plugin, or compare its SHA-256 before it runs.",
    )

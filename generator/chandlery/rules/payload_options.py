"""The words of a command: wrappers taken off, options told from arguments."""

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final

from chandlery.rules.payload_shell import Word

_ASSIGNMENT: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")
_SWITCH: Final = re.compile(r"/[A-Za-z]")
_KEYWORDS: Final = frozenset({"!", "&", "do", "elif", "else", "if", "then", "until", "while", "{"})
# Programs that run the program behind them, and their options that have a value.
_WRAPPERS: Final = {
    "builtin": frozenset[str](),
    "command": frozenset[str](),
    "doas": frozenset({"-u"}),
    "env": frozenset({"-u", "-C"}),
    "exec": frozenset({"-a"}),
    "nice": frozenset({"-n"}),
    "nohup": frozenset[str](),
    "start": frozenset[str](),
    "stdbuf": frozenset({"-i", "-o", "-e"}),
    "sudo": frozenset({"-u", "-g", "-C"}),
    "time": frozenset[str](),
    "timeout": frozenset({"-s", "-k"}),
    "xargs": frozenset({"-n", "-I", "-P", "-L", "-d", "-s"}),
}

# Every other option of `docker run` has a value.
_DOCKER_FLAGS: Final = frozenset(
    {
        *("--detach", "--disable-content-trust", "--init", "--interactive", "--no-healthcheck"),
        *("--oom-kill-disable", "--privileged", "--publish-all", "--quiet", "--read-only", "--rm"),
        *("--sig-proxy", "--tty", "--all-tags", "--help"),
    }
)
_DOCKER_SHORT: Final = frozenset("ditPqa")


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of a command.

    Attributes:
        words: those that are no option and no option's value.
        options: values by option.
        flags: options without a value.
    """

    words: list[Word] = field(default_factory=list)
    options: dict[str, list[Word]] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)

    def values(self, option: str) -> list[Word]:
        """The values that an option was given, in their order."""
        return self.options.get(option, [])


def unwrapped(words: list[Word]) -> list[Word]:
    """A command without the assignments, keywords and programs that only start another."""
    at = 0
    while at < len(words):
        text = words[at].text
        valued = _WRAPPERS.get(text.rpartition("/")[2])
        if text.lower() in {"cmd", "cmd.exe"}:
            at += 1
            while at < len(words) and _SWITCH.fullmatch(words[at].text):
                at += 1
        elif valued is not None:
            at = _behind_options(words, at + 1, valued)
            at += text.endswith("timeout")  # its duration
        elif text in _KEYWORDS or _ASSIGNMENT.match(text):
            at += 1
        else:
            break
    return words[at:]


def arguments(
    words: list[Word], valued: AbstractSet[str], *, to_the_end: bool = False
) -> Arguments:
    """Tell options from arguments.

    Args:
        words: without the command itself.
        valued: the options that have a value; any other is a flag.
        to_the_end: whether options may follow the first argument; else all that follows it
            belongs to the program that is run.
    """
    given = Arguments()
    at = 0
    while at < len(words):
        word = words[at]
        option, equals, value = word.text.partition("=")
        at += 1
        if word.text == "--":
            given.words.extend(words[at:])
            break
        if not word.text.startswith("-") or word.text == "-":
            given.words.append(word)
            if not to_the_end:
                given.words.extend(words[at:])
                break
        elif equals:
            given.options.setdefault(option, []).append(Word(value, word.place))
        elif option in valued:
            given.options.setdefault(option, []).extend(words[at : at + 1])
            at += 1
        else:
            given.flags.add(option)
    return given


def docker_image(words: list[Word]) -> Word | None:
    """The image among the arguments of ``docker run``: every option but a few has a value."""
    at = 0
    while at < len(words):
        text = words[at].text
        if not text.startswith("-"):
            return words[at]
        short = text[1:2] != "-"
        flag = "=" in text or (set(text[1:]) <= _DOCKER_SHORT if short else text in _DOCKER_FLAGS)
        at += 1 if flag else 2
    return None


def _behind_options(words: list[Word], at: int, valued: AbstractSet[str]) -> int:
    while at < len(words) and words[at].text.startswith("-"):
        at += 2 if words[at].text in valued else 1
    return at

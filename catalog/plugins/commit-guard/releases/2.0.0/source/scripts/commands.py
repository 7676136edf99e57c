"""Which commits a shell command would make, as far as its text tells."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

# Options of `git` itself that take the next word as their value.
_WITH_VALUE = frozenset({"-c", "-C", "--git-dir", "--work-tree", "--namespace", "--exec-path"})
# Options of `git commit` that take the next word; those of one letter are found in bundles, too.
_COMMIT_WITH_VALUE = frozenset(
    {"--message", "--file", "--author", "--date", "--template", "--fixup", "--squash", "--trailer"}
)
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")


@dataclass(frozen=True)
class Commit:
    """One ``git commit`` in a command.

    Attributes:
        directory: where it runs, relative to where the command starts.
        adds: whether the command also stages files, so that the index alone does not tell.
    """

    directory: PurePath
    adds: bool


def commits_in(command: str) -> list[Commit]:
    """The commits in a command, in their order.

    Understood are ``git`` with options before ``commit``, ``-C``, a ``cd`` before it, and lists of
    commands.  Aliases, scripts and whatever the shell would expand are not.
    """
    directory = PurePath()
    adds = False
    found = []
    for words in _simple_commands(command):
        if words[0] == "cd" and len(words) > 1:
            directory /= words[-1]
        elif words[0] == "git":
            place, verb, rest = _git(words[1:])
            adds = adds or verb in {"add", "stage"}
            if verb == "commit":
                found.append(Commit(directory / place, adds or _stages_itself(rest)))
    return found


def _simple_commands(command: str) -> Iterator[list[str]]:
    lexer = shlex.shlex(command.replace("\n", " ; "), posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    lexer.commenters = ""
    words: list[str] = []
    try:
        for token in lexer:
            if token and set(token) <= set("();&|"):
                yield from _named(words)
                words = []
            else:
                words.append(token)
    except ValueError:  # unbalanced quotes: take the worst that the words allow
        words = ["git", "commit", "-a"] if re.search(r"\bgit\b.*\bcommit\b", command, re.S) else []
    yield from _named(words)


def _named(words: list[str]) -> Iterator[list[str]]:
    """The command without the assignments before its name, if it has one."""
    while words and _ASSIGNMENT.match(words[0]):
        words = words[1:]
    if words:
        yield [PurePath(words[0]).name, *words[1:]]


def _git(words: list[str]) -> tuple[PurePath, str, list[str]]:
    """Directory, subcommand and its arguments."""
    place = PurePath()
    while words and words[0].startswith("-"):
        option, words = words[0], words[1:]
        if option in _WITH_VALUE and words:
            if option == "-C":
                place /= words[0]
            words = words[1:]
    return place, words[0] if words else "", words[1:]


def _stages_itself(arguments: list[str]) -> bool:
    """Whether ``git commit`` takes more than the index: ``-a``, ``--all``, ``--include``, paths."""
    rest = iter(arguments)
    for word in rest:
        if word in _COMMIT_WITH_VALUE:
            next(rest, None)
        elif not word.startswith("-") or word in {"--", "--all", "--include", "--only"}:
            return True
        elif not word.startswith("--"):
            # A bundle such as `-am`: what follows a letter that takes a value is the value.
            letters = re.split("[mFCct]", word[1:])[0]
            if set("aio") & set(letters):
                return True
            if len(letters) + 2 == len(word) and word[-1] in "mFCct":
                next(rest, None)
    return False

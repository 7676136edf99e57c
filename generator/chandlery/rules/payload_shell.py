"""Shell text → the commands that it would run, with the place of every word.  Nothing is run.

One pass over the text, forward only, with a bounded stack: what an adversary can write takes no
longer than its length asks for.  It reads POSIX shells and is good enough for PowerShell and batch
files; code can always hide what it runs, so this shows what honest code says.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from chandlery.documents import Route
from chandlery.positions.parts import Lines

Place = Callable[[int, int], Route]

MAX_NESTING: Final = 50  # of substitutions; deeper ones count as commands of the one around them

_PLAIN: Final = re.compile(r"[^\s;|&()<>'\"\\$`]++")
_QUOTED: Final = re.compile(r"[^\"\\$`]++")
_HEREDOC: Final = re.compile(r"<<-?[ \t]*+(['\"]?)([A-Za-z0-9_.-]++)\1")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a command, without its quotes."""

    text: str
    place: Route


@dataclass(slots=True, eq=False)
class Command:
    """One simple command.

    Attributes:
        piped_from: the command whose output it reads.
        inner: the commands whose output stands among its words, or is a file to it.
    """

    words: list[Word] = field(default_factory=list)
    piped_from: "Command | None" = None
    inner: "list[Command]" = field(default_factory=list)


def in_text(text: str) -> Place:
    """The places of a text of its own, as `documents.Syntax.TEXT` has them."""
    lines = Lines(text)

    def place(start: int, end: int) -> Route:
        span = lines.span(start, end)
        return (span.line, span.column, span.end_column if span.end_line == span.line else 0)

    return place


def at_once(route: Route) -> Place:
    """The place of a text that stands in one piece somewhere else: in a string, say."""

    def place(_start: int, _end: int) -> Route:
        return route

    return place


def commands(text: str, place: Place) -> list[Command]:
    """The commands of a text in the order in which they end."""
    return _Reader(text, place).read()


@dataclass(slots=True)
class _Frame:
    """What goes on outside of a substitution while that is read."""

    opener: str
    command: Command
    outer: "_Frame | None"
    parts: list[str] | None
    start: int
    quoted: bool


class _Reader:
    def __init__(self, text: str, place: Place) -> None:
        self._text = text
        self._place = place
        self._at = 0
        self._found: list[Command] = []
        self._command = Command()
        self._frame: _Frame | None = None
        self._depth = 0
        # The word that is being read, its start, and whether it is inside of double quotes.
        self._parts: list[str] | None = None
        self._start = 0
        self._quoted = False
        self._redirected = False
        self._delimiters: list[str] = []

    def read(self) -> list[Command]:
        while self._at < len(self._text):
            if self._quoted:
                self._in_quotes()
            else:
                self._plainly()
        self._end_command()
        while self._frame:
            self._close()
            self._end_command()
        return self._found

    # -- one step ----------------------------------------------------------------------------

    def _in_quotes(self) -> None:
        char = self._text[self._at]
        if char == '"':
            self._quoted = False
            self._at += 1
        elif char == "\\":
            self._add(self._text[self._at + 1 : self._at + 2], 2)
        elif not self._substitution(char):
            match = _QUOTED.match(self._text, self._at)
            self._add(match[0] if match else char)

    def _plainly(self) -> None:
        text, char = self._text, self._text[self._at]
        if char == "#" and self._parts is None:
            end = text.find("\n", self._at)
            self._at = len(text) if end < 0 else end
        elif match := _PLAIN.match(text, self._at):
            self._add(match[0])
        elif char == '"':
            self._add("", 1)
            self._quoted = True
        elif char == "'":
            end = text.find("'", self._at + 1)
            end = len(text) if end < 0 else end
            self._add(text[self._at + 1 : end], end + 1 - self._at)
        elif char == "\\":
            self._escape()
        elif char == "\n":
            self._end_line()
        elif char.isspace():
            self._end_word()
            self._at += 1
        elif not self._substitution(char):
            self._operator(char)

    def _escape(self) -> None:
        following = self._text[self._at + 1 : self._at + 3]
        if following.startswith("\n") or following == "\r\n":  # the line goes on
            self._end_word()
            self._at += 1 + (1 if following.startswith("\n") else 2)
        else:
            self._add(following[:1], 2)

    def _substitution(self, char: str) -> bool:
        """Enter or leave a substitution, or take a lone ``$``."""
        if char == "$" and self._text.startswith("$(", self._at):
            self._open("$(", 2)
        elif char == "$":
            self._add("$")
        elif char == "`":
            if self._frame and self._frame.opener == "`":
                self._end_command()
                self._close()
                self._at += 1
            else:
                self._open("`", 1)
        else:
            return False
        return True

    def _operator(self, char: str) -> None:
        if char == "(":
            self._end_word()
            self._open("(", 1)
        elif char == ")":
            self._end_command()
            self._at += 1
            if self._frame and self._frame.opener != "`":
                self._close()
        elif char in "<>":
            self._redirection()
        elif char == "|" and not self._text.startswith("||", self._at):
            self._pipe()
        else:
            self._end_command()
            self._at += 2 if char == "|" else 1

    def _redirection(self) -> None:
        if self._text.startswith(("<(", ">("), self._at):
            self._open("$(", 2)
            return
        if match := _HEREDOC.match(self._text, self._at):
            self._end_word()
            self._delimiters.append(match[2])
            self._at = match.end()
            return
        if self._parts is not None and "".join(self._parts).isdigit():
            self._parts = None  # the number of a stream
        self._end_word()
        while self._text[self._at : self._at + 1] in {"<", ">", "&"}:
            self._at += 1
        self._redirected = True

    def _pipe(self) -> None:
        before = self._command
        self._end_command()
        self._at += 2 if self._text.startswith("|&", self._at) else 1
        if self._command is not before:
            self._command.piped_from = before

    # -- words, commands, lines, substitutions -----------------------------------------------

    def _add(self, piece: str, length: int | None = None) -> None:
        if self._parts is None:
            self._parts, self._start = [], self._at
        self._parts.append(piece)
        self._at += len(piece) if length is None else length

    def _end_word(self) -> None:
        if self._parts is None:
            return
        if not self._redirected:
            end = min(self._at, len(self._text))
            self._command.words.append(Word("".join(self._parts), self._place(self._start, end)))
        self._parts, self._redirected = None, False

    def _end_command(self) -> None:
        self._end_word()
        self._redirected = False
        if self._command.words or self._command.inner:
            self._found.append(self._command)
            if self._frame:
                self._frame.command.inner.append(self._command)
            self._command = Command()

    def _end_line(self) -> None:
        self._end_command()
        self._at += 1
        for delimiter in self._delimiters:
            self._skip_document(delimiter)
        self._delimiters.clear()

    def _skip_document(self, delimiter: str) -> None:
        """Go behind a here-document: it is data to a command."""
        while self._at < len(self._text):
            end = self._text.find("\n", self._at)
            end = len(self._text) if end < 0 else end
            line = self._text[self._at : end].strip()
            self._at = end + 1
            if line == delimiter:
                return

    def _open(self, opener: str, length: int) -> None:
        if self._depth >= MAX_NESTING:
            self._end_command()
            self._at += length
            return
        if opener != "(":
            self._add("", 0)
        self._frame = _Frame(
            opener, self._command, self._frame, self._parts, self._start, self._quoted
        )
        self._depth += 1
        self._command = Command()
        self._parts, self._quoted = None, False
        self._at += length

    def _close(self) -> None:
        frame = self._frame
        if frame is None:
            return
        self._command, self._frame = frame.command, frame.outer
        self._parts, self._start, self._quoted = frame.parts, frame.start, frame.quoted
        self._depth -= 1
        if self._parts is not None:
            self._parts.append("$()")
        elif len(self._command.words) == 1 and not self._command.inner:
            self._command = Command()  # `name()` begins a function

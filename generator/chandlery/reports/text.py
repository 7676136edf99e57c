"""Diagnostics for people: place, fact, the line with a caret, and the cure."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator

from chandlery.diagnostics import Diagnostic, Severity

_WIDEST = 120


def text(
    diagnostics: Iterable[Diagnostic], read: Callable[[str], bytes | None], root: str = ""
) -> str:
    """Render diagnostics one after the other, and count them at the end.

    Args:
        diagnostics: in the order in which they are to be shown.
        read: the bytes of a file that a diagnostic names, or `None` where there are none to show.
        root: what to put before each file's path, so that a terminal can open it.
    """
    shown = list(diagnostics)
    parts = ["\n".join(_one(diagnostic, read, root)) + "\n" for diagnostic in shown]
    return "\n".join([*parts, summary(shown)])


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """How many there are of each severity, in a line."""
    found = [diagnostic.severity for diagnostic in diagnostics]
    counts = [
        f"{found.count(severity)} {severity.name.lower()}{'s' * (found.count(severity) != 1)}"
        for severity in sorted(Severity, reverse=True)
        if found.count(severity)
    ]
    return (", ".join(counts) or "no findings") + "\n"


def _one(diagnostic: Diagnostic, read: Callable[[str], bytes | None], root: str) -> Iterator[str]:
    span = diagnostic.span
    severity = diagnostic.severity.name.lower()
    yield (
        f"{printable(root + diagnostic.file)}:{span.line}:{span.column}: "
        f"{severity}[{diagnostic.code}] {printable(diagnostic.message)}"
    )
    data = read(diagnostic.file)
    if data:
        yield from _excerpt(data, diagnostic)
    if diagnostic.hint:
        yield f"  help: {printable(diagnostic.hint)}"


def _excerpt(data: bytes, diagnostic: Diagnostic) -> Iterator[str]:
    span = diagnostic.span
    lines = data.decode("utf-8", errors="replace").removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    numbered = lines.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if span.line > len(numbered):
        return
    line = numbered[span.line - 1]
    begin = max(0, span.column - 1 - _WIDEST // 2)
    part = line[begin : begin + _WIDEST]
    end = span.end_column if span.end_line == span.line else len(line) + 1
    width = max(1, min(end - span.column, len(part) - (span.column - 1 - begin)))
    gutter = f"{span.line:>5} | "
    yield gutter + printable(part)
    yield " " * (len(gutter) - 2) + "| " + " " * (span.column - 1 - begin) + "^" * width


def printable(value: str) -> str:
    """The text without anything that could steer a terminal; one character stays one."""
    return "".join(
        " " if char == "\t" else "\N{REPLACEMENT CHARACTER}" if _steers(char) else char
        for char in value
    )


def _steers(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}

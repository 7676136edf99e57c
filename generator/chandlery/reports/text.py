"""``--format text``: diagnostics for people: place, fact, the line with a caret, and the cure."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from chandlery.diagnostics import START, Diagnostic, Severity
from chandlery.reports.listed import counted
from chandlery.reports.plain import excerpt, printable
from chandlery.reports.report import Report

# Select Graphic Rendition (ECMA-48, 8.3.117), by what it is put on; the palette is the terminal's.
_STYLES: Final[Mapping[str, str]] = {
    "error": "1;31",
    "warning": "1;33",
    "note": "1;36",
    "strong": "1",
    "faint": "2",
    "help": "1;32",
}
_LEAST_WIDTH: Final = 40


def render(report: Report) -> str:
    """A whole run: the findings one after the other, and what they come to."""
    return _Text(report).whole()


def told(report: Report) -> str:
    """Findings without a run around them, and how many there are."""
    return _Text(report).findings_counted()


def text(
    diagnostics: Iterable[Diagnostic], read: Callable[[str], bytes | None], root: str = ""
) -> str:
    """As `told`, without colours."""
    return told(Report(diagnostics=tuple(diagnostics), read=read, root=root))


class _Text:
    """One report on its way to text."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._hidden = report.hidden()

    def whole(self) -> str:
        return "".join([*self._parts(), *self._said(), *self._more()])

    def findings_counted(self) -> str:
        parts = [self._one(item) for item in self._report.diagnostics]
        return "".join([*parts, f"{self._report.total}\n"])

    def _parts(self) -> Iterator[str]:
        report = self._report
        if report.changed is None:
            yield from map(self._one, report.diagnostics)
            return
        touched = [item for item in report.diagnostics if report.on_changed_line(item)]
        other = [item for item in report.diagnostics if not report.on_changed_line(item)]
        for heading, items in (
            ("On lines that the change touched", touched),
            ("Elsewhere in what the change affects", other),
        ):
            if items:
                yield self._in("strong", f"{heading}: {counted(items)}") + "\n\n"
                yield from map(self._one, items)

    def _said(self) -> Iterator[str]:
        report = self._report
        worst = max((item.severity for item in report.diagnostics), default=None)
        yield self._in(worst.name.lower() if worst is not None else "help", self._summary()) + "\n"
        if report.scope:
            yield f"checked: {printable(report.scope)}\n"
        if report.at:
            yield f"expiry judged at {report.at}\n"
        for what in report.not_checked:
            yield f"{self._in('note', 'not checked')}: {printable(what)}\n"

    def _summary(self) -> str:
        files = len({item.file for item in self._report.diagnostics})
        where = f" in {files:,} file{'s' * (files != 1)}" if files else ""
        return self._report.total + where

    def _more(self) -> Iterator[str]:
        """Where to read on: the pages of the rules that spoke, the weightiest first."""
        weight: dict[str, Severity] = {}
        for item in self._report.diagnostics:
            if item.code in self._report.rules:
                weight[item.code] = max(item.severity, weight.get(item.code, item.severity))
        codes = sorted(weight, key=lambda code: (-weight[code], code))
        if codes:
            some = " ".join(codes[:3]) + (" …" if len(codes) > 3 else "")
            yield f"more about a rule: {self._in('strong', f'chandlery explain {some}')}\n"

    def _one(self, diagnostic: Diagnostic) -> str:
        return "".join(f"{line}\n" for line in self._lines(diagnostic)) + "\n"

    def _lines(self, diagnostic: Diagnostic) -> Iterator[str]:
        span, severity = diagnostic.span, diagnostic.severity.name.lower()
        place = f"{printable(self._report.root + diagnostic.file)}:{span.line}:{span.column}"
        yield (
            f"{place}: {self._in(severity, f'{severity}[{diagnostic.code}]')} "
            f"{self._in('strong', printable(diagnostic.message))}"
        )
        yield from self._excerpt(diagnostic)
        if diagnostic.hint:
            yield f"  {self._in('help', 'help')}: {printable(diagnostic.hint)}"

    def _excerpt(self, diagnostic: Diagnostic) -> Iterator[str]:
        line = diagnostic.span.line
        data = self._report.read(diagnostic.file)
        if not data or diagnostic.span == START or (diagnostic.file, line) in self._hidden:
            return
        gutter = f"{line:>5}"
        room = max(_LEAST_WIDTH, self._report.width - len(gutter) - 3)
        part = excerpt(data, diagnostic, room)
        if part is None:
            return
        caret = self._in(diagnostic.severity.name.lower(), "^" * part.width)
        yield f"{self._in('faint', f'{gutter} |')} {part.text}".rstrip()
        yield f"{self._in('faint', ' ' * len(gutter) + ' |')} {' ' * part.begin}{caret}"

    def _in(self, style: str, words: str) -> str:
        """Words in a style; nothing that steers a terminal may be in them."""
        return f"\x1b[{_STYLES[style]}m{words}\x1b[0m" if self._report.colour else words

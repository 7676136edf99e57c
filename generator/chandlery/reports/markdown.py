"""``--format markdown``: a summary for a pull request, or for a workflow's summary page.

Whatever comes out of a catalog is shown as a word or as code: it makes no link, mentions nobody and
brings no HTML.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from typing import Final

from chandlery.diagnostics import START, Diagnostic, Severity
from chandlery.reports.listed import counted
from chandlery.reports.plain import excerpt, printable, unicode
from chandlery.reports.report import Report

# A comment on GitHub holds 65,536 characters; a summary page 1 MiB.
MAX_BYTES: Final = 60_000
_LONGEST: Final = 600
_MOST_LINES: Final = 20
_WIDTH: Final = 100
_SIGNS: Final = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.NOTE: "💬"}

# Words that no renderer makes anything of.  Numbers of issues (`GH-7`) and ids of commits are none.
_WORD = re.compile(r"[(“]?[^\W_]+(?:['’,.–-][^\W_]+)*[)”]?[.,;:!?]*")
_ENCLOSED = re.compile(r"(\(?)([^\W_]+)([),.;:]*)")
_REFERENCE = re.compile(r"\W*(?:[0-9a-f]{7,}|gh-[0-9]+|www\..*)\W*", re.IGNORECASE)


def render(report: Report) -> str:
    """A verdict, a table of what was found where, what was not checked, and every finding."""
    head = "".join(_head(report))
    foot = "".join(_foot(report))
    left = MAX_BYTES - len(f"{head}{foot}".encode()) - 200
    shown, used = [], 0
    for part in findings(report):
        used += len(part.encode())
        if used > left:
            break
        shown.append(part)
    more = len(report.diagnostics) - len(shown)
    details = _details("All findings" if not more else "The first findings", shown)
    cut = f"\n{more:,} findings are not shown here, for want of room.\n" if more else ""
    return unicode(head + details + cut + foot)


def _head(report: Report) -> Iterator[str]:
    errors = [item for item in report.diagnostics if item.severity is Severity.ERROR]
    sign = "❌" if errors else "✅"
    yield f"### {sign} `chandlery check`: {report.total}\n"
    if report.changed is not None and report.diagnostics:
        touched = [item for item in report.diagnostics if report.on_changed_line(item)]
        yield f"\nOn lines that the change touched: {counted(touched)}.\n"
    if report.scope:
        yield f"\nChecked: {shown(report.scope)}.\n"
    if report.diagnostics:
        yield "\n| Where | Errors | Warnings | Notes |\n| --- | ---: | ---: | ---: |\n"
        yield from _table(report.diagnostics)
    if report.not_checked:
        yield "\n**Not checked**\n\n"
        yield from (f"- {shown(what)}\n" for what in report.not_checked[:_MOST_LINES])
        if (left := len(report.not_checked) - _MOST_LINES) > 0:
            yield f"- and {left:,} more\n"
    yield "\n"


def _table(diagnostics: Sequence[Diagnostic], most: int = 50) -> Iterator[str]:
    groups: dict[str, list[Severity]] = defaultdict(list)
    for item in diagnostics:
        groups["/".join(item.file.split("/")[:2])].append(item.severity)
    ranked = sorted(groups, key=lambda group: (-max(groups[group]), group))
    for group in ranked[:most]:
        numbers = (groups[group].count(severity) for severity in sorted(Severity, reverse=True))
        cells = " | ".join(f"{number:,}" if number else "" for number in numbers)
        yield f"| {cell(code(group))} | {cells} |\n"
    if len(ranked) > most:
        yield f"| and {len(ranked) - most:,} more | | | |\n"


def findings(report: Report) -> Iterator[str]:
    """Every finding, each as an item of a list."""
    hidden = report.hidden()
    for item in report.diagnostics:
        place = code(f"{item.file}:{item.span.line}:{item.span.column}")
        yield (
            f"- {_SIGNS[item.severity]} **{item.code}** {place}: {shown(item.message)}\n"
            + "".join(f"  {line}\n" for line in (*_excerpt(item, report, hidden), *_hint(item)))
        )


def _excerpt(item: Diagnostic, report: Report, hidden: frozenset[tuple[str, int]]) -> Iterator[str]:
    data = report.read(item.file)
    part = excerpt(data, item, _WIDTH) if data else None
    if part is None or item.span == START or (item.file, item.span.line) in hidden:
        return
    yield ""
    yield from fenced("text", [part.text, " " * part.begin + "^" * part.width]).split("\n")


def _hint(item: Diagnostic) -> Iterator[str]:
    if item.hint:
        yield ""
        yield f"Help: {shown(item.hint)}"


def _details(title: str, parts: Sequence[str]) -> str:
    if not parts:
        return ""
    return f"<details><summary>{title}</summary>\n\n{''.join(parts)}\n</details>\n"


def _foot(report: Report) -> Iterator[str]:
    codes = sorted({item.code for item in report.diagnostics if item.code in report.rules})
    if report.diagnostics:
        yield "\nTo see the same at home:\n\n```sh\nchandlery check\n"
        if any(item.fix or item.code.startswith("FMT") for item in report.diagnostics):
            yield "chandlery check --fix\n"
        if codes:
            yield f"chandlery explain {' '.join(codes[:10])}\n"
        yield "```\n"


def shown(text: str) -> str:
    """A sentence of which each word is a word, and everything else code."""
    text = printable(text)
    text = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    parts = text.split("`")
    if len(parts) % 2 == 0:  # a quotation without an end
        return code(text)
    quoted = (code(part) if index % 2 else _words(part) for index, part in enumerate(parts) if part)
    # Where one code ends and another begins, their fences would make one.
    return reduce(_beside, quoted, "")


def _beside(before: str, after: str) -> str:
    return (
        f"{before}\N{ZERO WIDTH SPACE}{after}"
        if before[-1:] == after[:1] == "`"
        else before + after
    )


def _words(text: str) -> str:
    return "".join(
        part if not part.strip() or _is_word(part) else _enclosed(part)
        for part in re.split(r"(\s+)", text)
    )


def _enclosed(text: str) -> str:
    """Code, without the brackets and stops around it."""
    match = _ENCLOSED.fullmatch(text)
    return f"{match[1]}{code(match[2])}{match[3]}" if match else code(text)


def _is_word(text: str) -> bool:
    if text.strip("–—,.;:!?…()") == "":
        return True
    return bool(_WORD.fullmatch(text)) and not _REFERENCE.fullmatch(text)


def code(text: str) -> str:
    """Text as code, whatever is in it."""
    text = printable(text)
    fence = "`" * (_longest_run(text) + 1)
    space = " " if text.startswith("`") or text.endswith("`") or not text.strip() else ""
    return f"{fence}{space}{text}{space}{fence}"


def fenced(language: str, lines: Iterable[str]) -> str:
    """Lines of code, whatever is in them."""
    text = "\n".join(map(printable, lines))
    fence = "`" * max(3, _longest_run(text) + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def cell(text: str) -> str:
    """Markdown that may stand in a table."""
    return text.replace("|", "\\|")


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)

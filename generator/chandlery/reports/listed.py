"""How much of one file is listed: nobody reads hundreds of findings, and they take long to show."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from chandlery.diagnostics import Diagnostic, Severity
from chandlery.rules.layout import MORE_FOUND

MOST_LISTED: Final = 300  # of one file


def listed(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The diagnostics in their order, of each file the weightiest, and how many more it has.

    What is left out is counted where the first of it would stand.  It hides the lines of secrets
    all the same.
    """
    found = tuple(diagnostics)
    by_file: dict[str, list[int]] = defaultdict(list)
    for at, item in enumerate(found):
        by_file[item.file].append(at)
    shown: list[Diagnostic | None] = list(found)
    for places in by_file.values():
        if len(places) > MOST_LISTED:
            _shorten(shown, found, places)
    return tuple(item for item in shown if item is not None)


def _shorten(
    shown: list[Diagnostic | None], found: Sequence[Diagnostic], places: Sequence[int]
) -> None:
    """Leave out what is too much of one file, whose diagnostics are at these places."""
    by_weight = sorted(places, key=lambda at: -found[at].severity)
    rest = sorted(by_weight[MOST_LISTED:])
    secret = {line for at in places if found[at].confidential for line in _lines(found[at])}
    for at in by_weight[:MOST_LISTED]:
        if not secret.isdisjoint(_lines(found[at])):
            shown[at] = replace(found[at], confidential=True)
    for at in rest:
        shown[at] = None
    shown[rest[0]] = _more([found[at] for at in rest], secret)


def _more(rest: Sequence[Diagnostic], secret: set[int]) -> Diagnostic:
    first = rest[0]
    return Diagnostic(
        file=first.file,
        span=first.span,
        code=MORE_FOUND.code,
        message=f"{counted(rest)} more in this file, from here on",
        severity=MORE_FOUND.severity,
        verdict=MORE_FOUND.verdict,
        hint="Mend what is listed, and check again.",
        confidential=not secret.isdisjoint(_lines(first)),
    )


def _lines(diagnostic: Diagnostic) -> range:
    return range(diagnostic.span.line, diagnostic.span.end_line + 1)


def counted(diagnostics: Iterable[Diagnostic]) -> str:
    """How many there are of each severity, in words: ``2 errors, 1 note``."""
    found = Counter(diagnostic.severity for diagnostic in diagnostics)
    counts = [
        f"{number:,} {severity.name.lower()}{'s' * (number != 1)}"
        for severity in sorted(Severity, reverse=True)
        if (number := found[severity])
    ]
    return ", ".join(counts) or "no findings"

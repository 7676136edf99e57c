"""What is wrong with somebody's data, where, and how to mend it.

A problem in user data is a value; exceptions are for the world and for our own mistakes
(``site-src/decisions/0001-problems-are-values.md``).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from operator import attrgetter
from typing import Generic, TypeVar

T = TypeVar("T")


class Severity(IntEnum):
    """How much a diagnostic weighs; only an error fails a build."""

    NOTE = 0
    WARNING = 1
    ERROR = 2


class Verdict(StrEnum):
    """Whose rule a diagnostic speaks for (design §3)."""

    VALID = "valid"  # the ecosystem's own code refuses the record
    POLICY = "policy"  # this catalog asks for more than the ecosystem does
    LOADS = "loads"  # a named version of the host would not load it


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a file: lines and columns from 1, columns in code points, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


START = Span(1, 1, 1, 1)


@dataclass(frozen=True, slots=True)
class Fix:
    """A change that mends a diagnostic and cannot harm: text in place of a stretch of its file."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True, order=True)
class Diagnostic:
    """One problem at one place.  Diagnostics sort by file, place and code.

    Attributes:
        file: path below the catalog root (or as given, for a record outside a catalog), with ``/``.
        message: the fact, with the value; no advice.
        hint: the cure, as an imperative sentence, or ``""``.
        fix: what ``check --fix`` does about it, where that is safe.
        confidential: whether the place holds what nobody may read, so that no report shows it.
    """

    file: str
    span: Span
    code: str
    message: str
    severity: Severity = Severity.ERROR
    verdict: Verdict = Verdict.POLICY
    hint: str = ""
    fix: Fix | None = field(default=None, compare=False)
    confidential: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What a stage made, and what it has to say about its input."""

    value: T
    diagnostics: tuple[Diagnostic, ...] = ()


_PLACE = attrgetter("file", "span.line", "span.column", "span.end_line", "span.end_column")
_REST = attrgetter("code", "message", "severity", "verdict", "hint")


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """As `sorted`, each of equal ones once; several times as fast, where there are many."""
    return tuple(sorted(set(diagnostics), key=lambda item: (_PLACE(item), _REST(item))))


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of the diagnostics is an error."""
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)

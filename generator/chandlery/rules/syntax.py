"""SYN: text that cannot be read, or that two readers would read differently."""

from collections.abc import Callable, Mapping
from typing import Final

from chandlery.checks import Rule
from chandlery.diagnostics import Diagnostic, Verdict
from chandlery.documents import MAX_RECORD_BYTES, Document, Reading, Route, Trouble, TroubleKind
from chandlery.positions.parts import MAX_INTEGER_DIGITS
from chandlery.quoting import quoted
from chandlery.rules.syntax_pages import (
    BYTE_ORDER_MARK,
    DUPLICATE_KEY,
    LONE_SURROGATE,
    LONG_INTEGER,
    MANY_DOCUMENTS,
    MORE,
    NOT_FINITE,
    NOT_UTF8,
    RULES,
    SYNTAX,
    TOO_DEEP,
    TOO_LARGE,
    YAML_FEATURE,
    YAML_KEY,
)

__all__ = ["RULES", "syntax_diagnostics"]

# Kind of trouble → its rule, its message (`{}` is the detail) and the cure.
_REPORTS: Final[Mapping[TroubleKind, tuple[Rule, str, str]]] = {
    TroubleKind.NOT_UTF8: (
        NOT_UTF8,
        "the byte {} stands where UTF-8 has none",
        "Save the file as UTF-8.",
    ),
    TroubleKind.BYTE_ORDER_MARK: (
        BYTE_ORDER_MARK,
        "the file begins with a byte-order mark",
        "Save the file as UTF-8 without one.",
    ),
    TroubleKind.SYNTAX: (SYNTAX, "{}", "Correct it here; what follows was not read."),
    TroubleKind.DUPLICATE_KEY: (
        DUPLICATE_KEY,
        "the key {} is given twice",
        "Keep the one that is meant.",
    ),
    TroubleKind.NOT_FINITE: (NOT_FINITE, "{} is no finite number", "Write a finite number."),
    TroubleKind.LONE_SURROGATE: (
        LONE_SURROGATE,
        "the text holds the lone surrogate {}",
        "Write the character itself, or both halves of the pair.",
    ),
    TroubleKind.TOO_DEEP: (
        TOO_DEEP,
        "the value nests deeper than {} levels",
        "Flatten it; what follows was not read.",
    ),
    TroubleKind.TOO_LARGE: (
        TOO_LARGE,
        f"the file has {{}} bytes; at most {MAX_RECORD_BYTES} are read",
        "Shorten it, or link to what is long.",
    ),
    TroubleKind.LONG_INTEGER: (
        LONG_INTEGER,
        f"the integer has {{}} digits; readers take at most {MAX_INTEGER_DIGITS}",
        "Write the number that is meant, or a string.",
    ),
    TroubleKind.YAML_FEATURE: (
        YAML_FEATURE,
        "{} is YAML that readers differ about",
        "Write the value out, or put the text in quotes.",
    ),
    TroubleKind.YAML_KEY: (
        YAML_KEY,
        "the key is {}, not a string",
        "Put the key in quotes.",
    ),
    TroubleKind.MANY_DOCUMENTS: (
        MANY_DOCUMENTS,
        "a second document begins here",
        "Keep one document; what follows was not read.",
    ),
    TroubleKind.MORE: (
        MORE,
        "more is wrong with the text, from here on {} times",
        "Mend what is listed, and check again.",
    ),
}

# Details that the file's author wrote; the others are words of ours.
_WRITTEN = frozenset(
    {
        TroubleKind.DUPLICATE_KEY,
        TroubleKind.NOT_FINITE,
        TroubleKind.LONE_SURROGATE,
        TroubleKind.YAML_FEATURE,
    }
)


def syntax_diagnostics(
    document: Document | str, reading: Reading, duplicate: Callable[[Route], Verdict]
) -> tuple[Diagnostic, ...]:
    """Report what was met while a file was read, sorted by place.

    Args:
        document: the file, or its path below the catalog root.
        reading: what became of it.
        duplicate: whose rule a key given twice breaks, by the key's route.
    """
    path = document.path if isinstance(document, Document) else document
    return tuple(sorted(_report(path, trouble, duplicate) for trouble in reading.troubles))


def _report(path: str, trouble: Trouble, duplicate: Callable[[Route], Verdict]) -> Diagnostic:
    rule, message, hint = _REPORTS[trouble.kind]
    written = trouble.kind in _WRITTEN
    detail = quoted(trouble.detail) if written else trouble.detail
    is_duplicate = trouble.kind is TroubleKind.DUPLICATE_KEY
    return Diagnostic(
        file=path,
        span=trouble.span,
        code=rule.code,
        message=message.format(detail),
        severity=rule.severity,
        verdict=duplicate(trouble.route) if is_duplicate else rule.verdict,
        hint=hint,
    )

"""What a plain scalar of YAML means: the core schema of YAML 1.2.2, section 10.3.2, and no more."""

import re
from math import isfinite
from typing import Any

from chandlery.positions.parts import MAX_INTEGER_DIGITS, TroubleKind

_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_BEGIN_NUMBERS = frozenset("+-.0123456789")
_DECIMAL = re.compile(r"[-+]?[0-9]+")
_OTHER_BASE = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


def plain_value(text: str) -> tuple[Any, TroubleKind | None]:
    """The value of a plain scalar, and what is wrong with it.

    ``no`` and dates are strings.  A number that is not finite, or too long, has a trouble.
    """
    if text in _WORDS:
        return _WORDS[text], None
    return _number(text) if text[0] in _BEGIN_NUMBERS else (text, None)


def _number(text: str) -> tuple[Any, TroubleKind | None]:
    if _DECIMAL.fullmatch(text):
        return _integer(text, 10)
    if _OTHER_BASE.fullmatch(text):
        return _integer(text, 0)
    if _NOT_FINITE.fullmatch(text):
        return float(text.replace(".", "")), TroubleKind.NOT_FINITE
    if _FLOAT.fullmatch(text):
        number = float(text)
        return number, None if isfinite(number) else TroubleKind.NOT_FINITE
    return text, None


def _integer(text: str, base: int) -> tuple[int | float, TroubleKind | None]:
    # A hexadecimal digit weighs more than one decimal digit, and less than two.
    if len(text.lstrip("-+")) * (1 if base else 2) <= MAX_INTEGER_DIGITS:
        return int(text, base), None
    return float("-inf" if text.startswith("-") else "inf"), TroubleKind.LONG_INTEGER

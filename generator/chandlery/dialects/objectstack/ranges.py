"""Ranges of host versions, as ObjectStack reads them (contract, section 2.1).

Only the first number counts: hosts compare their protocol's major version and nothing else.
"""

import re

_MAX_LENGTH = 128

_ANY = frozenset({"*", "x", "latest"})
_COMPARISON = re.compile(r"([<>]=?)\s*v?([0-9]+)(\.[0-9]+)?(\.[0-9]+)?", re.IGNORECASE)
_LEADING = re.compile(r"\s*v?([0-9]+)", re.IGNORECASE)
_WILDCARD = re.compile(r"([0-9]+)\.[x*]", re.IGNORECASE)
_EXACT = re.compile(r"([0-9]+)(\.[0-9]+){0,2}")


def admits(text: str, major: int) -> bool | None:
    """Whether a range takes a major version, or `None` for one that no host understands.

    A host admits what it does not understand, with a warning.
    """
    text = text.strip()
    if not text or len(text) > _MAX_LENGTH:
        return None
    if text in _ANY:
        return True
    parts = [part for part in re.split(r"[\s,]+", text) if part]
    if len(parts) > 1 and all(part[0] in "<>" for part in parts):
        verdicts = [_compare(part, major) for part in parts]
        return None if None in verdicts else all(verdicts)
    ends = re.split(r"\s+-\s+", text)
    if len(ends) == 2:
        low, high = _leading(ends[0]), _leading(ends[1])
        return None if low is None or high is None else low <= major <= high
    return _single(text, major)


def _single(text: str, major: int) -> bool | None:
    if text[0] in "<>":
        return _compare(text, major)
    if text[0] in "^~":
        wanted = _leading(text[1:])
        return None if wanted is None else wanted == major
    match = _WILDCARD.match(text) or _EXACT.fullmatch(text)
    return int(match[1]) == major if match else None


def _leading(text: str) -> int | None:
    match = _LEADING.match(text)
    return int(match[1]) if match else None


def _compare(text: str, major: int) -> bool | None:
    match = _COMPARISON.fullmatch(text)
    if match is None:
        return None
    bound = int(match[2])
    rest = [int(part[1:]) for part in (match[3], match[4]) if part]
    match match[1]:
        case ">=":
            return major >= bound
        case "<=":
            return major <= bound
        case ">":
            # `>17` leaves all of 17 out, `>17.0` only its first version.
            return major >= bound if rest else major > bound
    return major <= bound if any(rest) else major < bound

"""Versions and requirements as the `semver` crate reads them, which Caliban leaves both to."""

import re

_NUMBER = "(?:0|[1-9][0-9]*)"
_PRE = r"(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
_BUILD = r"[0-9A-Za-z-]+"
_TAIL = rf"(?:-{_PRE}(?:\.{_PRE})*)?(?:\+{_BUILD}(?:\.{_BUILD})*)?"
_ANY = "[*xX]"

_VERSION = re.compile(rf"({_NUMBER})\.({_NUMBER})\.({_NUMBER}){_TAIL}")
_COMPARATOR = re.compile(
    rf" *(?:[<>]=?|[=~^])? *({_NUMBER})"
    rf"(?:\.(?:{_ANY}(?:\.{_ANY})?|({_NUMBER})(?:\.(?:{_ANY}|({_NUMBER}){_TAIL}))?))? *"
)
_PLAIN = re.compile(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}")

_MAX_NUMBER = 2**64 - 1
_MAX_COMPARATORS = 32


def is_version(text: str) -> bool:
    """Whether a text is SemVer 2.0 with numbers that fit into 64 bits."""
    return _fits(_VERSION.fullmatch(text))


def is_minimum(text: str) -> bool:
    """Whether a text is a requirement once ``>=`` stands in front of it.

    So ``0.5``, ``0.5.x`` and even ``0.5, <9`` are, ``v0.5`` and ``latest`` are not.
    """
    comparators = f">={text}".split(",")
    return len(comparators) <= _MAX_COMPARATORS and all(
        _fits(_COMPARATOR.fullmatch(comparator)) for comparator in comparators
    )


def is_plain(text: str) -> bool:
    """Whether a text is three numbers and nothing else."""
    return _PLAIN.fullmatch(text) is not None


def padded(text: str) -> str:
    """A version with zeros for the parts that it leaves out."""
    return text + ".0" * max(0, 2 - text.count("."))


def _fits(match: re.Match[str] | None) -> bool:
    return match is not None and all(
        int(number) <= _MAX_NUMBER for number in match.groups() if number
    )

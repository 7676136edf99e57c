"""What Craik's own store would not take, or never give back (its contract, section 2).

A record can be valid and still not be installable.  Measured against Craik 0.12.9: its store
refuses what its redaction pass would change, and cannot read lone surrogates again.  (Nor what is
more than 200 levels deep, but no file gets that far here: `SYN007`.)
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from chandlery.checks import Finding, Once, Rule, rule
from chandlery.diagnostics import Verdict
from chandlery.dialects.base import HostVerdict
from chandlery.dialects.craik.parts import dotted, parts_of, values_of
from chandlery.dialects.craik.records import CraikRecord
from chandlery.dialects.craik.redaction import (
    is_innocent,
    is_redacted_value,
    is_secret_key,
    secret_in,
    shown,
)
from chandlery.documents import Route
from chandlery.positions.parts import LONE_SURROGATE
from chandlery.quoting import escaped

HOST: Final = "craik 0.12.9 store"


@rule("CRA301", verdict=Verdict.LOADS)
def looks_secret(record: CraikRecord) -> Iterator[Finding]:
    """Something in the record looks like a secret.

    ## Why it matters
    Craik's store refuses a record that its redaction would change, however harmless the text is:
    `task-sk-12345678` looks like a key to it. And if it is a secret, everybody can read it now.

    ## Example
    `"docs": ["https://user:hunter2@example.org/"]` or `"metadata": {"api_token": "…"}`

    ## How to mend it
    Take it out or put `[REDACTED]` in its place; rename the key where it is harmless. If it was a
    secret, revoke it: it stays in the history.
    """
    if _strings_of(record).are_innocent:
        return
    for route, value in _stored(record):
        key = route[-1] if route else None
        if isinstance(key, str) and is_secret_key(key):
            if not is_redacted_value(value):
                yield Finding(
                    route,
                    f"the key {shown(key)} is called like a secret and has a value",
                    "Put `[REDACTED]` in its place, or rename the key.",
                    on="key",
                    confidential=True,
                )
        elif isinstance(value, str) and (what := secret_in(value)):
            yield Finding(
                route,
                f"the text looks like {what}",
                "Take it out, or put `[REDACTED]` in its place.",
                confidential=True,
            )


@rule("CRA302", verdict=Verdict.LOADS)
def half_a_character(record: CraikRecord) -> Iterator[Finding]:
    r"""A text holds half a surrogate pair.

    ## Why it matters
    It is no Unicode text. Craik stores it, and from then on cannot read that record, nor list any
    of its kind.

    ## Example
    `"name": "Link \ud83d Checker"`

    ## How to mend it
    Write the whole character, or take it out.
    """
    if not _strings_of(record).have_halves:
        return
    for route, value in _stored(record):
        if isinstance(value, str) and LONE_SURROGATE.search(value):
            yield Finding(
                route,
                f"{shown(value)} holds half a surrogate pair",
                "Write the whole character, or take it out.",
            )


@dataclass(frozen=True, slots=True)
class _Strings:
    """What can be said of all strings of a record at once: where there is none, or may be one."""

    are_innocent: bool
    have_halves: bool


@Once
def _strings_of(record: CraikRecord) -> _Strings:
    values = values_of(record)
    return _Strings(
        are_innocent=is_innocent(values.texts, values.keys),
        have_halves=any(
            not text.isascii() and LONE_SURROGATE.search(text) for text in values.texts
        ),
    )


def _stored(record: CraikRecord) -> Iterator[tuple[Route, Any]]:
    """The parts that reach the store, which writes an HMAC of its own over `receipt_hmac`."""
    return (part for part in parts_of(record) if part[0] != ("receipt_hmac",))


RULES: Final[tuple[Rule, ...]] = (looks_secret, half_a_character)


def is_plain(value: Mapping[str, Any]) -> bool:
    """Whether a record is stored for sure, by what is written of it: `False` for a doubt.

    A valid record has no text that is not written there, but defaults, and no key, but its fields:
    none of them looks like a secret.
    """
    texts: list[str] = []
    keys: list[str] = []
    values: list[Any] = [value]
    for item in values:  # which grows while it is walked
        if isinstance(item, str):
            texts.append(item)
        elif isinstance(item, Mapping):
            keys += item
            values += item.values()
        elif isinstance(item, list | tuple):
            values += item
    return is_innocent(texts, keys) and not LONE_SURROGATE.search("\n".join((*texts, *keys)))


def store_verdict(record: CraikRecord) -> tuple[HostVerdict, ...]:
    """Whether Craik's store takes a valid record; the reason is the first that was found."""
    for refusal in RULES:
        for finding in refusal.check(record) if refusal.check else ():
            reason = f"{escaped(dotted(finding.route))}: {finding.message}"
            return (HostVerdict(host=HOST, loads=False, reason=reason),)
    return (HostVerdict(host=HOST, loads=True),)

"""LIC: under which terms a plugin may be used."""

from collections.abc import Iterable, Iterator
from typing import Final

from chandlery.checks import Finding, Rule, rule
from chandlery.diagnostics import Severity
from chandlery.quoting import quoted
from chandlery.rules import licence_texts
from chandlery.rules.licence_texts import Entry, expressions
from chandlery.rules.spdx import NO_LICENCE, meant_by, spdx_list
from chandlery.suggest import nearest


@rule("LIC001")
def not_an_expression(entry: Entry) -> Iterator[Finding]:
    """The licence is no expression of SPDX.

    ## Why it matters
    People filter by licence, and so do the programs that decide what a company may install. Both
    know the ids of SPDX's list, and no other words.

    ## Example
    `license: GPLv3`, which leaves open whether a later version will do, or `license: BSD`.

    ## How to mend it
    Write an id of <https://spdx.org/licenses/>, or several joined by `AND`, `OR` and `WITH`. Terms
    that are not in the list are `LicenseRef-` and a name, with their text in the release.
    `chandlery check --fix` puts the id for words that can mean nothing else.
    """
    for text, expression in expressions(entry):
        if meant := () if expression.canonical and not expression.unknown else meant_by(text):
            yield Finding(
                ("license",),
                f"{quoted(text)} is no licence expression of SPDX",
                _write(meant),
                document=entry.listing_document,
                instead=meant[0] if len(meant) == 1 and meant[0] in spdx_ids() else None,
            )
        elif expression.problem:
            yield Finding(
                ("license",),
                f"{quoted(text)} is no licence expression of SPDX: {expression.problem}",
                "Write the id of a licence, or several joined by `AND`, `OR` and `WITH`.",
                document=entry.listing_document,
            )
        else:
            for unknown in expression.unknown:
                yield Finding(
                    ("license",),
                    f"{quoted(unknown)} is no id of SPDX's list",
                    instead_of(unknown),
                    document=entry.listing_document,
                )


@rule("LIC002", severity=Severity.WARNING)
def other_spelling(entry: Entry) -> Iterator[Finding]:
    """The licence is spelt otherwise than SPDX spells it.

    ## Why it matters
    `mit` and `MIT` are the same licence to a reader, and two to a filter.

    ## Example
    `license: apache-2.0 or mit`

    ## How to mend it
    `chandlery check --fix` writes it as SPDX does: `Apache-2.0 OR MIT`.
    """
    for text, expression in expressions(entry):
        if not expression.problem and not expression.unknown and expression.canonical != text:
            yield Finding(
                ("license",),
                f"SPDX spells {quoted(text)} as {quoted(expression.canonical)}",
                f"Write `{expression.canonical}`.",
                document=entry.listing_document,
                instead=expression.canonical,
            )


@rule("LIC003", severity=Severity.WARNING)
def given_up(entry: Entry) -> Iterator[Finding]:
    """The licence's id is one that SPDX has given up.

    ## Why it matters
    Most of them were given up because they leave something open: `GPL-2.0` does not say whether a
    later version will do.

    ## Example
    `license: GPL-2.0`

    ## How to mend it
    Write `GPL-2.0-only` or `GPL-2.0-or-later`, as the plugin's own files say.
    """
    for _, expression in expressions(entry):
        for known in expression.deprecated:
            yield Finding(
                ("license",),
                f"SPDX has given up `{known.id}`",
                _after(known.id, known.successor),
                document=entry.listing_document,
            )


@rule("LIC007")
def no_licence(entry: Entry) -> Iterator[Finding]:
    """The listing says that there is no licence, or that nobody knows.

    ## Why it matters
    Without a licence nobody may use a plugin or pass it on, and a marketplace does just that.

    ## Example
    `license: NONE` or `license: NOASSERTION`

    ## How to mend it
    Name the licence, or ask the authors for one; theirs alone is `LicenseRef-` and a name.
    """
    if entry.listing.license.lower() in NO_LICENCE:
        yield Finding(
            ("license",),
            f"{quoted(entry.listing.license)} grants nothing",
            "Name the licence, or take the package out.",
            document=entry.listing_document,
        )


@rule("LIC008", severity=Severity.WARNING)
def not_free(entry: Entry) -> Iterator[Finding]:
    """The licence does not let everybody use the plugin.

    ## Why it matters
    People expect that they may use what a marketplace offers, at work too. Licences that forbid
    commercial use, changes or some purpose do not let them.

    ## Example
    `license: CC-BY-NC-4.0` or `license: BUSL-1.1`

    ## How to mend it
    Choose a free licence, or offer one beside it: `BUSL-1.1 OR MIT`. If the terms are meant, accept
    this in a waiver, and say in the README what they forbid.
    """
    for _, expression in expressions(entry):
        if expression.restricted:
            names = " and ".join(f"`{id_}`" for id_ in expression.restricted)
            yield Finding(
                ("license",),
                f"{names} restricts who may use it, or for what",
                "Choose a free licence, or say in the README what is forbidden.",
                document=entry.listing_document,
            )


def spdx_ids() -> frozenset[str]:
    """The ids of SPDX's list that are not deprecated."""
    return frozenset(known.id for known in spdx_list().values() if not known.deprecated)


def instead_of(unknown: str) -> str:
    """A hint at what to write for a word that is no id."""
    if known := spdx_list().get(unknown.lower()):
        what = "an exception: it stands after `WITH`" if known.exception else "no exception"
        return f"Correct the expression: `{known.id}` is {what}."
    if meant := meant_by(unknown):
        return _write(meant)
    ids = {id_.lower(): id_ for id_ in spdx_ids()}
    near = nearest(unknown.lower(), ids)
    return f"Did you mean `{ids[near]}`?" if near else "Look it up in <https://spdx.org/licenses/>."


def _write(ids: Iterable[str]) -> str:
    return f"Write {' or '.join(f'`{id_}`' for id_ in ids)}."


def _after(id_: str, successor: str) -> str:
    if successor.endswith("-only"):
        return f"Write `{successor}` or `{successor.removesuffix('-only')}-or-later`."
    return f"Write `{successor}`." if successor else f"Look up `{id_}` in SPDX's list."


ENTRY_RULES: Final[tuple[Rule, ...]] = (
    not_an_expression,
    other_spelling,
    given_up,
    *licence_texts.ENTRY_RULES,
    no_licence,
    not_free,
)
RULES: Final[tuple[Rule, ...]] = ENTRY_RULES

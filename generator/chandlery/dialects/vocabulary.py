"""The words in which an ecosystem says what a plugin touches, as a reference for readers.

Each dialect fills these from the tables that its rules read, so that page and rule say the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from chandlery.dialects.shapes import HookShape
from chandlery.model.description import Effect, Risk


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word of a table.

    Attributes:
        effects: what it comes to; empty where it touches nothing.
        risk: how much harm it can do, where the word alone says it.
        facts: what stands in the table's columns, in their order.
    """

    name: str
    effects: tuple[Effect, ...] = ()
    risk: Risk | None = None
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Words of one kind.

    Attributes:
        name: a part of an address.
        columns: titles of what each word says beyond its effects.
    """

    name: str
    title: str
    words: tuple[Word, ...]
    columns: tuple[str, ...] = ()
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Everything that an ecosystem's manifests can ask for."""

    about: str
    tables: tuple[Table, ...]


def alike(
    names: Iterable[str], effects: tuple[Effect, ...], risk: Risk | None = None
) -> tuple[Word, ...]:
    """Words that come to the same."""
    return tuple(Word(name=name, effects=effects, risk=risk) for name in names)


def hook_tables(hooks: HookShape) -> tuple[Table, ...]:
    """The events at which a client runs hooks, and what each kind of handler needs."""
    events = tuple(Word(name=event) for event in sorted(hooks.events))
    handlers = tuple(
        Word(name=kind, facts=(" ".join(f"`{key}`" for key in keys),))
        for kind, keys in hooks.needs.items()
    )
    return (
        Table(name="events", title="Events of hooks", words=events),
        Table(name="handlers", title="Handlers of hooks", columns=("Needs",), words=handlers),
    )

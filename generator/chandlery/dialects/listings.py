"""An ecosystem's one list of plugins, put together of what was told of each."""

from collections.abc import Mapping
from dataclasses import dataclass

from chandlery.formats.canonical import list_of


@dataclass(frozen=True, slots=True)
class Entry:
    """What an ecosystem's list says of one package.

    Attributes:
        name: what the ecosystem calls it.
        text: the entry, written.
    """

    name: str
    text: str


def by_name(told: Mapping[str, Entry]) -> str:
    """The list, written: entries sorted by their names."""
    ordered = sorted(told.values(), key=lambda entry: entry.name)
    return list_of(entry.text for entry in ordered)

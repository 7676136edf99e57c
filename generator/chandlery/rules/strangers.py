"""What records name and no catalog holds, told of a whole catalog or of its parts (REF009)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from chandlery.catalog import Catalog
from chandlery.checks import Finding
from chandlery.documents import Document, Route
from chandlery.quoting import quoted
from chandlery.rules.filed import Reference, register_of

LOOK_UP: Final = "Look them up where the agents run."
_SHOWN_IDS: Final = 5


def strangers(catalog: Catalog) -> dict[str, list[Reference]]:
    """The ids that name what no catalog holds, by what that is."""
    register = register_of(catalog)
    found: dict[str, list[Reference]] = defaultdict(list)
    for reference in register.references:
        if reference.link.stranger and reference.link.id not in register.definitions:
            found[reference.link.stranger].append(reference)
    return found


def not_held_message(what: str, ids: Iterable[str]) -> str:
    """What is said of all ids of one kind of thing."""
    names = list(dict.fromkeys(ids))
    shown = ", ".join(quoted(name) for name in names[:_SHOWN_IDS])
    more = len(names) - _SHOWN_IDS
    return (
        f"not checked: a catalog holds no {what}, and {len(names)} "
        f"{'is' if len(names) == 1 else 'are'} named: {shown}"
        + (f" and {more} more" if more > 0 else "")
    )


@dataclass(frozen=True, slots=True)
class NotHeld:
    """What the records of one package or integration name, and a catalog does not hold.

    Attributes:
        what: which kind of thing.
        place: sorts as packages and integrations do in a catalog.
        first: where the first id stands; `None` where another in the same part comes before.
    """

    what: str
    place: tuple[bool, str]
    ids: tuple[str, ...]
    first: tuple[Document, Route] | None


def not_held_in(catalog: Catalog, holds: Callable[[str], bool]) -> Iterator[NotHeld]:
    """What the rule has to tell of some of the files, for who looks at a part at a time."""
    for what, references in strangers(catalog).items():
        units: dict[tuple[bool, str], list[Reference]] = defaultdict(list)
        for item in references:
            folder, name, *_ = item.document.path.split("/")
            if holds(item.document.path):
                units[folder == "integrations", name].append(item)
        for place, found in units.items():
            first = (found[0].document, found[0].link.route) if place == min(units) else None
            yield NotHeld(what, place, tuple(dict.fromkeys(item.link.id for item in found)), first)


def not_held_at_all(parts: Iterable[NotHeld]) -> Iterator[Finding]:
    """What the rule says of a whole catalog that was looked at in parts."""
    kinds: dict[str, list[NotHeld]] = defaultdict(list)
    for part in sorted(parts, key=lambda part: part.place):
        kinds[part.what].append(part)
    for what, (begin, *more) in sorted(kinds.items()):
        if begin.first:
            document, route = begin.first
            message = not_held_message(what, (name for part in (begin, *more) for name in part.ids))
            yield Finding(route, message, LOOK_UP, document=document)

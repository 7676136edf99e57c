"""Values and lists that are not what they were."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, Final

from chandlery.formats import review_v1 as v1

_MOST: Final = 40
_LONGEST: Final = 200


def value(what: str, was: str | None, now: str | None, *, review: bool) -> Iterator[v1.ValueChange]:
    """One value, if it changed; an empty one is none."""
    was, now = was or None, now or None
    if was != now:
        yield v1.ValueChange(what=what, was=was, now=now, review=review)


def values(
    what: str, was: Iterable[str], now: Iterable[str], *, review: bool = True, admits: bool = False
) -> Iterator[v1.ListChange]:
    """A list, if something came or went.

    Args:
        what: what is listed.
        was: what it was.
        now: what it is.
        review: whether more of it must be looked at.
        admits: whether it names who is let in, and everybody is where it is empty.
    """
    old, new = set(was), set(now)
    added, removed = sorted(new - old), sorted(old - new)
    if added or removed:
        more = bool(old) if admits and (added or not new) else bool(added) and not admits
        yield v1.ListChange(what=what, added=added, removed=removed, review=review and more)


def leaves(
    was: Mapping[str, Any], now: Mapping[str, Any], without: frozenset[str]
) -> list[v1.ValueChange]:
    """The values of two JSON documents that differ, but for some keys at the root."""
    old, new = (
        {
            route: value
            for key, part in item.items()
            if key not in without
            for route, value in _leaves(part, (key,))
        }
        for item in (was, now)
    )
    found = (
        v1.ValueChange(what=route, was=old.get(route), now=new.get(route), review=False)
        for route in sorted(old.keys() | new.keys())
        if old.get(route) != new.get(route)
    )
    return list(islice(found, _MOST))


def _leaves(value: Any, route: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from _leaves(item, (*route, f".{key}"))
    elif isinstance(value, list) and value:
        for at, item in enumerate(value):
            yield from _leaves(item, (*route, f"[{at}]"))
    else:
        text = value if isinstance(value, str) else _scalar(value)
        yield "".join(route), text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _scalar(value: Any) -> str:
    words = {True: "true", False: "false", None: "null"}
    return words[value] if value is None or isinstance(value, bool) else str(value)

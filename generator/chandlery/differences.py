"""Where two values differ, as a route; and whether they do."""

from typing import Any

from chandlery.positions.parts import Route


def first_difference(ours: Any, theirs: Any) -> Route:
    """The route to the first part of our value that differs; ``()`` for equal values.

    A value that only lacks something parts where that would have to stand.
    """
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in ours:
            if key not in theirs:
                return (key,)
            if not same(ours[key], theirs[key]):
                return (key, *first_difference(ours[key], theirs[key]))
        return ()
    if isinstance(ours, list) and isinstance(theirs, list):
        for index, (mine, other) in enumerate(zip(ours, theirs, strict=False)):
            if not same(mine, other):
                return (index, *first_difference(mine, other))
    return ()


def same(ours: Any, theirs: Any) -> bool:
    """Whether two values say the same: unlike for Python, ``1`` and ``true`` do not."""
    if type(ours) is not type(theirs):
        return False
    if isinstance(ours, dict):
        return ours.keys() == theirs.keys() and all(same(ours[key], theirs[key]) for key in ours)
    if isinstance(ours, list):
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    return bool(ours == theirs)

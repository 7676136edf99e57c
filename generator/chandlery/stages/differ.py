"""Where two values part."""

from typing import Any

from chandlery.documents import Route


def first_difference(ours: Any, theirs: Any) -> Route:
    """The route to the first part of our value that differs; ``()`` for equal values."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in ours:
            if key not in theirs:
                return (key,)
            if ours[key] != theirs[key]:
                return (key, *first_difference(ours[key], theirs[key]))
        return ()
    if isinstance(ours, list) and isinstance(theirs, list):
        for index, (mine, other) in enumerate(zip(ours, theirs, strict=False)):
            if mine != other:
                return (index, *first_difference(mine, other))
    return ()

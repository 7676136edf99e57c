"""Answers about records, which never change: kept for the last few that were asked about.

What is worked out of a package is asked for by its index, its pages and its feeds in turn.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def remembered(count: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep the answers of a function of values that never change, by which values they were.

    The function depends on nothing else, and who gets an answer leaves it as it is.

    Args:
        count: how many answers are kept, and what they were about with them.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        # By the identities of values, which stay theirs for as long as they are kept here.
        known: dict[tuple[int, ...], tuple[tuple[Any, ...], R]] = {}

        @wraps(function)
        def asked(*values: P.args, **named: P.kwargs) -> R:
            if named:
                return function(*values, **named)
            key = (*map(id, values),)
            found = known.get(key)
            if found is None:
                found = values, function(*values)  # type: ignore[call-arg]
                if len(known) >= count:
                    known.pop((*known,)[0], None)  # the oldest
                known[key] = found
            return found[1]

        return asked

    return decorate

"""Answers about records, which never change: kept for the last few that were asked about.

What is worked out of a package is asked for by its index, its pages and its feeds in turn.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class _Itself:
    """A value that equals none but itself: to compare two packages would take longer."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and self.value is other.value


def remembered(count: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep the answers of a function of values that never change, by which values they were.

    The function depends on nothing else, and who gets an answer leaves it as it is.

    Args:
        count: how many answers are kept, and what they were about with them.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @lru_cache(maxsize=count)
        def known(*values: _Itself) -> R:
            return function(*(item.value for item in values))  # type: ignore[call-arg]

        @wraps(function)
        def asked(*values: P.args, **named: P.kwargs) -> R:
            return function(*values, **named) if named else known(*map(_Itself, values))

        return asked

    return decorate

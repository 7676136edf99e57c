"""Telling a person who waits that something happens."""

import sys
from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

from rich.console import Console
from rich.markup import escape
from rich.progress import track

from chandlery.secrecy.masking import masked

T = TypeVar("T")


class Progress(Protocol):
    """Where long work says how far it is.  Implementations: `Quiet`, `Terminal`."""

    def step(self, text: str) -> None:
        """Say what begins."""
        ...

    def track(self, items: Iterable[T], total: int | None, text: str) -> Iterator[T]:
        """Give the items on, and show how many of the total have been taken."""
        ...


class Quiet:
    """Says nothing."""

    def step(self, text: str) -> None:
        """See `Progress.step`."""

    def track(self, items: Iterable[T], total: int | None, text: str) -> Iterator[T]:  # noqa: ARG002
        """See `Progress.track`."""
        yield from items


QUIET = Quiet()


class Terminal:
    """Writes to stderr, and only if that is a terminal when the object is made.

    What is shown may come from a catalog or a server: neither markup nor control characters in
    it have any effect.
    """

    def __init__(self) -> None:
        self._console = Console(stderr=True, quiet=not sys.stderr.isatty())

    def step(self, text: str) -> None:
        """See `Progress.step`."""
        self._console.print(_harmless(text), style="dim", markup=False, highlight=False)

    def track(self, items: Iterable[T], total: int | None, text: str) -> Iterator[T]:
        """See `Progress.track`."""
        yield from track(
            items,
            escape(_harmless(text)),
            total=total,
            console=self._console,
            transient=True,
            disable=self._console.quiet,
        )


def _harmless(text: str) -> str:
    return masked("".join(char if char.isprintable() else "�" for char in text))

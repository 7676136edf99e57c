"""The nearest of the words that would have been right."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice that is near to a word, or `None` where none is."""
    return next(iter(get_close_matches(word, sorted(choices), n=1, cutoff=0.7)), None)


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """A hint that names the nearest choice, or ``""`` where none is near."""
    near = nearest(word, choices)
    return f"Did you mean `{near}`?" if near else ""

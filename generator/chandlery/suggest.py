"""The nearest of the words that would have been right."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice that is near to a word, whatever its capitals, or `None` where none is."""
    by_fold = {choice.casefold(): choice for choice in sorted(choices, reverse=True)}
    near = get_close_matches(word.casefold(), sorted(by_fold), n=1, cutoff=0.7)
    return by_fold[near[0]] if near else None


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """A hint that names the nearest choice, or ``""`` where none is near."""
    near = nearest(word, choices)
    return f"Did you mean `{near}`?" if near else ""

"""The nearest of the words that would have been right."""

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """A hint that names the nearest choice, or ``""`` where none is near."""
    near = get_close_matches(word, sorted(choices), n=1, cutoff=0.7)
    return f"Did you mean `{near[0]}`?" if near else ""

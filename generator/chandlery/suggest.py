"""The nearest of the words that would have been right."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import cached_property

# Of all the words of a catalog so many are compared one by one, about a second's work. Whoever
# made thousands of mistakes is told of single slips from there on.
_MOST_COMPARED = 200_000
# A longer word has too many slips to keep.
_LONGEST = 100


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice that is near to a word, whatever its capitals, or `None` where none is."""
    by_fold = {choice.casefold(): choice for choice in sorted(choices, reverse=True)}
    near = get_close_matches(word.casefold(), sorted(by_fold), n=1, cutoff=0.7)
    return by_fold[near[0]] if near else None


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """A hint that names the nearest choice, or ``""`` where none is near."""
    near = nearest(word, choices)
    return f"Did you mean `{near}`?" if near else ""


class Choices:
    """The words that would have been right in many places: as many as a catalog has packages.

    Each mistake is compared with all of them while there are few mistakes, or few words. After
    that it is looked up under what one slip makes of it, so that ten thousand mistakes in a
    catalog of ten thousand packages take ten thousand times the work of one.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._compared = 0

    def around(self, word: str) -> Iterable[str]:
        """The words that are worth comparing with one that is not right."""
        self._compared += len(self._words)
        if self._compared <= _MOST_COMPARED:
            return self._words
        return {known for key in _slips(word) for known in self._by_slip.get(key, ())}

    def hint(self, word: str) -> str:
        """A hint that names the nearest word, or ``""`` where none is near."""
        return did_you_mean(word, self.around(word))

    @cached_property
    def _by_slip(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self._words):
            for key in _slips(word):
                found[key].append(word)
        return found


def _slips(word: str) -> Iterator[str]:
    """The word without its capitals, and without one character: equal for words one slip apart."""
    word = word.casefold()
    yield word
    if len(word) <= _LONGEST:
        yield from {word[:at] + word[at + 1 :] for at in range(len(word))}

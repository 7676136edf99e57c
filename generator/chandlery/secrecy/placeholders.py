"""What stands in the place of a secret, in examples and templates."""

import re
from typing import Final

_WORDS: Final = re.compile(
    "example|your|change.?me|placeholder|dummy|redacted|sample|insert|replace|fake|todo|not.?a.?real",
    re.IGNORECASE,
)
_SEQUENCES: Final = ("0123456789", "1234567890", "abcdefghij", "qwertyuiop")
# `<token>`, `${TOKEN}`, `$TOKEN`, `%TOKEN%`, `{{ token }}`, `[token]`, `****`, `…`
_OPENINGS: Final = tuple("<$%{[(*.…")
_VARIABLE: Final = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_FEW: Final = 6  # different characters; a secret of a dozen has more


def is_placeholder(text: str) -> bool:
    """Whether a text can be no secret: a word for one, a variable, or the same few characters."""
    return (
        text.startswith(_OPENINGS)
        or len(set(text.lower())) < min(_FEW, len(text) // 2 + 1)
        or _VARIABLE.fullmatch(text) is not None
        or names_itself_one(text)
    )


def names_itself_one(text: str) -> bool:
    """Whether a text says of itself that it is an example, or only counts up."""
    lower = text.lower()
    return _WORDS.search(text) is not None or any(word in lower for word in _SEQUENCES)

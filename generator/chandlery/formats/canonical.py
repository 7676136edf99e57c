"""A value → the one byte string that stands for it."""

import json
from typing import Any


def canonical(value: Any) -> bytes:
    """JSON in UTF-8 with sorted keys, no spaces, and a newline at its end.

    Raises:
        ValueError: the value holds NaN, an infinity, or a lone surrogate.
    """
    text = json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )
    return text.encode() + b"\n"


def readable(value: Any) -> bytes:
    """As `canonical`, indented for people: for files that a person may open."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, indent=1)
    return text.encode() + b"\n"

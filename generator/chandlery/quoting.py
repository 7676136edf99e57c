"""Values in messages: bounded, on one line, and without anything that a terminal would obey."""

import json
from typing import Any

MAX_QUOTED = 60
MAX_SENTENCE = 500


def escaped(text: str, limit: int = MAX_SENTENCE) -> str:
    """The text with every character that does not print as an escape.

    A longer text than `limit` code points ends in ``…``.
    """
    shown = text[:limit]
    if not shown.isprintable():  # which few are
        shown = "".join(char if char.isprintable() else _escape(char) for char in shown)
    return f"{shown}…" if len(text) > limit else shown


def quoted(value: Any, limit: int = MAX_QUOTED) -> str:
    """A value of a record for a message: a scalar in backticks, a mapping or list in words."""
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    shown = escaped(text, limit).replace("`", _escape("`"))
    return f"`{shown}`" if text else "an empty string"


def _escape(char: str) -> str:
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"

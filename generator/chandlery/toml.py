"""TOML that nobody vouches for, read within limits."""

import tomllib
from typing import Any

MAX_TOML_BYTES = 64 * 1024

# `tomllib` takes time by the square of a dotted key's length: 0.1 s for this sum of squares.
_MAX_DOTS_SQUARED = 10_000_000


class TomlRefused(ValueError):  # noqa: N818 - it reads as what happened
    """Why a text is not read; the message is a fact about it."""


def parse_toml(data: bytes) -> dict[str, Any]:
    """The value of a TOML document.

    Raises:
        TomlRefused: it is no TOML, too large, or made to take long.
    """
    if len(data) > MAX_TOML_BYTES:
        raise TomlRefused(f"it has {len(data)} bytes; at most {MAX_TOML_BYTES} are read")
    if sum(line.count(b".") ** 2 for line in data.split(b"\n")) > _MAX_DOTS_SQUARED:
        raise TomlRefused("it has keys of absurd length")
    try:
        return tomllib.loads(data.decode())
    except (ValueError, RecursionError) as error:
        raise TomlRefused(f"it is no TOML: {error}") from error

"""Whether people can tell one colour from another (WCAG 2.2, success criterion 1.4.3)."""

from collections.abc import Callable
from typing import Final

# What text needs beside what it stands on, at level AA.
LEGIBLE: Final = 4.5

# What pages stand on, in the light and in the dark.
PAPER: Final = "#ffffff"
NIGHT: Final = "#1e2129"


def contrast(one: str, other: str) -> float:
    """How far two colours ``#rrggbb`` are apart: from 1 for the same to 21 for black and white."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def ink(background: str) -> str:
    """Black or white, whichever can be read better: always at `LEGIBLE`, whatever it stands on."""
    return max("#ffffff", "#000000", key=lambda text: contrast(text, background))


def lightened(colour: str, enough: Callable[[str], bool]) -> str:
    """A colour with as little white in it as is enough, or white."""
    channels = _channels(colour)
    for percent in range(100):
        mixed = [round(part + (255 - part) * percent / 100) for part in channels]
        found = "#{:02x}{:02x}{:02x}".format(*mixed)
        if enough(found):
            return found
    return PAPER


def _channels(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def _luminance(colour: str) -> float:
    parts = (channel / 255 for channel in _channels(colour))
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

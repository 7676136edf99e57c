"""The files of a reference integration: how large they are, and what the short ones say."""

from collections.abc import Iterator

from chandlery.catalog import IntegrationEntry
from chandlery.model.marketplace import Fixture

# Bytes of a text that is shown, and of all that one integration shows.
_SHORT = 4_000
_TOGETHER = 20_000


def fixtures(entry: IntegrationEntry) -> Iterator[Fixture]:
    """Every file, by path; the texts of the short ones until there is enough to read."""
    left = _TOGETHER
    for file in sorted(entry.fixtures, key=lambda item: item.path):
        text = _text(entry.read(file.path)) if file.size <= min(_SHORT, left) else None
        left -= file.size if text is not None else 0
        yield Fixture(path=file.path, size=file.size, text=text)


def _text(data: bytes) -> str | None:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    return text if all(letter in "\t\n\r" or letter.isprintable() for letter in text) else None

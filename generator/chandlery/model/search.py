"""What a text search is told, and what it gives."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SearchRecord:
    """One thing that a text search can find.

    Attributes:
        url: of its page, below the published root.
        meta: what is shown of it.
    """

    url: str
    content: str
    meta: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TextSearch:
    """A text search, built.

    Attributes:
        files: by path below the published root.
    """

    files: Mapping[str, bytes] = field(default_factory=dict)


def search_ids(addresses: Iterable[str]) -> dict[str, str]:
    """What the search calls the page at each address.

    Twenty bits of a hash, or the address itself where two share those; `browse.js` does the same.
    """
    short = {address: _short(address.strip("/")) for address in addresses}
    shared = Counter(short.values())
    return {
        address: name if shared[name] == 1 else "_" + address.strip("/").replace("/", "_")
        for address, name in short.items()
    }


def _short(text: str) -> str:
    """FNV-1a, folded."""
    value = 0x811C9DC5
    for byte in text.encode():
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return f"{(value >> 20) ^ (value & 0xFFFFF):05x}"

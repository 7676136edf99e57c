"""What a text search is told, and what it gives."""

from collections.abc import Mapping
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
        found: what results are called, by the address that the record has.
    """

    files: Mapping[str, bytes] = field(default_factory=dict)
    found: Mapping[str, str] = field(default_factory=dict)

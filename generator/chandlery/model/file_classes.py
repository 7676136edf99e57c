"""What kinds of file are published, and how long each may be kept: one table for all who ask.

`build` sizes files by it, `publish` orders and keeps them by it, ``_headers`` tells static hosts,
and the guide shows it (``site-src/guide/caching.md``).
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from chandlery.model.content_policy import SENT


class Caching(StrEnum):
    """What a web server should say in ``Cache-Control`` (RFC 9111, RFC 8246)."""

    FOR_EVER = "public, max-age=31536000, immutable"
    ASK_ALWAYS = "public, no-cache"  # kept, but used only when the server says it is current
    FIVE_MINUTES = "public, max-age=300"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileClass:
    """One kind of published file.

    Attributes:
        paths: addresses below the published root; ``*`` is any run of characters.
    """

    name: str
    title: str
    paths: tuple[str, ...]
    caching: Caching

    @property
    def immutable(self) -> bool:
        """Whether the address holds the digest of what is there."""
        return self.caching is Caching.FOR_EVER


# The first that matches is meant.  No address matches two of those that `headers` lists.
FILE_CLASSES: Final = (
    FileClass(
        name="entry",
        title="the file that all else is reached from",
        paths=("index/v1/entry.json",),
        caching=Caching.ASK_ALWAYS,
    ),
    FileClass(
        name="names",
        title="the bins of names, and their list",
        paths=("index/v1/bins.json", "index/v1/names/*"),
        caching=Caching.ASK_ALWAYS,
    ),
    FileClass(
        name="shards",
        title="what resolving one name needs",
        paths=("index/v1/shards/*",),
        caching=Caching.FOR_EVER,
    ),
    FileClass(
        name="details",
        title="everything about one name",
        paths=("index/v1/plugins/*", "index/v1/adapters/*", "index/v1/integrations/*"),
        caching=Caching.ASK_ALWAYS,
    ),
    FileClass(
        name="lists",
        title="every file, what changed, advisories, renames, waivers, schemas",
        paths=(
            *("index/v1/*.jsonl", "index/v1/schemas/*", "index/v1/advisories.json"),
            *("index/v1/renames.json", "index/v1/waivers.json"),
        ),
        caching=Caching.ASK_ALWAYS,
    ),
    FileClass(
        name="artifacts",
        title="what is installed",
        paths=("artifacts/*",),
        caching=Caching.FOR_EVER,
    ),
    FileClass(
        name="projections",
        title="what the ecosystems' own clients read",
        paths=(
            *("caliban/*", "claude/*", "craik/*", "kari/*", "objectstack/*"),
            *("simple/*", "stigmem/*"),
        ),
        caching=Caching.ASK_ALWAYS,
    ),
    FileClass(
        name="feeds",
        title="feeds, badges, and what search engines read",
        paths=("*.atom", "badges/*", "sitemap*.xml", "robots.txt"),
        caching=Caching.FIVE_MINUTES,
    ),
    FileClass(name="pages", title="pages", paths=("*.html",), caching=Caching.FIVE_MINUTES),
    FileClass(
        name="assets",
        title="styles, scripts, pictures and the rest",
        paths=("*",),
        caching=Caching.FIVE_MINUTES,
    ),
)

_PATTERNS: Final = tuple(
    (item, re.compile("|".join(re.escape(path).replace(r"\*", ".*") for path in item.paths), re.S))
    for item in FILE_CLASSES
)


def class_of(path: str) -> FileClass:
    """The kind of a published file, by its path below the published root."""
    return next(item for item, pattern in _PATTERNS if pattern.fullmatch(path))


def headers() -> str:
    """The table as the ``_headers`` file that several static hosts read.

    What is kept for some minutes is left to the host's own habit.  Hosts send what every entry
    that matches says, so no two of them may say the same of one address.
    """
    entries: list[tuple[str, tuple[tuple[str, str], ...]]] = [("*", SENT)]
    entries += [
        (path, (("Cache-Control", item.caching.value),))
        for item in FILE_CLASSES
        if item.caching is not Caching.FIVE_MINUTES
        for path in item.paths
    ]
    return "".join(
        "".join([f"/{path}\n", *(f"  {name}: {value}\n" for name, value in said)])
        for path, said in entries
    )

"""The chain of digests: entry, bins, names, and the list of every file."""

from typing import Annotated, Literal

from pydantic import Field

from chandlery.formats.index_v1.base import (
    Availability,
    FileDigest,
    Kind,
    Published,
    ReviewState,
    Sha256,
)


class FileLine(FileDigest):
    """One line of ``files.jsonl``: every published file but that list and ``entry.json``."""

    path: str


class Source(Published):
    """What the marketplace was built from; no commit for a build of a working tree."""

    commit: str | None = None


class Generator(Published):
    """What built it."""

    name: Literal["chandlery"] = "chandlery"
    version: str


class Identity(Published):
    """Which marketplace this is."""

    name: str
    title: str
    base_url: str


class Counts(Published):
    """How much there is."""

    plugins: int
    adapters: int
    integrations: int
    releases: int
    artifacts: int
    files: int


class Entry(Published):
    """``entry.json``: the one small file from which everything can be verified.

    ``serial`` is the committer time of the source commit in seconds; it only grows.
    """

    schema_: Literal["chandlery.entry.v1"] = Field("chandlery.entry.v1", alias="schema")
    serial: Annotated[int, Field(ge=0)]
    source: Source
    generator: Generator
    marketplace: Identity
    counts: Counts
    files: dict[str, FileDigest]


class Bins(Published):
    """``bins.json``: the bin of a name is the first ``digits`` hex digits of its SHA-256."""

    schema_: Literal["chandlery.bins.v1"] = Field("chandlery.bins.v1", alias="schema")
    digits: Annotated[int, Field(ge=1, le=4)]
    bins: dict[str, Sha256]


class NameEntry(Published):
    """What a name stands for, and which shard resolves it."""

    kind: Kind
    shard: Sha256
    latest: str | None = None
    review: ReviewState | None = None
    availability: Availability | None = None


class NameBin(Published):
    """``names/<bin>.json``."""

    schema_: Literal["chandlery.names.v1"] = Field("chandlery.names.v1", alias="schema")
    names: dict[str, NameEntry]

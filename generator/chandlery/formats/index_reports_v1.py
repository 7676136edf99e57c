"""What ``chandlery index --format json`` prints, version 1: only ever gains keys."""

from typing import Literal

from pydantic import Field

from chandlery.formats.index_v1 import (
    AdvisoryEntry,
    ChangeLine,
    Counts,
    FileDigest,
    Generator,
    Identity,
    Published,
    ReleaseEntry,
    Source,
)
from chandlery.formats.index_v1.base import Kind


class Cost(Published):
    """What reading took; a client that keeps what it read pays less."""

    requests: int
    bytes: int


class FileClass(Published):
    """How much there is of one sort of file."""

    of: str
    files: int
    bytes: int


class Mismatch(Published):
    """A file that is not the published one; nothing was found where it is missing."""

    path: str
    expected: str
    found: str | None = None


class Verification(Published):
    """Which files were held against their digests, and which do not fit."""

    schema_: Literal["chandlery.index.verification.v1"] = Field(
        "chandlery.index.verification.v1", alias="schema"
    )
    files: int
    bytes: int
    left_out: int
    mismatches: list[Mismatch]


class Summary(Published):
    """``index show WHERE``: a publication as a whole."""

    schema_: Literal["chandlery.index.summary.v1"] = Field(
        "chandlery.index.summary.v1", alias="schema"
    )
    marketplace: Identity
    serial: int
    time: str | None
    source: Source
    generator: Generator
    counts: Counts
    reached: dict[str, FileDigest]
    classes: list[FileClass]
    changes: list[ChangeLine]
    advisories: list[AdvisoryEntry]
    cost: Cost
    verification: Verification | None = None


class Named(Published):
    """``index show WHERE NAME``: a name as a client resolves it.

    ``asked`` is another name where that was renamed; ``releases`` are those of the index.
    """

    schema_: Literal["chandlery.index.name.v1"] = Field("chandlery.index.name.v1", alias="schema")
    asked: str
    name: str
    kind: Kind
    bin: str
    shard: str
    latest: str | None
    replaced_by: str | None
    releases: list[ReleaseEntry]
    cost: Cost
    verification: Verification | None = None


class Side(Published):
    """One of two publications; no ``bytes`` where the list of all files is too long to read."""

    name: str
    serial: int
    time: str | None
    commit: str | None
    bytes: int | None
    cost: Cost


class NameChange(Published):
    """A name that came, went, or is called otherwise now."""

    name: str
    kind: Kind
    to: str | None = None


class ReleaseChange(Published):
    """A release that came or went."""

    name: str
    version: str
    review: str
    availability: str
    offered: bool


class ValueChange(Published):
    """Something about a release, or about the whole, that is not what it was."""

    of: str
    what: str
    old: str | None
    new: str | None


class CapabilityChange(Published):
    """What the version to show first declares, against the one that was."""

    name: str
    old: str
    new: str
    dialect: str
    added: list[str]
    removed: list[str]


class AdvisoryChange(Published):
    """An advisory that came, went, or does not stand where it stood."""

    id: str
    package: str
    change: Literal["added", "removed", "in force", "lapsed"]


class Difference(Published):
    """``index diff OLD NEW``: what changed between two publications.

    ``broken`` says in sentences what a publication must never do.
    """

    schema_: Literal["chandlery.index.difference.v1"] = Field(
        "chandlery.index.difference.v1", alias="schema"
    )
    old: Side
    new: Side
    broken: list[str]
    names_added: list[NameChange]
    names_removed: list[NameChange]
    names_renamed: list[NameChange]
    releases_added: list[ReleaseChange]
    releases_removed: list[ReleaseChange]
    states: list[ValueChange]
    altered: list[ValueChange]
    capabilities: list[CapabilityChange]
    advisories: list[AdvisoryChange]
    counts: list[ValueChange]

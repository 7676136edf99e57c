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

    path: str = Field(description="Below the published root, with `/`.")


class Source(Published):
    """What the marketplace was built from; no commit for a build of a working tree."""

    commit: str | None = Field(
        None,
        description="The full hash of the catalog's commit; absent for a build of a working tree.",
    )


class Generator(Published):
    """What built it."""

    name: Literal["chandlery"] = Field("chandlery", description="The tool.")
    version: str = Field(description="Its version.")


class Identity(Published):
    """Which marketplace this is."""

    name: str = Field(description="Short name, the same in every publication.")
    title: str = Field(description="What people call it.")
    base_url: str = Field(
        description="Where the published root is meant to be served; a mirror is elsewhere."
    )


class Counts(Published):
    """How much there is."""

    plugins: int = Field(description="Names of kind `plugin`.")
    adapters: int = Field(description="Names of kind `adapter`.")
    integrations: int = Field(description="Names of kind `integration`.")
    releases: int = Field(description="Releases of all plugins and adapters.")
    artifacts: int = Field(description="Artifacts of all releases, withheld ones included.")
    files: int = Field(description="Lines of `files.jsonl`.")


class Entry(Published):
    """``entry.json``: the one small file from which everything can be verified.

    ``serial`` is the committer time of the source commit in seconds; it only grows.
    """

    schema_: Literal["chandlery.entry.v1"] = Field(
        "chandlery.entry.v1", alias="schema", description="The name of this type."
    )
    serial: Annotated[int, Field(ge=0)] = Field(
        description="Committer time of the source commit, in seconds since 1970; it only grows. "
        "Refuse one that is smaller than the last you saw. 0 for a build of a working "
        "tree."
    )
    source: Source = Field(description="What the marketplace was built from.")
    generator: Generator = Field(description="What built it.")
    marketplace: Identity = Field(description="Which marketplace this is.")
    counts: Counts = Field(description="How much there is.")
    files: dict[str, FileDigest] = Field(
        description="Digest and size of the files that the chain goes on with, by path below the "
        "folder of `entry.json`."
    )


class Bins(Published):
    """``bins.json``: the bin of a name is the first ``digits`` hex digits of its SHA-256."""

    schema_: Literal["chandlery.bins.v1"] = Field(
        "chandlery.bins.v1", alias="schema", description="The name of this type."
    )
    digits: Annotated[int, Field(ge=1, le=4)] = Field(
        description="How many hexadecimal digits name a bin."
    )
    bins: dict[str, Sha256] = Field(
        description="Bin to the SHA-256 of `names/<bin>.json`; a bin without names is not there."
    )


class NameEntry(Published):
    """What a name stands for, and which shard resolves it."""

    kind: Kind = Field(description="What the name stands for.")
    shard: Sha256 = Field(
        description="SHA-256 of its shard, which is the shard's file name as well."
    )
    latest: str | None = Field(
        None, description="The version to show first; absent for an integration."
    )
    review: ReviewState | None = Field(None, description="Review state of `latest`.")
    availability: Availability | None = Field(None, description="Availability of `latest`.")


class NameBin(Published):
    """``names/<bin>.json``: all names of one bin, and which shard resolves each."""

    schema_: Literal["chandlery.names.v1"] = Field(
        "chandlery.names.v1", alias="schema", description="The name of this type."
    )
    names: dict[str, NameEntry] = Field(description="Every name of the bin.")

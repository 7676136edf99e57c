"""``publishers/<publisher>.yml``: who publishes, which names are theirs, who verified that."""

from typing import Annotated, Literal

from pydantic import Field

from chandlery.records.base import HttpsUrl, Line, Moment, Prose, Record

Level = Literal["unverified", "pending", "verified", "trusted", "partner"]

# ObjectStack's publisher levels that lift the default-deny (its contract, section 3).
VERIFIED_LEVELS: frozenset[Level] = frozenset({"verified", "trusted", "partner"})


class Verification(Record):
    """What was checked about a publisher, by whom, and where that can be read again."""

    level: Level = "unverified"
    method: Line | None = None
    by: Line | None = None
    at: Moment | None = None
    evidence: Annotated[list[Line], Field(max_length=20)] = []


class PublicKey(Record):
    """A key that the publisher signs artifacts with."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
    algorithm: Literal["ed25519"] = "ed25519"
    public: Annotated[str, Field(min_length=43, max_length=200)]


class PublisherRecord(Record):
    """The whole of a publisher's file; the file's name is the publisher's."""

    title: Line
    type: Literal["individual", "organization"]
    description: Prose | None = None
    website: HttpsUrl | None = None
    contact: Line
    # Names that begin so belong to this publisher alone.
    prefixes: Annotated[list[Line], Field(max_length=50)] = []
    verification: Verification = Verification()
    keys: Annotated[list[PublicKey], Field(max_length=20)] = []

"""``publishers/<publisher>.yml``: who publishes, which names are theirs, who verified that."""

import base64
import re
from typing import Annotated, Literal

from pydantic import Field

from chandlery.records.base import HttpsUrl, Line, Moment, Prose, Record

Level = Literal["unverified", "pending", "verified", "trusted", "partner"]

# ObjectStack's publisher levels that lift the default-deny (its contract, section 3).
VERIFIED_LEVELS: frozenset[Level] = frozenset({"verified", "trusted", "partner"})


# What stands before the 32 bytes of an Ed25519 key in DER (RFC 8410, section 4).
_DER_PREFIX = bytes.fromhex("302a300506032b6570032100")
_KEY_BYTES = 32
_ARMOUR = re.compile(r"-----(BEGIN|END) PUBLIC KEY-----")


class Verification(Record):
    """What was checked about a publisher, by whom, and where that can be read again."""

    level: Level = "unverified"
    method: Line | None = None
    by: Line | None = None
    at: Moment | None = None
    evidence: Annotated[list[Line], Field(max_length=20)] = []


class PublicKey(Record):
    """A key that the publisher signs artifacts with.

    Attributes:
        id: what a signature calls the key: ``ed25519:<id>:…`` (ObjectStack's contract, 1.5).
        public: as `key_bytes` reads it.
    """

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


def key_bytes(text: str) -> bytes | None:
    """The 32 bytes of an Ed25519 public key, or `None` for a text that is none.

    Taken are PEM and its Base64 alone (``MCowBQYDK2VwAyEA…``), and the bare 32 bytes in Base64 or
    Base64url, padded or not, or as 64 hexadecimal digits.
    """
    bare = "".join(_ARMOUR.sub("", text).split())
    if re.fullmatch(f"[0-9A-Fa-f]{{{2 * _KEY_BYTES}}}", bare):
        return bytes.fromhex(bare)
    digits = bare.replace("-", "+").replace("_", "/")
    try:
        data = base64.b64decode(digits + "=" * (-len(digits) % 4), validate=True)
    except ValueError:
        return None
    data = data.removeprefix(_DER_PREFIX)
    return data if len(data) == _KEY_BYTES else None

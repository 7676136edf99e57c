"""Archives in memory: packed byte for byte alike everywhere, and read within limits."""

from chandlery.containers.limits import LIMITS, Limits
from chandlery.containers.members import Contents, Member, members_of, tree_digest
from chandlery.containers.osplugin import integrity_of
from chandlery.containers.pack import Packed, pack_members
from chandlery.containers.problems import ContainerProblem, Refusal
from chandlery.containers.read import (
    JSON_MEMBER,
    MAX_DOCUMENT_BYTES,
    metadata_in,
    unpack,
    wheel_metadata,
)

__all__ = [
    "JSON_MEMBER",
    "LIMITS",
    "MAX_DOCUMENT_BYTES",
    "ContainerProblem",
    "Contents",
    "Limits",
    "Member",
    "Packed",
    "Refusal",
    "integrity_of",
    "members_of",
    "metadata_in",
    "pack_members",
    "tree_digest",
    "unpack",
    "wheel_metadata",
]

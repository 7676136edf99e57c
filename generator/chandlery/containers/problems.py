"""What can be wrong with an archive, as values.

`chandlery.rules.artifact` says which rule each refusal belongs to.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Refusal(StrEnum):
    """Why something is not packed, or not taken out of an archive."""

    # Packing.
    EMPTY = "empty"
    NOT_PACKED = "not-packed"
    NOT_ONE_FILE = "not-one-file"
    NOT_JSON = "not-json"
    # Paths.
    EMPTY_NAME = "empty-name"
    ABSOLUTE_PATH = "absolute-path"
    PARENT_FOLDER = "parent-folder"
    BACKSLASH = "backslash"
    DRIVE_LETTER = "drive-letter"
    CONTROL_CHARACTER = "control-character"
    BAD_ENCODING = "bad-encoding"
    RESERVED_NAME = "reserved-name"
    PATH_TOO_LONG = "path-too-long"
    TOO_DEEP = "too-deep"
    DUPLICATE = "duplicate"
    COLLISION = "collision"
    # Entries.
    LINK = "link"
    SPECIAL_FILE = "special-file"
    SET_ID = "set-id"
    # Limits.
    TOO_LARGE = "too-large"
    TOO_MANY_BYTES = "too-many-bytes"
    TOO_MANY_ENTRIES = "too-many-entries"
    BOMB = "bomb"
    # Containers.
    BROKEN = "broken"
    SEVERAL_STREAMS = "several-streams"
    STRAY_BYTES = "stray-bytes"
    ENCRYPTED = "encrypted"
    UNSUPPORTED = "unsupported"
    HEADERS_DISAGREE = "headers-disagree"
    OVERLAP = "overlap"
    # What a client needs inside.
    INCOMPLETE = "incomplete"
    HEADER_LAYOUT = "header-layout"
    MANIFEST_UNREADABLE = "manifest-unreadable"
    NO_INTEGRITY = "no-integrity"
    INTEGRITY_MISSING = "integrity-missing"
    INTEGRITY_MISMATCH = "integrity-mismatch"
    INTEGRITY_UNLISTED = "integrity-unlisted"
    # Wheels.
    METADATA = "metadata"
    DYNAMIC = "dynamic"
    VERSION_DIFFERS = "version-differs"
    NO_PACKAGES = "no-packages"
    BUILD_OPTION = "build-option"
    COMPILED = "compiled"
    ENTRY_POINT = "entry-point"
    RECORD = "record"


_BUILD_AGAIN = "Build the archive again with a common tool."
# What helps where a problem says nothing closer.
_CURES: Mapping[Refusal, str] = MappingProxyType(
    {
        Refusal.EMPTY: "Put the plugin's files into it.",
        Refusal.NOT_JSON: "Publish one JSON document in UTF-8, without a byte order mark.",
        Refusal.PATH_TOO_LONG: "Shorten the path.",
        Refusal.TOO_LARGE: "Leave something out.",
        Refusal.TOO_MANY_BYTES: "Leave something out.",
        Refusal.TOO_MANY_ENTRIES: "Leave something out.",
        Refusal.BOMB: "Take out the file that compresses so well.",
        Refusal.STRAY_BYTES: "Build the archive again, in one piece.",
        Refusal.ENCRYPTED: "Pack it without a password.",
        Refusal.UNSUPPORTED: "Pack it as plain zip (stored or deflate) or plain ustar.",
        Refusal.MANIFEST_UNREADABLE: "Compile it again with `os plugin build`.",
        Refusal.METADATA: "Correct the value in `pyproject.toml`.",
        Refusal.RECORD: "Build the wheel again.",
    }
)


@dataclass(frozen=True, slots=True)
class ContainerProblem:
    """One thing that is wrong with an archive or with what should become one.

    Attributes:
        message: the fact, with the value; no advice.
        hint: the cure, as an imperative sentence, or ``""``.
        path: the member that is meant, as it is written, or ``""`` for the archive as a whole.
    """

    refusal: Refusal
    message: str
    hint: str = ""
    path: str = ""

    @property
    def cure(self) -> str:
        """The hint, or what helps against every refusal of the kind."""
        return self.hint or _CURES.get(self.refusal, _BUILD_AGAIN)


class Unreadable(Exception):  # noqa: N818 - it never leaves `chandlery.containers`
    """How a reader that can go no further hands its problem to its caller, who returns it."""

    def __init__(self, refusal: Refusal, message: str, hint: str = "", path: str = "") -> None:
        super().__init__(message)
        self.problem = ContainerProblem(refusal, message, hint, path)


_LONGEST_SHOWN = 160


def shown(path: str) -> str:
    """A path for a message: in backticks, unseen characters spelled out, endless ones cut."""
    text = path if len(path) <= _LONGEST_SHOWN else path[:_LONGEST_SHOWN] + "…"
    return "`" + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text) + "`"


def link_problem(path: str, what: str = "a link") -> ContainerProblem:
    """Say that an entry is a link."""
    hint = "Put the file itself there."
    return ContainerProblem(Refusal.LINK, f"{shown(path)} is {what}", hint, path)


def set_id_problem(path: str) -> ContainerProblem:
    """Say that a file would run as its owner or group."""
    message = f"{shown(path)} runs as somebody else (set-uid or set-gid)"
    return ContainerProblem(Refusal.SET_ID, message, "Clear the bit with `chmod`.", path)

"""What is said after the fact: advisories, renames, and what changed when."""

from typing import Literal

from pydantic import Field

from chandlery.formats.index_v1.base import Published, Sha256, Time


class AdvisoryEntry(Published):
    """What the maintainers say of some versions.  ``expires``: judge it again by your own clock."""

    id: str
    title: str
    act: Literal["yank", "block", "deprecate"]
    package: str
    ranges: list[str]
    digests: list[Sha256]
    versions: list[str]
    severity: Literal["low", "medium", "high", "critical"]
    reason: str
    evidence: list[str]
    published: Time
    expires: Time | None = None
    in_force: bool
    appeal: str


class Advisories(Published):
    """``advisories.json``."""

    schema_: Literal["chandlery.advisories.v1"] = Field("chandlery.advisories.v1", alias="schema")
    advisories: list[AdvisoryEntry]


class RenameEntry(Published):
    """What an old name is called now."""

    to: str
    since: Time
    reason: str


class Renames(Published):
    """``renames.json``."""

    schema_: Literal["chandlery.renames.v1"] = Field("chandlery.renames.v1", alias="schema")
    renames: dict[str, RenameEntry]


class WaiverEntry(Published):
    """A finding that somebody accepted; judge ``expires`` by your own clock."""

    code: str
    path: str
    reason: str
    approver: str
    expires: Time


class Waivers(Published):
    """``waivers.json``: what the maintainers let pass, and why."""

    schema_: Literal["chandlery.waivers.v1"] = Field("chandlery.waivers.v1", alias="schema")
    waivers: list[WaiverEntry]


class ChangeLine(Published):
    """One line of ``changes.jsonl``: what happened when, by the records' own dates."""

    at: Time
    change: Literal[
        "published", "promote", "reject", "expire", "yank", "block", "deprecate", "rename"
    ]
    name: str
    version: str | None = None
    ref: str | None = None

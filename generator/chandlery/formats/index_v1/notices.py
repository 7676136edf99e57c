"""What is said after the fact: advisories, renames, and what changed when."""

from typing import Annotated, Literal

from pydantic import Field

from chandlery.formats.index_v1.base import Published, Risk, Sha256, Time, Word


class AdvisoryEntry(Published):
    """What the maintainers say of some versions.  ``expires``: judge it again by your own clock."""

    id: str = Field(description="What releases name it by.")
    title: str = Field(description="What it is about, on one line.")
    act: Annotated[Literal["yank", "block", "deprecate"], Word] = Field(
        description="What it does to the releases that it hits."
    )
    package: str = Field(description="The plugin or adapter.")
    ranges: list[str] = Field(description="Ranges of versions that it hits.")
    digests: list[Sha256] = Field(
        description="SHA-256 of artifacts that it hits, whatever their version."
    )
    versions: list[str] = Field(description="The published versions that it hits, oldest first.")
    severity: Risk = Field(description="How bad it is.")
    reason: str = Field(description="Why.")
    evidence: list[str] = Field(description="Where that is shown: addresses or ids.")
    published: Time = Field(description="When it was said.")
    expires: Time | None = Field(
        None, description="When it lapses; judge it again by your own clock."
    )
    in_force: bool = Field(description="Whether it stood at the time of the source commit.")
    appeal: str = Field(description="Where to object: an address.")


class Advisories(Published):
    """``advisories.json``: what the maintainers say of releases that are published."""

    schema_: Literal["chandlery.advisories.v1"] = Field(
        "chandlery.advisories.v1", alias="schema", description="The name of this type."
    )
    advisories: list[AdvisoryEntry] = Field(
        description="Every advisory that was ever published, lapsed ones included."
    )


class RenameEntry(Published):
    """What an old name is called now."""

    to: str = Field(description="The name to use instead; it may have been renamed again.")
    since: Time = Field(description="When it was renamed.")
    reason: str = Field(description="Why.")


class Renames(Published):
    """``renames.json``: old names, kept for ever."""

    schema_: Literal["chandlery.renames.v1"] = Field(
        "chandlery.renames.v1", alias="schema", description="The name of this type."
    )
    renames: dict[str, RenameEntry] = Field(description="Old name to what it is called now.")


class WaiverEntry(Published):
    """A finding that somebody accepted, for a reason and for a time."""

    code: str = Field(description="Of the rule, as `/rules/<code>/` explains it.")
    path: str = Field(description="Where it was found: a file of the catalog, or a published one.")
    reason: str = Field(description="Why it was accepted.")
    approver: str = Field(description="By whom.")
    expires: Time = Field(description="When that lapses; judge it again by your own clock.")


class Waivers(Published):
    """``waivers.json``: what the maintainers let pass, and why."""

    schema_: Literal["chandlery.waivers.v1"] = Field(
        "chandlery.waivers.v1", alias="schema", description="The name of this type."
    )
    waivers: list[WaiverEntry] = Field(description="Every waiver of the catalog.")


class ChangeLine(Published):
    """One line of ``changes.jsonl``: what happened when, by the records' own dates."""

    at: Time = Field(description="When, by the record's own date.")
    change: Annotated[
        Literal["published", "promote", "reject", "expire", "yank", "block", "deprecate", "rename"],
        Word,
    ] = Field(description="What happened.")
    name: str = Field(description="To which name; the old one for a rename.")
    version: str | None = Field(None, description="To which release.")
    ref: str | None = Field(
        None, description="Id of the probation or advisory; the new name for a rename."
    )

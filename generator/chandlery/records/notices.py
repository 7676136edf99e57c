"""Advisories, renames, waivers and evidence: what is said about plugins after the fact."""

from typing import Annotated, Literal

from pydantic import Field, RootModel

from chandlery.records.base import HttpsUrl, Line, Moment, Name, Prose, Record, Sha256


class AdvisoryRecord(Record):
    """``advisories/<id>.yml``: an act on versions or on digests, never on a name for good.

    Attributes:
        act: ``yank`` takes releases out of new installs, ``block`` forbids them, ``deprecate``
            warns.
        versions: alternatives, each a comma-separated conjunction of SemVer comparisons
            (``>=1.0.0,<1.2.0``).
        digests: SHA-256 of artifacts that are meant, whatever their version.
        expires: when the advisory lapses unless renewed.
        appeal: where to object.
    """

    title: Line
    act: Literal["yank", "block", "deprecate"]
    package: Name
    versions: Annotated[list[Line], Field(max_length=50)] = []
    digests: Annotated[list[Sha256], Field(max_length=200)] = []
    severity: Literal["low", "medium", "high", "critical"] = "medium"
    reason: Prose
    evidence: Annotated[list[Line], Field(min_length=1, max_length=20)]
    published: Moment
    expires: Moment | None = None
    appeal: Line


class Rename(Record):
    """An old name, kept for ever, and what it is called now."""

    to: Name
    since: Moment
    reason: Line


class Renames(RootModel[Annotated[dict[Name, Rename], Field(max_length=100_000)]]):
    """``renames.yml``: old name to new name."""


class Waiver(Record):
    """A finding that somebody accepted, for a reason and for a time."""

    code: Annotated[str, Field(pattern=r"^[A-Z]{3}[0-9]{3}$")]
    path: Line
    reason: Line
    approver: Line
    expires: Moment


class Waivers(RootModel[Annotated[list[Waiver], Field(max_length=10_000)]]):
    """``waivers.yml``: accepted findings."""


class EvidenceRecord(Record):
    """``evidence/<id>.yml``: what a governance record points at; the file's name is the id."""

    title: Line
    kind: Literal["review", "test-run", "log", "source", "policy", "report"]
    summary: Prose
    by: Line
    recorded: Moment
    url: HttpsUrl | None = None
    sha256: Sha256 | None = None

"""What ``chandlery verify-artifacts`` reports and remembers, version 1: only ever gains keys."""

from typing import Literal

from pydantic import Field

from chandlery.formats.index_v1 import Published

# `good`: the pinned bytes came. `changed`: others did. `gone`: the server has nothing there, or
# gives it to nobody. `refused`: the way leads where no client goes. `not-checked`: nobody knows.
Standing = Literal["good", "changed", "gone", "refused", "not-checked"]


class AskedArtifact(Published):
    """One pinned file and what its address gave.

    Attributes:
        detail: what is wrong, or why nobody knows.
        network: whether the network is why nobody knows, and not what was asked for.
        good_at: when the pinned bytes came the last time, if that is known.
    """

    url: str
    sha256: str
    size: int
    releases: list[str]
    standing: Standing
    detail: str = ""
    network: bool = False
    good_at: str | None = None


class AskedArtifacts(Published):
    """``verify-artifacts``: every address of a catalog, those with something wrong first.

    Attributes:
        unread: packages with records that cannot be read, whose addresses may be missing here.
    """

    schema_: Literal["chandlery.artifacts.verification.v1"] = Field(
        "chandlery.artifacts.verification.v1", alias="schema"
    )
    at: str
    good: int
    changed: int
    gone: int
    refused: int
    not_checked: int
    bytes: int
    unread: list[str] = []
    artifacts: list[AskedArtifact]


class Remembered(Published):
    """What ``--state`` keeps: when an address gave the pinned bytes the last time."""

    schema_: Literal["chandlery.artifacts.state.v1"] = Field(
        "chandlery.artifacts.state.v1", alias="schema"
    )
    good: dict[str, str] = {}

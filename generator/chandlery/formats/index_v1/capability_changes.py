"""What a release declares beyond the one before it."""

from pydantic import Field

from chandlery.formats.index_v1.base import Isolation, Published, Risk


class WidenedEntry(Published):
    """A capability that is declared for more; what is empty is declared for anything."""

    native: str = Field(description="The capability in the manifest's own words.")
    operations: list[str] = Field(description="What it does in addition.")
    targets: list[str] = Field(description="With what in addition.")


class RiskRaisedEntry(Published):
    """A capability whose declared risk is higher than it was."""

    native: str = Field(description="The capability in the manifest's own words.")
    before: Risk = Field(description="The risk that it had.")
    after: Risk = Field(description="The risk that it has.")


class IsolationLoosenedEntry(Published):
    """Code that runs less apart from its host than it did."""

    before: Isolation = Field(description="Where it ran.")
    after: Isolation = Field(description="Where it runs.")


class CapabilityChangesEntry(Published):
    """What a manifest declares, against the release that whoever updates has.

    ``removed`` alone asks for no new consent; anything else does.
    """

    previous: str = Field(description="The version that it is compared with.")
    added: list[str] | None = Field(None, description="Capabilities that are new.")
    removed: list[str] | None = Field(None, description="Capabilities that are gone.")
    widened: list[WidenedEntry] | None = Field(None, description="Declared for more than before.")
    risk_raised: list[RiskRaisedEntry] | None = Field(
        None, description="Declared to be riskier than before."
    )
    grant_dropped: list[str] | None = Field(
        None, description="Capabilities that ask for no grant any more."
    )
    isolation_loosened: IsolationLoosenedEntry | None = Field(
        None, description="Absent where its code runs as far from the host as before."
    )

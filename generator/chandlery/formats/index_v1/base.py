"""What the published types of index v1 share."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

SHA256_PATTERN = r"^[0-9a-f]{64}$"
TIME_PATTERN = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$"

Sha256 = Annotated[str, Field(pattern=SHA256_PATTERN)]
Time = Annotated[str, Field(pattern=TIME_PATTERN)]
Kind = Literal["plugin", "adapter", "integration"]
ReviewState = Literal["unreviewed", "probationary", "promoted", "rejected", "expired"]
Availability = Literal["available", "deprecated", "yanked", "blocked"]


Isolation = Literal["T0", "T1", "T2", "U0", "U1"]
Risk = Literal["low", "medium", "high", "critical"]
LeftOutReason = Literal[
    "blocked",
    "rejected",
    "expired",
    "unreviewed",
    "probationary",
    "yanked",
    "no-artifact",
    "unrepresentable",
    "superseded-prerelease",
    "older-version",
]


class Published(BaseModel):
    """What all published types share.

    Every field has a description: it is in the JSON Schema and on the type's page.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    def plain(self) -> Any:
        """The value as it is written: absent options left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)


class FileDigest(Published):
    """What a file must be."""

    sha256: Sha256 = Field(description="SHA-256 of the file's bytes, in lower-case hexadecimal.")
    size: Annotated[int, Field(ge=0)] = Field(description="How many bytes it has.")

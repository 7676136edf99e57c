"""What the published types of index v1 share."""

from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

SHA256_PATTERN = r"^[0-9a-f]{64}$"
TIME_PATTERN = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$"

Sha256 = Annotated[str, Field(pattern=SHA256_PATTERN)]
Time = Annotated[str, Field(pattern=TIME_PATTERN)]
# Given to a model that reads what another Chandlery wrote: words that are new to this one pass.
FOREIGN = {"foreign": True}


def _word(value: Any, known: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
    try:
        return known(value)
    except ValidationError:
        if info.context is FOREIGN and isinstance(value, str):
            return value
        raise


Word = WrapValidator(_word)
Kind = Annotated[Literal["plugin", "adapter", "integration"], Word]
ReviewState = Annotated[
    Literal["unreviewed", "probationary", "promoted", "rejected", "expired"], Word
]
Availability = Annotated[Literal["available", "deprecated", "yanked", "blocked"], Word]


Isolation = Annotated[Literal["T0", "T1", "T2", "U0", "U1"], Word]
Risk = Annotated[Literal["low", "medium", "high", "critical"], Word]
LeftOutReason = Annotated[
    Literal[
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
    ],
    Word,
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

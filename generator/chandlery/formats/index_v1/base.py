"""What the published types of index v1 share."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_TIME = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$"
Time = Annotated[str, Field(pattern=_TIME)]
Kind = Literal["plugin", "adapter", "integration"]
ReviewState = Literal["unreviewed", "probationary", "promoted", "rejected", "expired"]
Availability = Literal["available", "deprecated", "yanked", "blocked"]


class Published(BaseModel):
    """What all published types share."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    def plain(self) -> Any:
        """The value as it is written: absent options left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)


class FileDigest(Published):
    """What a file must be."""

    sha256: Sha256
    size: Annotated[int, Field(ge=0)]

"""The values that our own record files share."""

from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

# Plugins, adapters and integrations share one namespace (design §2).
NAME_PATTERN = r"^[a-z0-9][a-z0-9_-]{0,63}$"

Name = Annotated[str, Field(pattern=NAME_PATTERN)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
# Without control characters, which no page, feed or terminal shows.
LINE_PATTERN = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]+$"
Line = Annotated[str, Field(min_length=1, max_length=300, pattern=LINE_PATTERN)]
Prose = Annotated[str, Field(min_length=1, max_length=20_000)]
HttpsUrl = Annotated[str, Field(max_length=2_000, pattern=r"^https://[^\s/@]+(/\S*)?$")]
# A folder's address: something will be appended to it.
BASE_URL_PATTERN = r"^https?://[^\s/@?#]+(/[^\s?#]*)?$"


def _moment(text: str) -> str:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        raise PydanticCustomError("moment", "not a point in time") from None
    return text


# RFC 3339 in UTC and whole seconds, kept as text: what was written is what is published, and
# such texts sort as the times they name.
Moment = Annotated[
    str,
    Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"),
    AfterValidator(_moment),
]


class Lean(BaseModel):
    """A model of which a catalog has thousands: those with the same fields share their names.

    Pydantic keeps a set of the fields that were given with each instance, which took a seventh of
    a catalog's memory.  Nobody alters these: the models are frozen.
    """

    def model_post_init(self, _context: Any, /) -> None:
        """Take the set of another instance, if one has the same."""
        given = self.__pydantic_fields_set__
        known = _GIVEN.get(key := frozenset(given))
        if known is not None:
            object.__setattr__(self, "__pydantic_fields_set__", known)
        elif len(_GIVEN) < _MOST_GIVEN:
            _GIVEN[key] = given


_MOST_GIVEN: Final = 4096
_GIVEN: Final[dict[frozenset[str], set[str]]] = {}


class Record(Lean):
    """A mapping that one of our own files holds: frozen, strict, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    def dump(self) -> dict[str, Any]:
        """The record as plain values, absent options left out."""
        return self.model_dump(mode="json", exclude_none=True)

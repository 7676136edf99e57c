"""The values of ObjectStack's schemas, as zod reads them.

Two habits of zod's differ from pydantic's and decide verdicts: an optional key may be left out and
may not be null; a number is whole when its value is, `1.0` included.
"""

import calendar
import re
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError, Url, ValidationError

from chandlery.checks import stated
from chandlery.diagnostics import Verdict
from chandlery.quoting import quoted
from chandlery.records.base import Lean

T = TypeVar("T")

_SAFE = 2**53 - 1  # the largest whole number that JavaScript tells from its neighbours

NULL = stated(
    "OBJ101",
    """The value is null.

    ## Why it matters
    ObjectStack's schemas let an optional key be left out. Null is another value, and refused.

    ## Example
    ```json
    {"description": null}
    ```

    ## How to mend it
    Leave the key out.
    """,
    verdict=Verdict.VALID,
)
NOT_A_URL = stated(
    "OBJ102",
    """The text is no absolute URL.

    ## Why it matters
    The listing schema refuses it, and nobody could open it.

    ## Example
    ```json
    {"iconUrl": "/icon.png"}
    ```

    ## How to mend it
    Write the whole address, with `https://`.
    """,
    verdict=Verdict.VALID,
)
NOT_A_MOMENT = stated(
    "OBJ103",
    """The text is no point in time in UTC.

    ## Why it matters
    The schemas take ISO 8601 with a `Z` alone: a bare date or an offset is refused.

    ## Example
    ```json
    {"updatedAt": "2026-01-02"}
    ```

    ## How to mend it
    Write it like `2026-01-02T03:04:05Z`.
    """,
    verdict=Verdict.VALID,
)
NOT_AN_ADDRESS = stated(
    "OBJ104",
    """The text is no e-mail address.

    ## Why it matters
    The publisher schema refuses it.

    ## Example
    ```json
    {"email": "support"}
    ```

    ## How to mend it
    Write an address such as `support@example.com`, or leave the key out.
    """,
    verdict=Verdict.VALID,
)


def _not_null(value: Any) -> Any:
    if value is None:
        hint = {"hint": "Leave the key out."}
        raise PydanticCustomError("OBJ101", "null is not the same as left out", hint)
    return value


def _refused(code: str, text: str, wanted: str, hint: str) -> PydanticCustomError:
    facts = {"text": quoted(text), "wanted": wanted, "hint": hint}
    return PydanticCustomError(code, "{text} is not {wanted}", facts)


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _url(text: str) -> str:
    try:
        Url(text.strip())
    except ValidationError:
        raise _refused("OBJ102", text, "an absolute URL", "Begin it with https://.") from None
    return text


_MOMENT = re.compile(
    r"([0-9]{4})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    r"T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?Z"
)


def _moment(text: str) -> str:
    match = _MOMENT.fullmatch(text)
    if match is None or int(match[3]) > calendar.monthrange(int(match[1]), int(match[2]))[1]:
        raise _refused("OBJ103", text, "a point in time in UTC", "Write 2026-01-02T03:04:05Z.")
    return text


_LOCAL = re.compile(r"(?!\.)(?!.*\.\.)[A-Za-z0-9_'+.-]*[A-Za-z0-9_+-]")
_DOMAIN = re.compile(r"([A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}")


def _email(text: str) -> str:
    local, at, domain = text.partition("@")
    if not (at and _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain)) or ".." in domain:
        raise _refused("OBJ104", text, "an e-mail address", "Write name@example.com, or nothing.")
    return text


# An optional key: left out, or a value that is not null.
Maybe = Annotated[T | None, BeforeValidator(_not_null)]

Whole = Annotated[int, BeforeValidator(_whole), Field(ge=-_SAFE, le=_SAFE)]
Count = Annotated[int, BeforeValidator(_whole), Field(ge=0, le=_SAFE)]
Number = Annotated[float, Field(allow_inf_nan=False)]
AbsoluteUrl = Annotated[str, AfterValidator(_url)]
Moment = Annotated[str, AfterValidator(_moment)]
Email = Annotated[str, AfterValidator(_email)]
Snake = Annotated[str, Field(min_length=2, pattern=r"^[a-z][a-z0-9_]*$")]


class Open(Lean):
    """An object that drops keys it does not know; `model_extra` still has them."""

    model_config = ConfigDict(frozen=True, strict=True, extra="allow", alias_generator=to_camel)


class Closed(Lean):
    """An object that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", alias_generator=to_camel)


STATED = (NULL, NOT_A_URL, NOT_A_MOMENT, NOT_AN_ADDRESS)

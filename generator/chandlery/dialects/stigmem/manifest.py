"""The data description of a Stigmem manifest (contract, sections 1 and 2).

Upstream's manifest is an object that a Python function builds; it has no file.  ``stigmem.json``
says the same as data: hooks are listed by name, and ``true`` stands for a callable, a class or
routers.  The model takes what upstream's takes, coercions included, and like it ignores keys that
it does not know.
"""

from collections.abc import Collection, Iterable
from functools import partial
from textwrap import wrap
from typing import Annotated, Any, LiteralString

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from chandlery.checks import stated
from chandlery.diagnostics import Verdict
from chandlery.dialects.stigmem.hooks import CAPABILITIES, HOOKS
from chandlery.quoting import quoted
from chandlery.records.base import Lean
from chandlery.suggest import did_you_mean

# Upstream's pydantic matches the whole text with Rust's regex, where `\d` is any Unicode digit;
# so does ours.
NAME_PATTERN = r"^[a-z][a-z0-9-]{2,63}$"
VERSION_PATTERN = r"^\d+\.\d+\.\d+(?:(?:a|b|rc)\d+|[-+][a-zA-Z0-9.-]+)?$"


def in_code(names: Iterable[str]) -> str:
    """Names for a page that is indented by four, in lines, in their order."""
    lines = wrap(", ".join(f"`{name}`" for name in names), 96)
    return "\n    ".join(lines)


UNKNOWN_CAPABILITY = stated(
    "STI101",
    f"""The capability is none of Stigmem's 13.

    ## Why it matters
    The node refuses to build a manifest with an unknown capability, and one bad manifest stops the
    whole node from starting.

    ## Example
    ```json
    {{"capabilities": ["facts.delete"]}}
    ```

    ## How to mend it
    Use a name of the list, in lower case:
    {in_code(CAPABILITIES)}.
    """,
    verdict=Verdict.VALID,
)
UNKNOWN_HOOK = stated(
    "STI102",
    f"""The hook is none of Stigmem's 22.

    ## Why it matters
    The node refuses to build a manifest that hooks into a place that it does not have, and then
    does not start.

    ## Example
    ```json
    {{"hooks": ["health_check"]}}
    ```

    ## How to mend it
    A health check is a field of its own, not a hook. The hooks are
    {in_code(HOOKS)}.
    """,
    verdict=Verdict.VALID,
)
NOT_A_PRESENCE = stated(
    "STI103",
    """The value is no callable, class or router, and does not stand for one.

    ## Why it matters
    `health_check` has to be a callable, `config_schema` a model class and `routes` routers. Data
    can only say that there is one; anything else describes a manifest that the node refuses.

    ## Example
    ```json
    {"config_schema": {"type": "object"}}
    ```

    ## How to mend it
    Write `true` where the code gives one, and leave the key out where it does not.
    """,
    verdict=Verdict.VALID,
)


def one_of(known: Collection[str], code: LiteralString, what: str) -> AfterValidator:
    """Refuse a text that is not on a list, with a code, and name the nearest that is."""
    return AfterValidator(partial(_listed, known, code, what))


def _listed(known: Collection[str], code: LiteralString, what: str, value: str) -> str:
    if value in known:
        return value
    hint = did_you_mean(value, known) or f"`chandlery explain {code}` lists them."
    message = "{given} is none of Stigmem's {count} {what}"
    context = {"given": quoted(value), "count": len(known), "what": what, "hint": hint}
    raise PydanticCustomError(code, message, context)


_PRESENCE = {"hint": "Write `true` where the code gives one; else leave the key out."}


def _presence(value: Any) -> bool:
    if value is None or isinstance(value, bool):
        return bool(value)
    raise PydanticCustomError("STI103", "the value is neither `true` nor left out", _PRESENCE)


def _routers(value: Any) -> bool:
    # Upstream takes any sequence here, and no null.
    if isinstance(value, list):
        return bool(value)
    if isinstance(value, bool):
        return value
    raise PydanticCustomError("STI103", "the value is neither `true` nor a list", _PRESENCE)


CapabilityName = Annotated[
    str,
    one_of(CAPABILITIES, "STI101", "capabilities"),
    WithJsonSchema({"type": "string", "enum": list(CAPABILITIES)}),
]
HookName = Annotated[
    str,
    one_of(HOOKS, "STI102", "hooks"),
    WithJsonSchema({"type": "string", "enum": list(HOOKS)}),
]
Presence = Annotated[bool, BeforeValidator(_presence)]


class Declared(Lean):
    """What a manifest says, but for its hooks.

    Attributes:
        requires_stigmem: ``""`` when it was not written; see `model_fields_set`.
        capabilities: a set upstream; a list here, so that a repetition has a place.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    name: Annotated[str, Field(pattern=NAME_PATTERN)]
    version: Annotated[str, Field(pattern=VERSION_PATTERN)]
    requires_stigmem: str = ""
    capabilities: list[CapabilityName] = []
    async_safe: bool = True
    routes: Annotated[bool, BeforeValidator(_routers)] = False
    health_check: Presence = False
    config_schema: Presence = False
    depends_on: list[str] = []


class Manifest(Declared):
    """The whole of ``stigmem.json``."""

    hooks: list[HookName] = []


STATED = (UNKNOWN_CAPABILITY, UNKNOWN_HOOK, NOT_A_PRESENCE)

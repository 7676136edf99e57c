"""Questions to a node, as data: what would it do with this (contract, sections 3, 5 and 6)?

Each kind asks about one step of a node's start: whether a plugin is registered, in which order
several are, and whether a signing identity is trusted; or about one call of the context's.  The
step takes manifests, so a manifest that the node could not build is refused at each of them.
"""

from typing import Annotated, Any, Final, Literal, Self

from pydantic import AliasChoices, ConfigDict, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from chandlery.checks import stated
from chandlery.diagnostics import Verdict
from chandlery.dialects.stigmem.context import ACCESSORS, Granted, PluginContext, Refused
from chandlery.dialects.stigmem.manifest import (
    CapabilityName,
    Declared,
    HookName,
    Manifest,
    in_code,
    one_of,
)
from chandlery.dialects.stigmem.nodes import Node
from chandlery.dialects.stigmem.order import Circle, load_order
from chandlery.quoting import quoted
from chandlery.records.base import Lean

ACKNOWLEDGEMENT: Final = "i-understand-plugins-are-unsigned"
UNSIGNED: Final = "unsigned"

UNKNOWN_ACCESSOR = stated(
    "STI401",
    f"""The context has no such accessor.

    ## Why it matters
    The node's context has one accessor for each of the 13 capabilities and nothing else to ask. A
    call of any other name fails when the handler runs.

    ## Example
    ```json
    {{"capabilities": ["identity.read"], "accessor": "get_identity_writer"}}
    ```

    ## How to mend it
    There is none for writing identities. The accessors are
    {in_code(ACCESSORS)}.
    """,
    verdict=Verdict.VALID,
)

Accessor = Annotated[str, one_of(ACCESSORS, "STI401", "accessors")]
# How many positional arguments a handler takes.
Positional = Annotated[int, Field(ge=0, strict=True)] | Literal["*args"]


def _shape(value: Any) -> str:
    return "mapping" if isinstance(value, dict) else "list"


Hooks = Annotated[
    Annotated[dict[HookName, Positional], Tag("mapping")] | Annotated[list[HookName], Tag("list")],
    Discriminator(_shape),
]


def _not_of_itself(record: Declared) -> None:
    if record.name in record.depends_on:
        context = {"name": quoted(record.name), "hint": "Take the name out of `depends_on`."}
        raise PydanticCustomError("STI104", "{name} depends on itself", context)


class Registration(Declared):
    """A manifest, with the handlers that the node looks at before it registers the plugin.

    Attributes:
        hooks: names alone, or with how many positional arguments each handler takes.
    """

    hooks: Hooks = []

    @model_validator(mode="after")
    def _check(self) -> Self:
        _not_of_itself(self)
        return self

    @property
    def handlers(self) -> dict[str, int | Literal["*args"]]:
        """The handlers of which that is known."""
        return self.hooks if isinstance(self.hooks, dict) else {}


class Member(Manifest):
    """A manifest that a node discovered, so it could be built."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        _not_of_itself(self)
        return self


class Question(Lean):
    """What the kinds of our own form share."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class DependencySet(Question):
    """What a node discovers at its start.

    Attributes:
        registered: plugins that are there already.
    """

    manifests: list[Member]
    registered: list[str] = []


class Trust(Question):
    """A discovered plugin and the settings that decide whether it is trusted.

    Attributes:
        signing_identity: discovery itself never yields another than the default.
        signature_verified: the same.
        trusted_publishers: setting ``STIGMEM_PLUGIN_TRUSTED_PUBLISHERS``, with commas.
        trust_override_publishers: setting ``STIGMEM_PLUGIN_TRUST_OVERRIDE_PUBLISHERS``, the same.
        signing_required: setting ``STIGMEM_PLUGIN_SIGNING_REQUIRED``.
        unsigned_ack: setting ``STIGMEM_PLUGIN_UNSIGNED_ACK``.
    """

    manifest: Member
    signing_identity: str = UNSIGNED
    signature_verified: bool = False
    trusted_publishers: str = ""
    trust_override_publishers: Annotated[
        # The node's policy has a shorter word for it.
        str,
        Field(validation_alias=AliasChoices("trust_override_publishers", "override_publishers")),
    ] = ""
    signing_required: bool = True
    unsigned_ack: str = ""


class CapabilityAccess(Question):
    """One call of a handler's context.

    Attributes:
        provided: whether the node put a handle there; no released node does.
    """

    plugin_name: str = "plugin"
    capabilities: list[CapabilityName] = []
    accessor: Accessor
    provided: bool = False


def discovered(node: Node, record: DependencySet) -> list[tuple[int, Member]]:
    """The plugins that a node does not skip, each with its place."""
    members = enumerate(record.manifests)
    return [(place, item) for place, item in members if item.name not in node.graduated]


def order_of(node: Node, record: DependencySet) -> tuple[str, ...] | Circle:
    """In which order a node would register them; see `load_order`."""
    there = {*record.registered}
    return load_order(
        {item.name: {*item.depends_on} - there for _, item in discovered(node, record)}
    )


def decision(record: Trust) -> str:
    """What the node would note about a plugin that it takes, or ``""`` where it takes none."""
    if not record.signing_required:
        return "development_unsigned_override" if record.unsigned_ack == ACKNOWLEDGEMENT else ""
    if not record.signature_verified or record.signing_identity == UNSIGNED:
        return ""
    if record.signing_identity in _identities(record.trusted_publishers):
        return "trusted_publisher"
    if record.signing_identity in _identities(record.trust_override_publishers):
        return "operator_override"
    return ""


def _identities(setting: str) -> set[str]:
    return {identity.strip() for identity in setting.split(",")} - {""}


def called(record: CapabilityAccess) -> Granted | Refused:
    """What the call comes to."""
    handles = dict.fromkeys(ACCESSORS.values(), "a handle") if record.provided else {}
    context = PluginContext(
        plugin_name=record.plugin_name,
        capabilities=frozenset(record.capabilities),
        handles=handles,
    )
    return context.call(record.accessor)


STATED = (UNKNOWN_ACCESSOR,)

"""A small model of Stigmem's ``PluginContext``: what a handler asks for, and what it gets.

The node hands a context to every handler.  It has one accessor for each of the 13 capabilities
(contract, section 3).  Where the node raises, the model answers with a value.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from chandlery.dialects.stigmem.hooks import CAPABILITIES
from chandlery.quoting import quoted

# Accessor → the capability that it asks for.
ACCESSORS: Final = {known.accessor: name for name, known in CAPABILITIES.items()}


@dataclass(frozen=True, slots=True)
class Granted:
    """The accessor returns.

    Attributes:
        handle: what the node put there; `None` where it put nothing, as every released node does.
    """

    handle: object | None


@dataclass(frozen=True, slots=True)
class Refused:
    """The accessor raises: the manifest does not declare its capability."""

    plugin: str
    accessor: str
    capability: str

    def __str__(self) -> str:
        return (
            f"{quoted(self.plugin)} cannot call `{self.accessor}`: it does not declare "
            f"`{self.capability}`"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginContext:
    """What a plugin is given.

    Attributes:
        capabilities: those that its manifest declares; none of them implies another.
        handles: what the node puts in, by capability.
    """

    plugin_name: str
    capabilities: frozenset[str]
    handles: Mapping[str, object] = field(default_factory=dict)

    def call(self, accessor: str) -> Granted | Refused:
        """Call an accessor.

        Raises:
            KeyError: the context has no such accessor.
        """
        capability = ACCESSORS[accessor]
        if capability not in self.capabilities:
            return Refused(self.plugin_name, accessor, capability)
        return Granted(self.handles.get(capability))

"""The manifest, the health report and the hooks that the demo plugins use."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

CAPABILITIES = frozenset(
    [
        "facts.read",
        "facts.write",
        "recall.read",
        "recall.write",
        "audit.emit",
        "audit.read",
        "federation.read",
        "federation.write",
        "identity.read",
        "tenant.read",
        "tenant.write",
        "config.read",
        "network.outbound",
    ]
)
# Hook → how many positional arguments its handlers must take.
HOOKS = {"recall_filter": 2, "recall_rank": 2, "audit_emit": 1, "post_assert_audit": 1}


class PluginManifest(BaseModel):
    """What a plugin's factory returns: frozen, and deaf to keywords that it does not know."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{2,63}$")]
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+(?:(?:a|b|rc)\d+|[-+][a-zA-Z0-9.-]+)?$")]
    requires_stigmem: str = ">=0.9.0a10"
    capabilities: frozenset[str] = frozenset()
    async_safe: bool = True
    hooks: dict[str, Callable[..., Any]] = {}
    routes: tuple[Any, ...] = ()
    health_check: Callable[..., Any] | None = None
    config_schema: type[BaseModel] | None = None
    depends_on: frozenset[str] = frozenset()

    @model_validator(mode="after")
    def _known(self) -> "PluginManifest":
        unknown = (self.capabilities - CAPABILITIES) | (self.hooks.keys() - HOOKS)
        if unknown or self.name in self.depends_on:
            raise ValueError(f"not for this node: {sorted(unknown) or self.name}")
        return self


class PluginHealthStatus(StrEnum):
    """How a plugin says that it is."""

    HEALTHY = "healthy"
    DEGRADED = "degraded"
    UNHEALTHY = "unhealthy"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PluginHealth:
    """What a health check returns."""

    status: PluginHealthStatus
    message: str = ""


@dataclass(frozen=True, slots=True)
class Success:
    """It worked."""


@dataclass(frozen=True, slots=True)
class Failure:
    """It did not, and why."""

    reason: str
    exception_type: str | None = None


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """What the node hands to `audit_emit`."""

    event_type: str
    actor_uri: str
    target_uri: str | None
    tenant_id: str
    timestamp: datetime
    outcome: Success | Failure
    metadata: Mapping[str, Any] = field(default_factory=dict)

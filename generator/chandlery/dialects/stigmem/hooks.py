"""What a Stigmem plugin can ask for: 13 capabilities and 22 hooks (contract, sections 3 and 4)."""

from dataclasses import dataclass
from typing import Final

from chandlery.model.description import Effect, Risk


@dataclass(frozen=True, slots=True)
class Capability:
    """One name of the allow list.

    Attributes:
        accessor: the method of the plugin's context that hands the interface out.
        effects: what that comes to in our words.
        risk: Stigmem's own review weight.
        weight: the same in its words, or ``""``.
    """

    name: str
    accessor: str
    effects: tuple[Effect, ...]
    risk: Risk
    weight: str = ""


@dataclass(frozen=True, slots=True)
class Hook:
    """One place where the node calls plugins.

    Attributes:
        band: the tier's name and number.
        semantic: ``voting``, ``filter_chain``, ``score_delta`` or ``fire_and_forget``.
        ordering: whose handlers run first.
        strict: whether a failure is raised although the semantic only logs it.
    """

    name: str
    band: str
    semantic: str
    ordering: str
    strict: bool = False

    @property
    def positional(self) -> int:
        """How many positional arguments a handler has to take, or the node will not register it."""
        return 2 if self.semantic in {"filter_chain", "score_delta"} else 1


_MEMORY = (Effect.MEMORY,)
_FEDERATION = (Effect.MEMORY, Effect.NETWORK)

_CAPABILITIES = (
    Capability("facts.read", "get_facts_reader", _MEMORY, Risk.LOW),
    Capability("facts.write", "get_facts_writer", _MEMORY, Risk.HIGH, "high impact"),
    Capability("recall.read", "get_recall_reader", _MEMORY, Risk.MEDIUM, "combines facts"),
    Capability("recall.write", "get_recall_writer", _MEMORY, Risk.HIGH, "high impact"),
    Capability("audit.emit", "get_audit_emitter", (Effect.AUDIT,), Risk.LOW, "no read access"),
    Capability("audit.read", "get_audit_reader", (Effect.AUDIT,), Risk.MEDIUM, "sensitive"),
    Capability("federation.read", "get_federation_reader", _FEDERATION, Risk.LOW),
    Capability("federation.write", "get_federation_writer", _FEDERATION, Risk.HIGH, "high impact"),
    Capability(
        "identity.read", "get_identity_reader", (Effect.IDENTITY,), Risk.MEDIUM, "sensitive"
    ),
    Capability("tenant.read", "get_tenant_reader", (Effect.TENANTS,), Risk.LOW),
    Capability("tenant.write", "get_tenant_writer", (Effect.TENANTS,), Risk.HIGH, "high impact"),
    Capability(
        "config.read", "get_config_reader", (Effect.CONFIGURATION,), Risk.MEDIUM, "may hold secrets"
    ),
    Capability(
        "network.outbound", "get_network_outbound", (Effect.NETWORK,), Risk.HIGH, "high impact"
    ),
)

_HOOKS = (
    Hook("pre_assert_authorize", "authz 20", "voting", "core_first"),
    Hook("pre_assert_validate", "validate 30", "voting", "core_first"),
    Hook("pre_assert_transform", "transform 40", "filter_chain", "plugins_first"),
    Hook("post_assert_persist", "persist 70", "fire_and_forget", "plugin_only"),
    Hook("post_assert_propagate", "persist 70", "fire_and_forget", "plugin_only"),
    Hook("post_assert_audit", "audit 80", "fire_and_forget", "core_only_default", strict=True),
    Hook("pre_recall_authorize", "authz 20", "voting", "core_first"),
    Hook("pre_recall_rewrite", "transform 40", "filter_chain", "plugins_first"),
    Hook("recall_filter", "filter 50", "filter_chain", "plugins_first"),
    Hook("recall_rank", "rank 60", "score_delta", "plugins_first"),
    Hook("post_recall_audit", "audit 80", "fire_and_forget", "core_only_default", strict=True),
    Hook("federation_peer_authenticate", "authn 10", "voting", "core_first"),
    Hook("federation_inbound_validate", "validate 30", "voting", "core_first"),
    Hook("federation_inbound_filter", "filter 50", "filter_chain", "plugins_first"),
    Hook("federation_outbound_filter", "filter 50", "filter_chain", "plugins_first"),
    Hook("federation_outbound_sign", "transform 40", "filter_chain", "plugins_first"),
    Hook("identity_resolve", "authn 10", "filter_chain", "core_first"),
    Hook("tenant_resolve", "authn 10", "filter_chain", "core_first"),
    Hook("capability_check", "authz 20", "voting", "core_first"),
    Hook("migration_register", "transform 40", "filter_chain", "core_only_default"),
    Hook("audit_emit", "audit 80", "fire_and_forget", "core_only_default", strict=True),
    Hook("config_validate", "validate 30", "voting", "core_first"),
)

CAPABILITIES: Final = {capability.name: capability for capability in _CAPABILITIES}
HOOKS: Final = {hook.name: hook for hook in _HOOKS}

"""What Craik's capabilities come to.

To Craik a capability's name is free text.  This catalog keeps a vocabulary, because "what can it
touch?" must have one answer; a name outside of it is refused by policy (CRA210) and, until
somebody has decided what it means, counts as the most that there is.
"""

from collections.abc import Mapping
from typing import Final

from chandlery.model.description import Effect, Risk

_NAMES: Final[Mapping[Effect, str]] = {
    Effect.FILES_READ: """
        artifact.read docs.read file.read files.read fixture.read git.diff_check git.read repo.read
        workspace.read
    """,
    Effect.FILES_WRITE: """
        artifact.write docs.write file.write files.write git.commit git.force_push git.mutate
        repo.write repo.write.docs repo.write.immutable repo.write.local workspace.write
    """,
    Effect.PROCESSES: """
        command.run container.run process.run process.spawn runner.execute runner.step shell.execute
        shell.remote.execute shell.run shell.test test.run
    """,
    Effect.NETWORK: """
        browser.open channel.message.receive channel.message.respond channel.message.send
        github.create_pr github.read github.write http.get http.post http.request model.chat
        network.access network.fetch network.inbound network.outbound provider.call web.fetch
        web.search webhook.ingress
    """,
    Effect.MEMORY: """
        context.read facts.read facts.write knowledge.read memory.propose memory.read memory.write
        prompt.read prompt.write result.structured
    """,
    Effect.IDENTITY: "identity.read operator.read",
    Effect.TENANTS: "tenant.read tenant.write",
    Effect.AUDIT: "audit.read audit.write receipt.read receipt.write",
    Effect.CONFIGURATION: """
        config.read config.write credential.authorize environment.read policy.read secrets.read
    """,
    Effect.INTERFACE: "ui.command ui.notify ui.panel ui.render",
    Effect.HOST_CODE: "hook.run host.extend plugin.operation",
}

# Capability name → what it comes to.
EFFECTS: Final[Mapping[str, Effect]] = {
    name: effect for effect, names in _NAMES.items() for name in names.split()
}

# Families whose every member comes to one thing, whatever follows the first dot.
FAMILIES: Final[Mapping[str, Effect]] = {
    "audit": Effect.AUDIT,
    "config": Effect.CONFIGURATION,
    "http": Effect.NETWORK,
    "identity": Effect.IDENTITY,
    "memory": Effect.MEMORY,
    "network": Effect.NETWORK,
    "process": Effect.PROCESSES,
    "secrets": Effect.CONFIGURATION,
    "shell": Effect.PROCESSES,
    "tenant": Effect.TENANTS,
    "ui": Effect.INTERFACE,
}

# An adapter's surfaces carry no risk of their own; these effects are the harmless ones.
_LOW = frozenset({Effect.FILES_READ, Effect.MEMORY, Effect.AUDIT, Effect.INTERFACE})


def known_effect(capability: str) -> Effect | None:
    """What a capability comes to, or `None` for a name that the vocabulary lacks."""
    family, _, member = capability.partition(".")
    return EFFECTS.get(capability) or (FAMILIES.get(family) if member else None)


def effect_of(capability: str) -> Effect:
    """What a capability comes to; an unknown one may do anything that the host can."""
    return known_effect(capability) or Effect.HOST_CODE


def surface_risk(effect: Effect) -> Risk:
    """How risky an adapter's capability surface is, judged by its effect alone."""
    return Risk.LOW if effect in _LOW else Risk.MEDIUM

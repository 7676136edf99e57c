"""Caliban's manifest → the normalised view, and what Caliban 0.8.0 makes of it.

Hooks and MCP servers are programs that Caliban starts (processes, high risk, a worker of their
own).  Skills, commands, agents and output styles are texts for people and models to read and
choose: they touch nothing themselves, and count as interface of low risk.
"""

import shlex
from collections.abc import Iterator

from semver import Version

from chandlery.dialects.base import HostVerdict
from chandlery.dialects.caliban.manifest import PluginManifest
from chandlery.dialects.caliban.versions import is_version, padded
from chandlery.model.description import (
    Capability,
    Compatibility,
    Description,
    Effect,
    EntryPoint,
    Isolation,
    Layer,
    Risk,
)

HOST = "Caliban 0.8.0 at f33a2d05"
_HOST_VERSION = Version(0, 8, 0)

PROGRAMS = ("hooks", "mcp_servers")
TEXTS = ("skills", "commands", "agents", "output_styles")
# Transports over which a server is not spoken to through its own input and output.
_LOCAL = {None, "", "stdio"}


def describe(manifest: PluginManifest) -> Description:
    """The view of a manifest.  What stands at Caliban's fixed places unsaid is not in it."""
    capabilities = tuple(_capabilities(manifest))
    runs = any(item.effect is Effect.PROCESSES for item in capabilities)
    minimum = manifest.caliban.min_version
    return Description(
        native_name=manifest.name,
        version=manifest.version,
        summary=manifest.description,
        entry_points=tuple(_entry_points(manifest)),
        capabilities=capabilities,
        compatibility=Compatibility(
            host=(f">={minimum}",) if minimum else (),
            platforms=tuple(manifest.caliban.platforms or ()),
        ),
        isolation=Isolation.WORKER if runs else Isolation.SANDBOX,
        layer=Layer.CODE if runs else Layer.DECLARATIVE,
    )


def loads(manifest: PluginManifest) -> tuple[HostVerdict, ...]:
    """Whether the version of Caliban that was measured would load the plugin."""
    minimum = manifest.caliban.min_version
    if manifest.caliban.platforms == []:
        return (HostVerdict(host=HOST, loads=False, reason="`platforms` matches no machine"),)
    # Where the least version cannot be compared, Caliban does not filter.
    least = padded(minimum) if minimum else ""
    if is_version(least) and Version.parse(least) > _HOST_VERSION:
        return (HostVerdict(host=HOST, loads=False, reason=f"it asks for {minimum}"),)
    idle = manifest.servers or any(
        manifest.components.paths(kind) for kind in (*PROGRAMS, "agents", "output_styles")
    )
    reason = "of the components, this version uses the skills alone" if idle else ""
    return (HostVerdict(host=HOST, loads=True, reason=reason),)


def _capabilities(manifest: PluginManifest) -> Iterator[Capability]:
    for kind in PROGRAMS:
        paths = manifest.components.paths(kind)
        # Caliban never opens the file where the manifest itself gives servers.
        if paths and not (kind == "mcp_servers" and manifest.servers):
            yield Capability(
                native=f"components.{kind}",
                effect=Effect.PROCESSES,
                risk=Risk.HIGH,
                operations=("run",),
                targets=paths,
                description="Runs the programs that this file names.",
            )
    for name, server in sorted(manifest.servers.items()):
        command = shlex.join([server.command, *server.args])
        yield Capability(
            native=f"mcpServers.{name}",
            effect=Effect.PROCESSES,
            risk=Risk.HIGH,
            operations=("run",),
            targets=(command,),
            description="Runs an MCP server.",
        )
        if server.transport not in _LOCAL:
            yield Capability(
                native=f"mcpServers.{name}",
                effect=Effect.NETWORK,
                risk=Risk.MEDIUM,
                operations=("connect",),
                targets=(server.transport or "",),
                description="Speaks with the server over the network.",
            )
    for kind in TEXTS:
        paths = manifest.components.paths(kind)
        if paths:
            yield Capability(
                native=f"components.{kind}",
                effect=Effect.INTERFACE,
                risk=Risk.LOW,
                operations=("add",),
                targets=paths,
                description="Adds texts that people and models read.",
            )


def _entry_points(manifest: PluginManifest) -> Iterator[EntryPoint]:
    for kind in (*PROGRAMS, *TEXTS):
        for path in manifest.components.paths(kind):
            yield EntryPoint(name=path, kind=kind, target=path)
    for name, server in sorted(manifest.servers.items()):
        target = shlex.join([server.command, *server.args])
        yield EntryPoint(name=name, kind="mcpServers", target=target)

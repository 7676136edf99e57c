"""Claude Code's manifest → the normalised view.

Hooks, monitors, MCP and LSP servers are programs that Claude Code starts (processes, high risk, a
worker of their own); a server with an address is the network.  Skills, commands, agents, styles,
themes and workflows are texts for people and models to read: interface of low risk.
"""

import shlex
from collections.abc import Iterable, Iterator
from typing import Any

from chandlery.dialects.claude.manifest import (
    PROGRAMS,
    TEXTS,
    PluginManifest,
    component_paths,
    is_bundle,
)
from chandlery.model.description import (
    Capability,
    Dependency,
    Description,
    Effect,
    EntryPoint,
    Isolation,
    Layer,
    Risk,
)


def describe(manifest: PluginManifest) -> Description:
    """The view of a manifest.  What stands at Claude Code's fixed places unsaid is not in it."""
    capabilities = tuple(_capabilities(manifest))
    runs = any(item.effect is not Effect.INTERFACE for item in capabilities)
    return Description(
        native_name=manifest.name,
        version=manifest.version,
        summary=manifest.description,
        entry_points=tuple(
            EntryPoint(name=path, kind=key, target=path)
            for key, _, path in component_paths(manifest)
        ),
        capabilities=capabilities,
        dependencies=tuple(_dependencies(manifest)),
        isolation=Isolation.WORKER if runs else Isolation.SANDBOX,
        layer=Layer.CODE if runs else Layer.DECLARATIVE,
    )


def _capabilities(manifest: PluginManifest) -> Iterator[Capability]:
    paths: dict[str, list[str]] = {}
    for key, _, path in component_paths(manifest):
        paths.setdefault(key, []).append(path)
    for key in PROGRAMS:
        yield from _programs(key, paths.get(key, []), manifest.component(key))
    for key in TEXTS:
        value = manifest.component(key)
        targets = paths.get(key) or (sorted(value) if isinstance(value, dict) else [])
        if targets:
            yield Capability(
                native=key,
                effect=Effect.INTERFACE,
                risk=Risk.LOW,
                operations=("add",),
                targets=tuple(targets),
                description="Adds texts that people and models read.",
            )


def _programs(key: str, paths: list[str], value: Any) -> Iterator[Capability]:
    given = value if isinstance(value, list) else [value]
    bundles = [item for item in given if isinstance(item, str) and is_bundle(key, item)]
    inline = [part for item in given if isinstance(item, dict) for part in _objects(item)]
    commands = [*_commands(inline)]
    addresses = [*bundles, *_addresses(inline)]
    if paths or commands or bundles:
        yield Capability(
            native=key,
            effect=Effect.PROCESSES,
            risk=Risk.HIGH,
            operations=("run",),
            targets=(*paths, *bundles, *commands),
            description="Runs programs.",
        )
    if addresses:
        yield Capability(
            native=key,
            effect=Effect.NETWORK,
            risk=Risk.MEDIUM,
            operations=("connect",),
            targets=tuple(addresses),
            description="Speaks with another machine.",
        )


def _commands(parts: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Every command line in a configuration."""
    for part in parts:
        command, words = part.get("command"), part.get("args")
        if isinstance(command, str):
            given = words if isinstance(words, list) else []
            quoted = [shlex.quote(word) for word in given if isinstance(word, str)]
            yield " ".join([command, *quoted])


def _addresses(parts: Iterable[dict[str, Any]]) -> Iterator[str]:
    for part in parts:
        if isinstance(part.get("url"), str):
            yield part["url"]


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every object of a configuration, wherever it stands."""
    if isinstance(value, dict):
        yield value
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _objects(item)


def _dependencies(manifest: PluginManifest) -> Iterator[Dependency]:
    for item in manifest.dependencies:
        if isinstance(item, str):
            yield Dependency(native=item)
        elif isinstance(item, dict) and isinstance(item.get("name"), str):
            market, version = item.get("marketplace"), item.get("version")
            yield Dependency(
                native=f"{item['name']}@{market}" if isinstance(market, str) else item["name"],
                range=version if isinstance(version, str) else "",
            )

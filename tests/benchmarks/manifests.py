"""Manifests of the six ecosystems for the benchmarks, each a record that its own model takes."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

from benchmarks.texts import sentence
from chandlery.dialects import DIALECTS
from chandlery.model.marketplace import Kind, Manifest

# What a manifest is about: name, version, capabilities of the package so far, what it needs.
Make = Callable[[Random, str, str, int, Sequence[str]], dict[str, Any]]

_CRAIK = (
    *("repo.read", "repo.write", "network.fetch", "memory.read", "facts.write"),
    *("config.read", "audit.write", "test.run", "ui.command", "secrets.read", "web.search"),
)
STIGMEM = "stigmem-plugin-"  # how its plugins' names begin
_STIGMEM = (
    *("facts.read", "facts.write", "recall.read", "audit.emit", "config.read"),
    *("identity.read", "tenant.read"),
)


def manifest(dialect: str, name: str, version: str, asks: int, needs: Sequence[str]) -> Manifest:
    """A manifest of a dialect; those of two releases differ as much as the arguments do.

    Args:
        asks: how many capabilities it declares.
        needs: the packages that it depends on, where the dialect has dependencies.
    """
    value = value_of(dialect, name, version, asks, needs)
    data = json.dumps(value, indent=2).encode() + b"\n"
    known = DIALECTS[dialect]
    kind = known.kind(known.manifests[Kind.PLUGIN])
    assert kind.describe is not None
    return Manifest(
        dialect=dialect,
        kind=kind.name,
        data=data,
        value=value,
        sha256=hashlib.sha256(data).hexdigest(),
        description=kind.describe(kind.model.model_validate(value)),
    )


def value_of(
    dialect: str, name: str, version: str, asks: int, needs: Sequence[str]
) -> dict[str, Any]:
    """The same as JSON's values."""
    known = [native(dialect, item) for item in needs]
    return _MAKERS[dialect](Random(name), name, version, asks, known)


def native(dialect: str, name: str) -> str:
    """What an ecosystem calls a package."""
    match dialect:
        case "objectstack":
            return f"com.harbourworks.{name}"
        case "stigmem":
            return f"{STIGMEM}{name.removeprefix(STIGMEM)}"
        case _:
            return name


def _caliban(
    random: Random, name: str, version: str, asks: int, needs: Sequence[str]
) -> dict[str, Any]:
    return {
        "name": name,
        "version": version,
        "description": sentence(random),
        "author": "Harbourworks <plugins@harbourworks.example>",
        "license": "MIT",
        "homepage": f"https://harbour.example/plugins/{name}/",
        "components": {
            key: "hooks/caliban.json" if key == "hooks" else f"{key}/"
            for key in ("skills", "hooks", "agents", "commands", "output_styles")[: asks - 1]
        },
        "mcpServers": {
            name: {
                "command": "python3",
                "args": ["-B", "${CALIBAN_PLUGIN_ROOT}/scripts/server.py", "--quiet"],
                "env": {f"{name.upper().replace('-', '_')}_LEVEL": "info"},
                "transport": "stdio",
            }
        },
        "caliban": {"min_version": "0.8.0", "platforms": ["linux", "macos"]},
    }


def _claude(
    random: Random, name: str, version: str, asks: int, needs: Sequence[str]
) -> dict[str, Any]:
    return {
        "name": name,
        "version": version,
        "description": sentence(random),
        "author": {
            "name": "Harbourworks",
            "email": "plugins@harbourworks.example",
            "url": "https://harbourworks.example/",
        },
        "homepage": f"https://harbour.example/plugins/{name}/",
        "license": "MIT",
        "keywords": ["git", "review", "hooks"],
        **{key: f"./{key}/" for key in ("skills", "commands", "agents")[: asks - 2]},
        "hooks": {
            "PreToolUse": [
                {
                    "matcher": "Write|Edit",
                    "hooks": [
                        {"type": "command", "command": f"${{CLAUDE_PLUGIN_ROOT}}/bin/{name} check"}
                    ],
                }
            ]
        },
        "mcpServers": {
            name: {"command": "python3", "args": ["-B", "${CLAUDE_PLUGIN_ROOT}/scripts/server.py"]}
        },
        **({"dependencies": list(needs)} if needs else {}),
    }


def _craik(
    random: Random, name: str, version: str, asks: int, needs: Sequence[str]
) -> dict[str, Any]:
    start = random.randrange(len(_CRAIK))
    return {
        "schema": "craik.plugin_descriptor",
        "version": "0.1.0",
        "id": name,
        "name": name.replace("-", " ").title(),
        "plugin_version": version,
        "description": sentence(random),
        "publisher": "harbourworks",
        "trust_boundary": "repository",
        "entrypoints": [
            {
                "id": "run",
                "kind": "command",
                "path": f"bin/{name}",
                "description": sentence(random),
            }
        ],
        "capabilities": [
            {
                "capability": word,
                "description": sentence(random),
                "risk": random.choice(("low", "medium", "high")),
                "operations": ["read", "list"][: 1 + index % 2],
                "targets": [f"{name}/**", "docs/"][: 1 + index % 2],
            }
            for index, word in enumerate(["process.run", *(_CRAIK * 2)[start : start + asks - 1]])
        ],
        "docs": ["README.md"],
        "compatibility": {
            "craik_versions": ["0.12.9"],
            "python_versions": ["3.11"],
            "platforms": ["linux"],
            "status": "supported",
            "notes": "Tested with Python 3.11 on Linux.",
        },
        "security_notes": [sentence(random), sentence(random)],
        "created_at": "2026-07-31T11:05:00Z",
    }


def adapter_package(name: str, version: str, evidence: str) -> dict[str, Any]:
    """What an adapter tells Craik."""
    random = Random(name)
    return {
        "schema": "craik.adapter_package",
        "version": "0.1.0",
        "id": name,
        "name": name.replace("-", " ").title(),
        "package_version": version,
        "adapter": name,
        "description": sentence(random),
        "entrypoints": [
            {
                "id": "adapter",
                "kind": "module",
                "path": f"{name.replace('-', '_')}.adapter:Adapter",
                "description": sentence(random),
            }
        ],
        "capability_surfaces": ["prompt.read", "result.structured"],
        "compatibility": {
            "craik_versions": ["0.12.9"],
            "runner_modes": ["fixture", "prompt-handoff"],
            "python_versions": ["3.11", "3.12"],
            "platforms": ["linux", "macos"],
        },
        "docs": ["README.md"],
        "provenance_ids": [evidence],
        "created_at": "2025-01-05T09:00:00Z",
    }


def _kari(
    random: Random, name: str, version: str, asks: int, needs: Sequence[str]
) -> dict[str, Any]:
    module = name.replace("-", "_")
    return {
        "id": name,
        "name": name,
        "display_name": name.replace("-", " ").title(),
        "version": version,
        "description": sentence(random),
        "author": "Harbourworks",
        "license": "MIT",
        "plugin_api_version": "1.0",
        "plugin_type": "custom",
        "module": f"ai_karen_engine.plugins.{module}.handler",
        "entry_point": "run",
        "entrypoint": "handler:run",
        "intent": module,
        "required_roles": ["user"],
        "trusted_ui": asks > 4,
        "enable_external_workflow": asks > 3,
        "sandbox_required": True,
        "category": "productivity",
        "tags": ["units", "conversion"],
        "parameters": {
            "type": "object",
            "properties": {
                word: {"type": "string", "description": sentence(random)}
                for word in ("query", "source", "target", "language")[:asks]
            },
        },
        "compatibility": {"os_platforms": ["linux", "darwin", "windows"]},
        "rbac": {"allowed_roles": ["user"], "default_enabled": True},
    }


def _objectstack(
    random: Random, name: str, version: str, asks: int, needs: Sequence[str]
) -> dict[str, Any]:
    value: dict[str, Any] = {
        "id": native("objectstack", name),
        "name": name.replace("-", " ").title(),
        "version": version,
        "scope": "project",
        "defaultDatasource": "default",
        "description": sentence(random),
        "engines": {"protocol": "^17"},
        **({"dependencies": dict.fromkeys(needs, "^1.0.0")} if needs else {}),
    }
    if is_app(name):
        return value | {"type": "app", "namespace": name.replace("-", "_")[:20]}
    files = ("dist/index.mjs", "assets/data.json", "assets/texts.json", "dist/worker.mjs")
    return value | {
        "type": "plugin",
        "runtime": "sandbox",
        "packaging": "bundled",
        "permissions": {
            "services": ["http", "settings", "cache"][: asks - 2],
            "hooks": ["record.beforeUpdate"],
            "network": [f"api.{name}.example"],
            "fs": [],
        },
        "main": "dist/index.mjs",
        "integrity": {path: f"sha256-{random.getrandbits(256):064x}"[:50] + "=" for path in files},
    }


def _stigmem(
    random: Random, name: str, version: str, asks: int, needs: Sequence[str]
) -> dict[str, Any]:
    return {
        "name": native("stigmem", name),
        "version": version,
        "requires_stigmem": ">=0.9.0a10,<1.0.0",
        "capabilities": sorted(random.sample(_STIGMEM, min(asks, len(_STIGMEM)))),
        "hooks": ["recall_filter", "recall_rank"],
        "health_check": True,
        **({"depends_on": list(needs)} if needs else {}),
    }


def is_app(name: str) -> bool:
    """Whether an ObjectStack package of this name is an app, which is data: every second is."""
    return len(name) % 2 == 0


_MAKERS: Mapping[str, Make] = {
    "caliban": _caliban,
    "claude": _claude,
    "craik": _craik,
    "kari": _kari,
    "objectstack": _objectstack,
    "stigmem": _stigmem,
}

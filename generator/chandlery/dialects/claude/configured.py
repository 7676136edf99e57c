"""Where Claude Code is told what to start, and where a plugin's texts lie.

Hooks, MCP and LSP servers and monitors stand in the manifest or in JSON files that it names, and
in files at fixed places besides; agents and skills can have hooks and servers of their own in the
YAML before their text.  From the published reference (the contract, section d), not measured.
"""

from collections.abc import Iterator
from typing import Any, Final

from chandlery.catalog import ReleaseEntry
from chandlery.checks import Once
from chandlery.dialects import items, programs, shapes
from chandlery.dialects.claude.manifest import PluginManifest
from chandlery.dialects.programs import Configuration
from chandlery.dialects.source import PluginSource, inside
from chandlery.documents import Route
from chandlery.records.release import ArtifactFormat

# Files that are loaded unsaid, and by which key they can be said.
UNSAID: Final = {
    "hooks/hooks.json": "hooks",
    ".mcp.json": "mcpServers",
    ".lsp.json": "lspServers",
    "monitors/monitors.json": "experimental.monitors",
}
_BUNDLES: Final = (".mcpb", ".dxt")  # archives with a server and its own manifest
_KINDS: Final = {
    "hooks": "hooks",
    "mcpServers": "mcp",
    "lspServers": "lsp",
    "experimental.monitors": "monitors",
}

CLIENT: Final = programs.Client(
    title="Claude Code",
    root="CLAUDE_PLUGIN_ROOT",
    filled=frozenset({"CLAUDE_ENV_FILE", "CLAUDE_PLUGIN_DATA", "CLAUDE_PROJECT_DIR"}),
    transport="type",
    transports=frozenset({"http", "sse", "stdio", "streamable-http", "ws"}),
)
HOOKS: Final = shapes.HookShape(
    events=frozenset(
        {
            *("ConfigChange", "CwdChanged", "Elicitation", "ElicitationResult", "FileChanged"),
            *("InstructionsLoaded", "MessageDisplay", "Notification", "PermissionDenied"),
            *("PermissionRequest", "PostCompact", "PostModelSwitch", "PostToolBatch"),
            *("PostToolUse", "PostToolUseFailure", "PreCompact", "PreModelSwitch", "PreToolUse"),
            *("SessionEnd", "SessionStart", "Setup", "Stop", "StopFailure", "SubagentStart"),
            *("SubagentStop", "TaskCompleted", "TaskCreated", "TeammateIdle"),
            *("UserPromptExpansion", "UserPromptSubmit", "WorktreeCreate", "WorktreeRemove"),
        }
    ),
    handlers="hooks",
    elsewhere="handlers",
    needs={
        "agent": ("prompt",),
        "command": ("command",),
        "http": ("url",),
        "mcp_tool": ("server", "tool"),
        "prompt": ("prompt",),
    },
)


def manifest_of(release: ReleaseEntry) -> PluginManifest | None:
    """The release's manifest for Claude Code, if it has a valid one."""
    native = release.manifest("claude")
    record = native.record if native else None
    return record if isinstance(record, PluginManifest) else None


@Once
def source_of(release: ReleaseEntry) -> PluginSource | None:
    """What Claude Code's archive is packed from, where the catalog holds it."""
    return PluginSource.of(release, ArtifactFormat.ZIP)


@Once
def files(release: ReleaseEntry) -> dict[str, str]:
    """The files of configuration that are there, by path, with the key that they belong to."""
    manifest, source = manifest_of(release), source_of(release)
    if manifest is None or source is None:
        return {}
    named = [(inside(path), key) for path, key in UNSAID.items()]
    for key in _KINDS:
        named += [(inside(path), key) for path in _paths(manifest.component(key))]
    return {
        path: key
        for path, key in named
        if path is not None and path in source.sizes and not path.endswith(_BUNDLES)
    }


@Once
def configurations(release: ReleaseEntry) -> list[Configuration]:
    """Everything that says what to start: the manifest, JSON files, the YAML of texts."""
    native, source = release.manifest("claude"), source_of(release)
    manifest = manifest_of(release)
    found: list[Configuration] = []
    if native is None or manifest is None:
        return found
    for key in _KINDS:
        for route, value in _inline(key, manifest.component(key)):
            part = Configuration(kind=key, document=None, route=route, value=value)
            found.append(_unwrapped(part))
    for path, key in files(release).items() if source else ():
        document = programs.read(source, path).document if source else None
        if document:
            part = Configuration(kind=key, document=document, route=(), value=document.value)
            found.append(_unwrapped(part))
    for item in items_of(release):
        for key in ("hooks", "mcpServers"):
            given = item.front.value.get(key) if item.front else None
            if isinstance(given, dict):
                part = Configuration(kind=key, document=item.front, route=(key,), value=given)
                found.append(_unwrapped(part))
    return found


@Once
def items_of(release: ReleaseEntry) -> list[items.Item]:
    """The skills, commands and agents of the release, wherever Claude Code looks for them."""
    manifest, source = manifest_of(release), source_of(release)
    if manifest is None or source is None:
        return []
    return items.items(
        source,
        skills=("skills", *_paths(manifest.skills)),
        commands=("commands", *_paths(manifest.commands)),
        agents=("agents", *_paths(manifest.agents)),
    )


def _paths(value: Any) -> list[str]:
    given = value if isinstance(value, list) else [value]
    return [item for item in given if isinstance(item, str)]


def _inline(key: str, value: Any) -> Iterator[tuple[Route, dict[str, Any] | list[Any]]]:
    """The objects of a component that stand in the manifest itself."""
    route: Route = tuple(key.split("."))
    if isinstance(value, dict):
        yield route, value
    elif isinstance(value, list):
        yield from (((*route, at), item) for at, item in enumerate(value) if isinstance(item, dict))


def _unwrapped(part: Configuration) -> Configuration:
    """The same by its kind, without the object that only holds it."""
    key = part.kind.rpartition(".")[2]
    inner = part.value.get(key) if isinstance(part.value, dict) else None
    wrapped = isinstance(inner, dict)
    return Configuration(
        kind=_KINDS[part.kind],
        document=part.document,
        route=(*part.route, key) if wrapped else part.route,
        value=inner if wrapped else part.value,
    )

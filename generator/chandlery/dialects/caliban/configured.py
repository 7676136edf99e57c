"""Where Caliban is told what to start, and where a plugin's texts lie.

Caliban takes JSON files of hooks and MCP servers from the paths of the manifest, or else from its
fixed places (the contract, section a).  In every string it puts the plugin's folder in place of
``${CALIBAN_PLUGIN_ROOT}``, and of ``${CLAUDE_PLUGIN_ROOT}``, which is another word for the same.
Its hooks have the events of Claude Code and handlers of their own form.
"""

from typing import Final

from chandlery.catalog import ReleaseEntry
from chandlery.checks import Once
from chandlery.dialects import items, programs, shapes
from chandlery.dialects.caliban.manifest import PluginManifest
from chandlery.dialects.programs import Configuration
from chandlery.dialects.source import PluginSource, inside
from chandlery.records.release import ArtifactFormat

# Where Caliban looks for what a manifest leaves out, of the kinds that run programs.
UNSAID: Final = {"hooks": "hooks/hooks.json", "mcp_servers": "mcp/.mcp.json"}

CLIENT: Final = programs.Client(
    title="Caliban",
    root="CALIBAN_PLUGIN_ROOT",
    aliases=frozenset({"CLAUDE_PLUGIN_ROOT"}),
    filled=frozenset({"CLAUDE_PROJECT_DIR"}),
    literal=True,
    transport="transport",
    transports=frozenset({"http", "sse", "stdio"}),
)
HOOKS: Final = shapes.HookShape(
    events=frozenset(
        {
            *("ConfigChange", "CwdChanged", "Elicitation", "ElicitationResult", "FileChanged"),
            *("InstructionsLoaded", "Notification", "PermissionDenied", "PermissionRequest"),
            *("PostCompact", "PostToolBatch", "PostToolUse", "PostToolUseFailure", "PreCompact"),
            *("PreToolUse", "SessionEnd", "SessionStart", "Setup", "Stop", "StopFailure"),
            *("SubagentStart", "SubagentStop", "TaskCompleted", "TaskCreated", "TeammateIdle"),
            *("UserPromptExpansion", "UserPromptSubmit", "WorktreeCreate", "WorktreeRemove"),
        }
    ),
    handlers="handlers",
    elsewhere="hooks",
    needs={
        "agent": ("agent",),
        "command": ("command",),
        "http": ("url",),
        "mcp": ("mcp", "tool"),
        "prompt": ("prompt",),
    },
)


def manifest_of(release: ReleaseEntry) -> PluginManifest | None:
    """The release's manifest for Caliban, if it has a valid one."""
    native = release.manifest("caliban")
    record = native.record if native else None
    return record if isinstance(record, PluginManifest) else None


@Once
def source_of(release: ReleaseEntry) -> PluginSource | None:
    """What Caliban's archive is packed from, where the catalog holds it."""
    return PluginSource.of(release, ArtifactFormat.TAR_GZ)


@Once
def files(release: ReleaseEntry) -> dict[str, str]:
    """The files of configuration that are there, by path, with their kind."""
    manifest, source = manifest_of(release), source_of(release)
    if manifest is None or source is None:
        return {}
    found: dict[str, str] = {}
    for kind, default in UNSAID.items():
        if kind == "mcp_servers" and manifest.servers:
            continue  # Caliban then never opens the file
        for path in manifest.components.paths(kind) or (default,):
            below = inside(path)
            if below is not None and below in source.sizes:
                found[below] = "mcp" if kind == "mcp_servers" else kind
    return found


@Once
def configurations(release: ReleaseEntry) -> list[Configuration]:
    """Everything that says what to start, the manifest's own servers first."""
    native, manifest, source = release.manifest("caliban"), manifest_of(release), source_of(release)
    found = []
    if native and manifest and manifest.servers:
        value = native.document.value["mcpServers"]
        found.append(Configuration(kind="mcp", document=None, route=("mcpServers",), value=value))
    for path, kind in files(release).items() if source else ():
        document = programs.read(source, path).document if source else None
        if document and isinstance(document.value, dict):
            key = "mcpServers" if kind == "mcp" else kind
            inner = document.value.get(key)
            wrapped = isinstance(inner, dict)
            found.append(
                Configuration(
                    kind=kind,
                    document=document,
                    route=(key,) if wrapped else (),
                    value=inner if wrapped else document.value,
                )
            )
    return found


@Once
def items_of(release: ReleaseEntry) -> list[items.Item]:
    """The skills, commands and agents of the release, where the catalog holds them."""
    manifest, source = manifest_of(release), source_of(release)
    if manifest is None or source is None:
        return []
    given = manifest.components
    return items.items(
        source,
        skills=given.paths("skills") or ("skills",),
        commands=given.paths("commands"),
        agents=given.paths("agents") or ("agents",),
    )

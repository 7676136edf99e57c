"""What every field of Claude Code's manifest is for, in a sentence."""

from collections.abc import Mapping
from typing import Final

FIELDS: Final[Mapping[str, str]] = {
    "PluginManifest.name": "The plugin's name, in kebab case; what it brings is called by it.",
    "PluginManifest.version": "Its version; the record's.",
    "PluginManifest.description": "What it does, in a sentence.",
    "PluginManifest.author": "Who made it.",
    "PluginManifest.homepage": "Its home page.",
    "PluginManifest.repository": "Its source code.",
    "PluginManifest.license": "Its licence as an SPDX expression.",
    "PluginManifest.keywords": "Words to find it by.",
    "PluginManifest.skills": "Folders of skills, beside `skills/`.",
    "PluginManifest.commands": "Files or folders of commands, beside `commands/`.",
    "PluginManifest.agents": "Files or folders of agents, beside `agents/`.",
    "PluginManifest.hooks": "Files of hooks, or the hooks themselves: programs that the host runs.",
    "PluginManifest.mcpServers": "Files of MCP servers, or the servers themselves.",
    "PluginManifest.lspServers": "Files of language servers, or the servers themselves.",
    "PluginManifest.outputStyles": "Files or folders of output styles.",
    "PluginManifest.workflows": "Files or folders of workflows.",
    "PluginManifest.experimental": "Components whose form may still change.",
    "PluginManifest.dependencies": "Other plugins that it needs.",
    "Author.name": "Whom to name.",
    "Author.email": "Their address.",
    "Author.url": "Their page.",
}

"""What every field of Caliban's manifest is for, in a sentence."""

from collections.abc import Mapping
from typing import Final

FIELDS: Final[Mapping[str, str]] = {
    "PluginManifest.name": "The plugin's name, and its folder's in the archive.",
    "PluginManifest.version": "Its version, three numbers as SemVer has them.",
    "PluginManifest.description": "What it does, in a sentence.",
    "PluginManifest.author": "Who made it.",
    "PluginManifest.license": "Its licence.",
    "PluginManifest.homepage": "Its home page.",
    "PluginManifest.components": "What it brings, by kind; else Caliban looks at fixed places.",
    "PluginManifest.mcpServers": "MCP servers that Caliban starts, by name.",
    "PluginManifest.caliban": "Where it loads.",
    "Components.skills": "Folders of skills.",
    "Components.hooks": "Files of hooks.",
    "Components.agents": "Folders of agents.",
    "Components.output_styles": "Folders of output styles.",
    "Components.mcp_servers": "Files that name MCP servers.",
    "Components.commands": "Folders of commands.",
    "McpServer.command": "The program to start; `${CALIBAN_PLUGIN_ROOT}` is the plugin's folder.",
    "McpServer.args": "Its arguments.",
    "McpServer.env": "Its environment, beside the host's; no secrets.",
    "McpServer.cwd": "The folder that it starts in.",
    "McpServer.transport": "How to speak with it.",
    "Requirements.min_version": "The oldest Caliban that loads it.",
    "Requirements.platforms": "The systems that it loads on.",
}

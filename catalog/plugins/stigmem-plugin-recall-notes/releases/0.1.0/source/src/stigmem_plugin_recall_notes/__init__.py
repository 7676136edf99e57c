"""Fresh facts first: a Stigmem plugin that ranks what a node recalls."""

from stigmem_plugin_recall_notes.manifest import PLUGIN_VERSION, plugin_manifest

__all__ = ["PLUGIN_VERSION", "plugin_manifest"]
__version__ = PLUGIN_VERSION

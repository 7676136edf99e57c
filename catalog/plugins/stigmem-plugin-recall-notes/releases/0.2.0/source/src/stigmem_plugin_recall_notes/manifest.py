"""What the node is told about this plugin."""

from stigmem_node.plugins import PluginManifest

from stigmem_plugin_recall_notes.handlers import annotate, check_health, rank_by_freshness

PLUGIN_VERSION = "0.2.0"


def plugin_manifest() -> PluginManifest:
    """The manifest; the entry point of the group ``stigmem.plugins``."""
    return PluginManifest(
        name="stigmem-plugin-recall-notes",
        version=PLUGIN_VERSION,
        requires_stigmem=">=0.9.0a10,<1.0.0",
        capabilities=frozenset({"recall.read"}),
        hooks={"recall_filter": annotate, "recall_rank": rank_by_freshness},
        health_check=check_health,
    )

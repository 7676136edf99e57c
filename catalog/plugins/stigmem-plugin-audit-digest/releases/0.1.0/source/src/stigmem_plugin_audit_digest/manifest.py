"""What the node is told about this plugin."""

from stigmem_node.plugins import PluginManifest

from stigmem_plugin_audit_digest.handlers import check_health, count_assertion, count_event

PLUGIN_VERSION = "0.1.0"


def plugin_manifest() -> PluginManifest:
    """The manifest; the entry point of the group ``stigmem.plugins``."""
    return PluginManifest(
        name="stigmem-plugin-audit-digest",
        version=PLUGIN_VERSION,
        requires_stigmem=">=0.9.0a10,<1.0.0",
        capabilities=frozenset({"audit.read"}),
        hooks={"audit_emit": count_event, "post_assert_audit": count_assertion},
        health_check=check_health,
    )

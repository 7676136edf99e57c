"""A day of audit in one line: a Stigmem plugin that counts and keeps no names."""

from stigmem_plugin_audit_digest.handlers import digests
from stigmem_plugin_audit_digest.manifest import PLUGIN_VERSION, plugin_manifest

__all__ = ["PLUGIN_VERSION", "digests", "plugin_manifest"]
__version__ = PLUGIN_VERSION

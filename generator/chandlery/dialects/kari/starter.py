"""How a plugin for Kari begins: a manifest and a handler."""

from collections.abc import Mapping

from chandlery.dialects.starters import Beginning
from chandlery.formats.written import written_json

_HANDLER = '''\
"""{title}."""

from __future__ import annotations

from typing import Any


def run(params: dict[str, Any]) -> dict[str, Any]:
    """Answer a request of the host."""
    return {{"text": str(params.get("text", ""))}}
'''


def starter(beginning: Beginning) -> Mapping[str, bytes]:
    """The files, by their paths in the source."""
    manifest = {
        "id": beginning.native,
        "name": beginning.native,
        "display_name": beginning.title,
        "version": beginning.version,
        "description": beginning.summary,
        "author": beginning.author,
        "license": beginning.license,
        "plugin_api_version": "1.0",
        "plugin_type": "custom",
        "module": f"ai_karen_engine.plugins.{beginning.module}.handler",
        "entry_point": "run",
        "required_roles": ["user"],
        "trusted_ui": False,
        "enable_external_workflow": False,
        "sandbox_required": True,
        "category": "general",
    }
    title = beginning.title.replace("\\", "").replace('"', "'")
    return {
        "plugin_manifest.json": written_json(manifest),
        "__init__.py": b"",
        "handler.py": _HANDLER.format(title=title).encode(),
    }

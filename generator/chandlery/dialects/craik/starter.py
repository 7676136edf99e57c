"""How a package for Craik begins: a descriptor that declares little, and nothing to enter yet."""

from collections.abc import Mapping
from typing import Any

from chandlery.dialects.starters import Beginning
from chandlery.formats.written import written_json
from chandlery.model.marketplace import Kind

_CRAIK = "0.12.9"


def starter(beginning: Beginning) -> Mapping[str, bytes]:
    """The record, which lies in no artifact."""
    made = _adapter if beginning.kind is Kind.ADAPTER else _plugin
    return {"craik.json": written_json({**made(beginning), "created_at": beginning.at})}


def _plugin(beginning: Beginning) -> dict[str, Any]:
    return {
        "schema": "craik.plugin_descriptor",
        "version": "0.1.0",
        "id": beginning.native,
        "name": beginning.title,
        "plugin_version": beginning.version,
        "description": beginning.summary,
        "publisher": beginning.publisher,
        "trust_boundary": "project",
        "entrypoints": [_readme("How it is used.")],
        "capabilities": [
            {
                "capability": "repo.read",
                "description": "Reads the documentation of the project.",
                "risk": "low",
                "operations": ["read"],
                "targets": ["docs/"],
            }
        ],
        "docs": ["README.md"],
        "compatibility": {"craik_versions": [_CRAIK], "status": "experimental"},
        "security_notes": ["Reads files below `docs/` and nothing else."],
    }


def _adapter(beginning: Beginning) -> dict[str, Any]:
    return {
        "schema": "craik.adapter_package",
        "version": "0.1.0",
        "id": beginning.native,
        "name": beginning.title,
        "package_version": beginning.version,
        "adapter": beginning.native,
        "description": beginning.summary,
        "entrypoints": [_readme("How it is set up.")],
        "capability_surfaces": ["prompt.read"],
        "compatibility": {
            "craik_versions": [_CRAIK],
            "runner_modes": ["prompt-handoff"],
            "python_versions": ["3.12"],
            "platforms": ["linux"],
        },
        "docs": ["README.md"],
        "provenance_ids": list(beginning.provenance),
    }


def _readme(description: str) -> dict[str, str]:
    return {"id": "readme", "kind": "docs", "path": "README.md", "description": description}

"""How a plugin for Stigmem begins: a Python project, its manifest in code, and the twin of that."""

import json
from collections.abc import Mapping

from chandlery.dialects.starters import Beginning
from chandlery.formats.written import written_json

_NODES = ">=0.9.0a10,<1.0.0"
_PROJECT = """\
[build-system]
requires = ["hatchling>=1.27"]
build-backend = "hatchling.build"

[project]
name = {name}
version = {version}
description = {summary}
readme = "README.md"
license = {license}
license-files = ["LICENSE"]
requires-python = ">=3.11"
authors = [{{ name = {author} }}]
dependencies = []

[project.entry-points."stigmem.plugins"]
{key} = "{module}:plugin_manifest"

[tool.hatch.build.targets.wheel]
packages = ["src/{module}"]
"""
_MANIFEST = '''\
"""What the node is told about this plugin."""

from stigmem_node.plugins import PluginManifest


def plugin_manifest() -> PluginManifest:
    """The manifest; the entry point of the group ``stigmem.plugins``."""
    return PluginManifest(
        name={name},
        version={version},
        requires_stigmem={nodes},
        capabilities=frozenset(),
        hooks={{}},
    )
'''
_PACKAGE = '''\
"""A plugin for Stigmem."""

from {module}.manifest import plugin_manifest

__all__ = ["plugin_manifest"]
'''


def starter(beginning: Beginning) -> Mapping[str, bytes]:
    """The files, by their paths in the source; the twin lies in no artifact."""
    module = beginning.module
    texts = {
        key: json.dumps(value, ensure_ascii=False)
        for key, value in {
            "name": beginning.native,
            "version": beginning.version,
            "summary": beginning.summary,
            "license": beginning.license,
            "author": beginning.author,
            "nodes": _NODES,
        }.items()
    }
    key = beginning.native.removeprefix("stigmem-plugin-")
    folder = f"src/{module}"
    twin = {
        "name": beginning.native,
        "version": beginning.version,
        "requires_stigmem": _NODES,
        "capabilities": [],
        "hooks": [],
    }
    return {
        "stigmem.json": written_json(twin),
        "pyproject.toml": _PROJECT.format(module=module, key=key, **texts).encode(),
        f"{folder}/__init__.py": _PACKAGE.format(module=module).encode(),
        f"{folder}/manifest.py": _MANIFEST.format(**texts).encode(),
        f"{folder}/py.typed": b"",
    }

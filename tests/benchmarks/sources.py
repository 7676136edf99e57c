"""What the artifacts of made-up plugins hold: the files that their manifests speak of."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from benchmarks.manifests import is_app
from benchmarks.texts import sentence
from builders import Files, as_json
from chandlery.containers import Member, integrity_of
from chandlery.trees import Mode

# A manifest's place in the source, for the clients that look for one there.
_PLACES = {
    "caliban": "plugin.json",
    "claude": ".claude-plugin/plugin.json",
    "kari": "plugin_manifest.json",
}
_LICENSE = (
    b"MIT License\n\nPermission is hereby granted, free of charge, to any person obtaining a copy "
    b"of this software, to deal in it without restriction.\n"
)
_SERVER = '''\
"""A server on standard input: one JSON object a line."""

import json
import sys

VERSION = "{version}"


def answer(request):
    """{first}"""
    if request.get("method") == "tools/list":
        return {{"tools": [{{"name": "{name}", "description": "{second}"}}]}}
    return {{"version": VERSION}}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
'''
_HANDLER = '''\
"""{first}"""

VERSION = "{version}"


def run(params):
    """{second}"""
    words = str(params.get("query", "")).split()
    return {{"ok": True, "words": len(words), "version": VERSION}}
'''
_PANEL = '''\
"""{first}"""


def render():
    return ["{second}"]
'''
_PROJECT = """\
[build-system]
requires = ["hatchling>=1.27"]
build-backend = "hatchling.build"

[project]
name = "{name}"
version = "{version}"
description = "{description}"
readme = "README.md"
license = "MIT"
license-files = ["LICENSE"]
requires-python = ">=3.11"
dependencies = {dependencies}
"""
_ENTRY_POINT = """
[project.entry-points."stigmem.plugins"]
notes = "{module}:plugin_manifest"
"""
_SCRIPT = """
[project.scripts]
{name} = "{module}.adapter:main"
"""
_STIGMEM = '''\
"""What the node is told about this plugin."""

from stigmem_node.plugins import PluginManifest

from {module}.handlers import check_health, keep, rank


def plugin_manifest() -> PluginManifest:
    """The manifest; the entry point of the group ``stigmem.plugins``."""
    return PluginManifest(
        name="{name}",
        version="{version}",
        requires_stigmem=">=0.9.0a10,<1.0.0",
        capabilities=frozenset({{{capabilities}}}),
        hooks={{"recall_filter": keep, "recall_rank": rank}},
        health_check=check_health,{needs}
    )
'''
_HOOKS = '''\
"""{first}"""


def keep(ctx, facts):
    """{second}"""
    {uses}
    return [fact for fact in facts if fact]


def rank(ctx, facts):
    return sorted(facts, key=str)


def check_health(ctx):
    return True
'''
# How a handler reaches for what a capability opens.
_READERS = {
    "facts.read": "ctx.get_facts_reader()",
    "facts.write": "ctx.get_facts_writer()",
    "recall.read": "ctx.get_recall_reader()",
    "audit.emit": "ctx.get_audit_emitter()",
    "config.read": "ctx.get_config_reader()",
    "identity.read": "ctx.get_identity_reader()",
    "tenant.read": "ctx.get_tenant_reader()",
}
_ADAPTER = '''\
"""{first}"""

import json
import sys


class Adapter:
    """{second}"""

    def run(self, request):
        return {{"status": "ok", "outputs": {{"answer": request.get("prompt", "")}}}}


def main():
    print(json.dumps(Adapter().run(json.load(sys.stdin))))
'''


def of_plugin(name: str, version: str, manifests: Mapping[str, Any]) -> Files:
    """The files of one release; those of the next one differ where the version stands.

    Args:
        manifests: the manifests of the release, by dialect, which may be completed here.
    """
    if "objectstack" in manifests:
        return _objectstack(name, manifests["objectstack"])
    random = Random(f"source of {name}")
    files: Files = {
        "LICENSE": _LICENSE * 7,
        "CHANGELOG.md": f"# Changes\n\n## {version}\n\n- {sentence(random)}\n".encode(),
    }
    for dialect, value in manifests.items():
        if place := _PLACES.get(dialect):
            files[place] = as_json(value)
    if not manifests.keys().isdisjoint({"caliban", "claude", "craik"}):
        files |= _agents_files(random, name, version, manifests)
    if "kari" in manifests:
        files |= {"__init__.py": b"", "handler.py": _filled(_HANDLER, random, version=version)}
        if manifests["kari"]["trusted_ui"]:
            files["ui.py"] = _filled(_PANEL, random)
    if "stigmem" in manifests:
        files |= _stigmem(random, manifests["stigmem"])
    return files


def of_adapter(name: str, version: str) -> Files:
    """The files of an adapter for Craik: a wheel's."""
    random, module = Random(f"source of {name}"), name.replace("-", "_")
    folder = f"src/{module}"
    return {
        "LICENSE": _LICENSE * 7,
        "README.md": f"# {name}\n\n{sentence(random)}\n".encode(),
        "pyproject.toml": _project(random, name, version)
        + _SCRIPT.format(name=name, module=module).encode(),
        f"{folder}/__init__.py": f'"""{sentence(random)}"""\n'.encode(),
        f"{folder}/adapter.py": _filled(_ADAPTER, random),
    }


def _agents_files(random: Random, name: str, version: str, manifests: Mapping[str, Any]) -> Files:
    """What Caliban, Claude Code and Craik run or show."""
    files: Files = {
        f"bin/{name}": (b"#!/bin/sh\nexec python3 -B scripts/server.py\n", Mode.EXECUTABLE),
        "README.md": f"# {name}\n\n{sentence(random, 40)}\n".encode(),
        "scripts/server.py": _filled(_SERVER, random, name=name, version=version),
        "skills/look/SKILL.md": _prompt(random, "look"),
        "skills/tidy/SKILL.md": _prompt(random, "tidy"),
        "commands/glance.md": _prompt(random, ""),
        "agents/reader.md": _prompt(random, "reader"),
    }
    if "caliban" in manifests:
        files["output_styles/short.md"] = _prompt(random, "short")
        files["hooks/caliban.json"] = as_json({"hooks": {"PostToolUse": [_HOOK]}})
    return files


_HOOK = {
    "matcher": "Write",
    "handlers": [
        {
            "type": "command",
            "command": "python3",
            "args": ["-B", "${CALIBAN_PLUGIN_ROOT}/scripts/server.py"],
            "timeout": "10s",
        }
    ],
}


def _prompt(random: Random, name: str) -> bytes:
    """A prompt of a kilobyte or two."""
    head = [f"name: {name}"] if name else []
    head.append(f"description: {sentence(random)}")
    text = "\n\n".join(
        " ".join(sentence(random) for _ in range(5)) for _ in range(random.randint(3, 5))
    )
    return "\n".join(["---", *head, "---", "", text, ""]).encode()


def _stigmem(random: Random, twin: Mapping[str, Any]) -> Files:
    module = twin["name"].replace("-", "_")
    needs = twin.get("depends_on", [])
    words = {
        "module": module,
        "name": twin["name"],
        "version": twin["version"],
        "capabilities": ", ".join(f'"{word}"' for word in twin["capabilities"]),
        "needs": f"\n        depends_on={needs!r}," if needs else "",
    }
    folder = f"src/{module}"
    return {
        "README.md": f"# {twin['name']}\n\n{sentence(random, 40)}\n".encode(),
        "pyproject.toml": _project(random, twin["name"], twin["version"], needs)
        + _ENTRY_POINT.format(module=module).encode(),
        f"{folder}/__init__.py": f"from {module}.manifest import plugin_manifest\n".encode(),
        f"{folder}/manifest.py": _STIGMEM.format(**words).encode(),
        f"{folder}/handlers.py": _filled(
            _HOOKS, random, uses="\n    ".join(_READERS[word] for word in twin["capabilities"])
        ),
    }


def _objectstack(name: str, value: dict[str, Any]) -> Files:
    random = Random(f"source of {name}")
    if is_app(name):
        return {f"{name}.json": as_json({"manifest": value, "objects": [*_objects(random, value)]})}
    files = {
        "assets/data.json": as_json({str(key): sentence(random) for key in range(20)}),
        "dist/index.mjs": f'export const version = "{value["version"]}";\n'.encode()
        + b"".join(f"// {sentence(random)}\n".encode() for _ in range(40))
        + b"export default {};\n",
    }
    value["integrity"] = integrity_of([Member(path, data) for path, data in files.items()])
    return {"objectstack.plugin.json": as_json(value), "LICENSE": _LICENSE * 7, **files}


def _objects(random: Random, value: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for number in range(6):
        yield {
            "name": f"{value['namespace']}_part_{number}",
            "label": f"Part {number}",
            "description": sentence(random),
            "fields": {
                f"field_{field}": {"type": "text", "label": sentence(random, 2)}
                for field in range(5)
            },
        }


def _project(random: Random, name: str, version: str, needs: Sequence[str] = ()) -> bytes:
    dependencies = "[" + ", ".join(f'"{need}"' for need in needs) + "]"
    return _PROJECT.format(
        name=name, version=version, description=sentence(random), dependencies=dependencies
    ).encode()


def _filled(template: str, random: Random, **words: str) -> bytes:
    return template.format(first=sentence(random), second=sentence(random), **words).encode()

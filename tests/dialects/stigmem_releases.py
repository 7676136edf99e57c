"""A small Stigmem plugin as a release in memory: valid by default, changed by one call."""

from typing import Any

from chandlery.catalog import NativeRecord, ReleaseEntry
from chandlery.dialects.stigmem import DIALECT
from chandlery.dialects.stigmem.manifest import Manifest
from chandlery.documents import Document
from chandlery.model.marketplace import Kind
from chandlery.records.listing import Listing, Maintainer
from chandlery.records.release import ArtifactFormat, ArtifactRecord, ReleaseRecord
from chandlery.trees import Entry, Mode

NAME = "stigmem-plugin-notes"
TWIN: dict[str, Any] = {
    "name": NAME,
    "version": "1.2.0",
    "requires_stigmem": ">=0.9.0a10,<1.0.0",
    "capabilities": ["recall.read", "audit.emit"],
    "hooks": ["recall_filter", "post_recall_audit"],
    "health_check": True,
    "config_schema": True,
}

PYPROJECT = """
[project]
name = "stigmem-plugin-notes"
version = "1.2.0"
requires-python = ">=3.11"

[project.entry-points."stigmem.plugins"]
notes = "stigmem_plugin_notes:plugin_manifest"
"""
INIT = "from .manifest import plugin_manifest\n"
CODE = """
from stigmem_node.plugins import PluginManifest

from . import handlers
from .config import NotesConfig
from .version import VERSION as PLUGIN_VERSION

HOOKS = {"recall_filter": handlers.keep, "post_recall_audit": handlers.tell}

def plugin_manifest() -> PluginManifest:
    return PluginManifest(
        name="stigmem-plugin-notes",
        version=PLUGIN_VERSION,
        requires_stigmem=">=0.9.0a10," "<1.0.0",
        capabilities=frozenset({"recall.read", "audit.emit"}),
        hooks=HOOKS,
        health_check=handlers.health,
        config_schema=NotesConfig,
    )
"""
HANDLERS = """
def keep(ctx, facts):
    return [*facts, ctx.get_recall_reader()]

def tell(ctx):
    ctx.get_audit_emitter()

def health(ctx): ...
"""
PACKAGE = "source/src/stigmem_plugin_notes"
FILES = {
    "source/pyproject.toml": PYPROJECT,
    f"{PACKAGE}/__init__.py": INIT,
    f"{PACKAGE}/manifest.py": CODE,
    f"{PACKAGE}/version.py": 'VERSION = "1.2.0"\n',
    f"{PACKAGE}/handlers.py": HANDLERS,
    f"{PACKAGE}/config.py": "class NotesConfig: ...\n",
}
FACTORY = f"{PACKAGE}/manifest.py"
HANDLING = f"{PACKAGE}/handlers.py"


def artifact(format_: ArtifactFormat, source: str | None = "source/") -> ArtifactRecord:
    return ArtifactRecord(
        format=format_, source=source, sha256="0" * 64, size=1, tree="t1:" + "0" * 64
    )


def entry(
    files: dict[str, str],
    twin: dict[str, Any] = TWIN,
    *,
    version: str = "1.2.0",
    artifacts: tuple[ArtifactRecord, ...] = (artifact(ArtifactFormat.WHEEL),),
    native_name: str = NAME,
) -> ReleaseEntry:
    data = {path: text.encode() for path, text in files.items()}
    folder = f"plugins/notes/releases/{version}"
    return ReleaseEntry(
        kind=Kind.PLUGIN,
        package="notes",
        version=version,
        folder=folder,
        document=Document(f"{folder}/release.json", b""),
        record=ReleaseRecord(
            published="2026-01-01T00:00:00Z", publisher="acme", artifacts=list(artifacts)
        ),
        listing=Listing(
            title="Notes",
            summary="Keeps notes.",
            categories=["memory"],
            license="MIT",
            maintainers=[Maintainer(name="A")],
            names={"stigmem": native_name},
        ),
        manifests=(
            NativeRecord(
                dialect="stigmem",
                kind="manifest",
                document=Document(f"{folder}/stigmem.json", b""),
                record=Manifest.model_validate(twin),
            ),
        ),
        source=tuple(Entry(path, Mode.FILE, len(data[path])) for path in sorted(data)),
        read=data.__getitem__,
    )


def found(release: ReleaseEntry) -> list[tuple[str, tuple[str | int, ...], str]]:
    return [
        (rule.code, finding.route, finding.message)
        for rule in DIALECT.release_rules
        if rule.check
        for finding in rule.check(release)
    ]


def messages(release: ReleaseEntry, code: str) -> list[str]:
    return [message for got, _, message in found(release) if got == code]


def with_code(old: str, new: str, path: str = FACTORY) -> dict[str, str]:
    assert old in FILES[path]
    return FILES | {path: FILES[path].replace(old, new)}

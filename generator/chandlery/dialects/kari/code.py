"""The Python files of a plugin, beside its manifest."""

from typing import Final

from chandlery.catalog import ReleaseEntry
from chandlery.checks import Once
from chandlery.dialects.kari.handler import MAX_BYTES, Module, UnreadableError, parse, too_large
from chandlery.dialects.kari.manifest import PluginManifest
from chandlery.dialects.source import PluginSource
from chandlery.documents import Document, Syntax
from chandlery.records.release import ArtifactFormat

HANDLER: Final = "handler.py"
UI: Final = "ui.py"


def manifest_of(release: ReleaseEntry) -> PluginManifest | None:
    """The release's manifest for Kari, if it has a valid one."""
    native = release.manifest("kari")
    record = native.record if native else None
    return record if isinstance(record, PluginManifest) else None


@Once
def source_of(release: ReleaseEntry) -> PluginSource | None:
    """What Kari's archive is packed from, where the catalog holds it."""
    return PluginSource.of(release, ArtifactFormat.TGZ)


def text_of(release: ReleaseEntry, path: str) -> Document | None:
    """A file of the source, with lines and columns for routes."""
    source = source_of(release)
    if source is None:
        return None
    document = source.document(path)
    return Document(document.path, document.data, Syntax.TEXT)


@Once
def modules_of(release: ReleaseEntry) -> dict[str, Module | UnreadableError]:
    """What the files that Kari looks at bind, those that are there, or why that is unknown."""
    source = source_of(release)
    found = (path for path in (HANDLER, UI) if source and path in source.sizes)
    return {path: _parsed(source, path) for path in found if source}


def module_of(release: ReleaseEntry, path: str) -> Module | None:
    """What a file of the source binds; `None` where it is missing or cannot be parsed."""
    module = modules_of(release).get(path)
    return module if isinstance(module, Module) else None


def _parsed(source: PluginSource, path: str) -> Module | UnreadableError:
    if source.sizes[path] > MAX_BYTES:
        return too_large(source.sizes[path])
    try:
        return parse(source.document(path).data)
    except UnreadableError as error:
        return error

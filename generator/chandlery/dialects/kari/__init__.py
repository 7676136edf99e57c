"""Kari (AI-Karen): assistant engine, Python; plugins as a folder with a manifest and a handler.

What is *valid* is what the model accepted that enforced the published page, measured.  Kari has
moved on since; `hosts` says which of its parts would load a manifest.
"""

from collections.abc import Iterator

from chandlery.catalog import ReleaseEntry
from chandlery.dialects.base import Dialect, Listed, RecordKind
from chandlery.dialects.kari.client import refuses
from chandlery.dialects.kari.describe import describe
from chandlery.dialects.kari.fields import FIELDS
from chandlery.dialects.kari.hosts import loads
from chandlery.dialects.kari.manifest import PluginManifest
from chandlery.dialects.kari.projection import PROJECTION, SHELF, install
from chandlery.dialects.kari.release import RELEASE_RULES
from chandlery.dialects.kari.rules import POLICY
from chandlery.dialects.kari.starter import starter
from chandlery.dialects.kari.vocabulary import VOCABULARY
from chandlery.model.marketplace import Kind
from chandlery.records.release import ArtifactFormat


def member(name: str, format_: ArtifactFormat) -> str | None:
    """Where the manifest lies: beside the handler, in the folder that a person unpacks."""
    return f"{name}/plugin_manifest.json" if format_ is ArtifactFormat.TGZ else None


def lists(release: ReleaseEntry) -> Iterator[Listed]:
    """The roles that it lets in; without any it lets in everybody."""
    native = release.manifest("kari")
    if native and isinstance(native.record, PluginManifest):
        yield Listed("roles that it lets in", tuple(native.record.required_roles), admits=True)


DIALECT = Dialect(
    name="kari",
    title="Kari",
    fields=FIELDS,
    kinds=(
        RecordKind(
            name="manifest",
            model=PluginManifest,
            rules=POLICY,
            loads=loads,
            describe=describe,
        ),
    ),
    manifests={Kind.PLUGIN: "manifest"},
    formats=(ArtifactFormat.TGZ,),
    member=member,
    release_rules=RELEASE_RULES,
    shelf=SHELF,
    projection=PROJECTION,
    refuses=refuses,
    install=install,
    lists=lists,
    vocabulary=VOCABULARY,
    starter=starter,
)

"""Caliban: terminal agent, Rust; plugins as one ``tar.gz`` each, listed in one JSON index.

What is *valid* is what Caliban 0.8.0 (commit f33a2d05) accepts, measured against its own code.
"""

from collections.abc import Iterator

from chandlery.catalog import ReleaseEntry
from chandlery.dialects.base import Dialect, Listed, RecordKind
from chandlery.dialects.caliban import index, manifest
from chandlery.dialects.caliban.client import refuses
from chandlery.dialects.caliban.configured import configurations
from chandlery.dialects.caliban.describe import describe, loads
from chandlery.dialects.caliban.fields import FIELDS
from chandlery.dialects.caliban.projection import PROJECTION, SHELF, install
from chandlery.dialects.caliban.release import RELEASE_RULES
from chandlery.dialects.caliban.rules import POLICY
from chandlery.dialects.caliban.starter import starter
from chandlery.dialects.caliban.vocabulary import VOCABULARY
from chandlery.dialects.started import started
from chandlery.model.marketplace import Kind
from chandlery.records.release import ArtifactFormat


def member(name: str, format_: ArtifactFormat) -> str | None:
    """Where Caliban looks for the manifest: one level down, in a folder named as the plugin."""
    return f"{name}/plugin.json" if format_ is ArtifactFormat.TAR_GZ else None


def lists(release: ReleaseEntry) -> Iterator[Listed]:
    """What its hooks and servers start."""
    yield from started(configurations(release))


DIALECT = Dialect(
    name="caliban",
    title="Caliban",
    fields=FIELDS,
    kinds=(
        RecordKind(
            name="manifest",
            model=manifest.PluginManifest,
            rules=(*manifest.STATED, *POLICY),
            loads=loads,
            describe=describe,
            duplicate=manifest.duplicate,
        ),
        RecordKind(name="index", model=index.Index, rules=index.RULES, duplicate=index.duplicate),
    ),
    manifests={Kind.PLUGIN: "manifest"},
    formats=(ArtifactFormat.TAR_GZ,),
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

"""ObjectStack: apps that a console installs as JSON, and code in ``.osplugin`` artifacts.

Manifests are judged by the verdict of 17.1.0; what later hosts refuse is told apart.
"""

from chandlery.dialects.base import Dialect, RecordKind
from chandlery.dialects.objectstack import (
    artifact_rules,
    content,
    manifest,
    release_rules,
    rules,
    source_rules,
    values,
)
from chandlery.dialects.objectstack.client import refuses
from chandlery.dialects.objectstack.describe import describe
from chandlery.dialects.objectstack.fields import FIELDS
from chandlery.dialects.objectstack.hosts import loads
from chandlery.dialects.objectstack.install import install
from chandlery.dialects.objectstack.listing import (
    ArtifactReference,
    MarketplaceListing,
    Publisher,
)
from chandlery.dialects.objectstack.projection import PROJECTION, SHELF
from chandlery.dialects.objectstack.starter import starter
from chandlery.dialects.objectstack.vocabulary import VOCABULARY
from chandlery.model.marketplace import Kind
from chandlery.records.release import ArtifactFormat


def _member(name: str, format_: ArtifactFormat) -> str | None:  # noqa: ARG001
    # An app's bundle holds the manifest as a part of its one document (OBJ224).
    return "objectstack.plugin.json" if format_ is ArtifactFormat.OSPLUGIN else None


DIALECT = Dialect(
    name="objectstack",
    title="ObjectStack",
    fields=FIELDS,
    kinds=(
        RecordKind(
            name="manifest",
            model=manifest.Manifest,
            rules=(*values.STATED, *content.STATED, *manifest.STATED, *rules.RULES),
            loads=loads,
            describe=describe,
        ),
        RecordKind(name="listing", model=MarketplaceListing, rules=values.STATED),
        RecordKind(name="artifactref", model=ArtifactReference, rules=values.STATED),
        RecordKind(name="publisher", model=Publisher, rules=values.STATED),
    ),
    manifests={Kind.PLUGIN: "manifest", Kind.ADAPTER: "manifest"},
    formats=(ArtifactFormat.OSPLUGIN, ArtifactFormat.JSON),
    member=_member,
    release_rules=release_rules.RULES,
    artifact_rules=(*artifact_rules.RULES, *source_rules.RULES),
    catalog_rules=release_rules.CATALOG_RULES,
    shelf=SHELF,
    projection=PROJECTION,
    refuses=refuses,
    install=install,
    vocabulary=VOCABULARY,
    starter=starter,
)

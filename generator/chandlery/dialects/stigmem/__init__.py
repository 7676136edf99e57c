"""Stigmem: plugins are Python distributions, and a manifest is what their code returns.

The data twin ``stigmem.json`` says the same as data; rules hold it against the code without ever
running it.  Installers read the Python simple index.
"""

from collections.abc import Iterator

from chandlery.catalog import ReleaseEntry
from chandlery.dialects.base import Dialect, Listed, RecordKind
from chandlery.dialects.stigmem import (
    code_rules,
    dependency_rules,
    manifest,
    node_rules,
    release_rules,
    rules,
    scenario_kinds,
    twin_rules,
)
from chandlery.dialects.stigmem.client import refuses
from chandlery.dialects.stigmem.describe import describe
from chandlery.dialects.stigmem.fields import FIELDS
from chandlery.dialects.stigmem.install import install
from chandlery.dialects.stigmem.nodes import loads
from chandlery.dialects.stigmem.projection import PROJECTION, SHELF
from chandlery.dialects.stigmem.starter import starter
from chandlery.dialects.stigmem.vocabulary import VOCABULARY
from chandlery.model.marketplace import Kind
from chandlery.records.release import ArtifactFormat


def lists(release: ReleaseEntry) -> Iterator[Listed]:
    """The hooks that it is called at."""
    native = release.manifest("stigmem")
    if native and isinstance(native.record, manifest.Manifest):
        yield Listed("hooks that it is called at", tuple(native.record.hooks))


DIALECT = Dialect(
    name="stigmem",
    title="Stigmem",
    fields=FIELDS,
    kinds=(
        RecordKind(
            name="manifest",
            model=manifest.Manifest,
            rules=(*manifest.STATED, *rules.RULES, *node_rules.RULES),
            loads=loads,
            describe=describe,
        ),
        *scenario_kinds.KINDS,
    ),
    manifests={Kind.PLUGIN: "manifest", Kind.ADAPTER: "manifest"},
    formats=(ArtifactFormat.WHEEL, ArtifactFormat.SDIST),
    release_rules=(*release_rules.RULES, *twin_rules.RULES, *code_rules.RULES),
    catalog_rules=dependency_rules.RULES,
    shelf=SHELF,
    projection=PROJECTION,
    refuses=refuses,
    install=install,
    lists=lists,
    vocabulary=VOCABULARY,
    starter=starter,
)

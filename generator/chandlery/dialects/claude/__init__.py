"""Claude Code: terminal agent; plugins as one ``zip`` each, listed in a marketplace file.

What is *valid* follows the published reference; nothing of it was measured.
"""

from collections.abc import Iterator

from chandlery.catalog import ReleaseEntry
from chandlery.dialects.base import Dialect, Listed, RecordKind
from chandlery.dialects.claude.client import refuses
from chandlery.dialects.claude.configured import configurations
from chandlery.dialects.claude.describe import describe
from chandlery.dialects.claude.fields import FIELDS
from chandlery.dialects.claude.manifest import VALID, PluginManifest
from chandlery.dialects.claude.projection import PROJECTION, SHELF, install
from chandlery.dialects.claude.rules import POLICY, RELEASE_RULES
from chandlery.dialects.claude.starter import starter
from chandlery.dialects.claude.vocabulary import VOCABULARY
from chandlery.dialects.started import started
from chandlery.model.marketplace import Kind
from chandlery.records.release import ArtifactFormat


def member(name: str, format_: ArtifactFormat) -> str | None:
    """Where Claude Code looks for the manifest; the plugin may stand one level down."""
    return f"{name}/.claude-plugin/plugin.json" if format_ is ArtifactFormat.ZIP else None


def lists(release: ReleaseEntry) -> Iterator[Listed]:
    """What its hooks and servers start."""
    yield from started(configurations(release))


DIALECT = Dialect(
    name="claude",
    title="Claude Code",
    fields=FIELDS,
    kinds=(
        RecordKind(
            name="manifest",
            model=PluginManifest,
            rules=(*VALID, *POLICY),
            describe=describe,
            measured=False,
        ),
    ),
    manifests={Kind.PLUGIN: "manifest"},
    formats=(ArtifactFormat.ZIP,),
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

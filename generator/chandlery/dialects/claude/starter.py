"""How a plugin for Claude Code begins: a manifest and one skill."""

from collections.abc import Mapping

from chandlery.dialects.starters import Beginning, a_skill
from chandlery.formats.written import written_json


def starter(beginning: Beginning) -> Mapping[str, bytes]:
    """The files, by their paths in the source.  Its client finds ``skills/`` by itself."""
    manifest = {
        "name": beginning.native,
        "version": beginning.version,
        "description": beginning.summary,
        "author": {"name": beginning.author},
        "license": beginning.license,
    }
    return {".claude-plugin/plugin.json": written_json(manifest), **a_skill(beginning)}

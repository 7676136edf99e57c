"""How a plugin for Caliban begins: a manifest and one skill."""

from collections.abc import Mapping

from chandlery.dialects.starters import Beginning, a_skill
from chandlery.formats.written import written_json


def starter(beginning: Beginning) -> Mapping[str, bytes]:
    """The files, by their paths in the source."""
    manifest = {
        "name": beginning.native,
        "version": beginning.version,
        "description": beginning.summary,
        "author": beginning.author,
        "license": beginning.license,
        "components": {"skills": "skills"},
    }
    return {"plugin.json": written_json(manifest), **a_skill(beginning)}

"""How a plugin for ObjectStack begins: a compiled manifest and one module, in a sandbox."""

import base64
import hashlib
from collections.abc import Mapping

from chandlery.dialects.starters import Beginning
from chandlery.formats.written import written_json

_MAIN = "dist/index.mjs"
_MODULE = b"""\
// What `os plugin build` puts here; this one does nothing yet.
export default {
  async onEnable() {},
};
"""


def starter(beginning: Beginning) -> Mapping[str, bytes]:
    """The files, by their paths in the source."""
    digest = base64.b64encode(hashlib.sha256(_MODULE).digest()).decode()
    manifest = {
        "id": beginning.native,
        "name": beginning.title,
        "version": beginning.version,
        "type": "plugin",
        "scope": "project",
        "defaultDatasource": "default",
        "description": beginning.summary,
        "engines": {"protocol": "^17"},
        "runtime": "sandbox",
        "packaging": "bundled",
        "permissions": {"services": [], "hooks": [], "network": [], "fs": []},
        "main": _MAIN,
        "integrity": {_MAIN: f"sha256-{digest}"},
    }
    return {"objectstack.plugin.json": written_json(manifest), _MAIN: _MODULE}

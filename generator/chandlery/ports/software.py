"""Which software made something: its files by their content, whatever versions they claim."""

import hashlib
import sys
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


@cache
def software_digest() -> str:
    """A digest of this package's modules, of Python, and of what else is installed.

    Of the other distributions the names and versions count: their files are many.
    """
    digest = hashlib.sha256(sys.version.encode())
    for name in sorted(_installed()):
        digest.update(f"\n{name}".encode("utf-8", "surrogateescape"))
    for path, item in sorted(_modules(files("chandlery"))):
        data = item.read_bytes()
        digest.update(f"\n{path} {len(data)}\n".encode() + data)
    return digest.hexdigest()


def _installed() -> set[str]:
    """What is installed, as the folders of its metadata are called: ``jinja2-3.1.6.dist-info``."""
    folders = (Path(place) for place in sys.path if place and Path(place).is_dir())
    return {path.name for folder in folders for path in folder.glob("*.dist-info")}


def _modules(folder: Traversable, above: str = "") -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    for item in folder.iterdir():
        path = above + item.name
        if item.is_dir():
            found += _modules(item, f"{path}/")
        elif path.endswith(".py"):
            found.append((path, item))
    return found

"""Where the pages, templates and MkDocs configuration that come with Chandlery are."""

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


def defaults() -> Traversable:
    """The folder that holds ``mkdocs.yml``, ``site-src/`` and ``templates/``.

    In a checkout that is its root, so that an edit shows at once; in an installed package the
    copies that its wheel ships.
    """
    shipped = files("chandlery") / "_defaults"
    return shipped if shipped.is_dir() else Path(__file__).parents[2]


def default_configuration() -> bytes:
    """The content of ``mkdocs.yml``."""
    return (defaults() / "mkdocs.yml").read_bytes()


def default_pages() -> dict[str, bytes]:
    """The files of ``site-src/`` by path, sorted."""
    return dict(sorted(_walk(defaults() / "site-src")))


def default_templates() -> dict[str, str]:
    """The Jinja2 sources of ``templates/`` by path, sorted."""
    found = sorted(_walk(defaults() / "templates"))
    return {path: data.decode() for path, data in found}


def _walk(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, bytes]]:
    for item in folder.iterdir():
        if item.name.startswith("."):
            continue
        if item.is_dir():
            yield from _walk(item, f"{prefix}{item.name}/")
        else:
            yield f"{prefix}{item.name}", item.read_bytes()

"""The catalog's own pages and templates laid over the default ones (design §6)."""

from collections.abc import Mapping
from dataclasses import dataclass

from chandlery.trees import Mode, Tree

_FILES = {Mode.FILE, Mode.EXECUTABLE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """What the site is made with.

    Attributes:
        pages: the written pages, by path below ``site-src/``; the catalog's own first.
        templates: Jinja2 sources, by path below ``templates/``; the catalog's own first.
        configuration: the content of ``mkdocs.yml``.
    """

    pages: tuple[Mapping[str, bytes], ...]
    templates: tuple[Mapping[str, str], ...]
    configuration: bytes


def overlay(
    catalog: Tree,
    *,
    pages: Mapping[str, bytes],
    templates: Mapping[str, str],
    configuration: bytes,
) -> Overlay:
    """Take from the catalog what it has, and everything else from the defaults given.

    Its templates are UTF-8: `stages.load` reports the others.
    """
    own_templates = {path: data.decode() for path, data in below(catalog, "templates/").items()}
    return Overlay(
        pages=(below(catalog, "site-src/"), pages),
        templates=(own_templates, templates),
        configuration=below(catalog, "mkdocs.yml").get("", configuration),
    )


def below(tree: Tree, prefix: str) -> dict[str, bytes]:
    """The files below a folder of a tree, by path below that folder."""
    return {
        entry.path.removeprefix(prefix): tree.read(entry.path)
        for entry in tree.entries()
        if entry.path.startswith(prefix) and entry.mode in _FILES
    }

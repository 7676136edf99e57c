"""The written pages, begun before a catalog is looked at: a core has nothing to do at first.

Nothing of a catalog that was not looked at goes to the engine but its settings and its pictures.
"""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from chandlery.defaults import default_configuration, default_pages
from chandlery.model.marketplace import Frame
from chandlery.ports.processes import begin
from chandlery.ports.website import build_website
from chandlery.records.marketplace import MarketplaceRecord
from chandlery.stages.load import load
from chandlery.stages.overlay import below
from chandlery.stages.validate import validate
from chandlery.trees import Entry, MemoryTree, Tree

_SETTINGS: Final = "marketplace.yml"
_PAGES: Final = "site-src/"
# What engines copy and do not read, and how much of it is not worth a look first.
_COPIED: Final = (".avif", ".gif", ".ico", ".jpeg", ".jpg", ".png", ".svg", ".webp")
_LITTLE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Beforehand:
    """Written pages in the making, and what they are made for."""

    settings: MarketplaceRecord
    base_url: str
    wait: Callable[[], Mapping[str, bytes]]

    def website(self, frame: Frame) -> Mapping[str, bytes] | None:
        """The written pages, if they are of this marketplace.

        Raises:
            as `ports.website.build_website`.
        """
        same = (self.settings, self.base_url) == (frame.settings, frame.base_url)
        return self.wait() if same else None


def beforehand(args: argparse.Namespace, tree: Tree) -> Beforehand | None:
    """Begin the written pages in another process, if there may be one.

    Whoever finds that the catalog is not to be built leaves them: they go with this process.
    """
    entries = {entry.path: entry for entry in tree.entries() if _is_of_site(entry)}
    settings = entries.pop(_SETTINGS, None)
    if args.jobs == 1 or settings is None or not _is_harmless([settings, *entries.values()]):
        return None
    only = MemoryTree({_SETTINGS: (tree.read(_SETTINGS), settings.mode)})
    catalog = validate(load(only).value).catalog
    if catalog.unread:
        return None
    base_url = args.base_url or catalog.settings.base_url
    sources = [below(tree, _PAGES), default_pages()]
    build = partial(build_website, engine=args.engine)
    wait = begin(build, sources, default_configuration(), catalog.settings, base_url)
    return Beforehand(catalog.settings, base_url, wait)


def _is_of_site(entry: Entry) -> bool:
    return entry.path in {_SETTINGS, "mkdocs.yml"} or entry.path.startswith(_PAGES)


def _is_harmless(entries: list[Entry]) -> bool:
    """Whether there are settings and pictures alone, and little of that."""
    known = all(it.path == _SETTINGS or it.path.endswith(_COPIED) for it in entries)
    return known and sum(entry.size for entry in entries) <= _LITTLE

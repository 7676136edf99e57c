"""Sources and a change → what the catalog was before, beside what it is."""

from collections.abc import Callable, Mapping
from functools import partial

from chandlery.catalog import Catalog, Transition
from chandlery.documents import Document, Syntax
from chandlery.records.release import MAX_ARTIFACT_BYTES
from chandlery.stages.load import Sources, load
from chandlery.stages.scope import Change, PartOf, Scope, mixed, unit_of
from chandlery.stages.validate import validate
from chandlery.trees import Entry, Tree

_SETTINGS = "marketplace.yml"


def transition(change: Change, tree: Tree, sources: Sources, catalog: Catalog) -> Transition:
    """What a change made of a catalog.

    Args:
        change: what changed, and the tree before it.
        tree: as it is now.
        sources: what was loaded from that.
        catalog: what was typed of that.
    """
    units = Scope(units=frozenset(map(unit_of, change.paths)))
    before = load(PartOf(change.before, units)).value
    was = _typed(before)
    there = {entry.path for entry in change.before.entries()}
    return Transition(
        was=mixed(was, catalog, units),
        now=catalog,
        paths=change.paths,
        added=change.paths - there,
        begins=_SETTINGS not in there,
        formerly=tuple(
            package for part in change.formerly for package in _typed(load(part).value).packages
        ),
        find=partial(
            _find,
            {document.path: document for document in sources.documents},
            {entry.path: entry for entry in tree.entries()},
            tree.read,
        ),
    )


def _typed(sources: Sources) -> Catalog:
    return validate(sources).catalog


def _find(
    documents: Mapping[str, Document],
    entries: Mapping[str, Entry],
    read: Callable[[str], bytes],
    path: str,
) -> Document | None:
    """What is at a path: a record with its parts, any other file with its lines."""
    if path in documents:
        return documents[path]
    entry = entries.get(path)
    if entry is None:
        return None
    small = entry.size <= MAX_ARTIFACT_BYTES
    return Document(path, read(path) if small else b"", Syntax.TEXT)

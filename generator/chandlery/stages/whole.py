"""The rules that look at a catalog as a whole: what its records say about each other."""

from collections.abc import Iterator

from chandlery.catalog import Catalog, Transition
from chandlery.checks import asked
from chandlery.diagnostics import Diagnostic
from chandlery.dialects import DIALECTS
from chandlery.rules import CATALOG_RULES, CHANGE_RULES, DATED_RULES, ENTRY_RULES, FILE_RULES
from chandlery.rules.formatting import written
from chandlery.stages.dates import postdated


def related(catalog: Catalog, at: str) -> Iterator[Diagnostic]:
    """What is wrong between the parts of a catalog.

    Args:
        at: the moment at which dates are judged, RFC 3339 in UTC.
    """
    yield from asked(CATALOG_RULES, catalog.document, catalog)
    for _, dialect in sorted(DIALECTS.items()):
        yield from asked(dialect.catalog_rules, catalog.document, catalog)
    yield from postdated(catalog, at)
    yield from asked(DATED_RULES, catalog.document, catalog, at)


def changed(transition: Transition) -> Iterator[Diagnostic]:
    """What a change did that may not be done."""
    return asked(CHANGE_RULES, transition.now.document, transition)


def separate(catalog: Catalog) -> Iterator[Diagnostic]:
    """What is wrong with the parts of a catalog, each by itself: no rule is given more than one."""
    for document, order in written(catalog):
        yield from asked(FILE_RULES, document, document, order)
    for entry in catalog.entries:
        yield from asked(ENTRY_RULES, entry.listing_document, entry)

"""The rules that look at a catalog as a whole: what its records say about each other."""

from collections.abc import Iterator

from chandlery.catalog import Catalog, Transition
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
    dialects = (rule for _, item in sorted(DIALECTS.items()) for rule in item.catalog_rules)
    for rule in (*CATALOG_RULES, *dialects):
        yield from rule.run(catalog.document, catalog)
    yield from postdated(catalog, at)
    for rule in DATED_RULES:
        yield from rule.run(catalog.document, catalog, at)


def changed(transition: Transition) -> Iterator[Diagnostic]:
    """What a change did that may not be done."""
    for rule in CHANGE_RULES:
        yield from rule.run(transition.now.document, transition)


def separate(catalog: Catalog) -> Iterator[Diagnostic]:
    """What is wrong with the parts of a catalog, each by itself: no rule is given more than one."""
    for document, order in written(catalog):
        for rule in FILE_RULES:
            yield from rule.run(document, document, order)
    for entry in catalog.entries:
        for rule in ENTRY_RULES:
            yield from rule.run(entry.listing_document, entry)

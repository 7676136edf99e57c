"""The rules that look at a catalog as a whole: what its records say about each other."""

from collections.abc import Iterator
from typing import Final

from chandlery.catalog import Catalog
from chandlery.checks import Rule
from chandlery.diagnostics import Diagnostic
from chandlery.dialects import DIALECTS
from chandlery.rules import CATALOG_RULES, DATED_RULES, formatting, licences, secrets
from chandlery.stages.dates import postdated

# Of the catalog's rules, those that look at one package or file after the other, and find the same
# in each whatever the others are.
_SEPARATE: Final = frozenset(
    rule.code
    for rule in (*secrets.CATALOG_RULES, *formatting.CATALOG_RULES, *licences.CATALOG_RULES)
)


def related(catalog: Catalog, at: str) -> Iterator[Diagnostic]:
    """What is wrong between the parts of a catalog.

    Args:
        at: the moment at which dates are judged, RFC 3339 in UTC.
    """
    dialects = (rule for _, item in sorted(DIALECTS.items()) for rule in item.catalog_rules)
    yield from _ask((rule for rule in CATALOG_RULES if rule.code not in _SEPARATE), catalog)
    yield from _ask(dialects, catalog)
    yield from postdated(catalog, at)
    for rule in DATED_RULES:
        yield from rule.run(catalog.document, catalog, at)


def separate(catalog: Catalog) -> Iterator[Diagnostic]:
    """What is wrong with the parts of a catalog, each by itself."""
    yield from _ask((rule for rule in CATALOG_RULES if rule.code in _SEPARATE), catalog)


def nothing(catalog: Catalog) -> Iterator[Diagnostic]:  # noqa: ARG001 - as `separate`
    """Ask no rule."""
    return iter(())


def _ask(rules: Iterator[Rule], catalog: Catalog) -> Iterator[Diagnostic]:
    for rule in rules:
        yield from rule.run(catalog.document, catalog)

"""Three publications, each of which may follow the one before, for tests that publish them."""

from functools import cache

from publications import Publication, a_publication
from rules.guards_cases import LATER, ONE, TWO, later
from test_index import BLOCK


@cache
def first() -> Publication:
    """One release."""
    return a_publication(ONE)


@cache
def second() -> Publication:
    """Two releases."""
    return later(TWO)


@cache
def third() -> Publication:
    """The same, one of them blocked."""
    return a_publication(TWO | BLOCK, serial=LATER + 1)

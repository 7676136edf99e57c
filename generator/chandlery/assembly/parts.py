"""Everything that is made of one package or integration at a time: the list of all parts."""

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any, Final

from chandlery.dialects import DIALECTS
from chandlery.model.marketplace import Frame, Subject
from chandlery.model.parts import File, Kept, One, Part, Told
from chandlery.model.summary import Summary
from chandlery.model.suppliers import Suppliers
from chandlery.stages.badges import BADGES
from chandlery.stages.changes import CHANGES
from chandlery.stages.feeds import feeds
from chandlery.stages.index import index
from chandlery.stages.notices import NOTICES
from chandlery.stages.search_records import search_records
from chandlery.stages.site.summaries import reviewed, summarise
from chandlery.stages.sitemap import Address, sitemap, sitemap_again

# What people call the ecosystems.
TITLES = {name: dialect.title for name, dialect in DIALECTS.items()}


def _summary(frame: Frame, subject: Subject) -> One[Summary]:
    return One(told=summarise(frame, subject), kept=reviewed(subject))


def _listed(frame: Frame, told: Mapping[str, tuple[Address, ...]], _ask: Any) -> Iterable[File]:
    return sitemap(frame.base_url, chain.from_iterable(told.values()))


def _listed_again(told: Told[tuple[Address, ...]]) -> Iterable[Kept] | None:
    """The sitemap with the addresses of some names replaced; it fits into one file, as it did."""
    files = [*told.published.values()]
    before = told.read(files[0]) if len(files) == 1 else None
    if before is None:
        return None
    was = {address for name in told.names for address in told.was.get(name, ())}
    now = {address for name in told.names for address in told.now.get(name, ())}
    data = sitemap_again(told.frame.base_url, before, was - now, now - was)
    return None if data is None else [(files[0].path, data)]


SUMMARY: Final = Part(name="summary", told=Summary, one=_summary)
SEARCH: Final = search_records(TITLES)
# What is told first: the search, and what all else is made with, hang on it.
FIRST: Final = (SUMMARY, SEARCH)
# What else stands below ``index/v1/``, of which pages show examples.
INDEXED: Final = (CHANGES, NOTICES)
# What lies around each, and where its README leads (`stages.site.surroundings`).
AROUND: Final = Part(name="around", told=tuple[str, tuple[str, ...]], one=lambda *_: One())
# What search engines are told of: the pages of each, and all others under no name.
ADDRESSES: Final = Part(
    name="sitemap",
    told=tuple[Address, ...],
    one=lambda *_: One(),
    joined=_listed,
    again=_listed_again,
)


def parts(suppliers: Suppliers) -> tuple[Part[Any], ...]:
    """What is made of one package or integration at a time beside `FIRST`, the index first."""
    projections = (dialect.projection for dialect in DIALECTS.values())
    return (
        *(index(suppliers), *INDEXED),
        *filter(None, projections),
        *(feeds(TITLES), BADGES),
    )

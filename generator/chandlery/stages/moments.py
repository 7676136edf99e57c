"""When what is said of a unit changes without a change of its files: at the dates in them.

A probation runs out, an advisory lapses, a verification grows old.  Every text that looks like a
date counts, whatever it means: a unit that is looked at in vain costs little.
"""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

from chandlery.documents import Document, Syntax
from chandlery.rules.publishers import YEARS_VERIFIED
from chandlery.stages.scope import unit_of

_DATE: Final = re.compile(rb"\b(\d{4}-\d\d-\d\d)(?:[Tt ]([0-9:.]+(?:[Zz]|[+-][0-9:]+)?))?")
_PLAIN: Final = re.compile(r"\d\d:\d\d:\d\dZ")  # such texts sort as the times that they name
_ESCAPED: Final = (b"\\u", b"\\x", b"\\U")  # how JSON and YAML write a digit so that none is seen
_PUBLISHERS: Final = "publishers/"
_AFTER: Final = "~"  # sorts behind whatever a moment goes on with


def next_moments(documents: Iterable[Document], at: str) -> dict[str, str]:
    """When to look at units again, though their files stay as they are; never for most.

    Args:
        documents: of the catalog.
        at: the moment at which they were judged, RFC 3339 in UTC.

    Returns:
        By unit the first moment after `at` at which something may change, or `at` where that is
        at any time from then on.
    """
    found: dict[str, str] = {}
    for document in documents:
        if document.syntax is Syntax.TEXT:
            continue
        unit = unit_of(document.path)
        for begin, end in spans(document):
            if at < end:
                found[unit] = min(max(begin, at), found.get(unit, _AFTER))
    return found


def spans(document: Document) -> Iterator[tuple[str, str]]:
    """In what stretches of time something may change by the dates of a document; ends exclusive.

    The texts sort as times do.
    """
    years = (0, YEARS_VERIFIED) if document.path.startswith(_PUBLISHERS) else (0,)
    for day, time in {*_written(document)}:
        for more in years:
            yield _span(f"{int(day[:4]) + more:04}{day[4:]}", time)


def _written(document: Document) -> Iterator[tuple[str, str]]:
    data = document.data
    if any(escape in data for escape in _ESCAPED):
        data += json.dumps(document.value, default=str).encode("utf-8", "replace")
    for day, time in _DATE.findall(data):
        yield day.decode("ascii"), time.decode("ascii")


def _span(day: str, time: str) -> tuple[str, str]:
    """A moment, or as long as a day may be that moment in some zone."""
    if _PLAIN.fullmatch(time):
        return f"{day}T{time}", f"{day}T{time}{_AFTER}"
    try:
        moment = date.fromisoformat(day)
        return str(moment - timedelta(days=1)), str(moment + timedelta(days=2))
    except (ValueError, OverflowError):  # a day that no year has
        return day, f"{day}{_AFTER}"

"""``chandlery index diff --format markdown``: for a pull request or a workflow's summary."""

from collections.abc import Iterator
from typing import Final

from chandlery.formats.index_reports_v1 import Difference
from chandlery.reports.index_text import changes, sides
from chandlery.reports.markdown import shown
from chandlery.reports.plain import unicode

_MOST: Final = 50


def difference(found: Difference) -> str:
    """A verdict, then what changed, in lists."""
    return unicode("".join(_parts(found)))


def _parts(found: Difference) -> Iterator[str]:
    groups = [(title, lines) for title, lines in changes(found) if lines]
    if found.broken:
        verdict = "❌ something published changed or vanished"
    else:
        verdict = "✅ only growth and decisions" if groups else "✅ nothing changed"
    yield f"### {verdict}\n\n"
    yield from (f"- {shown(line)}\n" for line in sides(found))
    for title, lines in groups:
        yield f"\n**{title.capitalize()}**\n\n"
        yield from (f"- {shown(line)}\n" for line in lines[:_MOST])
        if len(lines) > _MOST:
            yield f"- and {len(lines) - _MOST:,} more\n"

"""The filters of our templates, beside Jinja2's own."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from chandlery.stages.site import comparisons, markdown, marks, views


def filters(titles: Mapping[str, str]) -> dict[str, Callable[..., Any]]:
    """What templates may pipe a value through, by name.

    Args:
        titles: dialect to what people call the ecosystem.
    """

    def called(dialect: str) -> str:
        return titles.get(dialect, dialect)

    def all_called(dialects: Iterable[str]) -> str:
        return views.joined([called(dialect) for dialect in dialects])

    return {
        "all_called": all_called,
        "badge": marks.badge,
        "by_name": comparisons.by_name,
        "by_reason": comparisons.by_reason,
        "called": called,
        "compared": comparisons.compared,
        "differing": comparisons.differing,
        "inline": views.inline,
        "joined": views.joined,
        "linked": views.linked,
        "moment": marks.moment,
        "notes": markdown.notes,
        "security_notes": comparisons.security_notes,
        "size": views.size,
        "slug": views.slug,
        "states": marks.states,
        "unchanged": comparisons.unchanged,
    }

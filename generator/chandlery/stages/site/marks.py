"""The smallest parts of pages: words in frames, and dates.  A page has a hundred of them.

They are what a macro of a template would be, in a fifth of its time.
"""

from functools import lru_cache

from markupsafe import Markup

from chandlery.model.governance import Availability, ReviewState
from chandlery.stages.site.compiling import written
from chandlery.stages.site.views import AVAILABILITY_TITLES, REVIEW_TITLES, slug


@lru_cache(maxsize=512)
def badge(word: str, title: str = "") -> Markup:
    """A word in a frame of its own colour; a title says what it means."""
    said = f' title="{written(title)}"' if title else ""
    html = f'<span class="badge badge-{slug(word)}"{said}>{written(word)}</span>\n'
    return Markup(html)  # noqa: S704 - built of escaped texts


@lru_cache(maxsize=64)
def states(review: ReviewState, availability: Availability) -> Markup:
    """Where a release stands with its reviewers, and with its maintainers unless it is there."""
    found = [badge(review, REVIEW_TITLES[review])]
    if availability != Availability.AVAILABLE:
        found.append(badge(availability, AVAILABILITY_TITLES[availability]))
    return Markup("").join(item + Markup("\n") for item in found)


@lru_cache(maxsize=256)
def moment(text: str) -> Markup:
    """The day of a time, RFC 3339 in UTC."""
    html = f'<time datetime="{written(text)}">{written(text[:10])}</time>'
    return Markup(html)  # noqa: S704 - built of escaped texts

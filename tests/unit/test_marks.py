"""The smallest parts of pages: whatever they are given, they are escaped."""

import pytest

from chandlery.model.governance import Availability, ReviewState
from chandlery.stages.site import marks


def test_a_badge_is_coloured_by_its_word_and_holds_no_markup() -> None:
    html = marks.badge('High <i>"risk"', "it's & so")
    assert html == (
        '<span class="badge badge-high-i-risk" title="it&#39;s &amp; so">'
        "High &lt;i&gt;&#34;risk&#34;</span>\n"
    )


@pytest.mark.parametrize(
    ("availability", "words"),
    [(Availability.AVAILABLE, ["promoted"]), (Availability.YANKED, ["promoted", "yanked"])],
)
def test_a_release_has_a_badge_for_each_state_that_tells_something(
    availability: Availability, words: list[str]
) -> None:
    html = marks.states(ReviewState.PROMOTED, availability)
    assert html.count("<span") == len(words)
    assert all(f">{word}</span>" in html for word in words)


def test_a_moment_shows_its_day_and_tells_all_of_it() -> None:
    html = marks.moment('2026-08-01T<"')
    assert html == '<time datetime="2026-08-01T&lt;&#34;">2026-08-01</time>'

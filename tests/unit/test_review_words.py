"""How a review words what a release asks for."""

from chandlery.formats import review_v1 as v1
from chandlery.reports.review_words import capability_lines


def test_a_first_release_that_declares_nothing_says_so() -> None:
    dialect = v1.DialectReview(
        dialect="claude",
        manifest_sha256="0" * 64,
        isolation="T2",
        capabilities=[],
        lists=[],
        values=[],
        prompt="",
    )
    assert [*capability_lines(dialect)] == [
        "Claude Code, which no release before it serves:",
        "  declares nothing that it touches",
    ]

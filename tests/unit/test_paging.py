"""Long lists are shown page by page."""

import pytest

from chandlery.stages.site.paging import (
    PER_CHAPTER,
    PER_PAGE,
    Chapter,
    Part,
    chapters,
    counted,
    parts,
)

NAMES = [f"plugin-{number:04}" for number in range(5_000)]


def by_name(names: list[str]) -> list[Part[str]]:
    return [*parts("categories/data", names, str)]


def test_every_item_is_on_one_page_and_the_first_keeps_the_address() -> None:
    found = [*counted("plugins/data/releases", range(21), 10)]
    assert [item for part in found for item in part.items] == [*range(21)]
    assert [part.path for part in found] == [
        "plugins/data/releases/index.html",
        "plugins/data/releases/2/index.html",
        "plugins/data/releases/3/index.html",
    ]
    assert [part.called("Data") for part in found] == [
        f"Data ({number} of 3)" for number in (1, 2, 3)
    ]


def test_a_list_by_name_has_every_name_once_in_its_order_and_pages_of_like_length() -> None:
    found = by_name(NAMES)
    assert [name for part in found for name in part.items] == NAMES
    lengths = [len(part.items) for part in found[:-1]]
    assert PER_PAGE // 2 <= min(lengths) <= max(lengths) <= PER_PAGE
    assert [part.total for part in found] == [5_000, *[0] * (len(found) - 1)]


def test_a_name_that_comes_or_goes_changes_few_pages_of_a_list() -> None:
    def said(names: list[str]) -> set[tuple[str, ...]]:
        """What pages tell but for how many there are: that is told on the first, and by number."""
        return {tuple(part.items) for part in by_name(names)}

    before, changed = said(NAMES), []
    for at in range(40, 5_000, 123):
        changed.append(len(said(NAMES[:at] + NAMES[at + 1 :]) - before))
        changed.append(len(said([*NAMES[:at], f"{NAMES[at]}-a", *NAMES[at:]]) - before))
    assert sum(changed) < 2 * len(changed)
    assert max(changed) < 10


def test_a_short_list_and_an_empty_one_have_one_page() -> None:
    for names in ([], NAMES[:1], NAMES[:PER_PAGE]):
        (part,) = by_name(names)
        assert (part.path, part.called("All")) == ("categories/data/index.html", "All")
        assert [*part.items] == names


@pytest.mark.parametrize(
    ("number", "count", "linked"),
    [
        (1, 3, [1, 2, 3]),
        (1, 100, [1, 2, 3, None, 100]),
        (4, 100, [1, 2, 3, 4, 5, 6, None, 100]),
        (5, 100, [1, 2, 3, 4, 5, 6, 7, None, 100]),
        (50, 100, [1, None, 48, 49, 50, 51, 52, None, 100]),
        (100, 100, [1, None, 98, 99, 100]),
    ],
)
def test_the_ends_and_the_neighbours_are_linked(
    number: int, count: int, linked: list[int | None]
) -> None:
    part = [*counted("a", range(count), 1)][number - 1]
    assert [*part.linked] == linked


def told(found: list[Chapter[int]]) -> dict[str, tuple[object, ...]]:
    """All that a page says."""
    return {
        part.path: (
            *part.items,
            part.called("Rejected"),
            part.previous,
            part.following,
            *part.linked,
        )
        for part in found
    }


def test_what_is_new_at_the_beginning_changes_the_first_page_alone() -> None:
    before = told([*chapters("review/rejected", range(350, 0, -1))])
    after = told([*chapters("review/rejected", range(352, 0, -1))])
    assert {path for path in after if before[path] != after[path]} == {"review/rejected/index.html"}
    grown = told([*chapters("review/rejected", range(400, 0, -1))])
    assert {path for path in before if before[path] != grown[path]} == {
        "review/rejected/index.html",
        "review/rejected/5/index.html",
        "review/rejected/6/index.html",
    }


def test_every_decision_is_on_one_page_the_newest_first() -> None:
    for count in (0, 1, PER_CHAPTER, 2 * PER_CHAPTER - 1, 2 * PER_CHAPTER, 5 * PER_CHAPTER + 3):
        found = [*chapters("review/rejected", range(count, 0, -1))]
        assert [item for part in found for item in part.items] == [*range(count, 0, -1)]
        assert found[0].path == "review/rejected/index.html"
        assert len(found[0].items) < 2 * PER_CHAPTER
        assert {len(part.items) for part in found[1:]} <= {PER_CHAPTER}


def test_newer_and_older_lead_through_all_pages() -> None:
    found = {part.number: part for part in chapters("a", range(9 * PER_CHAPTER, 0, -1))}
    way, here = [], 0
    while (older := found[here].following) is not None:
        assert found[older].previous == here
        way.append(older)
        here = older
    assert way == [8, 7, 6, 5, 4, 3, 2, 1]
    assert [*found[0].linked] == [0, 8, 7, 6, None, 1]
    assert [*found[4].linked] == [0, None, 6, 5, 4, 3, 2, 1]
    assert [*found[8].linked] == [0, 8, 7, 6, None, 1]

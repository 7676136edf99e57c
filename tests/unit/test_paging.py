"""Long lists are shown page by page."""

import pytest

from chandlery.stages.site.paging import PER_PAGE, parts


def test_every_item_is_on_one_page_and_the_first_keeps_the_address() -> None:
    found = [*parts("categories/data", range(2 * PER_PAGE + 1))]
    assert [item for part in found for item in part.items] == [*range(2 * PER_PAGE + 1)]
    assert [part.path for part in found] == [
        "categories/data/index.html",
        "categories/data/2/index.html",
        "categories/data/3/index.html",
    ]
    assert [part.called("Data") for part in found] == [
        f"Data ({number} of 3)" for number in (1, 2, 3)
    ]


def test_a_short_list_and_an_empty_one_have_one_page() -> None:
    for items in ([], [1], [*range(PER_PAGE)]):
        (part,) = parts("review/rejected", items)
        assert (part.path, part.called("Rejected")) == ("review/rejected/index.html", "Rejected")
        assert [*part.items] == items


@pytest.mark.parametrize(
    ("number", "count", "linked"),
    [
        (1, 3, [1, 2, 3]),
        (1, 100, [1, 2, 3, 0, 100]),
        (4, 100, [1, 2, 3, 4, 5, 6, 0, 100]),
        (5, 100, [1, 2, 3, 4, 5, 6, 7, 0, 100]),
        (50, 100, [1, 0, 48, 49, 50, 51, 52, 0, 100]),
        (100, 100, [1, 0, 98, 99, 100]),
    ],
)
def test_the_ends_and_the_neighbours_are_linked(number: int, count: int, linked: list[int]) -> None:
    part = [*parts("a", range(count * PER_PAGE))][number - 1]
    assert [*part.linked] == linked

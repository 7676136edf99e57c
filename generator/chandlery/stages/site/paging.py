"""Long lists: as many pages as it takes, so that no page grows with the catalog."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

PER_PAGE = 100
_NEAR = 2  # so many pages before and after the shown one are linked by number


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """One page of a list.

    Attributes:
        address: of the first page, below the published root.
        items: what this page lists.
        total: how many the whole list has.
        number: which page this is, from 1.
        count: how many there are.
    """

    address: str
    items: Sequence[T]
    total: int
    number: int
    count: int

    @property
    def path(self) -> str:
        """Of the page's file."""
        return f"{self.at(self.number)}/index.html"

    def at(self, number: int) -> str:
        """The address of a page of this list."""
        return numbered(self.address, number)

    def called(self, title: str) -> str:
        """The title of the page of a list of that title."""
        return title if self.count == 1 else f"{title} ({self.number} of {self.count})"

    @property
    def linked(self) -> Iterator[int]:
        """The pages that this one links by number; 0 stands for some that are left out."""
        near = range(self.number - _NEAR, self.number + _NEAR + 1)
        before = 0
        for number in sorted({1, self.count, *near} & {*range(1, self.count + 1)}):
            if number == before + 2:
                yield number - 1  # as short as what would stand for it
            elif number > before + 1:
                yield 0
            yield number
            before = number


def numbered(address: str, number: int) -> str:
    """The address of a page of the list that begins at an address."""
    return address if number == 1 else f"{address}/{number}"


def parts(address: str, items: Sequence[T], per_page: int = PER_PAGE) -> Iterator[Part[T]]:
    """A list, page by page; an empty one has one page too."""
    count = max(1, -(-len(items) // per_page))
    for number in range(1, count + 1):
        shown = items[(number - 1) * per_page : number * per_page]
        yield Part(address, shown, len(items), number, count)

"""Long lists: as many pages as it takes, so that no page grows with the catalog."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Generic, TypeVar
from zlib import crc32

T = TypeVar("T")

PER_PAGE = 100  # at most
_LEAST = PER_PAGE // 2
_ENDS = 25  # one name in so many ends a page that has the least
PER_CHAPTER = PER_PAGE // 2  # and nearly twice as many on the first page
_NEAR = 2  # so many pages before and after the shown one are linked by number


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """One page of a list.

    Attributes:
        address: of the first page, below the published root.
        items: what this page lists.
        total: how many the list has, on its first page; the others say nothing of each other.
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
    def words(self) -> tuple[str, str]:
        """What the links to `previous` and `following` say."""
        return "Previous", "Next"

    @property
    def previous(self) -> int | None:
        """The page before this one, if there is one."""
        return self.number - 1 if self.number > 1 else None

    @property
    def following(self) -> int | None:
        """The page after this one, if there is one."""
        return self.number + 1 if self.number < self.count else None

    @property
    def linked(self) -> Iterator[int | None]:
        """The pages that this one links by number; `None` stands for some that are left out."""
        near = range(self.number - _NEAR, self.number + _NEAR + 1)
        before = 0
        for number in sorted({1, self.count, *near} & {*range(1, self.count + 1)}):
            if number == before + 2:
                yield number - 1  # as short as what would stand for it
            elif number > before + 1:
                yield None
            yield number
            before = number


@dataclass(frozen=True, slots=True)
class Chapter(Part[T]):
    """One page of a list that grows at its beginning: but for the first, pages stay as they are.

    The newest are at the address itself, page 0.  The others are numbered from the oldest on, and
    know neither how many there are in all, nor what is in them, so that none changes with another.
    """

    def at(self, number: int) -> str:
        """The address of a page of this list."""
        return f"{self.address}/{number}" if number else self.address

    def called(self, title: str) -> str:
        """The title of the page of a list of that title."""
        return f"{title}, page {self.number}" if self.number else title

    @property
    def words(self) -> tuple[str, str]:
        """What the links to `previous` and `following` say."""
        return "Newer", "Older"

    @property
    def previous(self) -> int | None:
        """The page with what is newer."""
        if not self.number:
            return None
        return self.number + 1 if self.number < self.count else 0

    @property
    def following(self) -> int | None:
        """The page with what is older."""
        older = self.number - 1 if self.number else self.count
        return older or None

    @property
    def linked(self) -> Iterator[int | None]:
        """The pages that this one links by number, the newest first, the oldest last."""
        yield 0
        here = self.number or self.count
        near = range(min(self.count, here + _NEAR), max(1, here - _NEAR) - 1, -1)
        if self.number and near[0] == self.number + _NEAR:
            yield None
        yield from near
        if near[-1] > 2:
            yield None
        if near[-1] > 1:
            yield 1


def numbered(address: str, number: int) -> str:
    """The address of a page of the list that begins at an address."""
    return address if number == 1 else f"{address}/{number}"


def chapters(
    address: str, newest_first: Sequence[T], per_page: int = PER_CHAPTER
) -> Iterator[Chapter[T]]:
    """A list that grows at its beginning, page by page; an empty one has one page too.

    The first has up to twice as many as the others.
    """
    total = len(newest_first)
    count = max(0, total // per_page - 1)
    yield Chapter(address, newest_first[: total - count * per_page], total, 0, count)
    for number in range(count, 0, -1):
        end = total - (number - 1) * per_page
        shown = newest_first[end - per_page : end]
        yield Chapter(address, shown, len(shown), number, min(count, number + _NEAR))


def parts(
    address: str, items: Sequence[T], name_of: Callable[[T], str] = attrgetter("name")
) -> Iterator[Part[T]]:
    """A list by name, page by page; an empty one has one page too.

    Where a page ends is told by the names on it, as backups cut files by their content: what comes
    in or goes changes the page that it is on, and seldom one after it.
    """
    yield from _numbered(address, [*_cut(items, name_of)])


def _cut(items: Sequence[T], name_of: Callable[[T], str]) -> Iterator[Sequence[T]]:
    begin = 0
    while len(items) - begin > PER_PAGE:
        candidates = range(begin + _LEAST, begin + PER_PAGE)
        end = next((at for at in candidates if _ends(name_of(items[at - 1]))), begin + PER_PAGE)
        yield items[begin:end]
        begin = end
    yield items[begin:]


@lru_cache(maxsize=50_000)
def _ends(name: str) -> bool:
    """Whether a page may end with a name."""
    return crc32(name.encode("utf-8", "replace")) % _ENDS == 0


def counted(address: str, items: Sequence[T], per_page: int) -> Iterator[Part[T]]:
    """A list page by page, so many on each; an empty one has one page too."""
    begins = range(0, len(items) or 1, per_page)
    yield from _numbered(address, [items[begin : begin + per_page] for begin in begins])


def _numbered(address: str, pages: Sequence[Sequence[T]]) -> Iterator[Part[T]]:
    total = sum(map(len, pages))
    for number, shown in enumerate(pages, 1):
        yield Part(address, shown, total if number == 1 else 0, number, len(pages))

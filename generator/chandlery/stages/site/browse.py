"""The browse page, and what stands in for it without a script: a list for each answer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from urllib.parse import urlencode

from chandlery.model.summary import Summary
from chandlery.stages.site.facets import Question, Rows, questions
from chandlery.stages.site.page import SHOWN, Page
from chandlery.stages.site.paging import parts


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to a facet's question: how many give it, and where they are listed."""

    value: str
    title: str
    count: int
    address: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A facet with all its answers."""

    name: str
    title: str
    answers: tuple[Answer, ...]


def choices(rows: Rows, asked: Sequence[Question]) -> tuple[Choice, ...]:
    """Every facet that anything answers."""
    found = [(question, rows.answered(question)) for question in asked]
    return tuple(
        Choice(
            question.name,
            question.title,
            tuple(
                Answer(value, question.called(value), len(given), question.address(value))
                for value, given in groups.items()
            ),
        )
        for question, groups in found
        if groups
    )


def browse_pages(rows: Rows, titles: Mapping[str, str]) -> Iterator[Page]:
    """The browse page and every list that it leads to and that is nowhere else."""
    asked = questions(rows.overview.frame, titles)
    newest = rows.newest_first()
    changed = newest[0].date if newest else ""
    yield Page(
        path="browse/index.html",
        template="browse.html",
        title="Browse",
        description=f"Find what {rows.overview.frame.settings.title} has, by what it is and does.",
        record="browse",
        context={
            "choices": choices(rows, asked),
            "total": len(newest),
            "items": newest[:SHOWN],
        },
        data="browse/facets.json",
        changed=changed,
    )
    yield from _pages("browse/all", "Everything", rows.everything)
    for question in asked:
        if question.elsewhere is None:
            yield from _question_pages(question, rows)


def _question_pages(question: Question, rows: Rows) -> Iterator[Page]:
    """The lists of a facet's answers; answers of one address are listed together."""
    lists: dict[str, list[tuple[str, Sequence[Summary]]]] = {}
    for value, given in rows.answered(question).items():
        lists.setdefault(question.address(value), []).append((value, given))
    for address, answers in lists.items():
        value, found = answers[0]
        if len(answers) > 1:
            found = [*{item.name: item for _, given in answers for item in given}.values()]
        title = f"{question.title}: {question.called(value)}"
        query = urlencode({question.name: value.encode("utf-8", "replace")})
        yield from _pages(address, title, found, query)


def _pages(address: str, title: str, found: Sequence[Summary], query: str = "") -> Iterator[Page]:
    """A list of the browse page without a script.

    Args:
        query: asks the browse page for the same.
    """
    for part in parts(address, found):
        yield Page(
            path=part.path,
            template="browse_list.html",
            title=part.called(title),
            description=f"{title}: all of them, by name.",
            record=address,
            context={"part": part, "query": query},
            changed=max(map(attrgetter("date"), part.items), default=""),
        )

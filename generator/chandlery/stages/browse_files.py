"""The rows of the browse page → the files that its script reads."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from chandlery.formats.browse_v1 import SCHEMAS, Cards, Facet, Facets
from chandlery.formats.canonical import canonical, readable
from chandlery.formats.index_v1.base import Published
from chandlery.stages.notices import schema
from chandlery.stages.site.facets import Question, Row, Rows, questions

FOLDER = "browse"
# So many cards are fetched together: a page of results may need a file for each.
CARDS = 25
_EPOCH = date(1970, 1, 1).toordinal()


def browse_files(rows: Rows, titles: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """Every file below ``browse/`` that is no page.

    Args:
        titles: dialect to what people call the ecosystem.
    """
    everything = rows.everything
    yield (
        f"{FOLDER}/facets.json",
        _plain(facets(everything, questions(rows.overview.frame, titles))),
    )
    for number, first in enumerate(range(0, len(everything), CARDS)):
        cards = _cards(everything[first : first + CARDS])
        yield f"{FOLDER}/cards/{number}.json", _plain(cards)
    for name, model in SCHEMAS.items():
        yield f"{FOLDER}/schemas/{name}.json", readable(schema(model))


def facets(everything: Sequence[Row], asked: Sequence[Question]) -> Facets:
    """Everything that can be browsed, in columns."""
    return Facets(
        names=[row.item.name for row in everything],
        days=[_day(row.item.date) for row in everything],
        facets=[_facet(everything, question) for question in asked],
        cards=CARDS,
    )


def _cards(some: Sequence[Row]) -> Cards:
    return Cards(
        names=[row.item.name for row in some],
        titles=[_text(row.item.title) for row in some],
        summaries=[_text(row.item.summary) for row in some],
        latest=[row.latest for row in some],
    )


def _facet(everything: Sequence[Row], question: Question) -> Facet:
    given = [row.answers.get(question.name, ()) for row in everything]
    values = question.sorted({value for answers in given for value in answers})
    number = {value: index for index, value in enumerate(values)}
    numbered = [tuple(sorted(number[value] for value in answers)) for answers in given]
    sets = sorted(set(numbered))
    place = {answers: index for index, answers in enumerate(sets)}
    return Facet(
        name=question.name,
        title=question.title,
        values=[_text(value) for value in values],
        titles=[_text(question.called(value)) for value in values],
        sets=[[*answers] for answers in sets],
        rows=[place[answers] for answers in numbered],
    )


def _day(text: str) -> int | None:
    return date.fromisoformat(text).toordinal() - _EPOCH if text else None


def _text(text: str) -> str:
    # A record may hold half of a surrogate pair; no file can.
    return text.encode("utf-8", "replace").decode()


def _plain(value: Published) -> bytes:
    # Not `plain()`: the rows of a column that have no value count.
    return canonical(value.model_dump(mode="json", by_alias=True))

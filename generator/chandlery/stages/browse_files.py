"""The rows of the browse page → the files that its script reads."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from chandlery.formats.browse_v1 import SCHEMAS, Cards, Facet, Facets
from chandlery.formats.canonical import canonical, readable
from chandlery.formats.index_v1.base import Published
from chandlery.model.summary import Summary
from chandlery.stages.notices import schema
from chandlery.stages.site.facets import Question, Rows, questions

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
        _plain(facets(rows, questions(rows.overview.frame, titles))),
    )
    for number, first in enumerate(range(0, len(everything), CARDS)):
        cards = _cards(everything[first : first + CARDS])
        yield f"{FOLDER}/cards/{number}.json", _plain(cards)
    for name, model in SCHEMAS.items():
        yield f"{FOLDER}/schemas/{name}.json", readable(schema(model))


def facets(rows: Rows, asked: Sequence[Question]) -> Facets:
    """Everything that can be browsed, in columns."""
    return Facets(
        names=[item.name for item in rows.everything],
        days=[_day(item.date) for item in rows.everything],
        facets=[_facet(rows, question) for question in asked],
        cards=CARDS,
    )


def _cards(some: Sequence[Summary]) -> Cards:
    return Cards(
        names=[item.name for item in some],
        titles=[_text(item.title) for item in some],
        summaries=[_text(item.summary) for item in some],
        latest=[item.latest.version if item.releases else "" for item in some],
    )


def _facet(rows: Rows, question: Question) -> Facet:
    given = rows.answers(question)
    values = [*rows.answered(question)]
    number = {value: index for index, value in enumerate(values)}
    numbered = {answers: tuple(sorted(number[it] for it in answers)) for answers in set(given)}
    sets = sorted(set(numbered.values()))
    index = {numbers: at for at, numbers in enumerate(sets)}
    place = {answers: index[numbers] for answers, numbers in numbered.items()}
    return Facet(
        name=question.name,
        title=question.title,
        values=[_text(value) for value in values],
        titles=[_text(question.called(value)) for value in values],
        sets=[[*answers] for answers in sets],
        rows=[place[answers] for answers in given],
    )


def _day(text: str) -> int | None:
    return date.fromisoformat(text).toordinal() - _EPOCH if text else None


def _text(text: str) -> str:
    # A record may hold half of a surrogate pair; no file can.
    return text.encode("utf-8", "replace").decode()


def _plain(value: Published) -> bytes:
    # Not `plain()`: the rows of a column that have no value count.
    return canonical(value.model_dump(mode="json", by_alias=True))

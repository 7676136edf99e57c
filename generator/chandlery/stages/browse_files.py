"""The rows of the browse page → the files that its script reads."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from typing import Any

from chandlery.formats.browse_v1 import SCHEMAS
from chandlery.formats.canonical import canonical_of_facts, readable
from chandlery.formats.index_v1.base import Published
from chandlery.model.summary import Summary
from chandlery.stages.notices import schema
from chandlery.stages.site.facets import Question, Rows, questions

Plain = dict[str, Any]

FOLDER = "browse"
# So many cards are fetched together: a page of results may need a file for each.
CARDS = 25
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file that a script reads.

    Attributes:
        shown: all that its bytes depend on; see `stages.site.fingerprint`.
        make: gives the bytes.
    """

    path: str
    shown: Any
    make: Callable[[], bytes]


def browse_files(rows: Rows, titles: Mapping[str, str]) -> Iterator[DataFile]:
    """Every file below ``browse/`` that is no page.

    Args:
        titles: dialect to what people call the ecosystem.
    """
    everything, asked = rows.everything, questions(rows.overview.frame, titles)
    called = [(question.name, question.title, question.titles) for question in asked]
    path = f"{FOLDER}/facets.json"
    yield DataFile(path, (everything, called), lambda: canonical_of_facts(facets(rows, asked)))
    for number, first in enumerate(range(0, len(everything), CARDS)):
        some, path = everything[first : first + CARDS], f"{FOLDER}/cards/{number}.json"
        yield DataFile(path, some, partial(_cards_file, some))
    for name, model in SCHEMAS.items():
        path = f"{FOLDER}/schemas/{name}.json"
        yield DataFile(path, (), partial(_schema_file, model))


def _cards_file(some: Sequence[Summary]) -> bytes:
    return canonical_of_facts(_cards(some))


def _schema_file(model: type[Published]) -> bytes:
    return readable(schema(model))


def facets(rows: Rows, asked: Sequence[Question]) -> Plain:
    """Everything that can be browsed, in columns: `Facets`."""
    return {
        "schema": "chandlery.browse.facets.v1",
        "names": [item.name for item in rows.everything],
        "days": [_day(item.date) for item in rows.everything],
        "facets": [_facet(rows, question) for question in asked],
        "cards": CARDS,
    }


def _cards(some: Sequence[Summary]) -> Plain:
    """What is shown of some rows: `Cards`."""
    return {
        "schema": "chandlery.browse.cards.v1",
        "names": [item.name for item in some],
        "titles": [_text(item.title) for item in some],
        "summaries": [_text(item.summary) for item in some],
        "latest": [item.latest.version if item.releases else "" for item in some],
    }


def _facet(rows: Rows, question: Question) -> Plain:
    """How each row answers a question: `Facet`."""
    given = rows.answers(question)
    values = [*rows.answered(question)]
    number = {value: index for index, value in enumerate(values)}
    numbered = {answers: tuple(sorted(number[it] for it in answers)) for answers in set(given)}
    sets = sorted(set(numbered.values()))
    index = {numbers: at for at, numbers in enumerate(sets)}
    place = {answers: index[numbers] for answers, numbers in numbered.items()}
    return {
        "name": question.name,
        "title": question.title,
        "values": [_text(value) for value in values],
        "titles": [_text(question.called(value)) for value in values],
        "sets": sets,
        "rows": [place[answers] for answers in given],
    }


@lru_cache(maxsize=1000)
def _day(text: str) -> int | None:
    return date.fromisoformat(text).toordinal() - _EPOCH if text else None


def _text(text: str) -> str:
    # A record may hold half of a surrogate pair; no file can.
    return text if text.isascii() else text.encode("utf-8", "replace").decode()

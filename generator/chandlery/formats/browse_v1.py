"""What the browse page and the search read, version 1: published below ``browse/``.

One value stands in each list for each package and integration, in the order of their names: the
file is small because equal things lie beside each other.
"""

from typing import Annotated, Literal

from pydantic import Field

from chandlery.formats.index_v1.base import Published

Number = Annotated[int, Field(ge=0)]


class Facet(Published):
    """What one question can be answered with, and how each row answers it.

    A row's number leads to a set, the set's numbers lead to values.
    """

    name: str = Field(description="What a query string calls the question.")
    title: str = Field(description="What people call it.")
    values: list[str] = Field(description="The answers, as the index and addresses write them.")
    titles: list[str] = Field(description="What people call each answer.")
    sets: list[list[Number]] = Field(description="Answers that are given together.")
    rows: list[Number] = Field(description="The set that each row has.")


class Facets(Published):
    """``browse/facets.json``: everything that can be browsed, in columns."""

    schema_: Literal["chandlery.browse.facets.v1"] = Field(
        "chandlery.browse.facets.v1", alias="schema", description="What this file is."
    )
    names: list[str] = Field(description="The name of each row, sorted.")
    days: list[int | None] = Field(
        description="When the version shown first was published, or the integration made: "
        "days since 1970-01-01."
    )
    facets: list[Facet] = Field(description="Every question, in the order of the page.")
    cards: Number = Field(description="How many rows a file of cards tells about at most.")


class Cards(Published):
    """``browse/cards/<n>.json``: what is shown of some rows, the n-th of the files."""

    schema_: Literal["chandlery.browse.cards.v1"] = Field(
        "chandlery.browse.cards.v1", alias="schema", description="What this file is."
    )
    names: list[str] = Field(
        description="The name of each row: a file older or newer than the facets has others."
    )
    titles: list[str] = Field(description="The title of each row, in the order of the names.")
    summaries: list[str] = Field(description="What each says of itself.")
    latest: list[str] = Field(description="The version shown first; empty where there is none.")


# The file name of each published schema, below ``browse/schemas/``.
SCHEMAS: dict[str, type[Published]] = {"facets": Facets, "cards": Cards}

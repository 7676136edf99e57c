"""``listing.yml``: what people read about a plugin, adapter or integration."""

from typing import Annotated

from pydantic import Field

from chandlery.records.base import LINE_PATTERN, HttpsUrl, Line, Name, Prose, Record


class Links(Record):
    """Where to go on reading."""

    homepage: HttpsUrl | None = None
    source: HttpsUrl | None = None
    documentation: HttpsUrl | None = None
    issues: HttpsUrl | None = None


class Maintainer(Record):
    """Somebody who answers for it."""

    name: Line
    email: Line | None = None
    url: HttpsUrl | None = None


class Example(Record):
    """What it looks like in use."""

    title: Line
    text: Prose | None = None
    code: Prose | None = None


class Listing(Record):
    """The whole of ``listing.yml``."""

    title: Line
    summary: Annotated[str, Field(min_length=1, max_length=200, pattern=LINE_PATTERN)]
    categories: Annotated[list[Line], Field(min_length=1, max_length=5)]
    license: Line
    tags: Annotated[list[Line], Field(max_length=20)] = []
    links: Links = Links()
    maintainers: Annotated[list[Maintainer], Field(min_length=1, max_length=50)]
    examples: Annotated[list[Example], Field(max_length=20)] = []
    # Dialect to native name, where the ecosystem's names have another form than ours.
    names: Annotated[dict[Name, Line], Field(max_length=10)] = {}
    replaced_by: Name | None = None

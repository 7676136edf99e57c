"""``kari/index.json`` as Kari's custom registry reads it (its contract, section 9)."""

from collections import Counter
from collections.abc import Iterator
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from chandlery.dialects.kari.projection import INDEX
from chandlery.dialects.readers import Read, Refusal, Refused, nulls, typed_at, value_at

# With a zone it would not compare with Kari's own entries, and sorting would raise.
_NAIVE = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?$"


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


class Item(_Read):
    """One plugin."""

    id: Annotated[str, Field(min_length=1)]
    name: Annotated[str, Field(min_length=1)]
    version: Annotated[str, Field(min_length=1)]
    # Its package manager looks at the last suffix alone, so that `.tar.gz` fails.
    download_url: Annotated[str, Field(pattern=r"^https?://\S+\.(tgz|zip|tar)$")]
    manifest_url: Annotated[str, Field(pattern=r"^https?://\S+\.json$")]
    last_updated: Annotated[str, Field(pattern=_NAIVE)]
    tags: list[str] = []


class Registry(_Read):
    """The whole document."""

    plugins: list[Item]


def refuses(read: Read) -> Iterator[Refusal]:
    """What Kari would not take."""
    try:
        yield from (Refusal(INDEX, f"{at} is null") for at in nulls(value_at(read, INDEX)))
        registry = typed_at(read, INDEX, Registry)
    except Refused as error:
        yield error.refusal
        return
    for name, count in Counter(item.id for item in registry.plugins).items():
        if count > 1:
            yield Refusal(INDEX, f"{name} is listed twice")

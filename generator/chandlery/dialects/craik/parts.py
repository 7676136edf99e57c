"""Going through a record: every part of it with its route."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from chandlery.checks import Once
from chandlery.documents import Route


@dataclass(frozen=True, slots=True)
class Values:
    """What a record holds, wherever it stands, so that most rules see at once that all is well.

    Attributes:
        texts: every string, those in `metadata` too.
        keys: of every object.
        others: numbers, times, truths and nothings.
    """

    texts: Sequence[str]
    keys: frozenset[str]
    others: Sequence[Any]


@Once
def values_of(record: BaseModel) -> Values:
    """The values of `parts_of`, without their places."""
    texts: list[str] = []
    keys: set[str] = set()
    others: list[Any] = []
    waiting: list[Any] = [record]
    for value in waiting:  # which grows while it is walked
        if isinstance(value, str):
            texts.append(value)
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, dict | BaseModel):
            members = value if isinstance(value, dict) else value.__dict__
            keys.update(members)
            waiting += members.values()
        else:
            others.append(value)
    return Values(texts, frozenset(keys), others)


@Once
def parts_of(record: BaseModel) -> Sequence[tuple[Route, Any]]:
    """Every value in a record with its route, objects and lists before what they hold.

    Works to any depth, since `metadata` may be deep.  `schema` goes by its Python name.
    """
    parts: list[tuple[Route, Any]] = [((), record)]
    for route, value in parts:  # which grows while it is walked
        if isinstance(value, str):
            continue
        if isinstance(value, list):
            parts += [((*route, index), item) for index, item in enumerate(value)]
        elif isinstance(value, dict):
            parts += [((*route, key), item) for key, item in value.items()]
        elif isinstance(value, BaseModel):
            # Its fields: what is not known was refused.  To iterate over a model costs more.
            parts += [((*route, name), item) for name, item in value.__dict__.items()]
    return parts


@Once
def texts_of(record: BaseModel) -> Sequence[tuple[Route, str]]:
    """Every string that the record's own fields hold, what is in `metadata` left out."""
    return [
        (route, value)
        for route, value in parts_of(record)
        if isinstance(value, str) and "metadata" not in route
    ]


@Once
def blanks_of(record: BaseModel) -> Sequence[tuple[Route, str]]:
    """Those of `texts_of` that say nothing."""
    if not any(map(_says_nothing, values_of(record).texts)):
        return []
    return [(route, text) for route, text in texts_of(record) if _says_nothing(text)]


def _says_nothing(text: str) -> bool:
    return not text or text.isspace()


def dotted(route: Route) -> str:
    """A route for people: ``capabilities[2].operations``."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in route)
    return text.removeprefix(".")

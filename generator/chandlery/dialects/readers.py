"""What an ecosystem's own client would say of the files that are published for it.

Each dialect reads what it wrote as its client does, by the client's contract and from the bytes
alone, so that no publication can cut off everybody who uses a client (design §5).
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from chandlery.quoting import escaped

Read = Callable[[str], bytes | None]
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a client would not take a published file."""

    path: str
    why: str


class Refused(Exception):  # noqa: N818 - it reads as what happened
    """A client gives up on a file."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(why)
        self.refusal = Refusal(path, why)


def value_at(read: Read, path: str) -> Any:
    """The JSON of a published file.

    Raises:
        Refused: there is no such file, or it holds something else.
    """
    data = read(path)
    if data is None:
        raise Refused(path, "it is missing")
    try:
        # As they do: UTF-8 without a mark, and numbers alone.
        return json.loads(data.decode(), parse_constant=_refused_constant)
    except (ValueError, RecursionError) as error:
        raise Refused(path, "it is no JSON") from error


def _refused_constant(name: str) -> None:
    raise ValueError(name)


def typed_at(read: Read, path: str, model: type[M]) -> M:
    """The JSON of a published file as the client's own code has it.

    Raises:
        Refused: as `value_at`, or the client's code would not take it.
    """
    try:
        return model.model_validate(value_at(read, path))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(step) for step in first["loc"])
        raise Refused(path, escaped(f"{where}: {first['msg']}".removeprefix(": "))) from error


def nulls(value: Any, at: str = "") -> Iterator[str]:
    """Where a value holds `null`."""
    match value:
        case None:
            yield at.lstrip(".")
        case dict():
            for key, item in value.items():
                yield from nulls(item, f"{at}.{key}")
        case list():
            for place, item in enumerate(value):
                yield from nulls(item, f"{at}[{place}]")

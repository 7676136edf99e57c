"""``craik/`` as Craik 0.12.9 takes its files, one by one (its contract, sections 1 and 3)."""

import hashlib
from collections.abc import Iterator
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, RootModel, ValidationError

from chandlery.dialects.craik.projection import INDEX
from chandlery.dialects.craik.records import MODELS
from chandlery.dialects.craik.storable import store_verdict
from chandlery.dialects.readers import Read, Refusal, Refused, typed_at, value_at


class Entry(BaseModel):
    """One record of the list."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    kind: str
    id: str
    path: Annotated[str, Field(pattern=r"^craik/[a-z_]+/[a-z0-9_-]+\.json$")]
    sha256: str


class Entries(RootModel[list[Entry]]):
    """The list of all records."""


def refuses(read: Read) -> Iterator[Refusal]:
    """What Craik would not take, or not store."""
    try:
        entries = typed_at(read, INDEX, Entries).root
    except Refused as error:
        yield error.refusal
        return
    for entry in entries:
        try:
            yield from (Refusal(entry.path, why) for why in _refused(read, entry))
        except Refused as error:
            yield error.refusal


def _refused(read: Read, entry: Entry) -> Iterator[str]:
    value = value_at(read, entry.path)
    if hashlib.sha256(read(entry.path) or b"").hexdigest() != entry.sha256:
        yield "its digest is not the listed one"
    model = MODELS.get(entry.kind)
    if model is None:
        yield f"Craik has no records of the kind {entry.kind}"
        return
    try:
        record = model.model_validate(value)
    except ValidationError as error:
        yield error.errors(include_url=False)[0]["msg"]
        return
    yield from (host.reason for host in store_verdict(record) if not host.loads)

"""How much is published, for people and for programs: raw, and as a host would compress it."""

import json
import zlib
from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from chandlery.model.content import PublishedFile
from chandlery.model.file_classes import class_of
from chandlery.rules.sizes import ALL, ClassSize, measured

_LEVEL = 6  # what web servers use


class SizeEntry(BaseModel):
    """One kind of file.  `gzip_bytes` is of this machine's zlib; others differ a little."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title: str
    files: int
    bytes: int
    gzip_bytes: int
    largest_bytes: int
    largest_path: str


class SizesV1(BaseModel):
    """The JSON report: a type of its own, versioned."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["chandlery.sizes.v1"] = Field("chandlery.sizes.v1", alias="schema")
    classes: list[SizeEntry]


def size_report(files: Iterable[PublishedFile]) -> SizesV1:
    """Measure every file; each is read and compressed once."""
    sizes: list[tuple[str, int]] = []
    compressed: dict[str, int] = {}
    for file in files:
        sizes.append((file.path, file.size))
        packed = len(zlib.compress(file.read(), _LEVEL, wbits=31))
        for name in (class_of(file.path).name, ALL):
            compressed[name] = compressed.get(name, 0) + packed
    return SizesV1(classes=[_entry(size, compressed[size.name]) for size in measured(sizes)])


def _entry(size: ClassSize, packed: int) -> SizeEntry:
    return SizeEntry(
        name=size.name,
        title=size.title,
        files=size.files,
        bytes=size.total,
        gzip_bytes=packed,
        largest_bytes=size.largest,
        largest_path=size.path,
    )


def as_json(report: SizesV1) -> str:
    """For programs."""
    return json.dumps(report.model_dump(mode="json", by_alias=True), indent=1) + "\n"


def as_text(report: SizesV1) -> str:
    """For people: a line a kind."""
    head = f"{'':<12}{'files':>8}{'bytes':>15}{'gzip':>15}{'largest':>13}"
    lines = [
        f"{item.name:<12}{item.files:>8,}{item.bytes:>15,}{item.gzip_bytes:>15,}"
        f"{item.largest_bytes:>13,}  {item.largest_path if item.name != ALL else ''}".rstrip()
        for item in report.classes
    ]
    return "\n".join([head, *lines]) + "\n"

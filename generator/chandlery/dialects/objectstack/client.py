"""``objectstack/`` as ObjectStack's marketplace client reads it (its contract, section 6.1)."""

from collections.abc import Iterator
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from chandlery.dialects.objectstack.listing import Category
from chandlery.dialects.readers import Read, Refusal, Refused, typed_at

PACKAGES = "objectstack/packages.json"
CONTRIBUTIONS = "objectstack/contributions.json"

D = TypeVar("D")
_Time = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$")]
_Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)+$")]


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


class Answer(_Read, Generic[D]):
    """What every endpoint answers; anything else breaks the client."""

    success: Literal[True]
    data: D


class Version(_Read):
    """One version, as the console shows it."""

    id: Annotated[str, Field(min_length=1)]
    version: Annotated[str, Field(min_length=1)]
    published_at: _Time


class Item(_Read):
    """One app of the list."""

    id: _Id
    manifest_id: _Id
    display_name: str
    category: Category
    tags: str
    created_at: _Time
    updated_at: _Time
    latest_version: Version


class Items(_Read):
    """The list, which the client pages through by itself."""

    items: list[Item]
    total: int
    limit: int
    offset: Literal[0]


class Detail(_Read):
    """One app with its versions, the newest first."""

    package: Item
    versions: Annotated[list[Version], Field(min_length=1)]


class Installed(_Read):
    """What an installation registers."""

    manifest: Annotated[dict[str, Any], Field(min_length=1)]
    version_id: str
    version: str


class Contributions(_Read):
    """Our own list of what no client browses."""

    contributions: list[dict[str, Any]]


def refuses(read: Read) -> Iterator[Refusal]:
    """What the client would not take, or would look for in vain."""
    try:
        typed_at(read, CONTRIBUTIONS, Contributions)
        listed = typed_at(read, PACKAGES, Answer[Items]).data
    except Refused as error:
        yield error.refusal
        return
    if listed.total != len(listed.items):
        yield Refusal(PACKAGES, f"`total` is {listed.total}, of {len(listed.items)} items")
    for item in listed.items:
        if item.id != item.manifest_id:
            yield Refusal(PACKAGES, f"{item.id} is called {item.manifest_id} in its manifest")
        try:
            yield from _app(read, item)
        except Refused as error:
            yield error.refusal


def _app(read: Read, item: Item) -> Iterator[Refusal]:
    folder = f"objectstack/packages/{item.id}"
    detail = typed_at(read, f"{folder}.json", Answer[Detail]).data
    for version in ("latest", *(version.id for version in detail.versions)):
        path = f"{folder}/versions/{version}/manifest.json"
        installed = typed_at(read, path, Answer[Installed]).data
        if installed.version != (item.latest_version.id if version == "latest" else version):
            yield Refusal(path, f"it holds version {installed.version}")

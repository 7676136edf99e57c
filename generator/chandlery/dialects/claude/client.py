"""``claude/marketplace.json`` as Claude Code reads it (the contract, d.1)."""

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chandlery.dialects.claude.projection import MARKETPLACE
from chandlery.dialects.readers import Read, Refusal, Refused, typed_at
from chandlery.model.reserved import reserved_marketplace_name
from chandlery.quoting import quoted

_NAME = re.compile(r"[A-Za-z0-9._-]{1,128}")  # what the desktop app takes


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


class Owner(_Read):
    """Who answers for the marketplace."""

    name: str
    email: str = ""
    url: str = ""


class Archive(_Read):
    """The one kind of source that a static host needs."""

    source: Literal["archive"]
    url: Annotated[str, Field(pattern=r"^https?://[^\s#?]+\.zip$")]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Author(_Read):
    """Who wrote a plugin; an object, whatever else may be short-hand for one elsewhere."""

    name: str
    email: str = ""
    url: str = ""


class Plugin(_Read):
    """One entry."""

    name: str
    source: Archive
    description: str = ""
    version: str = ""
    author: Author | None = None


class Marketplace(_Read):
    """The whole document; entries are read one by one."""

    name: str
    owner: Owner
    plugins: list[Any]
    renames: dict[str, str | None] = {}


def refuses(read: Read) -> Iterator[Refusal]:
    """What Claude Code would not take."""
    try:
        marketplace = typed_at(read, MARKETPLACE, Marketplace)
    except Refused as error:
        yield error.refusal
        return
    if why := reserved_marketplace_name(marketplace.name):
        yield Refusal(MARKETPLACE, f"{quoted(marketplace.name)}: {why}")
    seen: set[str] = set()
    for value in marketplace.plugins:
        for why in _refused(value, marketplace.name, seen):
            yield Refusal(MARKETPLACE, why)


def _refused(value: Any, marketplace: str, seen: set[str]) -> Iterator[str]:
    try:
        plugin = Plugin.model_validate(value)
    except ValidationError as error:
        name = value.get("name") if isinstance(value, dict) else value
        yield f"{quoted(name)}: {error.errors(include_url=False)[0]['msg']}"
        return
    if not _NAME.fullmatch(plugin.name) or ".." in plugin.name:
        yield f"{quoted(plugin.name)} is no name of a plugin"
    if plugin.name == marketplace:
        yield f"{quoted(plugin.name)} is the marketplace's own name"
    if plugin.name in seen:
        yield f"{quoted(plugin.name)} is listed twice"
    seen.add(plugin.name)

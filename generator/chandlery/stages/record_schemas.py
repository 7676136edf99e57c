"""Models of records → a JSON Schema for each kind of file that a catalog holds, for editors.

A schema refuses less than `check` does, and nothing that `check` takes, but for values that an
ecosystem's code converts (``"yes"`` for true): what a schema cannot say is left to the rules.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from pydantic import BaseModel

from chandlery.dialects import DIALECTS
from chandlery.dialects.base import Dialect
from chandlery.model.marketplace import Kind
from chandlery.records.fields import FIELDS
from chandlery.records.listing import Listing
from chandlery.records.marketplace import MarketplaceRecord
from chandlery.records.notices import AdvisoryRecord, EvidenceRecord, Renames, Waivers
from chandlery.records.publisher import PublisherRecord
from chandlery.records.release import ReleaseRecord

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSchema:
    """The schema of one kind of file.

    Attributes:
        name: of the schema's own file, without ``.json``.
        title: what people call such a file.
        globs: where such files lie, below the catalog's folder.
        fields: what each field is for.
    """

    name: str
    title: str
    globs: tuple[str, ...]
    model: type[BaseModel]
    fields: Mapping[str, str] = field(repr=False)

    @property
    def is_yaml(self) -> bool:
        """Whether such a file is YAML, and not JSON."""
        return self.globs[0].endswith(".yml")

    def schema(self) -> dict[str, Any]:
        """The JSON Schema."""
        made = self.model.model_json_schema(by_alias=True, mode="validation")
        parts = {**made.get("$defs", {}), self.model.__name__: made}
        for name, part in parts.items():
            _describe(name, part, self.fields)
        return {"$schema": DRAFT, **_plain(made), "title": self.title}


def _describe(name: str, part: dict[str, Any], fields: Mapping[str, str]) -> None:
    """Say of each property what it is for, and of an object what its model says."""
    if "description" in part:
        part["description"] = " ".join(part["description"].split("\n\n")[0].split())
    for key, value in part.get("properties", {}).items():
        value.pop("title", None)
        if text := fields.get(f"{name}.{key}") or fields.get(key):
            value["description"] = text


def _plain(value: Any) -> Any:
    """Without the titles that are only the names of Python's types."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    named = {"properties", "$defs"}
    return {
        key: {name: _plain(inner) for name, inner in item.items()}
        if key in named
        else item
        if key in {"default", "const", "enum"}
        else _plain(item)
        for key, item in value.items()
        if key != "title" or not isinstance(item, str)
    }


@cache
def file_schemas() -> tuple[FileSchema, ...]:
    """The schemas of everything that a catalog's authors write, ours first."""
    packages = ("plugins", "adapters")
    ours: tuple[tuple[str, str, type[BaseModel], tuple[str, ...]], ...] = (
        ("marketplace", "The marketplace", MarketplaceRecord, ("marketplace.yml",)),
        ("publisher", "A publisher", PublisherRecord, ("publishers/*.yml",)),
        ("listing", "A listing", Listing, tuple(f"{it.folder}/*/listing.yml" for it in Kind)),
        (
            *("release", "A release", ReleaseRecord),
            tuple(f"{top}/*/releases/*/release.json" for top in packages),
        ),
        (
            *("evidence", "A piece of evidence", EvidenceRecord),
            tuple(f"{top}/*/governance/*/evidence/*.yml" for top in packages),
        ),
        ("advisory", "An advisory", AdvisoryRecord, ("advisories/*.yml",)),
        ("renames", "The renames", Renames, ("renames.yml",)),
        ("waivers", "The waivers", Waivers, ("waivers.yml",)),
    )
    natives = (each for _, dialect in sorted(DIALECTS.items()) for each in _native(dialect))
    return (
        *(
            FileSchema(name=name, title=title, globs=globs, model=model, fields=FIELDS)
            for name, title, model, globs in ours
        ),
        *natives,
    )


def _native(dialect: Dialect) -> Iterator[FileSchema]:
    """The schemas of an ecosystem's records that a catalog may hold."""
    globs: dict[str, list[str]] = {}
    for kind, name in dialect.manifests.items():
        release = "" if kind is Kind.INTEGRATION else "releases/*/"
        globs.setdefault(name, []).append(f"{kind.folder}/*/{release}{dialect.name}.json")
    for word, name in dialect.governance.items():
        places = [f"{top}/*/governance/*/{word}-*.json" for top in ("plugins", "adapters")]
        globs.setdefault(name, []).extend(places)
    for name, places in globs.items():
        yield FileSchema(
            name=f"{dialect.name}-{name.replace('_', '-')}",
            title=f"{dialect.title}: {name.replace('_', ' ')}",
            globs=tuple(places),
            model=dialect.kind(name).model,
            fields=dialect.fields,
        )


def settings(catalog: str, folder: str) -> dict[str, Any]:
    """Visual Studio Code's settings that hold each file against its schema while it is written.

    Args:
        catalog: the catalog's folder as seen from the workspace; ``""`` for that itself.
        folder: that of the schemas, the same way.
    """
    root = f"{catalog}/" if catalog else ""
    schemas = file_schemas()
    return {
        "json.schemas": [
            {
                "fileMatch": [f"/{root}{glob}" for glob in each.globs],
                "url": f"./{folder}/{each.name}.json",
            }
            for each in schemas
            if not each.is_yaml
        ],
        "yaml.schemas": {
            f"./{folder}/{each.name}.json": [f"{root}{glob}" for glob in each.globs]
            for each in schemas
            if each.is_yaml
        },
    }

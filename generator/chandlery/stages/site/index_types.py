"""The reference of the index: a page for each published type, made from its JSON Schema."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from markupsafe import Markup

from chandlery.formats import index_v1 as v1
from chandlery.formats.index_v1.base import SHA256_PATTERN, TIME_PATTERN
from chandlery.model.content import PublishedFile
from chandlery.model.marketplace import Frame
from chandlery.stages.index import ROOT, Tally, close
from chandlery.stages.notices import schema
from chandlery.stages.site.page import Page
from chandlery.stages.site.views import slug

FOLDER = "index-format"
_LINES = 3
# Neither the clock nor the commit may change a page.
_SERIAL = 1_793_491_200

_TYPES = {"string": "text", "integer": "number", "boolean": "true or false", "object": "any object"}
_PATTERNS = {SHA256_PATTERN: "SHA-256", TIME_PATTERN: "time"}


@dataclass(frozen=True, slots=True)
class Key:
    """One field of a type; `type` is in words, with links to other types of the page."""

    name: str
    type: Markup
    required: bool
    meaning: str


@dataclass(frozen=True, slots=True)
class Part:
    """One type of a page, the page's own or one that it is made of."""

    title: str
    ident: str
    meaning: str
    keys: tuple[Key, ...]


def index_type_pages(examples: Mapping[str, str]) -> Iterator[Page]:
    """A page for each type that has a schema, and the list of them.

    Args:
        examples: a file of each type, by the schema's name.
    """
    for name in v1.SCHEMAS:
        place = v1.PLACES[name]
        yield Page(
            path=f"{FOLDER}/{name}/index.html",
            template="index_type.html",
            title=f"Index: {name}",
            description=f"Every field of {place}, with an example.",
            record=f"{FOLDER}/{name}",
            context={
                "name": name,
                "place": f"{ROOT}/{place}",
                "example": examples.get(name, ""),
            },
            late=partial(_described, name),
            data=f"{ROOT}/schemas/{name}.json",
        )
    yield Page(
        path=f"{FOLDER}/index.html",
        template="index_types.html",
        title="Types of the index",
        description="Every file of the index, field by field.",
        record=FOLDER,
        late=_types,
    )


def _described(name: str) -> Mapping[str, Any]:
    first, *others = parts(schema(v1.SCHEMAS[name]))
    return {"first": first, "others": others}


def _types() -> Mapping[str, Any]:
    described = {name: schema(model)["description"] for name, model in v1.SCHEMAS.items()}
    return {
        "types": [(name, f"{ROOT}/{v1.PLACES[name]}", text) for name, text in described.items()]
    }


def parts(described: Mapping[str, Any]) -> list[Part]:
    """A type and those that it is made of, in the order in which they are first met."""
    types = {described["title"]: described}
    met = list(types)
    for title in met:  # which grows on the way
        types[title] = types.get(title) or described["$defs"][title]
        met += [name for name in _named(types[title].get("properties", {})) if name not in met]
    return [_part(title, types[title]) for title in met]


def _named(value: Any) -> Iterator[str]:
    """The types that a piece of a schema refers to."""
    if isinstance(value, dict):
        if isinstance(reference := value.get("$ref"), str):
            yield _title(reference)
        for item in value.values():
            yield from _named(item)
    elif isinstance(value, list):
        for item in value:
            yield from _named(item)


def _part(title: str, described: Mapping[str, Any]) -> Part:
    required = described.get("required", ())
    keys = tuple(
        Key(name, _words(field), name in required, field.get("description", ""))
        for name, field in described["properties"].items()
    )
    return Part(title, slug(title), described.get("description", ""), keys)


def _words(field: Mapping[str, Any]) -> Markup:
    """What a value of a field is."""
    if "$ref" in field:
        title = _title(field["$ref"])
        return Markup('<a href="#{}">{}</a>').format(slug(title), title)
    if "anyOf" in field:
        return Markup(" or ").join(
            _words(item) for item in field["anyOf"] if item.get("type") != "null"
        )
    if values := field.get("enum") or [field[key] for key in ("const",) if key in field]:
        return Markup(", ").join(Markup("<code>{}</code>").format(value) for value in values)
    if field["type"] == "array":
        return Markup("list of {}").format(_words(field["items"]))
    if isinstance(field.get("additionalProperties"), dict):
        return Markup("mapping to {}").format(_words(field["additionalProperties"]))
    return Markup("{}").format(_PATTERNS.get(field.get("pattern", ""), _TYPES[field["type"]]))


def _title(reference: str) -> str:
    return reference.rpartition("/")[2]


def example_texts(
    frame: Frame, counts: Tally, shown: Mapping[str, PublishedFile]
) -> dict[str, str]:
    """A file of each type as this marketplace publishes it, by the schema's name.

    The entry and the list of all files cannot be shown on a page that they vouch for; theirs
    vouch for the other examples alone.

    Args:
        counts: how much there is of everything but files.
        shown: the other files, by the schema's name (`stages.site.examples`).
    """
    listing, entry = close(frame, counts, shown.values(), serial=_SERIAL, commit=None)
    both = {**shown, "file": listing, "entry": entry}
    return {name: _example(file) for name, file in both.items()}


def head_of(file: PublishedFile) -> bytes:
    """As much of a file as is shown of it: of a list of lines, the first."""
    data = file.read()
    if not file.path.endswith(".jsonl"):
        return data
    *lines, rest = data.split(b"\n", _LINES)
    return data[: len(data) - len(rest)] if len(lines) == _LINES else data


def _example(file: PublishedFile) -> str:
    """A file as people read it."""
    text = head_of(file).decode()
    if file.path.endswith(".jsonl"):
        return "".join(text.splitlines(keepends=True)[:_LINES])
    return json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n"

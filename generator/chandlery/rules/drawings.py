"""What an SVG holds beyond a drawing: scripts, addresses, documents within it."""

import re
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree as ET

from chandlery.quoting import quoted

_SVG: Final = "{http://www.w3.org/2000/svg}"
_FOREIGN: Final = frozenset(
    ["audio", "canvas", "embed", "foreignobject", "iframe", "object", "script", "video"]
)
# What only the document as a whole shows: an entity can hide anything from who reads on.
_DECLARED = re.compile(r"<!(DOCTYPE|ENTITY)|<\?xml-stylesheet", re.I)
_LOADED = re.compile(r"(url|src|image|image-set)\(\s*[\"']?\s*(?![#\"'\s])|@import|\\", re.I)


def beyond_drawing(data: bytes) -> Iterator[str]:
    """What a file holds that a logo must not, each in words once."""
    text = data.decode("utf-8", "replace")
    if found := _DECLARED.search(text):
        yield quoted(found[0])
        return
    try:
        root = ET.fromstring(text)  # noqa: S314 - without a document type there is no entity in it
    except (ET.ParseError, ValueError):
        yield "no XML that can be read"
        return
    if root.tag != f"{_SVG}svg":
        yield "no `<svg>` element of the namespace `http://www.w3.org/2000/svg`"
    yield from dict.fromkeys(words for element in root.iter() for words in _in(element))


def _in(element: ET.Element) -> Iterator[str]:
    name = element.tag.rpartition("}")[2]
    if name.lower() in _FOREIGN or "1999/xhtml" in element.tag:
        yield f"an element {quoted(name)}"
    if name == "style" and _LOADED.search(element.text or ""):
        yield "a style that loads something"
    for key, value in element.items():
        attribute = key.rpartition("}")[2]
        if attribute.lower().startswith("on"):
            yield f"an attribute {quoted(attribute)}"
        elif _leads_away(attribute.lower(), value):
            yield f"an address in {quoted(attribute)}"


def _leads_away(attribute: str, value: str) -> bool:
    """Whether an attribute names something that is no part of the same file, or comes to do so."""
    if attribute in {"href", "src"}:
        return not value.strip().startswith("#")
    changed = attribute == "attributename" and re.search("href|^on", value, re.I)
    return bool(changed or attribute == "base" or _LOADED.search(value))

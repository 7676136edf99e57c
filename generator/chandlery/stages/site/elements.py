"""XML as bytes that every reader of XML 1.0 takes, whatever records hold."""

import re
from collections.abc import Iterable
from urllib.parse import quote
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

# What XML 1.0 (section 2.2) has no place for, escaped or not: halves of surrogate pairs among it.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# What a reader would take for a space, or for the end of the value.
_IN_ATTRIBUTE = {'"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#09;"}
_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'


def clean(text: str) -> str:
    """A text in which a sign stands for each character that XML cannot hold."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def child(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    """Append an element; its text and attributes may hold anything."""
    kept = {name: clean(value) for name, value in attributes.items()}
    element = ET.SubElement(parent, tag, kept)
    element.text = clean(text) or None
    return element


def document(root: ET.Element) -> bytes:
    """A whole document, an element a line."""
    ET.indent(root, "")
    return _DECLARATION.encode() + fragment(root) + b"\n"


def fragment(root: ET.Element) -> bytes:
    """An element without a declaration, as it is."""
    return ET.tostring(root, encoding="unicode").encode()


def line(tag: str, text: str = "", **attributes: str) -> str:
    """An element without others in it, as a line of a document of many; see `lines`."""
    told = "".join(
        f' {name}="{escape(value, _IN_ATTRIBUTE)}"' for name, value in attributes.items()
    )
    return f"<{tag}{told}>{escape(text)}</{tag}>\n" if text else f"<{tag}{told} />\n"


def lines(parts: Iterable[str]) -> bytes:
    """The document that lines make: the bytes of `document`, in a third of its time."""
    return clean(_DECLARATION + "".join(parts)).encode()


def address(base_url: str, path: str) -> str:
    """The absolute address of a published path, escaped as addresses are (RFC 3986)."""
    return base_url + quote(path, safe="/~+@:!$&'*,;=", errors="replace")

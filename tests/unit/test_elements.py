"""XML by lines is the XML that the standard library writes."""

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from chandlery.stages.site.elements import child, clean, document, fragment, line, lines

ANYTHING = st.text(st.characters())  # halves of surrogate pairs among it


@given(ANYTHING, ANYTHING)
def test_lines_are_the_document_that_the_elements_make(text: str, value: str) -> None:
    root = ET.Element("feed")
    child(root, "title", text, label=value)
    child(root, "link", href=value)
    parts = ["<feed>\n", line("title", text, label=value), line("link", href=value), "</feed>\n"]
    assert lines(parts) == document(root)


@given(ANYTHING, ANYTHING, st.booleans())
def test_an_element_is_written_as_the_standard_library_writes_it(
    text: str, value: str, indented: bool
) -> None:
    root = ET.Element("svg", role="img")
    group = child(root, "g", fill=value)
    child(group, "title", text, **{"aria-label": value, "class": "x"})
    child(group, "path", d=text)
    child(root, "desc", value)
    if indented:
        ET.indent(root)
    assert fragment(root) == ET.tostring(root, encoding="unicode").encode()


EDGES = ["\x00", "\x1f\t", "\x7f", "\x85", "\ufffd\ufffe", "\uffff", "\udfff"]


@given(ANYTHING | st.sampled_from(EDGES))
def test_what_xml_has_no_place_for_is_replaced_and_nothing_else(text: str) -> None:
    allowed = [*"\t\n\r", *map(chr, (0x20, 0xD7FF, 0xE000, 0xFFFD, 0x10000, 0x10FFFF))]
    for it, made in zip(text, clean(text), strict=True):
        held = it in allowed[:3] or any(allowed[at] <= it <= allowed[at + 1] for at in (3, 5, 7))
        assert made == (it if held else "\ufffd")

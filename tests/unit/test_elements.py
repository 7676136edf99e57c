"""XML by lines is the XML that the standard library writes."""

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from chandlery.stages.site.elements import child, document, line, lines

ANYTHING = st.text(st.characters())  # halves of surrogate pairs among it


@given(ANYTHING, ANYTHING)
def test_lines_are_the_document_that_the_elements_make(text: str, value: str) -> None:
    root = ET.Element("feed")
    child(root, "title", text, label=value)
    child(root, "link", href=value)
    parts = ["<feed>\n", line("title", text, label=value), line("link", href=value), "</feed>\n"]
    assert lines(parts) == document(root)

"""Formatting changes how a record is written, and never what it says."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chandlery.documents import read_json, read_yaml
from chandlery.rules.tidy import in_order, tidy_json, tidy_lines, tidy_yaml

ORDER = ("title", "summary", "license", "notes")


@pytest.mark.parametrize(
    ("untidy", "tidy"),
    [
        (b"a: b  \n", b"a: b\n"),
        (b"a: b\t \r\nc: d\r\n", b"a: b\nc: d\n"),
        (b"a: b\rc: d\r", b"a: b\nc: d\n"),
        (b"a: b", b"a: b\n"),
        (b"\xef\xbb\xbfa: b\n", b"a: b\n"),
        (b"a: b\n\n\nc: d\n\n", b"a: b\n\n\nc: d\n\n"),  # empty lines are somebody's taste
        (b"a: |\n  x  \n  y\nb: c  \n", b"a: |\n  x  \n  y\nb: c\n"),  # what belongs to a text
        (b"a: |\n  x", b"a: |\n  x"),  # an end would become a part of it
        (b"a: |-\n  x", b"a: |-\n  x\n"),
        (b"a: |\r\n  x\r\n", b"a: |\n  x\n"),
        (b"a: 'x  \n  y'\n", b"a: 'x\n  y'\n"),  # folded away by any reader
        (b"a: 'x  '  \n", b"a: 'x  '\n"),
        (b"# note \na: b\n", b"# note\na: b\n"),
    ],
)
def test_lines_of_yaml(untidy: bytes, tidy: bytes) -> None:
    assert tidy_lines(read_yaml, untidy) == tidy
    assert tidy_lines(read_yaml, tidy) == tidy


@pytest.mark.parametrize(
    "broken", [b"a: [ \n", b"a: 1\na: 2 \n", b"a: &x 1 \n", b"\xff \n", b"a: 1 \n---\nb: 2\n"]
)
def test_a_file_that_is_not_sound_is_left_alone(broken: bytes) -> None:
    assert tidy_yaml(broken, ("a", "b")) == broken
    assert tidy_lines(read_yaml, broken) == broken


@pytest.mark.parametrize("broken", [b'{"a": 1,}', b'{"a": 1, "a": 2}', b'{"a": NaN}', b"", b"\xff"])
def test_json_that_is_not_sound_is_left_alone(broken: bytes) -> None:
    assert tidy_json(broken) == broken


def test_keys_move_with_the_comment_above_and_what_they_hold() -> None:
    untidy = (
        b"# Of Acme.\n\n"
        b"# why this one\nlicense: MIT\n"
        b"notes:\n  - x  # beside\n  # inside\n  - y\n\n"
        b"title: X\n"
        b"summary: |\n  # no comment\n  two\n"
    )
    assert in_order(untidy, ORDER) == (
        b"# Of Acme.\n\n"
        b"title: X\n"
        b"summary: |\n  # no comment\n  two\n"
        b"# why this one\nlicense: MIT\n"
        b"notes:\n  - x  # beside\n  # inside\n  - y\n\n"
    )


@pytest.mark.parametrize(
    "head",
    [
        b"# Of Acme.\n",
        b"# Of Acme.\n# Reviewed by Ada.\n",
        b"---\n# Of Acme.\n",
        b"# Of Acme.\n---\n",
        b"---\n",
        b"# Of Acme.\n\n",
    ],
)
def test_what_begins_the_file_stays_there(head: bytes) -> None:
    assert in_order(head + b"license: MIT\n# short\ntitle: X\n", ORDER) == (
        head + b"# short\ntitle: X\nlicense: MIT\n"
    )


@pytest.mark.parametrize(
    "data",
    [
        b"title: X\nlicense: MIT\n",  # in order
        b"license: MIT\ntitel: X\n",  # a key that is none
        b"{license: MIT, title: X}\n",  # in one line
        b"license: MIT\ntitle: X",  # without an end
        b"- license\n- title\n",
        b"license: MIT\ntitle: X\n...\n",
        b"",
    ],
)
def test_keys_that_stay_where_they_are(data: bytes) -> None:
    assert in_order(data, ORDER) == data


def test_json_is_written_as_a_release_is() -> None:
    assert tidy_json(b'{"b": [1, {"d": 1.0, "c": "\\u00e4"}],\r\n"a": null}  ') == (
        '{\n "a": null,\n "b": [\n  1,\n  {\n   "c": "ä",\n   "d": 1.0\n  }\n ]\n}\n'.encode()
    )


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)


@given(VALUES, st.sampled_from([None, 1, 4]), st.sampled_from(["", " ", "\n", "\r\n"]))
def test_no_json_says_anything_else(value: object, indent: int | None, end: str) -> None:
    data = (json.dumps(value, indent=indent) + end).encode()
    before, after = read_json("", data).document, read_json("", tidy_json(data)).document
    assert before is not None
    assert after is not None
    assert before.value == after.value
    assert tidy_json(tidy_json(data)) == tidy_json(data)


LINES = st.sampled_from(
    ["title: X", "license: MIT  ", "notes: |", "  x ", "  y", "", "# c", "summary: >-", "- z", "\t"]
)


@given(st.lists(LINES, max_size=9), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_no_yaml_says_anything_else(lines: list[str], end: str, last: bool) -> None:
    data = (end.join(lines) + (end if last else "")).encode()
    before, after = read_yaml("", data), read_yaml("", tidy_yaml(data, ORDER))
    assert bool(before.troubles) == bool(after.troubles)
    if before.document is not None and not before.troubles:
        assert after.document is not None
        assert before.document.value == after.document.value

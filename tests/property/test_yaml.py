"""A text of YAML that we take means what a reader of YAML 1.2 takes it for."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    CollectionEndEvent,
    DocumentStartEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from chandlery.documents import read_yaml
from chandlery.positions.yaml_scalars import plain_value
from chandlery.positions.yaml_text import compose_yaml
from chandlery.positions.yaml_values import UnusualError, yaml_value

small = settings(
    max_examples=400,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)

SCALARS = st.sampled_from(
    [
        *("a", "b c", "é😀", "1", "-1.5", "0x1f", "0o17", "012", "1_000", "true", "no", "~", ".5"),
        *("2026-01-01", "12:30:00", "a:b", "a: b", "http://x.y/z", "a #b", "a#b", "- a", "-a", "-"),
        *(
            "?a",
            "? a",
            ":a",
            "a:",
            "=",
            "<<",
            "a,b",
            "a, b",
            "[a]",
            "{a: b}",
            "[]",
            "{}",
            "[a, b,]",
        ),
        *("{a, b: }", "{a:1}", '{"a":1}', "[a: b]", "[? a]", "%a", "a%", "a&b", "a*b", "a!b", "''"),
        *(
            "'it''s'",
            '"a\\tb"',
            '"\\/"',
            '"\\x41"',
            '"a\\\n  b"',
            "'a\n\n  b'",
            "a\n  b",
            "a\n\n  b",
        ),
        *(
            "|\n  a\n   b\n",
            "|-\n  a\n\n",
            "|+\n  a\n\n",
            ">\n  a\n  b\n\n   c\n  d\n",
            "|2\n   a\n",
        ),
        *(
            "a\tb",
            "\ta",
            "a\t",
            "'a\tb'",
            "|\n  a\tb\n  \tc\n",
            ">\n  a\n  \tb\n",
            "a\t#b",
            "[a,\tb]",
        ),
        *(
            "|  # c\n  a\n",
            "a # c",
            "'a' # c",
            "a\n# c\n",
            '"a',
            "'a",
            "[a",
            "@a",
            "`a",
            "",
            "|\n",
            "--- a",
        ),
        *(
            "...",
            "---",
            "a\n---\nb",
            "{? a : b}",
            "{a: [b, {c: d}]}",
            "'a': b",
            "[a\n, b]",
            "{a\n: b}",
        ),
    ]
)
KEYS = st.sampled_from(["a", "b", "c d", "'e'", '"f"', "? g\n", "1", "h ", "é", "i:j", "-k", "[l]"])


@st.composite
def blocks(draw: st.DrawFn, depth: int = 0) -> list[str]:
    """The lines of a block: mappings and lists in each other, indented well or badly."""
    kind = draw(st.sampled_from(["scalar", "scalar", "mapping", "list"])) if depth < 3 else "scalar"
    if kind == "scalar":
        return draw(SCALARS).split("\n")
    lines: list[str] = []
    for _ in range(draw(st.integers(1, 3))):
        inner = draw(blocks(depth + 1))
        lead = "-" if kind == "list" else f"{draw(KEYS)}:"
        by = draw(st.sampled_from(["  ", "  ", "  ", " ", "", "    ", "\t"]))
        if draw(st.booleans()):
            lines += [f"{lead} {inner[0]}", *(by + line for line in inner[1:])]
        else:
            lines += [lead, *(by + line for line in inner)]
    return lines


TOKENS = st.sampled_from(
    [
        *"{}[],:\"'-?|>%@#` \n\r\t\\éa1~.",
        *(
            "a: ",
            "- ",
            "? ",
            "---\n",
            "...\n",
            "<<: ",
            "|2\n",
            ">-\n",
            "\n  ",
            "\n ",
            " #",
            "''",
            '""',
        ),
        *(
            "&x ",
            "*x",
            "!!int ",
            "%YAML 1.2\n",
            "\x85",
            "\u2028",
            "\ufeff",
            "\\u",
            "\r\n",
            "a:b",
            "{a: b}",
        ),
    ]
)
# Lines of a key and words, and what makes something else of them now and then.
WORDS = st.sampled_from(
    [
        *("title", "by", "Words", "it's", "12", "0x1f", ".5", "a:b", "(c)", "a,", "--", "true"),
        *("2026-01-01T00:00:00Z", "https://a.example/b", "-", "#", "1e999", ":"),
    ]
)
LINES = st.tuples(
    st.sampled_from(["title", "by", "a_b", "kind", "summary", "no", "true", "null", "A", "1", ""]),
    st.sampled_from([*(": ",) * 6, ":", " : ", ":  "]),
    st.lists(WORDS, min_size=1, max_size=3).map(" ".join),
    st.sampled_from([*("\n",) * 6, "\r\n", " \n", "\n ", "\n\n", ""]),
).map("".join)
TEXTS = st.one_of(
    st.lists(LINES, max_size=3).map("".join),
    blocks().map("\n".join),
    blocks().map("\r\n".join),
    st.lists(TOKENS, max_size=14).map("".join),
)


class RefusedError(Exception):
    """Not a text that a record may be."""


def by_another_parser(text: str) -> Any:
    """The value by a parser of YAML 1.2, and by our reading of plain scalars."""
    root: list[Any] = []
    stack: list[tuple[Any, list[Any]]] = [(root, [])]
    for event in YAML(typ="safe", pure=True).parse(text):
        if isinstance(event, CollectionEndEvent):
            stack.pop()
        elif isinstance(event, DocumentStartEvent) and root:
            raise RefusedError
        if not isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent):
            continue
        if isinstance(event, ScalarEvent):
            value = event.value if event.style else plain_value(event.value)[0]
        else:
            value = {} if isinstance(event, MappingStartEvent) else []
        around, keys = stack[-1]
        if isinstance(around, list):
            around.append(value)
        elif keys:
            around[keys.pop()] = value
        else:
            keys.append(value)
        if not isinstance(event, ScalarEvent):
            stack.append((value, []))
    return root[0] if root else None


@small
@given(text=TEXTS)
def test_two_parsers_take_a_text_for_the_same(text: str) -> None:
    reading = read_yaml("x", text.encode())
    if reading.troubles:
        return
    assert reading.document is not None
    try:
        expected = by_another_parser(text)
    except (YAMLError, RefusedError):
        return  # it is stricter: about tabs, comments without a space before them, a second `...`
    assert reading.document.value == expected


@small
@given(text=TEXTS)
def test_the_fast_reader_gives_up_exactly_where_there_is_something_to_say(text: str) -> None:
    composed = compose_yaml(text)
    try:
        value = yaml_value(text)
    except UnusualError:
        assert composed.troubles
    else:
        assert not composed.troubles
        assert value == composed.value

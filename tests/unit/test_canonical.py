"""What is put together of texts has the bytes of what is written in one go."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chandlery.formats.canonical import (
    canonical,
    canonical_of_facts,
    compact,
    embedded,
    list_of,
    object_of,
    readable,
    whole,
    written,
)

VALUES: list[Any] = [
    [],
    {},
    'one\nline: \u2028 "quoted" Ω',
    {"b": [1, {"a": None}], "a": {"c": [], "d": {}}},
    [True, 1.5, [[]], ["x", {"y": "z"}]],
]


@pytest.mark.parametrize("value", VALUES)
def test_a_text_is_the_file_less_its_last_line_feed(value: Any) -> None:
    assert whole(written(value)) == readable(value)


def test_a_list_of_texts_is_the_list_of_their_values() -> None:
    assert whole(list_of(map(written, VALUES))) == readable(VALUES)
    assert whole(list_of([])) == readable([])


def test_an_object_of_texts_is_the_object_of_their_values_however_deep() -> None:
    value = {f"ö{index}": item for index, item in reversed([*enumerate(VALUES)])}
    texts = {key: written(item) for key, item in value.items()}
    assert whole(object_of(texts)) == readable(value)
    deep = object_of({"items": list_of([object_of(texts)]), "none": object_of({})})
    assert whole(deep) == readable({"items": [value], "none": {}})


TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
FRACTIONS = st.floats(allow_nan=False, allow_infinity=False)
FACTS = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
    max_leaves=12,
)


@given(
    FACTS | st.lists(FRACTIONS | TEXTS) | st.dictionaries(TEXTS, FRACTIONS | st.lists(FRACTIONS))
)
@example([-1e16, 1e-7, {"a": 1e300}, "[1.5", ":null", 2**64, -(2**70)])
def test_json_is_written_as_python_writes_it(value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert compact(value) == text


@pytest.mark.parametrize("wrap", [lambda it: it, lambda it: [it], lambda it: {"a": [0, {"b": it}]}])
@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_refused_wherever_it_stands(value: float, wrap: Any) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        compact(wrap(value))


@given(FACTS)
def test_facts_are_written_as_canonical_json_writes_them(value: Any) -> None:
    assert canonical_of_facts(value) == canonical(value)


@given(st.dictionaries(TEXTS, FACTS | st.floats(allow_nan=False, allow_infinity=False)))
def test_what_is_embedded_may_hold_fractions(value: dict[str, Any]) -> None:
    whole_value = {"b": [value], "a": "é"}
    assert canonical_of_facts({"b": [embedded(value)], "a": "é"}) == canonical(whole_value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800"])
def test_what_json_cannot_hold_is_refused_where_it_is_embedded(value: Any) -> None:
    with pytest.raises(ValueError, match=r"JSON compliant|surrogates"):
        embedded({"a": value})


def test_half_a_surrogate_pair_is_refused_among_facts() -> None:
    with pytest.raises(ValueError, match="surrogates"):
        canonical_of_facts({"a": "\ud800"})


@given(FACTS | st.lists(st.floats(allow_nan=False, allow_infinity=False)))
def test_people_read_what_json_would_indent(value: Any) -> None:
    indented = json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1)
    assert written(value) == indented

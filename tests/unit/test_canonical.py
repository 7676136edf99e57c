"""What is put together of texts has the bytes of what is written in one go."""

from typing import Any

import pytest

from chandlery.formats.canonical import list_of, object_of, readable, whole, written

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

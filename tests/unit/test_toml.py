"""TOML from strangers: every refusal says why, and none takes long."""

import pytest

from chandlery.toml import MAX_TOML_BYTES, TomlRefused, parse_toml


def test_a_table() -> None:
    assert parse_toml(b"[a]\nb.c = 1\n") == {"a": {"b": {"c": 1}}}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"#" * (MAX_TOML_BYTES + 1), "at most"),
        (b"a" + b".a" * 30_000 + b" = 1", "absurd length"),
        (b"a = ", "no TOML"),
        (b"a = '\xff'", "no TOML"),
        (b"a = " + b"[" * 20_000, "no TOML"),
    ],
)
def test_refusals(data: bytes, said: str) -> None:
    with pytest.raises(TomlRefused, match=said):
        parse_toml(data)

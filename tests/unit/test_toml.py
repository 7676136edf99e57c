"""TOML from strangers: every refusal says why, and none takes long."""

import pytest

from chandlery.toml import MAX_TOML_BYTES, TomlRefused, parse_toml, toml_place


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


PROJECT = b"""\
[build-system]
name = "no"
[ project ] # the one
text = '''
name = "no"
'''
  "name"  =  "yes"
urls.home = "https://x.example"
[project.entry-points."a.b"]
c = "d:e"
[[tool.x]]
name = "no"
"""


@pytest.mark.parametrize(
    ("route", "place"),
    [
        (("project", "name"), (7, 14, 19)),
        (("project", "urls", "home"), (8, 13, 32)),
        (("project", "entry-points", "a.b", "c"), (10, 5, 10)),
        (("project", "entry-points", "a.b", "x"), (9, 1, 29)),  # the table that lacks it
        (("project", "version"), (3, 1, 22)),
        (("nothing",), None),
    ],
)
def test_places(route: tuple[str, ...], place: tuple[int, int, int] | None) -> None:
    assert toml_place(PROJECT, *route) == place

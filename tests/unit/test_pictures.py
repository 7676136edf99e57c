"""Pictures as a page holds them: what they say, how large they get, and what they never hold."""

from xml.etree import ElementTree as ET

import pytest

from chandlery.stages.site.dependency_picture import graph
from chandlery.stages.site.pictures import Cell, grid, growth, monthly
from site_sample import EVIL

_MOST = 10_000  # bytes of a picture
_SVG = "{http://www.w3.org/2000/svg}"
MANY = [f"plugin-number-{n:03}" for n in range(500)]


def read(picture: str) -> ET.Element:
    """A picture, after what holds of every one."""
    root = ET.fromstring(picture)
    assert len(picture.encode()) < _MOST
    assert root.get("role") == "img"
    ids = [item.get("id") for item in root if item.tag in {f"{_SVG}title", f"{_SVG}desc"}]
    assert root.get("aria-labelledby") == " ".join(map(str, ids))
    for element in root.iter():
        assert "style" not in element.attrib
        assert element.tag.removeprefix(_SVG) in {"svg", "title", "desc", "rect", "text", "path"}
    return root


def texts(root: ET.Element) -> list[str]:
    """The texts that are drawn."""
    return [item.text or "" for item in root.iter(f"{_SVG}text")]


def boxes(root: ET.Element) -> list[str]:
    """The tones of the fields and boxes."""
    return [str(item.get("class")) for item in root.iter(f"{_SVG}rect")]


def test_a_grid_tells_each_cell_by_a_letter_and_not_by_colour_alone() -> None:
    cells = {
        ("read files", "1.0.0"): Cell("L", "low"),
        ("run processes", "2.0.0"): Cell("H", "high"),
    }
    root = read(grid("it", "Effects", ["read files", "run processes"], ["1.0.0", "2.0.0"], cells))
    assert texts(root) == ["1.0.0", "2.0.0", "read files", "L", "run processes", "H"]
    fields = {str(item.get("class")): str(item.get("d")) for item in root.iter(f"{_SVG}path")}
    assert {tone: shape.count("M") for tone, shape in fields.items()} == {
        "field tone-low": 1,
        "field tone-none": 2,
        "field tone-high": 1,
    }
    assert root.findtext(f"{_SVG}title") == "Effects"
    assert "1.0.0, 2.0.0" in str(root.findtext(f"{_SVG}desc"))


def test_a_large_grid_shows_the_newest_columns_and_the_first_rows() -> None:
    columns = [f"{n}.0.0" for n in range(300)]
    rows = [f"effect {n}" for n in range(300)]
    cells = {(row, column): Cell("L", "low") for row in rows for column in columns}
    drawn = texts(read(grid("it", "Effects", rows, columns, cells)))
    assert "299.0.0" in drawn
    assert "0.0.0" not in drawn
    assert "effect 0" in drawn


def test_what_people_write_is_text_in_a_picture() -> None:
    cells = {(EVIL, EVIL): Cell("<", "low")}
    assert "<script" not in grid("it", EVIL, [EVIL], [EVIL], cells)
    read(grid("it", EVIL, [EVIL], [EVIL], cells))
    read(graph("it", "tidy", [EVIL], {"tidy": [EVIL]}, [f"{EVIL}2"]))


def test_months_without_anything_new_are_counted_too() -> None:
    moments = ("2026-02-28T23:59:59Z", "2025-11-01T00:00:00Z", "2025-11-30T00:00:00Z")
    assert monthly(moments) == (("2025-11", 2), ("2025-12", 2), ("2026-01", 2), ("2026-02", 3))
    assert monthly(()) == ()


def test_growth_shows_the_last_two_years_and_the_whole_count() -> None:
    months = tuple((f"{2000 + n // 12}-{n % 12 + 1:02}", n + 1) for n in range(600))
    root = read(growth("it", "Growth", months))
    assert len(boxes(root)) == 24
    assert texts(root) == ["2048-01", "2049-12", "600"]
    assert root.findtext(f"{_SVG}desc") == ("577 at the end of 2048-01, 600 at the end of 2049-12.")
    assert growth("it", "Growth", ()) == ""


def test_a_graph_stands_in_layers_from_left_to_right() -> None:
    needs = {"app": ["lib"], "lib": ["base"], "base": []}
    root = read(graph("it", "app", ["base", "lib"], needs, ["suite"]))
    places = {
        text: float(str(item.get("x")))
        for item, text in zip(root.iter(f"{_SVG}text"), texts(root), strict=True)
    }
    assert places["base"] < places["lib"] < places["app"] < places["suite"]
    assert len(list(root.iter(f"{_SVG}path"))) == 3
    assert boxes(root).count("box box-self") == 1


def test_there_is_no_graph_without_dependencies() -> None:
    assert graph("it", "app", [], {"app": []}, []) == ""


@pytest.mark.parametrize("order", [[], MANY])
def test_a_graph_of_hundreds_shows_some_and_counts_the_rest(order: list[str]) -> None:
    needs = {name: MANY[:at] for at, name in enumerate(order[:5])} | {"app": order}
    root = read(graph("it", "app", order, needs, MANY))
    assert "and 494 more" in texts(root)
    assert "500 that name it" in str(root.findtext(f"{_SVG}desc"))

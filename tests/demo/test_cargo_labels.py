"""cargo-labels: labels drawn in Node, and their bar codes read again here."""

import base64
import hashlib
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hosts import javascript, manifest, release

FOLDER = release("plugins", "cargo-labels", "1.0.0")
SOURCE = FOLDER / "source"
BUNDLE = SOURCE / "dist" / "index.mjs"
SVG = "{http://www.w3.org/2000/svg}"

SHIPMENT: dict[str, Any] = {
    "from": {"name": "Tidepool Labs", "lines": ["Slipway 3", "Tidepool Bay"]},
    "to": {
        "name": "Harbourworks, goods inward",
        "lines": ["Quay 7, shed B", "1 Breakwater Road", "Port of Call", "Elsewhere"],
    },
    "reference": "TP-2026-000417",
    "pieces": 3,
    "piece": 2,
    "weightKg": 18.4,
    "handling": ["fragile", "this-way-up", "keep-dry"],
}

# Widths of bars and gaps that ZXing reads back as the text.
READ_BY_ZXING = {
    "x": "2112144212112121412331112",
    "PJJ123C": "2112143131211121331121331232212232112211321313213113212331112",
    "1234": "2112321122321311231212412331112",
    "A1234567B": "2112141113231232211131413121311131231411221141311311231131412331112",
}


def ask(function: str, *arguments: Any) -> Any:
    return javascript(BUNDLE, f"return plugin.{function}(...given)", *arguments)


def refusal(shipment: Any) -> str:
    body = "try { plugin.label(...given) } catch (error) { return error.message }"
    message = javascript(BUNDLE, body, shipment)
    assert message, "the label was not refused"
    return str(message)


def widths(modules: str) -> list[int]:
    """The widths of bars and gaps."""
    return [len(run[0]) for run in re.finditer(r"1+|0+", modules)]


def modules_of(svg: str) -> str:
    """The bar code of a label as a scanner sees it: which modules are black."""
    path = ET.fromstring(svg).find(f"{SVG}path[@class='code128']")
    assert path is not None
    bars = [
        (float(x), float(width))
        for x, width in re.findall(r"M([\d.]+) [\d.]+h([\d.]+)v[\d.]+H[\d.]+z", path.attrib["d"])
    ]
    begin = bars[0][0]
    end = bars[-1][0] + bars[-1][1]
    module = (begin - 6) / 10  # ten modules of white, which scanners need
    assert 99 - end == pytest.approx(10 * module, abs=0.01)
    row = ["0"] * round((end - begin) / module)
    for x, width in bars:
        first = round((x - begin) / module)
        row[first : first + round(width / module)] = "1" * round(width / module)
    return "".join(row)


def texts_of(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]


def test_manifest_covers_every_file() -> None:
    compiled = manifest(FOLDER, "objectstack")
    assert (FOLDER / "objectstack.json").read_bytes() == (
        SOURCE / "objectstack.plugin.json"
    ).read_bytes()
    packed = [path for part in ("assets", "dist") for path in sorted((SOURCE / part).rglob("*"))]
    assert compiled["integrity"] == {
        path.relative_to(SOURCE).as_posix(): "sha256-"
        + base64.b64encode(hashlib.sha256(path.read_bytes()).digest()).decode()
        for path in packed
    }
    assert (compiled["main"], compiled["runtime"]) == ("dist/index.mjs", "sandbox")


def test_plugin_registers_its_service() -> None:
    body = """
        const found = {};
        const registerService = (name, service) => { found[name] = service; };
        await plugin.default.init({ registerService });
        return [plugin.default.name, plugin.default.version, Object.keys(found['cargo-labels'])];
    """
    compiled = manifest(FOLDER, "objectstack")
    assert javascript(BUNDLE, body) == [
        compiled["id"],
        compiled["version"],
        ["barcode", "label", "labels"],
    ]


@pytest.mark.parametrize(("text", "expected"), READ_BY_ZXING.items())
def test_bar_codes_that_scanners_read(text: str, expected: str) -> None:
    assert "".join(map(str, widths(ask("barcode", text)))) == expected


def test_every_symbol_is_eleven_modules_wide() -> None:
    texts = [chr(code) * 3 for code in range(33, 127)]
    texts += [f"{number:02}" * 3 for number in range(100)]
    for modules in javascript(BUNDLE, "return given[0].map(plugin.barcode)", texts):
        assert len(modules) % 11 == 2  # the stop has two more
        symbols = [modules[at : at + 11] for at in range(0, len(modules) - 13, 11)]
        assert all(symbol.count("1") % 2 == 0 for symbol in symbols)
        assert all(len(widths(symbol)) == 6 for symbol in symbols)
        assert symbols[0] in ("11010010000", "11010011100")  # start B, start C
        assert modules.endswith("1100011101011")


def test_digits_take_half_the_room() -> None:
    assert len(ask("barcode", "12345678")) == 90 - 11
    assert len(ask("barcode", "abcdefgh")) == 123


def test_label_says_what_was_given() -> None:
    svg = ask("label", SHIPMENT)
    written = texts_of(svg)
    for line in [*SHIPMENT["from"]["lines"], *SHIPMENT["to"]["lines"], SHIPMENT["reference"]]:
        assert line in written
    assert {"18.4 kg", "2 / 3"} <= set(written)
    root = ET.fromstring(svg)
    assert (root.attrib["width"], root.attrib["height"]) == ("105mm", "148mm")
    marks = [title.text for title in root.findall(f"{SVG}path/{SVG}title")]
    assert marks == ["fragile", "this-way-up", "keep-dry"]


@pytest.mark.parametrize("reference", ["TP-2026-000417", "7", "0" * 32, "W" * 32])
def test_label_carries_the_bar_code(reference: str) -> None:
    svg = ask("label", SHIPMENT | {"reference": reference})
    assert modules_of(svg) == ask("barcode", reference)


def test_labels_of_all_pieces() -> None:
    drawn = ask("labels", SHIPMENT)
    assert [next(text for text in texts_of(svg) if " / " in text) for svg in drawn] == [
        "1 / 3",
        "2 / 3",
        "3 / 3",
    ]
    assert drawn[1] == ask("label", SHIPMENT)
    alone = {key: SHIPMENT[key] for key in ("from", "to", "reference")}
    (single,) = ask("labels", alone)
    assert "1 / 1" in texts_of(single)
    assert " kg" not in single


def test_sample_is_what_comes_out() -> None:
    sample = (SOURCE / "assets" / "sample.svg").read_text(encoding="utf-8")
    assert ask("label", SHIPMENT) == sample


def test_addresses_are_text_and_nothing_else() -> None:
    hostile = "<script>alert('1')</script> & \"x\"</text>"
    svg = ask("label", SHIPMENT | {"to": {"name": hostile, "lines": ["]]>", "Zürich 東京"]}})
    assert {hostile, "]]>", "Zürich 東京"} <= set(texts_of(svg))
    tags = {element.tag.removeprefix(SVG) for element in ET.fromstring(svg).iter()}
    assert tags == {"svg", "title", "rect", "text", "path"}


def test_long_lines_are_squeezed() -> None:
    long = "W" * 80
    svg = ask("label", SHIPMENT | {"to": {"name": long, "lines": ["short"]}})
    by_text = {element.text: element for element in ET.fromstring(svg).iter(f"{SVG}text")}
    assert by_text[long].attrib["textLength"] == "93"
    assert "textLength" not in by_text["short"].attrib


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"reference": ""}, "reference is not"),
        ({"reference": "W" * 33}, "reference is not"),
        ({"reference": "Zürich"}, "reference is not"),
        ({"reference": "a\nb"}, "reference is not"),
        ({"reference": 417}, "reference is not"),
        ({"to": None}, "to.lines are not"),
        ({"to": {"name": "x", "lines": []}}, "to.lines are not"),
        ({"to": {"name": "x", "lines": ["y"] * 6}}, "to.lines are not"),
        ({"to": {"name": "x", "lines": ["y", "  "]}}, "to.lines[1] is not a text"),
        ({"to": {"name": "x" * 81, "lines": ["y"]}}, "to.name is not a text"),
        ({"to": {"name": "x\u202ey", "lines": ["y"]}}, "to.name has a character"),
        ({"from": {"name": "x\u0000", "lines": ["y"]}}, "from.name has a character"),
        ({"pieces": 0}, "pieces is not"),
        ({"pieces": 1000}, "pieces is not"),
        ({"piece": 4}, "piece is not a whole number from 1 to 3"),
        ({"piece": 1.5}, "piece is not"),
        ({"weightKg": -1}, "weightKg is not"),
        ({"weightKg": "5"}, "weightKg is not"),
        ({"handling": "fragile"}, "handling is not a list"),
        ({"handling": ["__proto__"]}, "handling knows fragile"),
    ],
)
def test_what_cannot_be_printed_is_refused(change: dict[str, Any], why: str) -> None:
    assert why in refusal(SHIPMENT | change)


def test_no_shipment_is_refused() -> None:
    for nothing in (None, {}, "label"):
        assert "from.lines" in refusal(nothing)

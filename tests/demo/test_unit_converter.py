"""unit-converter: every release's handler, imported by path and called as Kari would."""

import json
from types import ModuleType
from typing import Any

import pytest

from conftest import load, source, versions

ALL = versions("unit-converter")
EXACT = ALL[1:]


def handler(version: str) -> ModuleType:
    return load(source("unit-converter", version) / "handler.py", "unit_converter_handler")


def ask(version: str, **params: Any) -> Any:
    answer = handler(version).run({key.rstrip("_"): value for key, value in params.items()})
    json.dumps(answer, allow_nan=False)  # the host sends it on
    return answer


def error(version: str, **params: Any) -> str:
    answer = ask(version, **params)
    assert set(answer) == {"ok", "error"}
    assert answer["ok"] is False
    return str(answer["error"])


@pytest.mark.parametrize("version", ALL)
@pytest.mark.parametrize(
    ("value", "source_", "target", "result"),
    [(1, "mi", "km", 1.609344), (0, "g", "lb", 0), (-2.5, "m", "cm", -250), (1, "lb", "oz", 16)],
)
def test_conversions(version: str, value: float, source_: str, target: str, result: float) -> None:
    answer = ask(version, value=value, from_=source_, to=target)
    assert answer["ok"] is True
    assert answer["value"] == pytest.approx(result, rel=1e-12)
    assert answer["text"].endswith(f" {target}")


@pytest.mark.parametrize("version", ALL)
@pytest.mark.parametrize(
    "params",
    [
        {},
        {"value": "many", "from": "m", "to": "km"},
        {"value": True, "from": "m", "to": "km"},
        {"value": None, "from": "m", "to": "km"},
        {"value": 1, "from": "m", "to": "kg"},
        {"value": 1, "from": "parsec", "to": "m"},
        {"value": 1, "from": None, "to": "m"},
    ],
)
def test_what_cannot_be_converted_is_answered(version: str, params: dict[str, Any]) -> None:
    assert error(version, **params)


def test_rounding_errors_are_gone() -> None:
    assert ask("0.9.0", value=3, from_="ft", to="yd")["value"] != 1
    for version in EXACT:
        assert ask(version, value=3, from_="ft", to="yd")["text"] == "3 ft = 1 yd"
        assert ask(version, value=7, from_="in", to="mm")["value"] == 177.8


@pytest.mark.parametrize("version", EXACT)
@pytest.mark.parametrize(
    ("value", "source_", "target", "text"),
    [
        (100, "celsius", "F", "100 °C = 212 °F"),
        (-40, "°F", "°C", "-40 °F = -40 °C"),
        (0, "K", "fahrenheit", "0 K = -459.67 °F"),
        ("0.1", "Kilometres", "MILES", "0.1 km = 0.0621371192237 mi"),
        ("1e3", "nautical miles", "km", "1000 nmi = 1852 km"),
        (11, "stone", "kg", "11 st = 69.85322498 kg"),
    ],
)
def test_names_and_temperatures(
    version: str, value: Any, source_: str, target: str, text: str
) -> None:
    assert ask(version, value=value, from_=source_, to=target)["text"] == text


@pytest.mark.parametrize("version", EXACT)
def test_nonsense_is_refused_with_a_reason(version: str) -> None:
    assert "did you mean `mile`" in error(version, value=1, from_="milee", to="km")
    assert "m measures length, kg mass" in error(version, value=1, from_="m", to="kg")
    assert "below absolute zero" in error(version, value=-300, from_="C", to="K")
    for value in (float("nan"), float("inf"), "-Infinity", "1,5", "", "0x10", "9" * 100):
        assert "is not a number" in error(version, value=value, from_="m", to="km")
    for value in ("1e999999999", 1e-200, 10**40):
        assert "is out of range" in error(version, value=value, from_="m", to="km")


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("5 ft 11 in to cm", "5 ft 11 in = 180.34 cm"),
        ("5 in in cm", "5 in = 12.7 cm"),
        ("  3.5GB as GiB? ", "3.5 GB = 3.25962901115 GiB"),
        ("100 km/h → mph", "100 km/h = 62.1371192237 mph"),
        ("20 °C in °F", "20 °C = 68 °F"),
        ("2 imperial-pints to ml", "2 imp-pt = 1136.5225 ml"),
        ("-1.5e2 m to ft", "-150 m = -492.125984252 ft"),
        ("1 ac to m²", "1 ac = 4046.8564224 m²"),
        ("8 bits to B", "8 bit = 1 B"),
    ],
)
def test_questions(query: str, text: str) -> None:
    assert ask("1.1.0", query=query)["text"] == text


@pytest.mark.parametrize(
    ("query", "what"),
    [
        ("", "write an amount"),
        ("5 ft", "write an amount"),
        ("ft to m", "is not a number and a unit"),
        ("5 ft eleven in to cm", "`eleven in` is not a number and a unit"),
        ("20 °C 5 °C to K", "temperatures cannot be added up"),
        ("3 gallons to l", "say `us-gallon` or `imperial-gallon`"),
        ("3 kg 2 m to g", "m measures length, g mass"),
        ("1 m to " + "m" * 300, "at most 200 characters"),
        (7, "`query` is not a text"),
    ],
)
def test_questions_that_make_no_sense(query: Any, what: str) -> None:
    assert what in error("1.1.0", query=query)


def test_many_values() -> None:
    answer = ask("1.1.0", values=[0, "0.5", 1e3], from_="kB", to="B")
    assert answer == {"ok": True, "values": [0.0, 500.0, 1000000.0], "unit": "B"}
    assert "at most 1,000 numbers" in error("1.1.0", values=[1] * 1001, from_="m", to="m")
    assert "is not a number" in error("1.1.0", values=[1, None], from_="m", to="m")
    assert ask("1.1.0", values=[], from_="m", to="m")["values"] == []


@pytest.mark.parametrize("version", ALL)
def test_manifest_describes_the_handler(version: str) -> None:
    root = source("unit-converter", version)
    manifest = json.loads((root / "plugin_manifest.json").read_text())
    assert manifest["version"] == version
    assert callable(getattr(handler(version), manifest["entry_point"]))
    assert manifest["module"].split(".")[-1] == "handler"
    assert (root / "__init__.py").is_file()

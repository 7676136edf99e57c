"""tide-tables: the bundle, imported in Node; heights beside those of another program."""

import base64
import hashlib
import json
import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hosts import javascript, manifest, release

FOLDER = release("plugins", "tide-tables", "1.0.0")
SOURCE = FOLDER / "source"
BUNDLE = SOURCE / "dist" / "index.mjs"

# Heights by UTide 0.3 (github.com/wesleybowman/UTide) with the same constituents, in metres.
REFERENCE = [
    ("harbour-mole", "1990-03-04T05:30:00Z", 4.590),
    ("harbour-mole", "2006-09-22T12:00:00Z", 5.293),
    ("harbour-mole", "2026-07-08T05:00:00Z", 4.739),
    ("harbour-mole", "2026-12-24T18:30:00Z", 0.530),
    ("harbour-mole", "2060-01-02T03:00:00Z", 2.154),
    ("tidepool-bay", "1990-03-04T05:30:00Z", 0.966),
    ("tidepool-bay", "2006-09-22T12:00:00Z", 0.402),
    ("tidepool-bay", "2026-07-08T05:00:00Z", 0.924),
    ("tidepool-bay", "2026-12-24T18:30:00Z", 2.196),
    ("tidepool-bay", "2060-01-02T03:00:00Z", 0.359),
    ("breakwater-gulf", "1990-03-04T05:30:00Z", 0.353),
    ("breakwater-gulf", "2006-09-22T12:00:00Z", 0.715),
    ("breakwater-gulf", "2026-07-08T05:00:00Z", 0.730),
    ("breakwater-gulf", "2026-12-24T18:30:00Z", 1.338),
    ("breakwater-gulf", "2060-01-02T03:00:00Z", 0.392),
]


def ask(function: str, *arguments: Any) -> Any:
    return javascript(BUNDLE, f"return plugin.{function}(...given)", *arguments)


def refusal(function: str, *arguments: Any) -> str:
    """The message with which a call is refused."""
    body = f"try {{ plugin.{function}(...given) }} catch (error) {{ return error.message }}"
    message = javascript(BUNDLE, body, *arguments)
    assert message, "the call was not refused"
    return str(message)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


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
    assert compiled["main"] == "dist/index.mjs"
    assert (compiled["runtime"], compiled["permissions"]["network"]) == ("sandbox", [])


def test_bundle_needs_nothing() -> None:
    code = BUNDLE.read_text(encoding="utf-8")
    for reach in (r"\bimport\b", r"\brequire\b", r"\bfetch\b\(", r"\bprocess\b", r"\bglobalThis\b"):
        assert not re.search(reach, re.sub(r"//.*", "", code)), reach


def test_plugin_registers_its_service() -> None:
    body = """
        const found = {};
        const registerService = (name, service) => { found[name] = service; };
        await plugin.default.init({ registerService });
        const { height, ...rest } = found['tide-tables'];
        return [plugin.default.name, plugin.default.version, Object.keys(rest).sort(),
                height('harbour-mole', '2026-07-08T05:00:00Z')];
    """
    name, version, functions, height = javascript(BUNDLE, body)
    compiled = manifest(FOLDER, "objectstack")
    assert (name, version) == (compiled["id"], compiled["version"])
    assert functions == ["heights", "stations", "turns", "windows"]
    assert height == {"time": "2026-07-08T05:00:00.000Z", "height": 4.74}


def test_stations_are_those_of_the_asset() -> None:
    table = json.loads((SOURCE / "assets" / "stations.json").read_text())["stations"]
    times = ["2026-07-08T00:00:00Z", "2026-07-20T00:00:00Z"]
    for station in table:
        assert {"id": station["id"], "name": station["name"]} in ask("stations")
        bundled = ask("heights", station["id"], *times, 97)
        assert bundled == ask("heights", station, *times, 97)


def test_heights_agree_with_another_program() -> None:
    asked = [[station, time] for station, time, _ in REFERENCE]
    answers = javascript(
        BUNDLE, "return given[0].map((one) => plugin.height(...one).height)", asked
    )
    assert answers == pytest.approx([height for *_, height in REFERENCE], abs=0.02)


def test_one_constituent_is_one_wave() -> None:
    station = {"meanLevel": 2.0, "constituents": {"S2": [1.0, 90.0]}}
    found = ask("turns", station, "2026-01-01T00:00:00Z", "2026-01-03T00:00:00Z")
    assert [one["kind"] for one in found] == ["high", "low"] * 4
    assert [one["height"] for one in found] == [3.0, 1.0] * 4
    assert [one["time"][11:16] for one in found] == ["03:00", "09:00", "15:00", "21:00"] * 2
    still = {"meanLevel": 2.0, "constituents": {"S2": [0.0, 0.0]}}
    assert ask("turns", still, "2026-01-01T00:00:00Z", "2026-01-03T00:00:00Z") == []


@pytest.mark.parametrize(
    ("station", "a_month"),
    [("harbour-mole", range(115, 118)), ("tidepool-bay", range(110, 118))],
)
def test_turns_alternate_and_are_turns(station: str, a_month: range) -> None:
    found = ask("turns", station, "2026-07-01T00:00:00Z", "2026-07-31T00:00:00Z")
    assert len(found) in a_month
    for one, other in pairwise(found):
        assert {one["kind"], other["kind"]} == {"high", "low"}
        assert (one["height"] > other["height"]) == (one["kind"] == "high")
        apart = moment(other["time"]) - moment(one["time"])
        assert timedelta(hours=2) < apart < timedelta(hours=13)
    high = next(one for one in found if one["kind"] == "high")
    around = ask(
        "heights",
        station,
        *((moment(high["time"]) + timedelta(minutes=m)).isoformat() for m in (-60, 60)),
        20,
    )
    assert max(one["height"] for one in around) == high["height"]


def test_windows_are_when_the_depth_is_there() -> None:
    day = ["2026-07-08T00:00:00Z", "2026-07-10T00:00:00Z"]
    found = ask("windows", "harbour-mole", *day, 4.5)
    assert len(found) == 4
    levels = ask("heights", "harbour-mole", *day, 1)
    for level in levels:
        inside = any(one["from"] <= level["time"] <= one["to"] for one in found)
        if abs(level["height"] - 4.5) > 0.02:
            assert inside == (level["height"] > 4.5)
    assert ask("windows", "harbour-mole", *day, 9) == []
    assert ask("windows", "harbour-mole", *day, -9) == [
        {"from": "2026-07-08T00:00:00.000Z", "to": "2026-07-10T00:00:00.000Z"}
    ]


def test_times_in_any_zone() -> None:
    expected = {"time": "2026-07-08T05:00:00.000Z", "height": 4.74}
    epoch = int(datetime(2026, 7, 8, 5, tzinfo=UTC).timestamp() * 1000)
    for time in ("2026-07-08T05:00:00Z", "2026-07-08T07:00:00+02:00", epoch):
        assert ask("height", "harbour-mole", time) == expected


@pytest.mark.parametrize(
    ("function", "arguments", "why"),
    [
        ("height", ["harbour-mole", "2026-07-08T05:00:00"], "has no zone"),
        ("height", ["harbour-mole", "2026-07-08"], "has no zone"),
        ("height", ["harbour-mole", "2026-13-08T05:00:00Z"], "cannot be read"),
        ("height", ["harbour-mole", None], "cannot be read"),
        ("height", ["harbour-mole", "1850-01-01T00:00:00Z"], "only 1900 to 2099"),
        ("height", ["harbour-mole", "2100-01-01T00:00:00Z"], "only 1900 to 2099"),
        ("height", ["atlantis", "2026-07-08T05:00:00Z"], "there are harbour-mole"),
        ("height", [{"meanLevel": 1, "constituents": {}}, 0], "at least one"),
        ("height", [{"constituents": {"M2": [1, 2]}}, 0], "has a meanLevel"),
        ("height", [{"meanLevel": 1, "constituents": {"M9": [1, 2]}}, 0], "is none of M2"),
        ("height", [{"meanLevel": 1, "constituents": {"toString": [1, 2]}}, 0], "is none of M2"),
        ("height", [{"meanLevel": 1, "constituents": {"M2": [-1, 2]}}, 0], "M2 is not"),
        ("height", [{"meanLevel": 1, "constituents": {"M2": 1}}, 0], "M2 is not"),
        ("turns", ["harbour-mole", "2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z"], "before"),
        ("turns", ["harbour-mole", "2026-01-01T00:00:00Z", "2028-01-01T00:00:00Z"], "400 days"),
        ("windows", ["harbour-mole", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"], "metres"),
        ("heights", ["harbour-mole", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", 0], "minute"),
        (
            "heights",
            ["harbour-mole", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", 1],
            "more than 20000 heights",
        ),
    ],
)
def test_nonsense_is_refused_with_a_reason(function: str, arguments: list[Any], why: str) -> None:
    assert why in refusal(function, *arguments)

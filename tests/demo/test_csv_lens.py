"""csv-lens: profiles of small files, and what 0.2.0 no longer gives away."""

import json
from pathlib import Path
from typing import Any

import pytest

from conftest import Run, source, versions

ALL = versions("csv-lens")

SHIPS = """\
name,berth,draught,arrived,cleared,code
Ada,3,4.5,2026-03-01,yes,007
Björn,12,6,2026-02-28,no,012
"Cora, the second",,na,2026-02-30,,013
"""


def script(version: str) -> Path:
    return source("csv-lens", version) / "bin" / "csv-lens"


def profile(run: Run, tmp_path: Path, text: str, *options: str, code: int = 0) -> Any:
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    done = run(script("0.2.0"), "a.csv", *options)
    assert (done.returncode, done.stderr) == (code, "")
    return json.loads(done.stdout)


def columns(profiled: Any, key: str) -> list[Any]:
    return [column[key] for column in profiled["columns"]]


def test_first_release_shows_values(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(SHIPS, encoding="utf-8")
    done = run(script("0.1.0"), "a.csv")
    assert done.returncode == 0
    assert done.stdout.splitlines()[:3] == [
        "name\ttext\t0 missing\tAda, Björn, Cora, the second",
        "berth\tinteger\t1 missing\t3, 12",
        "draught\ttext\t0 missing\t4.5, 6, na",
    ]


def test_types_and_counts(run: Run, tmp_path: Path) -> None:
    found = profile(run, tmp_path, SHIPS)
    assert found["rows"] == 3
    assert columns(found, "name") == ["name", "berth", "draught", "arrived", "cleared", "code"]
    assert columns(found, "type") == ["text", "integer", "number", "mixed", "boolean", "text"]
    assert columns(found, "missing") == [0, 1, 1, 0, 1, 0]
    assert columns(found, "present") == [3, 2, 2, 3, 2, 3]
    assert found["columns"][3]["kinds"] == {"date": 2, "text": 1}
    assert found["uneven"] == {"count": 0, "lines": []}


def test_no_value_is_shown_unless_asked_for(run: Run, tmp_path: Path) -> None:
    text = "person,salary,since\nGrace Hopper,90210.5,2026-01-31\nAlan,5e4,2025-12-01\n"
    shown = json.dumps(profile(run, tmp_path, text))
    for value in ("Grace", "Alan", "90210", "50000", "2026-01-31", "2025-12-01"):
        assert value not in shown
    ranges = profile(run, tmp_path, text, "--ranges")["columns"]
    assert ranges[1]["range"] == [50000.0, 90210.5]
    assert ranges[2]["range"] == ["2025-12-01", "2026-01-31"]
    assert "range" not in ranges[0]


def test_uneven_rows_are_counted(run: Run, tmp_path: Path) -> None:
    found = profile(run, tmp_path, 'a,b\n1,2\n3\n"x\ny",5,6\n7,8\n', code=1)
    assert found["rows"] == 4
    assert found["uneven"] == {"count": 2, "lines": [3, 5]}
    assert columns(found, "missing") == [0, 1]
    assert columns(found, "type") == ["mixed", "integer"]


def test_empty_lines_are_no_rows(run: Run, tmp_path: Path) -> None:
    assert profile(run, tmp_path, "a,b\n1,2\n\n\n")["rows"] == 1
    single = profile(run, tmp_path, "a\n1\n\n")
    assert (single["rows"], columns(single, "missing")) == (2, [1])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_separator_is_found(delimiter: str, run: Run, tmp_path: Path) -> None:
    text = f"\ufeffa{delimiter}b\n1{delimiter}1,5\n" if delimiter != "," else "a,b\n1,x\n"
    found = profile(run, tmp_path, text)
    assert columns(found, "name") == ["a", "b"]
    assert columns(found, "type") == ["integer", "text"]
    forced = profile(run, tmp_path, "a,b\n1,2\n", "--delimiter", "|")
    assert columns(forced, "name") == ["a,b"]


def test_many_different_values_are_not_counted_on(run: Run, tmp_path: Path) -> None:
    text = "id,same\n" + "".join(f"{number},x\n" for number in range(10_050))
    found = profile(run, tmp_path, text)
    assert columns(found, "distinct") == [None, 1]
    assert columns(found, "present") == [10_050, 10_050]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("0", "integer"),
        ("-7", "integer"),
        ("007", "text"),
        (".5", "number"),
        ("1e999", "text"),
        ("inf", "text"),
        ("2026-13-01", "text"),
        ("YES", "boolean"),
        ("NULL", "empty"),
        ("１", "integer"),
    ],
)
def test_single_values(value: str, kind: str, run: Run, tmp_path: Path) -> None:
    assert columns(profile(run, tmp_path, f"a,b\n{value},\n"), "type") == [kind, "empty"]


@pytest.mark.parametrize("version", ALL)
def test_unusable_files(version: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "latin.csv").write_bytes(b"a,b\nGeb\xfchr,1\n")
    for name in ("missing.csv", "latin.csv", "."):
        done = run(script(version), name)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("csv-lens: ")
    (tmp_path / "empty.csv").write_text("")
    done = run(script(version), "empty.csv")
    assert (done.returncode, done.stdout) == (1 if version == "0.1.0" else 2, "")
    assert "no header" in done.stderr


def test_too_many_columns(run: Run, tmp_path: Path) -> None:
    (tmp_path / "wide.csv").write_text(",".join("abc" for _ in range(1_001)) + "\n")
    done = run(script("0.2.0"), "wide.csv")
    assert done.returncode == 2
    assert "1,001 columns, more than 1,000" in done.stderr


@pytest.mark.parametrize("version", ALL)
def test_descriptor_names_the_program(version: str) -> None:
    root = source("csv-lens", version)
    descriptor = json.loads((root.parent / "craik.json").read_text())
    assert [entry["path"] for entry in descriptor["entrypoints"]] == ["bin/csv-lens"]
    assert script(version).stat().st_mode & 0o111 == 0o111
    assert descriptor["publisher"] == "tidepool-labs"

"""fixture-replay-demo: the record's own check commands, run on the fixtures."""

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hosts import CATALOG, release

FOLDER = CATALOG / "integrations" / "fixture-replay-demo"
RECORD: dict[str, Any] = json.loads((FOLDER / "craik.json").read_text(encoding="utf-8"))
COMMANDS = RECORD["check_commands"]


def check(command: str, folder: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run a check command in a folder, with the Python of these tests."""
    program, *arguments = shlex.split(command)
    assert program == "python3"
    return subprocess.run(
        [sys.executable, "-W", "error", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **environment},
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The integration alone, without the catalog around it."""
    return Path(shutil.copytree(FOLDER, tmp_path / "copy"))


@pytest.mark.parametrize("command", COMMANDS)
def test_checks_hold(command: str) -> None:
    before = sorted(CATALOG.rglob("*"))
    done = check(command, FOLDER)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout
    assert sorted(CATALOG.rglob("*")) == before


@pytest.mark.parametrize("command", COMMANDS)
def test_checks_hold_on_the_installed_adapter(command: str, copy: Path) -> None:
    installed = release("adapters", RECORD["adapter_package_id"], "0.1.0") / "source" / "src"
    assert check(command, copy).returncode == 1  # there is no adapter
    assert check(command, copy, PYTHONPATH=str(installed)).returncode == 0


def test_a_changed_recording_is_noticed(copy: Path) -> None:
    installed = release("adapters", RECORD["adapter_package_id"], "0.1.0") / "source" / "src"
    runs = copy / "fixtures" / "runs.jsonl"
    runs.write_text(runs.read_text(encoding="utf-8").replace("16:05", "17:05"), encoding="utf-8")
    done = check("python3 fixtures/check.py replay", copy, PYTHONPATH=str(installed))
    assert (done.returncode, done.stdout) == (1, "request_04: not as expected: outputs\n")
    runs.write_text("{}\n", encoding="utf-8")
    assert (
        check("python3 fixtures/check.py verify", copy, PYTHONPATH=str(installed)).returncode == 1
    )


def test_record_names_what_is_there() -> None:
    assert RECORD["id"] == FOLDER.name
    named = {FOLDER / path for path in RECORD["fixture_paths"]}
    assert named == {path for path in (FOLDER / "fixtures").rglob("*") if path.is_file()}
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert all(command in readme for command in COMMANDS)
    lines = (FOLDER / "fixtures" / "expected.jsonl").read_bytes().splitlines()
    results = [json.loads(line) for line in lines]
    assert [result["status"] for result in results] == [
        *["completed"] * 4,
        *["blocked"] * 2,
        "partial",
        "blocked",
    ]

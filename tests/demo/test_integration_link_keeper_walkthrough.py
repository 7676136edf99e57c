"""link-keeper-walkthrough: its check commands print what it says that they print."""

import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from conftest import CATALOG, Run

HERE = CATALOG / "integrations" / "link-keeper-walkthrough"
RECORD = json.loads((HERE / "craik.json").read_text("utf-8"))
GOVERNANCE = CATALOG / "plugins" / RECORD["plugin_descriptor_id"] / "governance"

# Exit code and the file below `fixtures/expected/` that holds the output, in the record's order.
EXPECTED = ((1, "dead-links.txt"), (1, "dead-links.json"), (0, None))
CHECKS = list(zip(RECORD["check_commands"], EXPECTED, strict=True))


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def governed(kind: str) -> list[dict[str, Any]]:
    """The records of one kind about the plugin, whatever the release."""
    return [json.loads(path.read_text("utf-8")) for path in GOVERNANCE.glob(f"*/{kind}-*.json")]


@pytest.mark.parametrize(("command", "expected"), CHECKS)
def test_check_command(command: str, expected: tuple[int, str | None], run: Run) -> None:
    code, name = expected
    before = contents(HERE)
    program, script, *arguments = shlex.split(command)
    assert program == "python3"  # the one that runs this test stands in for it
    done = run(script, *arguments, cwd=HERE)
    output = (HERE / "fixtures" / "expected" / name).read_text("utf-8") if name else ""
    assert (done.returncode, done.stdout, done.stderr) == (code, output, "")
    assert contents(HERE) == before


def test_both_forms_of_the_answer_agree() -> None:
    expected = HERE / "fixtures" / "expected"
    found = json.loads((expected / "dead-links.json").read_text("utf-8"))
    lines = [f"{d['file']}:{d['line']}:{d['column']}: {d['problem']}" for d in found["dead"]]
    assert lines == (expected / "dead-links.txt").read_text("utf-8").splitlines()
    assert found["files"] == len(list((HERE / "fixtures" / "tiny-docs").rglob("*.md")))


def test_readme_shows_what_is_printed() -> None:
    readme = (HERE / "README.md").read_text("utf-8")
    expected = (HERE / "fixtures" / "expected" / "dead-links.txt").read_text("utf-8")
    assert "".join(f"    {line}\n" for line in expected.splitlines()) in readme
    assert f"    {RECORD['check_commands'][0]}\n" in readme


def test_record_rests_on_what_is_there() -> None:
    assert RECORD["id"] == HERE.name
    assert all((HERE / path).is_dir() for path in RECORD["fixture_paths"])
    receipts = {receipt["id"]: receipt["result"] for receipt in governed("receipt")}
    found = json.loads((HERE / "fixtures/expected/dead-links.json").read_text("utf-8"))
    for identity in RECORD["receipt_ids"]:
        assert receipts[identity]["status"] == "passed"
        told = receipts[identity]["metadata"]
        assert (told["files"], told["dead"]) == (found["files"], len(found["dead"]))
    evidence = {path.stem for path in GOVERNANCE.glob("*/evidence/*.yml")}
    assert set(RECORD["provenance_ids"]) <= evidence

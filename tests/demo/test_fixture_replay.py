"""fixture-replay: recordings in, the same results out, every time."""

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hosts import imported, manifest, release

FOLDER = release("adapters", "fixture-replay", "0.1.0")
HEAD = {"format": "fixture-replay", "version": 1, "recorded": "2026-06-20T10:00:00Z"}


@pytest.fixture
def package() -> Iterator[ModuleType]:
    with imported(FOLDER, "fixture_replay") as module:
        yield module


def request_for(prompt: Any, **more: Any) -> dict[str, Any]:
    request: dict[str, Any] = {
        "schema": "craik.runner_adapter_request",
        "version": "0.1.0",
        "id": "request_1",
        "task_id": "task_1",
        "runner": {"id": "fixture-replay"},
        "context": {"prompt": prompt},
        "created_at": "2026-06-24T09:00:00Z",
    }
    return request | more


def lines(*values: Any) -> bytes:
    return b"".join(json.dumps(value).encode() + b"\n" for value in values)


def replay(package: ModuleType, *runs: dict[str, Any]) -> Any:
    return package.FixtureReplay(package.read_recordings(lines(HEAD, *runs)))


def program(*arguments: object, given: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    """Run the adapter as a program."""
    return subprocess.run(
        [sys.executable, "-B", "-W", "error", "-m", "fixture_replay", *map(str, arguments)],
        input=given,
        capture_output=True,
        timeout=60,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(FOLDER / "source" / "src")},
        check=False,
    )


def test_recorded_run_comes_back(package: ModuleType) -> None:
    run = {
        "prompt": "How deep is berth 4?",
        "status": "partial",
        "summary": "Guessed.",
        "outputs": {"answer": "6 m", "sure": False},
        "diagnostics": ["The chart was not found."],
    }
    result = replay(package, run).run(request_for("How deep is berth 4?"))
    for key in ("status", "summary", "outputs", "diagnostics"):
        assert result[key] == run[key]
    assert (result["id"], result["created_at"]) == (
        "runner_result_request_1",
        "2026-06-24T09:00:00Z",
    )
    assert result["runner"]["mode"] == "fixture"


def test_line_ends_and_white_space_around_do_not_count(package: ModuleType) -> None:
    runner = replay(package, {"prompt": "One.\nTwo.\n"}, {"prompt": "One. Two."})
    assert runner.run(request_for("\r\nOne.\r\nTwo."))["status"] == "completed"
    assert runner.left() == 1
    assert runner.run(request_for("One.\n\nTwo."))["status"] == "blocked"


def test_repetitions_come_in_order_and_run_out(package: ModuleType) -> None:
    runs = [{"prompt": "Free?", "outputs": {"n": number}} for number in range(3)]
    runner = replay(package, runs[0], {"prompt": "Other"}, *runs[1:])
    answers = [runner.run(request_for("Free?")) for _ in range(4)]
    assert [answer["outputs"].get("n") for answer in answers] == [0, 1, 2, None]
    assert (answers[3]["status"], answers[3]["summary"]) == (
        "blocked",
        "The recordings of this prompt are used up.",
    )
    assert runner.left() == 1


def test_what_was_not_recorded_is_blocked(package: ModuleType) -> None:
    runner = replay(package, {"prompt": "Is berth 4 free?"}, {"prompt": "Who is the agent?"})
    near = runner.run(request_for("Is berth 5 free?"))
    assert near["status"] == "blocked"
    assert near["diagnostics"] == ["The closest is: Is berth 4 free?"]
    assert runner.run(request_for("???"))["diagnostics"] == []


@pytest.mark.parametrize(
    ("data", "problems"),
    [
        (b"", ["1: the first line is no"]),
        (lines({"prompt": "x"}), ["1: the first line is no"]),
        (lines({"format": "fixture-replay", "version": True}), ["1: the first line is no"]),
        (lines(HEAD, [], {"prompt": " "}), ["2: no object", "3: there is no prompt"]),
        (lines(HEAD) + b"{\n", ["2: no JSON"]),
        (lines(HEAD) + b"\xff\n", ["2: no JSON"]),
        (lines(HEAD) + b"[" * 100_000, ["2: no JSON"]),
        (
            lines(HEAD, {"prompt": 7, "status": "great", "summary": 1, "outputs": [], "x": 1}),
            [
                "2: there is no prompt",
                "2: the status",
                "2: the summary",
                "2: the outputs",
                "2: `x`",
            ],
        ),
        (lines(HEAD, {"prompt": "x", "diagnostics": ["a", 1]}), ["2: the diagnostics"]),
    ],
)
def test_every_problem_of_a_file_is_told(
    data: bytes, problems: list[str], package: ModuleType, tmp_path: Path
) -> None:
    with pytest.raises(package.FixtureError) as caught:
        package.read_recordings(data)
    assert len(caught.value.problems) == len(problems)
    assert all(a.startswith(b) for a, b in zip(caught.value.problems, problems, strict=True))
    (tmp_path / "runs.jsonl").write_bytes(data)
    done = program("verify", tmp_path / "runs.jsonl")
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.count(b"fixture-replay: ") == len(problems)


def test_large_files_are_refused(package: ModuleType) -> None:
    with pytest.raises(package.FixtureError, match="16777216 are the most"):
        package.read_recordings(b" " * (16 * 1024 * 1024 + 1))
    many = lines(HEAD) + lines({"prompt": "x"}) * 10_001
    with pytest.raises(package.FixtureError, match="10001 recordings"):
        package.read_recordings(many)


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        (None, "not an object"),
        (request_for("x", schema="craik.task_request"), "is not a craik.runner_adapter_request"),
        ({"id": "x"}, "has no task_id, runner, context, created_at"),
        (request_for("x", runner={"id": "shell-runner"}), "is for 'shell-runner'"),
        (request_for(""), "has no prompt"),
        (request_for("x", context=[]), "has no prompt"),
    ],
)
def test_requests_that_cannot_be_used(request_: Any, why: str, package: ModuleType) -> None:
    with pytest.raises(package.RequestError, match=why):
        replay(package, {"prompt": "x"}).run(request_)


def test_same_bytes_every_time(tmp_path: Path) -> None:
    runs = tmp_path / "runs.jsonl"
    runs.write_bytes(lines(HEAD, {"prompt": "Tiefe?", "outputs": {"z": "6,2 m – gelotet", "a": 1}}))
    given = lines(request_for("Tiefe?"), request_for("Höhe?", id="\ud800"))
    first, second = (program("run", runs, given=given) for _ in range(2))
    assert (first.returncode, first.stderr) == (0, b"")
    assert first.stdout == second.stdout
    results = [json.loads(line) for line in first.stdout.splitlines()]
    assert [result["status"] for result in results] == ["completed", "blocked"]
    assert results[1]["request_id"] == "\ud800"
    assert "– gelotet".encode() in first.stdout


def test_check_finds_every_difference(tmp_path: Path) -> None:
    runs, requests, expected = (tmp_path / f"{name}.jsonl" for name in ("r", "q", "e"))
    runs.write_bytes(lines(HEAD, {"prompt": "A", "outputs": {"n": 1}}, {"prompt": "B"}))
    requests.write_bytes(lines(request_for("A", id="a"), request_for("B", id="b")))
    expected.write_bytes(program("run", runs, given=requests.read_bytes()).stdout)
    done = program("check", runs, requests, expected)
    assert (done.returncode, done.stdout) == (0, b"2 results, all as expected\n")
    runs.write_bytes(lines(HEAD, {"prompt": "A", "outputs": {"n": True}}, {"prompt": "C"}))
    done = program("check", runs, requests, expected)
    assert (done.returncode, done.stdout.decode().splitlines()) == (
        1,
        ["a: not as expected: outputs", "b: not as expected: status, summary"],
    )
    expected.write_bytes(expected.read_bytes().splitlines(keepends=True)[0])
    done = program("check", runs, requests, expected)
    assert (done.returncode, done.stdout.splitlines()[0]) == (1, b"2 results, and 1 are expected")


def test_unusable_files(tmp_path: Path) -> None:
    runs = tmp_path / "runs.jsonl"
    runs.write_bytes(lines(HEAD, {"prompt": "A"}))
    for arguments, given, why in (
        (("verify", tmp_path / "missing.jsonl"), b"", b"No such file"),
        (("run", tmp_path), b"", b"directory"),
        (("run", runs), b"{", b"1: no JSON"),
        (("run", runs), lines(request_for("A", id="a"), {}), b"request 2: the request has no id"),
        (("check", runs, runs, runs), b"", b"request 1: the request is not a craik."),
    ):
        done = program(*arguments, given=given)
        assert done.returncode == 2
        assert done.stderr.startswith(b"fixture-replay: ")
        assert why in done.stderr
        assert b"Traceback" not in done.stderr


def test_package_describes_the_code(package: ModuleType) -> None:
    record = manifest(FOLDER, "craik")
    project = tomllib.loads((FOLDER / "source" / "pyproject.toml").read_text())["project"]
    paths = {entry["kind"]: entry["path"] for entry in record["entrypoints"]}
    name, _, attribute = paths["module"].partition(":")
    assert getattr(sys.modules[name], attribute) is package.FixtureReplay
    assert package.ADAPTER_VERSION == record["package_version"] == project["version"]
    metadata = package.FixtureReplay([]).metadata
    assert metadata["capabilities"] == record["capability_surfaces"]
    assert [metadata["mode"]] == record["compatibility"]["runner_modes"]
    assert project["dependencies"] == []
    assert list(project["scripts"]) == [paths["command"]] == [record["id"]]

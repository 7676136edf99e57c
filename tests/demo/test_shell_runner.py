"""shell-runner: prompts to real commands, and what becomes of their answers."""

import json
import os
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hosts import CATALOG, imported, manifest, release

ALL = ["0.1.0", "0.2.0"]

# The keys of a `craik.runner_adapter_result` 0.1.0; Craik refuses others.
RESULT_KEYS = {
    *("schema", "version", "id", "request_id", "task_id", "runner", "status", "summary"),
    *("outputs", "receipt_ids", "handoff_id", "memory_proposal_ids", "artifacts", "diagnostics"),
    "created_at",
}


@pytest.fixture(params=ALL)
def package(request: pytest.FixtureRequest) -> Iterator[ModuleType]:
    with imported(release("adapters", "shell-runner", request.param), "shell_runner") as module:
        yield module


@pytest.fixture
def latest() -> Iterator[ModuleType]:
    with imported(release("adapters", "shell-runner", ALL[-1]), "shell_runner") as module:
        yield module


def request_for(prompt: Any = "How deep is berth 4?", **more: Any) -> dict[str, Any]:
    request: dict[str, Any] = {
        "schema": "craik.runner_adapter_request",
        "version": "0.1.0",
        "id": "request_1",
        "task_id": "task_1",
        "runner": {"id": "shell-runner"},
        "task_request_id": "task_1",
        "case_file_id": "case_1",
        "policy_envelope_id": "policy_1",
        "expected_output_schemas": [],
        "context": {"prompt": prompt},
        "created_at": "2026-03-17T09:00:00Z",
    }
    return request | more


def python(script: str, *arguments: str) -> list[str]:
    """A command that runs a bit of Python."""
    return [sys.executable, "-I", "-c", script, *arguments]


def program(
    version: str, *arguments: str, given: bytes, **environment: str
) -> "subprocess.CompletedProcess[bytes]":
    """Run the adapter as a program."""
    source = release("adapters", "shell-runner", version) / "source" / "src"
    return subprocess.run(
        [sys.executable, "-B", "-W", "error", "-m", "shell_runner", *arguments],
        input=given,
        capture_output=True,
        timeout=60,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(source), **environment},
        check=False,
    )


def is_running(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_prompt_goes_in_and_answer_comes_out(package: ModuleType) -> None:
    upper = python("import sys; print(sys.stdin.read().upper())")
    result = package.ShellRunner(upper).run(request_for("wie tief?\nÖrtlich"))
    assert result.keys() == RESULT_KEYS
    assert (result["status"], result["outputs"]["answer"]) == ("completed", "WIE TIEF?\nÖRTLICH\n")
    assert (result["request_id"], result["task_id"]) == ("request_1", "task_1")
    assert result["created_at"] == "2026-03-17T09:00:00Z"
    assert result["runner"]["mode"] == "prompt-handoff"
    assert "process.run" in result["runner"]["capabilities"]


def test_prompt_is_never_part_of_the_command(package: ModuleType, tmp_path: Path) -> None:
    prompt = f"$(touch {tmp_path}/one); touch {tmp_path}/two `touch {tmp_path}/three`"
    echo = python("import sys; print(sys.argv[1:], sys.stdin.read())", "$HOME;*")
    result = package.ShellRunner(echo).run(request_for(prompt))
    assert result["outputs"]["answer"] == f"['$HOME;*'] {prompt}\n"
    assert list(tmp_path.iterdir()) == []


def test_bad_endings(package: ModuleType) -> None:
    run = lambda command: package.ShellRunner(command).run(request_for())  # noqa: E731
    failed = run(python("import sys; sys.exit('no chart for berth 4')"))
    assert (failed["status"], failed["outputs"]["exit_code"]) == ("failed", 1)
    assert failed["diagnostics"] == ["no chart for berth 4\n"]
    silent = run(python("pass"))
    assert (silent["status"], silent["outputs"]["exit_code"]) == ("partial", 0)
    missing = run(["no-such-command-at-all"])
    assert (missing["status"], missing["outputs"]["exit_code"]) == ("blocked", None)
    forbidden = run([str(CATALOG / "marketplace.yml")])
    assert forbidden["status"] == "blocked"
    loud = run(python("import sys; sys.stderr.write('x' * 9000 + 'END'); sys.exit(3)"))
    assert loud["diagnostics"] == ["x" * 1997 + "END"]


def test_time_limit_ends_the_command_and_its_children(package: ModuleType) -> None:
    script = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-I', '-c', 'import time; time.sleep(60)'])\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    result = package.ShellRunner(python(script), timeout=1.5).run(request_for())
    assert (result["status"], result["outputs"]["exit_code"]) == ("failed", None)
    assert "more than 1.5 seconds" in result["summary"]
    child = int(result["outputs"]["answer"])
    for _ in range(100):  # the system takes its time to bury it
        if not is_running(child):
            break
        time.sleep(0.05)
    assert not is_running(child)


def test_environment_is_kept_back(package: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARBOUR_KEY", "very private")
    monkeypatch.setenv("LANG", "C.UTF-8")
    show = python("import os; print(sorted(os.environ))")
    answer = package.ShellRunner(show).run(request_for())["outputs"]["answer"]
    assert "'LANG'" in answer
    assert "HARBOUR_KEY" not in answer


def test_command_runs_where_it_should(package: ModuleType, tmp_path: Path) -> None:
    where = python("import os; print(os.getcwd())")
    result = package.ShellRunner(where, cwd=str(tmp_path)).run(request_for())
    assert result["outputs"]["answer"].strip() == str(tmp_path.resolve())


def test_command_need_not_listen(package: ModuleType) -> None:
    deaf = python("print('done')")
    result = package.ShellRunner(deaf).run(request_for("x" * 1_000_000))
    assert (result["status"], result["outputs"]["answer"]) == ("completed", "done\n")


def test_bytes_that_are_no_text(package: ModuleType) -> None:
    odd = python("import sys; sys.stdout.buffer.write(b'M\\xfche\\n')")
    assert package.ShellRunner(odd).run(request_for())["outputs"]["answer"] == "M\ufffdhe\n"
    assert package.ShellRunner(odd).run(request_for("lone \ud800"))["status"] == "completed"


def test_fixtures_start_nothing(package: ModuleType) -> None:
    context = {"prompt": "How deep?", "fixture_answer": "6.2 m"}
    result = package.ShellRunner().run(request_for(context=context))
    assert (result["status"], result["outputs"]["answer"]) == ("completed", "6.2 m")
    assert result["runner"]["mode"] == "fixture"
    assert "process.run" not in result["runner"]["capabilities"]
    assert package.ShellRunner().run(request_for(context=context)) == result


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        ([], "not an object"),
        (request_for() | {"schema": "craik.task_request"}, "is not a craik.runner_adapter_request"),
        (request_for() | {"version": "0.2.0"}, "is not a craik.runner_adapter_request 0.1.0"),
        ({"id": "x", "context": {}}, "has no task_id, runner, created_at"),
        (request_for() | {"context": "x"}, "context is not an object"),
        (request_for() | {"runner": {"id": "codex"}}, "is for 'codex'"),
        (request_for() | {"runner": None}, "is for 'None'"),
        (request_for("  "), "has no prompt"),
        (request_for(7), "has no prompt"),
    ],
)
def test_requests_that_cannot_be_used(request_: Any, why: str, package: ModuleType) -> None:
    with pytest.raises(package.RequestError, match=why):
        package.ShellRunner(python("print('never')")).run(request_)


def test_structured_answers(latest: ModuleType) -> None:
    asked = request_for(expected_output_schemas=["harbour.depth"])

    def answer(text: str) -> dict[str, Any]:
        return latest.ShellRunner(python(f"print({text!r})")).run(asked)

    for text in ('{"depth": 6.2}', '```json\n{"depth": 6.2}\n```'):
        result = answer(text)
        assert (result["status"], result["outputs"]["structured"]) == ("completed", {"depth": 6.2})
    for text in ("6.2 m", "[6.2]", '{"depth": NaN}', "{" * 100_000, '{"depth": 6.2} or so'):
        result = answer(text)
        assert (result["status"], "structured" in result["outputs"]) == ("partial", False)
    plain = latest.ShellRunner(python("print('6.2 m')")).run(request_for())
    assert plain["status"] == "completed"


def test_answers_are_bounded(latest: ModuleType) -> None:
    flood = python("for _ in range(40): print('é' * 50_000)")
    result = latest.ShellRunner(flood).run(request_for())
    assert result["status"] == "partial"
    assert "more than 1,000,000 bytes" in result["summary"]
    kept = result["outputs"]["answer"]
    assert 999_998 <= len(kept.encode()) <= 1_000_000
    assert "\ufffd" not in kept


def test_what_looks_like_a_secret_is_taken_out(latest: ModuleType) -> None:
    secrets = [
        "Bearer abcdefgh12345678",
        "token=" + "hunter2",
        "--password " + "hunter2",
        "ghp_" + "A" * 36,
        "https://" + "ada:hunter2@harbour.example/",
        "-----BEGIN OPENSSH PRIVATE " + "KEY-----\nhunter2\n-----END OPENSSH PRIVATE KEY-----",
    ]
    text = "\n".join(["The depth is 6.2 m.", *secrets, "The secret is patience."])
    command = python(f"import sys; print({text!r}); sys.stderr.write('api_key=hunter2')")
    result = latest.ShellRunner(command).run(request_for())
    answer = result["outputs"]["answer"]
    for private in ("hunter2", "abcdefgh12345678", "AAAA"):
        assert private not in json.dumps(result)
    assert answer.count("[REDACTED]") == 6
    assert answer.startswith("The depth is 6.2 m.\n")
    assert answer.endswith("The secret is patience.\n")
    assert result["diagnostics"] == ["api_key=[REDACTED]", "7 of its words looked like secrets."]


def test_named_variables_are_passed_on(latest: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARBOUR_KEY", "shared")
    monkeypatch.setenv("OTHER_KEY", "private")
    show = python("import os; print(os.environ.get('HARBOUR_KEY'), os.environ.get('OTHER_KEY'))")
    runner = latest.ShellRunner(show, pass_environment=["HARBOUR_KEY", "NOT_SET"])
    result = runner.run(request_for())
    assert result["outputs"]["answer"] == "shared None\n"
    assert "environment.read" in result["runner"]["capabilities"]


def test_children_end_with_a_command_in_time(latest: ModuleType) -> None:
    script = (
        "import subprocess, sys\n"
        "command = [sys.executable, '-I', '-c', 'import time; time.sleep(60)']\n"
        "print(subprocess.Popen(command, stdout=subprocess.DEVNULL).pid)\n"
    )
    result = latest.ShellRunner(python(script)).run(request_for())
    assert result["status"] == "completed"
    child = int(result["outputs"]["answer"])
    for _ in range(100):
        if not is_running(child):
            break
        time.sleep(0.05)
    assert not is_running(child)


@pytest.mark.parametrize("version", ALL)
def test_as_a_program(version: str) -> None:
    given = json.dumps(request_for("tief?")).encode()
    reverse = python("import sys; print(sys.stdin.read()[::-1])")
    done = program(version, "--timeout", "30", "--", *reverse, given=given)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["outputs"]["answer"] == "?feit\n"
    context = {"fixture_answer": "6.2 m"}
    given = json.dumps(request_for(context=context)).encode()
    assert json.loads(program(version, "--fixture", given=given).stdout)["status"] == "completed"


@pytest.mark.parametrize("version", ALL)
def test_program_says_what_it_cannot_use(version: str) -> None:
    for given, why in (
        (b"{", b"is no JSON"),
        (b"\xff", b"is no JSON"),
        (b"[" * 100_000, b"is no JSON"),
        (b"{}", b"has no id, task_id"),
    ):
        done = program(version, "--fixture", given=given)
        assert (done.returncode, done.stdout) == (2, b"")
        assert done.stderr.startswith(b"shell-runner: the request ")
        assert why in done.stderr
    for arguments in ([], ["--fixture", "--", "cat"], ["--timeout", "0", "--", "cat"]):
        done = program(version, *arguments, given=b"")
        assert done.returncode == 2
        assert b"Traceback" not in done.stderr


def test_program_passes_named_variables_on() -> None:
    show = python("import os; print(os.environ.get('A'), os.environ.get('B'))")
    given = json.dumps(request_for()).encode()
    done = program("0.2.0", "--pass-env", "A", "--", *show, given=given, A="1", B="2")
    assert json.loads(done.stdout)["outputs"]["answer"] == "1 None\n"


@pytest.mark.parametrize("version", ALL)
def test_package_describes_the_code(version: str) -> None:
    folder = release("adapters", "shell-runner", version)
    record = manifest(folder, "craik")
    project = tomllib.loads((folder / "source" / "pyproject.toml").read_text())["project"]
    paths = {entry["kind"]: entry["path"] for entry in record["entrypoints"]}
    with imported(folder, "shell_runner") as module:
        assert module.ADAPTER_VERSION == version == record["package_version"] == project["version"]
        name, _, attribute = paths["module"].partition(":")
        assert getattr(sys.modules[name], attribute) is module.ShellRunner
        widest: dict[str, Any] = {"pass_environment": ["A"]} if version != "0.1.0" else {}
        handed = module.ShellRunner(["cat"], **widest).metadata
        assert sorted(handed["capabilities"]) == record["capability_surfaces"]
        modes = {handed["mode"], module.ShellRunner().metadata["mode"]}
        assert sorted(modes) == record["compatibility"]["runner_modes"]
    assert project["dependencies"] == []
    assert list(project["scripts"]) == [paths["command"]] == [record["id"]]

"""commit-guard: events of both hosts in, decisions out; a real repository for its commits."""

import json
from pathlib import Path
from typing import Any

import pytest

from conftest import Run, source, versions

# Put together here, so that no scanner takes this file for a leak.
AWS_KEY = "AKIA" + "ABCDEFGHIJKLMNOP"
GITHUB_TOKEN = "ghp" + "_" + "a1B2" * 10
PRIVATE_KEY = "-----BEGIN RSA " + "PRIVATE KEY-----"
CONFLICT = "<<<<<<< ours\na = 1\n=======\na = 2\n>>>>>>> theirs\n"

ALL = versions("commit-guard")
LATER = ALL[1:]


def script(version: str, name: str = "guard") -> Path:
    return source("commit-guard", version) / "scripts" / f"{name}.py"


def claude(tool: str, arguments: dict[str, Any], cwd: Path, event: str = "PreToolUse") -> Any:
    return {
        "session_id": "s1",
        "cwd": str(cwd),
        "hook_event_name": event,
        "tool_name": tool,
        "tool_input": arguments,
    }


def caliban(tool: str, arguments: dict[str, Any], event: str = "PreToolUse") -> Any:
    return {
        "hookEventName": event,
        "session_id": "",
        "turn_index": 3,
        "tool": {"name": tool, "useId": "t1", "input": arguments},
    }


def denied(output: str) -> str:
    verdict = json.loads(output)["hookSpecificOutput"]
    assert verdict["hookEventName"] == "PreToolUse"
    assert verdict["permissionDecision"] == "deny"
    return str(verdict["permissionDecisionReason"])


@pytest.mark.parametrize("version", ALL)
def test_harmless_write_passes_in_silence(version: str, run: Run, tmp_path: Path) -> None:
    write = {"file_path": "a.py", "content": "password = read_password()\n"}
    done = run(script(version), given=claude("Write", write, tmp_path))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("version", ALL)
@pytest.mark.parametrize(
    ("text", "what"),
    [
        (f"key = {AWS_KEY}\n", "line 1: an AWS access key"),
        (f"\n\n# {GITHUB_TOKEN}\n", "line 3: a GitHub token"),
        (PRIVATE_KEY, "line 1: a private key"),
        ('"password": "correct horse battery"', "line 1: a password in the text"),
        ("x = 1\n" + CONFLICT, "line 2: a conflict marker"),
        ("x" * 1_000_001, "1,000,001 bytes, more than 1,000,000"),
    ],
)
def test_harmful_write_is_denied_for_both_hosts(
    version: str, text: str, what: str, run: Run, tmp_path: Path
) -> None:
    for event in (
        claude("Write", {"file_path": "a.py", "content": text}, tmp_path),
        caliban("Write", {"path": "a.py", "content": text}),
    ):
        done = run(script(version), given=event)
        assert done.returncode == 0
        reason = denied(done.stdout)
        assert reason.startswith("commit-guard: a.py: ")
        assert what in reason
        assert AWS_KEY not in reason
        assert GITHUB_TOKEN not in reason


@pytest.mark.parametrize("version", ALL)
def test_edits_are_judged_by_what_they_write(version: str, run: Run, tmp_path: Path) -> None:
    mending = {"file_path": "a", "old_string": CONFLICT, "new_string": "a = 2\n"}
    assert run(script(version), given=claude("Edit", mending, tmp_path)).stdout == ""
    edits = {"path": "a", "edits": [{"old_string": "k", "new_string": f"k = {AWS_KEY}"}]}
    assert "AWS" in denied(run(script(version), given=caliban("MultiEdit", edits)).stdout)


@pytest.mark.parametrize("version", ALL)
@pytest.mark.parametrize("event", ["", "not json", "[]", "{}", '{"tool_input": 3}', '{"tool": {}}'])
def test_unreadable_event_denies(version: str, event: str, run: Run) -> None:
    done = run(script(version), given=event)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("commit-guard cannot read the event: ")


def test_rst_heading_was_a_false_alarm(run: Run, tmp_path: Path) -> None:
    event = claude("Write", {"file_path": "a.rst", "content": "Harbour\n=======\n"}, tmp_path)
    assert "conflict" in denied(run(script("1.0.0"), given=event).stdout)
    for version in LATER:
        assert run(script(version), given=event).stdout == ""


def test_placeholder_was_a_false_alarm(run: Run, tmp_path: Path) -> None:
    for value in ("your-password-here", "${DB_PASSWORD}", "********", "<password>"):
        event = claude("Write", {"file_path": "a", "content": f'password = "{value}"'}, tmp_path)
        assert "password" in denied(run(script("1.0.0"), given=event).stdout)
        for version in LATER:
            assert run(script(version), given=event).stdout == ""


@pytest.mark.parametrize("version", LATER)
def test_file_is_judged_again_after_the_edit(version: str, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "settings.ini"
    file.write_text(f"[aws]\nkey = {AWS_KEY}\n")
    edit = {"file_path": str(file), "old_string": "x", "new_string": "AK"}
    done = run(script(version), given=claude("Edit", edit, tmp_path, "PostToolUse"))
    answer = json.loads(done.stdout)
    assert answer["decision"] == "block"
    assert answer["reason"] == "commit-guard: settings.ini: line 2: an AWS access key"
    file.unlink()
    gone = run(script(version), given=claude("Edit", edit, tmp_path, "PostToolUse"))
    assert (gone.returncode, gone.stdout) == (0, "")


@pytest.mark.parametrize("version", LATER)
def test_project_settings(version: str, run: Run, tmp_path: Path) -> None:
    settings = tmp_path / ".commit-guard.json"
    event = claude("Write", {"file_path": "fixtures/a", "content": AWS_KEY}, tmp_path)
    settings.write_text('{"ignore": ["fixtures/*"]}')
    assert run(script(version), given=event).stdout == ""
    settings.write_text('{"allow": ["aws-key"]}')
    assert run(script(version), given=event).stdout == ""
    settings.write_text('{"max_bytes": 10}')
    assert "20 bytes, more than 10" in denied(run(script(version), given=event).stdout)


@pytest.mark.parametrize("version", LATER)
@pytest.mark.parametrize(
    "text", ["{", "[]", '{"ignroe": ["*"]}', '{"max_bytes": true}', '{"allow": "aws-key"}']
)
def test_bad_settings_leave_the_defaults(version: str, text: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / ".commit-guard.json").write_text(text)
    event = claude("Write", {"file_path": "a", "content": AWS_KEY}, tmp_path)
    done = run(script(version), given=event)
    assert "AWS" in denied(done.stdout)
    assert done.stderr.startswith("commit-guard uses its defaults: .commit-guard.json: ")


def bash(command: str, cwd: Path) -> Any:
    return claude("Bash", {"command": command}, cwd)


def test_staged_secret_stops_the_commit(run: Run, project: Path) -> None:
    (project / "deploy.sh").write_text(f"export KEY={AWS_KEY}\n")
    (project / "image.bin").write_bytes(b"\0" + AWS_KEY.encode())
    guard = script("2.0.0")
    assert run(guard, given=bash("git commit -m x", project)).stdout == ""  # nothing is staged
    run("git", "add", ".", cwd=project)
    reason = denied(run(guard, given=bash("git commit -m x", project)).stdout)
    assert reason == "commit-guard: the commit: deploy.sh: line 1: an AWS access key"
    # What counts is the index, not the working tree.
    (project / "deploy.sh").write_text("echo\n")
    assert "deploy.sh" in denied(run(guard, given=bash("git commit -m x", project)).stdout)
    run("git", "add", ".", cwd=project)
    assert run(guard, given=bash("git commit -m x", project)).stdout == ""
    assert run("git", "commit", "-q", "-m", "x", cwd=project).returncode == 0


def test_large_file_stops_the_commit(run: Run, project: Path) -> None:
    (project / ".commit-guard.json").write_text('{"max_bytes": 100}')
    (project / "data.csv").write_text("a,b\n" * 50)
    run("git", "add", "data.csv", cwd=project)
    reason = denied(run(script("2.0.0"), given=bash("git commit", project)).stdout)
    assert reason == "commit-guard: the commit: data.csv: 200 bytes, more than 100"


@pytest.mark.parametrize(
    "command",
    [
        "git add . && git commit -m 'all of it'",
        "cd sub && git commit -am x",
        "git -C sub -c user.name=Ada commit --all",
        "TZ=UTC git commit --author 'Ada <a@b>' new.txt",
        "git status; git commit -m x -- new.txt",
        "git add new.txt\ngit commit -m \"it's",
    ],
)
def test_command_that_stages_is_seen_through(command: str, run: Run, project: Path) -> None:
    (project / "sub").mkdir()
    (project / "new.txt").write_text(PRIVATE_KEY)
    reason = denied(run(script("2.0.0"), given=bash(command, project)).stdout)
    assert reason == "commit-guard: the commit: new.txt: line 1: a private key"


@pytest.mark.parametrize(
    "command",
    [
        "git commit -m 'all about it'",
        "git commit -m -a",
        "echo git commit -a",
        "git log --all",
        "git config alias.commit x",
        "ls -a",
        "",
    ],
)
def test_command_that_stages_nothing_passes(command: str, run: Run, project: Path) -> None:
    (project / "new.txt").write_text(PRIVATE_KEY)
    done = run(script("2.0.0"), given=bash(command, project))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_commit_outside_of_a_repository_is_left_to_git(run: Run, tmp_path: Path) -> None:
    done = run(script("2.0.0"), given=bash("git commit -m x", tmp_path))
    assert (done.returncode, done.stdout) == (0, "")


def test_index_that_git_cannot_read_denies(run: Run, project: Path) -> None:
    (project / ".git" / "index").write_bytes(b"garbage")
    reason = denied(run(script("2.0.0"), given=bash("git commit -m x", project)).stdout)
    assert "what would be committed cannot be seen" in reason


def talk(run: Run, cwd: Path, *messages: Any) -> list[Any]:
    lines = "".join(
        (text if isinstance(text, str) else json.dumps(text)) + "\n" for text in messages
    )
    done = run(script("2.0.0", "server"), given=lines, cwd=cwd)
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


def request(identity: int, method: str, **parameters: Any) -> Any:
    return {"jsonrpc": "2.0", "id": identity, "method": method, "params": parameters}


def test_server_introduces_itself(run: Run, tmp_path: Path) -> None:
    hello, older, tools = talk(
        run,
        tmp_path,
        request(1, "initialize", protocolVersion="2099-01-01"),
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        request(2, "initialize", protocolVersion="2024-11-05"),
        request(3, "tools/list"),
    )
    assert hello["result"]["protocolVersion"] == "2025-06-18"
    assert hello["result"]["serverInfo"] == {"name": "commit-guard", "version": "2.0.0"}
    assert older["result"]["protocolVersion"] == "2024-11-05"
    assert [tool["name"] for tool in tools["result"]["tools"]] == ["scan_text", "scan_commit"]


def test_server_scans(run: Run, project: Path) -> None:
    (project / "a").write_text(GITHUB_TOKEN)
    run("git", "add", "a", cwd=project)
    (project / "b").write_text(CONFLICT)
    answers = talk(
        run,
        project,
        request(1, "tools/call", name="scan_text", arguments={"text": f"a\n{AWS_KEY}"}),
        request(2, "tools/call", name="scan_text", arguments={"text": "a"}),
        request(3, "tools/call", name="scan_commit", arguments={}),
        request(4, "tools/call", name="scan_commit", arguments={"unstaged": True}),
    )
    texts = [answer["result"]["content"][0]["text"] for answer in answers]
    assert texts[0] == "line 2: an AWS access key"
    assert texts[1] == "Nothing found."
    assert texts[2] == "a: line 1: a GitHub token"
    assert texts[3].splitlines()[1] == "b: line 1: a conflict marker"


def test_server_refuses_what_it_does_not_know(run: Run, tmp_path: Path) -> None:
    answers = talk(
        run,
        tmp_path,
        "nonsense",
        "[1]",
        request(1, "resources/list"),
        request(2, "tools/call", name="rm", arguments={}),
        request(3, "tools/call", name="scan_text", arguments={"text": 3}),
        {"jsonrpc": "2.0", "id": 4, "method": "ping", "params": []},
    )
    codes = [answer["error"]["code"] for answer in answers]
    assert codes == [-32700, -32600, -32601, -32602, -32602, -32602]
    (failed,) = talk(run, tmp_path, request(1, "tools/call", name="scan_commit", arguments={}))
    assert failed["result"]["isError"] is True
    assert "not a git repository" in failed["result"]["content"][0]["text"]


@pytest.mark.parametrize("version", ALL)
def test_hooks_name_the_script_that_is_there(version: str) -> None:
    root = source("commit-guard", version)
    for host, variable in (("claude", "CLAUDE_PLUGIN_ROOT"), ("caliban", "CALIBAN_PLUGIN_ROOT")):
        text = (root / "hooks" / f"{host}.json").read_text()
        assert f"${{{variable}}}/scripts/guard.py" in text
        assert "PreToolUse" in json.loads(text)["hooks"]
    assert script(version).is_file()

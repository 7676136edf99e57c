"""The workflows that `init` writes: how they are made, and their steps, run on this machine."""

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from builders import a_catalog, a_release
from chandlery.cli import run
from repositories import git, write
from workflows import ROOT, STARTER, WORKFLOWS, Runner, read

NAMES = [path.name for path in WORKFLOWS]
GIT = "git+https://github.com/acme/chandlery@" + "1" * 40
INIT = (
    *("--base-url", "https://quay.example/", "--contact", "security@quay.example"),
    *("--name", "quay", "--chandlery", f"chandlery[site] @ {GIT}"),
)
REQUIREMENTS = ".github/chandlery/requirements.txt"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A new catalog's repository, with one plugin, and a remote that is a folder."""
    made = tmp_path / "quay"
    assert run(["init", str(made), *INIT]) == 0
    write(made / "catalog", {k: v for k, v in a_catalog().items() if k != "marketplace.yml"})
    git(made, "init", "--quiet", "--initial-branch=main")
    git(made, "add", "--all")
    git(made, "commit", "--quiet", "--message=catalog")
    git(tmp_path, "clone", "--quiet", "--bare", str(made), str(tmp_path / "origin.git"))
    git(made, "remote", "add", "origin", str(tmp_path / "origin.git"))
    return made


# -- how they are made -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_they_have_no_more_rights_than_they_need(name: str) -> None:
    workflow = read(name)
    assert workflow["permissions"] == {}
    assert all(
        "permissions" in job and "timeout-minutes" in job for job in workflow["jobs"].values()
    )
    text = (STARTER / ".github/workflows" / name).read_text()
    assert "pull_request_target" not in text
    assert "secrets" not in re.sub("#.*", "", text)
    for job in workflow["jobs"].values():
        for step in job["steps"]:
            if "actions/checkout@" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False


def test_what_comes_from_a_fork_can_write_nothing() -> None:
    (job,) = read("check.yml")["jobs"].values()
    assert job["permissions"] == {"contents": "read"}
    (job,) = read("comment.yml")["jobs"].values()
    assert job["permissions"] == {"actions": "read", "pull-requests": "write"}
    assert not [step for step in job["steps"] if "uses" in step], "it checks nothing out"


def test_every_action_is_pinned_by_its_commit_and_names_its_version() -> None:
    pins: dict[str, set[str]] = {}
    texts = [path.read_text() for path in WORKFLOWS]
    for line in "\n".join(texts).splitlines():
        if match := re.search(r"uses: (.*)", line):
            found = re.fullmatch(r"([\w./-]+)@([0-9a-f]{40}) # (v\d+\.\d+\.\d+)", match[1])
            assert found, line
            pins.setdefault(found[1], set()).add(f"{found[2]} {found[3]}")
    assert len(pins) == 5
    assert all(len(each) == 1 for each in pins.values())


# -- check -----------------------------------------------------------------------------------------

REVIEW = """\
#!/bin/sh
echo "needs a look: $*"
exit {code}
"""


def pull_request(repository: Path, temp: Path, *, good: bool = True) -> Runner:
    base = git(repository, "rev-parse", "HEAD").strip()
    git(repository, "checkout", "--quiet", "-b", "change")
    listing = b"title: Knot\n" if good is False else None
    files = a_release("1.1.0") | ({"plugins/knot-counter/listing.yml": listing} if listing else {})
    write(repository / "catalog", files)
    write(repository, {REQUIREMENTS: b"evil\n"})
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message=change")
    return Runner(
        repository,
        temp / "runner",
        {
            "github.event.pull_request.base.sha": base,
            "github.event.pull_request.number": "7",
            "github.event.pull_request.head.sha": git(repository, "rev-parse", "HEAD").strip(),
            "github.event.pull_request.user.login": "eve",
        },
    )


def test_a_pull_request_is_checked_by_what_the_base_installs(
    repository: Path, tmp_path: Path
) -> None:
    runner = pull_request(repository, tmp_path)
    assert runner.step("check.yml", "Install Chandlery as the base branch has it").returncode == 0
    assert GIT in (runner.temp / "requirements.txt").read_text()
    assert "requirements.txt" in (runner.temp / "installed").read_text()
    done = runner.step("check.yml", "Check")
    assert done.returncode == 0, done.stderr
    assert "`chandlery check`" in runner.summary
    assert json.loads((runner.temp / "check.sarif").read_text())["version"] == "2.1.0"


def test_a_bad_pull_request_fails_and_is_annotated(repository: Path, tmp_path: Path) -> None:
    runner = pull_request(repository, tmp_path, good=False)
    done = runner.step("check.yml", "Check")
    assert done.returncode == 1
    assert "::error file=catalog/plugins/knot-counter/listing.yml" in done.stdout


@pytest.mark.parametrize(("code", "wanted"), [(0, 0), (5, 0), (1, 1), (3, 3)])
def test_a_review_fails_only_where_the_verdict_does(
    repository: Path, tmp_path: Path, code: int, wanted: int
) -> None:
    runner = pull_request(repository, tmp_path)
    runner.stub("chandlery-review", REVIEW.format(code=code))
    done = runner.step("check.yml", "Review")
    assert done.returncode == wanted
    assert ("::notice" in done.stdout) is (code == 5)
    assert (runner.temp / "review/number").read_text() == "7\n"
    assert "needs a look" in runner.summary
    assert "--author eve" in (runner.temp / "review/comment.md").read_text()


# -- comment ---------------------------------------------------------------------------------------

GH = """\
#!/usr/bin/env python3
import json, os, sys
from pathlib import Path
temp = Path(os.environ["RUNNER_TEMP"])
answers = json.loads((temp / "answers.json").read_text())
arguments = sys.argv[1:]
with (temp / "asked.jsonl").open("a") as log:
    log.write(json.dumps(arguments) + "\\n")
if "--method" in arguments:
    body = next(word for word in arguments if word.startswith("body=@")).removeprefix("body=@")
    (temp / "written.md").write_text(Path(body).read_text())
    sys.exit()
if any(word.endswith("/zip") for word in arguments):
    sys.stdout.buffer.write((temp / "artifact.zip").read_bytes())
    sys.exit()
for part, answer in answers.items():
    if any(part in word for word in arguments):
        print(answer, end="")
        sys.exit()
sys.exit("not expected: " + repr(arguments))
"""
SHA = "a" * 40


def commenting(tmp_path: Path, files: dict[str, bytes], /, **answers: str) -> tuple[Runner, Any]:
    """Run the workflow on an artifact; what GitHub answers is given, but for its usual words."""
    runner = Runner(
        tmp_path,
        tmp_path / "runner",
        {
            "github.token": "token",
            "github.repository": "acme/plugins",
            "github.event.workflow_run.id": "99",
            "github.event.workflow_run.head_sha": SHA,
        },
    )
    runner.stub("gh", GH)
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    (runner.temp / "artifact.zip").write_bytes(data.getvalue())
    told = {
        "/artifacts?": f"5 {len(data.getvalue())}\n",
        "/files?": "catalog/plugins/x/listing.yml\n",
        "/comments?": "",
        "/pulls/7": f"{SHA} open\n",
    }
    known = {
        "artifacts": "/artifacts?",
        "files": "/files?",
        "comments": "/comments?",
        "pull": "/pulls/7",
    }
    told |= {known[key]: value for key, value in answers.items()}
    (runner.temp / "answers.json").write_text(json.dumps(told))
    return runner, runner.step("comment.yml", "Write the comment")


def writes(runner: Runner) -> list[list[str]]:
    log = runner.temp / "asked.jsonl"
    asked = [json.loads(line) for line in log.read_text().splitlines()]
    return [words for words in asked if "--method" in words]


GOOD = {"number": b"7\n", "comment.md": "### ✅ `chandlery review`: ok\n".encode()}


def test_the_report_becomes_one_comment(tmp_path: Path) -> None:
    runner, done = commenting(tmp_path, GOOD)
    assert done.returncode == 0, done.stderr
    (call,) = writes(runner)
    assert "POST" in call
    assert "repos/acme/plugins/issues/7/comments" in call
    written = (runner.temp / "written.md").read_text()
    assert written.startswith("<!-- chandlery: review -->\n### ✅")


def test_the_comment_is_written_over(tmp_path: Path) -> None:
    runner, done = commenting(tmp_path, GOOD, comments="31\n32\n")
    assert done.returncode == 0, done.stderr
    (call,) = writes(runner)
    assert "PATCH" in call
    assert "repos/acme/plugins/issues/comments/31" in call


@pytest.mark.parametrize(
    ("files", "answers"),
    [
        (GOOD | {"number": b"8\n"}, {}),  # asks for a pull request that the stub does not know
        (GOOD | {"number": b"7; echo pwned\n"}, {}),
        (GOOD | {"number": b"../../7\n"}, {}),
        (GOOD | {"number": b""}, {}),
        ({"number": b"7\n"}, {}),
        (GOOD, {"pull": f"{'b' * 40} open\n"}),
        (GOOD, {"pull": f"{SHA} closed\n"}),
        (GOOD, {"artifacts": "null null\n"}),
        (GOOD, {"artifacts": "5 1000001\n"}),
    ],
)
def test_what_is_not_what_it_says_is_not_written(
    tmp_path: Path, files: dict[str, bytes], answers: dict[str, str]
) -> None:
    runner, done = commenting(tmp_path, files, **answers)
    assert writes(runner) == []
    assert "pwned" not in done.stdout


def test_a_bomb_is_read_to_a_limit(tmp_path: Path) -> None:
    runner, done = commenting(tmp_path, GOOD | {"comment.md": "é".encode() * 10_000_000})
    assert done.returncode == 0, done.stderr
    assert (runner.temp / "written.md").stat().st_size < 65_000
    assert not (runner.temp / "comment.md").exists()


def test_a_change_of_the_workflows_is_told_first(tmp_path: Path) -> None:
    runner, done = commenting(tmp_path, GOOD, files="README.md\n.github/workflows/check.yml\n")
    assert done.returncode == 0, done.stderr
    written = (runner.temp / "written.md").read_text()
    assert written.index("may have changed what checked it") < written.index("✅")


# -- publish, verify, bump -------------------------------------------------------------------------


def test_what_was_merged_is_published_once(repository: Path, tmp_path: Path) -> None:
    runner = Runner(repository, tmp_path / "runner", {"github.token": "token"})
    runner.stub("gh", "#!/bin/sh\n")
    for name in ("Install Chandlery", "Build", "Publish to the branch", "Publish to the branch"):
        git(repository, "update-ref", "-d", "refs/heads/gh-pages")  # a fresh clone has none
        done = runner.step("publish.yml", name)
        assert done.returncode == 0, (name, done.stderr)
    origin = tmp_path / "origin.git"
    assert git(origin, "rev-list", "--count", "gh-pages").strip() == "1"
    assert "entry.json" in git(origin, "ls-tree", "-r", "--name-only", "gh-pages")


def test_the_history_is_audited_and_artifacts_verified(repository: Path, tmp_path: Path) -> None:
    runner = Runner(repository, tmp_path / "runner")
    runner.stub("chandlery-verify-artifacts", "#!/bin/sh\necho '### verified'\nexit 3\n")
    assert runner.step("verify.yml", "Audit the history").returncode == 0
    assert runner.step("verify.yml", "Verify the artifacts").returncode == 3
    assert "`chandlery audit-history`" in runner.summary
    assert "### verified" in runner.summary


BUMP = """\
#!/bin/sh
echo "$*" >> "$RUNNER_TEMP/bumped"
[ "$1" = broken ] && exit 1
mkdir -p "catalog/plugins/$1/releases/${5#v}"
echo '{}' > "catalog/plugins/$1/releases/${5#v}/release.json"
"""


def test_new_tags_become_pull_requests(repository: Path, tmp_path: Path) -> None:
    upstream = tmp_path / "upstream"
    upstream.mkdir()
    git(upstream, "init", "--quiet", "--initial-branch=main")
    git(upstream, "commit", "--quiet", "--allow-empty", "--message=x")
    for tag in ("v1.0.0", "v1.9.0", "v1.10.0", "v2.0.0-rc.1", "v9.9.9;x", "nightly"):
        git(upstream, "tag", tag)
    lines = "# ours\n\nknot-counter https://up.example/\nbroken https://up.example/\n../x y\n"
    write(repository, {".github/chandlery/upstream.txt": lines.encode()})
    git(repository, "commit", "--quiet", "--all", "--message=follow")
    sha = git(repository, "rev-parse", "HEAD").strip()
    runner = Runner(repository, tmp_path / "runner", {"github.token": "t", "github.sha": sha})
    with (runner.temp / "gitconfig").open("a") as config:
        config.write(f'[url "{upstream}"]\ninsteadOf = https://up.example/\n')
    runner.stub("gh", '#!/bin/sh\nprintf "%s|" "$@" >> "$RUNNER_TEMP/gh"\n')
    runner.stub("chandlery-bump", BUMP)
    done = runner.step("bump.yml", "Propose what is new")
    assert done.returncode == 1, "the broken one is told"
    assert done.stdout.count("::error") == 2
    bumped = (runner.temp / "bumped").read_text().splitlines()
    assert bumped == [
        "knot-counter --from https://up.example/ --tag v1.10.0",
        "broken --from https://up.example/ --tag v1.10.0",
    ]
    branch = "bump/knot-counter-1.10.0"
    changed = git(
        tmp_path / "origin.git", "diff", "--name-only", f"main..{branch}", "--", "catalog"
    )
    assert changed == "catalog/plugins/knot-counter/releases/1.10.0/release.json\n"
    assert f"pr|create|--head|{branch}|" in (runner.temp / "gh").read_text()
    # A second run proposes nothing again.
    git(repository, "checkout", "--quiet", "main")
    runner.step("bump.yml", "Propose what is new")
    assert len((runner.temp / "bumped").read_text().splitlines()) == 3
    assert (runner.temp / "gh").read_text().count("create") == 1


# -- init, the hooks, the action -------------------------------------------------------------------


def test_a_new_catalog_is_clean_and_nothing_is_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = tmp_path / "quay"
    assert run(["init", str(made), *INIT, "--title", "The: quay", "--owner", 'A "B"']) == 0
    assert run(["check", "--catalog", str(made / "catalog")]) == 0
    assert "no findings" in capsys.readouterr().out
    assert (made / ".gitattributes").read_text().endswith("catalog/** -text\n")
    assert GIT in (made / REQUIREMENTS).read_text()
    texts = [path.read_text() for path in made.rglob("*") if path.is_file()]
    assert not any(re.search("@[a-z]+@", text) for text in texts)
    (made / "README.md").unlink()
    assert run(["init", str(made), *INIT]) == 3
    assert not (made / "README.md").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("--name", "The Quay"),
        ("--base-url", "quay.example"),
        ("--chandlery", "chandlery"),
        ("--chandlery", "chandlery>=0.1"),
        ("--chandlery", "other==1.0"),
        ("--chandlery", "chandlery @ git+https://github.com/acme/chandlery@main"),
        ("--contact", ""),
    ],
)
def test_what_no_catalog_could_use_is_refused(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit, match="2"):
        run(["init", str(tmp_path / "quay"), *INIT, *arguments])
    assert not (tmp_path / "quay").exists()


def test_the_hooks_run_commands_that_there_are(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(repository)
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert len(hooks) == 3
    for hook in hooks:
        program, *arguments = hook["entry"].split()
        assert program == "chandlery"
        assert run(arguments) == 0, hook["id"]
        assert re.search(hook["files"], "catalog/plugins/x/listing.yml")
    assert (repository / ".github/CODEOWNERS").exists()


def test_the_action_installs_what_is_pinned_and_nothing_else() -> None:
    action = yaml.safe_load((ROOT / "generator/action/action.yml").read_text())
    (step,) = action["runs"]["steps"]
    assert "${{" not in step["run"]
    assert "--require-hashes" in step["run"]
    lock = (ROOT / "requirements/site.lock").read_text()
    named = re.findall(r"^([\w.-]+)==[^ ]+ ", lock, re.MULTILINE)
    assert {"pydantic", "mkdocs-material", "cryptography"} <= set(named)
    dev = (ROOT / "requirements/dev.lock").read_text()
    assert all(line in dev for line in lock.splitlines() if re.match(r"[\w.-]+==", line))

"""``audit-history`` as somebody runs it, on scripted repositories."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from builders import Files
from chandlery.cli import run
from chandlery.documents import read_yaml
from chandlery.trees import Mode
from histories import a_history, commit, occurrences, record
from repositories import a_repository, git, write
from rules.history_cases import ALTERED, FIRST, LATER, NOTICED, OTHER, REPINNED, by, without
from rules.published_cases import PLUGIN, RELEASE, SKILL

RECORD = f"{RELEASE}/release.json"
RENAME = b"knot-counter: {to: knot-teller, since: 2026-07-20T00:00:00Z, reason: Knots.}\n"
NEW = "plugins/knot-teller"


def audited(
    repository: Path, capsys: pytest.CaptureFixture[str], *arguments: str
) -> tuple[int, str]:
    code = run(["audit-history", "--catalog", str(repository / "catalog"), *arguments])
    return code, capsys.readouterr().out


def codes(*states: Files) -> list[str]:
    return [item.diagnostic.code for item in occurrences(*states)]


def renamed(files: Files) -> Files:
    return {path.replace(PLUGIN, NEW): data for path, data in files.items()}


def rewritten(files: Files, path: str) -> Files:
    """The files with a record that says the same in other bytes."""
    data = files[path]
    assert isinstance(data, bytes)
    value = json.loads(data)
    return files | {path: json.dumps(dict(reversed(value.items()))).encode()}


# -- what is published is the main line ------------------------------------------------------------


def test_a_history_that_only_grew_is_clean(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repository = a_history(tmp_path, FIRST, LATER, LATER | {"renames.yml": RENAME})
    code, out = audited(repository, capsys)
    assert code == 0
    assert "no findings" in out
    assert "3 commits of the main line" in out


def test_each_finding_has_its_commit_its_path_and_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repository = a_history(tmp_path, FIRST, LATER)
    bad = commit(repository, LATER | {SKILL: ALTERED[SKILL]}, 9)
    commit(repository, LATER | {SKILL: ALTERED[SKILL], "README.md": b"later\n"}, 10)
    code, out = audited(repository, capsys, "--format", "json")
    (found,) = json.loads(out)["found"]
    assert code == 1
    assert found["commit"] == bad
    assert found["committed"] == "2026-11-20T13:09:00Z"
    assert found["diagnostic"]["file"] == SKILL
    assert found["diagnostic"]["place"]["line"] == 5
    text = audited(repository, capsys)[1]
    assert f"{SKILL}:5:1: error[HIS001]" in text
    assert f"git show --first-parent {bad[:12]} -- " in text
    markdown = audited(repository, capsys, "--format", "markdown")[1]
    assert markdown.startswith("### ❌")
    assert bad[:12] in markdown


def a_branch(repository: Path, *states: Files) -> None:
    """Commit states on a branch, and merge that into main."""
    git(repository, "checkout", "--quiet", "-b", "feature")
    for minute, files in enumerate(states, 20):
        commit(repository, files, minute)
    git(repository, "checkout", "--quiet", "main")
    git(
        *(repository, "merge", "--quiet", "--no-ff", "--message=merge", "feature"),
        date="2026-11-20T13:40:00+00:00",
    )


def test_a_release_may_change_on_its_branch_until_it_lands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repository = a_history(tmp_path, without(FIRST, PLUGIN))
    a_branch(repository, FIRST, ALTERED, REPINNED)
    assert audited(repository, capsys)[0] == 0


def test_a_merge_that_alters_a_release_is_found_at_the_merge(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repository = a_history(tmp_path, FIRST)
    a_branch(repository, ALTERED)
    out = audited(repository, capsys, "--format", "json")[1]
    (found,) = json.loads(out)["found"]
    assert found["commit"] == git(repository, "rev-parse", "HEAD").strip()
    assert found["diagnostic"]["code"] == "HIS001"


def test_a_merge_by_rebase_is_one_step(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All its commits have one time, and so at most one of them was ever published."""
    repository = a_history(tmp_path, without(FIRST, PLUGIN))
    commit(repository, FIRST, 5)
    commit(repository, ALTERED, 5)
    assert audited(repository, capsys)[0] == 0
    commit(repository, FIRST, 6)
    assert audited(repository, capsys)[0] == 1


# -- what is not there -----------------------------------------------------------------------------


def test_a_shallow_clone_is_never_a_clean_pass(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repository = a_history(tmp_path / "origin", FIRST, ALTERED, ALTERED | LATER)
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{repository}", str(clone))
    code, out = audited(clone, capsys)
    assert code == 3
    assert "not checked: what was before commit" in out
    assert "fetch-depth: 0" in out
    assert audited(clone, capsys, "--format", "markdown")[1].startswith("### ⚠️")


def test_a_clone_that_was_cut_elsewhere_is_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Git calls a clone shallow also where another branch alone lacks commits."""
    repository = a_history(tmp_path / "origin", FIRST, LATER)
    git(repository, "checkout", "--quiet", "--orphan", "other")
    record(repository, 30)
    record(repository, 31)
    git(repository, "checkout", "--quiet", "main")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--single-branch", f"file://{repository}", str(clone))
    git(clone, "fetch", "--quiet", "--depth=1", "origin", "other")
    assert (clone / ".git" / "shallow").read_text()
    assert audited(clone, capsys)[0] == 0


def test_a_revision_that_does_not_exist_is_no_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repository = a_history(tmp_path, FIRST)
    assert audited(repository, capsys, "--since", "nowhere")[0] == 3
    assert audited(repository, capsys, "--rev", "nowhere")[0] == 3


def test_a_catalog_that_was_a_submodule_was_not_looked_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repository = a_repository(tmp_path, FIRST)
    commit_id = git(repository, "rev-parse", "HEAD").strip()
    git(repository, "rm", "-r", "--quiet", "--cached", "catalog")
    git(repository, "update-index", "--add", "--cacheinfo", f"160000,{commit_id},catalog")
    git(repository, "commit", "--quiet", "--amend", "--message=submodule")
    git(repository, "rm", "--quiet", "--cached", "catalog")
    record(repository, 3)
    code, out = audited(repository, capsys)
    assert code == 3
    assert "the catalog was a submodule" in out


# -- what moved ------------------------------------------------------------------------------------


def test_a_catalog_that_moved_is_followed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repository = a_history(tmp_path, FIRST, LATER)
    shutil.move(repository / "catalog", repository / "records")
    record(repository, 3)
    shutil.move(repository / "records", repository / "catalog")
    record(repository, 4)
    assert audited(repository, capsys)[0] == 0
    commit(repository, LATER | {SKILL: ALTERED[SKILL]}, 5)
    out = audited(repository, capsys)[1]
    landed = git(repository, "rev-list", "--max-parents=0", "HEAD").strip()
    assert f"landed with commit {landed[:12]}" in out


def test_a_catalog_at_the_root_moved_into_a_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    write(tmp_path, FIRST)
    record(tmp_path, 1)
    (tmp_path / "catalog").mkdir()
    for name in ("marketplace.yml", "plugins", "publishers"):
        shutil.move(tmp_path / name, tmp_path / "catalog" / name)
    write(tmp_path / "catalog", {SKILL: ALTERED[SKILL]})
    record(tmp_path, 2)
    out = audited(tmp_path, capsys, "--format", "json")[1]
    assert [item["diagnostic"]["file"] for item in json.loads(out)["found"]] == [SKILL]


def test_a_package_is_followed_by_the_renames() -> None:
    moved = renamed(FIRST) | {"renames.yml": RENAME}
    assert codes(FIRST, moved) == []
    assert codes(FIRST, renamed(ALTERED) | {"renames.yml": RENAME}) == ["HIS001"]
    assert codes(FIRST, without(moved, f"{NEW}/releases/1.0.0/source/")) == ["HIS002"]
    assert codes(FIRST, renamed(FIRST)) == ["HIS002"]


def test_what_moved_is_watched_where_it_is() -> None:
    moved = renamed(FIRST) | {"renames.yml": RENAME}
    altered = renamed(ALTERED) | {"renames.yml": RENAME}
    (found,) = occurrences(FIRST, moved, altered)
    assert found.diagnostic.file == SKILL.replace(PLUGIN, NEW)
    assert "`knot-teller` 1.0.0, which landed with commit commit-0" in found.diagnostic.message


def test_a_line_in_the_renames_that_comes_late_mends_it() -> None:
    assert codes(FIRST, renamed(FIRST), renamed(FIRST) | {"renames.yml": RENAME}) == ["HIS011"]


def test_a_name_that_others_take_is_found_in_the_other_folder_too() -> None:
    theirs = {path.replace("plugins/", "adapters/"): data for path, data in FIRST.items()}
    adapter = by("shell-co", theirs, RECORD.replace("plugins/", "adapters/"))
    gone = without(FIRST, PLUGIN)
    assert "HIS006" in codes(FIRST, gone, gone | adapter)
    assert "HIS006" in codes(FIRST, gone | adapter)


# -- what may be, and what was undone --------------------------------------------------------------


def test_records_may_be_written_otherwise_and_manifests_may_not() -> None:
    assert codes(FIRST, rewritten(FIRST, RECORD)) == []
    assert codes(FIRST, rewritten(FIRST, f"{RELEASE}/craik.json")) == ["HIS001"]


@pytest.mark.parametrize("mode", [Mode.GITLINK, Mode.SYMLINK, Mode.EXECUTABLE])
def test_what_a_file_is_counts_as_its_bytes_do(mode: Mode) -> None:
    """A submodule in a release is its commit; whoever moves it on alters the release."""
    path = f"{RELEASE}/source/vendor"
    first = FIRST | {path: (b"one", mode)}
    assert codes(first, first | {path: (b"two", mode)}) == ["HIS001"]
    assert codes(first, first | {path: (b"one", Mode.FILE)}) == ["HIS001"]


def test_a_version_that_comes_back_as_it_was_is_a_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repository = a_history(tmp_path, FIRST, without(FIRST, PLUGIN), FIRST)
    code, out = audited(repository, capsys)
    assert code == 0
    assert "warning[HIS011]" in out
    assert "undid that" in out


def test_a_version_that_was_used_again_long_after_is_found() -> None:
    gone = without(FIRST, PLUGIN)
    later = [gone | {"README.md": bytes([number])} for number in range(5)]
    assert codes(FIRST, *later, OTHER) == ["HIS002", "HIS004"]


def test_an_advisory_may_say_more_and_expire() -> None:
    def saying(old: str, new: str) -> Files:
        data = NOTICED["advisories/a.yml"]
        assert isinstance(data, bytes)
        assert old.encode() in data
        return NOTICED | {"advisories/a.yml": data.replace(old.encode(), new.encode())}

    more = saying(
        "evidence: [a report]", "evidence: [a report, a test]\nexpires: 2026-12-01T00:00:00Z"
    )
    assert codes(NOTICED, more) == []
    assert codes(NOTICED, saying(">=1.0.0", ">=1.0.0,<1.1.0")) == []
    assert codes(NOTICED, saying(">=1.0.0", ">=1.1.0")) == ["HIS009"]
    assert codes(NOTICED, saying("Sends the log away.", "It is slow.")) == ["HIS009"]
    assert codes(NOTICED, FIRST) == ["HIS009"]
    assert codes(NOTICED, FIRST, NOTICED) == ["HIS011"]


def test_a_rename_leads_where_it_led() -> None:
    first, then = FIRST | {"renames.yml": RENAME}, RENAME.replace(b"teller", b"keeper")
    chain = RENAME + b"knot-teller: {to: knot-keeper, since: 2026-07-20T00:00:00Z, reason: K.}\n"
    short = then + b"knot-teller: {to: knot-keeper, since: 2026-07-20T00:00:00Z, reason: K.}\n"
    assert codes(first, FIRST | {"renames.yml": chain}, FIRST | {"renames.yml": short}) == []
    assert codes(first, FIRST | {"renames.yml": then}) == ["HIS009"]
    assert codes(first, FIRST) == ["HIS009"]


def leading(*names: str) -> bytes:
    line = "{}: {{to: {}-new, since: 2026-07-20T00:00:00Z, reason: Knots.}}\n"
    return "".join(line.format(name, name) for name in names).encode()


@pytest.mark.parametrize(
    ("then", "wanted"),
    [
        (leading("a", "b", "c", "d"), []),
        (leading("0a", "a", "c", "d"), []),
        (leading("a", "c"), []),
        (leading("a", "c", "d", "a"), []),  # a key given twice, which is an error of its own
        (b"# old names\n" + leading("a", "c", "d"), []),
        (leading("a", "b", "d"), ["HIS009"]),
        (leading("a", "b", "c").replace(b"to: a-new", b"to: b-new"), ["HIS009"]),
        (leading("a", "c").replace(b"\n", b"", 1), []),  # nobody can read that
    ],
)
def test_lines_among_the_renames_are_read_as_the_whole(then: bytes, wanted: list[str]) -> None:
    first = leading("a", "c")
    at_once = codes(FIRST | {"renames.yml": first}, FIRST | {"renames.yml": then})
    assert at_once == wanted
    rewritten = b"# rewritten\n" + then.replace(b", reason", b",  reason")
    after = codes(*(FIRST | {"renames.yml": data} for data in (first, then, rewritten)))
    assert after == wanted


def test_a_rename_that_comes_back_is_mended() -> None:
    states = (leading("a", "c"), leading("a"), leading("a", "c"))
    assert codes(*(FIRST | {"renames.yml": data} for data in states)) == ["HIS011"]


def test_each_line_of_the_renames_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a history of a thousand renames takes a thousand times as long as one of one."""
    seen: list[int] = []

    def counted(path: str, data: bytes) -> Any:
        seen.append(len(data))
        return read_yaml(path, data)

    monkeypatch.setattr("chandlery.stages.history_records.read_yaml", counted)
    monkeypatch.setattr("chandlery.stages.history_notices.read_yaml", counted)
    names = [f"name-{number:03}" for number in range(60)]
    texts = [leading(*names[: number + 1]) for number in range(60)]
    assert codes(*(FIRST | {"renames.yml": text} for text in texts)) == []
    assert sum(seen) == len(texts[-1])


# -- since when, and what was accepted -------------------------------------------------------------


def test_only_what_happened_since_is_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repository = a_history(tmp_path, FIRST, ALTERED)
    since = git(repository, "rev-parse", "HEAD").strip()
    commit(repository, ALTERED | LATER | {SKILL: ALTERED[SKILL]}, 20)
    assert audited(repository, capsys, "--since", since)[0] == 0
    assert audited(repository, capsys, "--since", "HEAD~2")[0] == 1


def test_a_main_line_that_was_replaced_is_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repository = a_history(tmp_path, FIRST, ALTERED)
    since = git(repository, "rev-parse", "HEAD").strip()
    git(repository, "reset", "--quiet", "--hard", "HEAD~1")
    commit(repository, FIRST | {"README.md": b"new\n"}, 20)
    code, out = audited(repository, capsys, "--since", since)
    assert code == 1
    assert "error[HIS010]" in out


def test_a_waiver_accepts_what_cannot_be_undone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    waiver = (
        f"- {{code: HIS001, path: {SKILL}, reason: A key was in it., approver: Grace, "
        "expires: 2027-01-01T00:00:00Z}\n"
    )
    repository = a_history(tmp_path, FIRST, ALTERED | {"waivers.yml": waiver.encode()})
    code, out = audited(repository, capsys, "--now", "2026-12-01T00:00:00Z")
    assert code == 0
    assert "accepted by waivers.yml: 1" in out
    assert audited(repository, capsys, "--now", "2027-02-01T00:00:00Z")[0] == 1
    assert run(["check", "--catalog", str(repository / "catalog"), "--now", "2026-12-01T00:00:00Z"])
    assert "GOV021" not in capsys.readouterr().out  # `check` does not find it, and it is not unused


# -- whoever looks ---------------------------------------------------------------------------------


def test_no_setting_of_the_reader_alters_the_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repository = a_history(tmp_path, FIRST, LATER | {SKILL: ALTERED[SKILL]})
    before = audited(repository, capsys, "--format", "json")
    for key, value in {
        "diff.renames": "copies",
        "diff.relative": "true",
        "diff.ignoreSubmodules": "all",
        "log.showRoot": "false",
        "core.quotePath": "true",
    }.items():
        git(repository, "config", key, value)
    assert audited(repository, capsys, "--format", "json") == before


def test_a_longer_history_takes_no_more_processes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[object] = []
    popen = subprocess.Popen.__init__

    def counted(self: Any, *arguments: Any, **options: Any) -> None:
        started.append(arguments)
        popen(self, *arguments, **options)

    repository = a_history(tmp_path, FIRST, LATER)
    numbers = []
    for _ in range(2):
        with monkeypatch.context() as patched:
            patched.setattr(subprocess.Popen, "__init__", counted)
            assert audited(repository, capsys)[0] == 0
        numbers.append(len(started))
        started.clear()
        for minute in range(10, 20):
            commit(repository, LATER | {f"{PLUGIN}/README.md": bytes([minute + 55])}, minute)
    assert numbers[0] == numbers[1]


def test_no_secret_in_a_name_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secret = "ghp_" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3z0A"
    path = f"{RELEASE}/source/{secret}.txt"
    repository = a_history(tmp_path, FIRST, FIRST | {path: b"new\n"})
    for format_ in ("text", "json", "markdown"):
        assert secret not in audited(repository, capsys, "--format", format_)[1]


def test_files_that_are_no_records_are_compared_by_their_bytes() -> None:
    broken = FIRST | {RECORD: b"{"}
    assert codes(FIRST, broken) == ["HIS001"]
    assert codes(broken, FIRST) == ["HIS001"]
    big = FIRST | {SKILL: b"x" * (1 << 20)}
    assert codes(big, big | {SKILL: b"y" * (1 << 21)}) == ["HIS001"]


def test_further_reports_go_to_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    repository = a_history(tmp_path / "repository", FIRST)
    report, value = tmp_path / "report.md", tmp_path / "report.json"
    report.write_text("before\n")
    code, out = audited(
        *(repository, capsys, "--report", f"markdown={report}", "--report", f"json={value}")
    )
    assert code == 0
    assert "no findings" in out
    assert report.read_text().startswith("before\n### ✅")
    assert json.loads(value.read_text())["schema_version"] == "chandlery.audit.v1"
    for wrong in ("sarif=x", "markdown", "markdown="):
        with pytest.raises(SystemExit, match="2"):
            audited(repository, capsys, "--report", wrong)

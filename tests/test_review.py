"""``review`` as a maintainer runs it: what would land, whose it is, and what to do about it."""

import json
from pathlib import Path

import pytest

from builders import CALIBAN, LISTING, PUBLISHER, Files, a_catalog, a_release, a_source, as_json
from chandlery.cli import run
from chandlery.reports.review_markdown import MARKER
from chandlery.reports.review_report import ReviewReportV1
from repositories import a_repository, git, write

NOW = ("--now", "2026-11-20T00:00:00Z", "--jobs", "1")
ADA = LISTING + b"    email: ada@acme.example\n    url: https://github.com/ada\n"
PLUGIN = "plugins/knot-counter"
AUTHOR = "Ada <ada@acme.example>"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a catalog whose plugin is Ada's, on a branch of hers."""
    root = a_repository(tmp_path / "repository", a_catalog() | {f"{PLUGIN}/listing.yml": ADA})
    git(root, "checkout", "--quiet", "-b", "change")
    monkeypatch.chdir(root)
    return root


def propose(root: Path, files: Files, author: str = AUTHOR) -> None:
    """Commit files of the catalog."""
    write(root / "catalog", files)
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message=change", f"--author={author}")


def reviewed(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, ReviewReportV1]:
    code = run(["review", "--base", "main", *NOW, "--format", "json", *arguments])
    return code, ReviewReportV1.model_validate_json(capsys.readouterr().out)


def whats(report: ReviewReportV1) -> set[str]:
    return {r.what for r in (*report.reasons, *(r for p in report.parts for r in p.reasons))}


def an_update(**components: str) -> Files:
    manifest = CALIBAN | {"version": "1.1.0", "components": {"skills": "skills/", **components}}
    source = a_source("1.1.0") | {"plugin.json": as_json(manifest)}
    if "hooks" in components:
        hook = {"PreToolUse": [{"handlers": [{"type": "command", "command": "bin/count"}]}]}
        source[components["hooks"]] = as_json({"hooks": hook})
    return a_release("1.1.0", source=source, published="2026-08-02T09:00:00Z")


def test_an_update_by_its_owner_that_asks_for_nothing_more_is_ok(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    propose(repository, an_update())
    code, report = reviewed(capsys)
    assert (code, report.verdict, whats(report)) == (0, "ok", set())
    assert report.next[0] == "Merge it."
    (release,) = report.parts[0].releases
    (artifact,) = release.artifacts
    assert (artifact.checked, artifact.changed) == ("recomputed", ["plugin.json"])


def test_more_than_before_needs_review(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    propose(repository, an_update(hooks="hooks/hooks.json"))
    code, report = reviewed(capsys)
    assert (code, report.verdict) == (5, "needs_review")
    assert whats(report) == {"capabilities", "programs-that-it-starts"}


def test_a_stranger_needs_review_and_so_does_who_puts_themselves_in(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mallory = ADA.replace(b"ada@acme.example", b"mallory@elsewhere.example")
    files = an_update() | {f"{PLUGIN}/listing.yml": mallory}
    propose(repository, files, "Ada <mallory@elsewhere.example>")
    code, report = reviewed(capsys)
    assert code == 5
    assert whats(report) == {"ownership", "maintainers"}


def test_the_account_that_the_host_names_outweighs_the_commits(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    propose(repository, an_update())
    assert reviewed(capsys, "--author", "ada")[0] == 0
    code, report = reviewed(capsys, "--author", "mallory")
    assert (code, whats(report)) == (5, {"ownership"})


def test_what_was_published_cannot_change(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = repository / f"catalog/{PLUGIN}/releases/1.0.0/source/skills/count/SKILL.md"
    propose(repository, {f"{PLUGIN}/releases/1.0.0/source/skills/count/SKILL.md": b"Other.\n"})
    assert place.read_bytes() == b"Other.\n"
    code, report = reviewed(capsys)
    assert (code, report.verdict) == (1, "fail")
    assert {"GOV043", "PIN004"} <= {item.code for item in report.check.diagnostics}


def test_a_base_that_moved_on_is_no_deletion(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    propose(repository, an_update())
    git(repository, "checkout", "--quiet", "main")
    propose(repository, {"publishers/other.yml": PUBLISHER.replace(b"Acme", b"Other")})
    code, report = reviewed(capsys, "--head", "change")
    assert (code, [part.path for part in report.parts]) == (0, [PLUGIN])
    assert report.landing.manner == "merge"


def test_a_conflict_fails_and_says_where(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    propose(repository, {f"{PLUGIN}/README.md": b"# One\n"})
    git(repository, "checkout", "--quiet", "main")
    propose(repository, {f"{PLUGIN}/README.md": b"# Other\n"})
    code, report = reviewed(capsys, "--head", "change")
    assert (code, whats(report)) == (1, {"conflict"})
    assert report.landing.conflicts == [f"catalog/{PLUGIN}/README.md"]


def test_files_outside_of_the_catalog_are_never_passed_over(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    propose(repository, {"../.github/workflows/check.yml": b"on: push\n"})
    code, report = reviewed(capsys)
    assert (code, whats(report)) == (5, {"outside"})


def test_a_base_that_is_not_there_is_the_worlds_failure(
    repository: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository)
    assert run(["review", "--base", "elsewhere"]) == 3
    assert "no commit 'elsewhere'" in capsys.readouterr().err


def test_a_shallow_clone_is_never_ok(
    repository: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    propose(repository, an_update())
    propose(repository, {f"{PLUGIN}/README.md": b"# Knot Counter\n\nCounts.\n"})
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=3", repository.as_uri(), str(clone))
    git(clone, "branch", "main", "HEAD~2")
    git(clone, "fetch", "--quiet", "--depth=2")
    monkeypatch.chdir(clone)
    assert run(["review", "--base", "main", *NOW]) == 3
    git(clone, "fetch", "--quiet", "--depth=3")
    code, report = reviewed(capsys)
    assert (code, "not-checked" in whats(report)) == (5, True)


def test_further_reports_are_written(
    repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    propose(repository, an_update(hooks="hooks/hooks.json"))
    comment, sarif = tmp_path / "comment.md", tmp_path / "review.sarif"
    report = ("--report", f"markdown={comment}", "--report", f"sarif={sarif}")
    assert run(["review", "--base", "main", *NOW, *report]) == 5
    assert "needs review" in capsys.readouterr().out
    assert comment.read_text("utf-8").startswith(f"{MARKER}\n## ")
    assert json.loads(sarif.read_bytes())["version"] == "2.1.0"


def taken_out_on_main(root: Path, files: Files) -> None:
    """Let the base have had files, and take them out again; the branch begins there."""
    git(root, "checkout", "--quiet", "main")
    propose(root, files)
    for path in files:
        (root / "catalog" / path).unlink()
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message=take out")
    git(root, "checkout", "--quiet", "-B", "change")


def test_a_version_never_comes_back_as_something_else(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken_out_on_main(repository, an_update())
    propose(repository, an_update(hooks="hooks/hooks.json"))
    code, report = reviewed(capsys)
    assert code == 1
    assert {item.code for item in report.check.diagnostics if item.severity == "error"} == {
        "GOV048"
    }


def test_a_version_may_come_back_as_it_was(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken_out_on_main(repository, an_update())
    propose(repository, an_update())
    assert reviewed(capsys)[0] == 0


def test_a_name_that_came_free_is_not_taken_by_another_publisher(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plugin = {
        path.replace("knot-counter", "bell"): data
        for path, data in (a_catalog() | a_release()).items()
        if path.startswith(PLUGIN)
    }
    taken_out_on_main(repository, plugin)
    record = "plugins/bell/releases/1.0.0/release.json"
    data = plugin[record]
    assert isinstance(data, bytes)
    other: Files = {
        "publishers/other.yml": PUBLISHER.replace(b"Acme", b"Other"),
        record: data.replace(b'"acme"', b'"other"'),
    }
    propose(repository, plugin | other)
    assert "GOV049" in {item.code for item in reviewed(capsys)[1].check.diagnostics}


def test_a_change_that_deletes_the_catalog_fails(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git(repository, "rm", "--quiet", "-r", "catalog")
    git(repository, "commit", "--quiet", "--message=gone")
    code, report = reviewed(capsys)
    assert (code, report.verdict) == (1, "fail")
    assert "marketplace.yml" in report.reasons[0].message


def test_a_package_that_is_gone_fails_and_is_named(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git(repository, "rm", "--quiet", "-r", f"catalog/{PLUGIN}")
    git(repository, "commit", "--quiet", "--message=gone", f"--author={AUTHOR}")
    code, report = reviewed(capsys)
    assert (code, report.parts[0].change) == (1, "removed")
    assert "GOV042" in report.reasons[0].message
    assert "plugins/knot-counter" in report.reasons[0].message


def test_a_submodule_in_a_catalog_fails(
    repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = a_repository(tmp_path / "other", a_catalog())
    allow = ("-c", "protocol.file.allow=always")
    git(repository, *allow, "submodule", "--quiet", "add", str(other), "catalog/plugins/sub")
    git(repository, "commit", "--quiet", "--message=submodule", f"--author={AUTHOR}")
    code, report = reviewed(capsys)
    assert code == 1
    assert "outside" in whats(report)
    assert "LAY002" in {item.code for item in report.check.diagnostics}


def test_no_base_is_asked_for_by_name(
    repository: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository)
    assert run(["review"]) == 3
    assert "--base main" in capsys.readouterr().err


def test_a_publisher_is_not_spoken_for_by_who_names_it(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plugin = {
        path.replace("knot-counter", "bell"): data
        for path, data in (a_catalog() | {f"{PLUGIN}/listing.yml": ADA}).items()
        if path.startswith(PLUGIN)
    }
    mallory = ADA.replace(b"ada", b"mallory").replace(b"Ada", b"Mallory")
    files = plugin | {"plugins/bell/listing.yml": mallory}
    propose(repository, files, "Mallory <mallory@acme.example>")
    reasons = [reason.message for reason in reviewed(capsys)[1].parts[0].reasons]
    assert "1.0.0: the author is not the publisher `acme`" in reasons

"""changelog-scribe: drafts from a real repository."""

import json
from pathlib import Path

import pytest

from conftest import Run, source, versions

ALL = versions("changelog-scribe")


def script(version: str) -> Path:
    return source("changelog-scribe", version) / "bin" / "changelog-scribe"


def commit(run: Run, project: Path, *paragraphs: str) -> str:
    messages = [word for text in paragraphs for word in ("-m", text)]
    assert run("git", "commit", "-q", "--allow-empty", *messages, cwd=project).returncode == 0
    return run("git", "rev-parse", "HEAD", cwd=project).stdout.strip()


def draft(run: Run, project: Path, version: str, *arguments: str) -> str:
    done = run(script(version), "--repository", str(project), *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.parametrize("version", ALL)
def test_commits_are_sorted_into_sections(version: str, run: Run, project: Path) -> None:
    for subject in (
        "feat(cli): read from stdin.",
        "Fix the flicker",
        "remove the old parser",
        "docs: explain ranges",
        "refactor: split a module",
        "Tidy up",
    ):
        commit(run, project, subject)
    text = draft(run, project, version)
    headings = [line for line in text.splitlines() if line.startswith("#")]
    assert headings == [
        "### Added",
        "### Removed",
        "### Fixed",
        "### Documentation",
        "### Other",
    ]
    assert "Read from stdin (" in text
    assert "- Tidy up (" in text
    assert "Split a module" not in text
    assert "### Internal\n\n- Split a module (" in draft(run, project, version, "--internal")


@pytest.mark.parametrize("version", ALL)
def test_range_begins_at_the_last_tag(version: str, run: Run, project: Path) -> None:
    commit(run, project, "feat: old news")
    assert "Old news" in draft(run, project, version)
    run("git", "tag", "v1.0.0", cwd=project)
    new = commit(run, project, "feat: news")
    assert draft(run, project, version) == f"### Added\n\n- News ({new[:7]})\n"
    assert "Old news" in draft(run, project, version, "v1.0.0")


@pytest.mark.parametrize("version", ALL)
def test_nothing_to_tell(version: str, run: Run, project: Path) -> None:
    commit(run, project, "ci: cache")
    assert draft(run, project, version) == "No changes that users would notice.\n"
    run("git", "tag", "v1.0.0", cwd=project)
    done = run(script(version), "--repository", str(project))
    assert (done.returncode, done.stdout) == (1, "")
    assert "there are no commits in v1.0.0..HEAD" in done.stderr


@pytest.mark.parametrize("version", ALL)
@pytest.mark.parametrize(
    "span", ["no-such-tag..HEAD", "--output=stolen", "-1", "--end-of-options", ""]
)
def test_bad_range_is_refused(version: str, span: str, run: Run, project: Path) -> None:
    commit(run, project, "feat: a")
    done = run(script(version), f"--repository={project}", "--", span)
    assert (done.returncode == 2) == bool(span)  # an empty range means: since the last tag
    assert not (project / "stolen").exists()
    assert not Path("stolen").exists()


@pytest.mark.parametrize("version", ALL)
def test_no_repository(version: str, run: Run, tmp_path: Path) -> None:
    done = run(script(version), "--repository", str(tmp_path / "missing"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("changelog-scribe: ")


def test_breaking_changes_come_first(run: Run, project: Path) -> None:
    commit(run, project, "feat: a")
    commit(run, project, "fix(api)!: drop an argument (#12)", "Also see #3.")
    commit(run, project, "feat: rename keys", "BREAKING CHANGE: run the migration")
    text = draft(run, project, "1.1.0")
    assert text.startswith("### Breaking\n\n- Rename keys (")
    assert ")\n  run the migration\n- **api**: Drop an argument (#3, #12, " in text
    assert text.index("### Breaking") < text.index("### Added")


def test_reverted_commits_leave_no_trace(run: Run, project: Path) -> None:
    first = commit(run, project, "feat: risky thing")
    commit(run, project, "feat: good thing")
    back = commit(run, project, 'Revert "feat: risky thing"', f"This reverts commit {first}.")
    text = draft(run, project, "1.1.0")
    assert "isky" not in text
    assert "Good thing" in text
    # A revert of the revert brings it back.
    commit(run, project, "Bring it back", f"This reverts commit {back}.")
    assert "- Risky thing (" in draft(run, project, "1.1.0")
    # What lies outside of the range cannot be cancelled, so the revert itself is news.
    assert 'Revert "feat: risky thing"' in draft(run, project, "1.1.0", f"{back}~1..{back}")


def test_json_holds_the_same(run: Run, project: Path) -> None:
    new = commit(run, project, "fix(ui): keep “quotes” (#7)")
    commit(run, project, "test: more")
    notes = json.loads(draft(run, project, "1.1.0", "--format", "json"))
    assert notes == {
        "range": "HEAD",
        "entries": [
            {
                "section": "Fixed",
                "scope": "ui",
                "text": "Keep “quotes”",
                "hash": new[:7],
                "references": ["7"],
                "breaking": "",
            }
        ],
    }


@pytest.mark.parametrize("version", ALL)
def test_program_is_executable_and_found_by_the_skill(version: str) -> None:
    root = source("changelog-scribe", version)
    assert script(version).stat().st_mode & 0o111 == 0o111
    skill = (root / "skills" / "release-notes" / "SKILL.md").read_text()
    assert skill.startswith("---\nname: release-notes\ndescription: ")
    assert "$plugin/bin/changelog-scribe" in skill

"""``check``, ``check-record`` and ``explain`` as somebody runs them."""

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from builders import CALIBAN, Files, a_catalog, a_release, as_json, no_network
from chandlery.assembly import Edition, marketplace
from chandlery.cli import run
from chandlery.cli.shown import coloured
from chandlery.pipeline import inspect
from chandlery.ports.folder import FolderTree
from chandlery.reports import FORMATS
from chandlery.reports.json_v1 import ReportV1
from chandlery.rules import RETIRED
from chandlery.stages.rulebook import every_rule
from marketplaces import a_closed_index
from repositories import a_repository, git, write
from test_narrowing import FILES

LISTING = "plugins/knot-counter/listing.yml"
RELEASE = "plugins/knot-counter/releases/1.0.0"
NOW = ("--now", "2026-11-20T00:00:00Z", "--jobs", "1")


def changed(files: Files, path: str, old: bytes, new: bytes) -> Files:
    data = files[path]
    assert isinstance(data, bytes)
    assert old in data
    return files | {path: data.replace(old, new)}


@pytest.fixture
def catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The catalog of a repository in which the commands run."""
    repository = a_repository(tmp_path / "repository", a_catalog())
    monkeypatch.chdir(repository)
    return repository / "catalog"


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = run([*arguments])
    return code, capsys.readouterr().out


# -- what is looked at ---------------------------------------------------------------------------


def test_only_what_changed_is_looked_at_and_that_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = a_repository(
        tmp_path, FILES | {"plugins/chart/README.md": b"\xff", "plugins/bell/README.md": b"\xff"}
    )
    monkeypatch.chdir(repository)
    write(
        repository / "catalog",
        changed(FILES, "plugins/bell/listing.yml", b"license: MIT", b"license: mit"),
    )
    git(
        repository, "checkout", "--quiet", "catalog/plugins/chart", "catalog/plugins/bell/README.md"
    )
    code, out = told(capsys, "check", "--changed-since", "HEAD", *NOW)
    assert code == 1
    assert "plugins/chart" not in out
    touched, elsewhere = out.split("Elsewhere in what the change affects: 1 error")
    assert "listing.yml:4:10: warning[LIC002]" in touched
    assert "bell/README.md" in elsewhere
    head = git(repository, "rev-parse", "HEAD")[:12]
    assert f"checked: 1 of 6 packages: what changed since HEAD (commit {head}), and what" in out
    assert "not checked: 5 of 6 packages: nothing that changed since HEAD has an effect" in out


def test_files_that_git_ignores_and_files_not_yet_added_are_changes(
    catalog: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(catalog, {f"{RELEASE}/source/x.pyc": b"x", ".gitignore": b"*.pyc\n"})
    code, out = told(capsys, "check", "--changed-since", "HEAD", *NOW)
    assert code == 1
    assert "error[LAY012]" in out
    assert "error[PIN004]" in out


def test_a_revision_that_there_is_not(catalog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--changed-since", "none", *NOW]) == 3
    assert "no commit 'none'" in capsys.readouterr().err


@pytest.mark.parametrize("empty", ["", " "])
def test_a_revision_that_nobody_set(
    catalog: Path, capsys: pytest.CaptureFixture[str], empty: str
) -> None:
    with pytest.raises(SystemExit, match="2"):
        run(["check", "--changed-since", empty, *NOW])
    assert "the revision is empty: name a commit" in capsys.readouterr().err


def test_what_another_branch_did_meanwhile_is_no_change_of_this_one(
    catalog: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repository = catalog.parent
    base = git(repository, "rev-parse", "HEAD")[:12]
    git(repository, "checkout", "--quiet", "-b", "work")
    git(repository, "checkout", "--quiet", "main")
    write(catalog, a_release("1.1.0") | {"plugins/knot-counter/README.md": b"\xff"})
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message=main")
    git(repository, "checkout", "--quiet", "work")
    code, out = told(capsys, "check", "--changed-since", "main", *NOW)
    assert code == 0
    assert "checked: 0 of 1 packages" in out
    assert f"since main (commit {base}, where HEAD left it)" in out


def test_a_deleted_release_is_told_of_where_something_is_left(
    catalog: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git(catalog.parent, "rm", "-r", "--quiet", "catalog/plugins/knot-counter")
    code, out = told(capsys, "check", "--changed-since", "HEAD", *NOW)
    assert code == 1
    assert "catalog/marketplace.yml:1:1: error[GOV042]" in out
    assert "what was published before" not in out
    git(catalog.parent, "commit", "--quiet", "--message=gone")
    assert "error[GOV042]" in told(capsys, "check", "--changed-since", "HEAD~1", *NOW)[1]


def test_a_catalog_that_was_not_there_before(
    catalog: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (catalog.parent / "old").mkdir()
    git(catalog.parent, "checkout", "--quiet", "--orphan", "empty")
    git(catalog.parent, "commit", "--quiet", "--allow-empty", "--message=x")
    write(catalog, changed(a_catalog(), LISTING, b"license: MIT", b"license: mit"))
    git(catalog.parent, "rm", "-r", "--quiet", "--cached", ".")
    git(catalog.parent, "commit", "--quiet", "--allow-empty", "--message=y")
    code, out = told(capsys, "check", "--changed-since", "HEAD", *NOW)
    assert "LIC002" in out
    head = git(catalog.parent, "rev-parse", "HEAD")[:12]
    assert f"what was published before: commit {head} has no catalog here" in out
    assert code == 0


def test_paths_narrow_what_is_looked_at(catalog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(
        catalog,
        {"publishers/acme.yml": b"title: [\n", LISTING: b"title: [\n", "notes.txt": b"x"},
    )
    code, out = told(capsys, "check", f"catalog/{LISTING}", *NOW)
    assert code == 1
    assert {line.split(":")[0] for line in out.splitlines() if ": error[" in line} == {
        f"catalog/{LISTING}"
    }
    assert f"what is at or below {LISTING}" in out
    assert told(capsys, "check", "publishers", *NOW)[1].count("error[") == 1
    everything = told(capsys, "check", ".", *NOW)[1]
    assert "notes.txt" in everything
    assert "checked:" not in everything.replace("not checked:", "")
    assert run(["check", "/", *NOW]) == 1
    assert run(["check", str(catalog.parent.parent / "elsewhere"), *NOW]) == 3


def test_a_path_that_is_not_there_was_not_checked(
    catalog: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out = told(capsys, "check", "catalog/plugins/none", *NOW)
    assert code == 0
    assert "not checked: catalog/plugins/none: there is no such file" in out
    assert "not checked: 1 of 1 packages: they were not asked for" in out


def test_without_git_nobody_knows_what_it_ignores(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, a_catalog())
    _, out = told(capsys, "check", "--catalog", str(tmp_path), "--offline", *NOW)
    assert "not checked: LAY012, files that Git ignores" in out
    assert "not checked: published digests" in out


def test_offline_what_was_never_fetched_is_no_finding_and_not_passed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = "plugins/knot-counter/releases/1.0.0/release.json"
    address = b'"url": "https://files.example/x.tar.gz"'
    files = changed(a_catalog(), path, b'"source": "source/"', address)
    write(tmp_path, {name: data for name, data in files.items() if "/source/" not in name})
    cache = ("--cache", str(tmp_path / "cache"))
    code, out = told(capsys, "check", "--catalog", str(tmp_path), "--offline", *cache, *NOW)
    assert "SRC001" not in out
    assert f"not checked: artifacts of {path}: not fetched before, and --offline was given" in out
    assert code == 0


# -- how it is told ------------------------------------------------------------------------------


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_tells_what_was_found_and_what_was_not_looked_at(
    format_: str, catalog: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(catalog, changed(a_catalog(), LISTING, b"license: MIT", b"licence: MIT"))
    code, out = told(capsys, "check", "--format", format_, *NOW)
    assert code == 1
    assert "MAN002" in out
    assert "published digests: no previous publication was given" in out
    assert "what was published before: no base was given" in out


def test_json_is_of_its_type(catalog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(catalog, changed(a_catalog(), LISTING, b"license: MIT", b"license: mit"))
    _, out = told(capsys, "check", "--format", "json", "--changed-since", "HEAD", *NOW)
    report = ReportV1.model_validate_json(out)
    (found,) = report.diagnostics
    assert found.file == LISTING
    assert found.on_changed_line
    assert found.fix is not None
    assert found.fix.text == "MIT"
    assert report.scope is not None
    assert report.scope.startswith("1 of 1 packages: what changed since HEAD (commit ")
    assert report.scope.endswith("), and what that has an effect on")


def test_programs_get_paths_from_the_root_of_the_repository(
    catalog: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(catalog, changed(a_catalog(), LISTING, b"license: MIT", b"licence: MIT"))
    monkeypatch.chdir(catalog)
    _, out = told(capsys, "check", "--catalog", ".", "--format", "github", *NOW)
    assert f"file=catalog/{LISTING}," in out
    _, out = told(capsys, "check", "--catalog", ".", *NOW)
    assert out.startswith(f"{LISTING}:")


def test_further_reports_go_to_files(catalog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = catalog.parent
    (folder / "summary.md").write_text("# Before\n", "utf-8")
    arguments = ("--report", "markdown=summary.md", "--report", "sarif=check.sarif")
    for _ in range(2):
        assert run(["check", *arguments, *NOW]) == 0
    summary = (folder / "summary.md").read_text("utf-8")
    assert summary.startswith("# Before\n### ✅")
    assert summary.count("###") == 2
    assert json.loads((folder / "check.sarif").read_text("utf-8"))["version"] == "2.1.0"
    assert run(["check", "--report", "sarif=none/check.sarif", *NOW]) == 3


@pytest.mark.parametrize("value", ["sarif", "sarif=", "=x", "pdf=x"])
def test_a_report_needs_a_format_and_a_file(value: str) -> None:
    with pytest.raises(SystemExit) as caught:
        run(["check", "--report", value])
    assert caught.value.code == 2


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environment", "stream", "colours"),
    [
        ({}, Screen(), True),
        ({}, io.StringIO(), False),
        ({"TERM": "dumb"}, Screen(), False),
        ({"NO_COLOR": "1"}, Screen(), False),
        ({"NO_COLOR": ""}, Screen(), True),
        ({"FORCE_COLOR": "1"}, io.StringIO(), True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, Screen(), False),
    ],
)
def test_colours_are_for_terminals(
    environment: dict[str, str],
    stream: io.StringIO,
    colours: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in ({"TERM": "xterm"} | environment).items():
        monkeypatch.setenv(name, value)
    assert coloured(stream) is colours


# -- what is mended ------------------------------------------------------------------------------


def untidy() -> Files:
    files = changed(a_catalog(), LISTING, b"license: MIT\n", b"license: mit  \n")
    return changed(files, "publishers/acme.yml", b"\n", b"\r\n")


def test_fix_writes_what_is_safe_and_reports_what_is_left(
    catalog: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(catalog, changed(untidy(), LISTING, b"[productivity]", b"[productivty]"))
    assert run(["check", "--fix", *NOW]) == 1
    out, err = capsys.readouterr()
    assert f"catalog/{LISTING}: mended FMT001, LIC002" in err
    assert "catalog/publishers/acme.yml: mended FMT001" in err
    assert "TXT001" in out
    assert "LIC002" not in out
    assert b"license: MIT\n" in (catalog / LISTING).read_bytes()
    assert (catalog / "publishers/acme.yml").read_bytes() == a_catalog()["publishers/acme.yml"]
    assert run(["check", "--fix", *NOW]) == 1
    assert "mended" not in capsys.readouterr().err


def test_fix_touches_only_what_was_asked_for(catalog: Path) -> None:
    write(catalog, untidy())
    assert run(["check", "--fix", "catalog/publishers", *NOW]) == 0
    assert b"license: mit" in (catalog / LISTING).read_bytes()
    assert b"\r" not in (catalog / "publishers/acme.yml").read_bytes()


def test_diff_shows_a_patch_and_writes_nothing(
    catalog: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = untidy()
    data = files[LISTING]
    assert isinstance(data, bytes)
    files = files | {LISTING: data.rstrip(b"\n")}
    write(catalog, files)
    code, out = told(capsys, "check", "--fix", "--diff", *NOW)
    assert code == 1
    for path in (LISTING, "publishers/acme.yml"):
        assert (catalog / path).read_bytes() == files[path]
    subprocess.run(["git", "apply"], cwd=catalog.parent, input=out.encode(), check=True)
    assert told(capsys, "check", "--fix", "--diff", *NOW) == (0, "")
    assert (catalog / LISTING).read_bytes() == a_catalog()[LISTING]


def test_diff_alone_is_a_mistake(catalog: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--diff", *NOW]) == 2
    assert "--fix" in capsys.readouterr().err


def a_new_release() -> Files:
    """A second release, altered after it was pinned."""
    files = a_release("1.1.0", published="2026-08-02T09:00:00Z")
    path = "plugins/knot-counter/releases/1.1.0/source/skills/count/SKILL.md"
    return files | {path: b"---\nname: count\ndescription: Counts.\n---\nMore.\n"}


def test_pins_of_a_release_that_no_commit_holds_are_mended(
    catalog: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(catalog, a_new_release())
    assert run(["check", *NOW]) == 1
    assert run(["check", "--fix", *NOW]) == 0
    assert "releases/1.1.0/release.json: mended PIN004" in capsys.readouterr().err


def test_pins_of_a_committed_release_stay_unless_the_change_brought_it(
    catalog: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(catalog, a_new_release())
    git(catalog.parent, "add", "--all")
    git(catalog.parent, "commit", "--quiet", "--message=new")
    assert run(["check", "--fix", *NOW]) == 1
    assert "1.1.0: pins not mended: HEAD holds it" in capsys.readouterr().err
    assert run(["check", "--fix", "--changed-since", "HEAD~1", *NOW]) == 0


def test_pins_stay_where_nothing_says_what_was_published(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, a_catalog() | a_new_release())
    assert run(["check", "--fix", "--catalog", str(tmp_path), *NOW]) == 1
    assert "nothing says what was published" in capsys.readouterr().err


def test_pins_of_what_was_published_stay(
    catalog: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Published from a commit that this clone does not have."""
    write(catalog, a_release("1.1.0", published="2026-08-02T09:00:00Z"))
    public = tmp_path / "public"
    _publish(catalog, public)
    write(catalog, a_new_release())
    assert run(["check", "--fix", "--previous", str(public), *NOW]) == 1
    out, err = capsys.readouterr()
    assert "1.1.0: pins not mended" in err
    assert "PIN004" in out
    assert "published digests" not in out


def _publish(catalog: Path, public: Path) -> None:
    """The index of the catalog as it is, without a site."""
    inspection = inspect(FolderTree(catalog), fetch=no_network, at=NOW[1])
    edition = Edition(base_url="https://quay.example/", at=NOW[1], serial=1, commit=None)
    market = marketplace(inspection, edition)
    for file in a_closed_index(market):
        target = public / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read())


def test_a_changed_pin_is_told_against_the_last_publication(
    catalog: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    _publish(catalog, tmp_path / "public")
    files = a_release(source={"plugin.json": as_json(CALIBAN)})
    for old in (catalog / RELEASE / "source").rglob("*"):
        if old.is_file():
            old.unlink()
    write(catalog, files)
    code, out = told(capsys, "check", "--previous", str(tmp_path / "public"), *NOW)
    assert code == 1
    assert "PIN008" in out


# -- explain, check-record -----------------------------------------------------------------------


def test_explain_prints_several_pages(capsys: pytest.CaptureFixture[str]) -> None:
    code, out = told(capsys, "explain", "fmt001", "LAY001", "FMT001")
    assert code == 0
    assert re.findall("^# (......):", out, flags=re.MULTILINE) == ["FMT001", "LAY001"]


def test_explain_lists_every_rule(capsys: pytest.CaptureFixture[str]) -> None:
    code, out = told(capsys, "explain", "--list")
    assert code == 0
    rules = every_rule()
    assert [line.split()[:2] for line in out.splitlines()] == [
        [name, rules[name].severity.name.lower()] for name in sorted(rules)
    ]


def test_explain_prints_what_it_knows_and_says_what_it_does_not(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(RETIRED, "ZZZ001", "merged into ZZZ002 in 0.2")
    assert run(["explain", "ZZZ001", "LAY001", "LAY01"]) == 2
    out, err = capsys.readouterr()
    assert "# ZZZ001: retired\n\nmerged into ZZZ002 in 0.2" in out
    assert "# LAY001: " in out
    assert "there is no rule `LAY01`. Did you mean" in err
    assert run(["explain", "ZZZ001"]) == 0
    assert run(["explain"]) == 2


def test_check_record_reads_its_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def judged(data: bytes, *options: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        return told(capsys, "check-record", "--as", "caliban/manifest", "-", *options)

    assert judged(as_json(CALIBAN))[0] == 0
    code, out = judged(b'{"name": 1}', "--format", "json")
    assert code == 1
    (record,) = json.loads(out)
    assert (record["file"], record["valid"]) == ("-", False)
    code, out = judged(b'{"name": 1}')
    assert code == 1
    assert "^" in out

"""``chandlery new``: what it writes passes the check, whatever it was asked for."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from builders import MARKETPLACE, Files, a_catalog
from chandlery.cli import run
from chandlery.dialects import DIALECTS
from chandlery.ports.folder import FolderTree
from craik_records import an_adapter, evidence, filed, governed, in_review
from publications import a_publication
from repositories import write

NOW = ["--now", "2026-08-01T09:00:00Z"]
LATER = ["--now", "2026-08-02T09:00:00Z"]
ABOUT = [
    *("--summary", "Keeps a folder in order."),
    *("--category", "automation", "--license", "MIT", "--maintainer", "Ada"),
]
ADMITTING = b"policy: {projections: [unreviewed]}\n"
PLACES = {name: f"{name}/" for name in DIALECTS} | {"stigmem": "simple/"}


def a_folder(root: Path, files: Files | None = None) -> Path:
    write(root / "catalog", files or a_catalog())
    return root / "catalog"


def new(catalog: Path, *arguments: str) -> int:
    return run(["new", arguments[0], *arguments[1:], "--catalog", str(catalog), *NOW])


def check(catalog: Path, fail_on: str = "warning") -> int:
    arguments = ["--catalog", str(catalog), "--jobs", "1", "--fail-on", fail_on, *LATER]
    return run(["check", *arguments])


def release(catalog: Path, name: str, source: Path) -> int:
    published = ["--published", "2026-08-01T10:00:00Z", "--publisher", "acme"]
    return run(["release", name, "--catalog", str(catalog), "--from", str(source), *published])


@pytest.mark.parametrize(
    ("dialects", "extra"),
    [
        (["caliban"], []),
        (["claude"], []),
        (["craik"], []),
        (["kari"], []),
        (["objectstack"], ["--objectstack-id", "com.acme.tidy"]),
        (["stigmem"], []),
        (["caliban", "claude", "craik", "kari"], []),
    ],
    ids=lambda value: "+".join(value) if value else "",
)
def test_a_plugin_of_each_ecosystem_is_begun_released_and_clean(
    tmp_path: Path, dialects: list[str], extra: list[str]
) -> None:
    catalog, starter = a_folder(tmp_path), tmp_path / "tidy"
    plugin = "stigmem-plugin-tidy" if dialects == ["stigmem"] else "tidy"
    chosen = [word for name in dialects for word in ("--dialect", name)]
    arguments = [plugin, *ABOUT, *chosen, *extra, "--publisher", "acme"]
    assert new(catalog, "plugin", *arguments, "--starter", str(starter)) == 0
    assert release(catalog, plugin, starter) == 0
    held = {path.name for path in (catalog / "plugins" / plugin / "releases/0.1.0").iterdir()}
    assert {f"{name}.json" for name in dialects} <= held
    assert check(catalog) == 0
    tree = FolderTree(catalog)
    files: Files = {entry.path: (tree.read(entry.path), entry.mode) for entry in tree.entries()}
    built = a_publication(files | {"marketplace.yml": MARKETPLACE + ADMITTING})
    for name in dialects:
        offered = [data for path, data in built.items() if path.startswith(PLACES[name])]
        assert any(b"tidy" in data for data in offered), name
        assert not list(DIALECTS[name].refuses(built.get)), name


def test_an_adapter_is_begun_released_and_clean(tmp_path: Path) -> None:
    catalog, starter = a_folder(tmp_path), tmp_path / "made"
    where = ["--provenance", "https://github.com/acme/shell-bridge"]
    arguments = ["shell-bridge", *ABOUT, *where, "--publisher", "acme", "--starter", str(starter)]
    assert new(catalog, "adapter", *arguments) == 0
    assert release(catalog, "shell-bridge", starter) == 0
    assert check(catalog) == 0


@pytest.mark.parametrize("shown", ["knot-counter", "shell-runner"])
def test_an_integration_is_begun_and_clean(tmp_path: Path, shown: str) -> None:
    seen = filed("adapters/shell-runner/governance/1.0.0", seen=evidence())
    files = a_catalog() | governed() | an_adapter() | seen
    catalog = a_folder(tmp_path, files)
    assert new(catalog, "integration", "walk", *ABOUT, "--shows", shown) == 0
    assert check(catalog, "error") == 0
    folder = catalog / "integrations/walk"
    subprocess.run(["sh", "fixtures/check.sh"], cwd=folder, check=True)


def test_a_publisher_begins_unverified_and_clean(tmp_path: Path) -> None:
    catalog = a_folder(tmp_path)
    who = ["--title", "Quiet Tools", "--type", "individual", "--contact", "me@quiet.example"]
    assert new(catalog, "publisher", "quiet", *who, "--prefix", "quiet-") == 0
    assert "verification" not in (catalog / "publishers/quiet.yml").read_text()
    assert check(catalog) == 0


def test_a_review_is_begun_recorded_and_decided(tmp_path: Path) -> None:
    catalog = a_folder(tmp_path)
    assert new(catalog, "probation", "knot-counter@1.0.0", "--expires", "2026-10-01T00:00:00Z") == 0
    assert check(catalog, "error") == 0
    seen = ["--kind", "source", "--by", "mara", "--title", "A reading", "--summary", "It counts."]
    assert new(catalog, "evidence", "knot-counter@1.0.0", "--id", "reading", *seen) == 0
    passed = [
        word
        for name in ("source_review", "declared_effects", "own_tests")
        for word in ("--passed", f"{name}=reading")
    ]
    said = ["--by", "mara", "--rationale", "It was read.", "--evidence", "reading"]
    arguments = [*said, *passed, "--check", "reading", "--catalog", str(catalog), *LATER]
    assert run(["promote", "knot-counter@1.0.0", *arguments]) == 0
    assert check(catalog) == 0


def test_a_second_review_waits_for_the_first_and_tells_what_it_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    catalog = a_folder(tmp_path, a_catalog() | filed(probation_1=in_review(), reading=evidence()))
    assert new(catalog, "probation", "knot-counter@1.0.0") == 1
    assert "is on probation already, by `probation_knot`" in capsys.readouterr().err
    write(tmp_path, {f"catalog/{path}": data for path, data in governed().items()})
    assert new(catalog, "probation", "knot-counter@1.0.0", "--dry-run") == 0
    assert "will not be offered as such until this is decided" in capsys.readouterr().err


def test_everything_that_is_missing_is_said_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    catalog = a_folder(tmp_path)
    assert new(catalog, "plugin", "tidy", "--license", "GPLv3", "--category", "automatoin") == 2
    told = capsys.readouterr().err
    assert "these are missing: --summary, --maintainer" in told
    assert "--license: `GPLv3` is no licence expression of SPDX. Did you mean" in told
    assert "Did you mean `automation`?" in told
    assert not (catalog / "plugins/tidy").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["plugin", "knot_counter", *ABOUT], "is the name of `plugins/knot-counter` already"),
        (["plugin", "Knot Tyer", *ABOUT], "Did you mean `knot-tyer`?"),
        (["plugin", "tidy", *ABOUT, "--dialect", "calibn"], "Did you mean `caliban`?"),
        (["plugin", "tidy", *ABOUT, "--dialect", "craik"], "these are missing: --publisher"),
        (
            ["plugin", "tidy", *ABOUT, "--dialect", "craik", "--publisher", "acne"],
            "Did you mean `acme`?",
        ),
        (["plugin", "tidy", *ABOUT, "--version", "1.0.0"], "--version has no use here"),
        (["plugin", "tidy", *ABOUT, "--source", "http://x.example"], "an address like https"),
        (["publisher", "acme"], "there is a publisher `acme` already"),
        (["probation", "knot-counter@1.0"], "has no release `1.0`"),
        (["probation", "knot-counter@1.0.0", "--criterion", "praise"], "nothing says what"),
        (["integration", "walk", *ABOUT, "--shows", "knot-conter"], "Did you mean `knot-counter`?"),
    ],
)
def test_answers_are_held_against_the_rules(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    assert new(a_folder(tmp_path), *arguments) == 2
    assert told in capsys.readouterr().err


def test_nothing_is_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    catalog, starter = a_folder(tmp_path), tmp_path / "tidy"
    write(starter, {"plugin.json": b"mine"})
    chosen = ["--dialect", "caliban", "--publisher", "acme", "--starter", str(starter)]
    assert new(catalog, "plugin", "tidy", *ABOUT, *chosen) == 1
    assert "plugin.json is there already" in capsys.readouterr().err
    assert [path.name for path in starter.iterdir()] == ["plugin.json"]
    assert not (catalog / "plugins/tidy").exists()
    write(catalog, {"plugins/tidy/README.md": b"mine"})
    assert new(catalog, "plugin", "tidy", *ABOUT) == 2
    assert (catalog / "plugins/tidy/README.md").read_bytes() == b"mine"


def test_a_name_that_an_ecosystem_would_not_take_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = ["--dialect", "stigmem", "--publisher", "acme"]
    assert new(a_folder(tmp_path), "plugin", "tidy", *ABOUT, *chosen) == 1
    assert "Name it `stigmem-plugin-tidy`." in capsys.readouterr().err


def test_a_dry_run_shows_the_starter_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    catalog, starter = a_folder(tmp_path), tmp_path / "tidy"
    chosen = ["--dialect", "caliban", "--publisher", "acme", "--starter", str(starter)]
    assert new(catalog, "plugin", "tidy", *ABOUT, *chosen, "--dry-run") == 0
    told = capsys.readouterr().out
    assert "+++ b/plugins/tidy/listing.yml" in told
    assert "tidy/plugin.json" in told
    assert not starter.exists()


def test_a_terminal_is_asked_and_a_wrong_answer_is_asked_again(tmp_path: Path) -> None:
    catalog = a_folder(tmp_path)
    answers = ["Tidy!", "tidy", "", "Keeps a folder in order.", "automatoin", "automation", "data"]
    answers += ["", "MIT", "Ada", "", ""]
    code, told = at_a_terminal(["new", "plugin", "--catalog", str(catalog), *NOW], answers)
    assert code == 0, told
    assert "Did you mean `tidy`?" in told
    assert "Did you mean `automation`?" in told
    listing = (catalog / "plugins/tidy/listing.yml").read_text()
    assert "title: Tidy\n" in listing
    assert "  - automation\n  - data\n" in listing


def test_a_terminal_that_closes_writes_nothing(tmp_path: Path) -> None:
    catalog = a_folder(tmp_path)
    code, told = at_a_terminal(["new", "plugin", "--catalog", str(catalog)], ["tidy", "\x04"])
    assert code == 1, told
    assert "the input ended" in told
    assert not (catalog / "plugins/tidy").exists()


def at_a_terminal(arguments: list[str], lines: list[str]) -> tuple[int, str]:
    """Run the command at a terminal whose user types these lines."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "chandlery", *arguments],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    os.close(theirs)
    typed = "".join(line if line == "\x04" else f"{line}\n" for line in lines)
    os.write(ours, typed.encode())
    told, _ = process.communicate(timeout=60)
    os.close(ours)
    return process.returncode, told

"""Maintainers' commands: decisions and advisories, written down with evidence, or refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from builders import Files, a_catalog
from chandlery.cli import run
from chandlery.ports.folder import FolderTree
from craik_records import an_adapter, decided, evidence, filed, in_review
from publications import a_publication
from repositories import write

NOW = ["--now", "2026-07-10T09:00:00Z"]
GOVERNANCE = "plugins/knot-counter/governance/1.0.0"
SAID = ["--by", "mara", "--rationale", "It was read.", "--evidence", "reading"]
SHOWN = ["--passed", "source_review=reading", "--check", "reading"]
WRONG = [
    *("--title", "Knots are lost", "--reason", "Two are counted as one."),
    *("--evidence", "https://knots.example/12"),
]


def a_folder(root: Path, files: Files | None = None, **records: Any) -> Path:
    """A catalog with one release that is on probation, or has other records."""
    records = records or {"probation_1": in_review(), "reading": evidence()}
    write(root / "catalog", (files or a_catalog()) | filed(**records))
    return root / "catalog"


def chandlery(catalog: Path, command: str, subject: str, *arguments: str) -> int:
    return run([command, subject, "--catalog", str(catalog), *arguments, *NOW])


def snapshot(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def index_of(catalog: Path) -> dict[str, Any]:
    """What the built index says of the plugin's newest release."""
    tree = FolderTree(catalog)
    files: Files = {entry.path: (tree.read(entry.path), entry.mode) for entry in tree.entries()}
    built = a_publication(files)
    release: dict[str, Any] = json.loads(built["index/v1/plugins/knot-counter.json"])["releases"][0]
    return release


def is_clean(catalog: Path) -> bool:
    return (
        run(["check", "--catalog", str(catalog), "--jobs", "1", "--fail-on", "warning", *NOW]) == 0
    )


def test_a_promotion_is_a_record_of_its_own_and_shows_in_the_index(tmp_path: Path) -> None:
    catalog = a_folder(tmp_path)
    before = snapshot(catalog)
    assert index_of(catalog)["review"] == "probationary"
    assert chandlery(catalog, "promote", "knot-counter@1.0.0", *SAID, *SHOWN) == 0
    record = json.loads((catalog / GOVERNANCE / "probation-2.json").read_text())
    assert record["status"] == "promoted"
    assert record["id"] == "probation_knot-counter_1-0-0_2"
    assert record["created_at"] == record["decision"]["decided_at"] == "2026-07-10T09:00:00Z"
    assert record["criteria"][0] == {
        "name": "source_review",
        "required": True,
        "passed": True,
        "summary": "Somebody read the source.",
        "evidence_ids": ["reading"],
    }
    assert before.items() <= snapshot(catalog).items()
    assert is_clean(catalog)
    assert index_of(catalog)["review"] == "promoted"


def test_a_rejection_keeps_its_rationale_in_the_index(tmp_path: Path) -> None:
    catalog = a_folder(tmp_path)
    why = tmp_path / "why.md"
    why.write_text("It counts knots that are none.  \n\nSee line 12.\n")
    said = ["--by", "mara", "--rationale-file", str(why), "--evidence", "reading"]
    assert chandlery(catalog, "reject", "knot-counter@1.0.0", *said) == 0
    assert is_clean(catalog)
    release = index_of(catalog)
    assert release["review"] == "rejected"
    newest = release["governance"]["probations"][-1]
    assert newest["rationale"] == "It counts knots that are none.\n\nSee line 12."


def test_a_probation_that_ran_out_is_expired(tmp_path: Path) -> None:
    open_until = in_review(expires_at="2026-07-08T00:00:00Z")
    catalog = a_folder(tmp_path, probation_1=open_until, reading=evidence())
    assert chandlery(catalog, "expire", "knot-counter@1.0.0", *SAID) == 0
    record = json.loads((catalog / GOVERNANCE / "probation-2.json").read_text())
    assert (record["status"], record["expires_at"]) == ("expired", "2026-07-08T00:00:00Z")
    assert is_clean(catalog)


def test_a_yank_shows_in_the_index(tmp_path: Path) -> None:
    catalog = a_folder(tmp_path)
    assert chandlery(catalog, "yank", "knot-counter@1.0.0", *WRONG, "--severity", "high") == 0
    written = (catalog / "advisories/quay-2026-001.yml").read_text()
    assert "versions:\n  - ==1.0.0\n" in written
    assert "Write to security@quay.example" in written
    assert is_clean(catalog)
    release = index_of(catalog)
    assert release["availability"] == "yanked"


@pytest.mark.parametrize(("act", "state"), [("block", "blocked"), ("deprecate", "deprecated")])
def test_the_other_acts_show_too(tmp_path: Path, act: str, state: str) -> None:
    catalog = a_folder(tmp_path)
    assert chandlery(catalog, act, "knot-counter", *WRONG, "--versions", ">=1.0.0,<1.1.0") == 0
    assert is_clean(catalog)
    assert index_of(catalog)["availability"] == state


def test_open_criteria_forbid_a_promotion_and_are_all_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    criteria = [
        {"name": "source_review", "summary": "Read."},
        {"name": "own_tests", "summary": "They pass."},
        {"name": "praise", "summary": "Nice.", "required": False},
    ]
    catalog = a_folder(tmp_path, probation_1=in_review(criteria=criteria), reading=evidence())
    before = snapshot(catalog)
    assert chandlery(catalog, "promote", "knot-counter@1.0.0", *SAID) == 1
    told = capsys.readouterr().err
    assert "required criteria open: `source_review`, `own_tests`" in told
    assert "praise" not in told
    assert snapshot(catalog) == before


REFUSED = [
    (["promote", "knot-counter@1.0.0", *SAID, "--passed", "source_reveiw=reading"],
     "Did you mean `source_review`?"),
    (["promote", "knot-counter@1.0.0", *SAID, "--passed", "source_review=reading"],
     "no compatibility check is named"),
    (["promote", "knot-counter@1.0.1", *SAID], "has no release `1.0.1`"),
    (["promote", "knot-conter@1.0.0", *SAID], "Did you mean `knot-counter`?"),
    (["reject", "knot-counter@1.0.0", *SAID[:4], "--evidence", "readin"],
     "Did you mean `reading`?"),
    (["reject", "knot-counter@1.0.0", "--by", "acme", *SAID[2:]], "the publisher `acme`"),
    (["reject", "knot-counter@1.0.0", "--by", "mara, Ada", *SAID[2:]], "a maintainer of"),
    (["reject", "knot-counter@1.0.0", *SAID[:3], " ", *SAID[4:]], "the rationale says nothing"),
    (["expire", "knot-counter@1.0.0", *SAID], "not one that runs out"),
    (["yank", "knot-counter@2.0.0", *WRONG], "has no release `2.0.0`"),
    (["yank", "knot-counter", *WRONG], "nothing says which releases"),
    (["yank", "knot-counter", *WRONG, "--versions", ">=2.0.0"], "no release of knot-counter is"),
    (["block", "knot-counter@1.0.0", *WRONG[:5], "somebody said so"],
     "no evidence that can be looked up"),
    (["yank", "knot-counter@1.0.0", *WRONG, "--id", "Quay 7"], "Try `quay-7`."),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "told"), REFUSED, ids=[told for _, told in REFUSED])
def test_what_is_refused_says_why_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    catalog = a_folder(tmp_path)
    before = snapshot(catalog)
    assert chandlery(catalog, *arguments) == 1
    assert told in capsys.readouterr().err
    assert snapshot(catalog) == before


@pytest.mark.parametrize(
    ("records", "told"),
    [
        ({"reading": evidence()}, "nobody has begun to review"),
        ({"probation_1": decided(), "reading": evidence()}, "is promoted already"),
        (
            {"probation_1": in_review(expires_at="2026-07-09T00:00:00Z"), "reading": evidence()},
            "ran out on 2026-07-09T00:00:00Z",
        ),
        (
            {"probation_1": decided("rejected"), "reading": evidence()},
            "promoted on evidence that was known",
        ),
    ],
)
def test_a_release_is_not_promoted_in_every_state(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], records: dict[str, Any], told: str
) -> None:
    catalog = a_folder(tmp_path, **records)
    arguments = [*SAID, *SHOWN, "--now", "2026-07-12T09:00:00Z"]
    code = run(["promote", "knot-counter@1.0.0", "--catalog", str(catalog), *arguments])
    assert (code, told in capsys.readouterr().err) == (1, True)


def test_what_a_rejection_breaks_elsewhere_is_said_before_it_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = a_catalog() | an_adapter(plugin_descriptor_ids=["knot-counter"])
    catalog = a_folder(tmp_path, files)
    assert chandlery(catalog, "reject", "knot-counter@1.0.0", *SAID) == 1
    assert "error[GOV007]" in capsys.readouterr().err
    assert chandlery(catalog, "yank", "shell-runner@1.0.0", *WRONG) == 0
    assert chandlery(catalog, "reject", "knot-counter@1.0.0", *SAID) == 0


def test_faults_that_were_there_forbid_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    catalog = a_folder(tmp_path)
    tampered = catalog / "plugins/knot-counter/releases/1.0.0/source/bin/count"
    tampered.write_bytes(b"#!/bin/sh\necho 4\n")
    assert run(["check", "--catalog", str(catalog), "--jobs", "1", *NOW]) == 1
    assert "PIN004" in capsys.readouterr().out
    assert chandlery(catalog, "reject", "knot-counter@1.0.0", *SAID) == 0


def test_saying_the_same_twice_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    catalog = a_folder(tmp_path)
    assert chandlery(catalog, "block", "knot-counter@1.0.0", *WRONG) == 0
    assert chandlery(catalog, "yank", "knot-counter@1.0.0", *WRONG) == 1
    assert "`quay-2026-001` has said so of 1.0.0 already" in capsys.readouterr().err


@pytest.mark.parametrize("missing", ["--by", "--rationale", "--evidence"])
def test_a_decision_without_its_grounds_is_wrong_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], missing: str
) -> None:
    at = SAID.index(missing)
    with pytest.raises(SystemExit) as ended:
        chandlery(tmp_path, "reject", "knot-counter@1.0.0", *SAID[:at], *SAID[at + 2 :])
    assert ended.value.code == 2
    assert missing in capsys.readouterr().err


def test_a_dry_run_prints_a_patch_that_git_takes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    catalog = a_folder(tmp_path)
    before = snapshot(catalog)
    assert chandlery(catalog, "promote", "knot-counter@1.0.0", *SAID, *SHOWN, "--dry-run") == 0
    patch = capsys.readouterr().out
    assert snapshot(catalog) == before
    assert f"+++ b/{GOVERNANCE}/probation-2.json\n" in patch
    assert chandlery(catalog, "promote", "knot-counter@1.0.0", *SAID, *SHOWN) == 0
    added = [line[1:] for line in patch.splitlines() if line.startswith("+") and "+++" not in line]
    written = (catalog / GOVERNANCE / "probation-2.json").read_text()
    assert "\n".join(added) + "\n" == written

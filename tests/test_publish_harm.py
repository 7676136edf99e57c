"""Publishing under attack and by accident: what breaks off, what is forged, what was not meant."""

import shutil
from functools import cache
from pathlib import Path

import pytest

from chandlery.cli import run
from publications import (
    Publication,
    a_publication,
    files_of,
    publish,
    written,
)
from rules.guards_cases import ENTRY, LATER, ONE, TWO, later
from test_index import BLOCK


@cache
def first() -> Publication:
    return a_publication(ONE)


@cache
def second() -> Publication:
    return later(TWO)


@cache
def third() -> Publication:
    return a_publication(TWO | BLOCK, serial=LATER + 1)


@pytest.fixture
def www(tmp_path: Path) -> Path:
    return tmp_path / "www"


class Killed(BaseException):
    """As a process that is killed: nothing is cleaned up."""


def killed_after(steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let so many files be renamed into place or removed, and no more."""
    left = [steps]
    replace, unlink = Path.replace, Path.unlink

    def step() -> None:
        if not left[0]:
            raise Killed
        left[0] -= 1

    def replaced(self: Path, target: Path) -> Path:
        step()
        return replace(self, target)

    def unlinked(self: Path, missing_ok: bool = False) -> None:
        step()
        unlink(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "replace", replaced)
    monkeypatch.setattr(Path, "unlink", unlinked)
    monkeypatch.setattr(shutil, "rmtree", lambda *_, **__: None)


@pytest.mark.parametrize("steps", range(11))
def test_a_publication_that_was_killed_is_ended_by_the_next(
    tmp_path: Path, www: Path, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    assert publish(tmp_path, first(), "--to", str(www)) == 0
    with monkeypatch.context() as patched, pytest.raises(Killed):
        killed_after(steps, patched)
        publish(tmp_path, second(), "--to", str(www))
    assert publish(tmp_path, third(), "--to", str(www), "--keep-days", "0") == 0
    assert files_of(www) == third()


@pytest.mark.parametrize("steps", [0, 5, 10])
def test_a_dry_run_after_one_that_was_killed_changes_nothing(
    tmp_path: Path, www: Path, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    assert publish(tmp_path, first(), "--to", str(www)) == 0
    with monkeypatch.context() as patched, pytest.raises(Killed):
        killed_after(steps, patched)
        publish(tmp_path, second(), "--to", str(www))
    before = files_of(www)
    options = ("--to", str(www), "--dry-run")
    assert publish(tmp_path, third(), *options) == 0
    assert files_of(www) == before


@pytest.mark.parametrize(
    "journal",
    [
        b"",
        b"[" * 100_000,
        *(
            b'{"schema": "chandlery.journal.v1", "first": %s, "written": %s, "then": []}' % forged
            for forged in (
                (b'["../mine"]', b"[]"),
                (b"[]", b'[["../mine", "a"]]'),
                (b"[7]", b"[7]"),
            )
        ),
    ],
)
def test_a_journal_that_is_none_counts_as_nothing(
    tmp_path: Path, www: Path, journal: bytes
) -> None:
    (tmp_path / "mine").write_text("Mine.\n")
    written(www, {".chandlery-staging/journal.json": journal})
    assert publish(tmp_path, first(), "--to", str(www)) == 0
    assert files_of(www) == first()
    assert (tmp_path / "mine").exists()


def test_what_was_published_meanwhile_is_not_overwritten(
    tmp_path: Path, www: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert publish(tmp_path, first(), "--to", str(www)) == 0
    with monkeypatch.context() as patched:
        patched.setattr("chandlery.cli.publish.show_read", lambda *_: written(www, third()))
        assert publish(tmp_path, second(), "--to", str(www)) == 3
    assert "meanwhile" in capsys.readouterr().err
    assert (www / ENTRY).read_bytes() == third()[ENTRY]


def test_an_older_copy_does_not_stand_for_what_is_there(tmp_path: Path, www: Path) -> None:
    assert publish(tmp_path, second(), "--to", str(www)) == 0
    old = written(tmp_path / "old", a_publication(ONE, serial=1))
    options = ("--to", str(www), "--previous", str(old))
    assert publish(tmp_path, first(), *options) == 1
    assert (www / ENTRY).read_bytes() == second()[ENTRY]


def test_a_place_that_cannot_be_read_takes_a_good_copy(
    tmp_path: Path, www: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert publish(tmp_path, first(), "--to", str(www)) == 0
    (www / "index/v1/bins.json").write_bytes(b"{}")
    assert publish(tmp_path, second(), "--to", str(www)) == 3
    assert "with --previous" in capsys.readouterr().err
    copy = written(tmp_path / "copy", first())
    options = ("--to", str(www), "--previous", str(copy), "--keep-days", "0")
    assert publish(tmp_path, later(ONE), *options) == 0
    assert files_of(www) == later(ONE)


def test_a_place_that_lost_its_entry_is_no_new_one(tmp_path: Path, www: Path) -> None:
    assert publish(tmp_path, a_publication(TWO), "--to", str(www)) == 0
    (www / ENTRY).unlink()
    assert publish(tmp_path, later(ONE), "--to", str(www)) == 3


# -- what was not meant ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [
        ["--to", "www", "--push", "origin"],
        ["--to", ""],
        ["--to", "www", "--previous", ""],
        ["--to-branch", "gh-pages", "--push", ""],
        ["--to", "www", "--to-branch", "gh-pages"],
        [],
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    built = written(tmp_path / "built", first())
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as caught:
        run(["publish", str(built), *options])
    assert caught.value.code == 2
    assert [item.name for item in tmp_path.iterdir()] == ["built"]


@pytest.mark.parametrize("to", ["built", "built/www", "."])
def test_a_built_folder_is_not_published_into_itself(tmp_path: Path, to: str) -> None:
    built = written(tmp_path / "built", first())
    before = files_of(tmp_path)
    assert run(["publish", str(built), "--to", str(tmp_path / to)]) == 3
    assert files_of(tmp_path) == before

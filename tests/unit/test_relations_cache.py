"""What is kept from run to run is believed only where it is whole."""

from pathlib import Path

import pytest

from chandlery.ports import relations_cache
from chandlery.ports.relations_cache import load, save

KNOWN = {"plugins/bell\0abc": (("n:bell",), ("p:acme",))}


def test_what_was_kept_is_there_again(tmp_path: Path) -> None:
    save(tmp_path / "a/known.json", KNOWN)
    assert load(tmp_path / "a/known.json") == KNOWN
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["known.json"]


@pytest.mark.parametrize("at", [0, 70, -2])
def test_a_damaged_file_counts_for_nothing(tmp_path: Path, at: int) -> None:
    save(tmp_path / "known.json", KNOWN)
    data = bytearray((tmp_path / "known.json").read_bytes())
    data[at] ^= 1
    (tmp_path / "known.json").write_bytes(data)
    assert load(tmp_path / "known.json") == {}


def test_a_file_that_was_cut_off_or_is_missing_counts_for_nothing(tmp_path: Path) -> None:
    save(tmp_path / "known.json", KNOWN)
    data = (tmp_path / "known.json").read_bytes()
    (tmp_path / "known.json").write_bytes(data[:-5])
    assert load(tmp_path / "known.json") == {}
    assert load(tmp_path / "none.json") == {}


def test_what_another_version_kept_counts_for_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(tmp_path / "known.json", KNOWN)
    monkeypatch.setattr(relations_cache, "__version__", "99.0.0")
    assert load(tmp_path / "known.json") == {}


def test_a_place_that_takes_nothing_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    save(tmp_path / "file/known.json", KNOWN)


def test_a_name_that_is_no_text_is_learned_again(tmp_path: Path) -> None:
    save(tmp_path / "known.json", KNOWN | {"plugins/\udcff\0abc": (("n:\udcff",), ())})
    assert load(tmp_path / "known.json") == KNOWN

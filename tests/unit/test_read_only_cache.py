"""A cache that can be read and not written is read; what it lacks is done without, or told of."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from chandlery.ports import relations_cache
from chandlery.ports.build_state import BuildState, Changes
from chandlery.ports.errors import StorageError
from chandlery.ports.fetch import Fetcher

NOBODY = 65534


@pytest.fixture
def cache() -> Iterator[Path]:
    """A folder that another user can get to."""
    with TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name) / "cache"


@contextmanager
def read_only(folder: Path, mode: int = 0o444) -> Iterator[None]:
    """Let nobody make anything below a folder, not even who may do everything.

    Args:
        mode: of the files there.
    """
    places = [folder, *folder.rglob("*")]
    for place in places:
        place.chmod(0o555 if place.is_dir() else mode)
    mighty = os.geteuid() == 0
    if mighty:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if mighty:
            os.seteuid(0)
        for place in places:
            place.chmod(0o755)


def saved(file: Path, facts: dict[str, str]) -> str:
    with BuildState.open(file, "s") as state:
        return state.save(Changes(facts=facts, units=["plugins/bell"]))


@pytest.mark.parametrize("mode", [0o444, 0o666])
def test_a_state_is_read_and_not_saved(cache: Path, mode: int) -> None:
    file = cache / "builds" / "a.sqlite"
    assert saved(file, {"tree": "a"}) == ""
    with read_only(cache, mode):
        with BuildState.open(file, "s") as state:
            assert (state.facts, [*state.units()]) == ({"tree": "a"}, ["plugins/bell"])
        assert saved(file, {"tree": "b"}) == f"{file}: attempt to write a readonly database"
    with BuildState.open(file, "s") as state:
        assert state.facts == {"tree": "a"}
    assert [place.name for place in file.parent.iterdir()] == ["a.sqlite"]


def test_no_state_is_made(cache: Path) -> None:
    cache.mkdir()
    file = cache / "builds" / "a.sqlite"
    with read_only(cache):
        assert str(file) in saved(file, {"tree": "a"})
    assert not file.parent.exists()


def test_what_a_review_learned_is_read_and_not_saved(cache: Path) -> None:
    file = cache / "relations" / "a.json"
    relations_cache.save(file, {"bell": (("n:bell",), ())})
    with read_only(cache):
        assert relations_cache.load(file) == {"bell": (("n:bell",), ())}
        relations_cache.save(file, {})
    assert relations_cache.load(file) == {"bell": (("n:bell",), ())}


def test_an_artifact_is_read_and_one_that_is_not_there_is_told_of(cache: Path) -> None:
    digest = hashlib.sha256(b"tgz").hexdigest()
    place = cache / "sha256" / digest[:2] / digest
    place.parent.mkdir(parents=True)
    place.write_bytes(b"tgz")
    fetcher = Fetcher(cache)
    with read_only(cache):
        assert fetcher.fetch("https://example.org/a", sha256=digest, size=3) == b"tgz"
        with pytest.raises(StorageError, match="Permission denied") as caught:
            fetcher.fetch("http://127.0.0.1:9/b", sha256="0" * 64, size=3)
    assert caught.value.path.startswith(str(cache))
    assert caught.value.hint

"""A build in shares finds and publishes what a look at everything at once does, to the byte."""

import gc
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from builders import Files, no_network
from chandlery.catalog import Catalog
from chandlery.cli import guesses, in_shares, neighbours, share_look
from chandlery.cli.share_look import Seen
from chandlery.diagnostics import START, Diagnostic
from chandlery.pipeline import Inspection, inspect
from chandlery.stages.scope import Narrowing, unit_of
from chandlery.trees import MemoryTree, Mode
from test_build_again import PACKAGES, a_new_release, a_story, digests, some_of
from test_narrowing import FILES, _mutated
from traps import a_trapped_catalog

CATALOG = Path(__file__).parent.parent / "catalog"
LINE = re.compile(r"catalog/[^\n]*?:\d+:\d+: (?:error|warning)\[[^\n]*|catalog: error[^\n]*")


def the_demo() -> Files:
    return {
        path.relative_to(CATALOG).as_posix(): (
            (path.read_bytes(), Mode.EXECUTABLE)
            if path.stat().st_mode & 0o100
            else path.read_bytes()
        )
        for path in sorted(CATALOG.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture
def of_size(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Build in shares of so many units, whatever the catalog's size; 0 for at once."""

    def sized(units: int) -> None:
        monkeypatch.setattr(in_shares, "WORTH_IT", 1 if units else 10**9)
        monkeypatch.setattr(in_shares, "TOGETHER", units)

    return sized


Sized = Callable[[int], None]


def without_notes(text: str) -> list[str]:
    return LINE.findall(text)


@pytest.mark.parametrize("units", [1, 4, 1000])
@pytest.mark.parametrize("files", [the_demo, a_trapped_catalog, lambda: some_of(PACKAGES)])
def test_a_share_at_a_time_gives_the_same_bytes(
    tmp_path: Path,
    of_size: Sized,
    capsys: pytest.CaptureFixture[str],
    files: Callable[[], Files],
    units: int,
) -> None:
    story = a_story(tmp_path, files())
    of_size(0)
    assert story.build("at-once") == 0
    told = capsys.readouterr().err
    of_size(units)
    assert story.build("shares") == 0
    shares = capsys.readouterr().err
    assert digests(tmp_path / "shares") == digests(tmp_path / "at-once")
    assert shares.replace("shares", "at-once") == told


def test_processes_give_the_same(tmp_path: Path, of_size: Sized) -> None:
    story = a_story(tmp_path, some_of(PACKAGES))
    of_size(3)
    assert story.build("one") == 0
    assert story.build("two", "--jobs", "2") == 0
    assert digests(tmp_path / "one") == digests(tmp_path / "two")


def test_the_next_build_looks_at_what_changed(
    tmp_path: Path, of_size: Sized, capsys: pytest.CaptureFixture[str]
) -> None:
    story = a_story(tmp_path, some_of(PACKAGES))
    of_size(3)
    assert story.build("public") == 0
    story.commit(a_new_release(story.files, random.Random(7)))
    capsys.readouterr()
    assert story.build("public") == 0
    assert "packages looked at, the others are" in capsys.readouterr().err
    of_size(0)
    assert story.build("anew") == 0
    assert digests(tmp_path / "public") == digests(tmp_path / "anew")


@pytest.mark.parametrize("seed", range(24))
def test_what_is_wrong_is_found_in_shares(
    tmp_path: Path,
    of_size: Sized,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    seed: int,
) -> None:
    """But for hints: what may have been meant is looked for among neighbours."""
    chance = random.Random(seed)
    if seed % 2:  # no guess is right
        monkeypatch.setattr(guesses, "_said", lambda _: chance.choice(["", "acme", "nobody"]))
    story = a_story(tmp_path, _mutated(_mutated(FILES, chance), chance))
    of_size(0)
    code = story.build("at-once")
    told = without_notes(capsys.readouterr().err)
    of_size(chance.choice([1, 3, 8]))
    assert story.build("shares") == code
    assert without_notes(capsys.readouterr().err) == told


WAIVERS = b"""\
- code: GOV010
  path: plugins/nowhere/releases/1.0.0/release.json
  reason: It was there once.
  approved_by: quay
  expires: "2029-01-01"
- code: GOV010
  path: publishers/acme.yml
  reason: It is not needed.
  approved_by: quay
  expires: "2029-01-01"
"""


def test_waivers_are_judged_once(
    tmp_path: Path, of_size: Sized, capsys: pytest.CaptureFixture[str]
) -> None:
    story = a_story(tmp_path, FILES | {"waivers.yml": WAIVERS})
    of_size(0)
    code = story.build("at-once")
    told = without_notes(capsys.readouterr().err)
    assert sum("waivers.yml" in line for line in told) >= 2
    of_size(2)
    assert story.build("shares") == code
    assert without_notes(capsys.readouterr().err) == told


@pytest.mark.parametrize(
    ("file", "again"),
    [
        ("plugins/bell/listing.yml", {"plugins/bell"}),
        ("plugins/chart/listing.yml", {"plugins/bell"}),
        ("waivers.yml", {"plugins/bell", "plugins/chart", "waivers"}),  # of whichever plugin
        ("marketplace.yml", {"plugins/bell", "plugins/chart", "waivers"}),
    ],
)
def test_what_is_said_elsewhere_is_said_anew(file: str, again: set[str]) -> None:
    units = frozenset({"plugins/bell", "plugins/chart", "waivers"})
    seen = Seen(units=units, found=(Diagnostic(file, START, "GOV010", "x"),))
    assert seen.again(frozenset()) == frozenset()
    assert seen.again(frozenset({"plugins/bell"})) == again
    assert seen.without(frozenset()) == seen
    left = seen.without(frozenset(again))
    assert left.units == units - again
    assert [item.file for item in left.found] == [file] * (file.startswith("plugins/chart"))


def test_what_was_published_is_held_against(
    tmp_path: Path, of_size: Sized, capsys: pytest.CaptureFixture[str]
) -> None:
    files = some_of(PACKAGES)
    story = a_story(tmp_path, files)
    of_size(2)
    assert story.build("first") == 0
    gone = sorted({"/".join(path.split("/")[:2]) for path in files if path.startswith("plugins/")})
    readme, other = (
        next(path for path in files if path.startswith(f"{name}/releases/")) for name in gone[:2]
    )
    version = "/".join(other.split("/")[:4])
    fewer = {path: data for path, data in files.items() if not path.startswith(version)}
    story.commit({path: data for path, data in fewer.items() if not path.startswith(gone[0])})
    assert readme not in story.files
    told = {}
    for units, out in ((0, "at-once"), (2, "shares")):
        of_size(units)
        capsys.readouterr()
        assert story.build(out, "--previous", str(tmp_path / "first")) != 0
        told[out] = without_notes(capsys.readouterr().err)
    assert sum("was published as" in line for line in told["shares"]) >= 2
    assert told["shares"] == told["at-once"]
    assert not (tmp_path / "shares").exists()


def test_what_was_looked_at_goes_before_anybody_looks_for_garbage() -> None:
    """Or a process that looks at share after share keeps all of them."""
    gc.collect()
    gc.disable()
    try:
        before = sum(isinstance(item, Catalog) for item in gc.get_objects())
        inspection = inspect(MemoryTree(FILES), fetch=no_network)
        assert inspection.catalog
        del inspection
        assert sum(isinstance(item, Catalog) for item in gc.get_objects()) == before
    finally:
        gc.enable()


def test_what_a_guess_missed_is_looked_at_again_and_no_more(
    tmp_path: Path, of_size: Sized, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[int] = []

    def counted(*args: Any, narrowing: Narrowing, **kwargs: Any) -> Inspection:
        looked_at.append(len(narrowing.below.units or ()))
        return inspect(*args, narrowing=narrowing, **kwargs)

    monkeypatch.setattr(share_look, "inspect", counted)
    story = a_story(tmp_path, some_of(PACKAGES))
    units = {unit_of(path) for path in story.files}
    of_size(3)
    assert story.build("guessed") == 0
    assert len(units) < sum(looked_at) < 2 * len(units)
    looked_at.clear()
    assert story.build("guessed", "--from-scratch") == 0
    assert sum(looked_at) == len(units)  # for now it is known


def test_what_is_known_of_some_and_guessed_of_others_gives_the_same(
    tmp_path: Path, of_size: Sized
) -> None:
    story = a_story(tmp_path, some_of(PACKAGES))
    of_size(4)
    assert story.build("shares") == 0
    story.commit(a_new_release(story.files, random.Random(3)))
    assert story.build("shares", "--from-scratch") == 0
    of_size(0)
    assert story.build("at-once") == 0
    assert digests(tmp_path / "shares") == digests(tmp_path / "at-once")


def test_what_a_cache_does_not_take_is_not_learned_again(
    tmp_path: Path, of_size: Sized, monkeypatch: pytest.MonkeyPatch
) -> None:
    learned: list[str] = []

    def noted(place: Path, tree: str, units: list[str], *rest: Any) -> Any:
        learned.extend(units)
        return neighbours.learned(place, tree, units, *rest)

    monkeypatch.setattr(neighbours, "save_relations", lambda *_: None)
    monkeypatch.setattr(guesses, "learned", noted)
    monkeypatch.setattr(neighbours.Neighbours, "_learn", None)  # what learns of packages
    story = a_story(tmp_path, some_of(PACKAGES))
    of_size(4)
    assert story.build("shares") == 0
    assert learned
    assert not any(unit.startswith(("plugins/", "adapters/")) for unit in learned)
    story.commit(a_new_release(story.files, random.Random(3)))
    assert story.build("shares") == 0
    of_size(0)
    assert story.build("at-once") == 0
    assert digests(tmp_path / "shares") == digests(tmp_path / "at-once")

"""What is told of units before anything of them is typed is right where nobody plays tricks."""

from pathlib import Path

from builders import Files
from chandlery.cli.guesses import guessed
from chandlery.ports.git import open_catalog
from chandlery.ports.git_units import units_in
from chandlery.stages.relations import PROBATION, Relations
from test_build_again import PACKAGES, a_story, some_of
from test_neighbourhood import known


def guesses(tmp_path: Path, files: Files) -> dict[str, Relations]:
    story = a_story(tmp_path, files)
    tree, _ = open_catalog(story.root / "catalog", "main")
    with tree:
        return dict(guessed(tree.folder, tree.id, units_in(tree.folder, tree.id), map))


def publishers(has: Relations) -> set[str]:
    return {word for word in has.mentions if word.startswith("p:")}


def test_publishers_are_told_from_one_release_and_one_package_on_probation(tmp_path: Path) -> None:
    files = some_of(PACKAGES)
    told, true = guesses(tmp_path, files), known(files)
    assert told.keys() == true.keys()
    for unit, has in true.items():
        if unit.startswith(("plugins/", "adapters/")):
            assert publishers(told[unit]) == publishers(has) != set()
            assert set(told[unit].defines) <= set(has.defines)
        else:
            assert told[unit] == has
    on_probation = [unit for unit, has in true.items() if PROBATION in has.defines]
    assert [unit for unit, has in told.items() if PROBATION in has.defines] == [min(on_probation)]


def test_what_cannot_be_read_is_nobodys(tmp_path: Path) -> None:
    broken: Files = {
        "marketplace.yml": b"[",
        "plugins/bell/releases/1.0.0/release.json": b"\xff",
        "plugins/chart/releases/1.0.0/release.json": b'{"publisher": 1}',
        "plugins/dinghy/releases/release.json": b"{}",
        "plugins/ensign": b"a file",
    }
    told = guesses(tmp_path, broken)
    names = ["bell", "chart", "dinghy", "ensign"]
    assert sorted(told) == ["marketplace", *(f"plugins/{name}" for name in names)]
    assert not any(publishers(has) for has in told.values())

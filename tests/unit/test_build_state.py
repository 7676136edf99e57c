"""What a build keeps for the next one is there as it was put in, or not at all."""

import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from chandlery.ports import pieces, vouched
from chandlery.ports.build_state import BuildState, Changes, FileFact, Kept, StateDamaged
from chandlery.ports.processes import over_processes

NAMES = [f"bell-{number}" for number in range(40)]
UNITS = [f"plugins/{name}" for name in NAMES]
PAGE = FileFact("plugins/bell/index.html", "ab" * 32, 7, "mark")
FULL = Changes(
    facts={"tree": "a" * 40, "moment": "2026-01-01T00:00:00Z"},
    units=UNITS,
    told={"feeds": {name: name.encode() * 30 for name in NAMES}, "site": {"bell-1": b"one"}},
    kept=[Kept("site", name, {"a": b"a" * 300, "b": name.encode()}) for name in NAMES],
    files={**{unit: [PAGE] for unit in UNITS}, "*feeds": [PAGE, PAGE]},
    known={"findings": dict.fromkeys(UNITS, b"[]"), "moment": {UNITS[3]: b'"2027"'}},
    words=[{f"n:{name}": name.encode() for name in NAMES}],
)


def saved(file: Path, changes: Changes, stamp: str = "s") -> str:
    with BuildState.open(file, stamp) as state:
        return state.save(changes)


def answers(state: BuildState) -> list[Any]:
    """Everything that can be asked, one question after the other."""
    parts = ("feeds", "site", "none")
    return [
        dict(state.facts),
        [*state.units()],
        [[*state.told(part).items()] for part in parts],
        [state.told_by(part, ["bell-1", "bell-2", "nobody"]) for part in parts],
        [state.files(owner) for owner in (*UNITS, "*feeds", "nobody")],
        state.all_files(),
        [state.known("findings", unit) for unit in (*UNITS, "nobody")],
        [state.all_known(column) for column in ("findings", "moment", "none")],
        [kept(state, name, key) for name in (*NAMES, "nobody") for key in ("a", "b", "c")],
        state.known_of("findings", [*UNITS[:9], "nobody"]),
        state.words([*(f"n:{name}" for name in NAMES), "n:nobody"]),
    ]


def kept(state: BuildState, name: str, key: str) -> bytes | None:
    try:
        return state.kept("site", name, key)
    except KeyError:
        return None


def opened(file: Path, stamp: str = "s") -> list[Any]:
    with BuildState.open(file, stamp) as state:
        return answers(state)


NOTHING = opened(Path("/none"))


def test_what_was_saved_is_there_again(tmp_path: Path) -> None:
    file = tmp_path / "builds" / "a.sqlite"
    assert saved(file, FULL) == ""
    with BuildState.open(file, "s") as state:
        assert state.facts == FULL.facts
        assert [*state.units()] == sorted(UNITS)
        assert [*state.told("feeds").items()] == sorted(FULL.told["feeds"].items())
        assert state.told_by("feeds", ["bell-7", "nobody", "bell-1"]) == {
            name: FULL.told["feeds"][name] for name in ("bell-1", "bell-7")
        }
        assert state.files(UNITS[5]) == (PAGE,)
        assert state.files("*feeds") == (PAGE, PAGE)
        assert state.all_files()["*feeds"] == (PAGE, PAGE)
        assert state.known("findings", UNITS[0]) == b"[]"
        assert state.known("findings", "nobody") is None
        assert state.all_known("moment") == {UNITS[3]: b'"2027"'}
        assert state.kept("site", "bell-9", "b") == b"bell-9"
        with pytest.raises(KeyError):
            state.kept("site", "bell-9", "c")
    assert [place.name for place in file.parent.iterdir()] == ["a.sqlite"]


def test_what_is_not_named_stays_and_what_is_gone_goes(tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite"
    saved(file, FULL)
    changes = Changes(
        facts={"tree": "b"},
        units=["plugins/new", UNITS[0]],
        gone=[UNITS[3]],
        forgotten=["bell-3"],
        told={"feeds": {"bell-0": b"other", "bell-4": None}, "site": {"bell-1": None}},
        kept=[Kept("site", "bell-0", {"b": b"other"}), Kept("site", "bell-1", {})],
        files={UNITS[0]: [], UNITS[1]: [PAGE, PAGE]},
        known={"findings": {UNITS[0]: b"[1]"}},
        words=[{"n:bell-0": b"other", "n:bell-1": None}, {"n:new": b"new"}],
    )
    assert saved(file, changes) == ""
    with BuildState.open(file, "s") as state:
        assert state.facts == {"tree": "b"}
        assert [*state.units()] == sorted({*UNITS, "plugins/new"} - {UNITS[3]})
        told = {
            name: data for name, data in FULL.told["feeds"].items() if name[5:] not in {"3", "4"}
        }
        assert state.told("feeds") == told | {"bell-0": b"other"}
        assert state.told("site") == {}
        assert [kept(state, "bell-0", key) for key in "ab"] == [None, b"other"]
        assert [kept(state, name, "b") for name in ("bell-1", "bell-3", "bell-4")] == [
            None,
            None,
            b"bell-4",
        ]
        assert [len(state.files(UNITS[number])) for number in (0, 1, 2, 3)] == [0, 2, 1, 0]
        assert state.known("findings", UNITS[0]) == b"[1]"
        words = {"n:bell-0": b"other", "n:bell-3": b"bell-3", "n:new": b"new"}
        assert state.words([*words, "n:bell-1"]) == words
        assert state.known("findings", UNITS[3]) is None
        assert state.all_known("moment") == {}
        assert len(state.all_known("findings")) == len(UNITS) - 1


def test_steps_lead_to_the_same_state_as_a_leap(tmp_path: Path) -> None:
    one, other = tmp_path / "one.sqlite", tmp_path / "other.sqlite"
    saved(one, FULL)
    saved(other, Changes(facts={"x": "y"}, told={"feeds": {"bell-1": b"before"}}))
    saved(other, FULL)
    assert opened(one) == opened(other) != NOTHING


def test_a_state_of_another_stamp_is_empty_and_made_anew(tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite"
    saved(file, FULL)
    assert opened(file, "other") == NOTHING
    saved(file, Changes(facts={"new": ""}), "other")
    assert opened(file) == NOTHING
    with BuildState.open(file, "other") as state:
        assert (state.facts, [*state.units()]) == ({"new": ""}, [])


@pytest.mark.parametrize(
    "content", [b"", b"x", b"SQLite format 3\0", b"SQLite format 3\0" + b"\xff" * 9000]
)
def test_a_foreign_file_is_empty_and_made_anew(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "a.sqlite"
    file.write_bytes(content)
    assert opened(file) == NOTHING
    assert saved(file, FULL) == ""
    assert opened(file)[1] == sorted(UNITS)


def test_a_file_of_another_program_is_empty(tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE VIEW pieces AS SELECT '' AS section, '' AS piece, '' AS data")
    assert opened(file) == NOTHING


def test_what_is_in_the_place_of_the_file_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "folder.sqlite").mkdir()
    (tmp_path / "file").write_bytes(b"")
    for place in (tmp_path / "folder.sqlite", tmp_path / "file" / "a.sqlite"):
        assert opened(place) == NOTHING
        assert str(place) in saved(place, FULL)


def test_what_another_build_has_open_is_empty_and_not_saved(tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite"
    saved(file, FULL)
    with BuildState.open(file, "s") as first:
        assert opened(file) == NOTHING
        assert "in use by another build" in saved(file, Changes(facts={"second": ""}))
        assert first.save(Changes(facts={"first": ""})) == ""
    with BuildState.open(file, "s") as state:
        assert state.facts == {"first": ""}


def test_processes_that_were_forked_meanwhile_do_not_let_go_of_it(tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite"
    saved(file, FULL)
    with BuildState.open(file, "s") as state:
        assert len([*over_processes(str, range(40), processes=2)]) == 40
        other = f"import sys\nsys.path[:0] = {sys.path!r}\n"
        other += "from chandlery.ports.build_state import BuildState, Changes\n"
        other += f"from pathlib import Path\nstate = BuildState.open(Path({str(file)!r}), 's')\n"
        other += "print(dict(state.facts), state.save(Changes(facts={})))"
        said = subprocess.run([sys.executable, "-c", other], check=True, capture_output=True)
        assert said.stdout.decode() == f"{{}} {file} is in use by another build\n"
        assert state.save(Changes(facts={"tree": "b"})) == ""


def test_a_thread_may_ask(tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite"
    saved(file, FULL)
    with BuildState.open(file, "s") as state, ThreadPoolExecutor(1) as thread:
        assert [*thread.submit(state.units).result()] == sorted(UNITS)


def test_a_build_that_does_not_save_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite"
    saved(file, FULL)
    before = file.read_bytes()
    with BuildState.open(file, "s") as state:
        answers(state)
    assert file.read_bytes() == before


@pytest.mark.parametrize("statements", [1, 3, 10, 30])
@pytest.mark.parametrize("anew", [False, True])
def test_a_build_that_is_killed_while_it_saves_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, statements: int, *, anew: bool
) -> None:
    file, before = tmp_path / "a.sqlite", Changes(facts={"x": "y"}, units=["u"])
    if not anew:
        saved(file, before)
    old, left, connected = opened(file), [statements], vouched._connected

    def die_soon(statement: str) -> None:
        left[0] -= statement.startswith(("INSERT", "DELETE"))
        if not left[0]:
            os._exit(9)

    def watched(place: Path, mode: str) -> sqlite3.Connection:
        connection = connected(place, mode)
        connection.execute("PRAGMA cache_size = 1")  # nothing waits in memory
        connection.set_trace_callback(die_soon)
        return connection

    if not (child := os.fork()):
        monkeypatch.setattr(vouched, "_connected", watched)
        os._exit(bool(saved(file, FULL)))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert opened(file) == old
    assert saved(file, FULL) == ""
    assert opened(file)[1] == sorted({*UNITS, *(() if anew else before.units)})
    assert [place.name for place in tmp_path.iterdir()] == ["a.sqlite"]


def test_what_was_discarded_is_made_anew(tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite"
    saved(file, FULL)
    with BuildState.open(file, "s") as state:
        state.discard()
        assert answers(state) == NOTHING
        assert state.save(Changes(facts={}, units=["u"])) == ""
    with BuildState.open(file, "s") as state:
        assert ([*state.units()], state.told("feeds")) == (["u"], {})


@pytest.mark.parametrize("free", [1, 5])
def test_a_full_disk_leaves_what_was_saved_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int
) -> None:
    file = tmp_path / "a.sqlite"
    saved(file, Changes(facts={"tree": "a"}, units=["u"]))
    connected = vouched._connected

    def full(place: Path, mode: str) -> sqlite3.Connection:
        connection = connected(place, mode)
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + free}")
        return connection

    with monkeypatch.context() as patch:
        patch.setattr(vouched, "_connected", full)
        assert saved(file, FULL) == f"{file}: database or disk is full"
        assert (
            saved(tmp_path / "b.sqlite", FULL)
            == f"{tmp_path / 'b.sqlite'}: database or disk is full"
        )
    with BuildState.open(file, "s") as state:
        assert (state.facts, [*state.units()]) == ({"tree": "a"}, ["u"])
    assert [place.name for place in tmp_path.iterdir()] == ["a.sqlite"]


def test_a_piece_that_is_found_twice_does_not_stand_for_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a bit is flipped in SQLite's index."""
    saved(tmp_path / "a.sqlite", FULL)
    some = "FROM pieces WHERE section = ?1 AND piece > ''"
    twice = f"WITH one AS (SELECT * {some} LIMIT 1) SELECT one.piece, one.data FROM one, "
    monkeypatch.setattr(pieces, "_ALL", f"{twice} (SELECT 1 {some} LIMIT ?2)")
    with BuildState.open(tmp_path / "a.sqlite", "s") as state, pytest.raises(StateDamaged):
        state.units()


def test_a_name_that_cannot_be_saved_loses_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite"
    saved(file, FULL)
    assert "surrogates not allowed" in saved(file, Changes(facts={}, units=["\udcff"]))
    assert opened(file)[1] == sorted(UNITS)

"""Whatever happened to what a build kept: its answers are those that were saved, or none."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from chandlery.ports.build_state import BuildState, Changes, FileFact, Kept, StateDamaged

NAMES = [f"bell-{number}" for number in range(12)]
PAGE = FileFact("plugins/bell/index.html", "ab" * 32, 7, "mark")
FULL = Changes(
    facts={"tree": "a" * 40},
    units=NAMES,
    told={"site": {name: name.encode() * 60 for name in NAMES}},
    kept=[Kept("site", name, {"a": b"a" * 5000, "b": name.encode()}) for name in NAMES],
    files={name: [PAGE] for name in NAMES},
    known={"findings": dict.fromkeys(NAMES, b"[]")},
    words=[{f"n:{name}": name.encode() for name in NAMES}],
)
LATER = Changes(facts={"tree": "b"}, units=["bell-later"], forgotten=["bell-2"], gone=["bell-2"])

ANY = st.integers(min_value=0, max_value=1 << 20)
# Where SQLite keeps what it finds rows by: at the beginning of each page.
HEADS = st.builds(lambda page, place: page * 4096 + place, st.integers(0, 30), st.integers(0, 99))


def questions(state: BuildState) -> list[Any]:
    """All of them, by turns of what is read: the whole, and one by one."""
    asked = [*NAMES, "nobody"]
    return [
        lambda: dict(state.facts),
        lambda: [*state.units()],
        lambda: [*state.told("site").items()],
        state.all_files,
        lambda: state.all_known("findings"),
        *(lambda name=name: state.told_by("site", [name]) for name in asked),
        *(lambda name=name: state.files(name) for name in asked),
        *(lambda name=name: state.words([f"n:{name}"]) for name in asked),
        *(lambda name=name: state.known("findings", name) for name in asked),
        *(lambda name=name, key=key: kept(state, name, key) for name in asked for key in "ab"),
    ]


def kept(state: BuildState, name: str, key: str) -> bytes | None:
    try:
        return state.kept("site", name, key)
    except KeyError:
        return None


def answers(file: Path) -> list[Any]:
    """Each answer; `StateDamaged` for none."""

    def answer(question: Any) -> Any:
        try:
            return question()
        except StateDamaged:
            return StateDamaged

    with BuildState.open(file, "s") as state:
        return [answer(question) for question in questions(state)]


def save(file: Path, changes: Changes) -> str:
    with BuildState.open(file, "s") as state:
        return state.save(changes)


@cache
def sound() -> tuple[bytes, list[Any], list[Any]]:
    """A file that was saved twice, what it answers, and what no file answers."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "state"
        nothing = answers(file)
        assert (save(file, FULL), save(file, LATER)) == ("", "")
        return file.read_bytes(), answers(file), nothing


def agrees(found: list[Any], right: list[Any]) -> bool:
    return all(one in (StateDamaged, other) for one, other in zip(found, right, strict=True))


def judge(data: bytes) -> None:
    """Hold what a file answers, and answers once it was saved over, against what it should."""
    _, right, nothing = sound()
    later = Changes(facts={"tree": "c"}, units=["bell-new"])
    with TemporaryDirectory() as folder:
        file = Path(folder) / "state"
        file.write_bytes(data)
        found = answers(file)
        assert found == nothing or (found[0] and agrees(found, right))
        refused = save(file, later)
        after = answers(file)
        units = ["bell-new"]
        if refused:
            assert after in (found, nothing)
        elif found == nothing:
            assert after == [later.facts, units, *nothing[2:]]
        else:
            assert agrees(after, [later.facts, sorted({*right[1], *units}), *right[2:]])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(ANY | HEADS, st.integers(1, 255)), min_size=1, max_size=3))
@example([(18, 3)])  # SQLite's write-ahead log
@example([(28, 1)])  # the number of pages
@example([(16_468, 4)])  # where the root is found
def test_flipped_bits_give_no_other_answer(flips: list[tuple[int, int]]) -> None:
    damaged = bytearray(sound()[0])
    for place, bits in flips:
        damaged[place % len(damaged)] ^= bits
    judge(bytes(damaged))


@settings(max_examples=50, deadline=None)
@given(cut=ANY, more=st.binary(max_size=100), pages=st.booleans())
def test_a_file_that_was_cut_or_added_to_gives_no_other_answer(
    cut: int, more: bytes, *, pages: bool
) -> None:
    data = sound()[0]
    kept = cut % (len(data) + 1)
    judge(data[: kept // 4096 * 4096 if pages else kept] + more)


@settings(max_examples=100, deadline=None)
@given(ANY, ANY)
def test_pages_that_took_each_others_place_give_no_other_answer(one: int, other: int) -> None:
    data = sound()[0]
    pages = [data[start : start + 4096] for start in range(0, len(data), 4096)]
    pages[one % len(pages)] = pages[other % len(pages)]
    judge(b"".join(pages))

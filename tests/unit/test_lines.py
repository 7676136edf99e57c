"""Lines that are replaced by key are those that sorting all of them gives."""

import random

import pytest

from chandlery.formats.lines import replaced


def key_of(line: bytes) -> tuple[int, bytes]:
    number, name, _ = line.split(b" ", 2)
    return int(number), name


def some(chance: random.Random, count: int) -> dict[tuple[int, bytes], bytes]:
    keys = {(chance.randrange(12), chance.choice([b"a", b"b", b"cc"])) for _ in range(count)}
    return {
        (number, name): b"".join(
            b"%d %b %b\n" % (number, name, b"x" * chance.randrange(9))
            for _ in range(chance.randrange(1, 4))
        )
        for number, name in keys
    }


@pytest.mark.parametrize("seed", range(60))
def test_replaced_lines_are_those_that_are_sorted(seed: int) -> None:
    chance = random.Random(seed)
    before, now = some(chance, chance.choice([0, 1, 40])), some(chance, 6)
    for key in chance.sample(sorted(before), min(3, len(before))):
        now[key] = b""
    lines = b"".join(before[key] for key in sorted(before))
    after = before | now
    assert replaced(lines, now, key_of) == b"".join(after[key] for key in sorted(after))

"""One mistake in the demo catalog gives one finding, or a few; never a page of them."""

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

from builders import no_network
from chandlery.diagnostics import Diagnostic, Severity
from chandlery.pipeline import inspect
from chandlery.trees import MemoryTree, Mode

ROOT = Path(__file__).parents[1] / "catalog"
MOMENT = "2026-11-28T00:00:00Z"
MOST = 4  # of one mistake
EACH = 4  # mutations of a kind

Mutate = Callable[[Random, str, str], str | None]


@cache
def demo() -> dict[str, tuple[bytes, Mode]]:
    files = {}
    for path in sorted(ROOT.rglob("*")):
        if path.is_file():
            mode = Mode.EXECUTABLE if os.access(path, os.X_OK) else Mode.FILE
            files[path.relative_to(ROOT).as_posix()] = (path.read_bytes(), mode)
    return files


@cache
def records() -> dict[str, str]:
    """What people write of the catalog, manifests of six ecosystems and governance among it."""
    return {
        path: content[0].decode()
        for path, content in demo().items()
        if path.endswith((".json", ".yml")) and "/source/" not in path
    }


def told(files: Mapping[str, bytes | tuple[bytes, Mode]]) -> set[tuple[str, str, str]]:
    found: tuple[Diagnostic, ...] = inspect(
        MemoryTree(dict(files)), fetch=no_network, at=MOMENT
    ).diagnostics
    return {(item.file, item.code, item.message) for item in found if item.severity > Severity.NOTE}


@cache
def before() -> set[tuple[str, str, str]]:
    return told(demo())


def misspelt(random: Random, word: str) -> str:
    at = random.randrange(1, len(word) - 1)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return random.choice([word[:at] + word[at + 1 :], swapped, word[:at] + word[at] + word[at:]])


def replaced(random: Random, text: str, pattern: str, new: Callable[[str], str]) -> str | None:
    """The text with one of the matches (its first group) written otherwise."""
    matches = list(re.finditer(pattern, text, re.MULTILINE))
    if not matches:
        return None
    match = random.choice(matches)
    return text[: match.start(1)] + new(match[1]) + text[match.end(1) :]


def a_key(random: Random, path: str, text: str) -> str | None:
    pattern = r'^\s*(?:- )?"?([A-Za-z_]\w{3,})"?(?=\s*:)'
    return replaced(random, text, pattern, lambda key: misspelt(random, key))


def a_word(random: Random, path: str, text: str) -> str | None:
    pattern = r'[:\[-] ?"?([a-z][\w.-]{3,40})"?'
    return replaced(random, text, pattern, lambda word: misspelt(random, word))


def a_version(random: Random, path: str, text: str) -> str | None:
    return replaced(
        random, text, r"\b(\d+\.\d+\.\d+)\b", lambda _: random.choice(["9.9.9", "v1.0.0", "1.0"])
    )


def a_date(random: Random, path: str, text: str) -> str | None:
    dates = ["2025-01-01", "2027-05-05", "2026-13-40"]
    return replaced(random, text, r"(20\d\d-\d\d-\d\d)", lambda _: random.choice(dates))


def cut(random: Random, path: str, text: str) -> str | None:
    return text[: random.randrange(len(text))]


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    pairs = value.items() if isinstance(value, dict) else ()
    for key, inner in enumerate(value) if isinstance(value, list) else pairs:
        yield value, key
        yield from places(inner)


def lost(random: Random, path: str, text: str) -> str | None:
    if not path.endswith(".json"):
        return None
    value = json.loads(text)
    holder, key = random.choice(list(places(value)))
    del holder[key]
    return json.dumps(value, indent=2) + "\n"


def retyped(random: Random, path: str, text: str) -> str | None:
    if not path.endswith(".json"):
        return None
    value = json.loads(text)
    holder, key = random.choice(list(places(value)))
    values: tuple[Any, ...] = (5, "x", None, [], {}, True)
    holder[key] = random.choice([item for item in values if type(item) is not type(holder[key])])
    return json.dumps(value, indent=2) + "\n"


def marked(random: Random, path: str, text: str) -> str | None:
    return f"\ufeff{text}"


@pytest.mark.parametrize("mutate", [a_key, a_word, a_version, a_date, cut, lost, retyped, marked])
def test_one_mistake_in_a_record(mutate: Mutate) -> None:
    random = Random(mutate.__name__)
    for _ in range(EACH):
        text = None
        while text is None:
            path = random.choice(sorted(records()))
            text = mutate(random, path, records()[path])
        new = told({**demo(), path: text.encode()}) - before()
        assert len(new) <= MOST, (path, sorted(new))


def test_one_byte_of_a_source() -> None:
    random = Random(7)
    for _ in range(EACH):
        path = random.choice([path for path in demo() if "/source/" in path])
        data, mode = demo()[path]
        at = random.randrange(len(data))
        flipped = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        new = told({**demo(), path: (flipped, mode)}) - before()
        assert len(new) <= MOST, (path, at, sorted(new))


@pytest.mark.parametrize(
    "folder",
    [
        "plugins",
        "publishers",
        "plugins/link-keeper/releases",
        "plugins/commit-guard/governance",
        "plugins/csv-lens/governance/0.2.0/evidence",
    ],
)
def test_one_misnamed_folder(folder: str) -> None:
    above, slash, name = folder.rpartition("/")
    wrong = above + slash + misspelt(Random(folder), name)
    renamed = {
        f"{wrong}{path.removeprefix(folder)}" if path.startswith(f"{folder}/") else path: content
        for path, content in demo().items()
    }
    new = told(renamed) - before()
    assert 1 <= len(new) <= MOST, sorted(new)

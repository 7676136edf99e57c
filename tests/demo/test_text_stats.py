"""text-stats: the handler, and the same file as a program."""

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from conftest import Run, load, source, versions

ALL = versions("text-stats")

TEXT = """\
The crane is broken. It will be mended on Friday!

Will it? Nobody knows
for sure
"""


def script(version: str) -> Path:
    return source("text-stats", version) / "handler.py"


def handler(version: str) -> ModuleType:
    return load(script(version), "text_stats_handler")


def statistics(version: str, text: str) -> Any:
    answer = handler(version).run({"text": text})
    assert answer["ok"] is True
    return answer["statistics"]


@pytest.mark.parametrize("version", ALL)
def test_counts(version: str) -> None:
    found = statistics(version, TEXT)
    assert found["characters"] == len(TEXT)
    assert (found["words"], found["distinct_words"]) == (16, 14)
    assert (found["sentences"], found["paragraphs"]) == (4, 2)
    assert found["words_per_sentence"] == 4.0
    assert found["longest_sentence"]["words"] == 6
    assert found["longest_sentence"]["text"].startswith("It will be mended on Friday")
    assert found["minutes"] == 0.1


@pytest.mark.parametrize("version", ALL)
def test_harder_text_reads_harder(version: str) -> None:
    easy = statistics(version, "The cat sat on the mat. The dog ran to the sea. I am glad.")
    hard = statistics(
        version,
        "Institutional accountability necessitates comprehensive documentation of organisational "
        "responsibilities, notwithstanding administrative considerations.",
    )
    assert easy["reading_ease"] > 90 > 30 > hard["reading_ease"]
    assert (easy["verdict"], hard["verdict"]) == ("very easy", "very hard")
    assert easy["grade"] < 3 < 18 < hard["grade"]


@pytest.mark.parametrize("version", ALL)
@pytest.mark.parametrize("params", [{}, {"text": None}, {"text": 3}, {"text": ""}, {"text": " … "}])
def test_nothing_to_measure_is_answered(version: str, params: dict[str, Any]) -> None:
    answer = handler(version).run(params)
    assert answer["ok"] is False
    assert answer["error"] in {"`text` is not a text", "the text holds no words"}


@pytest.mark.parametrize("version", ALL)
def test_too_long_is_refused(version: str) -> None:
    answer = handler(version).run({"text": "a " * 500_001})
    assert answer == {"ok": False, "error": "`text` is longer than 1,000,000 characters"}


@pytest.mark.parametrize(
    ("text", "sentences", "words"),
    [
        ("Dr. J. Smith came at 5 p.m. sharp.", 1, 8),
        ("It costs 3.14 or 1,000.50 euros.", 1, 6),
        ("Don't use well-known names, e.g. yours.", 1, 6),
    ],
)
def test_full_stops_that_end_nothing(text: str, sentences: int, words: int) -> None:
    fixed = statistics("1.0.1", text)
    assert (fixed["sentences"], fixed["words"]) == (sentences, words)
    before = statistics("1.0.0", text)
    assert before["words"] > words


def test_closing_quotes_belong_to_the_sentence() -> None:
    assert statistics("1.0.1", '"Stop here!" he said. "Why?"')["sentences"] == 3


@pytest.mark.parametrize(
    ("word", "syllables"),
    [("sea", 1), ("the", 1), ("make", 1), ("table", 2), ("harbour", 2), ("hmm", 1), ("family", 3)],
)
def test_syllables(word: str, syllables: int) -> None:
    assert handler("1.0.1").syllables_in(word) == syllables


@pytest.mark.parametrize("version", ALL)
def test_program_says_what_the_handler_says(version: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    from_file = run(script(version), "a.txt")
    from_stdin = run(script(version), "-", given=TEXT)
    assert (from_file.returncode, from_file.stderr) == (0, "")
    assert from_file.stdout == from_stdin.stdout
    assert json.loads(from_file.stdout)["statistics"] == statistics(version, TEXT)


@pytest.mark.parametrize("version", ALL)
def test_program_refuses_what_it_cannot_read(version: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "latin.txt").write_bytes(b"Geb\xfchr")
    for name in ("missing.txt", "latin.txt", "."):
        done = run(script(version), name)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"text-stats: {name}: ")
    assert run(script(version), "-", given=" \n").returncode == 1


@pytest.mark.parametrize("version", ALL)
def test_both_manifests_fit_the_one_source(version: str) -> None:
    root = source("text-stats", version)
    kari = json.loads((root / "plugin_manifest.json").read_text())
    caliban = json.loads((root / "plugin.json").read_text())
    assert (kari["name"], kari["version"]) == (caliban["name"], caliban["version"])
    assert callable(getattr(handler(version), kari["entry_point"]))
    skill = (root / caliban["components"]["skills"] / "text-stats" / "SKILL.md").read_text()
    assert skill.startswith("---\nname: text-stats\n")
    assert "$plugin/handler.py" in skill

"""Statistics of a text, and how easily it reads.

Two doors lead in: `run` for hosts that call a handler, and a command line for those that run a
program.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

MAX_CHARACTERS = 1_000_000
WORDS_PER_MINUTE = 230  # silent reading of English prose by adults

_WORD = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(r"[.!?…]+")
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_VOWELS = re.compile(r"[aeiouy]+")

GRADES = (
    (90, "very easy"),
    (70, "easy"),
    (60, "plain"),
    (50, "fairly hard"),
    (30, "hard"),
)


def words_of(text: str) -> list[str]:
    """The words and numbers of a text."""
    return _WORD.findall(text)


def sentences_of(text: str) -> list[str]:
    """The sentences of a text: what ends in ``.``, ``!`` or ``?``, or at the end of a paragraph."""
    found = [
        sentence
        for paragraph in _PARAGRAPH.split(text)
        for sentence in _SENTENCE_END.split(paragraph)
    ]
    return [" ".join(sentence.split()) for sentence in found if words_of(sentence)]


def syllables_in(word: str) -> int:
    """The syllables of an English word, by its groups of vowels; at least one."""
    word = word.lower()
    count = len(_VOWELS.findall(word))
    silent = word.endswith("e") and not word.endswith(("le", "ee")) and count > 1
    return max(count - silent, 1)


def statistics_of(text: str) -> dict[str, Any]:
    """Everything that is counted and calculated.

    Raises:
        ValueError: the text holds no words.
    """
    words = words_of(text)
    if not words:
        raise ValueError("the text holds no words")
    sentences = sentences_of(text)
    syllables = sum(map(syllables_in, words))
    length, weight = len(words) / len(sentences), syllables / len(words)
    ease = 206.835 - 1.015 * length - 84.6 * weight
    longest = max(sentences, key=lambda sentence: len(words_of(sentence)))
    return {
        "characters": len(text),
        "words": len(words),
        "distinct_words": len({word.lower() for word in words}),
        "sentences": len(sentences),
        "paragraphs": sum(bool(words_of(part)) for part in _PARAGRAPH.split(text)),
        "words_per_sentence": round(length, 1),
        "syllables_per_word": round(weight, 2),
        "reading_ease": round(ease, 1),
        "grade": round(0.39 * length + 11.8 * weight - 15.59, 1),
        "verdict": next((name for least, name in GRADES if ease >= least), "very hard"),
        "minutes": round(len(words) / WORDS_PER_MINUTE, 1),
        "longest_sentence": {"words": len(words_of(longest)), "text": longest[:300]},
    }


def run(params: dict[str, Any]) -> dict[str, Any]:
    """Measure ``text``.

    Returns:
        ``{"ok": true, "statistics": {…}}``, or ``{"ok": false, "error": …}``.
    """
    text = params.get("text")
    if not isinstance(text, str):
        return {"ok": False, "error": "`text` is not a text"}
    if len(text) > MAX_CHARACTERS:
        return {"ok": False, "error": f"`text` is longer than {MAX_CHARACTERS:,} characters"}
    try:
        return {"ok": True, "statistics": statistics_of(text)}
    except ValueError as error:
        return {"ok": False, "error": str(error)}


def main() -> int:
    """Measure a file, or stdin for ``-``; print JSON, return the exit code."""
    parser = argparse.ArgumentParser(description="Statistics of a text, as JSON.")
    parser.add_argument("file", help="a text file, or - for stdin")
    name = parser.parse_args().file
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        print(f"text-stats: {name}: {error}", file=sys.stderr)
        return 2
    answer = run({"text": text})
    print(json.dumps(answer, indent=2, ensure_ascii=False))
    return 0 if answer["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())

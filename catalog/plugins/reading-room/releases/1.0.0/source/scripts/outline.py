"""Outline a long text, and check a summary against it.

``outline.py make DOCUMENT`` prints an outline as JSON: the document's digest, and its sections
with their lines and lengths.  ``outline.py check OUTLINE SUMMARY DOCUMENT`` finds what a summary
says without saying where, cites where there is nothing, quotes what is not there, and leaves out.

Exit codes: 0 done and clean, 1 the check found something, 2 a file or an argument is unusable.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

MAX_BYTES = 16 * 1024 * 1024
DEFAULT_WORDS = 1_500  # what one reader takes at a time

FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))??(?:[ \t]+#+)?[ \t]*$")
SETEXT = re.compile(r" {0,3}(=+|-+)[ \t]*$")
CITATION = re.compile(r"\[(§[^\]\n]*)\]")
QUOTE = re.compile(r"“([^”]+)”|\"([^\"]+)\"")
MIN_QUOTE_WORDS = 4  # shorter ones are names and terms


class UnusableError(Exception):
    """A file that cannot be worked with, and why."""


@dataclass(frozen=True)
class Section:
    """A heading and the text up to the next one, or a part of it.

    Attributes:
        id: ``2.1``; a part of a long section is ``2.1-3``.
        first, last: lines from 1, both inclusive.
    """

    id: str
    title: str
    first: int
    last: int
    words: int


# -- reading -----------------------------------------------------------------------------------


def read(path: Path) -> bytes:
    """A file's bytes.

    Raises:
        UnusableError: it is missing, larger than `MAX_BYTES`, or no file.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UnusableError(f"{path}: larger than {MAX_BYTES:,} bytes")
        return path.read_bytes()
    except OSError as error:
        raise UnusableError(f"{path}: {error.strerror}") from None


def text_of(data: bytes, path: Path) -> str:
    """A file's text.

    Raises:
        UnusableError: it is not UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnusableError(f"{path}: not UTF-8 text; convert it first") from None


# -- making an outline ---------------------------------------------------------------------------


def headings(lines: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Line, level and title of each Markdown heading; code blocks hold none."""
    fence = ""
    for index, line in enumerate(lines):
        mark = FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif mark:
            fence = mark[1]
        elif match := ATX.match(line):
            yield index + 1, len(match[1]), (match[2] or "").strip()
        elif is_setext(lines, index):
            yield index, 1 if line.lstrip()[0] == "=" else 2, lines[index - 1].strip()


def is_setext(lines: Sequence[str], index: int) -> bool:
    """Whether a line underlines a one-line heading."""
    if index == 0 or not SETEXT.match(lines[index]):
        return False
    title = lines[index - 1]
    alone = index == 1 or not lines[index - 2].strip()
    return alone and bool(title.strip()) and not re.match(r" {4}|\s*([-+*>|#]|\d+[.)])", title)


def sections_of(text: str, max_words: int) -> list[Section]:
    """The sections of a text, in order; long ones in parts of about `max_words`."""
    lines = text.splitlines()
    starts = [(1, 0, "(beginning)"), *headings(lines)]
    found: list[Section] = []
    for (first, _, title), identity, last in zip(
        starts, numbers([level for _, level, _ in starts]), ends(starts, len(lines)), strict=True
    ):
        words = count(lines[first - 1 : last])
        if words or identity != "0":
            found += parts(Section(identity, title, first, last, words), lines, max_words)
    return found


def numbers(levels: Sequence[int]) -> Iterator[str]:
    """``1``, ``1.1``, ``1.2``, ``2`` … for heading levels; a level that was skipped costs none."""
    stack: list[tuple[int, int]] = []  # level, number
    for level in levels:
        if level == 0:
            yield "0"
            continue
        number = 1
        while stack and stack[-1][0] >= level:
            number = stack.pop()[1] + 1
        stack.append((level, number))
        yield ".".join(str(number) for _, number in stack)


def ends(starts: Sequence[tuple[int, int, str]], total: int) -> list[int]:
    """The last line of each section."""
    return [first - 1 for first, _, _ in starts[1:]] + [total]


def parts(section: Section, lines: Sequence[str], max_words: int) -> list[Section]:
    """The section, cut at empty lines where it is longer than `max_words`."""
    if section.words <= max_words:
        return [section]
    cuts = [section.first]
    words = 0
    for number in range(section.first, section.last + 1):
        if words >= max_words and not lines[number - 2].strip():
            cuts.append(number)
            words = 0
        words += count(lines[number - 1 : number])
    if len(cuts) == 1:
        return [section]
    borders = [*cuts[1:], section.last + 1]
    return [
        Section(
            f"{section.id}-{part}", section.title, first, end - 1, count(lines[first - 1 : end - 1])
        )
        for part, (first, end) in enumerate(zip(cuts, borders, strict=True), start=1)
    ]


def count(lines: Sequence[str]) -> int:
    """The words of some lines."""
    return sum(len(line.split()) for line in lines)


def outline_of(path: Path, max_words: int) -> dict[str, Any]:
    """The outline of a document.

    Raises:
        UnusableError: the document cannot be read.
    """
    data = read(path)
    sections = sections_of(text_of(data, path), max_words)
    return {
        "document": path.name,
        "sha256": hashlib.sha256(data).hexdigest(),
        "words": sum(section.words for section in sections),
        "sections": [asdict(section) for section in sections],
    }


# -- checking a summary --------------------------------------------------------------------------


def sections_in(outline: Any) -> dict[str, Section]:
    """The sections that an outline lists, by id.

    Raises:
        UnusableError: it is not an outline.
    """
    try:
        sections = [Section(**section) for section in outline["sections"]]
        if all(isinstance(s.first, int) and isinstance(s.last, int) for s in sections):
            return {str(section.id): section for section in sections}
    except (KeyError, TypeError):
        pass
    raise UnusableError("the outline is not one that `make` printed")


def blocks_of(text: str) -> Iterator[tuple[int, str]]:
    """The paragraphs and list items of a summary with their first lines; headings left out."""
    first, block = 0, ""
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        starts_item = re.match(r"\s*(?:[-+*]|\d+[.)])\s", line)
        heading = ATX.match(line)
        if block and (not line.strip() or starts_item or heading):
            yield first, block
            block = ""
        if line.strip() and not heading:
            first = first if block else number
            block = f"{block} {line.strip()}" if block else line.strip()


def cited_in(block: str) -> list[str]:
    """The section ids that a block cites: ``[§2.1]``, ``[§2.1, §3]``."""
    return [
        part.strip().removeprefix("§").strip()
        for match in CITATION.finditer(block)
        for part in match[1].split(",")
    ]


def squeezed(text: str) -> str:
    """A text as it is compared: one space between words, straight quotes, no emphasis."""
    straight = text.translate(str.maketrans("‘’“”", "''\"\""))
    return " ".join(re.sub(r"[*_`]", "", straight).split())


def check(outline: Any, summary: str, data: bytes, text: str) -> Iterator[str]:
    """What is wrong with a summary, in the order of its lines, then what it leaves out.

    Raises:
        UnusableError: the outline is not one.
    """
    sections = sections_in(outline)
    if outline.get("sha256") != hashlib.sha256(data).hexdigest():
        yield "the document has changed since the outline was made"
        return
    lines = text.splitlines()
    cited: set[str] = set()
    for number, block in blocks_of(summary):
        here = cited_in(block)
        cited.update(here)
        if not here:
            yield f"line {number}: says nothing of where it stands"
        yield from (f"line {number}: there is no §{c}" for c in here if c not in sections)
        known = [sections[c] for c in here if c in sections]
        yield from (f"line {number}: {problem}" for problem in misquoted(block, known, lines))
    for section in sections.values():
        if section.id not in cited and section.words > count([lines[section.first - 1]]):
            yield f"§{section.id} ({section.title}) is not mentioned"


def misquoted(block: str, sections: Sequence[Section], lines: Sequence[str]) -> Iterator[str]:
    """The quotations of a block that stand in none of the sections that it cites."""
    texts = [squeezed(" ".join(lines[s.first - 1 : s.last])) for s in sections]
    for match in QUOTE.finditer(block) if sections else ():
        quote = squeezed(match[1] or match[2])
        # An ellipsis stands for what was left out, so each side of it is looked up alone.
        for piece in re.split(r"\s*(?:…|\.{3}|\[…\])\s*", quote):
            if len(quote.split()) >= MIN_QUOTE_WORDS and not any(piece in text for text in texts):
                yield f"“{piece}” is not in §{', §'.join(s.id for s in sections)}"


# -- the command line ----------------------------------------------------------------------------


def main() -> int:
    """Run one of the two commands, return the exit code."""
    parser = argparse.ArgumentParser(description="Outline a long text; check a summary against it.")
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("make", help="print an outline as JSON")
    make.add_argument("document", type=Path)
    make.add_argument("--words", type=int, default=DEFAULT_WORDS, help="cut longer sections")
    checker = commands.add_parser("check", help="check a summary")
    for name in ("outline", "summary", "document"):
        checker.add_argument(name, type=Path)
    options = parser.parse_args()
    try:
        if options.command == "make":
            outline = outline_of(options.document, max(options.words, 1))
            print(json.dumps(outline, indent=2, ensure_ascii=False))
            return 0
        return report(options.outline, options.summary, options.document)
    except (UnusableError, json.JSONDecodeError) as error:
        print(f"outline: {error}", file=sys.stderr)
        return 2


def report(outline: Path, summary: Path, document: Path) -> int:
    """Print what the check finds, return the exit code."""
    data = read(document)
    value = json.loads(text_of(read(outline), outline))
    findings = list(check(value, text_of(read(summary), summary), data, text_of(data, document)))
    for finding in findings:
        print(finding)
    if not findings:
        print("The summary holds: every statement is cited, every quotation is there.")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())

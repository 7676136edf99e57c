"""FMT: which files are looked at, and what is said of them."""

import json

import pytest

from builders import LISTING, Files, a_catalog, no_network
from chandlery.diagnostics import Diagnostic, Severity
from chandlery.pipeline import inspect
from chandlery.trees import MemoryTree

PATH = "plugins/knot-counter/listing.yml"
RELEASE = "plugins/knot-counter/releases/1.0.0/release.json"
EVIDENCE = b"title: x\nkind: review\nsummary: x\nby: x\nrecorded: 2026-08-01T00:00:00Z\n"
ADVISORY = b"""\
title: Bad
act: yank
package: knot-counter
versions: [">=1.0.0"]
reason: Because.
evidence: [x]
published: 2026-08-01T00:00:00Z
appeal: y@quay.example
"""
FILES = a_catalog() | {
    "advisories/a-1.yml": ADVISORY,
    "renames.yml": b"old: {to: knot-counter, since: 2026-08-01T00:00:00Z, reason: x}\n",
    "waivers.yml": b"- {code: ADV002, path: x, reason: x, approver: x, "
    b"expires: 2027-01-01T00:00:00Z}\n",
    "plugins/knot-counter/governance/1.0.0/evidence/e.yml": EVIDENCE,
}


def found(files: Files) -> list[Diagnostic]:
    diagnostics = inspect(MemoryTree(files), fetch=no_network).diagnostics
    return [item for item in diagnostics if item.code.startswith("FMT")]


def data_of(path: str) -> bytes:
    data = FILES[path]
    assert isinstance(data, bytes)
    return data


@pytest.mark.parametrize(
    "path",
    [
        *("marketplace.yml", "publishers/acme.yml", "advisories/a-1.yml", "renames.yml"),
        *("waivers.yml", "plugins/knot-counter/governance/1.0.0/evidence/e.yml", PATH, RELEASE),
    ],
)
def test_every_file_that_authors_write_is_looked_at(path: str) -> None:
    assert found(FILES) == []
    (item,) = found(FILES | {path: data_of(path)[:-1] + b" \n"})
    assert (item.file, item.code, item.severity) == (path, "FMT001", Severity.NOTE)


@pytest.mark.parametrize(
    "path",
    [
        "plugins/knot-counter/README.md",
        "plugins/knot-counter/releases/1.0.0/craik.json",
    ],
)
def test_other_files_are_not(path: str) -> None:
    assert found(FILES | {path: data_of(path) + b" \r\n"}) == []


@pytest.mark.parametrize(
    ("data", "message", "line", "column", "end"),
    [
        (LISTING.replace(b"Counter\n", b"Counter \t\n"), "1 line ends in blanks", 1, 20, 22),
        (
            LISTING.replace(b"s.\n", b"s. \n").replace(b"T\n", b"T \n"),
            "2 lines end in blanks",
            2,
            23,
            24,
        ),
        (LISTING.replace(b"\n", b"\r\n"), "lines end in CR LF", 1, 20, 20),
        (LISTING.replace(b"\n", b"\r"), "lines end in CR", 1, 20, 20),
        (LISTING.rstrip(), "the last line has no end", 6, 14, 14),
        (LISTING.rstrip() + b" ", "1 line ends in blanks and the last line has no end", 6, 14, 15),
        (
            LISTING.replace(b"MIT\n", b"MIT  \r\n"),
            "1 line ends in blanks and lines end in CR LF",
            *(4, 13, 15),
        ),
    ],
)
def test_what_is_untidy_is_said_where_it_begins(
    data: bytes, message: str, line: int, column: int, end: int
) -> None:
    (item,) = found(FILES | {PATH: data})
    assert item.message == message
    span = item.span
    assert (span.line, span.column, span.end_line, span.end_column) == (line, column, line, end)


def test_blanks_that_belong_to_a_text_are_no_fault() -> None:
    assert (
        found(FILES | {PATH: LISTING + b"examples:\n  - title: x\n    code: |\n      a  \n"}) == []
    )


def _moved(*lines: int) -> bytes:
    parts = LISTING.splitlines(keepends=True)
    return b"".join(parts[line] for line in lines)


@pytest.mark.parametrize(
    ("data", "message", "line"),
    [
        (_moved(1, 0, 2, 3, 4, 5), "`summary` comes before `title`", 1),
        (_moved(0, 1, 3, 2, 4, 5), "`license` comes before `categories`", 3),
        (_moved(0, 1, 2, 4, 5, 3), "`maintainers` comes before `license`", 4),
    ],
)
def test_the_first_key_out_of_order_is_named(data: bytes, message: str, line: int) -> None:
    (item,) = found(FILES | {PATH: data})
    assert (item.code, item.message, item.span.line) == ("FMT002", message, line)


@pytest.mark.parametrize(
    "data",
    [
        _moved(1, 0, 2, 3, 4, 5) + b"colour: red\n",  # somebody has to say what that key is first
        b"{summary: x, title: x, categories: [productivity], license: MIT, maintainers: []}\n",
        b"- summary\n- title\n",
    ],
)
def test_keys_that_no_fix_moves_are_not_told(data: bytes) -> None:
    assert found(FILES | {PATH: data}) == []


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (lambda value: json.dumps(value, indent=2, sort_keys=True) + "\n", ["FMT002"]),
        (lambda value: json.dumps(value, indent=1) + "\n", ["FMT002"]),
        (lambda value: json.dumps(value, indent=1, sort_keys=True), ["FMT001"]),
        (lambda value: json.dumps(value, indent=2), ["FMT002", "FMT001"]),
        (lambda value: json.dumps(value | {"notes": "\ud800"}, indent=2) + "\n", []),
        (lambda value: json.dumps(value | {"stranger": 1}, indent=2) + "\n", []),
        (lambda value: '{"notes": "x",' + json.dumps(value | {"notes": "y"})[1:] + "\n", []),
    ],
)
def test_a_release_is_written_as_the_command_writes_it(change: object, codes: list[str]) -> None:
    value = json.loads(data_of(RELEASE))
    value = {key: value[key] for key in sorted(value, reverse=True)} if codes else value
    assert callable(change)
    files = FILES | {RELEASE: change(value).encode("utf-8", "surrogatepass")}
    assert [item.code for item in found(files)] == codes


def test_an_empty_file_is_not_untidy() -> None:
    assert found(FILES | {"waivers.yml": b""}) == []

"""Diagnostics on a terminal or in a pipe, and what they make of the exit code."""

import sys
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path

from chandlery.cli.exits import CLEAN, FINDINGS, WORLD
from chandlery.diagnostics import Diagnostic, Severity
from chandlery.documents import MAX_RECORD_BYTES
from chandlery.reports.text import text
from chandlery.rules.pins import WORLD_CODES
from chandlery.trees import Tree


def show(diagnostics: Iterable[Diagnostic], tree: Tree, folder: Path) -> None:
    """Write diagnostics to stderr, with the lines that they are about."""
    sys.stderr.write(text(diagnostics, reader(tree), root_of(folder)))


def root_of(folder: Path) -> str:
    """What stands before the path of a catalog's file as seen from here."""
    return "" if folder == Path() else f"{folder.as_posix()}/"


def reader(tree: Tree) -> Callable[[str], bytes | None]:
    """The bytes of a record of a tree, or `None` for a path that it lacks and for larger files."""
    small = {entry.path for entry in tree.entries() if entry.size <= MAX_RECORD_BYTES}

    @lru_cache(maxsize=1)
    def read(path: str) -> bytes | None:
        return tree.read(path) if path in small else None

    return read


def exit_code(diagnostics: Iterable[Diagnostic], fail_on: Severity = Severity.ERROR) -> int:
    """1 for findings, 3 where only the network failed, 0 otherwise."""
    counted = [item for item in diagnostics if item.severity >= fail_on]
    if not counted:
        return CLEAN
    return WORLD if all(item.code in WORLD_CODES for item in counted) else FINDINGS

"""Diagnostics on a terminal or in a pipe, and what they make of the exit code."""

import os
import shutil
import sys
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import TextIO

from chandlery.cli.exits import CLEAN, FINDINGS, TRUST, WORLD
from chandlery.diagnostics import Diagnostic, Severity
from chandlery.documents import MAX_RECORD_BYTES
from chandlery.reports.report import Report
from chandlery.reports.text import told
from chandlery.rules.pins import WORLD_CODES
from chandlery.rules.signatures import TRUST_CODES
from chandlery.trees import Tree

_PIPE_WIDTH = 120
_WIDEST = 160


def show(diagnostics: Iterable[Diagnostic], tree: Tree, folder: Path) -> None:
    """Write diagnostics to stderr, with the lines that they are about."""
    show_read(diagnostics, reader(tree), folder)


def show_read(
    diagnostics: Iterable[Diagnostic], read: Callable[[str], bytes | None], folder: Path
) -> None:
    """Write diagnostics to stderr, with the lines that they are about, of what is read so."""
    report = Report(
        diagnostics=tuple(diagnostics),
        read=read,
        root=root_of(folder),
        colour=coloured(sys.stderr),
        width=width(sys.stderr),
    )
    sys.stderr.write(told(report))


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


def coloured(stream: TextIO) -> bool:
    """Whether to write colours: to a terminal that has them, unless the environment decides.

    ``NO_COLOR`` (no-color.org) is heard before ``FORCE_COLOR`` (force-color.org).
    """
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM", "") != "dumb"


def width(stream: TextIO) -> int:
    """How many columns to fill; more than can be read at a glance are left empty."""
    if not stream.isatty():
        return _PIPE_WIDTH
    return min(shutil.get_terminal_size().columns, _WIDEST)


def exit_code(diagnostics: Iterable[Diagnostic], fail_on: Severity = Severity.ERROR) -> int:
    """4 where a signature is refused, 1 for findings, 3 where only the network failed, else 0."""
    counted = [item for item in diagnostics if item.severity >= fail_on]
    if not counted:
        return CLEAN
    if any(item.code in TRUST_CODES for item in counted):
        return TRUST
    return WORLD if all(item.code in WORLD_CODES for item in counted) else FINDINGS

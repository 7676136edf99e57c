"""Catalogs in Git repositories, written by Git itself: no file system is in the way."""

import subprocess
from collections.abc import Iterable
from itertools import count
from pathlib import Path
from typing import IO

from benchmarks.catalogs import Written, catalog
from benchmarks.packages import a_release, plan
from chandlery.model.marketplace import Kind
from chandlery.trees import Mode

CHANGE = "change-1"  # the branch with one release more
_AT = 1_795_000_000  # 18 November 2026; nothing in a catalog is younger


def repository(folder: Path, packages: int, releases: int, changes: int = 1) -> None:
    """A repository with a catalog on ``main``, and branches ``change-1``, ``change-2`` and so on.

    Each has one commit more than the one before, which adds a release of another plugin.
    """
    subprocess.run(["git", "init", "--quiet", "-b", "main", str(folder)], check=True)
    command = ["git", "-C", str(folder), "fast-import", "--quiet"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin
        _commit(process.stdin, "main", "", catalog(packages, releases))
        before = "main"
        for number, change in enumerate(revisions(changes), 1):
            at = packages * number // (changes + 1)
            _commit(process.stdin, change, before, one_more(at, releases), number)
            before = change
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    (folder / "catalog").mkdir()


def revisions(changes: int) -> list[str]:
    """The branches of changes, from the first to the last."""
    return [f"change-{number}" for number in range(1, changes + 1)]


def one_more(at: int, releases: int) -> Iterable[tuple[str, Written]]:
    """The files of the next release of the first plugin of two ecosystems from a number on."""
    candidates = map(plan, count(at))
    chosen = next(it for it in candidates if it.kind is Kind.PLUGIN and len(it.dialects) > 1)
    return (file for file in a_release(chosen, releases).items() if "/releases/" in file[0])


def _commit(
    stream: IO[bytes],
    branch: str,
    base: str,
    files: Iterable[tuple[str, Written]],
    minutes: int = 0,
) -> None:
    who = f"committer Tests <tests@example.org> {_AT + 60 * minutes} +0000"
    stream.write(f"commit refs/heads/{branch}\n{who}\ndata 1\nx\n".encode())
    if base:
        stream.write(f"from refs/heads/{base}\n".encode())
    for path, content in files:
        data, mode = content if isinstance(content, tuple) else (content, Mode.FILE)
        bits = "100755" if mode is Mode.EXECUTABLE else "100644"
        stream.write(f"M {bits} inline catalog/{path}\ndata {len(data)}\n".encode())
        stream.write(data + b"\n")

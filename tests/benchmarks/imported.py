"""Catalogs in Git repositories, written by Git itself: no file system is in the way."""

import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from benchmarks.catalogs import Written, catalog
from benchmarks.packages import a_release, plan
from chandlery.model.marketplace import Kind
from chandlery.trees import Mode

CHANGE = "change"  # the branch with one release more
_AT = 1_795_000_000  # 18 November 2026; nothing in a catalog is younger


def repository(folder: Path, packages: int, releases: int) -> None:
    """A repository with a catalog on ``main``, and a branch with one release of one plugin more."""
    subprocess.run(["git", "init", "--quiet", "-b", "main", str(folder)], check=True)
    command = ["git", "-C", str(folder), "fast-import", "--quiet"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin
        _commit(process.stdin, "main", "", catalog(packages, releases))
        _commit(process.stdin, CHANGE, "main", one_more(packages, releases))
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    (folder / "catalog").mkdir()


def one_more(packages: int, releases: int) -> Iterable[tuple[str, Written]]:
    """The files of the next release of a plugin from the middle of a catalog."""
    middle = (plan(number) for number in range(packages // 2, packages))
    chosen = next(item for item in middle if item.kind is Kind.PLUGIN and len(item.dialects) > 1)
    return (file for file in a_release(chosen, releases).items() if "/releases/" in file[0])


def _commit(
    stream: IO[bytes], branch: str, base: str, files: Iterable[tuple[str, Written]]
) -> None:
    at = _AT + 60 * bool(base)
    who = f"committer Tests <tests@example.org> {at} +0000"
    stream.write(f"commit refs/heads/{branch}\n{who}\ndata 1\nx\n".encode())
    if base:
        stream.write(f"from refs/heads/{base}\n".encode())
    for path, content in files:
        data, mode = content if isinstance(content, tuple) else (content, Mode.FILE)
        bits = "100755" if mode is Mode.EXECUTABLE else "100644"
        stream.write(f"M {bits} inline catalog/{path}\ndata {len(data)}\n".encode())
        stream.write(data + b"\n")

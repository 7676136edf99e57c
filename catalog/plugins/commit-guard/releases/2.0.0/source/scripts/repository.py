"""What Git is about to commit.  Reads through ``git``, changes nothing."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rules import READ_LIMIT, Settings, data_problems, size_problems

TIMEOUT = 8  # seconds, for each run of git
MAX_FILES = 2_000

# A scan runs no hook, no pager and no external diff, and takes no locks. A clean filter that the
# repository configures is run by Git itself, as the commit would.
_CALM = ("git", "--no-optional-locks", "-c", "core.fsmonitor=false")


class GitError(Exception):
    """Git is missing, took too long, or said no."""


class NoRepositoryError(GitError):
    """The directory is in no repository."""


@dataclass(frozen=True)
class Staged:
    """One file in the index that differs from the last commit."""

    path: str
    blob: str
    size: int


def problems_of_commit(directory: Path, adds: bool, settings: Settings) -> list[str]:
    """What is wrong with a commit made in a directory now.

    Args:
        directory: in the repository.
        adds: whether the working tree's changed and new files are meant too.
        settings: what the project asks for.

    Raises:
        NoRepositoryError: the directory is in no repository.
        GitError: Git could not be asked.
    """
    root = Path(_git(directory, "rev-parse", "--show-toplevel").decode().rstrip("\n"))
    problems = []
    files = [file for file in staged(root) if not settings.ignores(file.path)]
    for file in files:
        problems += _prefixed(file.path, size_problems(file.size, settings))
    readable = [file for file in files if file.size <= READ_LIMIT]
    for file, data in zip(readable, contents(root, readable), strict=True):
        problems += _prefixed(file.path, data_problems(data, settings))
    for path in changed(root) if adds else ():
        if not settings.ignores(path):
            problems += _prefixed(path, _in_working_tree(root / path, settings))
    return list(dict.fromkeys(problems))


def staged(root: Path) -> list[Staged]:
    """The files in the index that differ from the last commit.

    Raises:
        GitError: Git could not be asked, or there are more than `MAX_FILES`.
    """
    raw = _git(
        root, "diff", "--cached", "--raw", "-z", "--no-abbrev", "--no-renames",
        "--no-ext-diff", "--diff-filter=ACMT", "--ignore-submodules=all",
    )  # fmt: skip
    fields = raw.split(b"\0")
    pairs = list(zip(fields[0::2], fields[1::2], strict=False))
    if len(pairs) > MAX_FILES:
        raise GitError(f"{len(pairs):,} files are staged, more than {MAX_FILES:,}")
    blobs = [(path.decode("utf-8", "replace"), head.split()[3].decode()) for head, path in pairs]
    sizes = _git(root, "cat-file", "--batch-check=%(objectsize)", given=_lines(b for _, b in blobs))
    return [
        Staged(path, blob, int(size))
        for (path, blob), size in zip(blobs, sizes.split(), strict=True)
    ]


def contents(root: Path, files: list[Staged]) -> Iterator[bytes]:
    """The staged content of each file, one at a time, from a single run of Git.

    Raises:
        GitError: Git could not be asked.
    """
    command = [*_CALM, "-C", str(root), "cat-file", "--batch"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        if process.stdin is None or process.stdout is None:
            raise GitError("git has no pipes")
        for file in files:
            process.stdin.write(f"{file.blob}\n".encode())
            process.stdin.flush()
            header = process.stdout.readline()
            if not header.endswith(f" blob {file.size}\n".encode()):
                raise GitError(f"git does not have the content of {file.path}")
            yield process.stdout.read(file.size)
            process.stdout.read(1)  # the line feed behind it


def changed(root: Path) -> list[str]:
    """The files of the working tree that are changed or new, and not ignored.

    Raises:
        GitError: Git could not be asked, or there are more than `MAX_FILES`.
    """
    raw = _git(
        root, "ls-files", "-z", "--modified", "--others", "--exclude-standard", "--deduplicate"
    )
    paths = [path.decode("utf-8", "surrogateescape") for path in raw.split(b"\0") if path]
    if len(paths) > MAX_FILES:
        raise GitError(f"{len(paths):,} files are changed, more than {MAX_FILES:,}")
    return paths


def _in_working_tree(path: Path, settings: Settings) -> Iterator[str]:
    try:
        if path.is_symlink() or not path.is_file():
            return
        yield from size_problems(path.stat().st_size, settings)
        with path.open("rb") as file:
            yield from data_problems(file.read(READ_LIMIT), settings)
    except OSError as error:
        yield str(error.strerror)


def _prefixed(path: str, problems: Iterator[str]) -> list[str]:
    return [f"{path}: {problem}" for problem in problems]


def _lines(texts: Iterator[str]) -> bytes:
    return "".join(f"{text}\n" for text in texts).encode()


def _git(directory: Path, *arguments: str, given: bytes = b"") -> bytes:
    try:
        done = subprocess.run(
            [*_CALM, "-C", str(directory), *arguments],
            input=given,
            capture_output=True,
            timeout=TIMEOUT,
            check=False,
            env={**os.environ, "LC_ALL": "C"},  # its messages are told apart by their words
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GitError(str(error)) from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip() or f"exit code {done.returncode}"
        raise (NoRepositoryError if "not a git repository" in said else GitError)(said)
    return done.stdout

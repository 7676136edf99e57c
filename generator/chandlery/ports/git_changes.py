"""What a folder has changed since a revision: files, and lines of files."""

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from chandlery.ports.errors import GitError
from chandlery.ports.git import (
    DEEPEN,
    GitTree,
    changed_files,
    is_shallow,
    open_catalog,
    read_commit,
)
from chandlery.ports.git_objects import text
from chandlery.ports.git_process import failure, output, run
from chandlery.trees import MemoryTree

# As Git quotes names with other characters than these in them: a string of C.
_ESCAPE = re.compile(rb'\\([0-7]{3}|[abfnrtv"\\])')
_LETTERS = dict(zip(b'abfnrtv"\\', b'\a\b\f\n\r\t\v"\\', strict=True))
# Whatever the configuration says of how a patch looks.
_PATCH = ("-c", "core.quotePath=true")
_LOOK = (
    *("--unified=0", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-color"),
    *("--src-prefix=a/", "--dst-prefix=b/"),
)
_HUNK = re.compile(rb"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


@dataclass(frozen=True, slots=True)
class Differences:
    """How a folder differs from a revision.

    Attributes:
        paths: of files that were added, altered, made executable, or are gone; not yet added ones
            among them, ignored ones not.
        lines: of files of which a part differs: the lines that are new, from 1.  A file of
            `paths` that is not here differs as a whole.
    """

    paths: frozenset[str]
    lines: Mapping[str, Container[int]]


@dataclass(frozen=True, slots=True)
class Base:
    """The commit that a change is counted from.

    Attributes:
        id: its full hash.
        forked: whether it is where HEAD left the revision that was named, which has moved on.
    """

    id: str
    forked: bool = False


def base_of(folder: Path, revision: str) -> Base:
    """Where HEAD left a revision; the revision itself where they have no history in common.

    What happened to a branch after another one left it is no change of that other one.

    Raises:
        GitError: as `differences`; or the clone is shallow, and lacks the commit where they parted.
    """
    commit = read_commit(folder, revision)
    if run(folder, "rev-parse", "--quiet", "--verify", "HEAD^{commit}").returncode:
        return Base(commit.id)  # nothing was committed yet
    found = run(folder, "merge-base", commit.id, "HEAD")
    if found.returncode == 0:
        id_ = found.stdout.split()[0].decode("ascii")
        return Base(id_, forked=id_ != commit.id)
    if found.returncode != 1:
        raise failure(folder, found.stderr)
    # A shallow clone forgets the parents of its oldest commits, whose own text still names them.
    if is_shallow(folder) and commit.id not in _parents(folder, "HEAD"):
        raise GitError(
            f"this clone is shallow, and lacks the commit at which HEAD left {revision!r}",
            DEEPEN,
            folder=folder,
            revision=revision,
        )
    return Base(commit.id)


def _parents(folder: Path, revision: str) -> list[str]:
    """The parents that a commit names, whether the clone has them or not."""
    head, _, _ = output(folder, "cat-file", "commit", revision).partition(b"\n\n")
    words = (line.split() for line in head.split(b"\n"))
    return [word[1].decode("ascii") for word in words if word[0] == b"parent"]


def differences(folder: Path, revision: str) -> Differences:
    """Which files below the folder differ from a revision, and in which lines.

    Raises:
        GitError: there is no Git, no repository with a working tree, or no such revision.
    """
    paths = changed_files(folder, revision)
    commit = read_commit(folder, revision)
    patch = output(folder, *_PATCH, "diff", "--relative", *_LOOK, commit.id)
    return Differences(frozenset(paths), touched_lines(patch))


def names_between(folder: Path, one: str, other: str) -> frozenset[str]:
    """Which files differ between two tree objects, or commits.

    Raises:
        GitError: one of them cannot be read.
    """
    look = ("-r", "-z", "--name-only", "--no-renames", "--no-relative")
    listed = output(folder, "diff-tree", *look, one, other)
    return frozenset(text(name) for name in listed.split(b"\0") if name)


def lines_between(folder: Path, one: str, other: str) -> Mapping[str, Container[int]]:
    """Which lines are new in the other one of two tree objects, of files that differ in parts.

    Raises:
        GitError: one of them cannot be read.
    """
    patch = output(folder, *_PATCH, "diff-tree", "-r", "-p", "--no-relative", *_LOOK, one, other)
    return touched_lines(patch)


def files_at(folder: Path, revision: str) -> frozenset[str]:
    """The files that a revision has below the folder, by their paths below it; maybe none.

    Raises:
        GitError: as `differences`.
    """
    commit = read_commit(folder, revision)
    listed = output(folder, "ls-tree", "-r", "-z", "--name-only", commit.id, ".")
    names = (name.decode("utf-8", "surrogateescape") for name in listed.split(b"\0"))
    return frozenset(name for name in names if name)


def catalog_at(folder: Path, revision: str) -> GitTree | MemoryTree:
    """The catalog in a revision; an empty one where that has no such folder.  Close a `GitTree`.

    Raises:
        GitError: as `differences`.
    """
    if not files_at(folder, revision):
        return MemoryTree({})
    return open_catalog(folder, revision)[0]


def place_in_repository(folder: Path) -> str | None:
    """The folder as seen from the root of its repository, ending in ``/``; ``""`` for the root.

    `None` where there is no repository, or no Git.
    """
    try:
        answer = run(folder, "rev-parse", "--show-prefix")
    except GitError:
        return None
    prefix = answer.stdout.removesuffix(b"\n").decode("utf-8", "surrogateescape")
    return None if answer.returncode else prefix


def touched_lines(patch: bytes) -> Mapping[str, frozenset[int]]:
    """The numbers of the lines that a patch adds, from 1, for each file that it alters in parts.

    Args:
        patch: with the prefixes ``a/`` and ``b/``, and without lines of context.
    """
    touched: dict[str, set[int]] = {}
    for path, numbers in _hunks(iter(patch.split(b"\n"))):
        touched.setdefault(path, set()).update(numbers)
    return {path: frozenset(numbers) for path, numbers in touched.items()}


def _hunks(lines: Iterator[bytes]) -> Iterator[tuple[str, range]]:
    path = ""
    for line in lines:
        if line.startswith(b"+++ "):
            path = _path(line[4:])
        elif found := _HUNK.match(line):
            removed, first, added = (int(number or b"1") for number in found.groups())
            if path:
                yield path, range(first, first + added)
            # What a file holds may look like a patch; it is stepped over.
            left = removed + added
            while left and (content := next(lines, None)) is not None:
                left -= not content.startswith(b"\\")  # "No newline at end of file"


def _path(name: bytes) -> str:
    """A name of the new state; ``""`` for the file that there is not."""
    if name.startswith(b'"'):
        name = _ESCAPE.sub(_meant, name[1:].rstrip(b"\t").removesuffix(b'"'))
    name = name.rstrip(b"\t")  # follows a name with spaces
    return (
        name.removeprefix(b"b/").decode("utf-8", "surrogateescape") if name != b"/dev/null" else ""
    )


def _meant(escape: "re.Match[bytes]") -> bytes:
    found = escape[1]
    return bytes([int(found, 8) if found.isdigit() else _LETTERS[found[0]]])

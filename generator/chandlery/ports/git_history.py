"""The main line of a repository's history, as what each of its commits did to a folder.

The main line is what was published: a commit, its first parent, that one's first parent.  What a
merge brought is one step.  Two Git processes read it all, whatever its length.
"""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

from chandlery.model.history import Blob, Change, Step
from chandlery.ports.errors import GitError
from chandlery.ports.git import DEEPEN, read_commit
from chandlery.ports.git_batch import ObjectReader
from chandlery.ports.git_changes import place_in_repository
from chandlery.ports.git_process import output, streamed
from chandlery.trees import Mode

_SETTINGS = "marketplace.yml"
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class _Line:
    """One commit of the main line; `parent` is ``""`` for the first."""

    commit: str
    parent: str
    time: int


@dataclass(frozen=True, slots=True)
class _Era:
    """Since which commit of the main line, by its number, the catalog lies in a folder."""

    begin: int
    prefix: str


class History:
    """What became of a catalog on the main line of a revision.  Close it after use.

    Attributes:
        commits: of the main line, from the oldest to the newest, with the committer's times.
        tip: the newest of them.
        unseen: what of it is not there to be read, in words.
    """

    def __init__(self, folder: Path, revision: str = "HEAD") -> None:
        """Find the main line, and where the catalog lay along it.

        Raises:
            GitError: there is no Git, no repository, or no such revision.
        """
        self.tip = read_commit(folder, revision).id
        prefix = place_in_repository(folder) or ""
        # Paths are told, and asked for, from the root of the repository.
        top = output(folder, "rev-parse", "--show-toplevel").removesuffix(b"\n")
        folder = self._folder = Path(os.fsdecode(top))
        self._lines = _main_line(folder, self.tip)
        self._eras, elsewhere = _eras(folder, self._lines, prefix)
        self.commits = {line.commit: line.time for line in self._lines}
        self.unseen = (*_cut_off(folder, self._lines[0].commit), *elsewhere)
        self._reader = ObjectReader(folder)

    def close(self) -> None:
        """End the process that reads; a second call does nothing."""
        self._reader.close()

    def read(self, blob: Blob) -> bytes:
        """The bytes of what a path held; a gitlink has none.

        Raises:
            GitError: the repository lacks them, or is damaged.
        """
        if blob.mode is Mode.GITLINK:
            return b""
        data = self._reader.read(blob.id.encode("ascii"))
        if data is None:
            raise GitError(
                f"Git cannot read the object {blob.id}",
                "Run `git fsck`, or clone again.",
                folder=self._folder,
            )
        return data

    def steps(self) -> Iterator[Step]:
        """What each commit did, from the oldest to the newest; those that did nothing left out.

        Raises:
            GitError: the repository is damaged.
        """
        ends = [era.begin for era in self._eras[1:]] + [len(self._lines)]
        before = self._eras[0].prefix
        for era, end in zip(self._eras, ends, strict=True):
            yield from self._era(self._lines[era.begin : end], {before, era.prefix})
            before = era.prefix

    def _era(self, lines: list[_Line], prefixes: set[str]) -> Iterator[Step]:
        """The steps of a part of the line in which the catalog lay in one folder.

        In the first of its commits it may have come from another one.
        """
        times = {line.commit: line.time for line in lines}
        for commit, changes in _changes(self._folder, lines, sorted(prefixes)):
            if found := _below(changes, prefixes):
                yield Step(commit, times[commit], found)


def _main_line(folder: Path, tip: str) -> list[_Line]:
    listed = output(
        folder, "rev-list", "--first-parent", "--reverse", "--parents", "--timestamp", tip
    )
    lines = (line.split() for line in listed.decode("ascii").splitlines())
    return [_Line(at[1], at[2] if len(at) > 2 else "", int(at[0])) for at in lines]


def _cut_off(folder: Path, first: str) -> tuple[str, ...]:
    """Say that a clone has not all of the line: its first commit has parents that are not there."""
    head, _, _ = output(folder, "cat-file", "commit", first).partition(b"\n\n")
    if not any(line.startswith(b"parent ") for line in head.split(b"\n")):
        return ()
    return (f"what was before commit {first[:_SHOWN]}: this clone is shallow. {DEEPEN}",)


def _eras(folder: Path, lines: list[_Line], prefix: str) -> tuple[list[_Era], tuple[str, ...]]:
    """Where the catalog lay, from the oldest to the newest, and what is not known of that."""
    found, end = [], len(lines)
    while True:
        begin, changes = _beginning(folder, lines[:end], prefix)
        former = _former(changes, prefix)
        if former is None:
            found.append(_Era(0, prefix))
            break
        found.append(_Era(begin, prefix))
        end, prefix = begin, former
    linked = any(
        change.was and change.was.mode is Mode.GITLINK and f"{change.path}/" == prefix
        for change in changes
    )
    unseen = f"what was before commit {lines[begin].commit[:_SHOWN]}: the catalog was a submodule"
    return found[::-1], (unseen,) if linked else ()


def _beginning(folder: Path, lines: list[_Line], prefix: str) -> tuple[int, tuple[Change, ...]]:
    """The newest commit that put a catalog into a folder, by number, and all that it did."""
    numbers = {line.commit: number for number, line in enumerate(lines)}
    newest = 0
    for commit, changes in _changes(folder, lines, [f"{prefix}{_SETTINGS}"]):
        if any(change.was is None for change in changes):
            newest = numbers[commit]
    whole = dict(_changes(folder, lines[newest : newest + 1], []))
    return newest, whole.get(lines[newest].commit, ()) if lines else ()


def _former(changes: tuple[Change, ...], prefix: str) -> str | None:
    """The folder from which a commit moved the catalog, if it did: its settings left there."""
    came = next((it.now for it in changes if it.path == f"{prefix}{_SETTINGS}"), None)
    gone = [
        it
        for it in changes
        if it.now is None and it.path.rpartition("/")[2] == _SETTINGS and came is not None
    ]
    best = [it for it in gone if it.was == came] or gone
    return best[0].path.removesuffix(_SETTINGS) if len(best) == 1 else None


def _below(changes: tuple[Change, ...], prefixes: set[str]) -> tuple[Change, ...]:
    """The changes by their paths below the catalog's folder; a file that moved along is one."""
    found: dict[str, Change] = {}
    for change in changes:
        for prefix in sorted(prefixes, key=len, reverse=True):
            if change.path.startswith(prefix):
                path = change.path.removeprefix(prefix)
                other = found.get(path, Change(path, None, None))
                found[path] = Change(path, change.was or other.was, change.now or other.now)
                break
    return tuple(change for change in found.values() if change.was != change.now)


def _changes(
    folder: Path, lines: list[_Line], paths: list[str]
) -> Iterator[tuple[str, tuple[Change, ...]]]:
    """What commits did to paths, each against its parent; those that did nothing left out."""
    with TemporaryFile() as asked:
        for line in lines:
            asked.write(f"{line.commit} {line.parent}".rstrip().encode("ascii") + b"\n")
        asked.seek(0)
        look = ("-r", "--root", "-z", "--raw", "--no-abbrev", "--no-renames", "--no-relative")
        everything = "" in paths
        words = streamed(
            *(folder, asked, "diff-tree", "--stdin", *look, "--ignore-submodules=none", "--"),
            *(() if everything else paths),
        )
        commit, changes = "", list[Change]()
        for word in words:
            if not word.startswith(b":"):
                if commit:
                    yield commit, tuple(changes)
                commit, changes = word.decode("ascii"), []
            else:
                changes.append(_change(word, next(words)))
        if commit:
            yield commit, tuple(changes)


def _change(facts: bytes, name: bytes) -> Change:
    """One entry of Git's raw format: ``:mode mode id id letter``, then the path."""
    was_mode, now_mode, was, now, _ = facts[1:].decode("ascii").split()
    return Change(
        name.decode("utf-8", "surrogateescape"), _blob(was_mode, was), _blob(now_mode, now)
    )


def _blob(mode: str, id_: str) -> Blob | None:
    bits = int(mode, 8)
    if not bits:
        return None
    if stat.S_ISREG(bits):
        return Blob(id_, Mode.EXECUTABLE if bits & stat.S_IXUSR else Mode.FILE)
    return Blob(id_, Mode.SYMLINK if stat.S_ISLNK(bits) else Mode.GITLINK)

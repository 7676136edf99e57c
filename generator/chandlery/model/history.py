"""What became of a catalog's files, commit by commit, from the oldest to the newest."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from chandlery.diagnostics import Diagnostic
from chandlery.trees import Mode


@dataclass(frozen=True, slots=True)
class Blob:
    """What a path held: the id of its bytes, and what kind of entry it was."""

    id: str
    mode: Mode


@dataclass(frozen=True, slots=True)
class Change:
    """What one commit did to one path; `None` where there was, or is, nothing."""

    path: str
    was: Blob | None
    now: Blob | None


@dataclass(frozen=True, slots=True)
class Step:
    """One commit of the main line, against the one before it.

    Attributes:
        commit: its full hash.
        time: the committer's, in seconds since 1970.
        changes: below the catalog's folder.
    """

    commit: str
    time: int
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Something that should not have happened.

    Attributes:
        commit: in which it did; the place of `diagnostic` is in that commit's file.
        mended: the commit that undid it, or ``""``.
    """

    commit: str
    mended: str
    diagnostic: Diagnostic


def published_steps(steps: Iterable[Step]) -> Iterator[Step]:
    """The steps with those of one committer time in a row made one.

    A publication's serial is that time, and none is published with the serial of the last one: of
    such commits, as a merge by rebase makes them, at most one was ever published.
    """
    last: Step | None = None
    for step in steps:
        if last and step.time == last.time:
            last = Step(step.commit, step.time, _joined(last.changes, step.changes))
            continue
        if last:
            yield last
        last = step
    if last:
        yield last


def _joined(first: Iterable[Change], then: Iterable[Change]) -> tuple[Change, ...]:
    found = {change.path: change for change in first}
    for change in then:
        was = found[change.path].was if change.path in found else change.was
        found[change.path] = Change(change.path, was, change.now)
    return tuple(change for change in found.values() if change.was != change.now)

"""Histories for tests: states of a catalog, one after the other, in memory or as commits."""

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from builders import Files
from chandlery.model.history import Blob, Change, Occurrence, Step
from chandlery.stages.history import audit
from chandlery.trees import Mode
from repositories import a_repository, git, write


def occurrences(*states: Files) -> tuple[Occurrence, ...]:
    """What the audit finds in a history; its commits are called ``commit-0`` and so on."""
    blobs: dict[str, bytes] = {}
    return audit(_steps(states, blobs), lambda blob: blobs[blob.id])


def _steps(states: tuple[Files, ...], blobs: dict[str, bytes]) -> Iterator[Step]:
    was: dict[str, Blob] = {}
    for number, files in enumerate(states):
        now = {path: _blob(value, blobs) for path, value in sorted(files.items())}
        paths = sorted(was.keys() | now.keys())
        changes = (Change(path, was.get(path), now.get(path)) for path in paths)
        yield Step(f"commit-{number}", number, tuple(it for it in changes if it.was != it.now))
        was = now


def _blob(value: bytes | tuple[bytes, Mode], blobs: dict[str, bytes]) -> Blob:
    data, mode = value if isinstance(value, tuple) else (value, Mode.FILE)
    id_ = hashlib.sha1(data).hexdigest()
    blobs[id_] = data
    return Blob(id_, mode)


def commit(folder: Path, files: Files, minute: int) -> str:
    """Make the catalog of a repository hold these files and no others, and commit that."""
    shutil.rmtree(folder / "catalog")
    write(folder / "catalog", files)
    return record(folder, minute)


def record(folder: Path, minute: int) -> str:
    """Commit everything."""
    git(folder, "add", "--all")
    date = f"2026-11-20T13:{minute:02}:00+00:00"
    git(folder, "commit", "--quiet", "--allow-empty", "--message=more", date=date)
    return git(folder, "rev-parse", "HEAD").strip()


def a_history(folder: Path, *states: Files) -> Path:
    """A repository with one commit for each state of its catalog, a minute apart."""
    a_repository(folder, states[0])
    for minute, files in enumerate(states[1:]):
        commit(folder, files, minute)
    return folder

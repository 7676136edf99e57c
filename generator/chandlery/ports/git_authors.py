"""Who made the commits of a change, file by file; as the commits say, which anybody can write."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from chandlery.ports.git import top_of
from chandlery.ports.git_objects import text
from chandlery.ports.git_process import output

_COMMIT = b"\1"


@dataclass(frozen=True, slots=True, order=True)
class Author:
    """Who a commit names as its author."""

    name: str
    email: str


def authors(folder: Path, prefix: str, base: str, head: str) -> Mapping[str, frozenset[Author]]:
    """Who changed each file on the way from one commit to another.

    What a merge only brought along counts for nobody; what was altered in merging counts.

    Args:
        folder: any folder in the repository.
        prefix: the folder that is meant as the repository's root sees it; paths are told below it.
        base: the commit that it began at.
        head: the commit that it led to.

    Raises:
        GitError: there is no Git, or no such commit.
    """
    prefix = prefix.rstrip("/")
    listed = output(
        *(
            top_of(folder),
            "log",
            "-z",
            "--format=%x01%an%x02%ae",
            "--name-only",
            "--no-renames",
            "-c",
        ),
        *("--no-ext-diff", f"--relative={prefix}/" if prefix else "--no-relative"),
        *(f"{base}..{head}", "--", prefix or "."),
    )
    found: dict[str, set[Author]] = {}
    author = Author("", "")
    for word in listed.split(b"\0"):
        if word.startswith(_COMMIT):
            name, _, email = word[1:].partition(b"\2")
            author = Author(text(name), text(email))
        elif path := word.removeprefix(b"\n"):
            found.setdefault(text(path), set()).add(author)
    return {path: frozenset(who) for path, who in found.items()}

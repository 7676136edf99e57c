"""What a branch held once and does not hold any more."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from chandlery.ports.git import top_of
from chandlery.ports.git_objects import text
from chandlery.ports.git_process import output

_CHUNK = 200  # paths that one command is asked about


def taken_out(folder: Path, commit: str, paths: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """The last commits that still had some files, of those that a commit's history took out.

    Looked at is what the branch itself held: what came and went within a branch that was merged
    was never in it.

    Args:
        folder: any folder in the repository.
        commit: whose history is meant.
        paths: as the repository's root sees them.

    Returns:
        Which of the files each of those commits still has.

    Raises:
        GitError: there is no Git, or no such commit.
    """
    wanted, root = sorted(paths), top_of(folder)
    last: dict[str, str] = {}
    for begin in range(0, len(wanted), _CHUNK):
        listed = output(
            *(root, "log", "-z", "--first-parent", "--diff-merges=first-parent"),
            *("--diff-filter=D", "--no-renames", "--no-relative", "--no-ext-diff"),
            *("--name-only", "--format=%x01%P", commit, "--", *wanted[begin : begin + _CHUNK]),
        )
        parent = ""
        for word in listed.split(b"\0"):
            if word.startswith(b"\1"):
                parent = word[1:].split(b" ")[0].decode("ascii")
            elif path := text(word.removeprefix(b"\n")):
                last.setdefault(path, parent)  # the newest is told first
    found: dict[str, set[str]] = defaultdict(set)
    for path, id_ in last.items():
        found[id_].add(path)
    return {id_: frozenset(held) for id_, held in sorted(found.items())}

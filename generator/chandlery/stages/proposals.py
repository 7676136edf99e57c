"""Files that somebody wants to add to a catalog, judged before any of them is written."""

from collections.abc import Iterable, Mapping

from chandlery.diagnostics import Diagnostic, Severity
from chandlery.rules.pins import WORLD_CODES
from chandlery.trees import Entry, MemoryTree, Mode, Tree

Files = Mapping[str, bytes | tuple[bytes, Mode]]


class NotProposed(Exception):  # noqa: N818 - it reads as what happened
    """Why nothing is proposed; `hint` says what would help."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class Extended:
    """A tree with further files, which stand in the place of those it has.  See `Tree`."""

    def __init__(self, tree: Tree, files: Files) -> None:
        self._tree = tree
        self._more = MemoryTree(files)
        self._added = {entry.path for entry in self._more.entries()}

    def entries(self) -> tuple[Entry, ...]:
        """See `Tree.entries`."""
        kept = [entry for entry in self._tree.entries() if entry.path not in self._added]
        return tuple(sorted([*kept, *self._more.entries()], key=lambda entry: entry.path))

    def read(self, path: str) -> bytes:
        """See `Tree.read`."""
        return (self._more if path in self._added else self._tree).read(path)


def objections(
    after: Iterable[Diagnostic], before: Iterable[Diagnostic], allowed: frozenset[str]
) -> list[Diagnostic]:
    """The errors that a proposal brings; what only the network can tell is left to `check`."""
    known = set(before)
    return [
        item
        for item in after
        if item.severity is Severity.ERROR
        and item not in known
        and item.code not in WORLD_CODES
        and item.code not in allowed
    ]

"""Files that somebody wants to add to a catalog, judged before any of them is written."""

from collections.abc import Iterable, Mapping
from typing import Final

from chandlery.diagnostics import Diagnostic, Severity
from chandlery.rules.pins import WORLD_CODES
from chandlery.stages.scope import unit_of
from chandlery.trees import Entry, MemoryTree, Mode, Tree

_PACKAGES: Final = frozenset({"plugins", "adapters", "integrations"})
_NAMING: Final = ("adapters/", "integrations/")

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


class Near:
    """Of a catalog's tree what a word on some packages needs: them, and what is of nobody."""

    def __init__(self, tree: Tree, names: Iterable[str]) -> None:
        self._tree = tree
        self._names = frozenset(names)

    def entries(self) -> tuple[Entry, ...]:
        """See `Tree.entries`."""
        return tuple(entry for entry in self._tree.entries() if self._is_near(entry.path))

    def read(self, path: str) -> bytes:
        """See `Tree.read`."""
        return self._tree.read(path)

    def _is_near(self, path: str) -> bool:
        folder, _, rest = path.partition("/")
        return folder not in _PACKAGES or rest.partition("/")[0] in self._names


def naming(tree: Tree, name: str) -> frozenset[str]:
    """The adapters and integrations whose records have a name in them, as units."""
    word = f'"{name}"'.encode()
    paths = (entry.path for entry in tree.entries() if entry.path.startswith(_NAMING))
    return frozenset(
        unit_of(path) for path in paths if path.endswith("/craik.json") and word in tree.read(path)
    )


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

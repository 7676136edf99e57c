"""Who publishes which file, beside who did the last time: what is other, and what is gone."""

from collections.abc import Callable, Iterable, Sequence

from chandlery.model.content import FileFact, PublishedFile

Before = Callable[[str], Sequence[FileFact]]
# A file, and how to get its bytes unless they are those of before.
Entry = tuple[FileFact, PublishedFile | None]


class WrittenTwice(Exception):  # noqa: N818 - it reads as what happened
    """Two owners want to write one path, with different bytes."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class Ledger:
    """Takes the files of owners, one owner after the other.

    An owner is a unit of the catalog, or ``*`` and the name of a part for files about many.  The
    files of owners that were not asked stay.

    Attributes:
        had: what the owners that were asked published the last time, by path.
        changed: what is new, or has other bytes than before; each path once.
        owned: all files of each owner that was asked, sorted by path.
    """

    def __init__(self, before: Before) -> None:
        """Begin with nothing.

        Args:
            before: what an owner published the last time.
        """
        self._before = before
        self._digests: dict[str, str] = {}
        self._listed: set[str] = set()
        self.had: dict[str, FileFact] = {}
        self.changed: list[PublishedFile] = []
        self.owned: dict[str, tuple[FileFact, ...]] = {}

    def take(self, owner: str, files: Iterable[Entry]) -> None:
        """All files of an owner.

        Raises:
            WrittenTwice: another owner has a path, with other bytes.
        """
        before = {fact.path: fact for fact in self._before(owner)}
        now: dict[str, FileFact] = {}
        for fact, file in files:
            known = self._digests.setdefault(fact.path, fact.sha256)
            if known != fact.sha256:
                raise WrittenTwice(fact.path)
            was = before.get(fact.path)
            if file and fact.path not in self._listed and (not was or was.sha256 != known):
                self.changed.append(file)
                self._listed.add(fact.path)
            now[fact.path] = fact
        self.had |= before
        self.owned[owner] = tuple(now[path] for path in sorted(now))

    @property
    def gone(self) -> frozenset[str]:
        """The paths that none of the owners that were asked has any more."""
        return frozenset(self.had.keys() - self._digests.keys())

    @property
    def fresh(self) -> frozenset[str]:
        """The paths that none of the owners that were asked had before."""
        return frozenset(self._digests.keys() - self.had.keys())


def new(file: PublishedFile, mark: str = "") -> Entry:
    """The entry of a file that was made now."""
    return FileFact(file.path, file.sha256, file.size, mark), file

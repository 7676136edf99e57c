"""Names and bytes in one SQLite file that gives no answer but what was put in.

SQLite notices neither a flipped bit in a row nor a row that is gone.  So all that is there hangs on
one digest: the root names the digest of each section, a section those of its pieces, and a piece
holds a share of the names, with the bytes of each.  Only the share of a name is read to answer for
it, and written to change it.  Large bytes are rows of their own, and a piece holds their digests.
"""

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from chandlery.ports.disk import staging_folder
from chandlery.ports.errors import StorageError
from chandlery.ports.pieces import TABLES, UNSOUND, Changing, Large, Pieces, Root, StateDamaged

_BESIDE: Final = ("-journal", "-wal", "-shm")  # what SQLite may have left beside a file
_BUSY: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


class Vouched:
    """One file of sections, for one thread at a time.

    Whoever has opened it is the only one who may write to it, until it is closed.  A file that is
    missing, damaged, or of another stamp is empty, and is made anew when it is saved.
    """

    def __init__(self, file: Path, stamp: str) -> None:
        """Open a file, whatever is in it.

        Args:
            stamp: stands for everything that what is kept depends on, beside what it is kept for.
        """
        self._file = file
        self._stamp = stamp.encode()
        self._connection: sqlite3.Connection | None = None
        self._root = Root()
        self._new = True
        self._why_not = ""
        self._read: Pieces | None = None
        with suppress(*UNSOUND, OSError, StateDamaged):
            if file.is_file():
                self._connection = _connected(file, "rw")
                self._begin()
                self._root = Pieces(self._connection, Root()).root(self._stamp)
                self._new = False

    def _begin(self) -> None:
        try:
            self._execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF in _BUSY:
                self._why_not = f"{self._file} is in use by another build"
            raise

    def _execute(self, statement: str) -> None:
        if self._connection is not None:
            self._connection.execute(statement)

    def close(self) -> None:
        """Let others have the file."""
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
        self._connection = self._read = None

    def discard(self) -> None:
        """Forget everything: what is saved next is all there is."""
        self._root = Root()
        self._new = True
        self._read = None

    @property
    def facts(self) -> Mapping[str, str]:
        """What was said of the whole."""
        return self._root.facts

    @property
    def sections(self) -> Collection[str]:
        """The names of the sections that have anything in them."""
        return self._root.sections.keys()

    @property
    def _pieces(self) -> Pieces:
        if self._connection is None:
            raise RuntimeError("the file is closed")
        if self._read is None:
            self._read = Pieces(self._connection, self._root)
        return self._read

    def whole(self, section: str) -> dict[str, bytes]:
        """All of a section, sorted by name.

        Raises:
            StateDamaged: it is not there as it was put in.
        """
        return self._pieces.whole(section) if section in self._root.sections else {}

    def some(self, section: str, names: Iterable[str]) -> dict[str, bytes]:
        """Those of a section that are there, sorted by name.

        Raises:
            StateDamaged: they are not there as they were put in.
        """
        return self._pieces.some(section, names) if section in self._root.sections else {}

    def large(self, section: str, name: str, key: str) -> bytes:
        """Large bytes.

        Raises:
            KeyError: none were put in.
            StateDamaged: they are not there as they were put in.
        """
        if section not in self._root.sections:
            raise KeyError(name, key)
        return self._pieces.large(section, name, key)

    def save(self, facts: Mapping[str, str], changed: Changing, large: Iterable[Large] = ()) -> str:
        """Put in what changed, all of it or nothing, and close the file.

        Args:
            facts: all of them; those before are gone.
            large: takes the place of all that the name had in the section.

        Returns:
            Why it was not saved; "" where it was.
        """
        if self._why_not:
            self.close()
            return self._why_not
        try:
            if self._new:
                self._make_anew(facts, changed, large)
            else:
                self._pieces.write(self._stamp, facts, changed, large)
                self._execute("COMMIT")
        except StorageError as error:
            return str(error)
        except (*UNSOUND, StateDamaged, OSError) as error:
            if not self._new and _is_damage(error):
                self._file.unlink(missing_ok=True)  # as long as it is ours alone
            return f"{self._file}: {getattr(error, 'strerror', None) or error}"
        finally:
            self.close()
        return ""

    def _make_anew(
        self, facts: Mapping[str, str], changed: Changing, large: Iterable[Large]
    ) -> None:
        self.close()
        folder = self._file.parent
        folder.mkdir(parents=True, exist_ok=True)
        with staging_folder(folder) as staging:
            beside = staging / "state"
            with closing(_connected(beside, "rwc")) as connection:
                for statement in ("PRAGMA journal_mode = OFF", "BEGIN", *TABLES):
                    connection.execute(statement)
                Pieces(connection, Root()).write(self._stamp, facts, changed, large)
                connection.execute("COMMIT")
            for suffix in _BESIDE:  # SQLite would take them for the new file's
                self._file.with_name(f"{self._file.name}{suffix}").unlink(missing_ok=True)
            beside.replace(self._file)


def _connected(file: Path, mode: str) -> sqlite3.Connection:
    """A connection that never waits, and begins and ends nothing by itself."""
    address = f"{file.absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(
        address, uri=True, timeout=0, isolation_level=None, check_same_thread=False
    )
    # Who loses power loses a cache, and that is noticed.
    for setting in ("synchronous = OFF", "trusted_schema = OFF", "cell_size_check = ON"):
        connection.execute(f"PRAGMA {setting}")
    return connection


def _is_damage(error: BaseException) -> bool:
    """Whether the file is to blame, and not the disk or what was to be saved."""
    return isinstance(error, StateDamaged | sqlite3.DatabaseError) and not isinstance(
        error, sqlite3.OperationalError
    )

"""The rows of a file whose answers its root vouches for.  See `chandlery.ports.vouched`."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final
from zlib import crc32

from msgspec import DecodeError, msgpack

PIECES: Final = 256  # of a section
# Of sections in which a few of very many names are looked up.
MANY_PIECES: Final = {"words": 4096}
TABLES: Final = (
    "CREATE TABLE large (section, name, key, data, PRIMARY KEY (section, name, key))",
    "CREATE TABLE pieces (section, piece, data, PRIMARY KEY (section, piece))",
)

# What SQLite and Python say of a file that is no sound one.
UNSOUND: Final = (sqlite3.Error, DecodeError, UnicodeError, MemoryError, OverflowError)

_SCHEMA: Final = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name"
_ONE: Final = "SELECT data FROM pieces WHERE section = ? AND piece = ?"
_ALL: Final = "SELECT piece, data FROM pieces WHERE section = ? AND piece > '' LIMIT ?"
_PUT: Final = "INSERT OR REPLACE INTO pieces VALUES (?, ?, ?)"
_DROP: Final = "DELETE FROM pieces WHERE section = ? AND piece = ?"
_LARGE: Final = "SELECT data FROM large WHERE section = ? AND name = ? AND key = ?"
_PUT_LARGE: Final = "INSERT INTO large VALUES (?, ?, ?, ?)"
_DROP_LARGE: Final = "DELETE FROM large WHERE section = ? AND name = ?"

_bytes_by_name = msgpack.Decoder(dict[str, bytes])
_root_of = msgpack.Decoder(tuple[dict[str, str], dict[str, bytes]])
_encoded = msgpack.Encoder(order="deterministic").encode

Changed = Mapping[str, Mapping[str, bytes | None]]  # by section and name; `None` for gone
# The same, some at a time; nobody holds all of it.
Changing = Iterable[tuple[str, Mapping[str, bytes | None]]]
Large = tuple[str, str, Mapping[str, bytes]]  # a section, a name, and all its bytes by key


class StateDamaged(Exception):  # noqa: N818 - it reads as what happened
    """What is asked for is not there as it was put in: nothing in the file is to be believed."""


@dataclass(slots=True)
class Root:
    """What all else hangs on.

    Attributes:
        facts: what is said of the whole.
        sections: the digest of each that has anything in it.
    """

    facts: Mapping[str, str] = field(default_factory=dict)
    sections: dict[str, bytes] = field(default_factory=dict)


class Pieces:
    """The rows, as far as the root vouches for them.

    All methods raise `StateDamaged` where what they read is not what was written.
    """

    def __init__(self, connection: sqlite3.Connection, root: Root) -> None:
        self._connection = connection
        self._root = root
        self._known: dict[str, dict[str, bytes]] = {}  # the digests of sections

    def root(self, stamp: bytes) -> Root:
        """The root that was written under a stamp."""
        with _sound():
            if [sql for (sql,) in self._connection.execute(_SCHEMA)] != [*TABLES]:
                raise StateDamaged("it is no file of ours")
            data = self._row(_ONE, ("", ""))
            digest, body = data[:32], data[32:]
            if digest != _digest(stamp + b"\0" + body):
                raise StateDamaged("it is of another stamp")
            return Root(*_root_of.decode(body))

    def whole(self, section: str) -> dict[str, bytes]:
        """All of a section, sorted by name."""
        digests = {**self._digests(section)}
        found: dict[str, bytes] = {}
        with _sound():
            for piece, data in self._connection.execute(_ALL, (section, _pieces_of(section) + 1)):
                found |= _bytes_by_name.decode(_vouched(data, digests.pop(piece, None)))
        if digests:
            raise StateDamaged("a piece is gone")
        return dict(sorted(found.items()))

    def some(self, section: str, names: Iterable[str]) -> dict[str, bytes]:
        """Those of a section that are there, sorted by name."""
        digests = self._digests(section)
        wanted = sorted(names)
        pieces = {
            piece: self._piece(section, piece, digests)
            for piece in sorted({_piece_of(section, name) for name in wanted})
        }
        held = ((name, pieces[_piece_of(section, name)]) for name in wanted)
        return {name: values[name] for name, values in held if name in values}

    def large(self, section: str, name: str, key: str) -> bytes:
        """Large bytes; raises `KeyError` where none were written."""
        digests = self.some(section, [name])
        digest = _bytes_by_name.decode(digests[name])[key]
        return _vouched(self._row(_LARGE, (section, name, key)), digest)

    def write(
        self, stamp: bytes, facts: Mapping[str, str], changed: Changing, large: Iterable[Large]
    ) -> None:
        """Write what changed, and the root over it."""
        for section, values in changed:
            self._replace(section, values)
        for section, values in self._put_large(large).items():
            self._replace(section, values)
        body = _encoded((dict(facts), self._root.sections))
        root = _digest(stamp + b"\0" + body) + body
        self._connection.execute(_PUT, ("", "", root))
        # Where SQLite finds rows by what is damaged, it may put in a second one.
        if self._row(_ONE, ("", "")) != root:
            raise StateDamaged("the root is another one")

    def _put_large(self, large: Iterable[Large]) -> Changed:
        told: dict[str, dict[str, bytes | None]] = defaultdict(dict)
        for section, name, values in large:
            self._connection.execute(_DROP_LARGE, (section, name))
            rows = [(section, name, key, data) for key, data in values.items()]
            self._connection.executemany(_PUT_LARGE, rows)
            digests = {key: _digest(data) for key, data in values.items()}
            told[section][name] = _encoded(digests) if digests else None
        return told

    def _replace(self, section: str, values: Mapping[str, bytes | None]) -> None:
        sections = self._root.sections
        digests = {**self._digests(section)} if section in sections else {}
        shares: dict[str, dict[str, bytes | None]] = defaultdict(dict)
        for name, value in values.items():
            shares[_piece_of(section, name)][name] = value
        for piece, share in shares.items():
            both = self._piece(section, piece, digests) | share
            held = {name: value for name, value in both.items() if value is not None}
            _note(digests, piece, self._put(section, piece, held))
        _note(sections, section, self._put(section, "", digests))
        self._known.pop(section, None)

    def _put(self, section: str, piece: str, values: Mapping[str, bytes]) -> bytes | None:
        """Write a row, or remove it for no values; its digest."""
        if not values:
            self._connection.execute(_DROP, (section, piece))
            return None
        data = _encoded(values)
        self._connection.execute(_PUT, (section, piece, data))
        return _digest(data)

    def _digests(self, section: str) -> Mapping[str, bytes]:
        if section not in self._known:
            self._known[section] = self._piece(section, "", {"": self._root.sections[section]})
        return self._known[section]

    def _piece(self, section: str, piece: str, digests: Mapping[str, bytes]) -> dict[str, Any]:
        if piece not in digests:
            return {}
        data = _vouched(self._row(_ONE, (section, piece)), digests[piece])
        return _bytes_by_name.decode(data)

    def _row(self, query: str, place: tuple[str, ...]) -> bytes:
        with _sound():
            row = self._connection.execute(query, place).fetchone()
        if row is None or not isinstance(row[0], bytes):
            raise StateDamaged("a row is gone")
        return row[0]


@contextmanager
def _sound() -> Iterator[None]:
    try:
        yield
    except UNSOUND as error:
        raise StateDamaged(str(error)) from error


def _pieces_of(section: str) -> int:
    return MANY_PIECES.get(section, PIECES)


def _piece_of(section: str, name: str) -> str:
    return f"{part_of(name, _pieces_of(section)):02x}"


def part_of(name: str, parts: int) -> int:
    """In which of so many parts a name is; where there are fewer, each is some of these parts."""
    return crc32(name.encode("utf-8", "surrogateescape")) % parts


def _vouched(data: Any, digest: bytes | None) -> bytes:
    if not isinstance(data, bytes) or _digest(data) != digest:
        raise StateDamaged("a row is not as it was put in")
    return data


def _note(digests: dict[str, bytes], name: str, digest: bytes | None) -> None:
    digests.pop(name, None)
    if digest is not None:
        digests[name] = digest


def _digest(data: bytes) -> bytes:
    return sha256(data).digest()

"""Zip, written byte by byte: stored entries, fixed times (APPNOTE 6.3, sections 4.3 and 4.4)."""

import struct
import zlib
from collections.abc import Iterable

from chandlery.containers.members import Member

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")

_VERSION = 20
_UNIX = 3  # the system whose modes the attributes hold
_FIRST_DAY = 1 << 5 | 1  # 1980-01-01, the first that a zip can tell
_UTF8 = 1 << 11
_REGULAR = 0o100_000
_STORED = 0


def zip_stored(members: Iterable[Member]) -> bytes:
    """A zip of the members in the order given: no folders, no extra fields, no comment.

    A name is marked as UTF-8 only where it is not ASCII.
    """
    pieces: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for member in members:
        name = member.path.encode()
        size = len(member.data)
        flags = 0 if name.isascii() else _UTF8
        both = (flags, _STORED, 0, _FIRST_DAY, zlib.crc32(member.data), size, size, len(name), 0)
        mode = _REGULAR | (0o755 if member.executable else 0o644)
        local = _LOCAL.pack(b"PK\x03\x04", _VERSION, *both) + name
        made_by = _UNIX << 8 | _VERSION
        directory.append(
            _CENTRAL.pack(b"PK\x01\x02", made_by, _VERSION, *both, 0, 0, 0, mode << 16, offset)
            + name
        )
        pieces += [local, member.data]
        offset += len(local) + size
    count = len(directory)
    central = b"".join(directory)
    end = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(central), offset, 0)
    return b"".join([*pieces, central, end])

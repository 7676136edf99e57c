"""Tar and gzip, written byte by byte.

Neither `gzip` nor `tarfile` has a hand in what we pack: a pin has to hold with every version of
Python and of zlib, for ever.
"""

import struct
import zlib
from collections.abc import Iterable

from chandlery.containers.members import Member

BLOCK = 512
NAME_BYTES = 100
PREFIX_BYTES = 155

# Parts of a header: mode, uid and gid; the end of the size, and mtime; a regular file, the name of
# a link, the magic, the names of user and group, and device numbers.
_FILE = b"%07o\0%07o\0%07o\0" % (0o644, 0, 0)
_EXECUTABLE = b"%07o\0%07o\0%07o\0" % (0o755, 0, 0)
_TIME = b"\0%011o\0" % 0
_KIND = b"0" + bytes(100) + b"ustar\x0000" + bytes(64 + 16)
_FIXED = sum(_TIME) + 8 * ord(" ") + sum(_KIND)

# ID, deflate, no flags, mtime 0, XFL 0, OS "unknown" (RFC 1952, 2.3).
_GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_STORED_BYTES = 0xFFFF  # the most that one stored block holds (RFC 1951, 3.2.4)


def gzip_stored(data: bytes) -> bytes:
    """One gzip member whose deflate blocks are stored, each but the last 65,535 bytes long."""
    pieces = [_GZIP_HEADER]
    for start in range(0, max(len(data), 1), _STORED_BYTES):
        piece = data[start : start + _STORED_BYTES]
        final = start + _STORED_BYTES >= len(data)
        pieces += [struct.pack("<BHH", final, len(piece), len(piece) ^ 0xFFFF), piece]
    pieces.append(struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF))
    return b"".join(pieces)


def split_name(path: str) -> tuple[bytes, bytes] | None:
    """The name and prefix fields for a path (POSIX ustar), or `None` where it does not fit.

    The prefix is empty when it can be, else the shortest that leaves at most 100 bytes of name.
    """
    name = path.encode()
    at = -1
    while len(name) - at - 1 > NAME_BYTES:
        at = name.find(b"/", at + 1)
        if at < 0 or at > PREFIX_BYTES:
            return None
    rest = name[at + 1 :]
    return (rest, name[: max(at, 0)]) if rest else None


def tar(members: Iterable[Member]) -> bytes:
    """A ustar archive of the members in the order given: files alone, then two empty blocks.

    Modes are 644 and 755; time and owners are 0, their names empty.  The archive is not padded to
    10,240 bytes, which is a habit of tapes.

    Raises:
        ValueError: a path does not fit; see `split_name`.
    """
    pieces: list[bytes] = []
    for member in members:
        padding = -len(member.data) % BLOCK
        pieces += [_header(member), member.data, bytes(padding)]
    return b"".join([*pieces, bytes(2 * BLOCK)])


def _header(member: Member) -> bytes:
    fields = split_name(member.path)
    if fields is None:
        msg = f"the path does not fit into a ustar header: {member.path!r}"
        raise ValueError(msg)
    name, prefix = fields
    owned = _EXECUTABLE if member.executable else _FILE
    size = b"%011o" % len(member.data)
    # What is filled up is filled with zeros, which count for nothing.
    total = sum(name) + sum(owned) + sum(size) + _FIXED + sum(prefix)
    return b"".join(
        (
            name.ljust(NAME_BYTES, b"\0"),
            owned,
            size,
            _TIME,
            b"%06o\0 " % total,
            _KIND,
            prefix.ljust(PREFIX_BYTES + 12, b"\0"),
        )
    )

"""Tar in gzip, read strictly and in time proportional to its size.

Headers are read here and not by `tarfile`: on crafted ones it has looped without end and searched
in quadratic time, and it takes an unreadable one for the end.  What readers understand differently
is refused.
"""

import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from chandlery.containers.limits import Limits
from chandlery.containers.members import Contents, Member
from chandlery.containers.paths import all_path_problems
from chandlery.containers.problems import (
    ContainerProblem,
    Refusal,
    Unreadable,
    link_problem,
    set_id_problem,
    shown,
)
from chandlery.containers.tarball import BLOCK

_GZIP = b"\x1f\x8b"
_GZIP_WINDOW = 31  # what makes zlib read one gzip member, and check its CRC-32 and size

# Types that have no data, whatever their size field says.
_WITHOUT_DATA = frozenset(b"123456")
_LINKS = {b"1": "a hard link", b"2": "a symbolic link"}
_SPECIAL = {b"3": "a character device", b"4": "a block device", b"6": "a pipe", b"S": "sparse"}
_SET_ID = 0o6000

# Where numbers stand: octal, and some may have GNU's form for large and negative ones.
_OCTAL = ((100, 108), (329, 337), (337, 345))  # mode, device numbers
_OCTAL_OR_GNU = ((108, 116), (116, 124), (124, 136), (136, 148))  # uid, gid, size, mtime
_GNU_NUMBER = frozenset({0x80, 0xFF})

_DOT_FOLDERS = re.compile(r"(?:\./+)+")  # as `tar -C folder .` begins each path

_EXTENDED = frozenset({b"x", b"g", b"L", b"K"})

# PAX records that would change what a reader takes for the next file.
_CHANGES_ENTRY = ("size", "linkpath", "hdrcharset", "GNU.")


@dataclass(frozen=True, slots=True)
class Header:
    """One header of a tar, as it stands there, and its data.

    Attributes:
        block: its 512 bytes.
        data: of the entry, without padding.
    """

    block: bytes = field(repr=False)
    data: bytes = field(repr=False)

    @property
    def kind(self) -> bytes:
        """The type flag."""
        return self.block[156:157]

    @property
    def name(self) -> bytes:
        """The name field alone, to its first NUL."""
        return _text(self.block[:100])

    @property
    def prefix(self) -> bytes:
        """The prefix field, to its first NUL."""
        return _text(self.block[345:500])

    @property
    def magic(self) -> bytes:
        """Magic and version."""
        return self.block[257:265]

    def number(self, start: int, end: int) -> int | None:
        """A number field, or `None` for one that is not octal."""
        return _octal(self.block[start:end])


def gunzip(data: bytes, limits: Limits) -> bytes:
    """The content of a gzip file.

    Raises:
        Unreadable: it is not exactly one whole gzip member, or unpacks to too much.
    """
    if not data.startswith(_GZIP):
        raise Unreadable(Refusal.BROKEN, "the archive is not in gzip format")
    allowed = limits.unpacked_from(len(data))
    stream = zlib.decompressobj(_GZIP_WINDOW)
    try:
        content = stream.decompress(data, allowed + 1)
    except zlib.error as error:
        raise Unreadable(Refusal.BROKEN, f"the gzip stream is damaged: {error}") from error
    if len(content) > allowed:
        raise Unreadable(*too_much(limits, allowed))
    if not stream.eof:
        raise Unreadable(Refusal.BROKEN, "the gzip stream ends in the middle")
    if stream.unused_data.startswith(_GZIP):
        hint = "Compress the tar in one piece."
        raise Unreadable(Refusal.SEVERAL_STREAMS, "there is more than one gzip member", hint)
    if stream.unused_data:
        count = len(stream.unused_data)
        raise Unreadable(Refusal.STRAY_BYTES, f"{count} bytes follow the gzip stream")
    return content


def too_much(limits: Limits, allowed: int) -> tuple[Refusal, str]:
    """Say which of the two limits on unpacked bytes is the one that was passed."""
    if allowed < limits.unpacked_bytes:
        return Refusal.BOMB, f"the archive unpacks to more than {limits.ratio} times its size"
    return Refusal.TOO_MANY_BYTES, f"the archive unpacks to more than {allowed} bytes"


def headers(archive: bytes) -> Iterator[Header]:
    """The headers of a tar, each with its data, up to the two empty blocks that end it.

    Raises:
        Unreadable: it is not a whole tar, or something follows its end.
    """
    at = 0
    while any(block := archive[at : at + BLOCK]):
        if len(block) < BLOCK:
            raise Unreadable(Refusal.BROKEN, "the tar ends in the middle of a header")
        header = Header(block, b"")
        total = sum(block) - sum(block[148:156]) + 8 * ord(" ")
        if header.number(148, 156) != total:
            raise Unreadable(Refusal.BROKEN, f"the tar header at byte {at} has a wrong checksum")
        _check_numbers(header, at)
        size = header.number(124, 136)
        if size is None:
            message = f"the tar header at byte {at} has a size that is not octal"
            raise Unreadable(Refusal.UNSUPPORTED, message)
        at += BLOCK
        if block[156] not in _WITHOUT_DATA:
            if at + size > len(archive):
                raise Unreadable(Refusal.BROKEN, "the tar ends in the middle of a file")
            yield Header(block, archive[at : at + size])
            at += size + -size % BLOCK
        else:
            yield header
    _check_end(archive, at)


def _check_numbers(header: Header, at: int) -> None:
    """Refuse numbers that no reader understands: some take such a header for the end."""
    for start, end in (*_OCTAL, *_OCTAL_OR_GNU):
        gnu = header.block[start] in _GNU_NUMBER and (start, end) in _OCTAL_OR_GNU
        if header.number(start, end) is None and not gnu:
            raise Unreadable(Refusal.BROKEN, f"the tar header at byte {at} is damaged")


def _check_end(archive: bytes, at: int) -> None:
    if len(archive) < at + 2 * BLOCK:
        raise Unreadable(Refusal.BROKEN, "the tar ends without two empty blocks")
    if archive.count(0, at) != len(archive) - at:
        raise Unreadable(Refusal.STRAY_BYTES, "something follows the end of the tar")


def read_tar(entries: Iterable[Header], limits: Limits) -> Contents:
    """The files of a tar; folders are looked at and forgotten.

    Understands ustar, and of the extensions the long names of GNU and PAX.

    Raises:
        Unreadable: an extension that changes what an entry is, or too many entries.
    """
    reading = _Reading(limits)
    kind = b""
    for header in entries:
        match kind := header.kind:
            case b"x" | b"g":
                reading.extend(header)
            case b"L":
                reading.name_next(_text(header.data), header)
            case b"K":  # names the target of a link, which is refused where it comes
                pass
            case _:
                reading.take(header)
    if kind in _EXTENDED:
        raise Unreadable(Refusal.BROKEN, "the tar ends with an extended header")
    return reading.contents()


class _Reading:
    """What was found so far."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._members: list[Member] = []
        self._folders: list[str] = []
        self._problems: list[ContainerProblem] = []
        self._next: bytes | None = None  # the name that an extension gave to the next entry

    def contents(self) -> Contents:
        paths = [member.path for member in self._members]
        found = all_path_problems(paths, self._limits, self._folders)
        return Contents.of(self._members, (*self._problems, *found))

    def name_next(self, name: bytes, header: Header) -> None:
        self._check_size(header)
        if self._next is not None:
            raise Unreadable(Refusal.HEADERS_DISAGREE, "two extended headers name one file")
        self._next = name

    def extend(self, header: Header) -> None:
        """Take what a PAX header says: the path; times, owners and comments do not matter."""
        self._check_size(header)
        for key, value in _records(header.data):
            if key.startswith(_CHANGES_ENTRY) or (key == "path" and header.kind == b"g"):
                message = f"an extended header sets {shown(key)}, which readers take differently"
                raise Unreadable(Refusal.UNSUPPORTED, message, "Pack it as plain ustar.")
            if key == "path":
                self.name_next(value, header)

    def _check_size(self, header: Header) -> None:
        if len(header.data) > self._limits.header_bytes:
            message = f"an extended header has {len(header.data)} bytes"
            raise Unreadable(Refusal.PATH_TOO_LONG, message)

    def take(self, header: Header) -> None:
        path = self._path(header)
        if len(self._members) + len(self._folders) + len(self._problems) >= self._limits.entries:
            message = f"the archive has more than {self._limits.entries} entries"
            raise Unreadable(Refusal.TOO_MANY_ENTRIES, message)
        if path is None:
            return
        if header.kind == b"5" or (header.kind == b"\0" and path.endswith("/")):
            if path := path.rstrip("/"):
                self._folders.append(path)
        elif header.kind in {b"0", b"\0"}:
            self._take_file(path, header)
        else:
            self._problems.append(_not_a_file(path, header.kind))

    def _take_file(self, path: str, header: Header) -> None:
        mode = header.number(100, 108) or 0
        if mode & _SET_ID:
            self._problems.append(set_id_problem(path))
        self._members.append(Member(path, header.data, bool(mode & 0o100)))

    def _path(self, header: Header) -> str | None:
        name, self._next = self._next, None
        if name is None:
            if header.prefix and header.magic != b"ustar\x0000":
                message = "a header that is not ustar has a prefix, which readers take differently"
                raise Unreadable(Refusal.HEADERS_DISAGREE, message, "Pack it as plain ustar.")
            name = header.prefix + b"/" + header.name if header.prefix else header.name
        try:
            path = name.decode()
        except UnicodeDecodeError:
            path = name.decode(errors="backslashreplace")
            message = f"the name {shown(path)} is not UTF-8"
            self._problems.append(
                ContainerProblem(Refusal.BAD_ENCODING, message, "Rename the file.", path)
            )
            return None
        if dots := _DOT_FOLDERS.match(path):
            path = path[dots.end() :]
        return None if path in {"", "."} and header.kind == b"5" else path


def _not_a_file(path: str, kind: bytes) -> ContainerProblem:
    if link := _LINKS.get(kind):
        return link_problem(path, link)
    what = _SPECIAL.get(kind, f"of type {kind!r}")
    message = f"{shown(path)} is {what}, not a plain file"
    return ContainerProblem(Refusal.SPECIAL_FILE, message, "Take it out.", path)


def _text(value: bytes) -> bytes:
    return value.split(b"\0", 1)[0]


def _octal(value: bytes) -> int | None:
    digits = _text(value).strip(b" ")
    if any(digit not in b"01234567" for digit in digits):
        return None
    return int(digits or b"0", 8)


def _records(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The records of a PAX header (POSIX pax, "Extended Header"): ``length key=value LF``."""
    at = 0
    while at < len(data):
        length, space, _ = data[at : at + 9].partition(b" ")
        end = at + int(length) if length.isdigit() and space else 0
        record = data[at + len(length) + 1 : end]
        key, equals, value = record.partition(b"=")
        if not equals or not value.endswith(b"\n") or end > len(data):
            raise Unreadable(Refusal.BROKEN, "an extended header is not a list of records")
        yield key.decode(errors="backslashreplace"), value[:-1]
        at = end

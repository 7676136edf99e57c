"""Zip, read strictly: what one reader might find and another not is refused.

`zipfile` reads the directory; the files are inflated here, because it would inflate a whole piece
of the input before it looks at the declared size.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from itertools import pairwise

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
from chandlery.containers.untar import too_much

_END = struct.Struct("<4s4H2IH")
_CENTRAL = struct.Struct("<4s24x3H12x")
_LOCAL = struct.Struct("<4s2x2H4x3I2H")
_EXTRA = struct.Struct("<2H")
_MAX_COMMENT = 0xFFFF
_LOCATOR_BYTES = 20  # zip64's, for sizes that we do not take

_ENCRYPTED = 1 << 0 | 1 << 6 | 1 << 13
_DESCRIPTOR = 1 << 3
_UTF8 = 1 << 11
_DESCRIPTOR_BYTES = frozenset({12, 16, 20, 24})  # with or without signature, plain or zip64

_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_UNICODE_PATH = 0x7075  # Info-ZIP's second name

_KIND, _REGULAR, _FOLDER, _SYMLINK = 0o170_000, 0o100_000, 0o040_000, 0o120_000
_SET_ID = 0o6000


def read_zip(data: bytes, limits: Limits) -> Contents:
    """The files of a zip; folders are looked at and forgotten.

    Raises:
        Unreadable: it is not a whole zip, or its directory cannot be trusted.
    """
    directory = _directory(data, limits)
    allowed = limits.unpacked_from(len(data))
    if sum(info.file_size for info in directory) > allowed:
        raise Unreadable(*too_much(limits, allowed))
    problems: list[ContainerProblem] = []
    members: list[Member] = []
    folders: list[str] = []
    for info in directory:
        found = list(_entry_problems(info))
        problems += found
        if _is_folder(info):
            folders.append(info.orig_filename.rstrip("/"))
        elif not found:
            try:
                members.append(_member(data, info))
            except Unreadable as unreadable:
                problems.append(unreadable.problem)
    paths = [member.path for member in members]
    return Contents.of(members, (*problems, *all_path_problems(paths, limits, folders)))


def _directory(data: bytes, limits: Limits) -> list[zipfile.ZipInfo]:
    """The entries, which were found to follow one upon another from the first byte on."""
    start = _check_end(data, limits)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            directory = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
        raise Unreadable(Refusal.BROKEN, f"the zip's directory is damaged: {error}") from error
    ordered = sorted(directory, key=lambda info: info.header_offset)
    offsets = [info.header_offset for info in ordered]
    if min([*offsets, start]) > 0:
        raise Unreadable(Refusal.STRAY_BYTES, "something precedes the zip's first entry")
    for info, (_, following) in zip(ordered, pairwise([*offsets, start]), strict=True):
        _check_gap(info, following - _data_start(data, info) - info.compress_size)
    return directory


def _check_end(data: bytes, limits: Limits) -> int:
    """Where the directory starts: it has to reach to the end record, and that to the end."""
    tail = max(0, len(data) - _END.size - _MAX_COMMENT)
    at = data.rfind(b"PK\x05\x06", tail)
    if at < 0 or at + _END.size > len(data):
        raise Unreadable(Refusal.BROKEN, "the archive is not in zip format, or is cut off")
    *_, count, size, start, comment = _END.unpack_from(data, at)
    if at + _END.size + comment != len(data):
        raise Unreadable(Refusal.STRAY_BYTES, "something follows the end of the zip")
    if data[at - _LOCATOR_BYTES : at].startswith(b"PK\x06\x07"):
        raise Unreadable(Refusal.UNSUPPORTED, "the archive is a zip64", "Pack it as plain zip.")
    if start + size != at:
        raise Unreadable(Refusal.STRAY_BYTES, "the zip's directory does not end where it should")
    _check_directory(data[start:at], count, limits)
    return int(start)


def _check_directory(directory: bytes, declared: int, limits: Limits) -> None:
    """Count the entries, and look for second names, before `zipfile` takes it all in."""
    at = count = 0
    while at < len(directory):
        if at + _CENTRAL.size > len(directory):
            raise Unreadable(Refusal.BROKEN, "the zip's directory is cut off")
        signature, name, extra, comment = _CENTRAL.unpack_from(directory, at)
        if signature != b"PK\x01\x02":
            raise Unreadable(Refusal.BROKEN, "the zip's directory is damaged")
        at += _CENTRAL.size + name
        _check_extra(directory[at : at + extra])
        at += extra + comment
        count += 1
        if count > limits.entries:
            message = f"the archive has more than {limits.entries} entries"
            raise Unreadable(Refusal.TOO_MANY_ENTRIES, message)
    if count != declared or at != len(directory):
        message = f"the zip declares {declared} entries, and there are {count}"
        raise Unreadable(Refusal.HEADERS_DISAGREE, message)


def _check_extra(extra: bytes) -> None:
    at = 0
    while at + _EXTRA.size <= len(extra):
        identifier, size = _EXTRA.unpack_from(extra, at)
        if identifier == _UNICODE_PATH:
            raise Unreadable(Refusal.HEADERS_DISAGREE, "an entry has a second name")
        at += _EXTRA.size + size


def _check_gap(info: zipfile.ZipInfo, gap: int) -> None:
    """Refuse what lies between the end of an entry's data and the next thing in the file."""
    name = info.orig_filename
    if gap < 0:
        raise Unreadable(Refusal.OVERLAP, f"{shown(name)} overlaps what follows it", path=name)
    if gap and not (info.flag_bits & _DESCRIPTOR and gap in _DESCRIPTOR_BYTES):
        message = f"{gap} bytes after {shown(name)} belong to nothing"
        raise Unreadable(Refusal.STRAY_BYTES, message, path=name)


def _data_start(data: bytes, info: zipfile.ZipInfo) -> int:
    """Where an entry's data starts; both of its headers have to say the same."""
    at, path = info.header_offset, info.orig_filename
    if at + _LOCAL.size > len(data):
        raise Unreadable(Refusal.BROKEN, f"{shown(path)} lies behind the end", path=path)
    signature, flags, method, *sizes, name, extra = _LOCAL.unpack_from(data, at)
    start = at + _LOCAL.size + int(name) + int(extra)
    raw = data[at + _LOCAL.size : at + _LOCAL.size + name]
    _check_extra(data[start - extra : start])
    same = (
        signature == b"PK\x03\x04"
        and raw == path.encode("utf-8" if info.flag_bits & _UTF8 else "cp437")
        and (flags, method) == (info.flag_bits, info.compress_type)
    )
    if not flags & _DESCRIPTOR:
        same = same and sizes == [info.CRC, info.compress_size, info.file_size]
    if not same:
        message = f"the two headers of {shown(path)} differ"
        raise Unreadable(Refusal.HEADERS_DISAGREE, message, path=path)
    return start


def _is_folder(info: zipfile.ZipInfo) -> bool:
    return info.orig_filename.endswith("/")


def _entry_problems(info: zipfile.ZipInfo) -> Iterator[ContainerProblem]:
    path = info.orig_filename
    name = shown(path)
    mode = info.external_attr >> 16
    kind = mode & _KIND
    if info.flag_bits & _ENCRYPTED:
        yield ContainerProblem(Refusal.ENCRYPTED, f"{name} is encrypted", path=path)
    if info.compress_type not in _METHODS:
        message = f"{name} is compressed with method {info.compress_type}"
        hint = "Use deflate, or store it."
        yield ContainerProblem(Refusal.UNSUPPORTED, message, hint, path)
    if not (info.flag_bits & _UTF8 or path.isascii()):
        message = f"the name {name} is not marked as UTF-8"
        yield ContainerProblem(Refusal.BAD_ENCODING, message, "Rename the file.", path)
    if kind == _SYMLINK:
        yield link_problem(path, "a symbolic link")
    elif kind not in {0, _FOLDER if _is_folder(info) else _REGULAR}:
        message = f"{name} is neither a plain file nor a folder"
        yield ContainerProblem(Refusal.SPECIAL_FILE, message, "Take it out.", path)
    if mode & _SET_ID and not _is_folder(info):
        yield set_id_problem(path)
    if _is_folder(info) and info.file_size:
        message = f"the folder {name} has content"
        yield ContainerProblem(Refusal.BROKEN, message, path=path)


def _member(data: bytes, info: zipfile.ZipInfo) -> Member:
    """Inflate one file, to its declared size and no further."""
    path = info.orig_filename
    start = _data_start(data, info)
    content = data[start : start + info.compress_size]
    if info.compress_type == zipfile.ZIP_DEFLATED:
        stream = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            content = stream.decompress(content, info.file_size + 1)
        except zlib.error as error:
            message = f"{shown(path)} is damaged: {error}"
            raise Unreadable(Refusal.BROKEN, message, path=path) from error
        if len(content) <= info.file_size and (not stream.eof or stream.unused_data):
            raise Unreadable(Refusal.BROKEN, f"{shown(path)} is cut off", path=path)
    if len(content) != info.file_size or zlib.crc32(content) != info.CRC:
        message = f"{shown(path)} is not what its header says (size or CRC-32)"
        raise Unreadable(Refusal.BROKEN, message, path=path)
    return Member(path, content, bool(info.external_attr >> 16 & 0o100))

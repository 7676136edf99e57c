"""Zip archives from somewhere else: read alike, or refused with a reason."""

import io
import struct
import zipfile
from collections.abc import Callable

import pytest

from chandlery.containers import Limits, Member, Refusal, unpack
from chandlery.containers.ziparchive import zip_stored
from chandlery.records.release import ArtifactFormat as Format

HELLO = Member("knot/hello.txt", b"hello\n")
CENTRAL = b"PK\x01\x02"


def refusals(data: bytes, limits: Limits | None = None) -> list[Refusal]:
    contents = unpack(Format.ZIP, data, limits or Limits())
    assert bool(contents.members) is not bool(contents.problems)
    return [problem.refusal for problem in contents.problems]


def zipped(
    *entries: tuple[str, bytes],
    method: int = zipfile.ZIP_STORED,
    change: Callable[[zipfile.ZipInfo], None] = lambda info: None,
) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in entries:
            info = zipfile.ZipInfo(name)
            info.external_attr = 0o100644 << 16
            info.compress_type = method
            change(info)
            archive.writestr(info, data)
    return stream.getvalue()


def with_mode(mode: int) -> Callable[[zipfile.ZipInfo], None]:
    def change(info: zipfile.ZipInfo) -> None:
        info.external_attr = mode << 16

    return change


def patched(data: bytes, at: int, value: bytes) -> bytes:
    return data[:at] + value + data[at + len(value) :]


# What may come.


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_archives_of_other_tools_are_read(method: int) -> None:
    data = zipped(
        ("knot/", b""),
        ("knot/a", b"abc" * 1_000),
        ("knot/größe", b""),
        method=method,
        change=lambda info: with_mode(0o040755 if info.is_dir() else 0o100755)(info),
    )
    assert unpack(Format.ZIP, data).members == (
        Member("knot/a", b"abc" * 1_000, executable=True),
        Member("knot/größe", b"", executable=True),
    )


def test_a_zip_without_modes_has_nothing_executable() -> None:
    assert unpack(Format.ZIP, zipped(("a", b"x"), change=with_mode(0))).members == (
        Member("a", b"x"),
    )


class _Pipe(io.RawIOBase):
    """Where nothing can be written again, so that sizes follow the data."""

    def __init__(self) -> None:
        self.written = b""

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.written += bytes(data)
        return len(data)


def test_sizes_behind_the_data_are_fine() -> None:
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", b"one")
        archive.writestr("b", b"two")
    members = unpack(Format.ZIP, pipe.written).members
    assert members == (Member("a", b"one"), Member("b", b"two"))


def test_a_comment_is_fine() -> None:
    stream = io.BytesIO(zip_stored([HELLO]))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.comment = b"0123456789abcdef0123456789abcdef01234567"
    assert unpack(Format.ZIP, stream.getvalue()).members == (HELLO,)


# Attacks on names and kinds.  What holds for paths is tried in `test_containers_tar`.


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../etc/passwd", Refusal.PARENT_FOLDER),
        ("/etc/passwd", Refusal.ABSOLUTE_PATH),
        ("a\\b", Refusal.BACKSLASH),
        ("knot/../", Refusal.PARENT_FOLDER),
    ],
)
def test_zip_slip(name: str, expected: Refusal) -> None:
    data = zipped((name, b""), ("ok", b"x"), change=with_mode(0))
    assert refusals(data) == [expected]


def test_a_name_is_not_cut_at_a_nul() -> None:
    data = zip_stored([Member("evil.sh\0.txt", b"x")])
    assert refusals(data) == [Refusal.CONTROL_CHARACTER]


def test_a_name_that_is_not_marked_as_utf8() -> None:
    data = zip_stored([Member("größe", b"x")])
    unmarked = data.replace(b"\x14\0\0\x08\0\0", b"\x14\0\0\0\0\0")
    assert unmarked != data
    assert refusals(unmarked) == [Refusal.BAD_ENCODING]


def test_a_name_that_is_marked_as_utf8_and_is_not() -> None:
    data = zip_stored([Member("größe", b"x")]).replace("ö".encode(), b"\xff\xff")
    assert refusals(data) == [Refusal.BROKEN]


def test_a_path_given_twice() -> None:
    assert refusals(zip_stored([Member("a", b"1"), Member("a", b"2")])) == [Refusal.DUPLICATE]


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        (0o120777, Refusal.LINK),
        (0o060644, Refusal.SPECIAL_FILE),
        (0o010644, Refusal.SPECIAL_FILE),
        (0o040755, Refusal.SPECIAL_FILE),
        (0o104755, Refusal.SET_ID),
        (0o102755, Refusal.SET_ID),
    ],
)
def test_an_entry_that_is_no_plain_file(mode: int, expected: Refusal) -> None:
    assert refusals(zipped(("a", b"/etc/passwd"), change=with_mode(mode))) == [expected]


def test_a_folder_with_content() -> None:
    assert refusals(zip_stored([Member("a/", b"x"), HELLO])) == [
        Refusal.SPECIAL_FILE,  # our writer marks every entry as a file
        Refusal.BROKEN,
    ]


# Attacks on the reader.


def test_a_bomb() -> None:
    data = zipped(("zeros", bytes(20 * 1024 * 1024)), method=zipfile.ZIP_DEFLATED)
    assert refusals(data) == [Refusal.BOMB]


def test_a_bomb_that_lies_about_its_size() -> None:
    data = zipped(("zeros", bytes(20 * 1024 * 1024)), method=zipfile.ZIP_DEFLATED)
    size = struct.pack("<I", 20 * 1024 * 1024)
    assert data.count(size) == 2
    assert refusals(data.replace(size, struct.pack("<I", 10))) == [Refusal.BROKEN]


def test_too_many_bytes() -> None:
    assert refusals(zip_stored([HELLO]), Limits(unpacked_bytes=5)) == [Refusal.TOO_MANY_BYTES]


def test_too_many_entries() -> None:
    data = zip_stored([Member(str(number), b"") for number in range(6)])
    assert refusals(data, Limits(entries=5)) == [Refusal.TOO_MANY_ENTRIES]
    assert refusals(data, Limits(entries=6)) == []


def test_entries_that_share_their_data() -> None:
    data = zip_stored([Member("a", b"1" * 100), Member("b", b"1" * 100)])
    second = data.rindex(CENTRAL)
    assert refusals(patched(data, second + 42, bytes(4))) == [Refusal.OVERLAP]


def test_an_entry_that_overlaps_the_next() -> None:
    # The quoted-overlap bomb: the first entry's data holds the second's header.
    inner = zip_stored([Member("b", b"x")])
    header = inner[: inner.index(CENTRAL)]
    data = zip_stored([Member("a", header), Member("b", b"x")])
    second = data.rindex(CENTRAL)
    moved = patched(data, second + 42, struct.pack("<I", 31))
    assert refusals(moved) == [Refusal.OVERLAP]


def test_an_encrypted_entry() -> None:
    data = zip_stored([HELLO])
    flags = b"\x14\0\1\0\0\0"
    assert refusals(data.replace(b"\x14\0\0\0\0\0", flags)) == [Refusal.ENCRYPTED]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_rare_method(method: int) -> None:
    assert refusals(zipped(("a", b"x"), method=method)) == [Refusal.UNSUPPORTED]


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (30, b"j"),
        (8, b"\x08"),
        (6, b"\x02"),
        (14, b"\0\0\0\0"),
        (18, b"\7"),
        (22, b"\7"),
        (0, b"X"),
    ],
    ids=["name", "method", "flags", "crc", "packed", "size", "signature"],
)
def test_headers_that_differ(at: int, value: bytes) -> None:
    assert refusals(patched(zip_stored([HELLO]), at, value)) == [Refusal.HEADERS_DISAGREE]


def test_a_second_name_in_an_extra_field() -> None:
    def second(info: zipfile.ZipInfo) -> None:
        info.extra = struct.pack("<HHBI", 0x7075, 5 + 4, 1, 0) + b"evil"

    assert refusals(zipped(("a", b"x"), change=second)) == [Refusal.HEADERS_DISAGREE]


def test_fewer_entries_than_declared() -> None:
    data = zip_stored([HELLO, Member("a", b"")])
    end = data.rindex(b"PK\x05\x06")
    assert refusals(patched(data, end + 8, b"\1\0\1\0")) == [Refusal.HEADERS_DISAGREE]


def test_something_before_the_zip() -> None:
    assert refusals(b"#!/bin/sh\n" + zip_stored([HELLO])) == [Refusal.STRAY_BYTES]


def test_something_before_the_first_entry() -> None:
    # Offsets adapted, as in a self-extracting archive.
    data = zip_stored([HELLO])
    central, end = data.rindex(CENTRAL), data.rindex(b"PK\x05\x06")
    data = patched(data, central + 42, struct.pack("<I", 3))
    data = patched(data, end + 16, struct.pack("<I", central + 3))
    assert refusals(b"MZ\0" + data) == [Refusal.STRAY_BYTES]


def test_something_behind_the_zip() -> None:
    assert refusals(zip_stored([HELLO]) + b"\n") == [Refusal.STRAY_BYTES]


def test_something_between_two_entries() -> None:
    data = zip_stored([Member("a", b"1"), Member("hidden", b"2"), Member("c", b"3")])
    first, second, third = (i for i in range(len(data)) if data.startswith(CENTRAL, i))
    end = data.rindex(b"PK\x05\x06")
    without = data[:second] + data[third:]
    end -= third - second
    without = patched(without, end + 8, b"\2\0\2\0")
    without = patched(without, end + 12, struct.pack("<I", end - first))
    assert refusals(without) == [Refusal.STRAY_BYTES]


def test_zip64() -> None:
    data = zip_stored([HELLO])
    end = data.rindex(b"PK\x05\x06")
    locator = b"PK\x06\x07" + bytes(16)
    assert refusals(data[:end] + locator + data[end:]) == [Refusal.UNSUPPORTED]


WHOLE = zip_stored([HELLO, Member("knot/b", b"b" * 50)])


@pytest.mark.parametrize("cut", [0, 1, 3, 21, 22, 50, len(WHOLE) - 1])
def test_a_zip_that_is_cut_off(cut: int) -> None:
    assert refusals(WHOLE[:cut]) == [Refusal.BROKEN]


def test_a_file_that_is_not_what_its_checksum_says() -> None:
    assert refusals(WHOLE.replace(b"hello", b"hullo")) == [Refusal.BROKEN]


@pytest.mark.parametrize("content", [b"\xff\xff", b"\x03\x00rest", b""])
def test_a_deflate_stream_that_is_damaged(content: bytes) -> None:
    stored = zip_stored([Member("a", content)])
    deflated = patched(stored, 8, b"\x08")
    deflated = patched(deflated, deflated.index(CENTRAL) + 10, b"\x08")
    assert refusals(deflated) == [Refusal.BROKEN]


def test_a_zip_without_files() -> None:
    assert refusals(zip_stored([])) == [Refusal.EMPTY]
    assert refusals(zipped(("a/", b""), change=with_mode(0o040755))) == [Refusal.EMPTY]


def test_a_tar_is_no_zip() -> None:
    assert refusals(b"\x1f\x8b" + bytes(100)) == [Refusal.BROKEN]

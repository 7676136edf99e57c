"""Tar archives from somewhere else: read alike, or refused with a reason."""

import gzip
import io
import struct
import tarfile
from collections.abc import Callable

import pytest

from chandlery.containers import Contents, Limits, Member, Refusal, tree_digest, unpack
from chandlery.containers.tarball import gzip_stored, tar
from chandlery.records.release import ArtifactFormat as Format

BLOCK = 512
END = bytes(2 * BLOCK)
HELLO = Member("knot/hello.txt", b"hello\n")


def refusals(data: bytes, limits: Limits | None = None) -> list[Refusal]:
    contents = unpack(Format.TAR_GZ, data, limits or Limits())
    assert bool(contents.members) is not bool(contents.problems)
    return [problem.refusal for problem in contents.problems]


def entry(
    name: str = "knot/file",
    data: bytes = b"",
    *,
    kind: bytes = tarfile.REGTYPE,
    change: Callable[[tarfile.TarInfo], None] = lambda info: None,
) -> bytes:
    """One entry as the standard library would write it, after a change to its header."""
    info = tarfile.TarInfo(name)
    info.size = len(data)
    info.type = kind
    change(info)
    return info.tobuf(tarfile.GNU_FORMAT) + data + bytes(-len(data) % BLOCK)


def patched(block: bytes, at: int, value: bytes) -> bytes:
    """A header with other bytes at a place, and the checksum that goes with them."""
    block = block[:at] + value + block[at + len(value) :]
    total = sum(block[:BLOCK]) - sum(block[148:156]) + 8 * ord(" ")
    return block[:148] + b"%06o\0 " % total + block[156:]


def packed(*entries: bytes) -> bytes:
    return gzip.compress(b"".join(entries) + END)


def pax(kind: bytes, *records: tuple[str, str]) -> bytes:
    text = b""
    for key, value in records:
        body = f" {key}={value}\n".encode()
        length = len(body) + 1
        while len(str(length)) + len(body) != length:
            length = len(str(length)) + len(body)
        text += str(length).encode() + body
    return entry("pax", text, kind=kind)


# What may come.


@pytest.mark.parametrize("format_", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_archives_of_other_tools_are_read(format_: int) -> None:
    names = ["knot/a", "knot/" + "d" * 60 + "/" + "f" * 80]
    if format_ != tarfile.USTAR_FORMAT:
        names += ["knot/" + "f" * 120, "knot/größe-" + "ß" * 80]
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz", format=format_) as archive:
        folder = tarfile.TarInfo("knot")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
        for name in names:
            info = tarfile.TarInfo(name)
            info.mode, info.mtime, info.uid, info.uname = 0o755, 1_700_000_000, 1000, "ada"
            info.size = 3
            archive.addfile(info, io.BytesIO(b"abc"))
    expected = tuple(Member(name, b"abc", executable=True) for name in names)
    assert unpack(Format.TGZ, stream.getvalue()) == Contents(expected)


def test_a_global_header_and_a_dot_at_the_root_are_fine() -> None:
    data = packed(
        pax(b"g", ("comment", "0" * 40)),
        entry("./", kind=tarfile.DIRTYPE),
        entry("./knot/", kind=tarfile.DIRTYPE),
        entry("./knot/file", b"x"),
    )
    assert unpack(Format.TAR_GZ, data).members == (Member("knot/file", b"x"),)


def test_an_old_header_without_magic_is_read() -> None:
    folder = patched(patched(entry("knot/"), 257, bytes(8)), 156, b"\0")
    old = patched(patched(entry("knot/file", b"x"), 257, bytes(8)), 156, b"\0")
    assert unpack(Format.TAR_GZ, packed(folder, old)).members == (Member("knot/file", b"x"),)


def test_a_source_distribution_is_read_as_a_tar() -> None:
    assert unpack(Format.SDIST, gzip_stored(tar([HELLO]))).members == (HELLO,)


def test_the_executable_bit_is_the_owners() -> None:
    def group_only(info: tarfile.TarInfo) -> None:
        info.mode = 0o614

    contents = unpack(Format.TAR_GZ, packed(entry("a", change=group_only)))
    assert contents.members == (Member("a", b""),)


def test_padding_to_a_record_is_fine() -> None:
    padded = gzip.compress(tar([HELLO]) + bytes(10_240))
    assert unpack(Format.TAR_GZ, padded).members == (HELLO,)


# Attacks on paths.


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("/etc/passwd", Refusal.ABSOLUTE_PATH),
        ("knot/../../etc/passwd", Refusal.PARENT_FOLDER),
        ("..", Refusal.PARENT_FOLDER),
        ("knot/./file", Refusal.PARENT_FOLDER),
        ("knot\\..\\file", Refusal.BACKSLASH),
        ("C:/windows", Refusal.DRIVE_LETTER),
        ("c:file", Refusal.DRIVE_LETTER),
        ("", Refusal.EMPTY_NAME),
        ("knot//file", Refusal.EMPTY_NAME),
        ("knot/file/", Refusal.EMPTY_NAME),
        ("knot/\x07", Refusal.CONTROL_CHARACTER),
        ("knot/a\nb", Refusal.CONTROL_CHARACTER),
        ("knot/README\N{RIGHT-TO-LEFT OVERRIDE}gpj.md", Refusal.CONTROL_CHARACTER),
        ("knot/\N{ZERO WIDTH SPACE}", Refusal.CONTROL_CHARACTER),
        ("knot/a\N{LINE SEPARATOR}b", Refusal.CONTROL_CHARACTER),
        ("knot/CON", Refusal.RESERVED_NAME),
        ("knot/nul.txt", Refusal.RESERVED_NAME),
        ("knot/Aux /x", Refusal.RESERVED_NAME),
        ("knot/com1.tar.gz", Refusal.RESERVED_NAME),
        ("knot/LPT²", Refusal.RESERVED_NAME),
        ("knot/trailing.", Refusal.RESERVED_NAME),
        ("knot/trailing ", Refusal.RESERVED_NAME),
        ("knot/file:stream", Refusal.RESERVED_NAME),
        ("knot/a?", Refusal.RESERVED_NAME),
        ("knot/" + "ß" * 128, Refusal.PATH_TOO_LONG),
        ("a/" * 32 + "b", Refusal.TOO_DEEP),
        ("/".join(["d" * 200] * 6), Refusal.PATH_TOO_LONG),
    ],
)
def test_a_path_that_is_refused(name: str, expected: Refusal) -> None:
    assert refusals(packed(entry(name, b"x"))) == [expected]


@pytest.mark.parametrize(
    "name", ["knot/a..b", "knot/...x", "a/" * 31 + "b", "knot/console", "knot/com", "knot/.git"]
)
def test_a_path_that_only_looks_bad(name: str) -> None:
    assert refusals(packed(entry(name, b"x"))) == []


def test_a_folder_that_leads_outside_is_refused_too() -> None:
    data = packed(entry("../knot/", kind=tarfile.DIRTYPE), entry("knot/file"))
    assert refusals(data) == [Refusal.PARENT_FOLDER]


def test_a_name_that_is_not_utf8() -> None:
    header = patched(entry("knot/abc"), 5, b"\xff\xfe\xfd")
    assert refusals(packed(header, entry("knot/ok"))) == [Refusal.BAD_ENCODING]


def test_a_path_given_twice() -> None:
    assert refusals(packed(entry("a", b"1"), entry("a", b"2"))) == [Refusal.DUPLICATE]
    assert refusals(packed(entry("a", b"1"), entry("./a", b"2"))) == [Refusal.DUPLICATE]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("knot/Guide.md", "knot/guide.md"),
        ("knot/gr\u00f6\u00dfe", "knot/gro\u0308SSE"),
        ("knot/a", "knot/a/b"),
        ("Knot/a", "knot/b"),
    ],
)
def test_names_that_collide(one: str, two: str) -> None:
    assert refusals(packed(entry(one), entry(two))) == [Refusal.COLLISION]


def test_a_folder_where_a_file_is() -> None:
    data = packed(entry("knot/a"), entry("knot/A/", kind=tarfile.DIRTYPE))
    assert refusals(data) == [Refusal.COLLISION]


# Attacks with what is no file.


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (tarfile.SYMTYPE, Refusal.LINK),
        (tarfile.LNKTYPE, Refusal.LINK),
        (tarfile.CHRTYPE, Refusal.SPECIAL_FILE),
        (tarfile.BLKTYPE, Refusal.SPECIAL_FILE),
        (tarfile.FIFOTYPE, Refusal.SPECIAL_FILE),
        (tarfile.CONTTYPE, Refusal.SPECIAL_FILE),
        (tarfile.GNUTYPE_SPARSE, Refusal.SPECIAL_FILE),
        (b"Z", Refusal.SPECIAL_FILE),
    ],
)
def test_an_entry_that_is_no_file(kind: bytes, expected: Refusal) -> None:
    def link(info: tarfile.TarInfo) -> None:
        info.linkname = "/etc"

    assert refusals(packed(entry("knot/x", kind=kind, change=link), entry("knot/y"))) == [expected]


def test_a_long_link_target_is_still_a_link() -> None:
    target = entry("././@LongLink", b"/etc/" + b"x" * 200 + b"\0", kind=tarfile.GNUTYPE_LONGLINK)
    assert refusals(packed(target, entry("knot/x", kind=tarfile.SYMTYPE))) == [Refusal.LINK]


@pytest.mark.parametrize("mode", [0o4755, 0o2755])
def test_a_file_that_runs_as_somebody_else(mode: int) -> None:
    def set_id(info: tarfile.TarInfo) -> None:
        info.mode = mode

    assert refusals(packed(entry("a", change=set_id))) == [Refusal.SET_ID]


# Attacks on the reader.


def test_a_bomb() -> None:
    data = gzip.compress(entry("zeros", bytes(20 * 1024 * 1024)) + END, 9)
    assert refusals(data) == [Refusal.BOMB]


def test_too_many_bytes() -> None:
    data = gzip_stored(tar([Member("a", bytes(5_000))]))
    assert refusals(data, Limits(unpacked_bytes=4_000)) == [Refusal.TOO_MANY_BYTES]


def test_too_large_to_look_at() -> None:
    assert refusals(bytes(100), Limits(archive_bytes=99)) == [Refusal.TOO_LARGE]


def test_too_many_entries() -> None:
    data = packed(*(entry(f"{number}/", kind=tarfile.DIRTYPE) for number in range(6)))
    assert refusals(data, Limits(entries=5)) == [Refusal.TOO_MANY_ENTRIES]


def test_a_second_gzip_member() -> None:
    data = gzip_stored(tar([HELLO]))
    assert refusals(data + data) == [Refusal.SEVERAL_STREAMS]


def test_something_behind_the_gzip_stream() -> None:
    assert refusals(gzip_stored(tar([HELLO])) + b"#!/bin/sh") == [Refusal.STRAY_BYTES]


def test_something_behind_the_end_of_the_tar() -> None:
    assert refusals(gzip.compress(tar([HELLO]) + tar([HELLO]))) == [Refusal.STRAY_BYTES]


WHOLE = gzip_stored(tar([HELLO]))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04",
        WHOLE[:-9],
        WHOLE[:-1],
        WHOLE[:-8] + bytes(4) + WHOLE[-4:],
        WHOLE[:-4] + struct.pack("<I", 1),
        gzip.compress(
            b"not a tar, but long enough to be taken for a header".ljust(2_048, b"!"), mtime=0
        ),
        gzip.compress(tar([HELLO])[:-1_024], mtime=0),
        gzip.compress(tar([HELLO])[:-1], mtime=0),
        gzip.compress(tar([HELLO])[:515], mtime=0),
        gzip.compress(tar([HELLO])[:100], mtime=0),
        gzip.compress(b"", mtime=0),
    ],
)
def test_a_damaged_archive(data: bytes) -> None:
    assert refusals(data) == [Refusal.BROKEN]


def test_an_archive_without_files() -> None:
    assert refusals(packed()) == [Refusal.EMPTY]
    assert refusals(packed(entry("a/", kind=tarfile.DIRTYPE))) == [Refusal.EMPTY]


@pytest.mark.parametrize("size", [b"\x80" + b"\0" * 10 + b"\1", b"\xff" * 12])
def test_a_size_beyond_octal(size: bytes) -> None:
    assert refusals(packed(patched(entry("a"), 124, size))) == [Refusal.UNSUPPORTED]


@pytest.mark.parametrize("at", [100, 108, 116, 124, 136, 329, 337])
def test_a_number_that_is_none(at: int) -> None:
    assert refusals(packed(entry("a"), patched(entry("b"), at, b"-1\0"))) == [Refusal.BROKEN]


def test_a_large_owner_is_nobodys_concern() -> None:
    assert refusals(packed(patched(entry("a"), 108, b"\x80\0\0\0\x7f\xff\xff\xff"))) == []


def test_a_size_that_reaches_behind_the_end() -> None:
    assert refusals(packed(patched(entry("a"), 124, b"77777777777\0"))) == [Refusal.BROKEN]


@pytest.mark.parametrize(
    "records",
    [
        [("size", "9")],
        [("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0")],
        [("hdrcharset", "BINARY")],
        [("linkpath", "/etc/passwd")],
    ],
)
def test_an_extended_header_that_changes_the_next_entry(records: list[tuple[str, str]]) -> None:
    assert refusals(packed(pax(b"x", *records), entry("a", b"x"))) == [Refusal.UNSUPPORTED]


def test_a_global_path_would_rename_every_file() -> None:
    data = packed(pax(b"g", ("path", "elsewhere")), entry("a", b"x"))
    assert refusals(data) == [Refusal.UNSUPPORTED]


def test_two_names_for_one_entry() -> None:
    gnu = entry("././@LongLink", b"one\0", kind=tarfile.GNUTYPE_LONGNAME)
    data = packed(gnu, pax(b"x", ("path", "two")), entry("three", b"x"))
    assert refusals(data) == [Refusal.HEADERS_DISAGREE]


def test_a_prefix_without_ustar() -> None:
    header = patched(patched(entry("file"), 257, b"ustar  \0"), 345, b"hidden")
    assert refusals(packed(header)) == [Refusal.HEADERS_DISAGREE]


@pytest.mark.parametrize(
    "text",
    [b"9999999999 path=x\n", b"0 path=x\n", b"10 path=xy", b"8 noval\n", b"x path=a\n", b"\n"],
)
def test_an_extended_header_that_is_no_list_of_records(text: bytes) -> None:
    data = packed(entry("pax", text, kind=tarfile.XHDTYPE), entry("a", b"x"))
    assert refusals(data) == [Refusal.BROKEN]


@pytest.mark.parametrize("kind", [b"x", b"g", b"L", b"K"])
def test_an_extended_header_for_nothing(kind: bytes) -> None:
    data = packed(entry("a", b"x"), entry("pax", b"13 comment=a\n", kind=kind))
    assert refusals(data) == [Refusal.BROKEN]


def test_an_endless_name() -> None:
    data = packed(pax(b"x", ("path", "a" * 70_000)), entry("a", b"x"))
    assert refusals(data) == [Refusal.PATH_TOO_LONG]


def test_names_that_would_take_for_ever_do_not() -> None:
    deep = entry("././@LongLink", b"a/" * 30_000 + b"b\0", kind=tarfile.GNUTYPE_LONGNAME)
    dots = entry("././@LongLink", b"./" * 30_000 + b"b\0", kind=tarfile.GNUTYPE_LONGNAME)
    data = gzip_stored((dots + entry("x")) * 200 + (deep + entry("x")) * 200 + END)
    expected = {Refusal.DUPLICATE, Refusal.PATH_TOO_LONG, Refusal.TOO_DEEP}
    assert set(refusals(data)) == expected


def test_everything_is_said_at_once() -> None:
    data = packed(
        entry("/abs"), entry("knot/x", kind=tarfile.SYMTYPE), entry("a"), entry("a"), entry("ok")
    )
    assert sorted(refusals(data)) == [Refusal.ABSOLUTE_PATH, Refusal.DUPLICATE, Refusal.LINK]


def test_a_message_shows_no_control_characters_and_no_endless_names() -> None:
    contents = unpack(Format.TAR_GZ, packed(entry("\x1b[2J" + "a" * 300)))
    for problem in contents.problems:
        assert problem.message.isprintable()
        assert len(problem.message) < 250


def test_content_compressed_by_anybody_has_the_same_tree() -> None:
    stored = unpack(Format.TAR_GZ, gzip_stored(tar([HELLO])))
    deflated = unpack(Format.TAR_GZ, gzip.compress(tar([HELLO]), 9))
    assert tree_digest(stored.members) == tree_digest(deflated.members)

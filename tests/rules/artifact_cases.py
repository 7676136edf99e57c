"""ART: archives that are packed and taken apart, and those that are not."""

import io
import tarfile
import zipfile
import zlib
from typing import Any

from builders import Files
from chandlery.containers import MAX_DOCUMENT_BYTES, Member, integrity_of
from chandlery.containers.tarball import gzip_stored, tar
from chandlery.containers.ziparchive import zip_stored
from chandlery.records.release import ArtifactFormat as Format
from rules.artifacts import FOLDER, RELEASE, elsewhere, kept, text
from rules.case import RuleCase, Run, Tree


def at_url(code: str, good: Run, bad: Run, suffix: str) -> RuleCase:
    address = f'"https://files.example/knot-counter-1.0.0.{suffix}"'
    return RuleCase(code, good, bad, address, RELEASE)


def in_tar(code: str, good: tuple[str, ...], bad: tuple[str, ...]) -> RuleCase:
    """Two archives whose paths differ."""
    fine, broken = (
        packed(*(text(f"knot-counter/{path}") for path in paths)) for paths in (good, bad)
    )
    return at_url(code, fine, broken, "tar.gz")


def packed(*members: Member) -> Run:
    return elsewhere(Format.TAR_GZ, gzip_stored(tar(members)))


def tarred(**changes: Any) -> Run:
    """One file, with other facts in its header than its writer's."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz", format=tarfile.USTAR_FORMAT) as archive:
        info = tarfile.TarInfo("knot-counter/run")
        for key, value in changes.items():
            setattr(info, key, value)
        archive.addfile(info)
    return elsewhere(Format.TAR_GZ, stream.getvalue())


def zipped(method: int = zipfile.ZIP_STORED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        archive.writestr("knot-counter/plugin.json", b"{}")
    return stream.getvalue()


def document(size: int) -> Run:
    return elsewhere(Format.JSON, b'"' + b" " * (size - 2) + b'"')


def gzipped(content: bytes) -> bytes:
    return zlib.compress(content, wbits=31)


TAR = tar([text("knot-counter/a")])

ENTRY = text("dist/index.mjs", "export default {};\n")
UNSIGNED = text("SIGNATURE", "unsigned\n")


def compiled(integrity: dict[str, str], before: str = "") -> Member:
    written = ", ".join(f'"{path}": "{digest}"' for path, digest in integrity.items())
    return text("objectstack.plugin.json", f'{before}{{"integrity": {{{written}}}}}')


def osplugin(*members: Member, **header: Any) -> Run:
    data = tar(members)
    if header:
        stream = io.BytesIO()
        with tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT) as archive:
            for member in members:
                info = tarfile.TarInfo(member.path)
                info.size = len(member.data)
                for key, value in header.items():
                    setattr(info, key, value)
                archive.addfile(info, io.BytesIO(member.data))
        data = stream.getvalue()
    return elsewhere(Format.OSPLUGIN, gzip_stored(data))


WHOLE = (UNSIGNED, ENTRY, compiled(integrity_of([ENTRY])))


def project(more: str, version: str = "1.0.0", **files: bytes) -> Tree:
    toml = f'[project]\nname = "knot-counter"\nversion = "{version}"\n{more}\n'
    if "dynamic" in more:
        toml = toml.replace('version = "1.0.0"\n', "")
    code: Files = {"src/knot_counter/__init__.py": b""}
    code |= {path.replace("__", "/").replace("_so", ".so"): data for path, data in files.items()}
    return kept(Format.WHEEL, "source/", {"pyproject.toml": toml.encode(), **code})


def wheel_case(code: str, good: Tree, bad: Tree, file: str = "pyproject.toml") -> RuleCase:
    return RuleCase(code, good, bad, "", f"{FOLDER}/source/{file}")


def kept_osplugin(entry: bytes) -> Tree:
    """An ``.osplugin`` that the catalog packs, whose manifest promises the entry of the others."""
    manifest = compiled(integrity_of([ENTRY]))
    return kept(Format.OSPLUGIN, "source/", {ENTRY.path: entry, manifest.path: manifest.data})


def a_wheel(module: bytes) -> Run:
    """A wheel whose RECORD is that of an empty module."""
    info = "knot_counter-1.0.0.dist-info"
    empty = "sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0"
    listed = [f"{path},{empty}" for path in (f"{info}/METADATA", f"{info}/WHEEL", "knot.py")]
    lines = "\n".join([*listed, f"{info}/RECORD,,", ""])
    members = [
        *(text("knot.py", module), text(f"{info}/METADATA", b""), text(f"{info}/WHEEL", b"")),
        text(f"{info}/RECORD", lines),
    ]
    return elsewhere(
        Format.WHEEL, zip_stored(members), filename="knot_counter-1.0.0-py3-none-any.whl"
    )


PROJECT = project("")
COMPILED = project("", src__knot_counter__fast_so=b"")
SOURCE: Files = {"skills/count/SKILL.md": b"Count.\n"}
BUNDLE: Files = {"objectstack.json": b"{}"}

CASES: tuple[RuleCase, ...] = (
    RuleCase(
        "ART001",
        kept(Format.TAR_GZ, "source/skills/", SOURCE),
        kept(Format.TAR_GZ, "source/dist/", SOURCE),
        '"source/dist/"',
        RELEASE,
    ),
    RuleCase(
        "ART002",
        kept(Format.TAR_GZ, "source/", SOURCE),
        kept(Format.SDIST, "source/", SOURCE),
        '"source/"',
        RELEASE,
    ),
    RuleCase(
        "ART003",
        kept(Format.JSON, "source/", BUNDLE),
        kept(Format.JSON, "source/", BUNDLE | {"other.json": b"{}"}),
        '"source/"',
        RELEASE,
    ),
    at_url("ART003", elsewhere(Format.JSON, b"{}"), elsewhere(Format.JSON, b"{}{}"), suffix="json"),
    in_tar("ART004", ("../a".replace("../", ""),), ("../a",)),
    in_tar("ART005", ("README-gpj.md",), ("README-\u202egpj.md",)),
    in_tar("ART006", ("auxiliary.py",), ("aux.py",)),
    in_tar("ART007", ("a/" * 30 + "b",), ("a/" * 31 + "b",)),
    in_tar("ART008", ("a", "b"), ("a", "a")),
    in_tar("ART009", ("docs/guide.md", "docs/index.md"), ("docs/guide.md", "docs/Guide.md")),
    at_url("ART010", tarred(), tarred(type=tarfile.SYMTYPE, linkname="/etc"), suffix="tar.gz"),
    at_url("ART011", tarred(mode=0o755), tarred(mode=0o4755), suffix="tar.gz"),
    at_url("ART012", document(1024), document(MAX_DOCUMENT_BYTES + 1), suffix="json"),
    at_url(
        "ART013",
        elsewhere(Format.TAR_GZ, gzipped(tar([text("knot-counter/a", bytes(2**16))]))),
        elsewhere(Format.TAR_GZ, gzipped(tar([text("knot-counter/a", bytes(2**24))]))),
        suffix="tar.gz",
    ),
    at_url(
        "ART014",
        elsewhere(Format.TAR_GZ, gzipped(TAR)),
        elsewhere(Format.TAR_GZ, gzipped(TAR)[:-1]),
        suffix="tar.gz",
    ),
    at_url(
        "ART015",
        elsewhere(Format.TAR_GZ, gzipped(TAR)),
        elsewhere(Format.TAR_GZ, gzipped(TAR) * 2),
        suffix="tar.gz",
    ),
    at_url(
        "ART016",
        elsewhere(Format.ZIP, zipped(zipfile.ZIP_DEFLATED)),
        elsewhere(Format.ZIP, zipped(zipfile.ZIP_LZMA)),
        suffix="zip",
    ),
    at_url(
        "ART017",
        elsewhere(Format.ZIP, zipped()),
        elsewhere(Format.ZIP, zipped().replace(b"plugin.json", b"plugin.jsom", 1)),
        suffix="zip",
    ),
    at_url("ART020", osplugin(*WHOLE), osplugin(*WHOLE[:1], *WHOLE[2:]), suffix="osplugin"),
    at_url("ART021", osplugin(*WHOLE), osplugin(*WHOLE, mode=0o600), suffix="osplugin"),
    at_url(
        "ART022",
        osplugin(*WHOLE),
        osplugin(UNSIGNED, text(ENTRY.path, "export {};\n"), WHOLE[2]),
        suffix="osplugin",
    ),
    RuleCase(
        "ART022",
        kept_osplugin(b"export default {};\n"),
        kept_osplugin(b"export {};\n"),
        f'"{integrity_of([ENTRY])[ENTRY.path]}"',
        f"{FOLDER}/source/objectstack.plugin.json",
    ),
    at_url(
        "ART023",
        osplugin(*WHOLE),
        osplugin(UNSIGNED, ENTRY, compiled(integrity_of([ENTRY]), "\ufeff")),
        suffix="osplugin",
    ),
    wheel_case(
        "ART030",
        project('dependencies = ["requests > 2"]'),
        project('dependencies = ["requests > two"]'),
    ),
    wheel_case("ART031", PROJECT, project('dynamic = ["version"]')),
    wheel_case("ART032", PROJECT, project("", "1.2.0")),
    wheel_case(
        "ART033",
        PROJECT,
        project('[tool.hatch.build.targets.wheel]\npackages = ["lib/knot_counter"]'),
    ),
    wheel_case(
        "ART034", PROJECT, project("", src__knot_counter__fast_so=b""), "src/knot_counter/fast.so"
    ),
    wheel_case(
        "ART035",
        project('scripts = {"knot" = "knot_counter:main"}'),
        project('scripts = {"../knot" = "knot_counter:main"}'),
    ),
    RuleCase(
        "ART036",
        a_wheel(b""),
        a_wheel(b"#"),
        '"https://files.example/knot-counter-1.0.0.wheel"',
        RELEASE,
    ),
)

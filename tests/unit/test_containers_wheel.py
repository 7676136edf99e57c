"""Wheels, packed without build code: what pip and the standard library make of them."""

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from importlib.metadata import PathDistribution
from pathlib import Path

import pytest
from packaging.metadata import Metadata
from packaging.utils import parse_wheel_filename

from chandlery.containers import Member, Packed, Refusal, pack_members, unpack, wheel_metadata
from chandlery.containers.globs import matches
from chandlery.containers.ziparchive import zip_stored
from chandlery.records.release import ArtifactFormat as Format

PROJECT = """\
[project]
name = "Harbour.Log"
version = "1.2.0-rc.1"
description = "Keeps the harbour's log."
readme = "README.md"
license = "Apache-2.0"
license-files = ["LICENSE", "licenses/**/*.txt"]
requires-python = ">=3.11"
keywords = ["harbour", "log"]
authors = [{name = "Ada", email = "ada@quay.example"}, {name = "Größe"}]
maintainers = [{name = "Grace"}]
dependencies = ["requests >=2", "tomli; python_version < '3.11'"]
classifiers = ["Programming Language :: Python :: 3"]

[project.optional-dependencies]
colour = ["rich>=13"]

[project.urls]
Homepage = "https://quay.example/harbour-log"

[project.scripts]
harbour-log = "harbour_log.cli:main"

[project.gui-scripts]
harbour-view = "harbour_log.cli:main"

[project.entry-points."stigmem.plugins"]
harbour-log = "harbour_log:manifest"
a-second = "harbour_log:manifest"
"""
SOURCE = (
    Member("pyproject.toml", PROJECT.encode()),
    Member("README.md", "# Harbour Log\n\nGröße.\n".encode()),
    Member("LICENSE", b"Apache\n"),
    Member("licenses/third/party.txt", b"MIT\n"),
    Member("src/harbour_log/__init__.py", b"def manifest():\n    return 'ahoy'\n"),
    Member("src/harbour_log/cli.py", b"def main():\n    print('ahoy')\n", executable=True),
    Member("src/harbour_log/data/tides.json", b"{}\n"),
    Member("src/harbour_log/tests/test_cli.py", b""),
    Member("src/harbour_log/__pycache__/cli.cpython-311.pyc", b"\0"),
    Member("src/harbour_log/old.pyc", b"\0"),
    Member("tests/test_all.py", b""),
)
INFO = "harbour_log-1.2.0rc1.dist-info"

# A change here breaks every pin of a wheel: never adapt it, mend the code.
WHEEL = "0d389bc0e3813bfa9eb4d2af8664199604938a38dd492962d2c2bf8e4c9c2306"


def pack(*members: Member, version: str = "1.2.0-rc.1") -> Packed:
    return pack_members(Format.WHEEL, "harbour-log", version, members)


def project(text: str, *members: Member) -> Packed:
    """Pack a minimal project with more in its ``pyproject.toml``."""
    toml = f'[project]\nname = "knot"\nversion = "1.0"\n{text}\n'
    default = members or (Member("src/knot/__init__.py", b""),)
    return pack(Member("pyproject.toml", toml.encode()), *default, version="1.0")


def refusals(packed: Packed) -> list[Refusal]:
    assert bool(packed.data) is not bool(packed.problems)
    return [problem.refusal for problem in packed.problems]


@pytest.fixture(scope="module")
def wheel() -> Packed:
    return pack(*SOURCE)


def test_known_answer(wheel: Packed) -> None:
    assert wheel.problems == ()
    assert hashlib.sha256(wheel.data).hexdigest() == WHEEL


def test_the_file_name_is_normalised(wheel: Packed) -> None:
    assert wheel.filename == "harbour_log-1.2.0rc1-py3-none-any.whl"
    name, version, _, tags = parse_wheel_filename(wheel.filename)
    assert (name, str(version)) == ("harbour-log", "1.2.0rc1")
    assert {str(tag) for tag in tags} == {"py3-none-any"}


def test_what_is_in_it_and_in_which_order(wheel: Packed) -> None:
    with zipfile.ZipFile(io.BytesIO(wheel.data)) as archive:
        assert archive.namelist() == [
            "harbour_log/__init__.py",
            "harbour_log/cli.py",
            "harbour_log/data/tides.json",
            f"{INFO}/METADATA",
            f"{INFO}/WHEEL",
            f"{INFO}/entry_points.txt",
            f"{INFO}/licenses/LICENSE",
            f"{INFO}/licenses/licenses/third/party.txt",
            f"{INFO}/RECORD",
        ]


def test_our_reader_takes_it(wheel: Packed) -> None:
    assert unpack(Format.WHEEL, wheel.data).members == wheel.members


def test_the_order_of_the_source_does_not_matter(wheel: Packed) -> None:
    assert pack(*SOURCE[::-1]).data == wheel.data


def test_the_metadata_is_what_the_project_says(wheel: Packed) -> None:
    metadata = Metadata.from_email(wheel_metadata(wheel.data), validate=True)
    assert metadata.name == "Harbour.Log"
    assert str(metadata.version) == "1.2.0rc1"
    assert metadata.summary == "Keeps the harbour's log."
    assert metadata.description == "# Harbour Log\n\nGröße.\n"
    assert metadata.description_content_type == "text/markdown"
    assert metadata.license_expression == "Apache-2.0"
    assert metadata.license_files == ["LICENSE", "licenses/third/party.txt"]
    assert metadata.keywords == ["harbour", "log"]
    assert (metadata.author, metadata.author_email) == ("Größe", "Ada <ada@quay.example>")
    assert metadata.maintainer == "Grace"
    assert str(metadata.requires_python) == ">=3.11"
    assert metadata.requires_dist is not None
    assert [str(requirement) for requirement in metadata.requires_dist] == [
        "requests>=2",
        'tomli; python_version < "3.11"',
        'rich>=13; extra == "colour"',
    ]
    assert metadata.provides_extra == ["colour"]
    assert metadata.project_urls == {"Homepage": "https://quay.example/harbour-log"}


def test_pip_installs_it(wheel: Packed, tmp_path: Path) -> None:
    file = tmp_path / wheel.filename
    file.write_bytes(wheel.data)
    target = tmp_path / "site"
    options = ["--no-deps", "--no-index", "--no-compile", "--disable-pip-version-check", "--quiet"]
    command = [sys.executable, "-m", "pip", "install", *options, "--target", str(target), str(file)]
    subprocess.run(command, check=True, timeout=120, cwd=tmp_path, capture_output=True)
    assert (target / "harbour_log/data/tides.json").read_bytes() == b"{}\n"
    distribution = PathDistribution(target / INFO)
    assert distribution.version == "1.2.0rc1"
    assert {(point.group, point.name, point.value) for point in distribution.entry_points} == {
        ("console_scripts", "harbour-log", "harbour_log.cli:main"),
        ("gui_scripts", "harbour-view", "harbour_log.cli:main"),
        ("stigmem.plugins", "harbour-log", "harbour_log:manifest"),
        ("stigmem.plugins", "a-second", "harbour_log:manifest"),
    }
    ran = subprocess.run(
        [sys.executable, "-c", "import harbour_log; print(harbour_log.manifest())"],
        env={"PYTHONPATH": str(target)},
        check=True,
        capture_output=True,
        timeout=60,
    )
    assert ran.stdout == b"ahoy\n"


def test_record_lists_every_file_and_itself_last(wheel: Packed) -> None:
    files = {member.path: member.data for member in wheel.members}
    rows = files[f"{INFO}/RECORD"].decode().splitlines()
    assert rows[-1] == f"{INFO}/RECORD,,"
    assert [row.split(",")[0] for row in rows[:-1]] == sorted(files.keys() - {f"{INFO}/RECORD"})


def test_a_comma_in_a_name_is_quoted_in_record() -> None:
    packed = project("", Member("src/knot/__init__.py", b""), Member("src/knot/a,b.txt", b""))
    assert unpack(Format.WHEEL, packed.data).problems == ()


# Where packages are found.


@pytest.mark.parametrize(
    ("toml", "paths", "expected"),
    [
        ("", ["src/knot/__init__.py", "src/other/a.py"], ["knot/__init__.py", "other/a.py"]),
        ("", ["src/knot.py", "src/knot.egg-info/x.py", "src/tests/a.py"], ["knot.py"]),
        ("", ["src/ns/deep/a.py", "src/data/x.txt"], ["ns/deep/a.py"]),
        ("", ["knot/__init__.py", "tests/a.py", "setup.py"], ["knot/__init__.py"]),
        ("", ["knot.py", "conftest.py"], ["knot.py"]),
        (
            '[tool.hatch.build.targets.wheel]\npackages = ["lib/rope", "./other"]',
            ["lib/rope/a.py", "other/b.py", "src/knot/c.py"],
            ["other/b.py", "rope/a.py"],
        ),
        (
            '[tool.setuptools.packages.find]\nwhere = ["lib"]',
            ["lib/rope/__init__.py", "src/knot/__init__.py"],
            ["rope/__init__.py"],
        ),
        ('[tool.setuptools]\npackage-dir = {"" = "src"}', ["src/knot/a.py"], ["knot/a.py"]),
    ],
)
def test_the_packages_of_a_project(toml: str, paths: list[str], expected: list[str]) -> None:
    packed = project(toml, *(Member(path, b"") for path in paths))
    assert refusals(packed) == []
    assert [m.path for m in packed.members if ".dist-info/" not in m.path] == expected


@pytest.mark.parametrize(
    ("toml", "paths", "expected"),
    [
        ("", ["lib/knot/__init__.py"], Refusal.NO_PACKAGES),
        ("", ["src/tests/a.py"], Refusal.NO_PACKAGES),
        ("", ["src/not-a-name/a.py"], Refusal.NO_PACKAGES),
        ('hatch.build.targets.wheel.packages = ["gone"]', ["src/a.py"], Refusal.NO_PACKAGES),
        (
            'hatch.build.targets.wheel.packages = ["x-1.dist-info"]',
            ["x-1.dist-info/METADATA"],
            Refusal.NO_PACKAGES,
        ),
        ('hatch.build.targets.wheel.include = ["x"]', ["knot.py"], Refusal.BUILD_OPTION),
        ("hatch.build.hooks.custom = {}", ["knot.py"], Refusal.BUILD_OPTION),
        ('setuptools.packages = ["x"]', ["knot.py"], Refusal.BUILD_OPTION),
        ('setuptools.py-modules = ["x"]', ["knot.py"], Refusal.BUILD_OPTION),
        ('setuptools.package-dir = {"" = "lib"}', ["knot.py"], Refusal.BUILD_OPTION),
        ('flit.module.name = "x"', ["knot.py"], Refusal.BUILD_OPTION),
        ('uv.build-backend.module-root = ""', ["knot.py"], Refusal.BUILD_OPTION),
        ("", ["src/knot/a.py", "src/knot/_fast.so"], Refusal.COMPILED),
        ("", ["src/knot/a.py", "src/knot/_fast.cpython-311-x86_64-linux-gnu.so"], Refusal.COMPILED),
        ("", ["src/knot/a.py", "src/knot/lib.so.1.2"], Refusal.COMPILED),
        ("", ["src/knot/a.py", "src/knot/A.PYD"], Refusal.COMPILED),
        ("", ["src/knot/a.py", "src/knot/x.dylib"], Refusal.COMPILED),
        ("", ["src/knot/a.py", "src/knot/x.dll"], Refusal.COMPILED),
        ("", ["src/knot/a.py", "src/Knot/b.py"], Refusal.COLLISION),
    ],
)
def test_packages_that_are_not_packed(toml: str, paths: list[str], expected: Refusal) -> None:
    packed = project(f"[tool]\n{toml}", *(Member(path, b"") for path in paths))
    assert refusals(packed) == [expected]


def test_a_package_for_sources_that_are_compiled_elsewhere_is_fine() -> None:
    packed = project("", Member("src/knot/a.py", b""), Member("src/knot/notes.socks", b""))
    assert refusals(packed) == []


# What the project table says.


@pytest.mark.parametrize(
    ("toml", "expected"),
    [
        ('dynamic = ["version"]', Refusal.DYNAMIC),
        ('dynamic = ["readme", "license"]', Refusal.DYNAMIC),
        ('readme = "GONE.md"', Refusal.METADATA),
        ('readme = "../README.md"', Refusal.METADATA),
        ('readme = "/etc/hostname"', Refusal.METADATA),
        (
            'readme = {file = "/etc/hostname", text = "", content-type = "text/plain"}',
            Refusal.METADATA,
        ),
        ('license = {file = "/etc/hostname"}', Refusal.METADATA),
        ("readme = {file = 1, content-type = 'text/plain'}", Refusal.METADATA),
        ('readme = "README"', Refusal.METADATA),
        ('license-files = ["GONE*"]', Refusal.METADATA),
        ('license-files = ["/etc/host*"]', Refusal.METADATA),
        ("license-files = 1", Refusal.METADATA),
        (f"license-files = {['src/*'] * 51}", Refusal.METADATA),
        ("# " + "x" * 65_536, Refusal.METADATA),
        ('license = "No Such License"', Refusal.METADATA),
        ('dependencies = ["requests > two"]', Refusal.METADATA),
        ('requires-python = "three"', Refusal.METADATA),
        ("unknown = 1", Refusal.METADATA),
        ('description = """two\nlines"""', Refusal.METADATA),
        ('keywords = ["a\\nRequires-Dist: evil"]', Refusal.METADATA),
        ('authors = [{name = "a\\u0000b"}]', Refusal.METADATA),
        ('urls = {Home = "https://x.example/\\r\\nRequires-Dist: evil"}', Refusal.METADATA),
        ('scripts = {"../../bin/sh" = "knot:main"}', Refusal.ENTRY_POINT),
        ('scripts = {knot = "knot"}', Refusal.ENTRY_POINT),
        ('scripts = {knot = "knot:main; evil()"}', Refusal.ENTRY_POINT),
        ('entry-points.x = {a = "knot:main\\n[y]"}', Refusal.ENTRY_POINT),
        ('entry-points.console_scripts = {a = "knot:main"}', Refusal.ENTRY_POINT),
    ],
)
def test_a_project_that_is_not_packed(toml: str, expected: Refusal) -> None:
    assert set(refusals(project(toml))) == {expected}


@pytest.mark.parametrize(
    "toml",
    ["", "[project]\nname = 'x'", "[project]\nversion = '1'", "project = 1", "[project", "\xff"],
)
def test_a_pyproject_that_is_none(toml: str) -> None:
    member = Member("pyproject.toml", toml.encode("latin-1"))
    assert set(refusals(pack(member, Member("src/x/a.py", b"")))) == {Refusal.METADATA}


def test_a_source_without_pyproject() -> None:
    assert refusals(pack(Member("setup.py", b"evil()"))) == [Refusal.METADATA]


def test_every_wrong_value_is_said_at_once_and_in_order() -> None:
    packed = project('dependencies = ["a b", "c d"]\nrequires-python = "x"\nfoo = 1')
    messages = [problem.message for problem in packed.problems]
    assert len(messages) == 4
    assert messages == sorted(messages)


@pytest.mark.parametrize("version", ["1.2.0", "1.2.0-rc.2", "not a version", ""])
def test_another_version_than_the_release(version: str) -> None:
    assert refusals(pack(*SOURCE, version=version)) == [Refusal.VERSION_DIFFERS]


def test_the_old_ways_of_naming_a_licence() -> None:
    files = (
        Member("src/knot/__init__.py", b""),
        Member("COPYING", b"Do as you like.\n\nBut ask.\n"),
    )
    packed = project('license = {file = "COPYING"}', *files)
    metadata = Metadata.from_email(wheel_metadata(packed.data))
    assert metadata.license is not None
    assert metadata.license.split() == ["Do", "as", "you", "like.", "But", "ask."]
    assert "knot-1.0.dist-info/licenses/COPYING" in {member.path for member in packed.members}


@pytest.mark.parametrize(
    ("suffix", "content_type"),
    [(".md", "text/markdown"), (".rst", "text/x-rst"), (".txt", "text/plain")],
)
def test_the_type_of_a_readme(suffix: str, content_type: str) -> None:
    files = (Member("src/knot/__init__.py", b""), Member(f"README{suffix}", b"Ahoy.\n"))
    packed = project(f'readme = "README{suffix}"', *files)
    metadata = Metadata.from_email(wheel_metadata(packed.data))
    assert (metadata.description_content_type, metadata.description) == (content_type, "Ahoy.\n")


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("LICENSE", "LICENSE", True),
        ("LICENSE", "docs/LICENSE", False),
        ("LICEN[CS]E*", "LICENCE.txt", True),
        ("*", "a/b", False),
        ("**", "a/b/c", True),
        ("**/*.txt", "a.txt", True),
        ("**/*.txt", "x/y/a.txt", True),
        ("licenses/**/a.txt", "licenses/a.txt", True),
        ("licenses/**/a.txt", "licenses/x/y/a.txt", True),
        ("licenses/**/a.txt", "other/a.txt", False),
        ("licenses/*", "licenses", False),
    ],
)
def test_globs_of_licence_files(pattern: str, path: str, expected: bool) -> None:
    assert matches(path, pattern) is expected


def test_a_glob_that_would_take_for_ever_does_not() -> None:
    assert not matches("/".join(["a" * 200] * 30), "/".join(["**"] * 30 + ["*a" * 30 + "b"]))


# Wheels from somewhere else.


def changed(wheel: Packed, path: str, data: bytes | None) -> list[Refusal]:
    files = {member.path: member for member in wheel.members}
    if data is None:
        del files[path]
    else:
        files[path] = Member(path, data)
    contents = unpack(Format.WHEEL, zip_stored(files.values()))
    return [problem.refusal for problem in contents.problems]


@pytest.mark.parametrize(
    ("path", "data", "expected"),
    [
        ("harbour_log/cli.py", b"import os\n", [Refusal.RECORD]),
        ("harbour_log/cli.py", None, [Refusal.RECORD]),
        ("harbour_log/evil.py", b"", [Refusal.RECORD]),
        (f"{INFO}/RECORD", b"", [Refusal.RECORD] * 8),
        (f"{INFO}/RECORD", b'"', [Refusal.RECORD] * 9),
        (f"{INFO}/RECORD", b"\xff", [Refusal.RECORD]),
        (f"{INFO}/RECORD", None, [Refusal.INCOMPLETE]),
        (f"{INFO}/METADATA", None, [Refusal.INCOMPLETE, Refusal.RECORD]),
        (f"{INFO}/WHEEL", None, [Refusal.INCOMPLETE, Refusal.RECORD]),
        ("other-1.dist-info/METADATA", b"", [Refusal.INCOMPLETE]),
        (f"{INFO}/RECORD.jws", b"{}", []),
    ],
)
def test_a_wheel_that_is_not_what_its_record_says(
    wheel: Packed, path: str, data: bytes | None, expected: list[Refusal]
) -> None:
    assert changed(wheel, path, data) == expected


@pytest.mark.parametrize(
    ("promise", "holds"),
    [
        ("sha256=TRUE,SIZE", True),
        ("sha256=TRUE,", True),
        ("sha256=TRUE,1", False),
        ("md5=1B2M2Y8AsgTpgAmY7PhCfg,0", False),
        (",", False),
    ],
)
def test_a_digest_in_record(wheel: Packed, promise: str, holds: bool) -> None:
    record = next(m.data for m in wheel.members if m.path == f"{INFO}/RECORD").decode()
    line = next(row for row in record.splitlines() if row.startswith("harbour_log/cli.py,"))
    _, digest, size = line.split(",")
    value = promise.replace("sha256=TRUE", digest).replace("SIZE", size)
    other = record.replace(line, f"harbour_log/cli.py,{value}")
    expected = [] if holds else [Refusal.RECORD]
    assert changed(wheel, f"{INFO}/RECORD", other.encode()) == expected


def test_a_zip_is_no_wheel() -> None:
    data = zip_stored([Member("a", json.dumps({}).encode())])
    assert [p.refusal for p in unpack(Format.WHEEL, data).problems] == [Refusal.INCOMPLETE]
    with pytest.raises(ValueError, match="not a wheel"):
        wheel_metadata(data)


def test_a_deflated_wheel_is_read() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in pack(*SOURCE).members:
            archive.writestr(member.path, member.data)
    assert unpack(Format.WHEEL, stream.getvalue()).problems == ()

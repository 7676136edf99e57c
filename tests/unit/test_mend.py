"""What ``check --fix`` writes, and what it keeps its hands off."""

import json
from collections.abc import Mapping

import pytest

from builders import LISTING, Files, a_catalog, a_release, no_network
from chandlery.catalog import ReleaseEntry
from chandlery.diagnostics import Diagnostic, Fix, Span
from chandlery.pipeline import Inspection, inspect
from chandlery.records.release import ArtifactFormat
from chandlery.stages.mend import mend, repin
from chandlery.trees import MemoryTree

PATH = "plugins/x/listing.yml"
FOLDER = "plugins/knot-counter/releases/1.0.0"
RELEASE = f"{FOLDER}/release.json"


def fixing(line: int, column: int, end: int, text: str, file: str = PATH) -> Diagnostic:
    span = Span(line, column, line, end)
    return Diagnostic(file, span, "LIC002", "is wrong", fix=Fix(span, text))


def formatting(file: str = PATH, code: str = "FMT001") -> Diagnostic:
    return Diagnostic(file, Span(1, 1, 1, 1), code, "is untidy")


def mended(files: Mapping[str, bytes], *items: Diagnostic) -> dict[str, bytes]:
    return {item.path: item.after for item in mend(items, files.get)}


def test_fixes_are_written_where_they_stand() -> None:
    data = "a: ä\r\nb: [one, two]\r\nc: x\r\n".encode()
    items = (fixing(2, 10, 13, "2"), fixing(1, 4, 5, "ö"), fixing(2, 5, 8, "1"))
    assert mended({PATH: data}, *items) == {PATH: "a: ö\r\nb: [1, 2]\r\nc: x\r\n".encode()}


def test_of_two_fixes_of_one_place_the_first_is_written() -> None:
    items = (fixing(1, 4, 7, "AA"), fixing(1, 4, 7, "B"), fixing(1, 6, 7, "C"))
    assert mended({PATH: b"a: one\n"}, *items) in ({PATH: b"a: AA\n"}, {PATH: b"a: B\n"})


@pytest.mark.parametrize(
    ("data", "fix"),
    [
        (b"a: [x\n", fixing(1, 5, 6, "y")),  # was broken before
        (b"a: x\n", fixing(1, 4, 5, "[y")),  # would be broken
        (b"a: x\n", fixing(1, 4, 5, "[y]")),  # would be something else
        (b"a: x\nb: y\n", fixing(1, 4, 5, "x\nb: z\nc: y")),
        (b"a: 1\na: 2\n", fixing(1, 4, 5, "3")),
    ],
)
def test_a_fix_that_does_more_than_mend_is_not_written(data: bytes, fix: Diagnostic) -> None:
    assert mended({PATH: data}, fix) == {}


@pytest.mark.parametrize(
    "path",
    [
        "plugins/x/releases/1.0.0/source/a.yml",
        "plugins/x/releases/1.0.0/caliban.json",
        "plugins/x/governance/1.0.0/grant-1.json",
        "integrations/x/craik.json",
        "integrations/x/fixtures/a.yml",
        "plugins/x/README.md",
        "site-src/a.yml",
    ],
)
def test_what_is_pinned_or_not_ours_is_never_written(path: str) -> None:
    data = b'{"a": "x"} \r\n'
    assert mended({path: data}, fixing(1, 7, 10, '"y"', path), formatting(path)) == {}


@pytest.mark.parametrize(
    "path",
    [
        "marketplace.yml",
        "publishers/acme.yml",
        "advisories/a-1.yml",
        "renames.yml",
        "waivers.yml",
        "plugins/x/governance/1.0.0/evidence/e.yml",
        "adapters/x/listing.yml",
        "integrations/x/listing.yml",
    ],
)
def test_what_the_catalogs_authors_write_is_mended(path: str) -> None:
    assert mended({path: b"a: x \r\n"}, formatting(path)) == {path: b"a: x\n"}


def test_a_byte_order_mark_goes() -> None:
    path = "plugins/x/releases/1.0.0/release.json"
    marked = {PATH: b"\xef\xbb\xbf" + LISTING, path: b'\xef\xbb\xbf{"a": 1}'}
    found = inspect(MemoryTree({**marked}), fetch=no_network).diagnostics
    assert mended(marked, *found) == {PATH: LISTING, path: b'{\n "a": 1\n}\n'}


def test_a_file_that_has_gone_is_left_out() -> None:
    assert mended({}, formatting()) == {}


def test_what_was_mended_is_told() -> None:
    data = b"license: mit \ntitle: X\n"
    (item,) = mend((fixing(1, 10, 13, "MIT"), formatting()), {PATH: data}.get)
    assert item.before == data
    assert item.after == b"title: X\nlicense: MIT\n"
    assert item.codes == ("FMT001", "LIC002")


# -- pins ---------------------------------------------------------------------------------------


def look(files: Files) -> Inspection:
    return inspect(MemoryTree(files), fetch=no_network)


def with_pins(**changes: object) -> Files:
    """The catalog with other facts about its artifact, in the form that the builder wrote."""
    files = a_catalog()
    data = files[RELEASE]
    assert isinstance(data, bytes)
    value = json.loads(data)
    value["artifacts"][0] |= changes
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
    return files | {RELEASE: text.encode()}


def repinned(files: Files, unpublished: bool = True) -> tuple[Files, tuple[str, ...]]:
    """The files with the pins that could be corrected, and the releases with others."""
    inspection = look(files)
    assert inspection.catalog is not None

    def known(release: ReleaseEntry) -> bool:
        return unpublished and release.version == "1.0.0"

    found = repin(inspection.diagnostics, inspection.catalog, known)
    plain = {path: data for path, data in files.items() if isinstance(data, bytes)}
    return files | mended(plain, *found.diagnostics), found.left


WRONG = with_pins(sha256="0" * 64, size=1, tree="t1:" + "0" * 64)


def test_pins_of_what_nobody_can_have_are_corrected() -> None:
    assert repinned(WRONG) == (a_catalog(), ())


def test_pins_of_what_was_published_stay() -> None:
    files, left = repinned(WRONG, unpublished=False)
    assert files == WRONG
    assert left == (FOLDER,)


def test_a_source_that_was_altered_is_pinned_anew() -> None:
    formats = (ArtifactFormat.TAR_GZ, ArtifactFormat.ZIP)
    altered = a_catalog(only=a_release(formats=formats))
    altered[f"{FOLDER}/source/skills/count/SKILL.md"] = b"Other words.\n" * 99
    files, _ = repinned(altered)
    assert files != altered
    assert [item.code for item in look(files).diagnostics if item.code.startswith("PIN")] == []


def test_a_signed_artifact_keeps_what_was_signed() -> None:
    value = "ed25519:k:" + "A" * 86
    files, left = repinned(with_pins(size=1, signature={"key": "k", "value": value}))
    assert json.loads(bytes(files[RELEASE]))["artifacts"][0]["size"] == 1  # type: ignore[arg-type]
    assert left == ()


def test_a_source_that_cannot_be_packed_is_not_pinned() -> None:
    broken = with_pins(source="source/none/", size=1)
    assert repinned(broken)[0] == broken

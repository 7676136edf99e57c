"""Where files stand: what is meant by a path that nothing reads, and what is not looked into."""

import pytest

from builders import Files, a_catalog, no_network
from chandlery.diagnostics import Diagnostic
from chandlery.pipeline import inspect
from chandlery.rules.layout import is_name
from chandlery.stages.load import MAX_README_BYTES
from chandlery.trees import MemoryTree, Mode

PLUGIN = "plugins/knot-counter"
RELEASE = f"{PLUGIN}/releases/1.0.0"
TAKE_OUT = "Move it to where the layout has it, or take it out."


def found_in(files: Files, code: str) -> list[Diagnostic]:
    found = inspect(MemoryTree(a_catalog() | files), fetch=no_network).diagnostics
    return [item for item in found if item.code == code]


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("marketplace.yaml", "marketplace.yml"),
        ("rename.yml", "renames.yml"),
        (f"{PLUGIN}/listing.yaml", f"{PLUGIN}/listing.yml"),
        (f"{PLUGIN}/readme.md", f"{PLUGIN}/README.md"),
        (f"{RELEASE}/release.jsn", f"{RELEASE}/release.json"),
        (f"{RELEASE}/caliban.jsn", f"{RELEASE}/caliban.json"),
        (f"{RELEASE}/Caliban.JSON", f"{RELEASE}/caliban.json"),
        ("plugins/listing.yml", None),
        (f"{PLUGIN}/notes.txt", None),
        ("elsewhere/x", None),
    ],
)
def test_what_is_meant_by_a_path_that_nothing_reads(path: str, meant: str | None) -> None:
    (found,) = found_in({path: b"{}"}, "LAY001")
    assert (found.file, found.message) == (path, f"`{path}` is no file of a catalog")
    assert found.hint == (f"Did you mean `{meant}`?" if meant else TAKE_OUT)


@pytest.mark.parametrize(
    ("path", "wrong", "meant"),
    [
        ("integration/walk/craik.json", "integration", "integrations"),
        ("publisher/acme.yml", "publisher", "publishers"),
        ("advisory/x.yml", "advisory", "advisories"),
        (f"{PLUGIN}/release/1.0.0/release.json", f"{PLUGIN}/release", f"{PLUGIN}/releases"),
        (f"{RELEASE}/sources/x.py", f"{RELEASE}/sources", f"{RELEASE}/source"),
        (
            f"{PLUGIN}/governance/1.0.0/evidences/x.yml",
            f"{PLUGIN}/governance/1.0.0/evidences",
            f"{PLUGIN}/governance/1.0.0/evidence",
        ),
        ("integrations/a/fixture/x", "integrations/a/fixture", "integrations/a/fixtures"),
    ],
)
def test_a_folder_that_should_be_called_otherwise_is_told_once(
    path: str, wrong: str, meant: str
) -> None:
    folder, _, name = path.rpartition("/")
    (found,) = found_in({path: b"{}", f"{folder}/a{name}": b"{}"}, "LAY001")
    assert (found.file, found.message) == (wrong, f"`{wrong}` is no folder of a catalog")
    assert found.hint == f"Did you mean `{meant}`?"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("plugins/", "plugin/"),
        ("publishers/", "publisher/"),
        (f"{PLUGIN}/releases/", f"{PLUGIN}/release/"),
        (f"{PLUGIN}/listing.yml", f"{PLUGIN}/listing.yaml"),
        (f"{RELEASE}/release.json", f"{RELEASE}/release.jsn"),
    ],
)
def test_nobody_calls_missing_what_is_there_under_a_wrong_name(old: str, new: str) -> None:
    files: Files = {
        **a_catalog(),
        "renames.yml": b"old: {to: knot-counter, since: 2026-08-01T00:00:00Z, reason: x}\n",
    }
    renamed: Files = {path.replace(old, new): data for path, data in files.items()}
    found = inspect(MemoryTree(renamed), fetch=no_network).diagnostics
    assert [item.code for item in found] == ["LAY001"]


def test_a_thousand_files_in_the_wrong_place_are_told_without_looking_for_what_was_meant() -> None:
    found = found_in({f"elsewhere/l{index:04}.yml": b"" for index in range(1000)}, "LAY001")
    assert len(found) == 1000
    assert {item.hint for item in found} == {TAKE_OUT}
    found = found_in({f"plugins/p{index:04}/listing.yaml": b"" for index in range(200)}, "LAY001")
    assert [item.hint != TAKE_OUT for item in found] == [True] * 100 + [False] * 100


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("calaban", "Did you mean `caliban`?"),
        (
            "npm",
            "Name the file after one of: caliban, claude, craik, kari, objectstack, stigmem.",
        ),
    ],
)
def test_what_is_meant_by_a_manifest_of_nobody(name: str, hint: str) -> None:
    (found,) = found_in({f"{RELEASE}/{name}.json": b"{}"}, "LAY007")
    assert found.hint == hint


def test_a_file_of_nobody_is_not_read() -> None:
    (found,) = found_in({f"{RELEASE}/npm.json": b"{"}, "LAY007")
    assert found.span.line == 1
    assert found_in({f"{RELEASE}/npm.json": b"{"}, "SYN003") == []


@pytest.mark.parametrize(
    ("mode", "what"), [(Mode.SYMLINK, "symbolic link"), (Mode.GITLINK, "submodule")]
)
@pytest.mark.parametrize(
    "path",
    [f"{PLUGIN}/listing.yml", "site-src", "strange", "templates/x.html", f"{RELEASE}/source/x"],
)
def test_no_link_is_followed_wherever_it_stands(path: str, mode: Mode, what: str) -> None:
    (found,) = found_in({path: (b"/etc/passwd", mode)}, "LAY002")
    assert (found.file, found.message) == (path, f"`{path}` is a {what}")


def test_a_link_beside_the_catalogs_files_is_nobodys_business() -> None:
    assert found_in({"LICENSE": (b"../LICENSE", Mode.SYMLINK)}, "LAY002") == []


def test_what_cannot_be_read_is_not_missing() -> None:
    path = f"{PLUGIN}/listing.yml"
    assert found_in({path: (b"x", Mode.SYMLINK)}, "LAY005") == []
    assert found_in({path: b"{"}, "LAY005") == []
    (found,) = found_in({f"{PLUGIN}x/README.md": b"# X\n"}, "LAY005")
    assert found.file == f"{PLUGIN}x/listing.yml"


@pytest.mark.parametrize(
    ("size", "is_pointer"), [(0, True), (1023 - 41, True), (1024 - 41, False), (5000, False)]
)
def test_only_a_small_file_can_be_a_pointer(size: int, is_pointer: bool) -> None:
    data = b"version https://git-lfs.github.com/spec/v1"[:41] + b"1" * size
    assert bool(found_in({f"{RELEASE}/source/a.bin": data}, "LAY003")) is is_pointer


def test_a_readme_of_the_largest_size_is_read() -> None:
    readme = b"# Knots\n".ljust(MAX_README_BYTES)
    assert found_in({f"{PLUGIN}/README.md": readme}, "LAY006") == []
    (found,) = found_in({f"{PLUGIN}/README.md": readme + b" "}, "LAY006")
    assert found.message == f"the file has {MAX_README_BYTES + 1} bytes; at most 262144 are read"


@pytest.mark.parametrize("name", ["a", "0", "a-b_c", "a" * 64, "9-"])
def test_names(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize("name", ["", "-a", "_a", "A", "a b", "a" * 65, "a\n", "é", "a.b", "٣"])
def test_what_is_no_name(name: str) -> None:
    assert not is_name(name)

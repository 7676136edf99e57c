"""Broken catalogs: each fault has a file, a line, a column and a code, all of them in one run."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from time import process_time

import pytest

from builders import (
    CALIBAN,
    CRAIK,
    LISTING,
    MARKETPLACE,
    PUBLISHER,
    Files,
    a_catalog,
    a_release,
    a_source,
    as_json,
    no_network,
)
from chandlery.cli import run
from chandlery.diagnostics import Diagnostic, Severity
from chandlery.pipeline import inspect
from chandlery.records.release import ArtifactFormat
from chandlery.reports.json_v1 import report_v1
from chandlery.reports.report import Report
from chandlery.trees import MemoryTree, Mode
from repositories import a_repository, git, write

RELEASE = "plugins/knot-counter/releases/1.0.0"


def errors(files: Files) -> list[Diagnostic]:
    found = inspect(MemoryTree(files), fetch=no_network).diagnostics
    return [item for item in found if item.severity is Severity.ERROR]


def places(files: Files) -> set[tuple[str, int, int, str]]:
    return {(item.file, item.span.line, item.span.column, item.code) for item in errors(files)}


def changed(path: str, old: bytes, new: bytes) -> Files:
    files = a_catalog()
    data = files[path]
    assert isinstance(data, bytes)
    assert old in data
    return files | {path: data.replace(old, new)}


def test_the_catalog_of_these_tests_is_clean() -> None:
    assert inspect(MemoryTree(a_catalog()), fetch=no_network).diagnostics == ()


def test_broken_json() -> None:
    (found,) = places(changed(f"{RELEASE}/craik.json", b'"Knot Counter",', b'"Knot Counter"'))
    file, line, column, code = found
    assert (file, code[:3]) == (f"{RELEASE}/craik.json", "SYN")
    assert (line, column) == (6, 3)  # where the next key stands and a comma should


def test_broken_yaml() -> None:
    path = "plugins/knot-counter/listing.yml"
    (found,) = places(changed(path, b"[productivity]", b"[productivity"))
    assert (found[0], found[3][:3]) == ("plugins/knot-counter/listing.yml", "SYN")


MARK = b"\xef\xbb\xbf"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"title: ", MARK + b"title: ", "SYN002"),
        (b"Counts", b"C\xf6unts", "SYN001"),
        (b"summary: ", b"summary: &s ", "SYN010"),
        (b"title: ", b"1: x\ntitle: ", "SYN011"),
        (b"maintainers:", b"title: Two\nmaintainers:", "SYN004"),
    ],
)
def test_what_is_wrong_with_the_text_of_a_listing_hides_nothing_else(
    old: bytes, new: bytes, code: str
) -> None:
    path = "plugins/knot-counter/listing.yml"
    broken = LISTING.replace(b"license: MIT", b"licence: MIT")
    assert broken.count(old) == 1
    found = errors(a_catalog() | {path: broken.replace(old, new)})
    assert sorted(item.code for item in found if item.file == path) == sorted([code, "MAN002"])
    unknown = next(item for item in found if item.code == "MAN002")
    assert unknown.span.column == 1


def test_a_byte_order_mark_hides_nothing_of_a_record_and_moves_no_column() -> None:
    files = a_catalog()
    data = files[f"{RELEASE}/caliban.json"]
    assert isinstance(data, bytes)
    inline = json.dumps(json.loads(data) | {"name": "Knot Counter"}).encode()
    (mark, name) = errors(files | {f"{RELEASE}/caliban.json": MARK + inline})
    assert (mark.code, mark.span.column, name.code) == ("SYN002", 1, "MAN005")
    assert name.span.column == inline.decode().index('"Knot Counter"') + 1


@pytest.mark.parametrize(
    ("path", "old", "new", "line", "column"),
    [
        (f"{RELEASE}/craik.json", b'"docs": [', b'"id": "x",\n  "docs": [', 31, 3),
        ("plugins/knot-counter/listing.yml", b"license: MIT", b"license: MIT\ntitle: Two", 5, 1),
    ],
)
def test_duplicate_keys(path: str, old: bytes, new: bytes, line: int, column: int) -> None:
    found = places(changed(path, old, new))
    assert (path, line, column) in {item[:3] for item in found if item[3].startswith("SYN")}


def test_unknown_keys_point_at_the_key() -> None:
    found = errors(changed("plugins/knot-counter/listing.yml", b"summary:", b"sumary:"))
    unknown = next(item for item in found if item.span.line == 2)
    assert (unknown.span.column, unknown.code[:3]) == (1, "MAN")
    assert "summary" in unknown.hint


def test_a_wrong_digest() -> None:
    files = a_catalog()
    data = files[f"{RELEASE}/release.json"]
    assert isinstance(data, bytes)
    pin = json.loads(data)["artifacts"][0]["sha256"]
    (found,) = errors(changed(f"{RELEASE}/release.json", pin.encode(), b"0" * 64))
    assert (found.file, found.code) == (f"{RELEASE}/release.json", "PIN002")
    lines = data.decode().splitlines()
    assert '"sha256"' in lines[found.span.line - 1]
    assert lines[found.span.line - 1][found.span.column - 1] == '"'
    assert pin in found.message


def test_a_source_that_was_altered_after_it_was_pinned() -> None:
    skill = f"{RELEASE}/source/skills/count/SKILL.md"
    (found,) = errors(a_catalog() | {skill: b"Other words.\n" * 99})  # digest and size follow
    assert (found.file, found.code) == (f"{RELEASE}/release.json", "PIN004")


def test_a_source_that_was_altered_is_told_once_for_all_artifacts() -> None:
    formats = (ArtifactFormat.TAR_GZ, ArtifactFormat.TGZ, ArtifactFormat.ZIP)
    files = a_catalog(only=a_release(formats=formats))
    assert errors(files) == []
    skill = f"{RELEASE}/source/skills/count/SKILL.md"
    (found,) = errors(files | {skill: b"Other words.\n" * 99})
    assert (found.code, found.hint[:18]) == ("PIN004", "Restore the source")
    names = [f"knot-counter-1.0.0.{format_}" for format_ in formats]
    assert [name for name in names if name in found.message] == names
    data = files[f"{RELEASE}/release.json"]
    assert isinstance(data, bytes)
    assert '"tree"' in data.decode().splitlines()[found.span.line - 1]


def test_pins_that_are_wrong_by_themselves_are_told_each() -> None:
    files = a_catalog(only=a_release(formats=(ArtifactFormat.TAR_GZ, ArtifactFormat.ZIP)))
    data = files[f"{RELEASE}/release.json"]
    assert isinstance(data, bytes)
    value = json.loads(data)
    value["artifacts"][0] |= {"sha256": "0" * 64, "size": 7}
    value["artifacts"][1] |= {"tree": "t1:" + "0" * 64}
    digest, tree = errors(files | {f"{RELEASE}/release.json": as_json(value)})
    assert (digest.code, tree.code) == ("PIN002", "PIN004")
    assert digest.message.endswith("bytes, not 7")


def test_a_symlink_in_a_source() -> None:
    path = f"{RELEASE}/source/LICENSE"
    assert (path, 1, 1, "LAY002") in places(a_catalog() | {path: (b"../x", Mode.SYMLINK)})


def test_a_plugin_that_is_a_symlink() -> None:
    assert ("plugins/other", 1, 1, "LAY002") in places(
        a_catalog() | {"plugins/other": (b"knot-counter", Mode.SYMLINK)}
    )


def test_a_submodule_in_a_source() -> None:
    path = f"{RELEASE}/source/vendor"
    assert (path, 1, 1, "LAY002") in places(a_catalog() | {path: (b"", Mode.GITLINK)})


def test_an_lfs_pointer_in_a_source() -> None:
    path = f"{RELEASE}/source/model.bin"
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"
    assert (path, 1, 1, "LAY003") in places(a_catalog() | {path: pointer})


def test_a_manifest_that_disagrees_with_its_artifact() -> None:
    files = changed(f"{RELEASE}/caliban.json", b"Counts knots.", b"Counts boats.")
    (found,) = errors(files)
    assert (found.file, found.code) == (f"{RELEASE}/caliban.json", "PIN005")
    data = files[f"{RELEASE}/caliban.json"]
    assert isinstance(data, bytes)
    assert "boats" in data.decode().splitlines()[found.span.line - 1]


def test_an_artifact_without_the_manifest_that_its_client_looks_for() -> None:
    manifest = f"{RELEASE}/caliban.json"
    source = a_source()
    del source["plugin.json"]
    extra = {"craik.json": as_json(CRAIK)}
    bare = a_release(source=source, extra=extra, formats=(ArtifactFormat.TAR_GZ,))
    found = errors(a_catalog(bare=bare) | {manifest: as_json(CALIBAN)})
    assert [(item.code, item.file) for item in found] == [("PIN006", f"{RELEASE}/release.json")]


def test_two_packages_of_one_name() -> None:
    adapter = {
        path.replace("plugins/", "adapters/", 1): data
        for path, data in a_catalog().items()
        if path.startswith("plugins/")
    }
    found = errors(a_catalog() | adapter)
    assert ("REF001", "plugins/knot-counter/listing.yml") in {
        (item.code, item.file) for item in found
    }


def test_a_native_name_that_is_anothers() -> None:
    other = {
        path.replace("knot-counter", "boat-counter"): data for path, data in a_catalog().items()
    }
    listing = LISTING + b"names: {caliban: knot-counter, craik: knot-counter}\n"
    found = errors(other | {"plugins/boat-counter/listing.yml": listing} | a_catalog())
    assert {(item.code, item.file) for item in found} == {
        ("REF001", "plugins/knot-counter/listing.yml"),
    }


@pytest.mark.parametrize(
    ("path", "data", "code"),
    [
        ("plugins/knot-counter/releases/1.0.0/calaban.json", b"{}", "LAY007"),
        ("plugins/knot-counter/notes.txt", b"x", "LAY001"),
        ("plugins/Knot Counter/README.md", b"x", "LAY004"),
        ("plugins/empty/README.md", b"x", "LAY005"),
        ("plugins/knot-counter/README.md", b"x" * 300_000, "LAY006"),
        ("plugins/knot-counter/governance/9.9.9/probation-x.json", b"{}", "LAY010"),
        ("plugins/knot-counter/governance/1.0.0/promise-x.json", b"{}", "LAY001"),
        ("publishers/Bad Name.yml", b"title: x\n", "LAY004"),
    ],
)
def test_layout(path: str, data: bytes, code: str) -> None:
    assert code in {item.code for item in errors(a_catalog() | {path: data})}


def test_a_bad_name_of_a_folder_is_told_once_and_the_rest_judged_by_the_name_that_was_meant() -> (
    None
):
    files = {
        path.replace("knot-counter", "Knot Counter"): data for path, data in a_catalog().items()
    }
    advisory = b"""\
title: Bad
act: deprecate
package: knot-counter
versions: [">=1.0.0"]
reason: Because.
evidence: [https://quay.example/x]
published: 2026-08-01T00:00:00Z
appeal: y@quay.example
"""
    (found,) = errors(files | {"advisories/a-1.yml": advisory})
    assert (found.file, found.code) == ("plugins/Knot Counter", "LAY004")
    assert found.hint.startswith("Call it `knot-counter`")
    publisher = files.pop("publishers/acme.yml")
    codes = {(item.file, item.code) for item in errors(files | {"publishers/Acmé.yml": publisher})}
    assert codes == {("plugins/Knot Counter", "LAY004"), ("publishers/Acmé.yml", "LAY004")}


def test_a_bad_name_whose_nearest_is_taken_stays_its_own() -> None:
    again = {
        path.replace("knot-counter", "Knot-Counter"): data for path, data in a_catalog().items()
    }
    found = {(item.file, item.code) for item in errors(a_catalog() | again)}
    assert ("plugins/Knot-Counter", "LAY004") in found
    assert (
        f"{RELEASE}/caliban.json".replace("knot-", "Knot-").replace("-c", "-C"),
        "CAL301",
    ) in found


@pytest.mark.parametrize("name", ["knot\\counter", "knot\ncounter", "\udce9"])
def test_a_folder_that_is_not_the_same_everywhere_is_told_once(name: str) -> None:
    files = {path.replace("knot-counter", name): data for path, data in a_catalog().items()}
    found = [item for item in errors(files) if item.code == "LAY011"]
    assert [item.file for item in found] == [f"plugins/{name}"]


def test_a_package_without_releases() -> None:
    files = {path: data for path, data in a_catalog().items() if "/releases/" not in path}
    assert {item.code for item in errors(files)} == {"LAY008"}


def test_a_release_without_a_manifest() -> None:
    files = a_catalog()
    del files[f"{RELEASE}/caliban.json"], files[f"{RELEASE}/craik.json"]
    assert "LAY009" in {item.code for item in errors(files)}


def test_a_version_that_is_none() -> None:
    files = {path.replace("/1.0.0/", "/v1/"): data for path, data in a_catalog().items()}
    assert "VER001" in {item.code for item in errors(files)}


def test_an_unknown_publisher_is_refused_with_the_nearest_name() -> None:
    found = errors(changed(f"{RELEASE}/release.json", b'"acme"', b'"akme"'))
    assert ("REF002", "Did you mean `acme`?") in {(item.code, item.hint) for item in found}


def test_a_prefix_that_is_anothers() -> None:
    other = b"title: Rope\ntype: individual\ncontact: x@rope.example\nprefixes: [knot-]\n"
    assert "PUB001" in {item.code for item in errors(a_catalog() | {"publishers/rope.yml": other})}


def test_an_unverified_publisher_may_not_run_inside_the_host() -> None:
    module = CRAIK | {
        "entrypoints": [{"id": "m", "kind": "module", "path": "knots:run", "description": "Runs."}]
    }
    files = a_catalog(only=a_release(extra={"craik.json": as_json(module)}))
    assert errors(files) == []
    files["publishers/acme.yml"] = b"title: Acme\ntype: individual\ncontact: x@acme.example\n"
    assert {item.code for item in errors(files)} == {"PUB002"}


@pytest.mark.parametrize(("name", "code"), [("github", "NAM001"), ("knot-counter", "NAM002")])
def test_names_that_claude_code_refuses(name: str, code: str) -> None:
    settings = MARKETPLACE.replace(b"name: quay", f"name: {name}".encode())
    assert errors(a_catalog() | {"marketplace.yml": settings}) == []
    manifest = as_json({"name": "knot-counter", "version": "1.0.0", "description": "Counts."})
    source = a_source() | {".claude-plugin/plugin.json": manifest}
    files = a_catalog(only=a_release(source=source)) | {"marketplace.yml": settings}
    assert {item.code for item in errors(files)} == {code}


@pytest.mark.parametrize("name", ["waivers.yml", "renames.yml"])
@pytest.mark.parametrize("data", [b"", b"\n", b"# None so far.\n", b"---\n"])
def test_a_list_without_entries_may_be_empty(name: str, data: bytes) -> None:
    assert inspect(MemoryTree(a_catalog() | {name: data}), fetch=no_network).diagnostics == ()


def test_references_that_lead_nowhere() -> None:
    files = a_catalog() | {
        "renames.yml": b"old-name: {to: knot-conter, since: 2026-08-01T00:00:00Z, reason: x}\n",
        "advisories/a-1.yml": b"""\
title: Bad
act: yank
package: knot-counter
versions: [">=2.0.0"]
reason: Because.
evidence: [x]
published: 2026-08-01T00:00:00Z
appeal: y@quay.example
""",
    }
    found = {(item.code, item.file, item.span.line) for item in errors(files)}
    assert ("REF003", "renames.yml", 1) in found
    assert ("REF004", "advisories/a-1.yml", 4) in found


def test_everything_is_told_in_one_run() -> None:
    files = changed(f"{RELEASE}/craik.json", b'"risk": "low"', b'"risk": "tiny"')
    files |= {
        "plugins/knot-counter/listing.yml": LISTING.replace(b"license", b"licence"),
        "publishers/acme.yml": b"title: [\n",
        "advisories/a.yml": b"title: x\n",
        "plugins/other/README.md": b"x",
        f"{RELEASE}/source/link": (b"x", Mode.SYMLINK),
    }
    found = errors(files)
    assert {item.file for item in found} >= {
        f"{RELEASE}/craik.json",
        "plugins/knot-counter/listing.yml",
        "publishers/acme.yml",
        "advisories/a.yml",
        "plugins/other/listing.yml",
        f"{RELEASE}/source/link",
    }
    assert found == sorted(found)


def test_a_waiver_covers_a_policy_finding_until_it_expires() -> None:
    files = a_catalog() | {
        "publishers/rope.yml": b"title: Rope\ntype: individual\n"
        b"contact: x@rope.example\nprefixes: [knot-]\n"
    }
    waiver = b"""\
- code: PUB001
  path: plugins/knot-counter/releases/1.0.0/release.json
  reason: Agreed with Rope.
  approver: ada
  expires: %s
"""
    assert errors(files | {"waivers.yml": waiver % b"2027-01-01T00:00:00Z"}) == []
    assert errors(files | {"waivers.yml": waiver % b"2026-01-01T00:00:00Z"}) != []


def test_no_waiver_covers_bytes_that_are_not_the_pinned_ones() -> None:
    files = a_catalog() | {f"{RELEASE}/source/skills/count/SKILL.md": b"Other words.\n" * 99}
    waivers = "".join(
        f"- {{code: {code}, path: {RELEASE}/release.json, reason: x, approver: x, "
        "expires: 2027-01-01T00:00:00Z}\n"
        for code in ("PIN002", "PIN003", "PIN004")
    )
    found = errors(files | {"waivers.yml": waivers.encode()})
    assert [item.code for item in found if item.code.startswith("PIN")] == ["PIN004"]
    assert len([item for item in found if item.code == "GOV022"]) == 3


def test_a_category_that_is_none_of_the_marketplaces() -> None:
    found = errors(changed("plugins/knot-counter/listing.yml", b"[productivity]", b"[productivty]"))
    assert [(item.code, item.span.line, item.span.column, item.hint) for item in found] == [
        ("TXT001", 3, 14, "Did you mean `productivity`?")
    ]


def test_a_release_from_the_future_is_refused() -> None:
    def codes(at: str) -> set[str]:
        found = inspect(MemoryTree(a_catalog()), fetch=no_network, at=at).diagnostics
        return {item.code for item in found}

    assert codes("2026-07-02T09:00:00Z") == set()
    assert codes("2026-07-02T08:59:59Z") == {"VER004"}


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("plugins/knot-counter/listing.yml", b"title: Knot", b"titel: Knot"),
        ("plugins/knot-counter/listing.yml", b"title:", b"x: 1\ntitle:"),
        (f"{RELEASE}/release.json", b'"publisher"', b'"x": 1, "publisher"'),
    ],
)
def test_a_bad_record_does_not_hide_a_wrong_digest_behind_it(
    path: str, old: bytes, new: bytes
) -> None:
    files = changed(path, old, new)
    files[f"{RELEASE}/source/skills/count/SKILL.md"] = b"Other words.\n" * 99
    found = {item.code for item in errors(files)}
    assert "PIN004" in found
    assert any(code.startswith("MAN") for code in found)


@pytest.mark.parametrize("name", ["evil.html", "knot-counter-1.0.0.zip", "knot-counter.tar"])
def test_an_artifact_ends_as_its_format_does(name: str) -> None:
    files = changed(
        f"{RELEASE}/release.json",
        b'"format": "tar.gz"',
        f'"filename": "{name}", "format": "tar.gz"'.encode(),
    )
    assert [item.code for item in errors(files)] == ["PIN011"]


@pytest.mark.parametrize("key", ["method", "by", "at", "evidence"])
def test_nobody_is_verified_without_saying_how(key: str) -> None:
    lines = PUBLISHER.splitlines(keepends=True)
    bad = b"".join(line for line in lines if not line.startswith(f"  {key}:".encode()))
    found = errors(a_catalog() | {"publishers/acme.yml": bad})
    assert [(item.code, item.file, item.span.line) for item in found] == [
        ("PUB003", "publishers/acme.yml", 5)
    ]


def test_a_fix_of_an_older_line_may_come_later_and_a_lower_version_may_not() -> None:
    def codes(*dated: tuple[str, str]) -> set[str]:
        releases = {
            version: a_release(version, published=f"2026-{month}-01T00:00:00Z")
            for version, month in dated
        }
        return {item.code for item in errors(a_catalog(**releases))}

    assert codes(("1.0.0", "03"), ("1.1.0", "04"), ("1.0.1", "05")) == set()
    assert codes(("1.0.0", "05"), ("1.0.1", "04")) == {"VER002"}


def test_a_renamed_name_may_be_renamed_again_but_not_in_circles() -> None:
    def renames(*pairs: tuple[str, str]) -> Files:
        line = "{}: {{to: {}, since: 2026-08-01T00:00:00Z, reason: x}}\n"
        return a_catalog() | {"renames.yml": "".join(line.format(*pair) for pair in pairs).encode()}

    assert errors(renames(("a", "b"), ("b", "knot-counter"))) == []
    found = errors(renames(("a", "b"), ("b", "c"), ("c", "b")))
    assert {(item.code, item.span.line) for item in found} == {("REF003", 2), ("REF003", 3)}


@pytest.mark.parametrize("last", ["q0", "gone"], ids=["in a ring", "to nowhere"])
def test_a_long_chain_of_renames_is_followed_once(last: str) -> None:
    onward = [f"q{at + 1}" for at in range(15_999)] + [last]
    line = "q{}: {{to: {}, since: 2026-06-01T00:00:00Z, reason: x}}\n"
    text = "".join(line.format(at, to) for at, to in enumerate(onward))
    started = process_time()
    found = errors(a_catalog() | {"renames.yml": text.encode()})
    assert {item.code for item in found} == {"REF003"}
    assert process_time() - started < 10  # each followed from its start to its end takes 40 s


# -- through the command line ------------------------------------------------------------------


def tree_of(folder: Path) -> dict[str, tuple[str, int]]:
    return {
        str(path.relative_to(folder)): (
            hashlib.sha256(path.read_bytes()).hexdigest(),
            path.stat().st_mtime_ns,
        )
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_build_that_finds_errors_leaves_the_last_good_output_standing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repository = a_repository(tmp_path / "repo", a_catalog())
    monkeypatch.chdir(repository)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert run(["build", "--jobs", "1"]) == 0
    before = tree_of(repository / "public")
    assert "index/v1/entry.json" in before

    write(
        repository / "catalog",
        changed("plugins/knot-counter/listing.yml", b"license: MIT", b"licence: MIT")
        | {f"{RELEASE}/source/skills/count/SKILL.md": b"Other.\n"},
    )
    git(repository, "commit", "--quiet", "--all", "--message=broken")
    capsys.readouterr()
    assert run(["build", "--jobs", "1"]) == 1
    told = capsys.readouterr().err
    assert "plugins/knot-counter/listing.yml:4:1: error[MAN" in told
    assert "nothing was written" in told
    assert tree_of(repository / "public") == before


def test_a_catalog_that_is_not_there_is_the_worlds_fault(tmp_path: Path) -> None:
    assert run(["check", "--catalog", str(tmp_path / "none")]) == 3


def test_check_prints_place_line_caret_and_cure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, changed("plugins/knot-counter/listing.yml", b"license: MIT", b"licence: MIT"))
    assert run(["check", "--catalog", str(tmp_path), "--jobs", "1"]) == 1
    lines = capsys.readouterr().out.splitlines()
    at = next(i for i, line in enumerate(lines) if ":4:1: error[MAN" in line)
    assert lines[at + 1].endswith("| licence: MIT")
    assert lines[at + 2].endswith("| ^^^^^^^")
    assert lines[at + 3] == "  help: Did you mean `license`?"


def test_check_as_json_is_a_type_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, a_catalog())
    assert run(["check", "--catalog", str(tmp_path), "--format", "json", "--jobs", "1"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["schema_version"] == "chandlery.check.v1"
    assert report["diagnostics"] == []
    assert report["not_checked"]


# -- names that become addresses --------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "integrations/walk/fixtures/\udcff",
        "plugins/knot-counter/governance/1.0.0/evidence/a\nb.yml",
        "plugins/knot\\counter/README.md",
        "\udcff",
    ],
)
def test_a_path_that_is_not_the_same_everywhere(path: str) -> None:
    found = inspect(MemoryTree(a_catalog() | {path: b"x"}), fetch=no_network).diagnostics
    about = {item.file for item in found if item.code == "LAY011"}
    assert any(path == file or path.startswith(f"{file}/") for file in about)
    assert report_v1(Report(diagnostics=found)).model_dump_json()


def test_a_version_that_cannot_be_shown_is_told_and_not_raised() -> None:
    files = changed(f"{RELEASE}/caliban.json", b'"1.0.0"', b'"\\ud800"')
    assert {"SYN006", "CAL101"} & {item.code for item in errors(files)}


def test_texts_that_are_no_utf8() -> None:
    found = places(
        a_catalog()
        | {"plugins/knot-counter/README.md": b"# K\nno\xf6t\n", "templates/x.html": b"\xff"}
    )
    assert {item[:3] for item in found} == {
        ("plugins/knot-counter/README.md", 2, 3),
        ("templates/x.html", 1, 1),
    }


@pytest.mark.parametrize("path", ["mkdocs.yml", "site-src/a.md", "templates/a.html"])
def test_a_link_among_the_sites_own_files(path: str) -> None:
    assert places(a_catalog() | {path: (b"/etc/passwd", Mode.SYMLINK)}) == {(path, 1, 1, "LAY002")}


def test_a_name_for_no_ecosystem() -> None:
    listing = LISTING + b"names: {claud: knot-counter}\n"
    (found,) = errors(a_catalog() | {"plugins/knot-counter/listing.yml": listing})
    assert (found.code, found.span.line, found.hint) == ("LAY007", 7, "Did you mean `claude`?")


@pytest.mark.parametrize("title", ["a\\e[2Jb", "a\\0b", "a\\u2028b"])
def test_a_line_that_nobody_could_show(title: str) -> None:
    listing = LISTING.replace(b"title: Knot Counter", f'title: "{title}"'.encode())
    found = places(a_catalog() | {"plugins/knot-counter/listing.yml": listing})
    assert ("plugins/knot-counter/listing.yml", 1, 8, "MAN005") in found


def test_names_that_only_a_dash_tells_apart() -> None:
    other = {
        path.replace("knot-counter", "knot_counter"): data for path, data in a_catalog().items()
    }
    found = errors(other | a_catalog())
    assert ("REF001", "plugins/knot_counter/listing.yml") in {
        (item.code, item.file) for item in found
    }


# -- artifacts --------------------------------------------------------------------------------


def with_artifacts(*changes: dict[str, str | None]) -> Files:
    """The release's artifact once for each of the changes, `None` taking a key out."""
    files = a_catalog()
    data = files[f"{RELEASE}/release.json"]
    assert isinstance(data, bytes)
    record = json.loads(data)
    (artifact,) = record["artifacts"]
    record["artifacts"] = [
        {key: value for key, value in (artifact | change).items() if value is not None}
        for change in changes
    ]
    return files | {f"{RELEASE}/release.json": as_json(record)}


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://h.example", "PIN011"),
        ("https://h.example/get/?id=7", "PIN011"),
        ("https://h.example/%2e%2e%2fentry.json", "PIN011"),
        ("https://h.example/..", "PIN011"),
        ("https://h.example/a%0Ab", "PIN011"),
        ("https://[h/x.tar.gz", "PIN011"),
        ("https://h.example/CON", "ART006"),
    ],
)
def test_an_address_that_ends_in_no_file_name(url: str, code: str) -> None:
    packed = next(iter(inspect(MemoryTree(a_catalog()), fetch=no_network).artifacts.values()))
    data = packed.files[0].read()
    files = with_artifacts({"source": None, "url": url})
    found = inspect(MemoryTree(files), fetch=lambda *_, **__: data).diagnostics
    assert code in {item.code for item in found}


def test_artifacts_that_take_each_others_place() -> None:
    found = places(with_artifacts({"filename": "K.tar.gz"}, {"filename": "k.tar.gz"}))
    assert {(item[0], item[3]) for item in found} == {
        (f"{RELEASE}/release.json", "PIN012"),
        (f"{RELEASE}/release.json", "PIN013"),
    }


def test_versions_that_clients_cannot_tell_apart() -> None:
    files = a_catalog(one=a_release("1.0.0"), two=a_release("1.0.0+linux"))
    assert {item.code for item in errors(files)} == {"VER003"}


# -- nothing false is told --------------------------------------------------------------------


def test_what_cannot_be_read_is_not_called_missing() -> None:
    files = a_catalog() | {
        "publishers/acme.yml": b"title: [\n",
        "plugins/knot-counter/listing.yml": b"title: x\n",
        "renames.yml": b"old: {to: knot-counter, since: 2026-08-01T00:00:00Z, reason: x}\n",
    }
    assert {item.file for item in errors(files)} == {
        "publishers/acme.yml",
        "plugins/knot-counter/listing.yml",
    }


def test_bad_settings_hide_nothing() -> None:
    files = a_catalog() | {f"{RELEASE}/source/skills/count/SKILL.md": b"Other words.\n"}
    files["marketplace.yml"] = MARKETPLACE.replace(b"https://quay.example/", b"https://q.example?x")
    inspection = inspect(MemoryTree(files), fetch=no_network)
    assert inspection.catalog is None
    assert {item.code for item in inspection.diagnostics} == {"MAN005", "PIN004"}


@pytest.mark.parametrize("range_", [">=1.0.0,,", "<", "*", "1.0.0.5", ">=01.0.0", ">=1.٣.0"])
def test_a_range_that_cannot_be_read_is_told_though_another_hits(range_: str) -> None:
    advisory = f"""\
title: Bad
act: yank
package: knot-counter
versions: [{json.dumps(range_)}, ">=1.0.0"]
reason: Because.
evidence: [https://quay.example/x]
published: 2026-08-01T00:00:00Z
appeal: y@quay.example
"""
    found = errors(a_catalog() | {"advisories/a-1.yml": advisory.encode()})
    assert [(item.code, item.span.line) for item in found] == [("REF004", 4)]


def test_no_waiver_covers_a_name_that_means_two_things() -> None:
    adapter = {
        path.replace("plugins/", "adapters/", 1): data
        for path, data in a_catalog().items()
        if path.startswith("plugins/")
    }
    waiver = (
        b"- {code: REF001, path: plugins/knot-counter/listing.yml, reason: x, approver: x, "
        b"expires: 2027-01-01T00:00:00Z}\n"
    )
    found = errors(a_catalog() | adapter | {"waivers.yml": waiver})
    assert "REF001" in {item.code for item in found}


# -- the boundary -----------------------------------------------------------------------------


def test_check_refuses_a_path_outside_of_the_catalog(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "catalog", a_catalog())
    check = ["check", "--catalog", str(tmp_path / "catalog"), "--jobs", "1"]
    assert run([*check, str(tmp_path)]) == 0
    assert run([*check, str(tmp_path / "other")]) == 3
    capsys.readouterr()
    assert run([*check, str(tmp_path / "catalog/plugin")]) == 0
    assert "catalog/plugin: there is no such file" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "--now", "0001-01-01T00:00:00+23:00"],
        ["build", "--base-url", "quay.example"],
        ["serve", "--port", "65536"],
    ],
)
def test_options_that_cannot_be_meant(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        run(arguments)
    assert left.value.code == 2


@pytest.mark.parametrize(
    ("path", "data", "said"),
    [
        ("templates/package.html", b"{{ nonsense }}", "template package.html:1 failed"),
        ("templates/package.html", b"{{ a | nonsense }}", "there is no filter `nonsense`"),
        ("site-src/caliban/index.json", b"{}", "comes to `caliban/`, which is made from records"),
        ("site-src/index/v1/entry.json", b"{}", "comes to `index/`, which is made from records"),
        ("mkdocs.yml", b"hooks: [x.py]", "`hooks` is not taken"),
    ],
)
def test_pages_of_the_catalogs_own_that_do_not_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], path: str, data: bytes, said: str
) -> None:
    write(tmp_path / "catalog", a_catalog() | {path: data})
    build = ["build", "--worktree", "--catalog", str(tmp_path / "catalog"), "--jobs", "1"]
    assert run([*build, "--out", str(tmp_path / "public")]) == 1
    told = capsys.readouterr().err
    assert said in told
    assert "  help: " in told
    assert not (tmp_path / "public").exists()


def test_a_reader_that_leaves_early_is_no_bug(tmp_path: Path) -> None:
    write(tmp_path, a_catalog())
    check = [sys.executable, "-m", "chandlery", "check", "--catalog", str(tmp_path)]
    with subprocess.Popen(check, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 3


def test_a_full_disk_is_the_worlds_fault(tmp_path: Path) -> None:
    write(tmp_path, a_catalog())
    check = [sys.executable, "-m", "chandlery", "check", "--catalog", str(tmp_path)]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(check, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 3
    assert "bug" not in done.stderr


def test_a_file_that_git_ignores_is_found_before_the_commit_lacks_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repository = a_repository(tmp_path / "repo", a_catalog() | {".gitignore": b"*.log\n"})
    catalog = str(repository / "catalog")
    assert run(["check", "--catalog", catalog, "--jobs", "1"]) == 0
    (repository / "catalog" / RELEASE / "source/x.log").write_text("x")
    capsys.readouterr()
    assert run(["check", "--catalog", catalog, "--jobs", "1"]) == 1
    assert f"{RELEASE}/source/x.log:1:1: error[LAY012]" in capsys.readouterr().out


def test_paths_are_printed_as_a_terminal_can_open_them_and_taken_either_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "catalog", changed("publishers/acme.yml", b"contact:", b"kontact:"))
    monkeypatch.chdir(tmp_path)
    for paths in ([], ["publishers"], ["catalog/publishers/acme.yml"]):
        assert run(["check", "--jobs", "1", *paths]) == 1
        assert "\ncatalog/publishers/acme.yml:3:1: error[" in "\n" + capsys.readouterr().out
    assert run(["check", "--jobs", "1", "plugins"]) == 0


@pytest.mark.parametrize("out", ["catalog", "catalog/public", "."])
def test_a_build_never_writes_among_the_catalogs_own_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: str
) -> None:
    write(tmp_path / "catalog", a_catalog())
    monkeypatch.chdir(tmp_path)
    before = tree_of(tmp_path)
    assert run(["build", "--worktree", "--jobs", "1", "--out", out]) == 3
    assert tree_of(tmp_path) == before


@pytest.mark.parametrize(
    ("path", "data", "said"),
    [
        ("mkdocs.yml", b"site_name: x\nhooks: [run.py]\n", "hooks"),
        ("site-src/broken.md", b"[nowhere](missing.md)\n", "missing.md"),
        ("templates/package.html", b"{% if %}\n", "package.html"),
    ],
)
def test_a_fault_in_the_catalogs_own_pages_is_the_catalogs(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    path: str,
    data: bytes,
    said: str,
) -> None:
    write(tmp_path / "catalog", a_catalog() | {path: data})
    monkeypatch.chdir(tmp_path)
    assert run(["build", "--worktree", "--jobs", "1"]) == 1
    assert said in capsys.readouterr().err
    assert not (tmp_path / "public").exists()

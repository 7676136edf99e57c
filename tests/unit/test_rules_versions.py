"""Versions: what they look like, when they were published, and what pip makes of them."""

from operator import attrgetter

import pytest

from builders import no_network
from chandlery.diagnostics import Diagnostic, Severity
from chandlery.pipeline import inspect
from chandlery.rules.versions import is_version, precedence
from chandlery.stages.dates import postdated
from chandlery.trees import MemoryTree
from rules.case import RuleCase, Tree
from rules.names_cases import a_package, a_rename
from rules.versions_cases import BASE, CASES, FIRST, LATER, released, wheels


def found(tree: Tree, code: str) -> list[Diagnostic]:
    return [item for item in tree.diagnostics() if item.code == code]


def versions(tree: Tree, code: str) -> list[str]:
    """The releases where a code is reported."""
    return [item.file.split("/")[3] for item in found(tree, code)]


def test_what_is_no_version_comes_before_all() -> None:
    assert sorted(["0.0.1", "1.0.0-rc.1", "v1", "1.0.0", "1.0.0+b"], key=precedence) == [
        "v1",
        "0.0.1",
        "1.0.0-rc.1",
        "1.0.0",
        "1.0.0+b",
    ]
    assert precedence("v1")[0] < precedence("0.0.1")[0]
    assert is_version("1.2.3-rc.1+x")
    assert not is_version("1.2")


def test_other_lines_may_go_on_after_a_newer_one() -> None:
    assert versions(released(("1.1.4", LATER), ("1.2.0", FIRST)), "VER002") == []
    assert versions(released(("1.2.0", LATER), ("2.2.0", FIRST)), "VER002") == []
    assert versions(released(("1.2.0", FIRST), ("1.2.1", FIRST)), "VER002") == []


def test_every_release_out_of_order_is_told() -> None:
    days = [f"2026-07-0{day}T09:00:00Z" for day in (4, 3, 5, 2)]
    tree = released(*((f"1.2.{patch}", day) for patch, day in enumerate(days)))
    assert versions(tree, "VER002") == ["1.2.1", "1.2.3"]


def test_twins_by_build_or_by_capitals() -> None:
    tree = released(("1.2.0+a", FIRST), ("1.2.0+b", LATER), ("1.3.0-RC.1", LATER))
    assert versions(tree, "VER003") == ["1.2.0+b"]
    tree = released(("1.3.0-RC.1", FIRST), ("1.3.0-rc.1", LATER), ("1.3.0", LATER))
    assert versions(tree, "VER003") == ["1.3.0-rc.1"]


@pytest.mark.parametrize(
    ("listed", "told"),
    [
        (["1.0.0-rc.1", "1.0.0-rc.2", "1.0.0"], []),
        (["1.0.0-alpha.1", "1.0.0-beta.1", "1.0.0-rc.1", "1.0.0", "1.0.1"], []),
        (["1.0.0-c.1", "1.0.0-rc.1"], ["1.0.0-rc.1"]),
        (["1.0.0-alpha.1", "1.0.0-dev.1"], ["1.0.0-dev.1"]),
        (["1.0.0-1", "1.0.0"], ["1.0.0-1", "1.0.0"]),
        (["1.0.0-1"], ["1.0.0-1"]),
        (["1.0.0-alpha.1", "1.0.0-rc10", "1.0.0-rc2"], ["1.0.0-rc2"]),
        (["1.0.0-foo", "1.0.0"], []),
        (["v1", "1.0.0"], []),
    ],
)
def test_the_order_of_pip(listed: list[str], told: list[str]) -> None:
    assert versions(wheels(*listed), "VER005") == told


def test_the_order_of_pip_matters_to_what_pip_installs() -> None:
    for formats, count in ((("zip",), 0), (("sdist",), 2), (("zip", "wheel"), 2), ((), 0)):
        tree = released(("1.0.0-1", FIRST), ("1.0.0", LATER), formats=formats)
        assert len(found(tree, "VER005")) == count


def test_what_pip_makes_of_a_version_is_told() -> None:
    two, one = found(wheels("1.0.0-1", "1.0.0"), "VER005")
    assert one.message == "`1.0.0` is before `1.0.0-1` for pip"
    assert two.message == "`1.0.0-1` is no pre-release for pip: `1.0.0.post1`"
    [twins] = found(wheels("1.0.0-c.1", "1.0.0-rc.1"), "VER005")
    assert twins.message == "`1.0.0-rc.1` and `1.0.0-c.1` are one version for pip"


def test_fixes_of_several_lines_go_out_together() -> None:
    assert versions(released(("1.1.4", FIRST), ("1.2.1", FIRST)), "VER006") == []
    assert versions(released(("1.2.0", FIRST), ("2.2.0", FIRST)), "VER006") == []
    assert versions(released(("1.2.0", LATER), ("1.2.1", FIRST)), "VER006") == []
    [told] = found(released(("1.2.0", FIRST), ("1.2.1", FIRST)), "VER006")
    assert told.severity is Severity.NOTE


def test_build_metadata_of_versions_alone() -> None:
    assert versions(released(("1.2.0-rc.1+linux", FIRST)), "VER007") == ["1.2.0-rc.1+linux"]
    assert versions(released(("1.2+linux", FIRST)), "VER007") == []


def test_renames_are_dated_too() -> None:
    files = BASE | {
        "renames.yml": a_rename("knots", "knot-counter", "2026-08-01T00:00:00Z").encode()
    }
    assert found(Tree(files, at="2026-08-01T00:00:00Z"), "VER004") == []
    [told] = found(Tree(files, at="2026-07-31T23:59:59Z"), "VER004")
    assert (told.file, told.span.line) == ("renames.yml", 1)
    assert "renamed on 2026-08-01T00:00:00Z" in told.message


def test_without_a_time_nothing_on_record_is_in_the_future() -> None:
    files = BASE | {
        "renames.yml": a_rename("knots", "knot-counter", "2031-08-01T00:00:00Z").encode()
    }
    inspection = inspect(MemoryTree(files), fetch=no_network)
    assert inspection.at == "2031-08-01T00:00:00Z"
    assert inspection.catalog is not None
    assert list(postdated(inspection.catalog, inspection.at)) == []


def test_each_package_has_lines_of_its_own() -> None:
    files = released(("1.0.0", FIRST)).files | a_package("rope", "Rope", published=FIRST)
    assert found(Tree(files), "VER006") == found(Tree(files), "VER003") == []


# What is said of the bad case of each code: the fact, and the cure.
SAID = {
    "VER001": ("`v1.2` is not a SemVer version", "Rename the folder: `1.2.0`."),
    "VER002": (
        "1.2.1 was published on 2026-07-02T09:00:00Z, before 1.2.0 on 2026-07-03T09:00:00Z",
        "Correct the date, or give the later release a higher version.",
    ),
    "VER003": (
        "`1.2.0+mac` is the same version as `1.2.0` to some clients",
        "Give it a version of its own.",
    ),
    "VER004": (
        "published on 2026-07-02T09:00:00Z, and it is 2026-07-02T08:59:59Z",
        "Give the date on which it is published.",
    ),
    "VER005": (
        "`1.2.0-rc2` is before `1.2.0-rc10` for pip",
        "Use `alpha`, `beta` or `rc` with a number behind a dot: `1.2.0-rc.2`.",
    ),
    "VER006": (
        "1.2.1 was published at the same moment as 1.2.0",
        "Give each release its own time.",
    ),
    "VER007": (
        "`1.2.0+linux` is `1.2.0` to everything that orders versions",
        "Give the build a version of its own.",
    ),
}


@pytest.mark.parametrize(
    "case", [item for item in CASES if item.code in SAID], ids=attrgetter("code")
)
def test_what_is_said(case: RuleCase) -> None:
    said = [(item.message, item.hint) for item in case.bad.diagnostics() if item.code == case.code]
    assert SAID[case.code] in said
    assert all(hint for _, hint in said)

"""Advisories: dates, evidence, appeals, and what they ask for together."""

from operator import attrgetter

import pytest

from builders import Files, a_catalog, a_release
from chandlery.diagnostics import Diagnostic, Severity
from rules.case import RuleCase, Tree
from rules.names_cases import a_package
from rules.waivers_cases import ADVISORY, CASES, EVIDENCE, HELD, advised, an_advisory

SECOND = "advisories/quay-2.yml"
SOURCE = "plugins/knot-counter/releases/1.0.0/source/plugin.json"


def found(tree: Tree, code: str) -> list[Diagnostic]:
    return [item for item in tree.diagnostics() if item.code == code]


def test_a_good_advisory_has_nothing_against_it() -> None:
    assert [item for item in advised().diagnostics() if item.file == ADVISORY] == []


def test_an_advisory_without_an_end_neither_lapses_nor_ends_too_early() -> None:
    assert found(advised(), "GOV030") == found(advised(), "GOV031") == []


def test_what_has_lapsed_is_a_note_with_the_time() -> None:
    [told] = found(advised(expires='"2026-07-30T00:00:00Z"'), "GOV031")
    assert told.severity is Severity.NOTE
    assert told.message == "the block of `knot-counter` lapsed on 2026-07-30T00:00:00Z"


# -- evidence -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "entry",
    [
        "evidence_knots",
        "evidence_knots: what it shows",
        " evidence_knots",
        EVIDENCE,
        f"{EVIDENCE}: what it shows",
        SOURCE,
        "plugins/knot-counter/releases/1.0.0/release.json",
        "plugins/knot-counter/releases/1.0.0/craik.json: the capabilities",
        "https://acme.example/log",
        "The log, at https://acme.example/log",
        "CVE-2026-12345",
        "CVE-2026-1234: in the parser",
        "see GHSA-abcd-1234-efgh",
    ],
)
def test_evidence_that_can_be_looked_up(entry: str) -> None:
    tree = advised(evidence=f"['{entry}']")
    assert found(tree, "GOV032") == found(tree, "GOV033") == []


@pytest.mark.parametrize(
    "entry",
    [
        "told by a user",
        "told",
        "Note: it was told",
        "a: evidence_knots",
        "CVE-26-1",
        "see evidence_knots",
    ],
)
def test_evidence_that_nobody_can_look_up(entry: str) -> None:
    tree = advised(evidence=f"['{entry}']")
    assert len(found(tree, "GOV032")) == 1
    assert found(tree, "GOV033") == []
    assert len(found(advised(evidence=f"['{entry}']", act="yank"), "GOV032")) == 1
    assert found(advised(evidence=f"['{entry}']", act="deprecate"), "GOV032") == []
    assert found(advised(evidence=f"['{entry}', evidence_knots]"), "GOV032") == []
    assert found(advised(evidence=f"['{entry}', 'https://acme.example/']"), "GOV032") == []


@pytest.mark.parametrize(
    "entry",
    [
        "evidence_other",
        "evidence_other: what it shows",
        "plugins/knot-counter/gone.json",
        "adapters/knot-counter/gone.json",
        "http://acme.example/log",
        "ftp://acme.example/log: a log",
    ],
)
def test_evidence_that_leads_nowhere(entry: str) -> None:
    for act in ("block", "yank", "deprecate"):
        tree = advised(evidence=f"['{entry}']", act=act)
        assert len(found(tree, "GOV033")) == 1
        assert found(tree, "GOV032") == []


def test_what_was_meant_is_told() -> None:
    [told] = found(advised(evidence="[minutes, evidence_knot]"), "GOV033")
    assert told.message == "there is no record `evidence_knot`"
    assert told.hint == "Did you mean `evidence_knots`?"
    [told] = found(advised(evidence="['http://acme.example/log']"), "GOV033")
    assert told.message == "`http://acme.example/log` is no `https` address"
    [told] = found(advised(evidence="['evidence_of_nothing_at_all']"), "GOV033")
    assert told.hint == "Correct the id, or add the record."


def test_records_of_other_packages_are_evidence_and_no_guess() -> None:
    files = advised(evidence="[evidence_rope]").files | a_package("rope", "Rope", publisher="acme")
    record = files[EVIDENCE]
    there = {"plugins/rope/governance/1.0.0/evidence/evidence_rope.yml": record}
    assert found(Tree(files | there), "GOV033") == []
    there = {"plugins/rope/governance/1.0.0/evidence/evidence_rop.yml": record}
    [told] = found(Tree(files | there), "GOV033")
    assert "evidence_rop`" not in told.hint
    source = "plugins/knot-counter/releases/1.0.0/source/plugin.json"
    files |= {ADVISORY: an_advisory(package="rope", evidence=f"[{source}]").encode()}
    assert len(found(Tree(files), "GOV033")) == 1


def test_what_could_not_be_read_may_be_it() -> None:
    tree = advised(evidence="[evidence_other]")
    broken: Files = {
        "plugins/knot-counter/governance/1.0.0/evidence/evidence_other.yml": b"title: ["
    }
    assert found(Tree(tree.files | broken), "GOV033") == []
    elsewhere: Files = {"publishers/tidepool.yml": b"title: ["}
    assert len(found(Tree(tree.files | elsewhere), "GOV033")) == 1
    later = advised(evidence="[evidence_other, 'http://acme.example/']")
    assert len(found(Tree(later.files | broken), "GOV033")) == 1


# -- appeals ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "appeal",
    [
        "a@quay.example",
        "Write to <a@quay.example>, please",
        "https://quay.example/appeal",
        "The form at https://quay.example/appeal",
    ],
)
def test_where_to_object(appeal: str) -> None:
    assert found(advised(appeal=f"'{appeal}'"), "GOV034") == []


@pytest.mark.parametrize("appeal", ["@ada", "a@b", "http://quay.example/", "the forum", "a @ b.c"])
def test_where_nobody_can(appeal: str) -> None:
    assert len(found(advised(appeal=f"'{appeal}'"), "GOV034")) == 1


# -- acts ---------------------------------------------------------------------------------------


def test_acts_that_contradict_are_noted_once() -> None:
    files = a_catalog(one=a_release("1.0.0"), two=a_release("1.0.1")) | {
        ADVISORY: an_advisory(act="yank").encode(),
        SECOND: an_advisory(act="block").encode(),
    }
    [told] = found(Tree(files), "GOV035")
    assert told.file == SECOND
    assert told.message == "1.0.0 is meant by `quay-1` as well, which is to yank it"


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ({}, {"act": "deprecate"}, 1),
        ({}, {}, 0),
        ({"versions": "['>1.0.0']"}, {"act": "deprecate"}, 0),
        ({}, {"act": "deprecate", "versions": "['>1.0.0']"}, 0),
        ({"expires": '"2026-08-01T00:00:00Z"'}, {"act": "deprecate"}, 0),
        ({"expires": '"2026-08-01T00:00:01Z"'}, {"act": "deprecate"}, 1),
        ({}, {"act": "deprecate", "expires": '"2026-08-01T00:00:00Z"'}, 0),
        ({"package": "rope"}, {"act": "deprecate"}, 0),
        ({"package": "gone"}, {"act": "deprecate"}, 0),
        ({"package": "gone"}, {"act": "deprecate", "package": "gone"}, 0),
    ],
)
def test_acts_on_one_release_in_force(
    one: dict[str, str], other: dict[str, str], count: int
) -> None:
    files = advised(second=an_advisory(**other), **one).files
    files |= a_package("rope", "Rope", publisher="acme")
    assert len(found(Tree(files), "GOV035")) == count


def test_a_digest_means_a_release_as_a_version_does() -> None:
    record = HELD["plugins/knot-counter/releases/1.0.0/release.json"]
    assert isinstance(record, bytes)
    digest = record.decode().partition('"sha256": "')[2][:64]
    second = an_advisory(act="deprecate", versions="[]", digests=f"['{digest}']")
    assert len(found(advised(second=second), "GOV035")) == 1
    second = second.replace(digest, "0" * 64)
    assert found(advised(second=second), "GOV035") == []


def test_critical_faults_are_not_left_on_offer() -> None:
    assert len(found(advised(act="deprecate", severity="critical"), "GOV036")) == 1
    assert found(advised(act="deprecate", severity="high"), "GOV036") == []
    assert found(advised(act="yank", severity="critical"), "GOV036") == []


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ({"versions": "['>=0.0.0']"}, 1),
        ({"versions": "['!=9.9.9']"}, 1),
        ({"versions": "['==1.0.0', '>0.1.0']"}, 1),
        ({"versions": "['>=0.0.0']", "act": "yank"}, 0),
        ({"versions": "['>=0.0.0']", "act": "deprecate"}, 0),
        ({"versions": "['>=0.0.0']", "expires": '"2026-12-31T00:00:00Z"'}, 0),
        ({"versions": "['>1.0.0']"}, 0),
        ({"versions": "['==1.0.0']"}, 0),
        ({"versions": "['<=1.0.0']"}, 0),
        ({"versions": "['>=0.0.0']", "package": "gone"}, 0),
        ({"versions": "[]"}, 0),
    ],
)
def test_a_name_for_good(changes: dict[str, str], count: int) -> None:
    assert len(found(advised(**changes), "GOV037")) == count


def test_a_range_that_spares_a_release_is_no_name() -> None:
    files = a_catalog(one=a_release("1.0.0"), two=a_release("2.0.0")) | {
        ADVISORY: an_advisory(versions="['>=2.0.0']").encode()
    }
    assert found(Tree(files), "GOV037") == []
    files |= {ADVISORY: an_advisory(versions="['<1.1.0', '>=2.0.0']").encode()}
    [told] = found(Tree(files), "GOV037")
    assert "`>=2.0.0` meets every release" in told.message


def test_every_advisory_is_looked_at() -> None:
    bad = {"evidence": "[told by a user]", "appeal": "Ask.", "versions": "['>=0.0.0']"}
    tree = advised(second=an_advisory(**bad), package="gone", act="deprecate")
    for code in ("GOV032", "GOV034", "GOV037"):
        assert [item.file for item in found(tree, code)] == [SECOND]
    bad = {"expires": '"2026-07-03T09:00:00Z"'}
    tree = advised(second=an_advisory(**bad))
    for code in ("GOV030", "GOV031"):
        assert [item.file for item in found(tree, code)] == [SECOND]


# What is said of the bad case of each code: the fact, and the cure.
SAID = {
    "GOV030": (
        "it lapses on 2026-07-03T09:00:00Z, and is published on 2026-07-03T09:00:00Z",
        "Correct one of the dates.",
    ),
    "GOV031": (
        "the block of `knot-counter` lapsed on 2026-08-01T00:00:00Z",
        "Give a later date, if it still holds.",
    ),
    "GOV032": (
        "the block gives no evidence that can be looked up",
        "Give an `https` address, or begin an entry with a record's id.",
    ),
    "GOV033": ("there is no record `evidence_kntos`", "Did you mean `evidence_knots`?"),
    "GOV034": (
        "`Ask the maintainers.` names no e-mail or `https` address",
        "Name the address to write to.",
    ),
    "GOV035": (
        "1.0.0 is meant by `quay-1` as well, which is to block it",
        "Narrow the weaker one, if they are not both meant.",
    ),
    "GOV036": (
        "releases with a critical fault stay on offer",
        "Yank or block them, or lower the severity.",
    ),
    "GOV037": (
        "`>=0.1.0` meets every release of `knot-counter`, also those to come",
        "End the range, or give `expires`.",
    ),
}


@pytest.mark.parametrize(
    "case", [item for item in CASES if item.code in SAID], ids=attrgetter("code")
)
def test_what_is_said(case: RuleCase) -> None:
    said = [(item.message, item.hint) for item in case.bad.diagnostics() if item.code == case.code]
    assert SAID[case.code] in said
    assert all(hint for _, hint in said)


def test_a_lapsed_advisory_stands_in_no_other_ones_way() -> None:
    files = advised(expires='"2026-07-04T00:00:00Z"', second=an_advisory(act="yank")).files
    files |= {"advisories/quay-3.yml": an_advisory(act="deprecate").encode()}
    assert [item.file for item in found(Tree(files), "GOV035")] == ["advisories/quay-3.yml"]
    files = advised(second=an_advisory(act="yank")).files
    files |= {"advisories/quay-3.yml": an_advisory(act="deprecate").encode()}
    told = [item.file for item in found(Tree(files), "GOV035")]
    assert told == [SECOND, "advisories/quay-3.yml"]


def test_evidence_of_every_release_counts() -> None:
    files = HELD | a_release("1.1.0") | {ADVISORY: an_advisory().encode()}
    assert found(Tree(files), "GOV033") == found(Tree(files), "GOV032") == []


def test_evidence_about_a_package_that_is_gone_leads_nowhere() -> None:
    tree = advised(package="gone", evidence="[evidence_other]")
    assert len(found(tree, "GOV033")) == 1

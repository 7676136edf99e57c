"""Waivers: what they cover, and what is said of those that cover nothing."""

from collections.abc import Callable
from operator import attrgetter

import pytest

from chandlery.catalog import Catalog
from chandlery.diagnostics import START, Diagnostic, Severity, Verdict
from chandlery.documents import Document
from chandlery.records.marketplace import MarketplaceRecord
from chandlery.records.notices import Waiver
from chandlery.rules import RETIRED
from chandlery.rules.waivers import UNWAIVABLE
from chandlery.stages.rulebook import every_rule
from chandlery.stages.waive import everything, waive
from rules.case import MOMENT, RuleCase, Tree, changed
from rules.names_cases import TIDEPOOL, a_package
from rules.waivers_cases import BASE, CASES, ODD, ONE, WAIVERS, a_waiver, an_advisory, waived

FILE = Document(WAIVERS, b"")
SETTINGS = MarketplaceRecord.model_validate(
    {
        "name": "quay",
        "title": "Quay",
        "description": "Plugins.",
        "base_url": "https://quay.example/",
        "owner": {"name": "Quay maintainers"},
        "contact": "security@quay.example",
    }
)
RELEASE = "plugins/knot-counter/releases/1.0.0/release.json"


def of_waivers(tree: Tree) -> list[Diagnostic]:
    return [item for item in tree.diagnostics() if item.file == WAIVERS]


def codes(tree: Tree) -> list[str]:
    return [item.code for item in of_waivers(tree)]


def a_diagnostic(
    code: str = "TXT001",
    file: str = ONE,
    severity: Severity = Severity.ERROR,
    verdict: Verdict = Verdict.POLICY,
) -> Diagnostic:
    return Diagnostic(file, START, code, f"{code} happened", severity, verdict)


def accepted(
    code: str = "TXT001", path: str = ONE, expires: str = "2026-12-31T00:00:00Z"
) -> Waiver:
    return Waiver(code=code, path=path, reason="So.", approver="Quay", expires=expires)


def run(
    diagnostics: list[Diagnostic],
    *waivers: Waiver,
    looked_at: Callable[[str], bool] = everything,
    document: Document | None = FILE,
) -> tuple[list[str], list[str]]:
    """The codes of what is left, and of what is said about the waivers."""
    catalog = Catalog(
        document=Document("marketplace.yml", b""),
        settings=SETTINGS,
        waivers_document=document,
        waivers=waivers,
    )
    paths = frozenset({ONE, RELEASE})
    outcome = waive(diagnostics, catalog, MOMENT, paths=paths, looked_at=looked_at)
    return [item.code for item in outcome.value], [item.code for item in outcome.diagnostics]


def test_what_a_waiver_covers_is_left_out() -> None:
    assert run([a_diagnostic(), a_diagnostic()], accepted()) == ([], [])
    assert {item.code for item in waived(a_waiver()).diagnostics()} & {"TXT001"} == set()


def test_another_code_or_another_file_stays() -> None:
    diagnostics = [a_diagnostic(), a_diagnostic("TXT001", RELEASE), a_diagnostic("PUB001")]
    assert run(diagnostics, accepted()) == (["TXT001", "PUB001"], [])


def test_a_waiver_covers_until_it_expires() -> None:
    assert run([a_diagnostic()], accepted(expires="2026-08-01T00:00:01Z")) == ([], [])
    assert run([a_diagnostic()], accepted(expires=MOMENT)) == (["TXT001"], ["GOV020"])


def test_what_came_back_is_told_with_the_waiver() -> None:
    [told] = of_waivers(waived(a_waiver(expires=MOMENT)))
    assert told.code == "GOV020"
    assert told.severity is Severity.WARNING
    assert "TXT001 is back: `knots` is no category" in told.message
    [told] = of_waivers(waived(a_waiver(expires=MOMENT), files=BASE))
    assert "is not needed" in told.message


@pytest.mark.parametrize("code", ["SYN001", "LAY005", "MAN001", "REF001", "PIN001", "OBJ201"])
def test_some_findings_are_never_waived(code: str) -> None:
    assert run([a_diagnostic(code)], accepted(code)) == ([code], ["GOV022"])
    assert run([], accepted(code)) == ([], ["GOV022"])


def test_every_prefix_that_is_never_waived_is_of_a_rule() -> None:
    for prefix in UNWAIVABLE:
        assert any(code.startswith(prefix) for code in every_rule()), prefix


def test_what_an_ecosystem_refuses_is_never_waived() -> None:
    refused = a_diagnostic("CAL101", verdict=Verdict.VALID)
    assert run([refused], accepted("CAL101")) == (["CAL101"], ["GOV022"])
    assert run([], accepted("CAL101")) == ([], ["GOV022"])
    warned = a_diagnostic("CAL101", severity=Severity.WARNING, verdict=Verdict.VALID)
    assert run([warned], accepted("CAL101")) == ([], [])
    assert run([warned, refused], accepted("CAL101")) == (["CAL101"], [])
    ours = a_diagnostic("CAL201")
    assert run([ours], accepted("CAL201")) == ([], [])
    assert run([], accepted("CAL201")) == ([], ["GOV021"])
    assert run([], accepted("KAR301")) == ([], ["GOV021"])  # of a host, not of the format


def test_a_waiver_waives_no_waiver() -> None:
    tree = waived(a_waiver(), a_waiver("GOV021", WAIVERS))
    assert codes(tree) == ["GOV022"]


def test_an_unused_waiver_is_told_where_the_file_was_judged() -> None:
    assert run([], accepted()) == ([], ["GOV021"])
    assert run([], accepted(), looked_at=lambda path: path != ONE) == ([], [])
    assert run([], accepted(), looked_at=lambda path: path == ONE) == ([], ["GOV021"])


def test_in_a_file_with_errors_nobody_knows() -> None:
    assert run([a_diagnostic("PUB001")], accepted())[1] == []
    assert run([a_diagnostic("PUB001", RELEASE)], accepted())[1] == ["GOV021"]
    assert run([a_diagnostic("PUB001", severity=Severity.WARNING)], accepted())[1] == ["GOV021"]
    # An error that is waived is no obstacle.
    assert run([a_diagnostic("PUB001")], accepted("PUB001"), accepted())[1] == ["GOV021"]


def test_without_a_file_of_waivers_nothing_is_said() -> None:
    assert run([a_diagnostic()], document=None) == (["TXT001"], [])


def test_a_code_that_there_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    [told] = of_waivers(waived(a_waiver("TXX001")))
    assert told.code == "GOV023"
    assert told.severity is Severity.WARNING
    assert "there is no rule TXX001" in told.message
    assert told.hint == "Did you mean `TXT001`?"
    monkeypatch.setitem(RETIRED, "TXX001", "nobody needs it")
    [told] = of_waivers(waived(a_waiver("TXX001")))
    assert told.message == "TXX001 was retired: nobody needs it"
    assert told.hint == "Take the waiver out."


def test_a_path_that_there_is_not() -> None:
    [told] = of_waivers(waived(a_waiver(path="plugins/knot-counter/listin.yml")))
    assert told.hint == f"Did you mean `{ONE}`?"
    [told] = of_waivers(waived(a_waiver(path="plugins/knot-conter/listing.yml")))
    assert told.hint == f"Did you mean `{ONE}`?"
    [told] = of_waivers(waived(a_waiver(path="marketplce.yml")))
    assert told.hint == "Correct the path."
    [told] = of_waivers(waived(a_waiver(path="plugins/knot-counter")))
    assert told.code == "GOV024"


def test_no_more_is_suggested_than_anybody_reads() -> None:
    told = of_waivers(waived(*[a_waiver("TXX001")] * 22))
    hints = [item.hint for item in told if item.code == "GOV023"]
    assert len(hints) == 22
    assert sorted(hints)[:2] == ["Correct the code."] * 2
    assert sum(hint.startswith("Did you mean") for hint in hints) == 20


def test_only_the_first_fault_of_a_waiver_is_told() -> None:
    assert codes(waived(a_waiver("TXX001", "gone.yml", expires=MOMENT))) == ["GOV023"]
    assert codes(waived(a_waiver("MAN001", "gone.yml", expires=MOMENT))) == ["GOV024"]
    assert codes(waived(a_waiver("MAN001", expires=MOMENT))) == ["GOV022"]


# -- what needs no run --------------------------------------------------------------------------


def test_a_year_ends_on_the_day_that_the_next_lacks() -> None:
    files = waived(a_waiver(expires="2029-03-01T00:00:00Z")).files
    assert codes(Tree(files, at="2028-02-29T00:00:00Z")) == ["GOV025"]
    files = waived(a_waiver(expires="2029-02-28T23:59:59Z")).files
    assert codes(Tree(files, at="2028-02-29T00:00:00Z")) == []


@pytest.mark.parametrize(
    ("approver", "who"),
    [
        ("Ada", "a maintainer of `knot-counter`"),
        (" ada ", "a maintainer of `knot-counter`"),
        ("Ada, of Quay", "a maintainer of `knot-counter`"),
        ("ada@acme.example", "a maintainer of `knot-counter`"),
        ("Acme", "the publisher `acme`"),
        ("acme", "the publisher `acme`"),
        ("hello@acme.example", "the publisher `acme`"),
    ],
)
def test_who_is_concerned_approves_nothing(approver: str, who: str) -> None:
    files = changed(ODD, ONE, "name: Ada\n", "name: Ada\n    email: ada@acme.example\n")
    [told] = of_waivers(waived(a_waiver(approver=f"'{approver}'"), files=files))
    assert told.code == "GOV026"
    assert told.message.endswith(f"is {who}")


@pytest.mark.parametrize("approver", ["Adam", "Tidepool", "Quay maintainers", "Ada Brandt"])
def test_who_has_no_part_in_it_may(approver: str) -> None:
    files = ODD | {"publishers/tidepool.yml": TIDEPOOL} | a_package("rope", "Rope")
    assert codes(waived(a_waiver(approver=approver), files=files)) == []


def test_a_publisher_is_concerned_by_its_own_file() -> None:
    path = "publishers/acme.yml"
    told = codes(waived(a_waiver("PUB003", path, approver="Acme"), files=BASE))
    assert told == ["GOV021", "GOV026"]
    files = BASE | {"publishers/tidepool.yml": TIDEPOOL}
    told = codes(waived(a_waiver("PUB003", path, approver="Tidepool"), files=files))
    assert told == ["GOV021"]
    told = codes(waived(a_waiver("TXT001", "marketplace.yml", approver="Acme"), files=BASE))
    assert told == ["GOV021"]


def test_each_waiver_is_judged_for_itself() -> None:
    tree = waived(
        a_waiver(approver="Ada"),
        a_waiver("PUB001", approver="Ada"),
        a_waiver("PUB001", RELEASE, "Ada", "2030-01-01T00:00:00Z"),
    )
    assert codes(tree) == ["GOV026", "GOV021", "GOV026", "GOV021", "GOV026", "GOV025"]


def test_the_same_waiver_again_and_again() -> None:
    tree = waived(a_waiver(), a_waiver(expires="2026-11-30T00:00:00Z"), a_waiver())
    assert codes(tree) == ["GOV027", "GOV027"]
    assert codes(waived(a_waiver(), a_waiver("PUB001"))) == ["GOV021"]
    assert codes(waived(a_waiver(), a_waiver(path=RELEASE))) == ["GOV021"]


# What is said of the bad case of each code: the fact, and the cure.
SAID = {
    "GOV020": (
        (
            "the waiver ran out on 2026-08-01T00:00:00Z; TXT001 is back: `knots` is no "
            "category of this marketplace"
        ),
        "Mend what was found, or have the waiver approved again.",
    ),
    "GOV021": ("TXT001 is not found in this file", "Take the waiver out."),
    "GOV022": (
        "MAN001 cannot be waived: A key is missing.",
        "Mend what was found, and take the waiver out.",
    ),
    "GOV023": ("there is no rule TXX001", "Did you mean `TXT001`?"),
    "GOV024": (
        "there is no file `plugins/knot-conter/listing.yml`",
        "Did you mean `plugins/knot-counter/listing.yml`?",
    ),
    "GOV025": (
        "the waiver runs until 2027-08-01T00:00:01Z, more than a year after 2026-08-01T00:00:00Z",
        "Let it end within a year.",
    ),
    "GOV026": (
        "`Ada` is a maintainer of `knot-counter`",
        "Let somebody approve it who has no part in it.",
    ),
    "GOV027": (
        "TXT001 is waived for `plugins/knot-counter/listing.yml` already",
        "Keep the one that was approved last.",
    ),
}


@pytest.mark.parametrize(
    "case", [item for item in CASES if item.code in SAID], ids=attrgetter("code")
)
def test_what_is_said(case: RuleCase) -> None:
    said = [(item.message, item.hint) for item in case.bad.diagnostics() if item.code == case.code]
    assert SAID[case.code] in said
    assert all(hint for _, hint in said)


def test_a_file_is_not_its_namesakes() -> None:
    path = "advisories/acme.yml"
    files = BASE | {path: an_advisory().encode()}
    assert codes(waived(a_waiver("GOV034", path, approver="Acme"), files=files)) == []


def test_a_waiver_for_a_file_that_was_not_looked_at_stops_nothing() -> None:
    unused = accepted("PUB001", RELEASE), accepted()
    assert run([], *unused, looked_at=lambda path: path == ONE) == ([], ["GOV021"])
